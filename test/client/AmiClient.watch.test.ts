import { assert, describe } from "@effect/vitest"
import { Deferred, Effect, Fiber, Metric, Schema, Stream } from "effect"
import { Ami, AmiClient, AmiEvent, type AmiInbox, AmiValue, Events } from "effect-ami"
import { TestClock } from "effect/testing"
import { logs, reasonOf, secretStaysHidden, test } from "./clientOutput.ts"
import { logIn } from "./inboxWords.ts"
import { atOnce, connected, start, turn } from "./scriptedTransport.ts"

const Door = AmiEvent.define("Door", { Number: AmiValue.Int })
const Gate = AmiEvent.define("Gate", {})
const Checkout = AmiEvent.userEvent("Checkout", { Amount: AmiValue.Int })

const door = (number: number | string) => `Event: Door\nPrivilege: user,all\nNumber: ${number}`
const gate = "Event: Gate\nPrivilege: user,all"
const varSet = "Event: VarSet\nPrivilege: dialplan,all\nVariable: A\nValue: 1"
const userEvent = (name: string, amount: number) =>
  `Event: UserEvent\nPrivilege: user,all\nUserEvent: ${name}\nAmount: ${amount}`

type Watched = AmiInbox.Watched<unknown>

const wordsOf = (item: Watched): string => {
  switch (item._tag) {
    case "Event":
      return `${item.epoch}.${item.seq} ${item.name}`
    case "Gap":
      return `gap ${item.dropped} ${item.reason} ${item.firstSeq}-${item.lastSeq}`
    default:
      return `${item._tag} ${item.epoch}`
  }
}

/** Records what a stream emits from here on; each element is handled when `gate` is done. */
const gather = Effect.fnUntraced(function*<A extends Watched, E>(
  stream: Stream.Stream<A, E>,
  gate: Effect.Effect<void> = Effect.void
) {
  const items: Array<A> = []
  const fiber = yield* start(
    Stream.runForEach(stream, (item) => Effect.andThen(Effect.sync(() => items.push(item)), gate))
  )
  return { fiber, items, words: () => items.map(wordsOf) }
})

const times = (count: number, text: string) => Array.from({ length: count }, () => text)

describe("AmiClient.watch", () => {
  test("emits decoded events, each with its number and time, and no other message", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const { items } = yield* gather(ami.watch(Door, Gate))
      yield* TestClock.adjust("5 seconds")

      peer.deliver(door(7), varSet, gate, "Response: Door\nNumber: 1")

      assert.deepStrictEqual(items.slice(1), [
        // The FullyBooted of the login was the first message.
        { _tag: "Event", epoch: 1, seq: 2, receivedAt: 5000, name: "Door", event: { Event: "Door", Number: 7 } },
        { _tag: "Event", epoch: 1, seq: 4, receivedAt: 5000, name: "Gate", event: { Event: "Gate" } }
      ])
    }))

  test("has the same marks as an inbox in the same places", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ reconnect: atOnce })
      const inbox: Array<AmiInbox.Item> = []
      yield* start(Stream.runForEach(ami.inbox, (item) => Effect.sync(() => inbox.push(item))))
      const { items, words } = yield* gather(ami.watch(Door))

      peer.deliver(door(1))
      peer.notify({ _tag: "Missed", why: "PollFailed" })
      peer.deliver(gate, door(2))
      peer.notify({ _tag: "Missed", why: "SlowConsumer", dropped: 3 })
      peer.end()
      yield* turn
      logIn(peer)
      yield* turn
      peer.deliver(door(3))

      assert.deepStrictEqual(words(), [
        "Connected 1",
        "1.2 Door",
        "gap unknown PollFailed 3-2",
        "1.4 Door",
        "gap 3 SlowConsumer 5-7",
        "Disconnected 1",
        "Connected 2",
        "2.2 Door"
      ])
      assert.deepStrictEqual(
        items.flatMap((item): ReadonlyArray<AmiInbox.Mark> => item._tag === "Event" ? [] : [item]),
        inbox.flatMap((item) => item._tag === "Received" ? [] : [item])
      )
    }))

  test("ends after the last mark if there will be no other connection", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const { fiber, words } = yield* gather(ami.watch(Door))

      peer.deliver(door(1))
      peer.end()
      yield* Fiber.join(fiber)

      assert.deepStrictEqual(words(), ["Connected 1", "1.2 Door", "Disconnected 1"])
    }))

  test("emits only marks if no event is requested", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const { fiber, words } = yield* gather(ami.watch())

      peer.deliver(door(1), gate)
      peer.end()
      yield* Fiber.join(fiber)

      assert.deepStrictEqual(words(), ["Connected 1", "Disconnected 1"])
    }))

  test("emits what `events` emits, between marks", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const events: Array<unknown> = []
      yield* start(Stream.runForEach(ami.events(Door, Gate), (event) => Effect.sync(() => events.push(event))))
      const { items } = yield* gather(ami.watch(Door, Gate))

      peer.deliver(door(1), gate, door("north"), door(2))

      assert.deepStrictEqual(items.flatMap((item) => item._tag === "Event" ? [item.event] : []), events)
      assert.lengthOf(events, 3)
    }))

  test("skips and counts events that do not match, and logs the first of each name", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const count = Effect.map(Metric.snapshot, (metrics) =>
        metrics.reduce(
          (sum, metric) =>
            metric.id === "ami_events_undecodable_total" && metric.type === "Counter"
              ? sum + Number(metric.state.count)
              : sum,
          0
        ))
      const before = yield* count
      const logged = logs.length
      const Odd = AmiEvent.define("Odd", {
        Json: Schema.String.pipe(Schema.check(Schema.makeFilter((text: string) => JSON.parse(text) !== null)))
      })
      const { words } = yield* gather(ami.watch(Door, Odd))

      peer.deliver(door("north"), "Event: Odd\nPrivilege: user,all\nJson: {", door("south"), door(2))

      assert.deepStrictEqual(words(), ["Connected 1", "1.5 Door"])
      assert.strictEqual((yield* count) - before, 3)
      assert.lengthOf(
        logs.slice(logged).filter(({ message }) => message.includes("An event Door does not fit its schema")),
        1
      )
      assert.lengthOf(logs.filter(({ message }) => message.includes("An event Odd does not fit its schema")), 1)
    }))

  test("rejects a value that is not an event, and says what to use for a name", () =>
    Effect.gen(function*() {
      const { ami } = yield* connected()
      const named: ReadonlyArray<never> = JSON.parse("[\"Hangup\"]")

      const reason = yield* reasonOf(Stream.runDrain(ami.watch(...named)))

      assert.deepInclude(reason, { _tag: "InvalidOption", of: "AmiClient", option: "events[0]" })
      assert.include(reason.message, "Ami.onEvent")
    }))

  secretStaysHidden()
})

