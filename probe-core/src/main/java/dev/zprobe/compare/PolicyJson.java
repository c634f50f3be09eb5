package dev.zprobe.compare;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.zprobe.diagnosis.Diagnosis.State;
import dev.zprobe.net.Ports;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the policy that a run fulfils, for somebody to look through and keep. */
public final class PolicyJson {
  /** Times vary: what took this long may take so many times longer. */
  private static final int SLACK = 3;

  private static final int LEAST_MS = 100;

  private PolicyJson() {}

  private record Alike(String target, String address, String transport, State state) {}

  /** How a run fares by a policy: every endpoint of every row. */
  public static ObjectNode of(PolicyCheck check) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("holds", check.holds()).put("inNoRow", check.unnamed());
    ArrayNode rows = node.putArray("results");
    for (PolicyCheck.Result each : check.results()) {
      ObjectNode row = rows.addObject().put("row", each.row().name());
      each.endpoint()
          .ifPresent(
              view -> row.put("target", view.key().target()).put("endpoint", view.key().place()));
      row.put("asExpected", each.asExpected());
      if (!each.asExpected()) {
        row.put("complaint", each.complaint());
      }
    }
    return node;
  }

  /**
   * @param timed rows say how fast, with room to spare
   */
  public static ObjectNode derived(ReportView run, boolean timed) {
    Map<Alike, List<EndpointView>> groups = new LinkedHashMap<>();
    for (EndpointView each : run.endpoints().values()) {
      if (each.state() != State.NOT_TESTED) {
        EndpointKey key = each.key();
        groups
            .computeIfAbsent(
                new Alike(key.target(), key.address(), key.transport(), each.state()),
                fresh -> new ArrayList<>())
            .add(each);
      }
    }
    ObjectNode policy = JsonNodeFactory.instance.objectNode();
    policy.put("schema", PolicyReader.SCHEMA);
    ArrayNode rows = policy.putArray("expect");
    groups.forEach((alike, members) -> putRow(rows.addObject(), alike, members, timed));
    return policy;
  }

  private static void putRow(
      ObjectNode row, Alike alike, List<EndpointView> members, boolean timed) {
    row.put("target", alike.target());
    row.put("address", alike.address());
    row.put("transport", alike.transport());
    row.put("ports", Ports.text(members.stream().map(each -> each.key().port()).toList()));
    row.put("state", alike.state().text());
    boolean all = members.stream().allMatch(each -> each.elapsedMs().isPresent());
    if (timed && all && PolicyReader.ANSWERED.contains(alike.state())) {
      double longest =
          members.stream().mapToDouble(each -> each.elapsedMs().getAsDouble()).max().orElse(0);
      row.put("maxMs", Math.max(LEAST_MS, (int) Math.ceil(longest * SLACK)));
    }
  }
}
