package dev.zprobe.repair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.zprobe.diagnosis.Cause;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RepairBookTest {
  private static final RepairBook BOOK = RepairBook.builtIn();

  /** Values that templates may name; whatever else stands in braces is a slip. */
  private static final Set<String> KNOWN =
      Set.of(
          ("line resolvectl home appData localAppData programFiles hostsFile resolverFile record"
                  + " networkService proxyFile name nameRegex family address gateway device tunnel"
                  + " oldMtu newMtu badResolver badResolverRegex controlResolver portal nftFamily"
                  + " nftTable nftChain nftMatch iptables iptablesChain iptablesPlace"
                  + " iptablesAddresses iptablesPorts protocol ports ufwDirection ufwEnd ufwAddress"
                  + " firewalldFamily firewalldChain firewalldPlace firewalldAddress firewalldPorts"
                  + " windowsRule windowsDirection where what resolver finding clock tunnels proxies"
                  + " web")
              .split(" "));

  @Test
  void theFileFitsItsSchema() throws IOException {
    try (var book = RepairBook.class.getResourceAsStream("book.json");
        var schema = RepairBook.class.getResourceAsStream("book.schema.json")) {
      var errors =
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
              .getSchema(schema)
              .validate(new String(book.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON);
      assertEquals(List.of(), errors);
    }
  }

  @Test
  void theSchemaKnowsEveryConditionAndEveryCause() throws IOException {
    try (var schema = RepairBook.class.getResourceAsStream("book.schema.json")) {
      var tree = new ObjectMapper().readTree(schema);
      Set<String> conditions = new HashSet<>();
      tree.at("/$defs/repair/properties/mends/items/properties/when/enum")
          .forEach(each -> conditions.add(each.asText()));
      Set<String> causes = new HashSet<>();
      tree.at("/$defs/cause/enum").forEach(each -> causes.add(each.asText()));
      for (Condition each : Condition.values()) {
        assertTrue(conditions.contains(each.text()), each.text());
      }
      for (Cause each : Cause.values()) {
        assertTrue(causes.contains(each.id()), each.id());
      }
    }
  }

  @Test
  void noIdIsThereTwice() {
    List<String> ids = BOOK.repairs().stream().map(Repair::id).toList();
    assertEquals(ids.size(), new HashSet<>(ids).size());
  }

  @ParameterizedTest
  @EnumSource(Cause.class)
  void everyCauseHasARepairOrAWordThatNobodyHereHasOne(Cause cause) {
    List<Repair> mending =
        BOOK.repairs().stream()
            .filter(repair -> repair.reasons().stream().anyMatch(each -> each.cause() == cause))
            .toList();
    assertFalse(mending.isEmpty(), cause.id());
  }

  @ParameterizedTest
  @EnumSource(Cause.class)
  void whateverTheCircumstancesAPlanHasAStep(Cause cause) {
    for (String severity : List.of("blocking", "degrading")) {
      for (String transport : List.of("tcp", "udp", "")) {
        for (int port : List.of(443, 3478, 8801)) {
          ObjectNode report = Reports.with(cause);
          ObjectNode finding = Reports.finding(report);
          finding.put("severity", severity);
          ObjectNode scope = (ObjectNode) finding.get("scope");
          scope.put("transport", transport);
          scope.putArray("ports").add(port);
          finding.putArray("evidence");
          for (Platform platform : Platform.values()) {
            assertFalse(Reports.plan(report, platform).steps().isEmpty(), finding::toString);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Cause.class)
  void everyStepOfTheGuideIsEitherTakenOrAnsweredWithAReason(Cause cause) {
    for (Platform platform : Platform.values()) {
      RepairPlan plan = Reports.plan(Reports.with(cause), platform);
      Set<String> spoken = new HashSet<>(Reports.steps(plan));
      plan.notRecommended()
          .forEach(
              each -> {
                assertFalse(each.why().isBlank(), each.id());
                assertFalse(each.why().contains("{"), each.why());
                assertTrue(spoken.add(each.id()), () -> each.id() + " is both");
              });
      BOOK.repairs().stream()
          .filter(Repair::guide)
          .forEach(each -> assertTrue(spoken.contains(each.id()), each.id()));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Cause.class,
      names = {
        "PORT_DROPPED",
        "PORT_REJECTED",
        "ADDRESS_BLOCKED",
        "TCP_TERMINATED",
        "RATE_LIMITED",
        "SNI_BLOCKED",
        "HOST_FIREWALL"
      })
  void theNetworkStackIsNeverResetForABlockedPort(Cause cause) {
    for (Platform platform : Platform.values()) {
      RepairPlan plan = Reports.plan(Reports.with(cause), platform);
      assertFalse(Reports.steps(plan).contains("reset-network-stack"));
      assertTrue(
          plan.notRecommended().stream().anyMatch(each -> each.id().equals("reset-network-stack")));
    }
  }

  @Test
  void aResetIsCalledHarmfulForWhateverItDoesNotMend() {
    Repair reset = BOOK.repair("reset-network-stack").orElseThrow();
    for (Cause cause : List.of(Cause.PORT_DROPPED, Cause.SERVER_DOWN, Cause.DNS_BLOCKED)) {
      assertTrue(reset.objection(cause).orElseThrow().harmful(), cause.id());
    }
  }

  @Test
  void everyStepOfTheGuideIsInTheBookForItsPlatforms() {
    for (String id :
        List.of(
            "end-client-processes",
            "flush-dns",
            "reset-network-stack",
            "allow-client-in-firewall",
            "clear-client-cache",
            "disable-dead-proxy",
            "sync-clock",
            "reinstall-client")) {
      Repair repair = BOOK.repair(id).orElseThrow();
      assertTrue(repair.guide(), id);
      for (Platform platform : Platform.values()) {
        assertFalse(repair.on(platform).commands().isEmpty(), id + " on " + platform);
      }
    }
    for (String id :
        List.of("disconnect-vpn", "try-without-antivirus", "try-web-client", "try-other-network")) {
      assertTrue(BOOK.repair(id).orElseThrow().guide(), id);
    }
  }

  @Test
  void templatesNameOnlyValuesThatExist() {
    Pattern name = Pattern.compile("\\{([A-Za-z][A-Za-z0-9]*)}");
    List<String> unknown = new ArrayList<>();
    for (Repair repair : BOOK.repairs()) {
      List<String> texts = new ArrayList<>();
      texts.add(repair.words().why());
      texts.add(repair.words().otherwise());
      repair.objections().forEach(each -> texts.add(each.why()));
      repair.procedures().values().forEach(each -> texts.addAll(texts(each)));
      for (String text : texts) {
        for (Matcher matcher = name.matcher(text); matcher.find(); ) {
          if (!KNOWN.contains(matcher.group(1))) {
            unknown.add(repair.id() + ": " + matcher.group());
          }
        }
      }
    }
    assertEquals(List.of(), unknown);
  }

  @Test
  void whatTakesAwayFilesSavesThemFirst() {
    for (Repair repair : BOOK.repairs()) {
      repair
          .procedures()
          .forEach(
              (platform, procedure) -> {
                Set<String> kept = new HashSet<>();
                procedure.saved().forEach(each -> kept.add(each.file()));
                for (Block block : procedure.commands()) {
                  for (List<String> line : block.lines()) {
                    String last = line.get(line.size() - 1);
                    boolean removes = line.contains("rmdir") || line.get(0).equals("rm");
                    assertTrue(
                        !removes || kept.contains(last) || last.startsWith("{record}"),
                        () -> repair.id() + ": " + line);
                  }
                }
              });
    }
  }

  private static List<String> texts(Procedure procedure) {
    List<String> texts = new ArrayList<>();
    for (List<Block> blocks : List.of(procedure.before(), procedure.commands(), procedure.undo())) {
      blocks.forEach(block -> block.lines().forEach(texts::addAll));
    }
    for (Saved saved : procedure.saved()) {
      texts.add(saved.file());
      texts.addAll(saved.command());
      texts.add(saved.as());
      texts.add(saved.head());
      texts.add(saved.line());
      texts.addAll(saved.restore());
    }
    return texts;
  }
}
