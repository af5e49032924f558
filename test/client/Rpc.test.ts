/**
 * Events and errors through Effect's RPC: what a client streams reaches another program as it is.
 */
import { assert, describe } from "@effect/vitest"
import { Effect, Fiber, Queue, Schema, Stream } from "effect"
import { Actions, type AmiClient, AmiError, AmiEvent, Events } from "effect-ami"
import { Rpc, RpcClient, type RpcClientError, RpcGroup, RpcSerialization, RpcServer } from "effect/rpc"
import { test } from "./capture.ts"
import { connected, start, turn } from "./scriptedTransport.ts"

const Calls = RpcGroup.make(
  Rpc.make("hangups", { success: AmiEvent.schema(Events.Hangup), error: AmiError.AmiError, stream: true }),
  Rpc.make("hangup", { payload: { Channel: Schema.String }, error: AmiError.AmiError })
)

/** A server and a client of it that speak JSON text through memory. */
const overText = Effect.gen(function*() {
  const { codecFor, makeUnsafe } = yield* RpcSerialization.RpcSerialization
  const parser = makeUnsafe()
  const copy = <A>(message: A): A => parser.decode(parser.encode(message) ?? "")[0] as A
  let toServer: (message: never) => Effect.Effect<void> = () => Effect.void
  let toClient: (message: never) => Effect.Effect<void> = () => Effect.void
  const disconnects = yield* Queue.make<number>()
  const server = yield* RpcServer.Protocol.make((write) => {
    toServer = (message) => write(0, message)
    return Effect.succeed({
      disconnects,
      send: (_, response) => toClient(copy(response) as never),
      end: () => Effect.void,
      clientIds: Effect.succeed(new Set([0])),
      initialMessage: Effect.succeedNone,
      supportsAck: true,
      supportsTransferables: false,
      supportsSpanPropagation: true,
      supportsNotifications: true,
      codecFor
    })
  })
  const client = yield* RpcClient.Protocol.make((write, ids) => {
    toClient = (message) => Effect.forEach(ids, (id) => write(id, message), { discard: true })
    return Effect.succeed({
      send: (_, request) => toServer(copy(request) as never),
      supportsAck: true,
      supportsTransferables: false,
      codecFor
    })
  })
  return { client, server }
})

const calling = (ami: AmiClient.AmiClient["Service"]) =>
  Effect.gen(function*() {
    const { client, server } = yield* overText
    const handlers = Calls.toLayer({
      hangups: () => ami.events(Events.Hangup),
      hangup: ({ Channel }) => Effect.asVoid(ami.send(Actions.Hangup({ Channel })))
    })
    yield* start(
      RpcServer.make(Calls).pipe(Effect.provide(handlers), Effect.provideService(RpcServer.Protocol, server))
    )
    return yield* RpcClient.make(Calls).pipe(Effect.provideService(RpcClient.Protocol, client))
  }).pipe(Effect.provide(RpcSerialization.layerJson))

describe("An Rpc whose success is the schema of an event", () => {
  test("streams the events of a client as they are", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const calls = yield* calling(ami)
      const hangups: Stream.Stream<Events.Hangup, AmiError.AmiError | RpcClientError.RpcClientError> = calls.hangups()
      const gathered = yield* start(Stream.runCollect(Stream.take(hangups, 2)))
      const own = yield* start(Stream.runCollect(Stream.take(ami.events(Events.Hangup), 2)))

      yield* turn
      peer.deliver(
        "Event: Hangup\nPrivilege: call,all\nUniqueid: 1.1\nCause: 17\nCause-txt: User busy\nChanVariable: a=b",
        "Event: Hangup\nPrivilege: call,all\nUniqueid: 1.2\nCause: none\nCallerIDName: <unknown>"
      )

      const events = yield* Fiber.join(gathered)
      assert.deepStrictEqual(events, yield* Fiber.join(own))
      assert.deepStrictEqual(events.map((event) => [event.Uniqueid, event.Cause]), [["1.1", 17], ["1.2", NaN]])
    }))

  test("fails with the error of the client, in words and kind", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const calls = yield* calling(ami)
      const call = yield* start(Effect.flip(calls.hangup({ Channel: "PJSIP/100-1" })))

      yield* turn
      peer.answer(peer.last("Hangup"), "Response: Error\nMessage: No such channel")

      const error = yield* Fiber.join(call)
      assert.isTrue(AmiError.isAmiError(error) && error.reason._tag === "ActionFailed")
      assert.strictEqual(error.message, "Hangup failed: No such channel")
    }))
})