describe("The buffer of AmiClient.watch", () => {
  const slowly = Effect.fnUntraced(function*(overflow: AmiInbox.BufferOptions["overflow"]) {
    const { ami, peer } = yield* connected({ buffer: { capacity: 2, overflow } })
    const go = yield* Deferred.make<void>()
    const watching = yield* gather(ami.watch(Door), Deferred.await(go))
    yield* turn
    peer.deliver(door(1), ...times(100, gate), door(2), door(3), ...times(100, varSet), door(4))
    yield* Deferred.succeed(go, undefined)
    yield* turn
    return watching
  })

  test("keeps the latest events, and counts the requested ones that it dropped in a gap (C18)", () =>
    Effect.gen(function*() {
      const { words } = yield* slowly("dropOldest")

      assert.deepStrictEqual(words(), ["Connected 1", "gap 2 SlowConsumer 2-103", "1.104 Door", "1.205 Door"])
    }))

  test("keeps the first events, and counts the later ones (C18)", () =>
    Effect.gen(function*() {
      const { words } = yield* slowly("dropNewest")

      assert.deepStrictEqual(words(), ["Connected 1", "1.2 Door", "1.103 Door", "gap 2 SlowConsumer 104-205"])
    }))

  test("ends the stream with overflow fail (C18)", () =>
    Effect.gen(function*() {
      const { fiber, words } = yield* slowly("fail")

      assert.deepInclude(yield* reasonOf(Fiber.join(fiber)), { _tag: "SlowConsumer", capacity: 2 })
      assert.deepStrictEqual(words(), ["Connected 1", "1.2 Door", "1.103 Door"])
    }))

  test("has the size of the `AmiClient.Buffer` reference", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const { words } = yield* gather(
        Stream.provideService(ami.watch(Door), AmiClient.Buffer, { capacity: 1, overflow: "dropNewest" })
      )

      peer.deliver(door(1), door(2))
      yield* turn

      assert.deepStrictEqual(words(), ["Connected 1", "1.2 Door", "gap 1 SlowConsumer 3-3"])
    }))

  for (
    const [what, noise] of [
      ["other events", varSet],
      ["user events of another name", userEvent("Noise", 1)],
      ["unmatched answers of the same name", "Response: UserEvent\nUserEvent: Checkout"]
    ] as const
  ) {
    test(`is not filled by ${what}`, () =>
      Effect.gen(function*() {
        const { ami, peer } = yield* connected()
        const watched = yield* gather(ami.watch(Checkout))
        const events: Array<number> = []
        yield* start(
          Stream.runForEach(ami.events(Checkout), ({ Amount }) => Effect.sync(() => events.push(Amount)))
        )

        peer.deliver(userEvent("Checkout", 1), ...times(20_000, noise), userEvent("Checkout", 2))
        yield* turn

        assert.deepStrictEqual(watched.words(), ["Connected 1", "1.2 UserEvent", "1.20003 UserEvent"])
        assert.deepStrictEqual(events, [1, 2])
      }))
  }

  test("of Ami.onEvent is not filled by events of other names", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const seen: Array<string | undefined> = []
      yield* Effect.provideService(
        Ami.onEvent("Door", (message) => Effect.sync(() => seen.push(message.get("Number")))),
        AmiClient.AmiClient,
        ami
      )

      peer.deliver(door(1), ...times(20_000, varSet), door("north"))
      yield* turn

      assert.deepStrictEqual(seen, ["1", "north"])
    }))

  test("holds an event whose `matches` throws, and the subscriber gets the reason", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const Broken: typeof Events.Hangup = {
        ...Events.Hangup,
        matches: () => {
          throw new Error("no idea")
        }
      }
      const { words } = yield* gather(ami.watch(Broken, Door))

      peer.deliver("Event: Hangup\nPrivilege: call,all\nUniqueid: 1.1", door(1))
      yield* turn

      assert.deepStrictEqual(words(), ["Connected 1", "1.3 Door"])
      assert.isTrue(logs.some(({ message }) => message.includes("An event Hangup") && message.includes("no idea")))
    }))
})
