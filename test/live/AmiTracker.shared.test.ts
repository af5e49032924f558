import { assert, describe } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Random, Scope, Stream } from "effect"
import { Actions, Ami, AmiAction, AmiClient, type AmiError, AmiEvent, AmiTracker, Events } from "effect-ami"
import { TestClock } from "effect/testing"
import { logs, test } from "../client/clientOutput.ts"

import { atOnce, connected, messagesOf, type Peer, start, turn as oneTurn } from "../client/scriptedTransport.ts"
import {
  answerList,
  born,
  channel,
  channelStates,
  counting,
  gap,
  hangup,
  lists,
  reconnect,
  state,
  told,
  valuesOf
} from "./trackerWords.ts"

/** A shared list is requested a few turns later. */
const turn = Effect.repeat(oneTurn, { times: 5 })

type Ami = AmiClient.AmiClient["Service"]

/** A tracker with its own options; by default of channel states. */
const make = (
  ami: Ami,
  { events = [Events.Newchannel, Events.Newstate, Events.Hangup], snapshot = ami.collect(Actions.CoreShowChannels()) }:
    {
      readonly events?: ReadonlyArray<typeof Events.Newchannel | typeof Events.Newstate | typeof Events.Hangup>
      readonly snapshot?: Effect.Effect<ReadonlyArray<Events.CoreShowChannel>, AmiError.AmiError, AmiClient.AmiClient>
    } = {}
) =>
  AmiTracker.make({
    snapshot,
    events,
    key: (source) => source.Uniqueid,
    fromSnapshot: (item): string => item.ChannelStateDesc,
    reduce: (_, event) => event.Event === "Hangup" ? AmiTracker.removed : event.ChannelStateDesc
  }).pipe(Effect.provideService(AmiClient.AmiClient, ami), Random.withSeed("a tracker"))

/** Starts to make a tracker, and answers its list if it requests one. */
const making = Effect.fnUntraced(function*<A, E>(peer: Peer, tracker: Effect.Effect<A, E, Scope.Scope>) {
  const asked = lists(peer)
  const fiber = yield* start(tracker)
  yield* turn
  if (lists(peer) > asked) answerList(peer, "1 Up")
  return yield* Fiber.join(fiber)
})

