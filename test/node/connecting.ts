/** Connects as a test needs it, and stands in for the parts of a connection that no server plays. */
import { vi } from "@effect/vitest"
import { Effect, Exit, Layer, Logger, Redacted, Scope } from "effect"
import { AmiClient, AmiTransport } from "effect-ami"
import dns from "node:dns"
import { isIP } from "node:net"

export const greeting = "Asterisk Call Manager/11.0.0\r\n"

/** Must not appear anywhere, not even partly. */
export const secret = "canary-1f0b"

export type TransportLayer = Layer.Layer<AmiTransport.AmiTransport>

/** The warning about plain TCP is expected here and would only be noise. */
const quiet = (layer: TransportLayer): TransportLayer => Layer.provide(layer, Logger.layer([]))

/** Connects in the scope of the test. */
export const connect = (layer: TransportLayer) =>
  Effect.provide(AmiTransport.AmiTransport.use((transport) => transport.connect), quiet(layer))

/** Connects in a scope that the test closes. */
export const connectClosable = Effect.fnUntraced(function*(layer: TransportLayer) {
  const scope = yield* Scope.fork(yield* Effect.scope)
  const connection = yield* Scope.provide(connect(layer), scope)
  return { ...connection, close: Scope.close(scope, Exit.void) }
})

/** The reason why a client cannot log in over the transport, after everything that it opened has ended. */
export const rejection = (layer: TransportLayer) =>
  Effect.scoped(AmiClient.make({ username: "canary", secret: Redacted.make(secret) })).pipe(
    Effect.provide(quiet(layer)),
    Effect.flip
  )

type Lookup = (
  hostname: string,
  options: unknown,
  callback: (error: NodeJS.ErrnoException | null, addresses: ReadonlyArray<dns.LookupAddress>) => void
) => void

/** Answers every name lookup while the scope is open: with an error, with addresses, or not at all. */
export const resolving = (answer: { readonly code: string } | ReadonlyArray<string> | "silence") => {
  const lookup: Lookup = (hostname, _options, callback) => {
    if (answer === "silence") return
    const done = "code" in answer
      ? () => callback(Object.assign(new Error(answer.code), { ...answer, syscall: "getaddrinfo", hostname }), [])
      : () => callback(null, answer.map((address) => ({ address, family: isIP(address) })))
    setImmediate(done)
  }
  return Effect.acquireRelease(
    Effect.sync(() => vi.spyOn(dns, "lookup").mockImplementation(lookup as typeof dns.lookup)),
    (spy) => Effect.sync(() => spy.mockRestore())
  )
}
