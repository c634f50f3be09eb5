package dev.zprobe.diagnosis.rule;

import dev.zprobe.diagnosis.Blame;
import dev.zprobe.diagnosis.Cause;
import dev.zprobe.diagnosis.Confidence;
import dev.zprobe.diagnosis.Draft;
import dev.zprobe.diagnosis.Finding;
import dev.zprobe.diagnosis.Landscape;
import dev.zprobe.diagnosis.Location;
import dev.zprobe.diagnosis.Rule;
import dev.zprobe.diagnosis.RuleNotes;
import dev.zprobe.diagnosis.Severity;
import dev.zprobe.diagnosis.TrueTime;
import dev.zprobe.diagnosis.Wording;
import dev.zprobe.observation.ClockQuery;
import dev.zprobe.observation.Observation;
import dev.zprobe.observation.TlsHandshake;
import dev.zprobe.observation.TlsHandshake.PeerCertificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** This machine's clock is wrong, by the word of several sources that agree. */
final class ClockSkewedRule implements Rule {
  private static final Duration TOLERATED = Duration.ofSeconds(30);

  @Override
  public Cause cause() {
    return Cause.CLOCK_SKEWED;
  }

  @Override
  public RuleNotes notes() {
    return new RuleNotes(
        "Time sources that agree among themselves put this clock off by more than 30 s, and by more"
            + " than their error. It blocks when a certificate that was received is outside its"
            + " validity by this clock and inside by true time.",
        "A single server that differs (time-source-bad); a certificate that is invalid by true time"
            + " as well (tls-certificate-invalid); no trustworthy source (clock-unverifiable).",
        "A further time server, or the Date header of a second HTTPS server.",
        "host");
  }

  @Override
  public List<Finding> apply(Landscape land) {
    TrueTime time = land.time();
    Duration offset = time.offset().orElse(Duration.ZERO);
    if (offset.abs().compareTo(TOLERATED) <= 0 || offset.abs().compareTo(time.error()) <= 0) {
      return List.of();
    }
    List<TlsHandshake> broken =
        land.service()
            .flatMap(visit -> visit.handshakes().stream())
            .filter(each -> validOnlyByTrueTime(each, offset))
            .toList();
    boolean several = time.agreeing().size() > 1;
    Draft draft =
        Draft.of(Cause.CLOCK_SKEWED)
            .severity(broken.isEmpty() ? Severity.DEGRADING : Severity.BLOCKING)
            .grade(
                !several
                    ? Confidence.POSSIBLE
                    : time.dissenting().isEmpty() ? Confidence.CONFIRMED : Confidence.LIKELY,
                Blame.HOST)
            .location(Location.of(Location.Kind.HOST))
            .detail("offsetMs", offset.toMillis())
            .detail("breaksTls", !broken.isEmpty());
    time.agreeing().forEach(each -> draft.subject(each, said(each)));
    broken.forEach(
        each ->
            draft.subject(each, "its certificate is invalid by this clock and valid by true time"));
    time.dissenting().forEach(each -> draft.against(each, said(each)));
    String which = offset.isNegative() ? " fast" : " slow";
    return List.of(
        draft.finish(
            "This machine's clock is "
                + Wording.span(offset)
                + which
                + (broken.isEmpty() ? "." : ": valid certificates look invalid to it."),
            "a second, independent time source"));
  }

  private static String said(Observation each) {
    if (each instanceof ClockQuery query) {
      return query.server()
          + " puts true time "
          + query.reading().map(reading -> reading.offset().toMillis()).orElse(0L)
          + " ms from this clock";
    }
    return "the Date header of its answer";
  }

  private static boolean validOnlyByTrueTime(TlsHandshake each, Duration offset) {
    Instant here = each.stamp().started();
    Instant there = here.plus(offset);
    List<PeerCertificate> chain = each.outcome().chain();
    return !chain.isEmpty()
        && chain.stream().allMatch(certificate -> isValid(certificate, there))
        && !chain.stream().allMatch(certificate -> isValid(certificate, here));
  }

  private static boolean isValid(PeerCertificate certificate, Instant when) {
    return !when.isBefore(certificate.notBefore()) && !when.isAfter(certificate.notAfter());
  }
}
