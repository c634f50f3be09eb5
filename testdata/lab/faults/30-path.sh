# Faults on the path and of the service's addresses.

#: drop PROTO PORTS|all NODE [WHERE] | a firewall at NODE drops packets to these ports (PROTO any: everything) | port-dropped (at router N: location N-1..N+1 or narrower, containing N); service: server-down or port-dropped; all ports of one address: address-blocked | drop udp 53 router2 198.51.100.0/24
fault_drop() {
  local match
  where "${4:-service}" | while read -r match; do rule "$3" "$(hook_of "$3")" "$match" "$(ports_of "$1" "$2")" drop; done
}

#: reject KIND PROTO PORTS NODE [WHERE] | NODE rejects: reset, admin, host, net, port, hostprohibited; at a router a device does it, at the service the target itself | port-rejected (router), server-refused (service), network-unreachable (host, net for whole addresses) | reject at the service
fault_reject() {
  local match
  where "${5:-service}" | while read -r match; do rule "$4" "$(hook_of "$4")" "$match" "$(ports_of "$2" "$3")" "$(rejection "$1" "$match")"; done
}

#: unreachable NODE net|host [ADDRESS] | a router has no route (net) or cannot reach the host (host) and says so | network-unreachable | route-local unreachable
fault_unreachable() {
  if [ "$2" = net ]; then
    if [ -n "${3:-}" ]; then case $3 in *:*) route "$1" -6 unreachable "$3" ;; *) route "$1" unreachable "$3" ;; esac
    else fault_reject net any all "$1" service; fi
  else fault_reject host any all "$1" "${3:-service}"; fi
}

#: address-gone LAST-OCTET | the service host no longer has this address (.N and ::N): its last hop finds no neighbour, host unreachable after 3 s | server-down | drop tcp 443 router3
fault_address_gone() {
  in_ns service sh -c 'echo 1 > /proc/sys/net/ipv4/conf/eth0/promote_secondaries' # else the others go with the first
  ip -n "$prefix-service" address del "203.0.113.$1/24" dev eth0; ip -n "$prefix-service" address del "2001:db8:113::$1/64" dev eth0
  undo "printf 'address replace 203.0.113.$1/24 dev eth0\naddress replace 2001:db8:113::$1/64 dev eth0 nodad\n' | ip -n $prefix-service -b -; ip -n $prefix-router3 neigh flush all"
}

#: loss PERCENT NODE [PROTO] | a router loses packets at random, both ways | packet-loss from 3 % (2 %: nothing above a note) | loss 2 router2
fault_loss() {
  rule "$2" forward ${3:+meta l4proto $3} "numgen random mod 1000 < $(awk "BEGIN { print int($1 * 10) }")" drop
}

#: half NODE | a router drops what goes to the service from half of all source ports, as where one of two paths of equal cost is dead | port-dropped, degrading | balanced
fault_half() {
  rule "$1" forward ip daddr 203.0.113.0/24 'meta l4proto { tcp, udp } @th,12,1 1' drop
  rule "$1" forward ip6 daddr 2001:db8:113::/64 'meta l4proto { tcp, udp } @th,12,1 1' drop
}

#: rate-limit NODE PACKETS-PER-SECOND [PROTO] | a router lets only so many packets a second to the service pass | rate-limited | rate-limit router2 500
fault_rate_limit() { rule "$1" forward ip daddr 203.0.113.0/24 meta l4proto "${3:-udp}" udp sport != 53 limit rate over "$2/second" burst 5 packets drop; }

#: bandwidth NODE KBIT | a router's link carries only so much | low-bandwidth | bandwidth router2 20000
fault_bandwidth() {
  ip netns exec "$prefix-$1" tc qdisc add dev east root tbf rate "$2kbit" burst 3000 latency 400ms
  ip netns exec "$prefix-$1" tc qdisc add dev west root tbf rate "$2kbit" burst 3000 latency 400ms
  undo "ip netns exec $prefix-$1 tc qdisc del dev east root; ip netns exec $prefix-$1 tc qdisc del dev west root"
}

#: mtu BYTES [silent|told] | the link from router 2 to router 3 carries only so many bytes; no ICMP says so (silent), or it does (told) | mtu-black-hole | mtu 1280 told
fault_mtu() {
  ip -n "$prefix-router2" link set east mtu "$1"; ip -n "$prefix-router3" link set west mtu "$1"
  undo "ip -n $prefix-router2 link set east mtu 1500; ip -n $prefix-router3 link set west mtu 1500"
  if [ "${2:-silent}" = silent ]; then
    local node
    for node in router2 router3; do rule $node output icmp type destination-unreachable icmp code frag-needed drop; rule $node output icmpv6 type packet-too-big drop; done
  fi
}

