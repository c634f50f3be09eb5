# Namespaces, links, addresses, routes. Sourced by lab.

# A bridge in user space between two veths would not do ARP or ND; the wires copy Ethernet frames, so both work through them.
make_topology() {
  local node
  for node in $nodes; do
    ip netns add "$prefix-$node" &
  done
  wait_jobs
  for node in $nodes; do
    in_ns "$node" sh -c '
      for f in all default lo; do echo 0 > /proc/sys/net/ipv4/conf/$f/rp_filter; done
      echo 0 > /proc/sys/net/ipv6/conf/default/accept_dad; echo 0 > /proc/sys/net/ipv6/conf/default/accept_ra
      echo 0 > /proc/sys/net/ipv4/icmp_ratelimit; echo 0 > /proc/sys/net/ipv6/icmp/ratelimit
      echo 100000 > /proc/sys/net/ipv4/icmp_msgs_per_sec 2>/dev/null; echo 10000 > /proc/sys/net/ipv4/icmp_msgs_burst 2>/dev/null
      ip link set lo up' || true &
  done
  for node in router1 router2 router3; do
    in_ns "$node" sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward; echo 1 > /proc/sys/net/ipv6/conf/all/forwarding' &
  done
  wait_jobs
  cable client eth0 wire a1 & cable wire a2 router1 lan & cable router1 wan router2 west &
  cable router2 east wire b1 & cable wire b2 router3 west & cable router1 dmz proxy eth0 &
  cable router3 svc service eth0 & cable router3 ntl neutral eth0 & cable router3 res resolver eth0 & cable router3 tim time eth0 &
  wait_jobs
  for node in $nodes; do
    in_ns "$node" sh -c 'for i in /sys/class/net/*; do i=${i##*/}; [ $i = lo ] || ethtool -K $i tx off tso off gso off gro off rx off >/dev/null 2>&1; done' || true &
  done
  addresses | while read -r node lines; do printf '%b' "$lines" > "$dir/conf/addresses.$node"; done
  for node in $nodes; do
    [ ! -f "$dir/conf/addresses.$node" ] || ip -n "$prefix-$node" -force -b "$dir/conf/addresses.$node" &
  done
  wait_jobs
  for node in client proxy; do
    mkdir -p "/etc/netns/$prefix-$node"
    write_resolver_files "$node"
  done
}

wait_jobs() { local job; for job in $(jobs -p); do [ "$job" = "${pki:-}" ] || wait "$job" || true; done; }

in_ns() { local node=$1; shift; ip netns exec "$prefix-$node" "$@"; }

cable() { # NODE IF NODE IF
  ip -n "$prefix-$1" link add "$2" type veth peer name "$4" netns "$prefix-$3"
  ip -n "$prefix-$1" link set "$2" up; ip -n "$prefix-$3" link set "$4" up
}

# one line per node: the batch for `ip -b`
addresses() {
  a() { printf 'address add %s dev %s%s\\n' "$2" "$1" "$(case $2 in *:*) echo ' nodad';; esac)"; }
  r() { printf 'route add %s via %s\\n' "$1" "$2"; }
  echo "client $(a eth0 10.20.0.10/24; a eth0 2001:db8:20::10/64; r default 10.20.0.1; r default 2001:db8:20::1)"
  echo "proxy $(a eth0 10.30.0.80/24; a eth0 2001:db8:30::80/64; r default 10.30.0.1; r default 2001:db8:30::1)"
  echo "router1 $(a lan 10.20.0.1/24; a lan 2001:db8:20::1/64; a dmz 10.30.0.1/24; a dmz 2001:db8:30::1/64; a wan 62.115.12.1/24; a wan 2001:db8:12::1/64
    r default 62.115.12.2; r default 2001:db8:12::2)"
  echo "router2 $(a west 62.115.12.2/24; a west 2001:db8:12::2/64; a east 62.115.23.2/24; a east 2001:db8:23::2/64
    for n in 10.20.0.0/24 10.30.0.0/24; do r $n 62.115.12.1; done; for n in 2001:db8:20::/64 2001:db8:30::/64; do r $n 2001:db8:12::1; done
    r default 62.115.23.3; r default 2001:db8:23::3)"
  echo "router3 $(a west 62.115.23.3/24; a west 2001:db8:23::3/64; a svc 203.0.113.1/24; a svc 2001:db8:113::1/64; a ntl 198.51.100.1/24; a ntl 2001:db8:51::1/64
    a res 192.0.2.1/25; a res 2001:db8:53::1/64; a tim 192.0.2.129/25; a tim 2001:db8:123::1/64
    for n in 10.20.0.0/24 10.30.0.0/24 62.115.12.0/24; do r $n 62.115.23.2; done; for n in 2001:db8:20::/64 2001:db8:30::/64 2001:db8:12::/64; do r $n 2001:db8:23::2; done)"
  echo "service $(for n in 10 11 12 13 30 31 40 41 42 50; do a eth0 203.0.113.$n/24; a eth0 2001:db8:113::$n/64; done; r default 203.0.113.1; r default 2001:db8:113::1)"
  echo "neutral $(for n in 20 53 54; do a eth0 198.51.100.$n/24; a eth0 2001:db8:51::$n/64; done; r default 198.51.100.1; r default 2001:db8:51::1)"
  echo "resolver $(for n in 53 54; do a eth0 192.0.2.$n/25; a eth0 2001:db8:53::$n/64; done; r default 192.0.2.1; r default 2001:db8:53::1)"
  echo "time $(for n in 201 202 203 204; do a eth0 192.0.2.$n/25; a eth0 2001:db8:123::$n/64; done; r default 192.0.2.129; r default 2001:db8:123::1)"
}

write_resolver_files() { # NODE
  printf 'nameserver 192.0.2.53\n' > "/etc/netns/$prefix-$1/resolv.conf"
  printf '127.0.0.1 localhost\n::1 localhost\n' > "/etc/netns/$prefix-$1/hosts"
}

heal_topology() {
  local node
  for node in $nodes; do
    in_ns "$node" sh -c 'nft flush ruleset; ip route flush cache 2>/dev/null; ip -6 route flush cache 2>/dev/null; ip neigh flush all 2>/dev/null; ip tcp_metrics flush 2>/dev/null; true' &
  done
  wait_jobs
  for node in client proxy; do write_resolver_files "$node"; done
}

remove_topology() {
  local node pid
  for node in $nodes; do
    for pid in $(ip netns pids "$prefix-$node" 2>/dev/null); do kill -KILL "$pid" 2>/dev/null || true; done
  done
  for node in $nodes; do ip netns del "$prefix-$node" 2>/dev/null || true; rm -rf "/etc/netns/$prefix-$node"; done
  rmdir /etc/netns 2>/dev/null || true
}
