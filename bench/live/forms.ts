/**
 * What is measured: ways to read recorded calls, bare and with live models.
 */
import { Context, Effect, Layer, Stream } from "effect"
import { AmiBridges, AmiCalls, AmiChannels, AmiClient, type AmiError, AmiQueues } from "../../src/index.ts"
import * as AmiLive from "../../src/live/AmiLive.ts"
import { calls, type Form, replay, replayed, turned, withDialplan } from "./form.ts"
import type { Choice } from "./mix.ts"
import { sizes } from "./sizes.ts"

// --- Bare -------------------------------------------------------------------

/** The cheapest way to read every event: three fields of each. */
const bare = (choice: Choice): Form =>
  Effect.gen(function*() {
    const ami = yield* AmiClient.AmiClient
    let [events, sum] = [0, 0]
    yield* Effect.forkScoped(
      Stream.runForEachArray(ami.inbox, (items) =>
        Effect.sync(() => {
          for (const item of items) {
            if (item._tag !== "Received") continue
            const { message } = item
            if (message.name === "UserEvent") continue
            events += 1
            sum += message.name.length + (message.get("Channel")?.length ?? 0) + (message.get("Uniqueid")?.length ?? 0)
          }
        })),
      { startImmediately: true }
    )
    yield* turned
    return Effect.fnUntraced(function*(times) {
      const before = events
      const sent = yield* replay(ami, choice, times)
      const lost = sent.events - (events - before)
      return { count: sent.events, note: lost === 0 && sum > 0 ? "" : `${lost} events were lost` }
    })
  })

// --- The feed of models -----------------------------------------------------

const wanted = (
  "Newchannel Newstate NewConnectedLine NewCallerid Hangup DialBegin DialEnd DialState BridgeCreate BridgeEnter BridgeLeave "
  + "BridgeDestroy QueueMemberStatus AgentCalled"
).split(" ")

/** A model that does nothing but read three fields: what the feed of models costs. */
const feed = (choice: Choice): Form =>
  Effect.gen(function*() {
    const ami = yield* AmiClient.AmiClient
    const live = yield* AmiLive.make
    let sum = 0
    const part: AmiLive.Part = {
      name: "nothing",
      events: wanted,
      sources: [],
      outputs: [],
      apply: (message) => {
        sum += message.name.length + (message.get("Channel")?.length ?? 0) + (message.get("Uniqueid")?.length ?? 0)
      },
      begin: () => undefined,
      list: () => true,
      isDoubting: () => false,
      settle: () => 0,
      lose: () => undefined
    }
    yield* live.install(part)
    const toEnd = yield* replayed
    return Effect.fnUntraced(function*(times) {
      const { events } = yield* toEnd(ami, choice, times)
      return { count: events, note: sum > 0 && (yield* live.isFresh) ? "" : "events were lost" }
    })
  })

// --- Models -----------------------------------------------------------------

/** Models as their Layers make them, with nobody who looks at them. */
const models = (choice: Choice, layer: Layer.Layer<never, AmiError.AmiError, AmiClient.AmiClient>): Form =>
  Effect.gen(function*() {
    const ami = yield* AmiClient.AmiClient
    const live = yield* AmiLive.make
    yield* Layer.build(layer)
    const toEnd = yield* replayed
    const first = (yield* toEnd(ami, choice, 0)).snapshots
    return Effect.fnUntraced(function*(times) {
      const { events, snapshots } = yield* toEnd(ami, choice, times)
      const isWhole = snapshots === first && (yield* live.isFresh)
      return { count: events, note: isWhole ? "" : "events were lost" }
    })
  })

const channels = Layer.merge(AmiChannels.layer, AmiBridges.layer)
const queues = AmiQueues.layer
const callsOnly = AmiCalls.layer
const all = Layer.mergeAll(callsOnly, channels, queues)

/** The same with who reads the records of calls, and who watches a queue. */
const followed = (choice: Choice): Form =>
  Effect.gen(function*() {
    const ami = yield* AmiClient.AmiClient
    const context = yield* Layer.build(all)
    const live = yield* AmiLive.make
    let records = 0
    let waiting = 0
    const { records: ended } = Context.get(context, AmiCalls.AmiCalls)
    yield* Effect.forkScoped(Stream.runForEach(ended, () => Effect.sync(() => void (records += 1))), {
      startImmediately: true
    })
    const { changes } = Context.get(context, AmiQueues.AmiQueues).queue("sales")
    yield* Effect.forkScoped(
      Stream.runForEach(changes, ({ value }) => Effect.sync(() => void (waiting += value?.callers.length ?? 0))),
      { startImmediately: true }
    )
    yield* turned
    const toEnd = yield* replayed
    return Effect.fnUntraced(function*(times) {
      const before = records
      const { begun, events } = yield* toEnd(ami, choice, times)
      yield* turned
      const isWhole = records > before && (yield* live.isFresh)
      return { count: events, note: isWhole ? "" : `${records - before} records of ${begun} calls` }
    })
  })

/** Recorded calls to queues. */
const ofQueues: Choice = { ...calls, shapes: "queue-.*|menu-queue|transfer-to-queue" }

/** So many who watch one queue, each as a wallboard would. */
const watchers = (count: number): Form =>
  Effect.gen(function*() {
    const ami = yield* AmiClient.AmiClient
    const model = yield* Effect.map(Layer.build(queues), (context) => Context.get(context, AmiQueues.AmiQueues))
    let waiting = 0
    const watch = Stream.runForEach(model.queue("sales").changes, ({ value }) =>
      Effect.sync(() => {
        waiting += value?.callers.length ?? 0
      }))
    for (let index = 0; index < count; index++) yield* Effect.forkScoped(watch, { startImmediately: true })
    yield* turned
    const toEnd = yield* replayed
    return Effect.fnUntraced(function*(times) {
      const before = waiting
      const { events } = yield* toEnd(ami, ofQueues, times)
      yield* turned
      return { count: events, note: waiting > before || times < 2 ? "" : "nobody was seen to wait" }
    })
  })

export const forms = {
  bare: bare(calls),
  bareWithDialplan: bare(withDialplan),
  feed: feed(calls),
  feedWithDialplan: feed(withDialplan),
  channels: models(calls, channels),
  queues: models(calls, queues),
  calls: models(calls, callsOnly),
  all: models(calls, all),
  followed: followed(calls),
  allWithDialplan: models(withDialplan, all),
  oneWatcher: watchers(1),
  tenWatchers: watchers(10),
  ...sizes
} satisfies Readonly<Record<string, Form>>

export type FormName = keyof typeof forms
