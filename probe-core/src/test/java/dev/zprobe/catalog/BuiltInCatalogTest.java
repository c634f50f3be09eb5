package dev.zprobe.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zprobe.net.AddressRange;
import dev.zprobe.net.Addresses;
import dev.zprobe.net.Application;
import dev.zprobe.net.Target;
import dev.zprobe.net.Transport;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ships is what the product promises to test. */
class BuiltInCatalogTest {
  private final Catalog catalog = CatalogReader.builtIn();

  @Test
  void requiredPortsAreTheOfficialOnes() {
    assertEquals(Set.of(80, 443), ports("web", Transport.TCP, true));
    assertEquals(Set.of(443, 8801, 8802), ports("meetings", Transport.TCP, true));
    Set<Integer> media =
        IntStream.rangeClosed(8801, 8810).boxed().collect(Collectors.toCollection(TreeSet::new));
    media.addAll(List.of(3478, 3479));
    assertEquals(media, ports("meetings", Transport.UDP, true));
    assertEquals(Set.of(5090, 5091), ports("phone", Transport.TCP, true));
    assertEquals(Set.of(5090), ports("phone", Transport.UDP, true));
    assertEquals(Set.of(80), ports("certificates", Transport.TCP, true));
  }

  @Test
  void portsThatOnlyTheGuideListsAreNotRequired() {
    Set<Integer> others =
        IntStream.rangeClosed(8803, 8810).boxed().collect(Collectors.toCollection(TreeSet::new));
    others.addAll(List.of(3478, 3479));
    assertEquals(others, ports("meetings", Transport.TCP, false));
    assertEquals(Set.of(5091), ports("phone", Transport.UDP, false));
    assertEquals(Set.of(443), ports("web", Transport.UDP, false));
  }

  @Test
  void noAnswerIsExpectedOfServersThatNobodyDocuments() {
    for (Target target : catalog.targets()) {
      boolean undocumented = Set.of("meetings", "phone").contains(target.service());
      assertEquals(!undocumented, target.promise().answers(), target.id());
    }
  }

  @Test
  void quicIsAskedForItsVersion() {
    assertTrue(catalog.targets().stream().anyMatch(each -> each.application() == Application.QUIC));
  }

  @Test
  void hostsWhoseBlockingBreaksClientsAreRequired() {
    for (String host : List.of("log.zoom.us", "logfiles.zoom.us", "zpns.zoom.us")) {
      Target target =
          catalog.targets().stream()
              .filter(each -> each.host().filter(host::equals).isPresent())
              .findFirst()
              .orElseThrow();
      assertTrue(target.promise().required(), host);
    }
  }

  @Test
  void controlsOfEveryKindAreThere() {
    assertEquals(3, catalog.dnsControls().size());
    assertEquals(4, catalog.timeServers().size());
    assertEquals(3, catalog.portalChecks().size());
    assertFalse(catalog.controls().isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "170.114.52.2,zoom",
    "2407:30c0:182::aa72:3402,zoom",
    "2407:30c0:180::1,cdn",
    "162.255.37.14,zoom",
    "170.114.45.9,cdn",
    "115.117.119.97,phone",
    "206.247.10.253,zoom",
    "1.1.1.1,",
    "2606:4700::1111,",
  })
  void knownAddressesAreInTheirRange(String address, String service) {
    assertEquals(
        service, catalog.serviceOf(Addresses.parse(address).orElseThrow()).orElse(null), address);
  }

  @Test
  void listedServersAreInsideTheRanges() {
    for (Target target : catalog.targets()) {
      target
          .listedAddresses()
          .forEach(each -> assertTrue(catalog.serviceOf(each).isPresent(), each.toString()));
    }
  }

  @Test
  void noRangeIsGivenTwice() {
    List<AddressRange> ranges = catalog.ranges().stream().map(Catalog.Range::addresses).toList();
    assertEquals(ranges.size(), Set.copyOf(ranges).size());
    assertTrue(ranges.size() > 57);
  }

  private Set<Integer> ports(String service, Transport transport, boolean required) {
    return catalog.targets().stream()
        .filter(each -> each.service().equals(service))
        .filter(each -> each.transport() == transport)
        .filter(each -> each.promise().required() == required)
        .flatMap(each -> each.ports().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
