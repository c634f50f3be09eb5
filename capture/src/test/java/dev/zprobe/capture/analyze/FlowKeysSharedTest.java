package dev.zprobe.capture.analyze;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.zprobe.capture.SharedCaptures;
import dev.zprobe.capture.source.CaptureFiles;
import dev.zprobe.capture.source.PacketSource;
import dev.zprobe.catalog.CatalogReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the listing says of real flows, flows can be chosen by. */
@Tag("shared")
class FlowKeysSharedTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void theListingHasNoOtherKeys() throws IOException {
    Set<String> paths = new TreeSet<>();
    try (Stream<Path> files = Files.list(SharedCaptures.folder().resolve("ntop+nDPI"))) {
      for (Path file : files.filter(each -> each.toString().matches(".*\\.pcap(ng)?")).toList()) {
        for (String line : listing(file)) {
          collect(JSON.readTree(line), "", paths);
        }
      }
    }
    assertTrue(paths.size() > 100, paths.toString());
    for (String path : paths) {
      assertDoesNotThrow(() -> FlowKeys.of(path));
    }
  }

  private static List<String> listing(Path file) throws IOException {
    AnalysisRequest some = AnalysisRequest.of(CatalogReader.builtIn());
    AnalysisRequest request =
        new AnalysisRequest(
            some.catalog(), some.keys(), some.limits(), List.of(), true, FlowFilter.everything());
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (CaptureAnalysis analysis = CaptureAnalysis.of(request);
        PacketSource source = CaptureFiles.of(List.of(file))) {
      analysis.read(source);
      analysis.writeFlows("one", text);
    }
    return text.toString(StandardCharsets.UTF_8).lines().skip(1).toList();
  }

  private static void collect(JsonNode node, String path, Set<String> paths) {
    if (node.isArray()) {
      node.forEach(each -> collect(each, path, paths));
      return;
    }
    if (!path.isEmpty() && paths.add(path) && node.isNumber()) {
      assertEquals(FlowKeys.Kind.NUMBER, FlowKeys.of(path).kind(), path);
    }
    for (var member : node.properties()) {
      String below = path.isEmpty() ? member.getKey() : path + "." + member.getKey();
      collect(member.getValue(), below, paths);
    }
  }
}
