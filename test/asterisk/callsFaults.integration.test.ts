import { assert, describe, it } from "@effect/vitest"
import { Context, Deferred, Effect, Fiber, Layer, References, Scope, Stream } from "effect"
import { AmiCalls, AmiClient, AmiLive, type CallRecord } from "effect-ami"
import { faultProxy } from "../faults/proxy.ts"
import { broken } from "../live/calls/invariants.ts"
import { line } from "../live/calls/notation.ts"
import {
  type FiveCalls,
  fiveCalls,
  invented,
  patientParking,
  type Situation,
  situationOf
} from "../telephones/fiveCalls.ts"
import { type House, house } from "../telephones/house.ts"
import { observe, type Observer } from "../telephones/observer.ts"
import { markOf, type Recorder, recorder, type RecorderOptions, trunks, type Way } from "../telephones/recorder.ts"
import { freeze, thaw } from "./ends.ts"
import { type AsteriskVersion, forEachServer } from "./servers.ts"

/** What is right for each call if all of it was seen. */
const whole: Readonly<Record<Situation, string>> = {
  parked:
    "In 0200005*→102 Answered by 102 · Caller · caller 0200005*, 102:Transferred, retriever 102:Answered · T Blind by 102 of 0200005* to 700 Parked · PK 701 Retrieved by 102",
  held: "In 0200003*→101 Answered by 101 · Callee · caller 0200003*, 101:Answered · holds 1",
  talking: "In 0200002*→104 Answered by 104 · Caller · caller 0200002*, 104:Answered",
  queued: "In 0200004*→803 Abandoned · Caller · caller 0200004*, 101:Cancelled · Q exits@1 Abandoned [Alice:Cancelled]",
  ringing: "In 0200001*→103 Answered by 103 · Callee · caller 0200001*, 103:Answered"
}

type Records = ReadonlyMap<Situation, CallRecord.CallRecord>

/** The record of each of the five calls; fails if one has none, or several, or if there is another call. */
const recordsOf = (of: Recorder): Records => {
  const about = of.records.map(line).join("\n")
  assert.deepStrictEqual([...broken(of.records)], [], about)
  const records = new Map<Situation, CallRecord.CallRecord>()
  for (const record of of.records) {
    const situation = situationOf(record)
    if (situation === undefined || record.end._tag === "Merged") {
      // Who fetches the parked call has a call of his own until then.
      assert.strictEqual(record.from?.number ?? "102", "102", about)
      continue
    }
    assert.isFalse(records.has(situation), `${situation} ended twice:\n${about}`)
    records.set(situation, record)
  }
  assert.deepStrictEqual([...records.keys()].toSorted(), Object.keys(whole).toSorted(), `${of.way}:\n${about}`)
  return records
}

/** A caller who gives up has no cause on 22, and a member of a queue who rang is cancelled, or did not answer. */
const leveled = (text: string) =>
  text.replace("Abandoned · Caller 0", "Abandoned · Caller").replaceAll(/(101|Alice):NoAnswer/g, "$1:Cancelled")

const isWhole = (of: Recorder) => {
  for (const [situation, record] of recordsOf(of)) {
    assert.strictEqual(leveled(line(record)), whole[situation], of.way)
  }
}

/** A record that knows less says so, and says nothing else than one that knows all. */
const isTrue = (of: Recorder, truth: Records, whoLacks: ReadonlyArray<Situation>) => {
  for (const [situation, record] of recordsOf(of)) {
    const about = `${of.way}, ${situation}: ${line(record)}`
    const same = truth.get(situation)
    if (same === undefined) return assert.fail(about)
    assert.deepStrictEqual([...invented(record, same)], [], about)
    if (record.unknown.length === 0) assert.strictEqual(line(record), line(same), about)
    if (whoLacks.includes(situation)) assert.isNotEmpty(record.unknown, about)
  }
}

const everyone = Object.keys(whole) as ReadonlyArray<Situation>

/** What waits until something else is done. */
const gate = Effect.map(
  Deferred.make<void>(),
  (deferred) => [Deferred.await(deferred), Deferred.succeed(deferred, undefined)] as const
)

interface Scene {
  readonly home: House
  readonly observer: Observer
  readonly five: FiveCalls
  /** Sees all, whatever happens to the others. */
  readonly control: Recorder
  readonly recorders: readonly [Recorder, ...ReadonlyArray<Recorder>]
}

type Given = (home: House, way: Way) => Effect.Effect<RecorderOptions>

const through = (home: House, way: Way, options: Given) =>
  Effect.flatMap(options(home, way), (given) => recorder(home, way, given))

const scene = Effect.fnUntraced(function*(version: AsteriskVersion, options: Given = () => Effect.succeed({})) {
  const home = yield* house(version, { config: patientParking })
  const control = yield* recorder(home, "tcp")
  const recorders = yield* Effect.all([through(home, "tcp", options), through(home, "http", options)] as const)
  const observer = yield* observe(home)
  const five = yield* fiveCalls(home, observer)
  yield* settled(observer, [control, ...recorders], "the beginning")
  for (const one of [control, ...recorders]) assert.strictEqual(one.open.size, everyone.length, one.way)
  return { home, observer, five, control, recorders } satisfies Scene
})

/** All recorders have what came until now. */
const settled = Effect.fnUntraced(function*(observer: Observer, recorders: ReadonlyArray<Recorder>, mark: string) {
  yield* observer.request(markOf(mark))
  for (const one of recorders) yield* one.marked(mark)
})

