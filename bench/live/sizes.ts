/**
 * What many channels cost: the memory of each, a snapshot of all, and a look at one.
 */
import { Effect, Layer } from "effect"
import { Actions, AmiAction, AmiBridges, AmiCalls, AmiChannels, AmiClient, AmiQueues } from "../../src/index.ts"
import { type Form, replayed } from "./form.ts"
import type { Choice } from "./mix.ts"

/** How many channels there are, two to a call. */
const many = 10_000

const talking: Choice = { shapes: "internal-answered", classes: ["call", "agent"], until: "BridgeEnter" }

const heap = (): number => {
  globalThis.gc?.()
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

const all = Layer.mergeAll(AmiCalls.layer, AmiChannels.layer, AmiBridges.layer, AmiQueues.layer)

const populate = (ami: AmiClient.AmiClient["Service"], channels: number) =>
  ami.send(AmiAction.raw("Populate", [["Channels", String(channels)]]))

/** The heap that calls take which two talk in: those that began while it looked, with or without a look at all values. */
const heapOf = (looks: boolean): Form =>
  Effect.gen(function*() {
    const ami = yield* AmiClient.AmiClient
    return () =>
      Effect.gen(function*() {
        const models = yield* Layer.build(all)
        const toEnd = yield* replayed
        const before = heap()
        yield* toEnd(ami, talking, many / 2)
        const program = Effect.gen(function*() {
          const channels = yield* AmiChannels.AmiChannels
          if (looks) {
            yield* channels.get
            yield* (yield* AmiBridges.AmiBridges).get
            yield* (yield* AmiCalls.AmiCalls).get
          }
          const after = heap()
          const { value } = yield* channels.get
          const note = value.size === many ? "" : `${value.size} channels`
          return { count: many, note, bytes: (after - before) / many }
        })
        return yield* Effect.provide(program, models)
      }).pipe(Effect.scoped)
  })

/** The lists alone, as a program without a model would take them. */
const collected: Form = Effect.gen(function*() {
  const ami = yield* AmiClient.AmiClient
  yield* populate(ami, many)
  return Effect.fnUntraced(function*(times) {
    let count = 0
    for (let time = 0; time < times; time++) {
      yield* ami.collect(Actions.BridgeList())
      count += (yield* ami.collect(Actions.Status())).length
    }
    return { count, note: count === times * many ? "" : "items were lost" }
  })
})

/** From nothing to fresh models: their lists, and the answer to what is there. */
const snapshot: Form = Effect.gen(function*() {
  const ami = yield* AmiClient.AmiClient
  yield* populate(ami, many)
  const once = Effect.gen(function*() {
    const channels = yield* AmiChannels.AmiChannels
    const calls = yield* AmiCalls.AmiCalls
    const last = `1795000000.${many - 1}`
    return (yield* channels.lookup(last))._tag === "Fresh" && (yield* calls.findCall(last)).value !== undefined
      ? many
      : 0
  }).pipe(Effect.provide(all), Effect.scoped)
  return Effect.fnUntraced(function*(times) {
    let count = 0
    for (let time = 0; time < times; time++) count += yield* once
    return { count, note: count === times * many ? "" : "channels were lost" }
  })
})

const looks = 1000

/** Looks at one of so many channels, by its id, its name and its telephone, and at its call, by its id and its Linkedid. */
const lookUps = (channels: number): Form =>
  Effect.gen(function*() {
    const ami = yield* AmiClient.AmiClient
    yield* populate(ami, channels)
    const models = yield* Layer.build(all)
    return (times) =>
      Effect.gen(function*() {
        const model = yield* AmiChannels.AmiChannels
        const calls = yield* AmiCalls.AmiCalls
        let found = 0
        for (let time = 0; time < times * looks; time++) {
          const index = (time * 7919) % channels
          const id = `1795000000.${index}`
          const linked = `1795000000.${index - index % 2}`
          if ((yield* model.lookup(id)).value?.Uniqueid === id) found += 1
          const name = `PJSIP/1${index}-${index.toString(16).padStart(8, "0")}`
          if ((yield* model.byName(name)).value?.Uniqueid === id) found += 1
          if ((yield* model.ofEndpoint(`PJSIP/1${index}`).get).value.length === 1) found += 1
          if ((yield* calls.findCall(id)).value?.id === linked) found += 1
          if ((yield* calls.findCall(linked)).value?.id === linked) found += 1
        }
        const count = times * looks * 5
        return { count, note: found === count ? "" : `${count - found} were not found` }
      }).pipe(Effect.provide(models))
  })

export const sizes = {
  heap: heapOf(false),
  heapWithValues: heapOf(true),
  collected,
  snapshot,
  lookUpsInTen: lookUps(10),
  lookUpsInMany: lookUps(many)
}
