/**
 * The name or address of a host, as Node takes it.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Net from "node:net"
import { AmiError, NotSent } from "../../AmiError.ts"

/** An IPv6 address stands in brackets in a URL, and in nothing that Node looks up. */
export const withoutBrackets = (host: string): string => /^\[(.+)\]$/.exec(host)?.[1] ?? host

/** Refuses what no look-up can find, which would be looked up again and again: a URL, or a name with its port. */
export const verified = (host: string): Effect.Effect<void, AmiError> =>
  Net.isIP(host) === 0 && /[\s:/@[\]]/.test(host)
    ? Effect.fail(
      new AmiError({
        reason: new NotSent({
          action: "Login",
          why: "Invalid",
          field: "host",
          rule: "must be a name or an address alone; the port is the option `port`"
        })
      })
    )
    : Effect.void
