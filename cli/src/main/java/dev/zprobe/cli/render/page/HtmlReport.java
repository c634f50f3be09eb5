package dev.zprobe.cli.render.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;

/**
 * The report as one page: it loads nothing, runs nothing, and can be printed. Its policy (Content
 * Security Policy, level 3) allows its own style sheet by hash and nothing else.
 */
public final class HtmlReport {
  private HtmlReport() {}

  /** The whole page. */
  public static String of(JsonNode report) {
    Markup body = new Markup();
    body.begin("main");
    verdict(body, report);
    contents(body, report);
    matrix(body, report);
    Findings findings = new Findings(report);
    body.add(findings.section());
    body.add(new Repairs(report).section());
    body.begin("section", "id", "timeline").element("h2", "Timeline");
    body.element("p", "Each bar is one step; one lane per target. Red bars failed.");
    scrolled(body, TimelinePicture.of(report), "Timeline");
    body.end();
    body.add(new Facts(report).sections());
    about(body, report);
    return head(report) + body.end() + "\n</body></html>\n";
  }

  private static String head(JsonNode report) {
    String status = Words.of(report.path("verdict"), "status");
    return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
        + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '"
        + hash(Style.SHEET)
        + "'; base-uri 'none'; form-action 'none'\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
        + "<meta name=\"referrer\" content=\"no-referrer\">\n<title>zprobe: "
        + Markup.escaped(status)
        + "</title>\n<style>"
        + Style.SHEET
        + "</style></head>\n<body>\n";
  }

  private static String hash(String sheet) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(sheet.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible); // every JDK has it
    }
  }

  private static void verdict(Markup body, JsonNode report) {
    JsonNode verdict = report.path("verdict");
    String status = Words.of(verdict, "status");
    body.begin("header", "class", "verdict " + look(status));
    body.element("h1", "zprobe: " + status.toUpperCase(Locale.ROOT));
    body.element("p", Words.of(verdict, "summary"), "class", "sentence");
    body.begin("p");
    body.text("Error 104103: " + Words.spaced(Words.of(verdict, "error104103")) + ".");
    if (verdict.has("blame")) {
      body.text(" Blame: " + Words.of(verdict, "blame") + ".");
    }
    body.end();
    JsonNode run = report.path("run");
    body.element(
        "p",
        "Verb %s, run %s, from %s to %s."
            .formatted(
                Words.of(run, "command"),
                Words.of(run, "id"),
                Words.of(run, "started"),
                Words.of(run, "ended")),
        "class",
        "faint");
    body.end().line();
  }

  static String look(String status) {
    return switch (status) {
      case "healthy" -> "good";
      case "blocked" -> "bad";
      default -> "warning";
    };
  }

  private static void contents(Markup body, JsonNode report) {
    body.begin("nav", "aria-label", "Contents");
    body.element("a", "Endpoints", "href", "#endpoints");
    for (JsonNode finding : report.path("findings")) {
      String id = Words.of(finding, "id");
      body.element("a", id + " " + Words.of(finding, "cause"), "href", "#" + Findings.anchor(id));
    }
    body.element("a", "Timeline", "href", "#timeline").end().line();
  }

  private static void matrix(Markup body, JsonNode report) {
    body.begin("section", "id", "endpoints").element("h2", "Endpoints");
    body.add(new MatrixTable(report).table());
    body.end().line();
  }

  /** Wide pictures scroll by themselves, with the keyboard as well. */
  static void scrolled(Markup body, Markup picture, String label) {
    body.begin("div", "class", "wide", "tabindex", "0", "role", "region", "aria-label", label);
    body.add(picture).end().line();
  }

  private static void about(Markup body, JsonNode report) {
    JsonNode capture = report.path("capture");
    body.begin("section").element("h2", "About this report").begin("p");
    body.text(
        "Written by %s %s."
            .formatted(
                Words.of(report.path("tool"), "name"), Words.of(report.path("tool"), "version")));
    if (capture.path("live").asBoolean()) {
      body.text(
          " Frame numbers are those of capture.pcapng beside this file (%d frames, %d dropped)."
              .formatted(capture.path("frames").asLong(), capture.path("dropped").asLong()));
    } else {
      body.text(" There is no capture: " + Words.of(capture, "reason") + ".");
    }
    body.end().end().line();
  }
}
