# Configuration, start and stop of the servers. Sourced by lab. Every daemon runs in the foreground, its process id in pids/NAME.
#
# The service answers well on the catalog's ports, and badly on ports of its own; a fault leads a good port to a bad one by a
# port translation inside the service's namespace, so that it takes no restart to break and heal.
#   nginx      10001 expired  10002 not yet valid  10003 wrong name  10004 self-signed  10005 incomplete chain  10007 issued at fault time
#              10010 403  10011 503  10012 451  10013 500  10020 TLS 1.0 only  10021 one odd cipher  10022 unrecognized_name alert  10023 client certificate demanded
#   responder  11001 silent  11002 foreign banner  11003 closes  11004 resets  11005 drips  11006 20 MB header  11007 half a record  11008 lying length
#              11009 internal_error alert  11011 protocol_version alert  11010 stalls after 40,000 bytes of an answer
#   unbound    (resolver) 2001 NXDOMAIN  2002 REFUSED  2003 0.0.0.0  2004 no data  2005 another server's address  2006 IPv6 only  2007 private address  2008 old address
#   responder  (resolver) 3053 and (time) 1123: whatever extra/dns and extra/ntp say

start() { # NAME NODE COMMAND...
  local name=$1 node=$2; shift 2
  setsid ip netns exec "$prefix-$node" "$@" </dev/null >"$dir/log/$name" 2>&1 &
  echo $! > "$dir/pids/$name"
  disown
}

stop() { # NAME [SIGNAL]
  local file=$dir/pids/$1 pid
  [ -f "$file" ] || return 0
  pid=$(cat "$file"); rm -f "$file"
  kill -"${2:-TERM}" "$pid" 2>/dev/null || return 0
  for _ in $(seq 100); do kill -0 "$pid" 2>/dev/null || return 0; sleep 0.02; done
  kill -KILL "$pid" 2>/dev/null || true
}

stop_everything() {
  local file
  for file in "$dir"/pids/*; do [ ! -f "$file" ] || kill -KILL "$(cat "$file")" 2>/dev/null || true; done
  rm -f /dev/shm/"$(squid_name)"-*.shm
}

squid_name() { tr -cd 'a-zA-Z0-9' <<< "$prefix"; }

write_configuration() {
  write_nginx_service; write_nginx_neutral; write_nginx_devices; write_unbound; write_chrony; write_kamailio; write_squid
  : > "$dir/extra/dns"; : > "$dir/extra/ntp"
}

start_daemons() {
  start_wire
  local node
  for node in service neutral; do start_nginx "$node"; done
  for node in resolver neutral; do start "unbound-$node" "$node" unbound -d -c "$dir/conf/unbound-$node.conf"; done
  start chrony time chronyd -n -x -u root -f "$dir/conf/chrony.conf"
  start coturn service turnserver -n --stun-only --no-cli --no-tls --no-dtls --log-file stdout --pidfile "$dir/conf/coturn.pid" --db "$dir/conf/turn.db" \
    --listening-port 3478 $(for n in 40 41; do for p in 203.0.113.$n "2001:db8:113::$n"; do
      echo "--listening-ip $p"; case $p in *:*) p="[$p]";; esac; echo "--aux-server $p:3479"; done; done)
  start kamailio service kamailio -DD -E -e -m 32 -M 4 -f "$dir/conf/kamailio.cfg" -Y "$dir/conf" -w "$dir/conf"
  start squid proxy squid -N -n "$(squid_name)" -f "$dir/conf/squid.conf"
  start responder service "$here/tools/responder.py" service "$dir"
  start responder-dns resolver "$here/tools/responder.py" dns "$dir"
  start responder-ntp time "$here/tools/responder.py" ntp "$dir"
}

start_wire() { start wire wire "$here/tools/wire.py" a1 a2 1 b1 b2 "${1:-4}"; }

start_nginx() { # NODE [SECONDS that its clock runs ahead]
  local shifted=()
  [ -z "${2:-}" ] || shifted=(env "LD_PRELOAD=$(echo /usr/lib/*/faketime/libfaketime.so.1)" FAKETIME_DONT_FAKE_MONOTONIC=1 "FAKETIME=$2")
  start "nginx-$1" "$1" "${shifted[@]}" nginx -p "$dir/conf" -c "$dir/conf/nginx-$1.conf"
}

await() { # NODE PROTO PORT...
  local node=$1 proto=$2 port listening tries; shift 2
  for tries in $(seq 120); do
    listening=$(in_ns "$node" ss -Hln --"$proto" | awk '{n = split($4, part, ":"); print part[n]}')
    for port in "$@"; do grep -qx "$port" <<< "$listening" || { sleep 0.04; continue 2; }; done
    return 0
  done
  echo "lab: $node: $proto $* did not come up; see $dir/log" >&2
  return 1
}

