# Faults of the handshake and above: what a box on the path does to it, and what the service does.

#: hello drop|reset NODE name|any|large [PORTS] | a content filter at a router drops or resets the ClientHello: with the service's name, every one, or only large ones (over 1,000 bytes) | sni-blocked (name), tls-reset (any), mtu-black-hole or tls-reset (large) | hello drop router2 name 9999
fault_hello() {
  local target=(-j DROP) match=() ports=${4:-443}
  [ "$1" = drop ] || target=(-j REJECT --reject-with tcp-reset)
  case $3 in
    name) match=(-m string --algo bm --string zoom.example) ;;
    any) match=(-m u32 --u32 "@payload0>>24=0x16 && @payload2&0xFF=1") ;;
    large) match=(-m length --length 1000:65535 -m u32 --u32 "@payload0>>24=0x16") ;;
  esac
  tables "$2" -A FORWARD -p tcp -m multiport --dports "$ports" "${match[@]}" "${target[@]}"
}

#: after-hello drop|reset NODE [PORTS] | a box lets the ServerHello pass and then drops or resets the connection | tls-reset (after ServerHello) | service silent
fault_after_hello() {
  local ports=${3:-443}
  # The segment with the ServerHello marks the connection and passes; what follows it dies in both directions.
  if [ "$1" = drop ]; then
    tables "$2" -A FORWARD -p tcp -m connmark --mark 7 -m multiport --ports "$ports" -j DROP
  else
    tables "$2" -A FORWARD -p tcp -m connmark --mark 7 -m multiport --dports "$ports" -j REJECT --reject-with tcp-reset
    tables "$2" -A FORWARD -p tcp -m connmark --mark 7 -m multiport --sports "$ports" -j DROP
  fi
  tables "$2" -A FORWARD -p tcp -m multiport --sports "$ports" -m u32 --u32 "@payload0>>24=0x16 && @payload2&0xFF=2" -j CONNMARK --set-mark 7
}

#: injected-reset NODE name | a box beside the path sees the service's name in a ClientHello and sends resets to both ends; the packets pass | sni-blocked (rst) | hello reset
fault_injected_reset() { start fault-inject "$1" "$here/tools/inject.py" reset "$([ "$1" = router1 ] && echo lan || echo west)" zoom.example; await_raw "$1"; }

await_raw() { local tries; for tries in $(seq 100); do [ "$(in_ns "$1" cat /proc/net/packet | wc -l)" -gt 1 ] && return 0; sleep 0.03; done; }

#: certificate expired|future|wrongname|selfsigned|incomplete [PORTS] | the service shows a bad certificate | tls-certificate-invalid | inspected
fault_certificate() {
  declare -A port=([expired]=10001 [future]=10002 [wrongname]=10003 [selfsigned]=10004 [incomplete]=10005)
  lead tcp "${2:-443,8801,8802}" "${port[$1]:?kind}"
}

#: tls old|version|cipher|name|client|alert [PORTS] | the service speaks only TLS 1.0, refuses the version with an alert, speaks only ARIA, refuses the name with an alert, demands a client certificate, or sends internal_error | tls-incompatible | certificate expired
fault_tls() {
  declare -A port=([old]=10020 [version]=11011 [cipher]=10021 [name]=10022 [client]=10023 [alert]=11009)
  lead tcp "${2:-443}" "${port[$1]:?kind}"
}

#: service silent|banner|closes|resets|drips|half|lying|huge|stalls [PORTS] | the service accepts TCP and then is silent, speaks SSH, closes, resets, drips, stops in a record, lies about a length, sends a 20 MB header, or stalls after 40,000 bytes | server-silent (silent), server-protocol-error (others; resets: tls-reset; stalls: flow-cut) | terminated
fault_service() {
  declare -A port=([silent]=11001 [banner]=11002 [closes]=11003 [resets]=11004 [drips]=11005 [huge]=11006 [half]=11007 [lying]=11008 [stalls]=11010)
  lead tcp "${2:-443}" "${port[$1]:?kind}"
}

#: status 403|451|500|503 [PORTS] | the service answers with this status over valid TLS | service-denies (403, 451), service-error (500, 503) | blockpage
fault_status() {
  declare -A port=([403]=10010 [503]=10011 [451]=10012 [500]=10013)
  lead tcp "${2:-443}" "${port[$1]:?status}"
}

# Leads TCP ports of the client to a box in a router's namespace.
lead_to_box() { # NODE WHERE PORT TO-PORT
  local match side=west; [ "$1" != router1 ] || side=lan
  where "$2" | while read -r match; do
    translate "$1" "${match%% *}" arriving iifname $side "$match" tcp dport "$3" redirect to ":$4"
  done
}

#: portal [NODE] | a login portal stands in for every web answer: HTTP is redirected, HTTPS shows the portal's certificate, other ports are dropped | captive-portal | blockpage
fault_portal() {
  local node=${1:-router1}
  start fault-portal "$node" nginx -p "$dir/conf" -c "$dir/conf/nginx-portal.conf"; await "$node" tcp 9080 9443
  lead_to_box "$node" any 80 9080; lead_to_box "$node" any 443 9443
  rule "$node" forward iifname lan meta l4proto tcp th dport != 53 drop
  rule "$node" forward iifname lan meta l4proto udp th dport != 53 drop
}

#: blockpage http|https [NODE] | a web filter answers in the service's place with a page of its own | block-page (https: with tls-intercepted) | status 403
fault_blockpage() {
  local node=${2:-router2}
  start fault-blockpage "$node" nginx -p "$dir/conf" -c "$dir/conf/nginx-blockpage.conf"; await "$node" tcp 9080 9443
  if [ "$1" = http ]; then lead_to_box "$node" service 80 9080; else lead_to_box "$node" service 443 9443; fi
}

#: inspected [NODE] | a box breaks TLS open with a certificate of a private authority and passes the requests on | tls-intercepted | certificate selfsigned
fault_inspected() {
  local node=${1:-router2}
  start fault-inspector "$node" nginx -p "$dir/conf" -c "$dir/conf/nginx-inspector.conf"; await "$node" tcp 9443
  lead_to_box "$node" service 443 9443
}

#: direct-blocked [NODE] | only the proxy may go out over TCP; the client's own connections are dropped | proxy-required (with a working --proxy) | drop tcp 443 router1
fault_direct_blocked() { rule "${1:-router1}" forward ip saddr 10.20.0.0/24 ip daddr != 10.30.0.0/24 tcp dport != 53 drop; rule "${1:-router1}" forward ip6 saddr 2001:db8:20::/64 ip6 daddr != 2001:db8:30::/64 tcp dport != 53 drop; }

#: proxy-dead drop|refuse | the proxy does not answer, or refuses | proxy-unreachable | direct-blocked
fault_proxy_dead() { if [ "$1" = drop ]; then rule proxy input tcp dport "{ 3128, 3129, 3130 }" drop; else rule proxy input tcp dport "{ 3128, 3129, 3130 }" reject with tcp reset; fi; }

#: sip-helper | router 1 translates addresses and rewrites SIP (the kernel's own SIP helper) | sip-altered | nat
fault_sip_helper() {
  fault_nat
  printf 'add table ip phone\nadd ct helper ip phone sip5090 { type "sip" protocol udp; }\nadd chain ip phone pre { type filter hook prerouting priority 0; }\nadd rule ip phone pre udp dport { 5090, 5091 } ct helper set "sip5090"\n' | in_ns router1 nft -f -
}

