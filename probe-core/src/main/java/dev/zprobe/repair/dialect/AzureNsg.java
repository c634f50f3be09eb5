package dev.zprobe.repair.dialect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Commands of the Azure command line; group and priority are the reader's. */
final class AzureNsg implements Dialect {
  private static final int FIRST_PRIORITY = 200;

  @Override
  public String id() {
    return "azure-nsg";
  }

  @Override
  public String write(List<Permit> permits) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "# the lowest priority number wins: these need ones below that of the rule that denies");
    int number = 0;
    for (Permit permit : permits) {
      lines.add(line(permit, number));
      number++;
    }
    return String.join("\n", lines);
  }

  private static String line(Permit permit, int number) {
    String protocol = permit.transport().text();
    return "az network nsg rule create --resource-group YOURS --nsg-name YOURS --name"
        + " meeting-service-"
        + (number + 1)
        + " --priority "
        + (FIRST_PRIORITY + number)
        + " --direction Outbound --access Allow --protocol "
        + protocol.substring(0, 1).toUpperCase(Locale.ROOT)
        + protocol.substring(1)
        + " --source-address-prefixes "
        + permit.sourceText().orElse("'*'")
        + " --source-port-ranges '*' --destination-address-prefixes "
        + String.join(" ", permit.prefixes())
        + " --destination-port-ranges "
        + String.join(" ", PortRange.texts(permit.ports(), "-"));
  }
}
