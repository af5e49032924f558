#!/bin/sh
# Regenerates the certificates of this folder; needs OpenSSL 3. The keys of the authorities are thrown away.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export OPENSSL_CONF=/dev/null

from=20250101000000Z
to=20541231235959Z

key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1"; }

weakKey() { openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out "$1"; }

# certificate KEY NAME EXTENSIONS FROM TO OUTPUT, signed by the key in $signer, or self-signed if $signer is -selfsign
certificate() {
  openssl req -new -key "$1" -subj "/CN=$2" -config "$work/request.cnf" -out "$work/request.pem"
  # shellcheck disable=SC2086
  openssl ca -batch -notext -config "$work/ca.cnf" -extfile "$work/request.cnf" -extensions "$3" \
    -startdate "$4" -enddate "$5" $signer -in "$work/request.pem" -out "$6"
}

cat > "$work/request.cnf" <<'END'
[req]
distinguished_name = name
prompt = no
[name]
[authority]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
[local]
subjectAltName = DNS:localhost, IP:127.0.0.1
[elsewhere]
subjectAltName = DNS:pbx.example.org
[address]
subjectAltName = IP:127.0.0.2
[wildcard]
subjectAltName = DNS:*.example.org
[bare]
authorityKeyIdentifier = none
[person]
extendedKeyUsage = clientAuth
END

cat > "$work/ca.cnf" <<END
[ca]
default_ca = test
[test]
new_certs_dir = $work
database = $work/index.txt
serial = $work/serial
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
END
: > "$work/index.txt"
echo 01 > "$work/serial"

key "$work/ca.key"
key "$work/other.key"
key "$work/sameName.key"
weakKey "$work/weak.key"
weakKey weak.key
key server.key
key client.key
signer="-selfsign -keyfile $work/ca.key"
certificate "$work/ca.key" "effect-ami test authority" authority "$from" "$to" ca.pem
signer="-selfsign -keyfile $work/other.key"
certificate "$work/other.key" "another test authority" authority "$from" "$to" otherCa.pem
signer="-selfsign -keyfile $work/sameName.key"
certificate "$work/sameName.key" "effect-ami test authority" authority "$from" "$to" sameNameCa.pem
signer="-selfsign -keyfile $work/weak.key"
certificate "$work/weak.key" "weak test authority" authority "$from" "$to" weakCa.pem
signer="-cert weakCa.pem -keyfile $work/weak.key"
certificate server.key localhost local "$from" "$to" weaklySigned.pem
signer="-selfsign -keyfile server.key"
certificate server.key localhost local "$from" "$to" selfSigned.pem
signer="-cert ca.pem -keyfile $work/ca.key"
certificate server.key localhost local "$from" "$to" server.pem
certificate server.key pbx.example.org elsewhere "$from" "$to" otherName.pem
certificate server.key localhost local 20200101000000Z 20210101000000Z expired.pem
certificate server.key localhost local 20500101000000Z "$to" early.pem
certificate server.key 127.0.0.2 address "$from" "$to" otherAddress.pem
certificate server.key wildcard wildcard "$from" "$to" wildcard.pem
certificate server.key localhost bare "$from" "$to" nameInCn.pem
certificate server.key 127.0.0.1 bare "$from" "$to" addressInCn.pem
certificate server.key localhost person "$from" "$to" purpose.pem
certificate weak.key localhost local "$from" "$to" weak.pem
certificate client.key "effect-ami test client" person "$from" "$to" client.pem
