/**
 * The certificate options, for TLS and HTTPS.
 *
 * They use no types of Node, so that the declarations of the package can be read without those of Node.
 *
 * @since 0.2.0
 */
import type * as Redacted from "effect/Redacted"

/** The options that TLS and HTTPS have in common. */
export interface Trust {
  readonly ca?: string | Uint8Array | ReadonlyArray<string | Uint8Array> | undefined
  readonly servername?: string | undefined
  readonly cert?: string | Uint8Array | undefined
  readonly key?: Redacted.Redacted<string> | undefined
}
