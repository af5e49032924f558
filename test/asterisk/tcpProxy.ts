/**
 * A link between a client and the HTTP port of a server, which a test can cut, freeze, heal and inspect.
 */
import { Effect, type Scope } from "effect"
import { faultProxy, type Target } from "../faults/proxy.ts"

export interface Proxy {
  readonly url: string
  /** Breaks every connection and refuses new ones. */
  readonly cut: Effect.Effect<void>
  /** Lets nothing through in either direction; new connections are made and stay silent. */
  readonly freeze: Effect.Effect<void>
  /** Accepts connections again, and releases what was held back. */
  readonly heal: Effect.Effect<void>
  /** The session id of the latest request: the value of its cookie, or the nonce of its digest. */
  readonly sessionId: () => string | undefined
  /** Every session id seen so far. */
  readonly sessionIds: () => ReadonlyArray<string>
}

/** Listens on its own port; the scope closes it. */
export const proxyTo = Effect.fnUntraced(function*(target: Target): Effect.fn.Return<Proxy, never, Scope.Scope> {
  const proxy = yield* faultProxy(target)
  const ids: Array<string> = []
  const note = (bytes: Buffer) => {
    const found = /(?:cookie: mansession_id="?|nonce=")([0-9a-f]+)/i.exec(bytes.toString("latin1"))?.[1]
    if (found !== undefined && found !== ids.at(-1)) ids.push(found)
    return bytes
  }
  proxy.modify(note, "up")
  return {
    url: `http://${proxy.host}:${proxy.port}`,
    cut: Effect.sync(() => {
      proxy.refuse()
      proxy.rst()
    }),
    freeze: Effect.sync(() => proxy.blackHole()),
    heal: Effect.suspend(() => {
      proxy.heal()
      proxy.modify(note, "up")
      return proxy.listenAgain
    }),
    sessionId: () => ids.at(-1),
    sessionIds: () => ids
  }
})