await_daemons() {
  await service tcp 443 80 8801 8802 3478 3479 5090 5091 11001 & local jobs=($!)
  await service udp 3478 3479 5090 5091 8801 8810 & jobs+=($!)
  await neutral tcp 443 80 53 & jobs+=($!)
  await resolver udp 53 2001 3053 & jobs+=($!)
  await time udp 123 1123 & jobs+=($!)
  await proxy tcp 3128 3129 3130 & jobs+=($!)
  local job; for job in "${jobs[@]}"; do wait "$job"; done
}

# Restarts what a fault stopped, stops what a fault started.
heal_daemons() {
  local file name
  for file in "$dir"/pids/fault-*; do [ ! -f "$file" ] || stop "$(basename "$file")"; done
  : > "$dir/extra/dns"; : > "$dir/extra/ntp"
  local node
  for node in service neutral; do
    [ -f "$dir/extra/restart-nginx-$node" ] || continue
    rm -f "$dir/extra/restart-nginx-$node"; stop "nginx-$node"; start_nginx "$node"; await "$node" tcp 443 80
  done
  [ ! -f "$dir/extra/restart-wire" ] || { rm -f "$dir/extra/restart-wire"; stop wire KILL; start_wire; sleep 0.3; }
}

nginx_head() { # NODE
  cat <<CONF
load_module /usr/lib/nginx/modules/ngx_stream_module.so;
daemon off; user root; worker_processes 1; pid $dir/conf/nginx-$1.pid; error_log $dir/log/nginx-$1.error warn;
events { worker_connections 4096; }
CONF
}

nginx_common() { # NODE
  local t
  echo "access_log off; server_tokens off; default_type text/html; keepalive_timeout 5s;"
  for t in client_body proxy fastcgi uwsgi scgi; do echo "${t}_temp_path $dir/www/$1-$t;"; done
  echo "ssl_certificate $dir/pki/good.pem; ssl_certificate_key $dir/pki/leaf.key; ssl_protocols TLSv1.2 TLSv1.3; ssl_session_cache off; ssl_session_tickets on;"
}

tls_server() { # PORT CERTIFICATE ["EXTRA"]
  local listen=""
  case $1 in 443) listen="listen 443 ssl default_server; listen [::]:443 ssl default_server; listen 8801 ssl; listen [::]:8801 ssl; listen 8802 ssl; listen [::]:8802 ssl;" ;;
    *) listen="listen $1 ssl; listen [::]:$1 ssl;" ;; esac
  echo "server { $listen ssl_certificate $dir/pki/$2.pem; ssl_certificate_key $dir/pki/leaf.key; ${3:-location / { return 200 '<html><title>Service</title>It works.</html>'; \}} }"
}

write_nginx_service() {
  cp "$dir/pki/inspected.crt" "$dir/pki/inspected.pem" 2>/dev/null || true
  [ -f "$dir/pki/fresh.pem" ] || cp "$dir/pki/good.pem" "$dir/pki/fresh.pem"
  sed -n '1,/END CERT/p' "$dir/pki/good.pem" > "$dir/pki/incomplete.pem"
  {
    nginx_head service
    echo "http {"; nginx_common service
    echo "server { listen 80 default_server; listen [::]:80 default_server; return 301 https://\$host\$request_uri; }"
    tls_server 443 good
    tls_server 10001 expired; tls_server 10002 future; tls_server 10003 wrongname; tls_server 10004 selfsigned; tls_server 10005 incomplete; tls_server 10007 fresh
    tls_server 10010 good "location / { return 403 '<html><title>Forbidden</title>Not for you.</html>'; }"
    tls_server 10011 good "location / { return 503 '<html><title>Service unavailable</title></html>'; }"
    tls_server 10012 good "location / { return 451; }"
    tls_server 10013 good "location / { return 500; }"
    tls_server 10020 good "ssl_protocols TLSv1; ssl_ciphers ALL:@SECLEVEL=0; location / { return 200 old; }"
    tls_server 10021 good "ssl_protocols TLSv1.2; ssl_ciphers ARIA256-GCM-SHA384; location / { return 200 odd; }"
    tls_server 10022 good "ssl_reject_handshake on;"
    tls_server 10023 good "ssl_client_certificate $dir/pki/private-ca.pem; ssl_verify_client on; location / { return 200 known; }"
    echo "}"
  } > "$dir/conf/nginx-service.conf"
}

