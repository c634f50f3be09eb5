# The lab's catalog and its facts. Sourced by lab.

write_catalog() {
  cat > "$dir/catalog.json" <<'JSON'
{
  "schema": "zprobe.catalog/1",
  "date": "2026-11-24",
  "ranges": [
    {"cidr": "203.0.113.0/24", "service": "meetings", "source": "lab"},
    {"cidr": "2001:db8:113::/64", "service": "meetings", "source": "lab"}
  ],
  "dnsControls": ["198.51.100.53", "198.51.100.54"],
  "timeServers": ["192.0.2.201", "192.0.2.202", "192.0.2.203", "192.0.2.204"],
  "controls": [
    {"id": "neutral-web", "host": "www.neutral.example", "transport": "tcp", "ports": "443", "application": "https"}
  ],
  "portalChecks": [
    {"url": "http://portal-check.neutral.example/generate_204", "status": 204, "body": ""}
  ],
  "targets": [
    {"id": "web", "service": "web", "host": "zoom.example", "transport": "tcp", "ports": "443", "application": "https", "expects": "answer", "required": true, "source": "lab"},
    {"id": "web-plain", "service": "web", "host": "zoom.example", "transport": "tcp", "ports": "80", "application": "http", "expects": "answer", "required": false, "source": "lab"},
    {"id": "logs", "service": "web", "host": "logfiles.zoom.example", "transport": "tcp", "ports": "443", "application": "https", "expects": "answer", "required": true, "source": "lab"},
    {"id": "meeting-control", "service": "meetings", "host": "mmr.zoom.example", "transport": "tcp", "ports": "443,8801,8802", "application": "tls", "expects": "answer", "required": true, "source": "lab"},
    {"id": "media-answering", "service": "meetings", "host": "mmr.zoom.example", "transport": "udp", "ports": "8801-8810", "application": "stun", "expects": "answer", "required": true, "source": "lab"},
    {"id": "media", "service": "meetings", "addresses": ["203.0.113.31", "2001:db8:113::31"], "transport": "udp", "ports": "8801-8810", "application": "zoom-media", "expects": "nothing", "required": true, "source": "lab"},
    {"id": "stun", "service": "meetings", "host": "stun.zoom.example", "transport": "udp", "ports": "3478,3479", "application": "stun", "expects": "answer", "required": true, "source": "lab"},
    {"id": "stun-second", "service": "meetings", "host": "stun2.zoom.example", "transport": "udp", "ports": "3478", "application": "stun", "expects": "answer", "required": true, "source": "lab"},
    {"id": "nat-test", "service": "meetings", "addresses": ["203.0.113.42"], "transport": "udp", "ports": "3478,3479", "application": "zoom-stun", "expects": "answer", "required": true, "source": "lab"},
    {"id": "phone", "service": "phone", "host": "sip.zoom.example", "transport": "tcp", "ports": "5090", "application": "sip", "expects": "answer", "required": true, "source": "lab"},
    {"id": "phone-tls", "service": "phone", "host": "sip.zoom.example", "transport": "tcp", "ports": "5091", "application": "sips", "expects": "answer", "required": true, "source": "lab"},
    {"id": "phone-udp", "service": "phone", "host": "sip.zoom.example", "transport": "udp", "ports": "5090,5091", "application": "sip", "expects": "answer", "required": true, "source": "lab"},
    {"id": "revocation", "service": "certificates", "host": "ocsp.neutral.example", "transport": "tcp", "ports": "80", "application": "http", "expects": "answer", "required": true, "source": "lab"}
  ]
}
JSON
}

write_facts() {
  local node
  {
    echo "LAB_PREFIX=$prefix"
    echo "LAB_DIR=$dir"
    for node in $nodes; do echo "LAB_NS_${node^^}=$prefix-$node"; done
    echo "LAB_CLIENT_INTERFACE=eth0"
    echo "LAB_CA=$dir/pki/ca.pem"
    echo "LAB_PRIVATE_CA=$dir/pki/private-ca.pem"
    echo "LAB_CATALOG=$dir/catalog.json"
    echo "LAB_SERVICE_NAME=zoom.example"
    echo "LAB_CONTROL_RESOLVERS='198.51.100.53 198.51.100.54'"
    echo "LAB_SYSTEM_RESOLVER=192.0.2.53"
    echo "LAB_TIME_SERVERS='192.0.2.201 192.0.2.202 192.0.2.203 192.0.2.204'"
    echo "LAB_PROXY=http://10.30.0.80:3128"
    echo "LAB_PROXY_AUTH=http://10.30.0.80:3129"
    echo "LAB_PROXY_DENY=http://10.30.0.80:3130"
    echo "LAB_PROXY_DEAD=http://10.30.0.80:3999"
    echo "LAB_HOPS='10.20.0.1 62.115.12.2 62.115.23.3'"
    echo "LAB_HOPS6='2001:db8:20::1 2001:db8:12::2 2001:db8:23::3'"
  } > "$dir/facts"
}