describe("Trackers of one client", () => {
  /** Three of the same list, made in three ways. */
  const three = Effect.fnUntraced(function*() {
    const { ami, peer } = yield* connected({ reconnect: atOnce })
    const counted = counting(ami)
    const trackers = [
      yield* making(peer, make(ami)),
      yield* making(peer, make(ami, { snapshot: Ami.channels })),
      yield* making(peer, make(ami, { snapshot: Effect.map(Ami.channels, (all) => all.slice()) }))
    ]
    return { counted, peer, trackers }
  })

  test("share one subscription", () =>
    Effect.gen(function*() {
      const { counted, peer, trackers } = yield* three()

      peer.deliver(born("2 Ring"))
      yield* turn

      assert.deepStrictEqual([counted.open, counted.opened], [1, 1])
      for (const tracker of trackers) assert.strictEqual(yield* valuesOf(tracker), "1 Up, 2 Ring")
    }))

  test("take one snapshot after a gap, and one after a lost connection (C23)", () =>
    Effect.gen(function*() {
      const { counted, peer, trackers } = yield* three()
      const before = lists(peer)
      gap(peer)
      yield* turn
      const afterGap = lists(peer) - before
      answerList(peer, "1 Up", "3 Up")
      yield* TestClock.adjust("1 minute")
      yield* reconnect(peer)
      yield* turn
      const afterLoss = lists(peer) - before
      answerList(peer, "1 Up", "3 Up", "4 Up")
      yield* TestClock.adjust("1 second")

      assert.deepStrictEqual([afterGap, afterLoss, counted.opened], [1, 2, 1])
      for (const tracker of trackers) assert.strictEqual(yield* valuesOf(tracker), "1 Up, 3 Up, 4 Up")
    }))

  test("that are made at once take one snapshot, and none that others requested before an event (C23)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ reconnect: atOnce })
      const together = yield* start(Effect.all([make(ami), make(ami), make(ami)], { concurrency: "unbounded" }))
      yield* turn
      const asked = [lists(peer)]
      const early = peer.last("CoreShowChannels")
      peer.deliver(born("2 Ring"))
      const later = yield* start(make(ami))
      yield* turn
      asked.push(lists(peer))
      peer.answer(
        early,
        "Response: Success\nEventList: start",
        channel("CoreShowChannel", "1 Up"),
        "Event: CoreShowChannelsComplete\nEventList: Complete\nListItems: 1"
      )
      answerList(peer, "1 Up", "2 Ring")
      yield* TestClock.adjust("1 second")

      assert.deepStrictEqual(asked, [1, 2])
      for (const tracker of [...yield* Fiber.join(together), yield* Fiber.join(later)]) {
        assert.strictEqual((yield* valuesOf(tracker)).split(", ").toSorted().join(), "1 Up,2 Ring")
      }
    }))

  test("apply events that come while they wait for the one snapshot (C23)", () =>
    Effect.gen(function*() {
      const { peer, trackers } = yield* three()
      gap(peer)
      yield* turn

      peer.deliver(state("1 Busy"), born("5 Down"), hangup("6"))
      answerList(peer, "1 Up", "6 Up")
      yield* TestClock.adjust("1 second")

      for (const tracker of trackers) assert.strictEqual(yield* valuesOf(tracker), "1 Busy, 5 Down")
    }))

  test("pause together during repeated gaps, and still take one snapshot (C23)", () =>
    Effect.gen(function*() {
      const { peer, trackers } = yield* three()
      const before = lists(peer)
      for (let round = 0; round < 4; round++) {
        gap(peer)
        yield* turn
        yield* TestClock.adjust("20 millis")
      }
      yield* TestClock.adjust("8 seconds")
      answerList(peer, "2 Up")
      yield* TestClock.adjust("1 second")

      // One at once, and one after the last gap.
      assert.strictEqual(lists(peer) - before, 2)
      for (const tracker of trackers) assert.strictEqual(yield* valuesOf(tracker), "2 Up")
    }))

  test("try a snapshot that fails again together, after growing delays (C23)", () =>
    Effect.gen(function*() {
      const { peer, trackers } = yield* three()
      gap(peer)
      yield* turn
      for (let failures = 0; failures < 3; failures++) {
        const asked = lists(peer)
        peer.answer(peer.last("CoreShowChannels"), "Response: Error\nMessage: Asterisk is busy")
        yield* turn
        assert.strictEqual(lists(peer), asked)
        yield* TestClock.adjust("1 second")
        assert.strictEqual(lists(peer), asked + 1)
      }
      answerList(peer, "2 Up")
      yield* TestClock.adjust("1 second")

      for (const tracker of trackers) assert.strictEqual(yield* valuesOf(tracker), "2 Up")
    }))

  test("share one subscription although each has its own events, and miss nothing", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ reconnect: atOnce })
      const counted = counting(ami)
      const first = yield* making(peer, make(ami, { events: [Events.Newchannel] }))
      const second = yield* making(peer, make(ami, { events: [Events.Newchannel, Events.Newstate] }))
      const third = yield* making(peer, make(ami, { events: [Events.Hangup] }))
      const tellings = yield* Effect.forEach([first, second, third], (tracker) => told(tracker))

      peer.deliver(born("2 Ring"), state("2 Up"), born("3 Up"), hangup("1"))
      yield* turn
      peer.deliver(born("4 Up"), hangup("2"), state("4 Busy"))
      yield* turn

      assert.deepStrictEqual([counted.open, counted.opened], [1, 1])
      assert.deepStrictEqual(tellings.map(({ words }) => words.slice(1)), [
        ["2 Ring", "3 Up", "4 Up"],
        ["2 Ring", "2 Ring to Up", "3 Up", "4 Up", "4 Up to Busy"],
        ["gone 1 Up by Hangup"]
      ])
    }))

  test("do not lose their events to a burst of events that another one wants (C18)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ reconnect: atOnce })
      const channels = yield* making(peer, make(ami))
      const variables = yield* making(
        peer,
        AmiTracker.make({
          snapshot: Effect.succeed<ReadonlyArray<string>>([]),
          events: [Events.VarSet, Events.Hangup],
          key: () => "all",
          fromSnapshot: () => 0,
          reduce: (last = 0) => last + 1
        }).pipe(Effect.provideService(AmiClient.AmiClient, ami))
      )
      const { words } = yield* told(channels)
      const noise = "Event: VarSet\nPrivilege: dialplan,all\nVariable: A\nValue: 1"

      peer.deliver(state("1 Busy"))
      yield* turn
      peer.deliver(born("2 Up"), ...Array.from({ length: 20_000 }, () => noise), born("3 Up"))
      yield* Effect.repeat(turn, { until: () => words.length === 4, times: 1_000 })

      assert.deepStrictEqual(words, ["present, 1 Up", "1 Up to Busy", "2 Up", "3 Up"])
      assert.deepStrictEqual([...yield* variables.get], [["all", 20_000]])
    }))

  test("may decode an event differently", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ reconnect: atOnce })
      const counted = counting(ami)
      const Newchannel = AmiEvent.define("Newchannel", {})
      const names: Array<string> = []
      const one = yield* making(peer, make(ami))
      yield* making(
        peer,
        AmiTracker.make({
          snapshot: Effect.succeed<ReadonlyArray<string>>([]),
          events: [Newchannel],
          key: () => "all",
          fromSnapshot: () => 0,
          reduce: (last = 0, event) => {
            names.push(Object.keys(event).join())
            return last + 1
          }
        }).pipe(Effect.provideService(AmiClient.AmiClient, ami))
      )

      peer.deliver(born("2 Ring"))
      yield* turn

      assert.strictEqual(counted.open, 1)
      assert.deepStrictEqual(names, ["Event"])
      assert.strictEqual(yield* valuesOf(one), "1 Up, 2 Ring")
    }))

  test("do not share a list of other items, of another client, or with another filter", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ reconnect: atOnce })
      const other = yield* connected({ reconnect: atOnce })
      const Own = AmiAction.rawList("CoreShowChannels")
      yield* making(peer, make(ami))
      const raw = yield* start(
        AmiTracker.make({
          snapshot: ami.collect(Own),
          events: [Events.Newchannel],
          key: (source) => "Uniqueid" in source ? source.Uniqueid : source.get("Uniqueid"),
          fromSnapshot: (item): string => item.kind,
          reduce: () => "event"
        }).pipe(Effect.provideService(AmiClient.AmiClient, ami))
      )
      yield* turn
      answerList(peer, "1 Up")
      const tracker = yield* Fiber.join(raw)
      const foreign = yield* start(make(ami, { snapshot: other.ami.collect(Actions.CoreShowChannels()) }))
      yield* turn
      answerList(other.peer, "7 Up")
      const elsewhere = yield* Fiber.join(foreign)
      const before = [lists(peer), lists(other.peer)]

      gap(peer)
      yield* turn

      assert.strictEqual(yield* valuesOf(tracker), "1 Event")
      assert.strictEqual(yield* valuesOf(elsewhere), "7 Up")
      assert.deepStrictEqual([lists(peer), lists(other.peer)], [(before[0] ?? 0) + 2, (before[1] ?? 0) + 1])
    }))

  test("continue if one of them throws, is closed or waits for its own snapshot", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ reconnect: atOnce })
      const counted = counting(ami)
      const closing = yield* Scope.make()
      const never = yield* Deferred.make<ReadonlyArray<Events.CoreShowChannel>>()
      let isFirst = true
      yield* Scope.provide(making(peer, make(ami)), closing)
      const good = yield* making(peer, make(ami))
      const throwing = yield* making(
        peer,
        AmiTracker.make({
          snapshot: Ami.channels,
          events: [Events.Newchannel],
          key: (source) => source.Uniqueid,
          fromSnapshot: (item): string => item.ChannelStateDesc,
          reduce: (): string => JSON.parse("{")
        }).pipe(Effect.provideService(AmiClient.AmiClient, ami))
      )
      yield* making(
        peer,
        make(ami, {
          snapshot: Effect.suspend(() => {
            if (!isFirst) return Deferred.await(never)
            isFirst = false
            return Effect.succeed([])
          })
        })
      )
      const watching = yield* start(Stream.runDrain(throwing.changes))

      yield* Scope.close(closing, Exit.void)
      peer.deliver(born("2 Ring"))
      yield* turn
      gap(peer)
      yield* turn
      answerList(peer, "1 Up", "2 Up")
      yield* TestClock.adjust("1 second")

      assert.isTrue(Exit.hasDies(yield* Fiber.await(watching)))
      assert.isTrue(logs.some(({ message }) => message === "A tracker ended"))
      assert.strictEqual(yield* valuesOf(good), "1 Up, 2 Up")
      assert.strictEqual(counted.open, 1)
    }))

  test("hear of a loss although the snapshot of one of them cannot be interrupted", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ reconnect: atOnce })
      const slow = yield* Deferred.make<void>()
      let isFirst = true
      yield* making(
        peer,
        make(ami, {
          snapshot: Effect.suspend(() => {
            if (!isFirst) return Effect.uninterruptible(Effect.as(Deferred.await(slow), []))
            isFirst = false
            return Effect.succeed([])
          })
        })
      )
      const good = yield* making(peer, make(ami))
      gap(peer)
      yield* turn
      answerList(peer, "1 Up")
      yield* turn

      yield* reconnect(peer)
      yield* turn
      answerList(peer, "2 Up")
      yield* TestClock.adjust("2 seconds")

      assert.strictEqual(yield* valuesOf(good), "2 Up")
      yield* Deferred.succeed(slow, undefined)
    }))

  test("end if their snapshot interrupts itself, the first or a later one", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ reconnect: atOnce })
      let isFirst = true
      const later = yield* making(
        peer,
        make(ami, {
          snapshot: Effect.suspend(() => {
            if (!isFirst) return Effect.interrupt
            isFirst = false
            return Effect.succeed([])
          })
        })
      )
      const watching = yield* start(Stream.runDrain(later.changes))
      const first = yield* start(make(ami, { snapshot: Effect.interrupt }))
      yield* turn

      gap(peer)
      yield* turn

      assert.isTrue(Exit.hasDies(yield* Fiber.await(first)))
      assert.isTrue(Exit.hasDies(yield* Fiber.await(watching)))
    }))

  test("do not keep the events of those that have left", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ reconnect: atOnce })
      const counted = counting(ami)
      yield* making(peer, make(ami, { events: [Events.Newchannel] }))
      const wanted = () => messagesOf(born("2"), state("2"), hangup("2")).filter(counted.wants).map(({ name }) => name)
      const scope = yield* Scope.make()
      yield* Scope.provide(making(peer, make(ami, { events: [Events.Hangup] })), scope)
      const before = wanted()
      yield* Scope.close(scope, Exit.void)

      assert.deepStrictEqual([before, wanted()], [["Newchannel", "Hangup"], ["Newchannel"]])
    }))

  test("leave no subscription behind when the last of them is closed", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ reconnect: atOnce })
      const counted = counting(ami)
      const scopes = yield* Effect.forEach([1, 2], () => Scope.make())
      for (const scope of scopes) yield* Scope.provide(making(peer, make(ami)), scope)
      const before = counted.open

      for (const scope of scopes) yield* Scope.close(scope, Exit.void)
      const after = counted.open
      const again = yield* making(peer, make(ami))
      peer.deliver(born("2 Ring"))
      yield* turn

      assert.deepStrictEqual([before, after, counted.opened], [1, 0, 2])
      assert.strictEqual(yield* valuesOf(again), "1 Up, 2 Ring")
    }))

  test("work with a client made by hand in a test", () =>
    Effect.gen(function*() {
      const { ami } = yield* connected()
      const row = { Event: "CoreShowChannel", Uniqueid: "1", ChannelStateDesc: "Up" } as Events.CoreShowChannel
      const mark = { _tag: "Connected", epoch: 1, banner: undefined, bootState: "booted" } as const
      const later = messagesOf(state("1 Busy")).map(
        (message) => ({ _tag: "Received", epoch: 1, seq: 1, receivedAt: 0, message }) as const
      )
      const inbox = Stream.make(mark).pipe(
        Stream.concat(Stream.fromIterableEffect(Effect.as(turn, later))),
        Stream.concat(Stream.never)
      )
      // The member is generic.
      const collect = (() => Effect.succeed([row])) as unknown as Ami["collect"]
      const made = AmiClient.AmiClient.of({ ...ami, collect, inbox })

      const trackers = yield* Effect.forEach([1, 2], () => channelStates(made))
      yield* Effect.repeat(turn, { times: 2 })

      for (const tracker of trackers) assert.strictEqual(yield* valuesOf(tracker), "1 Busy")
    }))
})