#: loop [ADDRESS] | router 3 sends the address back to router 2 | routing-loop | unreachable router3 net
fault_loop() {
  if [ -n "${1:-}" ]; then case $1 in *:*) route router3 -6 "$1" via 2001:db8:23::2 ;; *) route router3 "$1" via 62.115.23.2 ;; esac
  else route router3 203.0.113.0/25 via 62.115.23.2; route router3 -6 2001:db8:113::/96 via 2001:db8:23::2; fi
}

#: silent-hop NODE | a router sends no time-exceeded messages | nothing above a note | icmp-filtered
fault_silent_hop() { rule "$1" output icmp type time-exceeded drop; rule "$1" output icmpv6 type time-exceeded drop; }

#: icmp-filtered | no ICMP error of any router reaches the client | icmp-filtered (a note) | silent-hop router2
fault_icmp_filtered() {
  local node; for node in router1 router2 router3; do rule $node output icmp type "{ time-exceeded, destination-unreachable }" drop; rule $node output icmpv6 type "{ time-exceeded, destination-unreachable }" drop; done
}

#: icmp-as-usual | every router limits its ICMP errors as Linux does by default: six at once to one host, then one a second | nothing above a note | icmp-limited router2 5
fault_icmp_as_usual() {
  local node
  for node in router1 router2 router3; do
    in_ns $node sh -c 'echo 1000 > /proc/sys/net/ipv4/icmp_ratelimit; echo 1000 > /proc/sys/net/ipv6/icmp/ratelimit'
    undo "ip netns exec $prefix-$node sh -c 'echo 0 > /proc/sys/net/ipv4/icmp_ratelimit; echo 0 > /proc/sys/net/ipv6/icmp/ratelimit'"
  done
}

#: icmp-limited NODE PER-SECOND | a router limits its time-exceeded messages | nothing above a note | silent-hop NODE
fault_icmp_limited() { rule "$1" output icmp type time-exceeded limit rate over "$2/second" drop; rule "$1" output icmpv6 type time-exceeded limit rate over "$2/second" drop; }

#: nat [symmetric] | router 1 translates addresses (IPv4), with a new port for every flow when symmetric | nothing (symmetric: nat-symmetric, a note) | nat
fault_nat() { translate router1 ip leaving oifname wan masquerade "$([ "${1:-}" != symmetric ] || echo fully-random)"; }

#: ipv6-broken [drop|net] NODE | IPv6 to the service dies at a router while IPv4 works | ipv6-broken | no-ipv6
fault_ipv6_broken() {
  if [ "$1" = drop ]; then rule "$2" forward meta nfproto ipv6 drop; else rule "$2" forward meta nfproto ipv6 reject with icmpv6 type no-route; fi
}

#: no-ipv6 | the client has no IPv6 address and no route | nothing | ipv6-broken
fault_no_ipv6() {
  ip -n "$prefix-client" -6 address flush dev eth0 scope global
  undo "printf 'address replace 2001:db8:20::10/64 dev eth0 nodad\nroute replace default via 2001:db8:20::1\n' | ip -n $prefix-client -b -"
}

#: slow MILLISECONDS | wire B delays by so much more, each way | nothing (a far but fine service) | loss
fault_slow() {
  stop wire KILL
  start_wire "$((4 + $1))"
  undo "touch $dir/extra/restart-wire"
  sleep 0.3
}

#: oneway PERCENT [PROTO] | router 3 loses what comes back from the service | packet-loss | loss 2
fault_oneway() { rule router3 forward iifname svc ${2:+meta l4proto $2} "numgen random mod 1000 < $(awk "BEGIN { print int($1 * 10) }")" drop; }

#: terminated NODE PORTS | a box at NODE accepts the TCP connections in the service's place; nothing reaches the service | tcp-terminated | server-silent
fault_terminated() {
  start fault-terminator "$1" "$here/tools/responder.py" accept "$dir"
  await "$1" tcp 11001
  translate "$1" ip arriving ip daddr 203.0.113.0/24 tcp dport "{ ${2:-443} }" redirect to :11001
  translate "$1" ip6 arriving ip6 daddr 2001:db8:113::/64 tcp dport "{ ${2:-443} }" redirect to :11001
}

#: balanced | routers 2 and 3 are joined by two equal paths, and flows spread over them | nothing | loss
fault_balanced() { ip -n "$prefix-router2" address add 62.115.23.22/24 dev east; ip -n "$prefix-router3" address add 62.115.23.33/24 dev west
  undo "ip -n $prefix-router2 address del 62.115.23.22/24 dev east; ip -n $prefix-router3 address del 62.115.23.33/24 dev west"
  in_ns router2 sh -c 'echo 1 > /proc/sys/net/ipv4/fib_multipath_hash_policy'
  route router2 default nexthop via 62.115.23.3 nexthop via 62.115.23.33
}