write_nginx_neutral() {
  {
    nginx_head neutral
    echo "http {"; nginx_common neutral
    echo "server { listen 443 ssl; listen [::]:443 ssl; ssl_certificate $dir/pki/neutral.pem; location / { return 200 '<html><title>Neutral</title></html>'; } }"
    echo "server { listen 80; listen [::]:80; location = /generate_204 { return 204; } location / { return 200 '<html><title>Neutral</title></html>'; } }"
    echo "}"
  } > "$dir/conf/nginx-neutral.conf"
}

# Boxes on the path: a login portal, a block page, an inspecting proxy. Started by their faults, in a router's namespace.
write_nginx_devices() {
  {
    nginx_head portal
    echo "http {"; nginx_common portal
    echo "server { listen 9080; listen [::]:9080; location / { return 302 http://login.hotel.example/welcome; } }"
    echo "server { listen 9443 ssl; listen [::]:9443 ssl; ssl_certificate $dir/pki/portal.pem; location / { return 302 http://login.hotel.example/welcome; } }"
    echo "}"
  } > "$dir/conf/nginx-portal.conf"
  {
    nginx_head blockpage
    echo "http {"; nginx_common blockpage
    echo "server { listen 9080; listen [::]:9080; location / { return 403 '<html><head><title>Access Denied by Example Web Filter</title></head><body>Category: conferencing</body></html>'; } }"
    echo "server { listen 9443 ssl; listen [::]:9443 ssl; ssl_certificate $dir/pki/inspected.pem; location / { return 403 '<html><head><title>Access Denied by Example Web Filter</title></head></html>'; } }"
    echo "}"
  } > "$dir/conf/nginx-blockpage.conf"
  {
    nginx_head inspector
    echo "http {"; nginx_common inspector
    echo "server { listen 9443 ssl; listen [::]:9443 ssl; ssl_certificate $dir/pki/inspected.pem; location / { proxy_pass https://203.0.113.10; proxy_ssl_server_name on; proxy_ssl_name \$ssl_server_name; } }"
    echo "}"
  } > "$dir/conf/nginx-inspector.conf"
}

zone() { # the service's and the neutral names, as unbound local data
  local n
  echo 'local-zone: "." static'
  echo 'local-zone: "zoom.example." static'; echo 'local-zone: "neutral.example." static'
  echo 'local-data: "zoom.example. 60 IN SOA ns.zoom.example. host.zoom.example. 1 3600 900 86400 60"'
  echo 'local-data: "neutral.example. 60 IN SOA ns.neutral.example. host.neutral.example. 1 3600 900 86400 60"'
  echo "local-data: 'zoom.example. 60 IN CAA 0 issue \"lab-ca.example; policy=ev\"'"
  for n in 10 11 12; do both zoom.example 203.0.113.$n "2001:db8:113::$n"; both www.zoom.example 203.0.113.$n "2001:db8:113::$n"; done
  both logfiles.zoom.example 203.0.113.13 2001:db8:113::13
  both mmr.zoom.example 203.0.113.30 2001:db8:113::30
  both stun.zoom.example 203.0.113.40 2001:db8:113::40; both stun2.zoom.example 203.0.113.41 2001:db8:113::41
  both sip.zoom.example 203.0.113.50 2001:db8:113::50
  echo 'local-data: "_sips._tcp.zoom.example. 60 IN SRV 10 10 5091 sip.zoom.example."'
  both www.neutral.example 198.51.100.20 2001:db8:51::20; both portal-check.neutral.example 198.51.100.20 2001:db8:51::20; both ocsp.neutral.example 198.51.100.20 2001:db8:51::20; both crl.neutral.example 198.51.100.20 2001:db8:51::20
  for n in 1 2 3 4; do both time$n.neutral.example 192.0.2.20$n 2001:db8:123::20$n; done
}

both() { echo "local-data: \"$1. 60 IN A $2\""; echo "local-data: \"$1. 60 IN AAAA $3\""; }

unbound_head() { # IDENTITY
  cat <<CONF
server:
  username: ""
  chroot: ""
  directory: "$dir/conf"
  pidfile: "$dir/conf/unbound-$1.pid"
  use-syslog: no
  logfile: ""
  verbosity: 0
  num-threads: 1
  so-reuseport: no
  do-daemonize: no
  identity: "$1"
  version: "lab $1"
  module-config: "iterator"
CONF
}

view() { # NAME LINES: an answer of its own for the service's names, the usual one for all others
  printf 'view:\n  name: "%s"\n  view-first: yes\n%s\n' "$1" "$2"
}

