/**
 * A storm of calls, with links that break: telephones that call, answer, hold, transfer, park, pick up and hang up at random,
 * programs that originate, redirect and bridge, and all models beside what the server lists.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Random, Redacted, Stream } from "effect"
import { Actions, AmiAction, AmiBridges, AmiCalls, AmiChannels, AmiClient, AmiQueues } from "effect-ami"
import { AmiSimulator } from "effect-ami/simulator"
import { TestClock } from "effect/testing"
import { randomSeeds } from "../protocol/properties.ts"
import { isQuick, size } from "../size.ts"
import { driftOf } from "./queueDrift.ts"
import { nextAct, options, randomFrom } from "./telephony.ts"

const isRefused = Effect.ignore

/** What the models and the server say differently at this moment. `transferred` took the place of other channels. */
const drift = Effect.fnUntraced(function*(transferred: ReadonlySet<string>) {
  const ami = yield* AmiClient.AmiClient
  const listed = yield* ami.collect(Actions.CoreShowChannels())
  const bridgesListed = yield* ami.collect(Actions.BridgeList())
  const queuesListed = yield* ami.collect(Actions.QueueStatus())
  // The events before the lists are delivered by now.
  yield* TestClock.adjust(0)
  const channels = yield* (yield* AmiChannels.AmiChannels).get
  const bridges = yield* (yield* AmiBridges.AmiBridges).get
  const queues = yield* (yield* AmiQueues.AmiQueues).get
  const calls = yield* (yield* AmiCalls.AmiCalls).get
  const found: Array<string> = []
  const expect = (what: string, known: unknown, truth: unknown) => {
    if (known !== truth) found.push(`${what}: ${String(known)} instead of ${String(truth)}`)
  }
  for (const [what, { _tag }] of Object.entries({ channels, bridges, queues, calls })) expect(what, _tag, "Fresh")
  expect("channels", [...channels.value.keys()].sort().join(), listed.map(({ Uniqueid }) => Uniqueid).sort().join())
  for (const item of listed) {
    const known = channels.value.get(item.Uniqueid)
    expect(`${item.Uniqueid} name`, known?.Channel, item.Channel)
    expect(`${item.Uniqueid} state`, known?.state, item.ChannelStateDesc)
    expect(`${item.Uniqueid} Linkedid`, known?.Linkedid, item.Linkedid)
    // No event says which bridge a channel is in that takes the place of another one there.
    const isUnseen = transferred.has(item.Uniqueid) && known?.bridge === undefined
    if (!isUnseen) expect(`${item.Uniqueid} bridge`, known?.bridge ?? "", item.BridgeId ?? "")
    if (known?.bridge !== undefined) {
      expect(`${item.Uniqueid} is a member`, bridges.value.get(known.bridge)?.members.includes(item.Uniqueid), true)
    }
  }
  expect(
    "bridges",
    [...bridges.value.keys()].sort().join(),
    bridgesListed.map(({ BridgeUniqueid }) => BridgeUniqueid).sort().join()
  )
  const members = [...bridges.value.values()].flatMap((bridge) => bridge.members)
  expect("members of bridges", new Set(members).size, members.length)
  // Each leg of a call is a channel that is there, and is in one call.
  // The telephone of an agent of AgentLogin visits calls, and may be in one of its own.
  const legs = [...calls.value.values()].flatMap((call) =>
    call.legs.filter(({ endedAt, role }) => endedAt === undefined && role !== "Agent")
  )
  expect("legs", new Set(legs.map(({ Uniqueid }) => Uniqueid)).size, legs.length)
  for (const { Uniqueid } of legs) expect(`the channel of leg ${Uniqueid}`, channels.value.has(Uniqueid), true)
  // After transfers and pick-ups the simulator counts a call before its AgentComplete, or without one, and ends InCall without an event.
  const isCount = (line: string) => /(Completed|CallsTaken|LastCall|InCall):/.test(line)
  return [...found, ...driftOf(queues.value, queuesListed).filter((line) => !isCount(line))]
})

