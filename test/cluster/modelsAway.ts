/** Live models over a cluster whose owner ends while calls are up, and others come and go. */
import { assert } from "@effect/vitest"
import { Effect, Layer, Stream } from "effect"
import { Actions, AmiAction, AmiBridges, AmiCalls, AmiChannels, AmiClient, AmiQueues } from "effect-ami"
import { drift } from "../live/serverDrift.ts"
import { changing } from "../transport/waiting.ts"
import { direct, type Fault, owners, type Place } from "./owners.ts"

const models = Layer.mergeAll(AmiChannels.layer, AmiBridges.layer, AmiQueues.layer, AmiCalls.layer)

const call = (id: string, exten: string) =>
  AmiAction.raw("Originate", [
    ["Channel", `Local/${exten}@from-internal/n`],
    ["ChannelId", id],
    ["OtherChannelId", `${id}-2`],
    ["Application", "Wait"],
    ["Data", "300"],
    ["Async", "true"]
  ])

/**
 * The models are equal to the lists of Asterisk before and after; between, they say that they are stale, and what they knew.
 *
 * `stays` is an extension that answers, and whose calls last. What changes while there is no owner is done by a client of its own.
 */
export const modelsAway = Effect.fnUntraced(function*(asterisk: Place, fault: Fault, stays: string) {
  const cluster = yield* owners(asterisk)
  const driver = yield* Effect.provide(AmiClient.AmiClient, yield* Layer.build(direct(asterisk, { events: "off" })))
  const services = yield* Layer.build(Layer.provide(models, cluster.client("berlin")))
  yield* Effect.gen(function*() {
    const channels = yield* AmiChannels.AmiChannels
    const calls = yield* AmiCalls.AmiCalls
    const queues = yield* AmiQueues.AmiQueues
    const marks: Array<string> = []
    const ended: Array<string> = []
    const { changed, until } = changing()
    const listen = <A>(stream: Stream.Stream<A, unknown>, hear: (item: A) => void) =>
      Stream.runForEach(stream, (item) => Effect.sync(() => (hear(item), changed()))).pipe(
        Effect.forkScoped({ startImmediately: true })
      )
    yield* listen(channels.changes, (change) => {
      if (change._tag === "Stale" || change._tag === "Synced" && change.cause !== "Relist") {
        marks.push(`${change._tag} ${change.cause}`)
      }
    })
    yield* listen(calls.records, ({ id }) => ended.push(id))
    const place = (...ids: ReadonlyArray<string>) =>
      Effect.forEach(ids, (id) => driver.send(call(id, stays)), { discard: true })
    const hangUp = (ends: (id: string) => boolean) =>
      Effect.flatMap(driver.collect(Actions.CoreShowChannels()), (items) =>
        Effect.forEach(
          items.filter(({ Uniqueid }) => ends(Uniqueid)),
          ({ Channel }) => Effect.ignore(driver.send(Actions.Hangup({ Channel }))),
          { discard: true }
        ))
    const Interface = "Local/990@from-internal"

    yield* place("early-1", "early-2", "stays-1", "stays-2")
    yield* driver.send(Actions.QueueAdd({ Queue: "sales", Interface, Penalty: 3 }))
    assert.deepStrictEqual(yield* drift(driver, Effect.sleep), [], "before")
    const before = yield* channels.get
    assert.isAtLeast(before.value.size, 8)
    const owner = yield* cluster.ownerOf("berlin")
    owner.signal(fault)
    yield* until("stale models", () => marks.includes("Stale Disconnected"))
    const between = [yield* channels.get, yield* queues.get, yield* calls.get]
    assert.deepStrictEqual(between.map(({ _tag }) => _tag), ["Stale", "Stale", "Stale"])
    assert.isAtLeast(between[0]?.value.size ?? 0, 8)
    yield* hangUp((id) => id.startsWith("early"))
    yield* place("late-1", "late-2")
    yield* driver.send(Actions.QueuePause({ Queue: "sales", Interface, Paused: true, Reason: "Lunch" }))

    yield* until("fresh models", () => marks.at(-1) === "Synced Connected", "1 minute")
    if (fault === "SIGSTOP") owner.signal("SIGCONT")
    assert.deepStrictEqual(yield* drift(driver, Effect.sleep), [], "after")
    const member = [...(yield* queues.get).value.get("sales")?.members.values() ?? []]
    assert.deepStrictEqual(member.map(({ Paused, PausedReason }) => [Paused, PausedReason]), [[true, "Lunch"]])
    yield* driver.send(Actions.QueueRemove({ Queue: "sales", Interface }))
    yield* hangUp(() => true)
    yield* until("all records", () => ended.length >= 6)
    assert.deepStrictEqual(yield* drift(driver, Effect.sleep), [], "at the end")
    assert.deepStrictEqual(ended.toSorted(), ["early-1", "early-2", "late-1", "late-2", "stays-1", "stays-2"])
    // A node that woke may have the server back.
    const pairs = marks.length / 2
    assert.deepStrictEqual(
      marks,
      Array.from({ length: pairs }, () => ["Stale Disconnected", "Synced Connected"]).flat()
    )
    assert.strictEqual(pairs, fault === "SIGSTOP" ? pairs : 1)
  }).pipe(Effect.provideContext(services))
})
