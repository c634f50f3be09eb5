package dev.zprobe.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zprobe.net.Addresses;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordingTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2|3|62.115.12.2 62.115.23.3|between hop 2 (62.115.12.2) and hop 3 (62.115.23.3)",
        "2|3|62.115.23.3|between hop 2 and hop 3",
        "2|3|62.115.23.3 2001:db8:23::3|between hop 2 and hop 3",
        "2|2|62.115.12.2 2001:db8:12::2|at hop 2 (62.115.12.2)",
        "0|1|127.77.0.3 127.77.0.4|between this machine and hop 1 (127.77.0.3, 127.77.0.4)",
        "0|1||between this machine and hop 1",
        "0|2|10.0.0.1 10.0.1.1|between this machine and hop 2"
      })
  void aHopIsNamedOnlyByAnAddressThatIsItsOwn(int first, int last, String known, String expected) {
    InetAddress[] addresses =
        known == null
            ? new InetAddress[0]
            : Stream.of(known.split(" "))
                .map(each -> Addresses.parse(each).orElseThrow())
                .toArray(InetAddress[]::new);
    assertEquals(expected, Wording.where(Location.hops(first, last, List.of(addresses))));
  }

  @ParameterizedTest
  @CsvSource({
    "299999,5 min 0 s",
    "7199999,2 h 0 min",
    "2591999999,30 d 0 h",
    "59400,59.4 s",
    "31400,31.4 s"
  })
  void aSpanIsRoundedAndNotCutOff(long millis, String expected) {
    assertEquals(expected, Wording.span(Duration.ofMillis(millis)));
    assertEquals(expected, Wording.span(Duration.ofMillis(-millis)));
  }
}
