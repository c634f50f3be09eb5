package dev.zprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.zprobe.evidence.ReportJson;
import java.util.List;

/** The schema that ships, as a judge. */
final class ReportSchema {
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(ReportJson.class.getResourceAsStream("report.schema.json"));

  private ReportSchema() {}

  static List<String> objections(String report) {
    return SCHEMA.validate(report, InputFormat.JSON).stream().map(Error::toString).toList();
  }

  static void accepts(String report) {
    assertEquals(List.of(), objections(report));
  }
}
