# Faults of the client itself.

#: offline [address|route|link] | the client has no address, no default route, or its interface is down | host-offline | route-local
fault_offline() {
  case ${1:-route} in
    address) ip -n "$prefix-client" address flush dev eth0
      undo "printf 'address replace 10.20.0.10/24 dev eth0\naddress replace 2001:db8:20::10/64 dev eth0 nodad\nroute replace default via 10.20.0.1\nroute replace default via 2001:db8:20::1\n' | ip -n $prefix-client -b -" ;;
    route) remove_route client default; remove_route client -6 default ;;
    link) ip -n "$prefix-client" link set eth0 down
      undo "printf 'link set eth0 up\naddress replace 10.20.0.10/24 dev eth0\naddress replace 2001:db8:20::10/64 dev eth0 nodad\nroute replace default via 10.20.0.1\nroute replace default via 2001:db8:20::1\n' | ip -n $prefix-client -b -" ;;
  esac
}

#: gateway-dead | router 1 answers no ARP and no neighbour solicitation on the client's link | gateway-unreachable | silent-hop router1
fault_gateway_dead() { ip -n "$prefix-router1" link set lan down; undo "printf 'link set lan up\naddress replace 2001:db8:20::1/64 dev lan nodad\n' | ip -n $prefix-router1 -b -"; }

#: route-local blackhole|prohibit|unreachable|throw [PREFIX] | a local route of the client forbids the service | host-route-blocked | unreachable router2 net
fault_route_local() {
  if [ -n "${2:-}" ]; then case $2 in *:*) route client -6 "$1" "$2" ;; *) route client "$1" "$2" ;; esac
  else route client "$1" 203.0.113.0/24; route client -6 "$1" 2001:db8:113::/64; fi
}

#: firewall-out drop|KIND PROTO PORTS [WHERE] | the client's own firewall drops or rejects its packets | host-firewall | drop at router1
fault_firewall_out() {
  local match action
  where "${4:-service}" | while read -r match; do
    action=drop; [ "$1" = drop ] || action=$(rejection "$1" "$match")
    rule client output "$match" "$(ports_of "$2" "$3")" "$action"
  done
}

#: firewall-in PROTO PORTS | the client's own firewall drops the answers (they arrive at the interface and never at the socket) | host-firewall (direction in) | drop at router1
fault_firewall_in() { rule client input "$1" sport "{ $2 }" drop; }

#: hosts NAME ADDRESS | the client's hosts file maps a service name | hosts-file-override | a hosts line for another name
fault_hosts() { echo "$2 $1" >> "/etc/netns/$prefix-client/hosts"; }

#: ports-exhausted | the client has one ephemeral port per protocol, and it is taken | host-ports-unavailable | healthy
fault_ports_exhausted() {
  in_ns client sh -c 'echo "61000 61001" > /proc/sys/net/ipv4/ip_local_port_range'
  undo "ip netns exec $prefix-client sh -c 'echo 32768 60999 > /proc/sys/net/ipv4/ip_local_port_range'"
  start fault-ports client "$here/tools/occupy.py" 61000 61001
  await client udp 61001
}

#: tunnel [drop|MTU] | the service's addresses are routed into a tunnel that drops everything, or that has a small MTU and drops larger packets silently | vpn-interferes | tunnel 1500
fault_tunnel() {
  local mtu=1400 way=drop
  case ${1:-drop} in drop) ;; *) mtu=$1 way=pass ;; esac
  start fault-tunnel client "$here/tools/tunnel.py" client "$dir/extra/tunnel" "$way"
  start fault-tunnel-far router1 "$here/tools/tunnel.py" far "$dir/extra/tunnel" "$way" "$mtu"
  local tries; for tries in $(seq 100); do ip -n "$prefix-client" link show tun0 >/dev/null 2>&1 && ip -n "$prefix-router1" link show tun0 >/dev/null 2>&1 && break; sleep 0.03; done
  printf 'address add 172.30.0.2/24 dev tun0\naddress add 2001:db8:172::2/64 dev tun0 nodad\nlink set tun0 up mtu %s\nroute add 203.0.113.0/24 dev tun0\nroute add 2001:db8:113::/64 dev tun0\n' "$([ $way = drop ] && echo 1400 || echo 1500)" | ip -n "$prefix-client" -b -
  printf 'address add 172.30.0.1/24 dev tun0\naddress add 2001:db8:172::1/64 dev tun0 nodad\nlink set tun0 up\n' | ip -n "$prefix-router1" -b -
  printf 'route replace 172.30.0.0/24 via 62.115.12.1\nroute replace 2001:db8:172::/64 via 2001:db8:12::1\n' | ip -n "$prefix-router2" -b -
  printf 'route replace 172.30.0.0/24 via 62.115.23.2\nroute replace 2001:db8:172::/64 via 2001:db8:23::2\n' | ip -n "$prefix-router3" -b -
  undo "printf 'route del 172.30.0.0/24\nroute del 2001:db8:172::/64\n' | ip -n $prefix-router2 -force -b -; printf 'route del 172.30.0.0/24\nroute del 2001:db8:172::/64\n' | ip -n $prefix-router3 -force -b -"
}
