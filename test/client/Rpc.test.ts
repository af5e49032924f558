/**
 * Events and errors over Effect RPC: what a client streams reaches another program unchanged.
 */
import { assert, describe } from "@effect/vitest"
import { Effect, Equal, Fiber, Queue, Schema, Stream } from "effect"
import {
  Actions,
  type AmiClient,
  AmiError,
  AmiEvent,
  AmiInbox,
  AmiSchema,
  AmiStatus,
  AmiTracker,
  Events
} from "effect-ami"
import { Rpc, RpcClient, type RpcClientError, RpcGroup, RpcSerialization, RpcServer } from "effect/rpc"
import { eventOf } from "../catalog/recorded.ts"
import { test } from "./clientOutput.ts"
import { connected, start, turn } from "./scriptedTransport.ts"

const Calls = RpcGroup.make(
  Rpc.make("hangups", { success: AmiEvent.schema(Events.Hangup), error: AmiError.AmiError, stream: true }),
  Rpc.make("inbox", { success: AmiInbox.Item, error: AmiError.AmiError, stream: true }),
  Rpc.make("watched", { success: AmiInbox.Watched(Events.Hangup), error: AmiError.AmiError, stream: true }),
  Rpc.make("states", { success: AmiStatus.State, stream: true }),
  Rpc.make("changes", {
    success: AmiTracker.Change(Schema.String, Events.Hangup),
    error: AmiError.AmiError,
    stream: true
  }),
  Rpc.make("hangup", {
    payload: AmiSchema.payload(Actions.Hangup),
    success: AmiSchema.answer(Actions.Hangup),
    error: AmiError.AmiError
  })
)

/** A server and its client, which exchange JSON text in memory. */
const overText = Effect.gen(function*() {
  const { codecFor, makeUnsafe } = yield* RpcSerialization.RpcSerialization
  const parser = makeUnsafe()
  const toServer = yield* Queue.unbounded<string>()
  const toClient = yield* Queue.unbounded<string>()
  const send = (queue: Queue.Queue<string>, message: object) =>
    Effect.asVoid(Queue.offer(queue, String(parser.encode(message))))
  /** Passes on what arrives, decoded from its text. */
  const receive = (queue: Queue.Queue<string>, take: (message: never) => Effect.Effect<void>) =>
    Effect.forkScoped(
      Effect.forever(Effect.flatMap(Queue.take(queue), (text) => take(parser.decode(text)[0] as never)))
    )
  const disconnects = yield* Queue.make<number>()
  const server = yield* RpcServer.Protocol.make((write) =>
    Effect.as(receive(toServer, (message) => write(0, message)), {
      disconnects,
      send: (_, response) => send(toClient, response),
      end: () => Effect.void,
      clientIds: Effect.succeed(new Set([0])),
      initialMessage: Effect.succeedNone,
      supportsAck: true,
      supportsTransferables: false,
      supportsSpanPropagation: true,
      supportsNotifications: true,
      codecFor
    })
  )
  let clientId = 0
  const client = yield* RpcClient.Protocol.make((write) =>
    Effect.as(receive(toClient, (message) => write(clientId, message)), {
      send: (id, request) => {
        clientId = id
        return send(toServer, request)
      },
      supportsAck: true,
      supportsTransferables: false,
      codecFor
    })
  )
  return { client, server }
})

const hangup = (id: string) => eventOf(Events.Hangup, `Event: Hangup\nUniqueid: ${id}\nCause: 17`)

const changes: ReadonlyArray<AmiTracker.Change<string, Events.Hangup>> = [
  { _tag: "Present", values: new Map([["1.1", "Up"]]), isSynced: true },
  { _tag: "Upserted", key: "1.2", value: "Ring", previous: undefined },
  { _tag: "Gone", key: "1.1", last: "Up", finalStateUnknown: false, event: hangup("1.1") },
  { _tag: "Synced", epoch: 1, cause: "Gap", corrections: 0 }
]

const calling = (ami: AmiClient.AmiClient["Service"]) =>
  Effect.gen(function*() {
    const { client, server } = yield* overText
    const handlers = Calls.toLayer({
      hangups: () => ami.events(Events.Hangup),
      inbox: () => ami.inbox,
      watched: () => ami.watch(Events.Hangup),
      states: () => ami.status.changes,
      changes: () => Stream.make(...changes),
      hangup: (payload) => ami.send(Actions.Hangup(payload))
    })
    yield* start(
      RpcServer.make(Calls).pipe(Effect.provide(handlers), Effect.provideService(RpcServer.Protocol, server))
    )
    return yield* RpcClient.make(Calls).pipe(Effect.provideService(RpcClient.Protocol, client))
  }).pipe(Effect.provide(RpcSerialization.layerJson))

describe("An Rpc whose success is the schema of an event", () => {
  test("streams the events of a client unchanged", () =>
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

  test("streams everything else that a client streams unchanged", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ name: "pbx1" })
      const calls = yield* calling(ami)
      const both = Effect.fnUntraced(function*<A, E1, E2>(theirs: Stream.Stream<A, E1>, ours: Stream.Stream<A, E2>) {
        const there = yield* start(Stream.runCollect(Stream.take(theirs, 2)))
        yield* turn
        const here = yield* start(Stream.runCollect(Stream.take(ours, 2)))
        return Effect.all({ there: Fiber.join(there), here: Fiber.join(here) })
      })
      const inbox = yield* both(calls.inbox(), ami.inbox)
      const watched = yield* both(calls.watched(), ami.watch(Events.Hangup))
      const states = yield* both(calls.states(), ami.status.changes)

      peer.deliver("Event: Hangup\nPrivilege: call,all\nUniqueid: 1.1\nCause: 17\nOdd: a\nOdd: b")
      peer.end()

      for (const streamed of [yield* inbox, yield* watched, yield* states]) {
        assert.isTrue(Equal.equals(streamed.there, streamed.here))
      }
      assert.isTrue(Equal.equals(yield* Stream.runCollect(calls.changes()), changes))
    }))

  test("fails with the client's error: same message, same reason", () =>
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
