package dev.zprobe.repair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.zprobe.net.Addresses;
import dev.zprobe.net.Transport;
import dev.zprobe.repair.dialect.Dialect;
import dev.zprobe.repair.dialect.Permit;
import dev.zprobe.repair.dialect.PortRange;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DialectTest {
  private static final Permit UDP =
      new Permit(
          Transport.UDP,
          Optional.of(address("10.20.0.10")),
          List.of(address("203.0.113.30"), address("203.0.113.31")),
          List.of("mmr.zoom.example"),
          PortRange.of(List.of(8810, 3478, 8801, 8802)));
  private static final Permit TCP =
      new Permit(
          Transport.TCP,
          Optional.empty(),
          List.of(address("2001:db8:113::10")),
          List.of(),
          PortRange.of(List.of(443)));

  @ParameterizedTest
  @MethodSource("rules")
  void aRuleIsWrittenAsItsReaderWritesIt(String id, String expected) {
    Dialect dialect =
        Dialect.all().stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
    String written = dialect.write(List.of(UDP, TCP));
    String rules =
        String.join("\n", written.lines().filter(line -> !line.matches("[#!].*")).toList());
    assertEquals(expected.strip(), rules.strip());
  }

  static Stream<Arguments> rules() {
    return Stream.of(
        Arguments.of(
            "nftables",
            """
            insert rule inet filter forward ip saddr 10.20.0.10 ip daddr { 203.0.113.30, 203.0.113.31 } udp dport { 3478, 8801-8802, 8810 } accept
            insert rule inet filter forward ip6 daddr { 2001:db8:113::10 } tcp dport { 443 } accept
            """),
        Arguments.of(
            "iptables",
            """
            iptables -I FORWARD -s 10.20.0.10 -d 203.0.113.30,203.0.113.31 -p udp -m multiport --dports 3478,8801:8802,8810 -j ACCEPT
            ip6tables -I FORWARD -d 2001:db8:113::10 -p tcp -m multiport --dports 443 -j ACCEPT
            """),
        Arguments.of(
            "pf",
            """
            pass quick inet proto udp from 10.20.0.10 to { 203.0.113.30, 203.0.113.31 } port { 3478, 8801:8802, 8810 } keep state
            pass quick inet6 proto tcp from any to { 2001:db8:113::10 } port { 443 } keep state
            """),
        Arguments.of(
            "windows-defender",
            """
            New-NetFirewallRule -DisplayName 'Meeting service UDP IPv4' -Direction Outbound -Action Allow -Protocol UDP -RemoteAddress 203.0.113.30,203.0.113.31 -RemotePort '3478','8801-8802','8810'
            New-NetFirewallRule -DisplayName 'Meeting service TCP IPv6' -Direction Outbound -Action Allow -Protocol TCP -RemoteAddress 2001:db8:113::10 -RemotePort '443'
            """),
        Arguments.of(
            "cisco-asa",
            """
            object-group network MEETING-SERVERS-1
             network-object host 203.0.113.30
             network-object host 203.0.113.31
            object-group service MEETING-PORTS-1 udp
             port-object eq 3478
             port-object range 8801 8802
             port-object eq 8810
            access-list INSIDE-IN line 1 extended permit udp host 10.20.0.10 object-group MEETING-SERVERS-1 object-group MEETING-PORTS-1
            object-group network MEETING-SERVERS-2
             network-object host 2001:db8:113::10
            object-group service MEETING-PORTS-2 tcp
             port-object eq 443
            access-list INSIDE-IN line 1 extended permit tcp any object-group MEETING-SERVERS-2 object-group MEETING-PORTS-2
            """),
        Arguments.of(
            "cisco-ios",
            """
            ip access-list extended OUTBOUND
             permit udp host 10.20.0.10 host 203.0.113.30 eq 3478
             permit udp host 10.20.0.10 host 203.0.113.30 range 8801 8802
             permit udp host 10.20.0.10 host 203.0.113.30 eq 8810
             permit udp host 10.20.0.10 host 203.0.113.31 eq 3478
             permit udp host 10.20.0.10 host 203.0.113.31 range 8801 8802
             permit udp host 10.20.0.10 host 203.0.113.31 eq 8810
            ip access-list extended INBOUND
             permit udp host 203.0.113.30 eq 3478 host 10.20.0.10
             permit udp host 203.0.113.30 range 8801 8802 host 10.20.0.10
             permit udp host 203.0.113.30 eq 8810 host 10.20.0.10
             permit udp host 203.0.113.31 eq 3478 host 10.20.0.10
             permit udp host 203.0.113.31 range 8801 8802 host 10.20.0.10
             permit udp host 203.0.113.31 eq 8810 host 10.20.0.10
            ipv6 access-list OUTBOUND6
             permit tcp any host 2001:db8:113::10 eq 443
            ipv6 access-list INBOUND6
             permit tcp host 2001:db8:113::10 eq 443 any established
            """),
        Arguments.of(
            "palo-alto",
            """
            set address meeting-203.0.113.30 ip-netmask 203.0.113.30/32
            set address meeting-203.0.113.31 ip-netmask 203.0.113.31/32
            set service meeting-udp-1 protocol udp port 3478,8801-8802,8810
            set rulebase security rules meeting-service-1 description "trust and untrust stand for your zones"
            set rulebase security rules meeting-service-1 from trust to untrust
            set rulebase security rules meeting-service-1 source 10.20.0.10
            set rulebase security rules meeting-service-1 destination [ meeting-203.0.113.30 meeting-203.0.113.31 ]
            set rulebase security rules meeting-service-1 application any service meeting-udp-1 action allow
            move rulebase security rules meeting-service-1 top
            set address meeting-2001-db8-113--10 ip-netmask 2001:db8:113::10/128
            set service meeting-tcp-2 protocol tcp port 443
            set rulebase security rules meeting-service-2 description "trust and untrust stand for your zones"
            set rulebase security rules meeting-service-2 from trust to untrust
            set rulebase security rules meeting-service-2 source any
            set rulebase security rules meeting-service-2 destination [ meeting-2001-db8-113--10 ]
            set rulebase security rules meeting-service-2 application any service meeting-tcp-2 action allow
            move rulebase security rules meeting-service-2 top
            commit
            """),
        Arguments.of(
            "fortios",
            """
            config firewall address
              edit "meeting-203.0.113.30"
                set subnet 203.0.113.30 255.255.255.255
              next
              edit "meeting-203.0.113.31"
                set subnet 203.0.113.31 255.255.255.255
              next
              edit "meeting-10.20.0.10"
                set subnet 10.20.0.10 255.255.255.255
              next
            end
            config firewall service custom
              edit "meeting-ports-1"
                set udp-portrange 3478 8801-8802 8810
              next
            end
            config firewall policy
              edit 0
                set name "meeting-service-1"
                set srcintf "internal"
                set dstintf "wan1"
                set srcaddr "meeting-10.20.0.10"
                set dstaddr "meeting-203.0.113.30" "meeting-203.0.113.31"
                set service "meeting-ports-1"
                set schedule "always"
                set action accept
              next
            end
            config firewall address6
              edit "meeting-2001-db8-113--10"
                set ip6 2001:db8:113::10/128
              next
            end
            config firewall service custom
              edit "meeting-ports-2"
                set tcp-portrange 443
              next
            end
            config firewall policy
              edit 0
                set name "meeting-service-2"
                set srcintf "internal"
                set dstintf "wan1"
                set srcaddr6 "all"
                set dstaddr6 "meeting-2001-db8-113--10"
                set service "meeting-ports-2"
                set schedule "always"
                set action accept
              next
            end
            """),
        Arguments.of(
            "aws-security-group",
            """
            aws ec2 authorize-security-group-egress --group-id sg-YOURS --ip-permissions '[{"IpProtocol":"udp","FromPort":3478,"ToPort":3478,"IpRanges":[{"CidrIp":"203.0.113.30/32"},{"CidrIp":"203.0.113.31/32"}]}]'
            aws ec2 authorize-security-group-egress --group-id sg-YOURS --ip-permissions '[{"IpProtocol":"udp","FromPort":8801,"ToPort":8802,"IpRanges":[{"CidrIp":"203.0.113.30/32"},{"CidrIp":"203.0.113.31/32"}]}]'
            aws ec2 authorize-security-group-egress --group-id sg-YOURS --ip-permissions '[{"IpProtocol":"udp","FromPort":8810,"ToPort":8810,"IpRanges":[{"CidrIp":"203.0.113.30/32"},{"CidrIp":"203.0.113.31/32"}]}]'
            aws ec2 authorize-security-group-egress --group-id sg-YOURS --ip-permissions '[{"IpProtocol":"tcp","FromPort":443,"ToPort":443,"Ipv6Ranges":[{"CidrIpv6":"2001:db8:113::10/128"}]}]'
            """),
        Arguments.of(
            "azure-nsg",
            """
            az network nsg rule create --resource-group YOURS --nsg-name YOURS --name meeting-service-1 --priority 200 --direction Outbound --access Allow --protocol Udp --source-address-prefixes 10.20.0.10 --source-port-ranges '*' --destination-address-prefixes 203.0.113.30/32 203.0.113.31/32 --destination-port-ranges 3478 8801-8802 8810
            az network nsg rule create --resource-group YOURS --nsg-name YOURS --name meeting-service-2 --priority 201 --direction Outbound --access Allow --protocol Tcp --source-address-prefixes '*' --source-port-ranges '*' --destination-address-prefixes 2001:db8:113::10/128 --destination-port-ranges 443
            """));
  }

  @Test
  void aPermitForNothingCannotBe() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Permit(Transport.TCP, Optional.empty(), List.of(), List.of(), UDP.ports()));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new Permit(Transport.TCP, Optional.empty(), UDP.destinations(), List.of(), List.of()));
  }

  private static InetAddress address(String text) {
    return Addresses.parse(text).orElseThrow();
  }
}
