/**
 * Connections inside the process: the client's end is a transport, the server's end a line.
 *
 * Both ends speak bytes, so that sessions and decoder are those of a socket. Times are those of Effect's clock alone.
 *
 * @since 0.2.0
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import { type AmiError, ConnectFailed } from "../../AmiError.ts"
import { errorFor, lost } from "../../internal/failing.ts"
import * as AmiCodec from "../../protocol/AmiCodec.ts"
import { type Connection, inbound as makeInbound } from "../../transport/AmiTransport.ts"
import type { Hub } from "./hub.ts"
import type { Line } from "./line.ts"
import { serve } from "./socketSession.ts"
import * as wire from "./wire.ts"

/** Where clients in the same process connect to. */
export const address = { host: "127.0.0.1", port: 5038 }

const failed = (code: string): AmiError =>
  errorFor(new ConnectFailed({ address: `${address.host}:${address.port}`, code }))

/** The first port that Linux gives to a client. */
let lastPort = 32_767

/** Connects a client to the simulator, which serves it in its own scope. */
export const connect = Effect.fnUntraced(function*(hub: Hub, server: Scope.Scope): Effect.fn.Return<
  Connection,
  AmiError,
  Scope.Scope
> {
  if (!hub.isListening) return yield* Effect.fail(failed("ECONNREFUSED"))
  const inbound = makeInbound()
  const decoder = AmiCodec.makeDecoder()
  const ready = Deferred.makeUnsafe<void, AmiError>()
  const requests = yield* Queue.unbounded<Uint8Array>()
  const ended = Deferred.makeUnsafe<never, "ended">()
  let heard = 0
  const end = (why: "Ended" | "Reset") => {
    inbound.end(lost(why))
    Deferred.doneUnsafe(ready, Exit.fail(failed("CLOSED_BEFORE_BANNER")))
  }
  const line: Line = {
    peer: { local: address, remote: { host: "127.0.0.1", port: ++lastPort }, transport: "TCP" },
    // What was sent before the end is still read.
    pull: Effect.raceFirst(Effect.map(Queue.take(requests), (bytes) => [bytes]), Deferred.await(ended)),
    write: (bytes) =>
      Effect.suspend(() => {
        if (inbound.ended() !== undefined) return Effect.fail("ended" as const)
        heard += bytes.length
        const messages = decoder.push(bytes)
        if (decoder.banner !== undefined) Deferred.doneUnsafe(ready, Exit.void)
        inbound.deliver(messages)
        return inbound.caughtUp(bytes.length)
      }),
    end: Effect.sync(() => end("Ended")),
    destroy: (how) => Effect.sync(() => end(how === "reset" ? "Reset" : "Ended"))
  }
  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      inbound.end(lost("ClientClosed"))
      Deferred.doneUnsafe(ended, Exit.fail("ended"))
    })
  )
  yield* Effect.forkIn(serve(hub, Effect.succeed(line)), server)
  yield* Deferred.await(ready)
  return {
    banner: decoder.banner,
    receive: inbound.receive,
    write: ({ text }) => {
      if (inbound.ended() !== undefined) return false
      Queue.offerUnsafe(requests, wire.toBytes(wire.fromText(text)))
      return true
    },
    heard: () => heard
  }
})