/** Lets time pass until every model is fresh. */
const untilFresh = Effect.gen(function*() {
  const isFresh = Effect.gen(function*() {
    const all = [
      yield* (yield* AmiChannels.AmiChannels).get,
      yield* (yield* AmiBridges.AmiBridges).get,
      yield* (yield* AmiQueues.AmiQueues).get,
      yield* (yield* AmiCalls.AmiCalls).get
    ]
    return all.every(({ _tag }) => _tag === "Fresh")
  })
  for (let tries = 0; tries < 600 && !(yield* isFresh); tries++) yield* TestClock.adjust("500 millis")
})

/**
 * What two lists in a row contradict: something may happen between the lists of one comparison. A link that has just broken is
 * noticed when somebody asks.
 */
const lasting = Effect.fnUntraced(function*(transferred: ReadonlySet<string>) {
  const compare = Effect.retry(Effect.andThen(untilFresh, drift(transferred)), { times: 3 })
  const first = yield* compare
  return first.length === 0 ? [] : (yield* compare).filter((line) => first.includes(line))
})

/** Some that have found something, and others. */
const seeds = [...[42, 904, 2003, 130395714].slice(0, size(4, 1)), ...randomSeeds(5)]

describe("A storm of calls with links that break", () => {
  it.effect.each(seeds.map((seed) => [seed] as const))(
    "leaves all models as the server is, at any moment and at the end (seed %i)",
    ([seed]) =>
      Effect.gen(function*() {
        const simulator = yield* AmiSimulator.AmiSimulator
        const ami = yield* AmiClient.AmiClient
        const channels = yield* AmiChannels.AmiChannels
        const calls = yield* AmiCalls.AmiCalls
        const random = randomFrom(seed)
        const ended: Array<string> = []
        yield* calls.records.pipe(
          Stream.runForEach(({ id }) => Effect.sync(() => ended.push(id))),
          Effect.forkScoped({ startImmediately: true })
        )
        const transferred = new Set<string>()
        yield* ami.inbox.pipe(
          Stream.runForEach((item) =>
            Effect.sync(() => {
              if (item._tag !== "Received" || item.message.get("DestType") !== "App") return
              transferred.add(item.message.get("TransfereeUniqueid") ?? "")
            })
          ),
          Effect.forkScoped({ startImmediately: true })
        )
        let losses = 0
        let seen = 0
        for (let moment = 0; moment < size(200, 15); moment++) {
          for (let acts = Math.floor(random() * 12); acts > 0; acts--) {
            const names = [...(yield* channels.get).value.values()].map(({ Channel }) => Channel)
            const act = nextAct(random, names)
            if (act !== undefined && "action" in act) {
              // Its answer may be lost with the connection.
              yield* Effect.forkScoped(isRefused(ami.send(AmiAction.raw(act.action, Object.entries(act.headers)))))
            } else if (act !== undefined) yield* isRefused(simulator.perform(act))
            if (random() < 0.04) {
              losses += 1
              yield* simulator.kick
            }
            yield* TestClock.adjust([0, 5, 50, 400, 2_000][Math.floor(random() * 5)] ?? 0)
          }
          assert.deepStrictEqual(yield* lasting(transferred), [], `moment ${moment}`)
          seen = Math.max(seen, (yield* channels.get).value.size)
        }
        for (let tries = 0; tries < 50 && (yield* channels.get).value.size > 0; tries++) {
          for (const { Channel } of (yield* channels.get).value.values()) {
            yield* isRefused(ami.send(Actions.Hangup({ Channel })))
          }
          yield* TestClock.adjust("5 seconds")
        }
        assert.deepStrictEqual(yield* lasting(transferred), [], "at the end")
        assert.deepStrictEqual([...(yield* channels.get).value.keys()], [])
        assert.deepStrictEqual([...(yield* calls.get).value.values()], [])
        assert.strictEqual(new Set(ended).size, ended.length, "a call ended twice")
        // Chance may leave a short storm without either.
        if (!isQuick) assert.isAbove(losses, 0)
        if (!isQuick) assert.isAbove(seen, 5)
      }).pipe(
        Effect.provide(
          Layer.mergeAll(AmiChannels.layer, AmiBridges.layer, AmiQueues.layer, AmiCalls.layer).pipe(
            Layer.provideMerge(AmiClient.layer({ username: "hello", secret: Redacted.make("world") })),
            Layer.provideMerge(AmiSimulator.layerTransport({ ...options, seed }))
          )
        ),
        Random.withSeed(seed)
      ),
    size(300_000, 60_000)
  )
})
