package dev.zprobe.diagnosis;

/**
 * A rule in words.
 *
 * @param seen what must have been observed
 * @param excluded what looks alike and is told apart, and how
 * @param decides the single measurement that raises the confidence
 * @param blame whose it usually is
 */
public record RuleNotes(String seen, String excluded, String decides, String blame) {}
