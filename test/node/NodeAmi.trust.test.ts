import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import type * as Tls from "node:tls"
import * as certificates from "./certificates.ts"
import { type Options, ways } from "./tlsWays.ts"

const { ca } = certificates

const localhost = { host: "localhost" }
const tls11 = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } as const
const clientCertificate = { cert: certificates.client.cert, key: Redacted.make(certificates.client.key) }
const asking = { ...certificates.good, ca, requestCert: true, rejectUnauthorized: true }

interface Case {
  readonly what: string
  readonly tls: Tls.TlsOptions
  readonly given: Options
  readonly code: string
  /** The text of Node or OpenSSL. */
  readonly words: string
  readonly hint: string
  /** What the hint suggests: other options, or another certificate of the server. */
  readonly instead: { readonly given?: Options; readonly tls?: Tls.TlsOptions }
}

const cases: ReadonlyArray<Case> = [
  {
    what: "an unknown authority",
    tls: certificates.good,
    given: localhost,
    code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    words: "unable to verify the first certificate",
    hint: "Pass the certificate of the server, or of the authority that signed it, as `ca`",
    instead: { given: { ...localhost, ca: certificates.good.cert } }
  },
  {
    what: "the authority of another server",
    tls: certificates.good,
    given: { ...localhost, ca: certificates.otherCa },
    code: "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    words: "unable to get local issuer certificate",
    hint: "No certificate in `ca` is that of the server, or of the authority that signed it",
    instead: { given: { ...localhost, ca: [certificates.otherCa, certificates.good.cert] } }
  },
  {
    what: "the path of an authority",
    tls: certificates.good,
    given: { ...localhost, ca: "/etc/asterisk/keys/ca.crt" },
    code: "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    words: "unable to get local issuer certificate",
    hint: "`ca` contains no certificate in PEM: pass the content of the file",
    instead: { given: { ...localhost, ca } }
  },
  {
    what: "an authority of the same name, as each run of ast_tls_cert makes one",
    tls: certificates.nameInCn,
    given: { ...localhost, ca: certificates.sameNameCa },
    code: "CERT_SIGNATURE_FAILURE",
    words: "certificate signature failure",
    hint: "or the certificate itself, as `ca`",
    instead: { given: { ...localhost, ca: certificates.nameInCn.cert } }
  },
  {
    what: "a name only in CN, connected to by address",
    tls: certificates.nameInCn,
    given: { ca },
    code: "ERR_TLS_CERT_ALTNAME_INVALID",
    words: "IP: 127.0.0.1 is not in the cert's list",
    hint: "The certificate is for localhost: connect to that, or set `servername: \"localhost\"`",
    instead: { given: { ca, servername: "localhost" } }
  },
  {
    what: "an address only in CN",
    tls: certificates.addressInCn,
    given: { ca },
    code: "ERR_TLS_CERT_ALTNAME_INVALID",
    words: "IP: 127.0.0.1 is not in the cert's list",
    hint: "recreate it with `subjectAltName = IP:127.0.0.1`",
    instead: { tls: certificates.good }
  },
  {
    what: "an address only in CN, set as `servername`",
    tls: certificates.addressInCn,
    given: { ca, servername: "127.0.0.1" },
    code: "ERR_TLS_CERT_ALTNAME_INVALID",
    words: "IP: 127.0.0.1 is not in the cert's list",
    hint: "recreate it with `subjectAltName = IP:127.0.0.1`",
    instead: { tls: certificates.good }
  },
  {
    what: "an address only in CN, with the certificate itself as `ca`",
    tls: certificates.addressInCn,
    given: { ca: certificates.addressInCn.cert },
    code: "ERR_TLS_CERT_ALTNAME_INVALID",
    words: "IP: 127.0.0.1 is not in the cert's list",
    hint: "recreate it with `subjectAltName = IP:127.0.0.1`",
    instead: { tls: certificates.good, given: { ca: certificates.good.cert } }
  },
  {
    what: "another address",
    tls: certificates.otherAddress,
    given: { ca },
    code: "ERR_TLS_CERT_ALTNAME_INVALID",
    words: "IP: 127.0.0.1 is not in the cert's list: 127.0.0.2",
    hint: "The certificate is for 127.0.0.2: connect to that, or set `servername: \"127.0.0.2\"`",
    instead: { given: { ca, servername: "127.0.0.2" } }
  },
  {
    what: "many names",
    tls: certificates.wildcard,
    given: { ...localhost, ca },
    code: "ERR_TLS_CERT_ALTNAME_INVALID",
    words: "Host: localhost. is not in the cert's altnames: DNS:*.example.org",
    hint: "The certificate is for *.example.org: connect to such a name, or set it as `servername`",
    instead: { given: { ca, servername: "pbx.example.org" } }
  },
  {
    what: "a key of 1,024 bits",
    tls: certificates.weak,
    given: { ...localhost, ca },
    code: "UNSPECIFIED",
    words: "EE certificate key too weak",
    hint: "recreate it with 2,048 bits or more",
    instead: { tls: certificates.good }
  },
  {
    what: "an authority with a key of 1,024 bits",
    tls: certificates.weaklySigned,
    given: { ...localhost, ca: certificates.weakCa },
    code: "UNSPECIFIED",
    words: "CA certificate key too weak",
    hint: "or pass the certificate of the server itself as `ca`",
    instead: { given: { ...localhost, ca: certificates.weaklySigned.cert } }
  },
  {
    what: "a self-signed certificate",
    tls: certificates.selfSigned,
    given: { ...localhost, ca },
    code: "DEPTH_ZERO_SELF_SIGNED_CERT",
    words: "self-signed certificate",
    hint: "`ca`",
    instead: { given: { ...localhost, ca: certificates.selfSigned.cert } }
  },
  {
    what: "another name",
    tls: certificates.otherName,
    given: { ...localhost, ca },
    code: "ERR_TLS_CERT_ALTNAME_INVALID",
    words: "Host: localhost. is not in the cert's altnames: DNS:pbx.example.org",
    hint: "`servername: \"pbx.example.org\"`",
    instead: { given: { ca, servername: "pbx.example.org" } }
  },
  {
    what: "a certificate that is not valid yet",
    tls: certificates.early,
    given: { ...localhost, ca },
    code: "CERT_NOT_YET_VALID",
    words: "certificate is not yet valid",
    hint: "clock",
    instead: { tls: certificates.good }
  },
  {
    what: "an expired certificate",
    tls: certificates.expired,
    given: { ...localhost, ca },
    code: "CERT_HAS_EXPIRED",
    words: "certificate has expired",
    hint: "has to be renewed",
    instead: { tls: certificates.good }
  },
  {
    what: "a server with TLS 1.1 at most",
    tls: { ...certificates.good, ...tls11 },
    given: { ...localhost, ca },
    code: "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION",
    words: "alert protocol version",
    hint: "The server speaks neither TLS 1.2 nor 1.3",
    instead: { tls: certificates.good }
  },
  {
    what: "a server with ciphers of its own",
    tls: { ...certificates.good, maxVersion: "TLSv1.2", ciphers: "AES128-SHA256" },
    given: { ...localhost, ca },
    code: "ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE",
    words: "alert handshake failure",
    hint: "`tlscipher` in manager.conf or http.conf",
    instead: { tls: certificates.good }
  },
  {
    what: "a server that asks for a certificate, over TLS 1.2",
    tls: { ...asking, maxVersion: "TLSv1.2" },
    given: { ...localhost, ca },
    code: "ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE",
    words: "alert handshake failure",
    hint: "then pass `cert` and `key`",
    instead: { given: { ...localhost, ca, ...clientCertificate } }
  },
  {
    what: "the path of a key",
    tls: asking,
    given: { ...localhost, ca, cert: certificates.client.cert, key: Redacted.make("/etc/asterisk/keys/client.key") },
    code: "ERR_OSSL_UNSUPPORTED",
    words: "unsupported",
    hint: "`cert` and `key` must be PEM: the content of the files, not their paths",
    instead: { given: { ...localhost, ca, ...clientCertificate } }
  },
  {
    what: "the key of another certificate",
    tls: asking,
    given: { ...localhost, ca, cert: certificates.client.cert, key: Redacted.make(certificates.good.key) },
    code: "ERR_OSSL_X509_KEY_VALUES_MISMATCH",
    words: "key values mismatch",
    hint: "`key` is not the key of `cert`",
    instead: { given: { ...localhost, ca, ...clientCertificate } }
  }
]