const over = Effect.fnUntraced(function*({ control, observer, recorders }: Scene) {
  const all = [control, ...recorders]
  yield* settled(observer, all, "the end")
  for (const one of all) yield* one.until(`the end of all calls over ${one.way}`, () => one.open.size === 0)
})

/** A scene whose recorders are connected through proxies. */
const proxied = Effect.fnUntraced(function*(version: AsteriskVersion) {
  const proxies: Array<Effect.Success<ReturnType<typeof faultProxy>>> = []
  const scope = yield* Effect.scope
  const played = yield* scene(version, (home, way) =>
    Effect.gen(function*() {
      const proxy = yield* faultProxy({ port: way === "tcp" ? home.port : home.httpPort })
      proxies.push(proxy)
      return { port: proxy.port }
    }).pipe(Effect.provideService(Scope.Scope, scope)))
  return {
    ...played,
    cut: Effect.gen(function*() {
      for (const proxy of proxies) {
        proxy.refuse()
        proxy.rst()
      }
      for (const one of played.recorders) yield* one.until(`a lost connection over ${one.way}`, () => !one.isFresh())
    }),
    mend: Effect.gen(function*() {
      const before = played.recorders.map(({ synced }) => synced())
      for (const proxy of proxies) yield* proxy.listenAgain
      for (const [index, one] of played.recorders.entries()) {
        yield* one.until(`lists over ${one.way}`, () => one.synced() > (before[index] ?? 0))
      }
    })
  }
})

describe("the records of calls that ring, talk, are held, wait and are parked", () =>
  forEachServer("the records of calls that ring, talk, are held, wait and are parked", (server) => {
    const { version } = server
    /** Servers of the run's own, which are quiet about what happens to their connections. */
    const live = (name: string, test: Effect.Effect<void, unknown, Scope.Scope>) =>
      it.live.skipIf(!server.offers.cli)(
        name,
        () => test.pipe(Effect.scoped, Effect.provideService(References.MinimumLogLevel, "None"))
      )

    live(
      "say what was not seen if the connection breaks, and nothing else",
      Effect.gen(function*() {
        const { cut, mend, ...played } = yield* proxied(version)
        yield* cut
        yield* mend
        yield* played.five.finish
        yield* over(played)
        isWhole(played.control)
        for (const one of played.recorders) isTrue(one, recordsOf(played.control), everyone)
      })
    )

    live(
      "end once if the calls ended without a connection",
      Effect.gen(function*() {
        const { cut, mend, ...played } = yield* proxied(version)
        yield* cut
        yield* played.five.giveUp
        yield* mend
        yield* over(played)
        for (const one of played.recorders) {
          isTrue(one, recordsOf(played.control), everyone)
          // Asterisk keeps the events of an HTTP session for it.
          const ends = one.way === "tcp" ? ["Vanished"] : ["HungUp"]
          assert.deepStrictEqual([...new Set(one.records.map(({ end }) => end._tag))], ends, one.way)
        }
      })
    )

    live(
      "are whole after Asterisk was frozen for three seconds",
      Effect.gen(function*() {
        const played = yield* scene(version)
        yield* freeze(played.home.pid())
        yield* Effect.sleep("3 seconds")
        yield* thaw(played.home.pid())
        yield* played.five.finish
        yield* over(played)
        for (const one of [played.control, ...played.recorders]) isWhole(one)
      })
    )

    live(
      "are whole after the configuration was reloaded",
      Effect.gen(function*() {
        const played = yield* scene(version)
        yield* played.home.cli("core reload")
        yield* played.five.finish
        yield* over(played)
        for (const one of [played.control, ...played.recorders]) isWhole(one)
      })
    )

    live(
      "end once if Asterisk is killed, and later calls are recorded as ever",
      Effect.gen(function*() {
        const played = yield* scene(version)
        const all = [played.control, ...played.recorders]
        yield* played.home.restart
        for (const one of all) yield* one.until(`the end of all calls over ${one.way}`, () => one.open.size === 0)
        for (const one of all) {
          for (const [situation, record] of recordsOf(one)) {
            const about = `${one.way}, ${situation}: ${line(record)}`
            assert.strictEqual(record.end._tag, "Vanished", about)
            assert.isNotEmpty(record.unknown, about)
            const wasAnswered = situation === "talking" || situation === "held" || situation === "parked"
            assert.strictEqual(record.outcome, wasAnswered ? "Answered" : "Unknown", about)
          }
        }
        const observer = yield* observe(played.home)
        const again = yield* fiveCalls(played.home, observer)
        const before = all.map(({ records }) => records.length)
        yield* again.finish
        yield* over({ ...played, observer })
        for (const [index, one] of all.entries()) {
          isWhole({ ...one, records: one.records.slice(before[index]) })
        }
      })
    )

    live(
      "are whole although another subscriber does not keep up, which is dropped with an error",
      Effect.gen(function*() {
        const played = yield* scene(version)
        const [{ ami }] = played.recorders
        const context = yield* Layer.build(
          AmiCalls.layerWith({ trunks }).pipe(Layer.provide(Layer.succeed(AmiClient.AmiClient, ami)))
        ).pipe(Effect.provideService(AmiLive.Settings, { capacity: 2 }))
        const { changes } = Context.get(context, AmiCalls.AmiCalls)
        const [released, release] = yield* gate
        const slow = yield* Stream.runForEach(changes, () => released).pipe(
          Effect.flip,
          Effect.forkChild({ startImmediately: true })
        )
        yield* played.five.finish
        yield* over(played)
        for (const one of [played.control, ...played.recorders]) isWhole(one)
        yield* release
        assert.strictEqual((yield* Fiber.join(slow)).reason._tag, "SlowConsumer")
      })
    )
  }))
