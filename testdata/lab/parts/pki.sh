# Certificates: a lab root that tests trust (ca.pem), an intermediate, and every kind of bad leaf. Sourced by lab.

make_pki() {
  cd "$dir/pki"
  cat > ca.cnf <<'CNF'
[ca]
default_ca = lab
[lab]
new_certs_dir = $ENV::DB
database = $ENV::DB/index
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
copy_extensions = copyall
[any]
commonName = supplied
organizationName = optional
[req]
distinguished_name = dn
prompt = no
[dn]
CNF
  export DB=.
  local key
  for key in root middle private leaf; do openssl genrsa -out $key.key 2048 2>/dev/null & done
  wait
  local zoom="subjectAltName=DNS:zoom.example,DNS:*.zoom.example,DNS:meetings.zoom.example,DNS:phone.zoom.example"
  authority root "/O=zprobe lab/CN=zprobe lab root" root &
  authority private "/O=Example Corp Security/CN=Example Corp inspection CA" private &
  wait
  authority middle "/O=zprobe lab/CN=zprobe lab intermediate" root &
  wait
  cp root.crt ca.pem
  cp private.crt private-ca.pem
  leaf good middle "/CN=zoom.example" -30 335 "$zoom" &
  leaf neutral middle "/CN=www.neutral.example" -30 335 "subjectAltName=DNS:www.neutral.example,DNS:*.neutral.example,IP:198.51.100.53,IP:2001:db8:51::53" &
  leaf expired middle "/CN=zoom.example" -365 -1 "$zoom" &
  leaf future middle "/CN=zoom.example" 1 365 "$zoom" &
  leaf wrongname middle "/CN=www.other.example" -30 335 "subjectAltName=DNS:www.other.example,DNS:other.example" &
  leaf selfsigned self "/CN=zoom.example" -30 335 "$zoom" &
  leaf inspected private "/CN=zoom.example" -2 363 "$zoom" &
  leaf portal middle "/CN=login.hotel.example" -30 335 "subjectAltName=DNS:login.hotel.example" &
  wait
  chmod 644 ./*.key
}

# A time from now: days, or seconds with an s behind.
stamp() { case $1 in *s) date -u -d "${1%s} seconds" +%Y%m%d%H%M%SZ ;; *) date -u -d "$1 days" +%Y%m%d%H%M%SZ ;; esac; }

authority() { # NAME SUBJECT ISSUER
  openssl req -new -config ca.cnf -key "$1.key" -subj "$2" -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign -addext subjectKeyIdentifier=hash -out "$1.csr"
  sign "$1" "$3" -1000 3000 "$([ "$1" = "$3" ] && echo -selfsign)"
}

leaf() { # NAME ISSUER SUBJECT FROM-DAYS TO-DAYS EXTENSION
  openssl req -new -config ca.cnf -key leaf.key -subj "$3" -addext "$6" -addext basicConstraints=critical,CA:FALSE -addext keyUsage=critical,digitalSignature,keyEncipherment \
    -addext extendedKeyUsage=serverAuth -addext crlDistributionPoints=URI:http://crl.neutral.example/list.crl -out "$1.csr"
  if [ "$2" = self ]; then sign "$1" leaf "$4" "$5" -selfsign; else sign "$1" "$2" "$4" "$5" ""; fi
  cat "$1.crt" > "$1.pem"
  [ "$2" != middle ] || cat middle.crt >> "$1.pem"
}

sign() { # NAME ISSUER FROM TO [-selfsign]
  mkdir -p "db.$1"; : > "db.$1/index"
  local issuer=(-cert "$2.crt"); [ -z "$5" ] || issuer=(-selfsign)
  DB=db.$1 openssl ca -batch -notext -config ca.cnf -in "$1.csr" -out "$1.crt" -keyfile "$2.key" "${issuer[@]}" -startdate "$(stamp "$3")" -enddate "$(stamp "$4")" 2> "db.$1/log" || cat "db.$1/log" >&2
}