write_unbound() {
  local address port views="nxdomain:2001 refused:2002 null:2003 nodata:2004 elsewhere:2005 six:2006 private:2007 old:2008" v
  {
    unbound_head resolver
    for address in 192.0.2.53 192.0.2.54 2001:db8:53::53 2001:db8:53::54; do
      echo "  interface: $address"; echo "  interface-action: $address allow"
      for v in $views; do echo "  interface: $address@${v#*:}"; echo "  interface-action: $address@${v#*:} allow"; echo "  interface-view: $address@${v#*:} \"${v%:*}\""; done
    done
    zone | sed 's/^/  /'
    view nxdomain '  local-zone: "zoom.example." always_nxdomain'
    view refused '  local-zone: "zoom.example." always_refuse'
    view null '  local-zone: "zoom.example." always_null'
    view nodata '  local-zone: "zoom.example." always_nodata'
    view elsewhere '  local-zone: "zoom.example." redirect
  local-data: "zoom.example. 60 IN A 198.51.100.20"
  local-data: "zoom.example. 60 IN AAAA 2001:db8:51::20"'
    view private '  local-zone: "zoom.example." redirect
  local-data: "zoom.example. 60 IN A 10.66.66.66"'
    view old '  local-zone: "zoom.example." redirect
  local-data: "zoom.example. 60 IN A 203.0.113.99"'
    view six "  local-zone: \"zoom.example.\" static
$(zone | grep -E 'local-data: "[a-z0-9.]*zoom.example.* AAAA' | sed 's/^/  /')"
  } > "$dir/conf/unbound-resolver.conf"
  {
    unbound_head neutral
    for address in 198.51.100.53 198.51.100.54 2001:db8:51::53 2001:db8:51::54; do echo "  interface: $address"; echo "  interface-action: $address allow"; done
    # Over HTTPS as well, on a port that nothing else has here.
    for address in 198.51.100.53 2001:db8:51::53; do echo "  interface: $address@8443"; echo "  interface-action: $address@8443 allow"; done
    echo "  https-port: 8443"; echo "  tls-service-pem: \"$dir/pki/neutral.pem\""; echo "  tls-service-key: \"$dir/pki/leaf.key\""
    zone | sed 's/^/  /'
  } > "$dir/conf/unbound-neutral.conf"
}

write_chrony() {
  cat > "$dir/conf/chrony.conf" <<CONF
local stratum 2
allow all
cmdport 0
bindcmdaddress /
pidfile $dir/conf/chrony.pid
driftfile $dir/conf/chrony.drift
ratelimit interval -1 burst 16 leak 1
CONF
  sed -i '/bindcmdaddress/d; /ratelimit/d' "$dir/conf/chrony.conf"
}

write_kamailio() {
  cat > "$dir/conf/kamailio.cfg" <<CONF
#!KAMAILIO
debug=0
log_stderror=yes
fork=yes
children=1
tcp_children=1
socket_workers=1
enable_tls=yes
auto_aliases=no
dns=no
rev_dns=no
server_header="Server: phone"
listen=udp:203.0.113.50:5090
listen=udp:203.0.113.50:5091
listen=tcp:203.0.113.50:5090
listen=tls:203.0.113.50:5091
listen=udp:[2001:db8:113::50]:5090
listen=udp:[2001:db8:113::50]:5091
listen=tcp:[2001:db8:113::50]:5090
listen=tls:[2001:db8:113::50]:5091
loadmodule "sl.so"
loadmodule "pv.so"
loadmodule "tls.so"
modparam("tls", "certificate", "$dir/pki/good.pem")
modparam("tls", "private_key", "$dir/pki/leaf.key")
modparam("tls", "tls_method", "TLSv1.2+")
request_route {
  force_rport();
  if (is_method("OPTIONS")) { sl_send_reply("200", "OK"); exit; }
  sl_send_reply("405", "Method Not Allowed");
}
CONF
  sed -i 's/^if (is_method/if (method ==/; s/is_method("OPTIONS")/method == "OPTIONS"/' "$dir/conf/kamailio.cfg"
}

write_squid() {
  mkdir -p "$dir/squid"; chown proxy: "$dir/squid"
  cat > "$dir/conf/squid.conf" <<CONF
http_port 10.30.0.80:3128 name=open
http_port 10.30.0.80:3129 name=secured
http_port 10.30.0.80:3130 name=strict
http_port [2001:db8:30::80]:3128 name=open6
acl secured myportname secured
acl strict myportname strict
acl CONNECT method CONNECT
auth_param basic program /bin/cat
auth_param basic realm Example Corp proxy
acl known proxy_auth REQUIRED
http_access deny strict
http_access allow secured known
http_access deny secured
http_access allow all
pid_filename $dir/squid/pid
cache_effective_user proxy
cache_log $dir/squid/log
access_log none
cache_store_log none
cache deny all
coredump_dir $dir/squid
dns_nameservers 192.0.2.53
shutdown_lifetime 0 seconds
visible_hostname proxy.corp.example
pinger_enable off
memory_pools off
max_filedescriptors 4096
CONF
}
