/**
 * Whom a TLS connection trusts, and what it shows itself: for TLS and for HTTPS.
 *
 * @since 0.2.0
 */
import * as Redacted from "effect/Redacted"

export interface Trust {
  readonly ca?: string | Uint8Array | ReadonlyArray<string | Uint8Array> | undefined
  readonly servername?: string | undefined
  readonly cert?: string | Uint8Array | undefined
  readonly key?: Redacted.Redacted<string> | undefined
}

/** The options of `tls.connect`, and of whatever passes them on. */
export const trust = ({ ca, cert, key, servername }: Trust) => ({
  minVersion: "TLSv1.2" as const,
  rejectUnauthorized: true,
  ...(servername === undefined ? {} : { servername }),
  ...(ca === undefined ? {} : { ca: mutable(ca) }),
  ...(cert === undefined ? {} : { cert: buffer(cert) }),
  ...(key === undefined ? {} : { key: Redacted.value(key) })
})

const buffer = (pem: string | Uint8Array) => (typeof pem === "string" ? pem : Buffer.from(pem))

const mutable = (ca: NonNullable<Trust["ca"]>) =>
  typeof ca === "string" || ca instanceof Uint8Array ? buffer(ca) : ca.map(buffer)
