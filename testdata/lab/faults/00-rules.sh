# What the faults are written with. Each fault is a function fault_NAME (dashes as underscores); the lines "#: " above it are what `lab faults` prints:
#   NAME ARGUMENTS | what it does | the cause it should give | a near miss
# NODE is router1, router2, router3, service or client. WHERE chooses destinations: service (default), any, v4, v6, or an address.

# Adds one nftables rule; the hook decides the chain. All rules of a node go away with `heal`.
rule() { # NODE HOOK RULE...
  local node=$1 hook=$2 kind; shift 2
  case $hook in
    input|forward|output) kind="filter hook $hook priority 0" ;;
    early) kind="filter hook prerouting priority -300" ;;
    *) die "no such hook: $hook" ;;
  esac
  add_rule "$node" inet "$hook" "$kind" "$@"
}

# Adds an address or port translation; FAMILY is ip or ip6, the hook arriving, leaving or made-here.
translate() { # NODE FAMILY HOOK RULE...
  local node=$1 family=$2 hook=$3 kind; shift 3
  case $hook in
    arriving) kind="nat hook prerouting priority -100" ;;
    leaving) kind="nat hook postrouting priority 100" ;;
    *) die "no such hook: $hook" ;;
  esac
  add_rule "$node" "$family" "$hook" "$kind" "$@"
}

add_rule() { # NODE FAMILY CHAIN KIND RULE...
  local node=$1 family=$2 chain=$3 kind=$4; shift 4
  printf 'add table %s fault\nadd chain %s fault %s { type %s; }\nadd rule %s fault %s %s\n' "$family" "$family" "$chain" "$kind" "$family" "$chain" "$*" | in_ns "$node" nft -f -
}

# The hook at which a node sees packets on their way to the service.
hook_of() { case $1 in client) echo output ;; service) echo input ;; *) echo forward ;; esac; }

# Prints one destination match per line, for each address family that WHERE covers.
where() { # WHERE
  case $1 in
    any) echo "ip daddr 0.0.0.0/0"; echo "ip6 daddr ::/0" ;;
    v4) echo "ip daddr 203.0.113.0/24" ;;
    v6) echo "ip6 daddr 2001:db8:113::/64" ;;
    service) echo "ip daddr 203.0.113.0/24"; echo "ip6 daddr 2001:db8:113::/64" ;;
    *:*) echo "ip6 daddr $1" ;;
    *) echo "ip daddr $1" ;;
  esac
}

ports_of() { # PROTO PORTS
  case $1/$2 in any/*) ;; */all) echo "meta l4proto $1" ;; *) echo "$1 dport { $2 }" ;; esac
}

# How a rejection is written for the family of a match.
rejection() { # KIND MATCH
  local six=; case $2 in *ip6*) six=6 ;; esac
  case $1$six in
    reset|reset6) echo "reject with tcp reset" ;;
    admin) echo "reject with icmp type admin-prohibited" ;; admin6) echo "reject with icmpv6 type admin-prohibited" ;;
    host) echo "reject with icmp type host-unreachable" ;; host6) echo "reject with icmpv6 type addr-unreachable" ;;
    net) echo "reject with icmp type net-unreachable" ;; net6) echo "reject with icmpv6 type no-route" ;;
    port) echo "reject with icmp type port-unreachable" ;; port6) echo "reject with icmpv6 type port-unreachable" ;;
    hostprohibited) echo "reject with icmp type host-prohibited" ;; hostprohibited6) echo "reject with icmpv6 type admin-prohibited" ;;
    *) die "unknown kind of rejection: $1" ;;
  esac
}

# Leads a port of the service to another port there.
lead() { # PROTO PORTS TO-PORT [WHERE]
  local match family
  where "${4:-service}" | while read -r match; do
    translate service "${match%% *}" arriving "$match" "$(ports_of "$1" "$2")" dnat to ":$3"
  done
}

# Leads a UDP or TCP port of a node, for both families, to another port there.
lead_here() { # NODE PROTO PORT TO-PORT
  local family
  for family in ip ip6; do translate "$1" $family arriving iifname eth0 "$2" dport "$3" dnat to ":$4"; done
}

# Remembers a command that takes a change back; the last one runs first.
undo() { local n; n=$(printf '%04d' "$(ls "$dir/undo" | wc -l)"); printf '%s\n' "$*" > "$dir/undo/$n"; }

# Changes a route of a node until healed.
route() { # NODE [-6] ARGUMENTS of `ip route replace`
  local node=$1 family=-4 old; shift
  [ "$1" != -6 ] || { family=-6; shift; }
  local target=$1; case $1 in blackhole|prohibit|unreachable|throw) target=$2 ;; esac
  old=$(ip -n "$prefix-$node" $family route show exact "$target" 2>/dev/null | head -n 1)
  ip -n "$prefix-$node" $family route replace "$@"
  if [ -n "$old" ]; then undo "ip -n $prefix-$node $family route replace $old"; else undo "ip -n $prefix-$node $family route del $*"; fi
}

remove_route() { # NODE [-6] TARGET
  local node=$1 family=-4 old; shift
  [ "$1" != -6 ] || { family=-6; shift; }
  old=$(ip -n "$prefix-$node" $family route show "$1" | head -n 1)
  [ -z "$old" ] || { ip -n "$prefix-$node" $family route del $old; undo "ip -n $prefix-$node $family route replace $old"; }
}

# Matches on the content of packets need iptables: nftables has no search in a payload.
tables() { # NODE RULE... (for IPv4 and IPv6; @payload stands for the offset of the TCP payload in the u32 language, REJECT kinds as iptables names them)
  # Quoted when put in, since an ampersand means the match itself there; "@4" makes 40 and 42 of offsets 0 and 2.
  local node=$1 v4='0>>22&0x3C@12>>26&0x3C@' v6='52>>26&0x3C@4'; shift
  in_ns "$node" iptables -w "${@//@payload/"$v4"}"
  in_ns "$node" ip6tables -w "${@//@payload/"$v6"}"
}
