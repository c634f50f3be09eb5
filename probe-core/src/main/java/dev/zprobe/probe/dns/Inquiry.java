package dev.zprobe.probe.dns;

import dev.zprobe.net.Deadline;
import dev.zprobe.observation.DnsLookup;
import dev.zprobe.observation.DnsLookup.Answer;
import dev.zprobe.observation.DnsLookup.NameServer;
import dev.zprobe.observation.DnsLookup.Question;
import dev.zprobe.observation.Failure;
import dev.zprobe.observation.Stamp;
import dev.zprobe.observation.Trace;
import dev.zprobe.probe.Attempt;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One question to one resolver over one transport. {@link #first} completes with the first answer
 * or the failure, {@link #last} when nothing more is waited for.
 */
final class Inquiry {
  private final Question question;
  private final NameServer server;
  private final Deadline deadline;
  private final CompletableFuture<DnsLookup> first = new CompletableFuture<>();
  private final CompletableFuture<DnsLookup> last = new CompletableFuture<>();

  Inquiry(Question question, NameServer server, Deadline deadline) {
    this.question = question;
    this.server = server;
    this.deadline = deadline;
  }

  Question question() {
    return question;
  }

  NameServer server() {
    return server;
  }

  Deadline deadline() {
    return deadline;
  }

  CompletableFuture<DnsLookup> first() {
    return first;
  }

  CompletableFuture<DnsLookup> last() {
    return last;
  }

  /** The outcome that the run goes on with. */
  void answered(Attempt attempt, Answer answer, Optional<Failure> failure) {
    first.complete(lookup(attempt.stamp(), answer, failure));
  }

  /** Nothing more is waited for: what came later is added. */
  void settled(List<Answer> others) {
    DnsLookup known = first.join();
    Answer answer = known.answer();
    Answer whole =
        others.isEmpty()
            ? answer
            : new Answer(
                answer.rcode(),
                answer.addresses(),
                answer.chain(),
                answer.ttlSeconds(),
                answer.truncated(),
                answer.after(),
                others);
    last.complete(lookup(known.stamp(), whole, known.failure()));
  }

  /** The outcome of a step that ends at once. */
  void ended(Attempt attempt, Answer answer, Optional<Failure> failure) {
    answered(attempt, answer, failure);
    settled(List.of());
  }

  private DnsLookup lookup(Stamp stamp, Answer answer, Optional<Failure> failure) {
    return new DnsLookup(stamp, question, server, answer, failure, Trace.BLIND);
  }
}