for (const [way, serverWith] of Object.entries(ways)) {
  describe(`what NodeAmi says about certificates over ${way}`, () => {
    for (const { code, given, hint, instead, tls, what, words } of cases) {
      it.live(`${what}: quotes Node and says what to do, after one attempt and without sending anything (C35, row 12)`, () =>
        Effect.gen(function*() {
          const server = yield* serverWith(tls)

          const error = yield* server.refused(given)
          yield* server.allClosed
          const seen = [server.attempts() > 1, server.heardNothing(), error.isRetryable]
          const another = instead.tls === undefined ? server : yield* serverWith(instead.tls)
          const entered = yield* another.taken(instead.given ?? given)

          const address = server.address(given.host ?? "127.0.0.1")
          assert.deepInclude(error.reason, { _tag: "TlsRejected", code, address })
          assert.deepStrictEqual(seen, [false, true, false])
          assert.include(error.message, words)
          assert.include(error.message, hint)
          assert.strictEqual(entered, "connected")
        }))
    }

    it.live("trusts the server's own certificate, and still verifies its name", () =>
      Effect.gen(function*() {
        const server = yield* serverWith(certificates.nameInCn)
        const pinned = { ca: certificates.nameInCn.cert }

        const error = yield* server.refused(pinned)
        const entered = yield* server.taken({ ...pinned, host: "localhost" })

        assert.deepInclude(error.reason, { _tag: "TlsRejected", code: "ERR_TLS_CERT_ALTNAME_INVALID" })
        assert.strictEqual(entered, "connected")
      }))

    it.live("does not trust another certificate of the same authority", () =>
      Effect.gen(function*() {
        const server = yield* serverWith(certificates.good)

        const error = yield* server.refused({ host: "localhost", ca: certificates.nameInCn.cert })

        assert.deepInclude(error.reason, { _tag: "TlsRejected", code: "UNABLE_TO_GET_ISSUER_CERT_LOCALLY" })
      }))
  })
}
