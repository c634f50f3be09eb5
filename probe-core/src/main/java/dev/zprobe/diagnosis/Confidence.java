package dev.zprobe.diagnosis;

import java.util.Locale;

/**
 * How well the evidence carries the judgement: a rejection, an answer or a controlled experiment
 * shows it; the subject failed and a control worked; no control.
 */
public enum Confidence {
  CONFIRMED,
  LIKELY,
  POSSIBLE;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
