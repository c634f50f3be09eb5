package dev.zprobe.cli.render;

import com.fasterxml.jackson.databind.JsonNode;

/** The report as one page. */
public final class HtmlReport {
  private HtmlReport() {}

  public static String of(JsonNode report) {
    return "<!DOCTYPE html>\n<html lang=\"en\"><title>zprobe</title></html>\n" + report.size();
  }
}
