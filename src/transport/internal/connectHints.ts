/**
 * What to do about a connection that could not be made.
 *
 * Each hint names a solution that works in the situation in which it is shown.
 *
 * @since 0.2.0
 */

/** What is known of a failure: its code, its text, and the certificate that names another host. */
export interface Symptoms {
  readonly code: string
  readonly tls: boolean
  readonly words?: string | undefined
  readonly certificate?: Certificate | undefined
}

/** The names in a certificate, as Node reports them. */
export interface Certificate {
  /** The host that was requested. */
  readonly host: string
  /** `subjectAltName`, such as `DNS:localhost, IP Address:127.0.0.1`. */
  readonly altNames: string | undefined
  readonly commonName: string | undefined
}

/** The hint for a failure, if anything is known about it. */
export const hintOf = ({ certificate, code, tls, words = "" }: Symptoms): string | undefined => {
  if (!tls) return connectHints[code]
  if (certificate !== undefined) return hintOfNames(certificate)
  return tlsHints[code] ?? tlsFamilies.find(([family]) => family.test(code) || family.test(words))?.[1]
}

const connectHints: Readonly<Record<string, string>> = {
  ECONNREFUSED:
    "Is `enabled = yes` in manager.conf, or in http.conf for HTTP, and does `bindaddr` include this address?",
  ENOTFOUND: "The host name cannot be resolved"
}

const untrusted = "Pass the certificate of the server, or of the authority that signed it, as `ca`"
const noTls = "The port does not speak TLS: that is usually 5039, or 8089 for HTTP; 5038 and 8088 are plain"
const needsCertificate = "The server asks for a certificate: pass `cert` and `key`"

const tlsHints: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "The certificate of the server has to be renewed",
  CERT_NOT_YET_VALID: "The certificate of the server is not valid yet: is the clock of one of the two machines wrong?",
  CERT_SIGNATURE_FAILURE: "The authority in `ca` has the name of the one that signed the server's certificate, but "
    + "another key: pass the `ca.crt` that was made together with the certificate, or the certificate itself, as `ca`",
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: noTls,
  ERR_SSL_WRONG_VERSION_NUMBER: noTls,
  ERR_TLS_CERT_ALTNAME_INVALID: "The certificate names another host: connect to that name, or set `servername`",
  INVALID_CA:
    "The issuer of the certificate is not a certificate authority: pass the certificate of the server itself as `ca`",
  INVALID_PURPOSE: "The certificate, or the authority that signed it, may not be used for this: "
    + "pass the certificate of the server itself as `ca`",
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted
}

/** By a pattern for the code or, if OpenSSL has no code, the error text; the first match counts. */
const tlsFamilies: ReadonlyArray<readonly [family: RegExp, hint: string]> = [
  [
    /^CA certificate key too weak|^CA signature digest algorithm too weak/,
    "The authority's key is shorter than 2,048 bits, or it signs with SHA-1: recreate the certificate with a newer one, "
    + "or pass the certificate of the server itself as `ca`"
  ],
  [
    /^EE certificate key too weak/,
    "The key of the server's certificate is too short: recreate it with 2,048 bits or more (`ast_tls_cert -b 2048`)"
  ],
  [
    /^ERR_SSL_(EE_KEY_TOO_SMALL|CA_KEY_TOO_SMALL|CA_MD_TOO_WEAK)/,
    "The certificate in `cert` is too weak: recreate it with 2,048 bits or more, signed with SHA-256"
  ],
  [/CERTIFICATE_REQUIRED/, needsCertificate],
  [
    /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW/,
    "The server speaks neither TLS 1.2 nor 1.3, and older versions are refused: update Asterisk and its OpenSSL, "
    + "look for `tlsdisablev12` in its configuration, or put a proxy that speaks TLS 1.2 in front of it"
  ],
  [
    /HANDSHAKE_FAILURE|INSUFFICIENT_SECURITY|NO_SHARED_CIPHER|NO_CIPHERS/,
    "The two sides have no cipher in common: check `tlscipher` in manager.conf or http.conf. "
    + "Or the server asks for a certificate: then pass `cert` and `key`"
  ],
  [
    /^ERR_SSL_.*ALERT_(UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_|UNSUPPORTED_CERTIFICATE|ACCESS_DENIED)/,
    "The server does not accept the certificate in `cert`: is it signed by an authority that the server trusts?"
  ],
  [/KEY_VALUES_MISMATCH/, "`key` is not the key of `cert`"],
  [/^ERR_OSSL_/, "`cert` and `key` must be PEM: the content of the files, not their paths, and no passphrase"],
  [/SELF_SIGNED/, untrusted]
]

const address = /^[0-9.]+$|:/
const most = 3

/** For a trusted certificate that names another host: the names it has, or how to make it name this one. */
const hintOfNames = ({ altNames = "", commonName = "", host }: Certificate): string => {
  const names = altNames.split(", ").flatMap((one) => /^(?:DNS|IP Address):(.+)$/.exec(one)?.[1] ?? [])
  if (altNames === "" && commonName !== "" && !address.test(commonName)) names.push(commonName)
  const [first] = names
  if (first === undefined) {
    const kind = address.test(host) ? "IP" : "DNS"
    const lacks = commonName === ""
      ? "names no host"
      : `has "${commonName}" only as its CN, which does not count for addresses`
    return `The certificate ${lacks}: recreate it with \`subjectAltName = ${kind}:${host}\` `
      + "(`openssl x509 -extfile`; `ast_tls_cert` adds none)"
  }
  const shown = names.length > most
    ? `${names.slice(0, most).join(", ")} and ${names.length - most} more`
    : names.join(", ")
  return first.includes("*")
    ? `The certificate is for ${shown}: connect to such a name, or set it as \`servername\``
    : `The certificate is for ${shown}: connect to that, or set \`servername: "${first}"\``
}
