/**
 * Which certificates a TLS connection trusts, and its own: for TLS and HTTPS.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Net from "node:net"
import * as Tls from "node:tls"
import { TlsRejected } from "../../AmiError.ts"
import { errorFor } from "../../internal/failing.ts"
import type { AmiTransport } from "../../transport/AmiTransport.ts"
import { withoutBrackets } from "./host.ts"
import { isDeno } from "./runtime.ts"
import type { Trust } from "./trustOptions.ts"

/**
 * The options of `tls.connect`, also for libraries that pass them on.
 *
 * Every certificate in `ca` is trusted, whether it belongs to an authority or to the server itself: without
 * `allowPartialTrustChain` OpenSSL only accepts self-signed ones.
 */
export const trust = ({ ca, cert, key, servername }: Trust) => ({
  minVersion: "TLSv1.2" as const,
  rejectUnauthorized: true,
  ...(servername === undefined ? {} : named(withoutBrackets(servername))),
  ...(ca === undefined ? {} : { ca: mutable(ca), allowPartialTrustChain: true }),
  ...(cert === undefined ? {} : { cert: buffer(cert) }),
  ...(key === undefined ? {} : { key: Redacted.value(key) })
})

/** A certificate may have to name an address, but an address must not be sent as the server name (RFC 6066). */
const named = (servername: string) =>
  Net.isIP(servername) === 0
    ? { servername }
    : {
      checkServerIdentity: (_: string, certificate: Tls.PeerCertificate) =>
        Tls.checkServerIdentity(servername, certificate)
    }

const buffer = (pem: string | Uint8Array) => (typeof pem === "string" ? pem : Buffer.from(pem))

const several = (ca: NonNullable<Trust["ca"]>): ReadonlyArray<string | Uint8Array> =>
  typeof ca === "string" || ca instanceof Uint8Array ? [ca] : ca

const mutable = (ca: NonNullable<Trust["ca"]>) => several(ca).map(buffer)

/** For an untrusted certificate, explains what is wrong with the `ca` that was given. */
export const explain = (transport: AmiTransport["Service"], { ca }: Trust): AmiTransport["Service"] =>
  ca === undefined ? transport : {
    ...transport,
    connect: Effect.mapError(transport.connect, (error) => {
      const { reason } = error
      if (reason._tag !== "TlsRejected" || !isUntrusted(reason.code)) return error
      const { address, code, detail } = reason
      const hint = several(ca).every((one) => !isPem(one)) ? noPem : isDeno() ? onDeno : others
      return errorFor(new TlsRejected({ address, code, hint, ...(detail === undefined ? {} : { detail }) }))
    })
  }

const isUntrusted = (code: string): boolean => /^UNABLE_TO_(GET_ISSUER|VERIFY_LEAF)|SELF_SIGNED/.test(code)

const isPem = (one: string | Uint8Array): boolean =>
  buffer(one).toString().includes("-----BEGIN CERTIFICATE-----")
  || buffer(one).toString().includes("-----BEGIN TRUSTED CERTIFICATE-----")

const noPem = "`ca` contains no certificate in PEM: pass the content of the file (`readFileSync(path)`), not its path"
const onDeno =
  "Deno trusts only authorities, and no certificate in `ca` is that of the authority that signed the server's"
const others = "No certificate in `ca` is that of the server, or of the authority that signed it: "
  + "`openssl s_client -showcerts` shows what the server sends"
