# Faults of name resolution and of the clock.

#: resolver nxdomain|refused|null|nodata|elsewhere|six|private|old | the system resolver (unbound, another view) answers NXDOMAIN, REFUSED, 0.0.0.0, no data, another server's address, only IPv6, 10.66.66.66 or a dead old address for the service | dns-blocked (refused: dns-failing; elsewhere, private: dns-hijacked; six without IPv6: dns-unusable; old: dns-stale) | resolver nodata for a name nobody needs
fault_resolver() {
  declare -A view=([nxdomain]=2001 [refused]=2002 [null]=2003 [nodata]=2004 [elsewhere]=2005 [six]=2006 [private]=2007 [old]=2008)
  lead_resolver "${view[$1]:?view}"
}

#: resolver-altered servfail|malformed|loop|truncated|silent-udp|slow SECONDS|address A|rewrite A | the system resolver answers SERVFAIL, garbage, a compression loop, truncated with no TCP, only over TCP, late, one address for the service, or A where there is no name | dns-failing (silent-udp: dns-transport-blocked; slow: dns-degraded; address: dns-hijacked; rewrite: a note) | resolver-altered slow 0.3
fault_resolver_altered() { echo "$*" > "$dir/extra/dns"; lead_resolver 3053; }

lead_resolver() { lead_here resolver udp 53 "$1"; lead_here resolver tcp 53 "$1"; }

#: resolver-dead [drop|port] | the system resolver never answers, or its host says port unreachable | dns-unreachable | resolvers 192.0.2.99 192.0.2.53 (one of two is dead: dns-degraded)
fault_resolver_dead() {
  local action; [ "${1:-drop}" = drop ] && action=drop || action=reject
  rule resolver input meta l4proto "{ tcp, udp }" th dport 53 "$action"
}

#: resolvers ADDRESS... | the client's resolver list | depends: a dead first one gives dns-degraded | healthy
fault_resolvers() { printf 'nameserver %s\n' "$@" > "/etc/netns/$prefix-client/resolv.conf"; }

#: cache-stale | the client asks a cache of its own (unbound), which still holds dead old addresses of the service | dns-stale | healthy
fault_cache_stale() {
  local place=/etc/netns/$prefix-client/unbound name kind
  mkdir -p "$place"
  undo "rm -rf $place"
  cat > "$place/unbound.conf" <<CONF
server:
  username: ""
  chroot: ""
  directory: "$place"
  pidfile: ""
  use-syslog: no
  do-daemonize: no
  interface: 127.0.0.1
  cache-min-ttl: 3600
  module-config: "iterator"
remote-control:
  control-enable: yes
  control-use-cert: no
  control-interface: "$dir/extra/unbound.sock"
forward-zone:
  name: "."
  forward-addr: 192.0.2.53
CONF
  lead_resolver 2008
  start fault-cache client unbound -d -c "$place/unbound.conf"
  await client udp 53
  fault_resolvers 127.0.0.1
  for name in zoom logfiles.zoom mmr.zoom stun.zoom stun2.zoom sip.zoom; do
    for kind in A AAAA; do in_ns client "$here/tools/ask.py" dns 127.0.0.1 "$name.example" "$kind" >/dev/null || true; done
  done
  in_ns resolver nft flush ruleset
}

#: dnssec-broken | the system resolver (unbound) validates the service's zone, whose keys are not there: SERVFAIL, and the answer only with CD | dns-failing, by validation | resolver-altered servfail (no answer with CD either)
fault_dnssec_broken() {
  local address
  {
    unbound_head validating | sed 's/module-config: .*/module-config: "validator iterator"/'
    for address in 192.0.2.53 192.0.2.54 2001:db8:53::53 2001:db8:53::54; do
      echo "  interface: $address@2010"; echo "  interface-action: $address@2010 allow"
    done
    cat <<CONF
  ede: yes
  do-not-query-localhost: no
  trust-anchor: "zoom.example. DS 4711 13 2 3490A6806D47F17A34C29E2CE80E8A999FFBE4BE3490A6806D47F17A34C29E2C"
forward-zone:
  name: "."
  forward-addr: 192.0.2.53
CONF
  } > "$dir/conf/unbound-validating.conf"
  start fault-validating resolver unbound -d -c "$dir/conf/unbound-validating.conf"
  await resolver udp 2010
  lead_resolver 2010
}

#: dns-drop udp|tcp NODE | queries over one transport die at a router | dns-transport-blocked (udp), nothing or a note (tcp) | resolver-dead
fault_dns_drop() { rule "$2" "$(hook_of "$2")" "$1" dport 53 drop; }

#: dns-intercepted NODE [VIEW-PORT] | a router leads every query to a resolver of its own, whoever was asked | dns-intercepted | healthy
fault_dns_intercepted() {
  local port=${2:-53} side proto
  side=$([ "$1" = router1 ] && echo lan || echo west)
  for proto in udp tcp; do translate "$1" ip arriving iifname "$side" "$proto" dport 53 dnat to "192.0.2.54:$port"; done
}

#: dns-injected NODE ADDRESS | a device at a router answers queries for the service first; the true answer follows | dns-injected | resolver elsewhere
fault_dns_injected() { start fault-inject "$1" "$here/tools/inject.py" dns "$([ "$1" = router1 ] && echo lan || echo west)" "$2"; await_raw "$1"; }

#: clock SECONDS | every time server, and the Date of every web server, is SECONDS ahead of this clock | clock-skewed (offsetMs = SECONDS * 1000) | clock 10
fault_clock() {
  echo "* shift $1" > "$dir/extra/ntp"; lead_time
  shift_web "$1"
}

#: clock-certificate SECONDS | as clock, and the service's certificate is valid by true time only | clock-skewed with breaksTls | certificate expired
fault_clock_certificate() {
  local half=$(($1 / 2))s
  if [ "${1#-}" = "$1" ]; then fresh_leaf "$half" 300; else fresh_leaf -300 "$half"; fi
  lead tcp 443,8801,8802 10007
  fault_clock "$1"
}

fresh_leaf() { # FROM TO
  (cd "$dir/pki"; export DB=.; leaf fresh middle /CN=zoom.example "$1" "$2" "subjectAltName=DNS:zoom.example,DNS:*.zoom.example")
}

lead_time() { lead_here time udp 123 1123; }

shift_web() { # SECONDS
  local node sign=+; [ "${1#-}" = "$1" ] || sign=
  for node in service neutral; do stop "nginx-$node"; start_nginx "$node" "$sign$1s"; undo "touch $dir/extra/restart-nginx-$node"; done
  await service tcp 443 10007; await neutral tcp 443
}

#: time-servers MODE [ARG] [ADDRESS] | time servers (all, or one) are silent, garbage, unsync, origin (a foreign originate stamp), kiss RATE|DENY|RSTR, or shift SECONDS | clock-unverifiable (all), time-source-bad (one) | time-servers shift 0
fault_time_servers() {
  case $1 in shift|kiss) echo "${3:-*} $1 $2" ;; *) echo "${2:-*} $1" ;; esac >> "$dir/extra/ntp"
  lead_time
}

#: time-blocked NODE | UDP 123 is dropped at a router | clock-unverifiable (a note) | time-servers silent 192.0.2.201
fault_time_blocked() { rule "$1" forward udp dport 123 drop; }
