package dev.zprobe.probe.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.observation.FarEndTest;
import dev.zprobe.wire.FarEndMessage;
import dev.zprobe.wire.Octets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class FarEndCourseTest {
  private static final long MILLI = 1_000_000;
  private final FarEndCourse course = new FarEndCourse();

  @Test
  void anEvenPathHasNoLossNoJitterNoReordering() {
    for (int number = 0; number < 10; number++) {
      send(number, number * 20L);
      answer(number, number + 1, number * 20L + 5, number * 20L + 10);
    }
    FarEndTest.Result result = course.result(course.arrived());
    assertEquals(OptionalInt.of(10), result.arrived());
    assertEquals(10, result.answered());
    assertEquals(Duration.ofMillis(10), result.roundTrip());
    assertEquals(
        Optional.of(new FarEndTest.Course(Duration.ZERO, Duration.ZERO, 0, 0)), result.course());
  }

  @Test
  void lossIsToldByDirectionAndReorderingByTheRespondersCount() {
    for (int number = 0; number < 6; number++) {
      send(number, number * 20L);
    }
    answer(0, 1, 5, 10);
    answer(2, 2, 45, 50); // overtook number 1
    answer(1, 3, 46, 51);
    // number 3 arrived and its answer was lost; number 4 never arrived
    answer(5, 5, 105, 110);
    FarEndTest.Result result = course.result(course.arrived());
    assertEquals(OptionalInt.of(5), result.arrived());
    assertEquals(4, result.answered());
    assertEquals(1, result.course().orElseThrow().reorderedOut());
    assertEquals(0, result.course().orElseThrow().reorderedBack());
  }

  @Test
  void aResponderThatClaimsTooMuchIsReportedAndNotBelieved() {
    send(0, 0);
    send(1, 20);
    answer(0, 1, 5, 10);
    answer(1, 900, 25, 30);
    FarEndTest.Result result = course.result(course.arrived());
    assertEquals(OptionalInt.empty(), result.arrived());
    assertTrue(result.alterations().get(0).contains("claims 900 arrivals of 2"));
  }

  @Test
  void answersThatAreRepeatedOrNotOursCountOnce() {
    send(0, 0);
    answer(0, 1, 5, 10);
    answer(0, 1, 5, 11);
    answer(7, 2, 6, 12);
    assertEquals(1, course.result(course.arrived()).answered());
  }

  @Test
  void silenceClaimsNothing() {
    send(0, 0);
    FarEndTest.Result result = course.result(course.arrived());
    assertEquals(OptionalInt.empty(), result.arrived());
    assertEquals(Optional.empty(), result.course());
  }

  private void send(int number, long atMillis) {
    course.sent(transaction(number), number, atMillis * MILLI);
  }

  private void answer(int number, long position, long arrivedMillis, long backMillis) {
    course.answered(
        new FarEndMessage.Reply(
            transaction(number),
            number,
            Octets.of(new byte[8]),
            Optional.empty(),
            position,
            0,
            arrivedMillis * 1000),
        backMillis * MILLI);
  }

  private static Octets transaction(int number) {
    return Octets.of(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) number});
  }
}
