import { assert, describe } from "@effect/vitest"
import { Effect, Exit, Fiber, Stream } from "effect"
import { Actions, AmiClient, AmiTracker, Events } from "effect-ami"
import { TestClock } from "effect/testing"
import { test } from "../client/clientOutput.ts"
import { atOnce, connected, type Peer, start, turn } from "../client/scriptedTransport.ts"
import { answerList, channel, gap, reconnect } from "./trackerWords.ts"

/** Tracks names of channels: `Rename` moves one, `BridgeMerge` swaps two, and `BridgeDestroy` ends all. */
const make = (ami: AmiClient.AmiClient["Service"], uniqueKeys = false) =>
  AmiTracker.make({
    snapshot: ami.collect(Actions.CoreShowChannels()),
    events: [Events.Newchannel, Events.Rename, Events.BridgeMerge, Events.BridgeDestroy, Events.Hangup],
    fromSnapshot: (item): string => item.ChannelStateDesc,
    key: (source, values) => {
      switch (source.Event) {
        case "Rename":
          return [source.Channel, source.Newname]
        case "BridgeMerge":
          return [source.ToBridgeUniqueid, source.FromBridgeUniqueid, source.ToBridgeUniqueid]
        case "BridgeDestroy":
          return [...values.keys()]
        default:
          return source.Channel
      }
    },
    reduce: (last, event, key, values) => {
      switch (event.Event) {
        case "Rename":
          return key === event.Channel ? AmiTracker.removed : values.get(event.Channel)
        case "BridgeMerge":
          return values.get(key === event.ToBridgeUniqueid ? event.FromBridgeUniqueid : event.ToBridgeUniqueid)
        case "BridgeDestroy":
        case "Hangup":
          return AmiTracker.removed
        case "Newchannel":
          return last ?? event.ChannelStateDesc
      }
    },
    uniqueKeys
  }).pipe(Effect.provideService(AmiClient.AmiClient, ami))

const name = (id: string) => `PJSIP/${id}`
const born = (words: string) => channel("Newchannel", words)
const hangup = (id: string) => channel("Hangup", id)
const rename = (from: string, to: string) =>
  `Event: Rename\nPrivilege: call,all\nChannel: ${name(from)}\nNewname: ${name(to)}\nUniqueid: 1`
const swap = (one: string, other: string) =>
  `Event: BridgeMerge\nPrivilege: call,all\nToBridgeUniqueid: ${name(one)}\nFromBridgeUniqueid: ${name(other)}`
const destroyAll = "Event: BridgeDestroy\nPrivilege: call,all\nBridgeUniqueid: 1"

type Change = AmiTracker.Change<string, { readonly Event: string }>

/** In few words; `+` stands after a change to which the next one belongs. */
const wordsOf = (change: Change): string => {
  const more = "more" in change ? " +" : ""
  switch (change._tag) {
    case "Present":
      return `present ${change.values.size}`
    case "Upserted":
      return `${change.key} ${change.value}${more}`
    case "Gone":
      return `gone ${change.key} ${change.event?.Event ?? "unknown"}${more}`
    default:
      return `${change._tag} ${change.epoch}`
  }
}

const short = (text: string) => text.replaceAll("PJSIP/", "")

/** A tracker with a first snapshot, its changes, and its values at each of them. */
const tracking = Effect.fnUntraced(function*(channels: ReadonlyArray<string>, uniqueKeys = false) {
  const { ami, peer } = yield* connected({ reconnect: atOnce })
  const making = yield* start(make(ami, uniqueKeys))
  answerList(peer, ...channels)
  const tracker = yield* Fiber.join(making)
  const words: Array<string> = []
  const held: Array<string> = []
  const fiber = yield* start(
    Stream.runForEach(
      tracker.changes,
      (change) =>
        Effect.map(tracker.get, (values) => {
          words.push(short(wordsOf(change)))
          held.push(short([...values].map((entry) => entry.join(" ")).toSorted().join(", ")))
        })
    )
  )
  yield* turn
  const values = Effect.map(tracker.get, (values) => short([...values].map((entry) => entry.join(" ")).join(", ")))
  return { fiber, held, peer, tracker, values, words }
})

const relist = Effect.fnUntraced(function*(peer: Peer) {
  gap(peer)
  yield* turn
})

