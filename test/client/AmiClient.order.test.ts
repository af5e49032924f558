import { assert, describe } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import { Actions, AmiAction } from "effect-ami"
import { TestClock } from "effect/testing"
import { failure, secretStaysHidden, test } from "./clientOutput.ts"
import { connected, makePeer, type Peer, pong, start, withId } from "./scriptedTransport.ts"

const event = (name: string) => `Event: ${name}\nPrivilege: user,all`

const missed = { _tag: "Missed", dropped: 2, why: "PollFailed" } as const

describe("AmiClient, ordering", () => {
  test("resumes a request before an event that follows its answer is delivered, in one read and in two (C22)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const told: Array<string> = []
      yield* start(
        Stream.runForEach(
          ami.inbox,
          (item) => Effect.sync(() => item._tag === "Received" && told.push(item.message.name))
        )
      )
      const ping = Effect.andThen(ami.send(Actions.Ping()), Effect.sync(() => told.push("answered")))
      const one = yield* start(ping)
      peer.deliver(withId(peer.last("Ping").actionId, pong), event("Behind"))
      const two = yield* start(ping)
      peer.answer(peer.last("Ping"), pong)
      peer.deliver(event("Later"))
      yield* Fiber.join(one)
      yield* Fiber.join(two)

      assert.deepStrictEqual(told, ["answered", "Behind", "answered", "Later"])
    }))

  test("resumes the callers of one read in wire order (C22)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const told: Array<string | undefined> = []
      const fibers = yield* Effect.forEach(["a", "b", "c"], (value) =>
        start(Effect.map(ami.send(AmiAction.raw("Getvar", [["Variable", value]])), (message) =>
          told.push(message.get("Value")))))
      const [a, b, c] = peer.written.slice(2).map(({ actionId }) =>
        actionId
      )

      peer.deliver(...[[c, "c"], [a, "a"], [b, "b"]].map(([id, value]) =>
        `Response: Success\nActionID: ${id}\nValue: ${value}`
      ))
      yield* Effect.forEach(fibers, Fiber.join)

      assert.deepStrictEqual(told, ["c", "a", "b"])
    }))

  test("dispatches a whole read before any fiber resumes (C22)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const told: Array<string> = []
      // The first caller subscribes when it is answered: by then the event after its answer in the same read has passed.
      const first = yield* start(Effect.andThen(
        ami.send(Actions.Ping()),
        Effect.forkScoped(Stream.runForEach(ami.inbox, (item) => Effect.sync(() => told.push(item._tag))), {
          startImmediately: true
        })
      ))
      const id = peer.last("Ping").actionId

      peer.deliver(`Response: Success\nActionID: ${id}\nPing: Pong\nTimestamp: 1`, event("Behind"))
      yield* Fiber.join(first)

      assert.deepStrictEqual(told, ["Connected"])
      peer.deliver(event("Next"))
      assert.deepStrictEqual(told, ["Connected", "Received"])
    }))

  test("keeps wire order if a caller sends as soon as it is answered (C22)", () =>
    Effect.gen(function*() {
      const peer = makePeer((action, peer) => action.name === "Ping" && peer.answer(action, pong))
      const { ami } = yield* connected({ limits: { inFlight: 1 } }, peer)

      const count = yield* ami.send(Actions.Ping()).pipe(Effect.repeat({ times: 99 }), Effect.as(100))

      assert.strictEqual(peer.written.filter(({ name }) => name === "Ping").length, count)
      assert.strictEqual(new Set(peer.written.map(({ actionId }) => actionId)).size, count + 2)
    }))

  for (
    const [what, within, expected] of [
      ["says more", (peer: Peer) => peer.deliver(event("Second")), ["Connected", "2 First", "3 Second"]],
      ["counts what it lost", (peer: Peer) => peer.notify(missed), ["Connected", "2 First", "3 to 4"]],
      ["ends", (peer: Peer) => peer.end(), ["Connected", "2 First", "Disconnected"]]
    ] as const
  ) {
    test(`keeps the order if a transport ${what} while the next action is written, in the midst of a read (C17, C22)`, () =>
      Effect.gen(function*() {
        let pings = 0
        const peer = makePeer((action, peer) => {
          if (action.name === "Ping" && ++pings === 2) within(peer)
        })
        const { ami } = yield* connected({ limits: { inFlight: 1 } }, peer)
        const told: Array<string> = []
        yield* start(Stream.runForEach(ami.inbox, (item) =>
          Effect.sync(() =>
            told.push(
              item._tag === "Received"
                ? `${item.seq} ${item.message.name}`
                : item._tag === "Gap"
                ? `${item.firstSeq} to ${item.lastSeq}`
                : item._tag
            )
          )))
        yield* start(Effect.ignore(ami.send(Actions.Ping())))
        yield* start(Effect.ignore(ami.send(Actions.Ping())))

        peer.deliver(withId(peer.last("Ping").actionId, pong), event("First"))

        assert.deepStrictEqual([...told], [...expected])
      }))
  }

  test("fibers resumed by the end of the connection already see Disconnected (C22)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const state = Effect.map(ami.status.get, ({ _tag }) => _tag)
      const request = yield* start(Effect.andThen(failure(ami.send(Actions.Ping())), state))
      const list = yield* start(Effect.andThen(failure(ami.collect(Actions.CoreShowChannels())), state))
      const inbox = yield* start(
        ami.inbox.pipe(
          Stream.filter((item) => item._tag === "Disconnected"),
          Stream.mapEffect(() => state),
          Stream.runHead,
          Effect.flatMap(Effect.fromOption)
        )
      )
      const watcher = yield* start(
        ami.status.changes.pipe(
          Stream.filter(({ _tag }) => _tag === "Disconnected"),
          Stream.mapEffect(() => state),
          Stream.runHead,
          Effect.flatMap(Effect.fromOption)
        )
      )

      peer.end("Reset")

      const woken: ReadonlyArray<Fiber.Fiber<string, unknown>> = [request, list, inbox, watcher]
      for (const fiber of woken) assert.strictEqual(yield* Fiber.join(fiber), "Disconnected")
    }))

  test("does not let a caller send into a connection from the handler of its failure (C22)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const both = yield* start(
        Effect.andThen(failure(ami.send(Actions.Ping())), failure(ami.send(Actions.Ping())))
      )

      peer.end()

      assert.deepInclude((yield* Fiber.join(both)).reason, { _tag: "NotSent", why: "NotConnected" })
      assert.strictEqual(peer.written.filter(({ name }) => name === "Ping").length, 1)
    }))

  test("delivers nothing from a connection after its Disconnected, whatever the transport does (C17)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const told: Array<string> = []
      const inbox = yield* start(Stream.runForEach(ami.inbox, (item) => Effect.sync(() => told.push(item._tag))))

      peer.deliver(event("Last"))
      peer.end()
      peer.deliver(event("Ghost"))
      yield* Fiber.join(inbox)

      assert.deepStrictEqual(told, ["Connected", "Received", "Disconnected"])
    }))

  test("the status reports Disconnected once, with the cause and the epoch", () =>
    Effect.gen(function*() {
      const { ami, close, peer } = yield* connected()
      const told: Array<string> = []
      yield* start(Stream.runForEach(ami.status.changes, (state) => Effect.sync(() => told.push(state._tag))))

      peer.end("TooLarge")
      const state = yield* ami.status.get
      yield* close()

      assert.isTrue(
        state._tag === "Disconnected" && state.epoch === 1 && state.cause.reason._tag === "ConnectionLost"
          && state.cause.reason.why === "TooLarge"
      )
      yield* TestClock.adjust(0)
      assert.deepStrictEqual(told, ["Ready", "Disconnected", "Closing", "Closed"])
    }))

  test("a late watcher gets the current state", () =>
    Effect.gen(function*() {
      const { ami, close, peer } = yield* connected()
      peer.end()
      const first = yield* Stream.runHead(ami.status.changes)
      yield* close()
      const all = yield* Stream.runCollect(ami.status.changes)

      assert.strictEqual((yield* Effect.fromOption(first))._tag, "Disconnected")
      assert.deepStrictEqual(all.map(({ _tag }) => _tag), ["Closed"])
    }))

  secretStaysHidden()
})