describe("AmiTracker, with events of several keys", () => {
  test("changes all of them in one step, for readers and for subscribers", () =>
    Effect.gen(function*() {
      const { held, peer, words } = yield* tracking(["1 Up", "2 Ring"])

      peer.deliver(rename("1", "3"), born("4 Down"), swap("3", "2"))
      yield* turn

      assert.deepStrictEqual(words.slice(1), ["gone 1 Rename +", "3 Up", "4 Down", "3 Ring +", "2 Up"])
      // What is read at a change must never be a state between two changes of one event.
      assert.isEmpty(held.filter((values) => /\b1 Up\b.*\b3 Up\b|2 Ring.*3 Ring|2 Up.*3 Up/.test(values)))
    }))

  test("never starts a subscription between two of its changes", () =>
    Effect.gen(function*() {
      const { peer, tracker } = yield* tracking(["1 Up", "2 Ring"])
      const opened: Array<string> = []
      const open = Stream.runHead(tracker.changes).pipe(
        Effect.map((first) =>
          first._tag === "Some" && first.value._tag === "Present" && opened.push([...first.value.values.keys()].join())
        )
      )
      yield* start(Stream.runForEach(tracker.changes, () => open))
      yield* turn

      peer.deliver(rename("1", "3"), rename("2", "4"))
      yield* turn

      assert.isTrue(opened.every((keys) => keys.split(",").length === 2), opened.join(" | "))
    }))

  test("passes each of them the values from before it", () =>
    Effect.gen(function*() {
      const { peer, values } = yield* tracking(["1 Up", "2 Ring"])

      peer.deliver(swap("1", "2"))
      yield* turn

      assert.strictEqual(yield* values, "1 Ring, 2 Up")
    }))

  test("finds keys in the values, and may remove all of them", () =>
    Effect.gen(function*() {
      const { peer, values, words } = yield* tracking(["1 Up", "2 Ring", "3 Up"])

      peer.deliver(destroyAll, destroyAll)
      yield* turn

      assert.deepStrictEqual(words.slice(1), [
        "gone 1 BridgeDestroy +",
        "gone 2 BridgeDestroy +",
        "gone 3 BridgeDestroy"
      ])
      assert.strictEqual(yield* values, "")
    }))

  test("leaves alone a key that has ended and never comes back", () =>
    Effect.gen(function*() {
      const { peer, values, words } = yield* tracking(["1 Up", "2 Ring"], true)

      peer.deliver(hangup("2"), swap("1", "2"), rename("1", "2"))
      yield* turn

      assert.deepStrictEqual(words.slice(1), ["gone 2 Hangup", "gone 1 Rename"])
      assert.strictEqual(yield* values, "")
    }))

  test("applies it to an older snapshot, and does not undo a newer one", () =>
    Effect.gen(function*() {
      const older = yield* tracking(["1 Up", "2 Ring"])
      yield* relist(older.peer)
      older.peer.deliver(rename("1", "3"))
      answerList(older.peer, "1 Up", "2 Ring")
      yield* TestClock.adjust("1 second")
      const newer = yield* tracking(["1 Up", "2 Ring"])
      yield* relist(newer.peer)
      newer.peer.deliver(rename("1", "3"))
      answerList(newer.peer, "2 Ring", "3 Busy")
      yield* TestClock.adjust("1 second")

      assert.strictEqual(yield* older.values, "2 Ring, 3 Up")
      assert.deepStrictEqual(older.words.slice(1), ["Stale 1", "gone 1 Rename +", "3 Up", "Synced 1"])
      assert.strictEqual(yield* newer.values, "2 Ring, 3 Busy")
    }))

  test("resolves the doubts about all of them", () =>
    Effect.gen(function*() {
      const { peer, words } = yield* tracking(["1 Up", "2 Ring"])
      yield* reconnect(peer)

      answerList(peer)
      yield* turn
      peer.deliver(swap("1", "2"))
      yield* TestClock.adjust("1 second")

      assert.deepStrictEqual(words.slice(1), ["Stale 1", "1 Ring +", "2 Up", "Synced 2"])
    }))

  test("changes none of them if the reducer throws for one, and ends", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const making = yield* start(
        AmiTracker.make({
          snapshot: ami.collect(Actions.CoreShowChannels()),
          events: [Events.Rename],
          key: (source) => source.Event === "Rename" ? [source.Channel, source.Newname] : source.Channel,
          fromSnapshot: (item): string => item.ChannelStateDesc,
          reduce: (_, event, key) => key === event.Newname ? JSON.parse("{") : AmiTracker.removed
        }).pipe(Effect.provideService(AmiClient.AmiClient, ami))
      )
      answerList(peer, "1 Up")
      const tracker = yield* Fiber.join(making)
      const watching = yield* start(Stream.runDrain(tracker.changes))

      peer.deliver(rename("1", "3"))

      assert.isTrue(Exit.hasDies(yield* Fiber.await(watching)))
      assert.deepStrictEqual([...yield* tracker.get], [["PJSIP/1", "Up"]])
    }))
})

describe("AmiTracker.live", () => {
  test("reports since when values are stale, and why", () =>
    Effect.gen(function*() {
      const { peer, tracker } = yield* tracking(["1 Up"])
      const now = Effect.map(tracker.live, ({ value, ...rest }): unknown => ({ size: value.size, ...rest }))
      const fresh = yield* now
      yield* TestClock.adjust("10 seconds")
      peer.deliver(born("2 Up"))
      yield* TestClock.adjust("10 seconds")
      peer.end()
      yield* turn
      const cut = yield* now
      yield* reconnect(peer)
      const resyncing = yield* now
      answerList(peer, "1 Up", "2 Up")
      yield* turn
      const again = yield* now
      yield* TestClock.adjust("20 seconds")
      gap(peer)
      gap(peer)
      yield* turn
      const missed = yield* now

      assert.deepStrictEqual(fresh, { _tag: "Fresh", size: 1, at: 0 })
      assert.deepStrictEqual(cut, { _tag: "Stale", size: 2, at: 20_000, since: 10_000, cause: "Disconnected" })
      assert.deepStrictEqual(resyncing, { _tag: "Stale", size: 2, at: 20_000, since: 10_000, cause: "Resyncing" })
      assert.deepStrictEqual(again, { _tag: "Fresh", size: 2, at: 20_000 })
      assert.deepStrictEqual(missed, { _tag: "Stale", size: 2, at: 40_000, since: 40_000, cause: "Gap" })
    }))

  test("reports since when values are stale in `Stale` too", () =>
    Effect.gen(function*() {
      const { peer, tracker } = yield* tracking(["1 Up"])
      const stale: Array<number> = []
      yield* start(
        Stream.runForEach(
          tracker.changes,
          (change) => Effect.sync(() => change._tag === "Stale" && stale.push(change.since))
        )
      )
      yield* TestClock.adjust("5 seconds")
      peer.deliver(born("2 Up"))
      yield* TestClock.adjust("5 seconds")
      peer.end()
      yield* turn

      assert.deepStrictEqual(stale, [5_000])
    }))
})
