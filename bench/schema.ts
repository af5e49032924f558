/**
 * What decoding costs: `node bench/schema.ts` prints a table of event types, read by the fast path and by the schema
 * interpreter alone, and one of what it costs to deliver events to subscribers.
 *
 * Each figure is the minimum of three processes, which run in turn. Messages are those of the mix, as the codec makes them.
 */
import { Effect, Fiber, Stream } from "effect"
import { execFileSync } from "node:child_process"
import { registerHooks } from "node:module"
import { fileURLToPath } from "node:url"
import type { Received } from "../src/client/AmiInbox.ts"
import type { AmiMessage } from "../src/index.ts"
import { events } from "./mix.ts"
import { printTable } from "./table.ts"

/** Figures by subject: CPU in nanoseconds and bytes allocated, per event. */
type Figures = Record<string, { readonly nanos: number; readonly bytes: number }>

type Way = "quick" | "schemas" | "publish"

const messagesOfMix = async (): Promise<ReadonlyArray<AmiMessage.AmiMessage>> => {
  const { AmiCodec } = await import("../src/index.ts")
  const decoder = AmiCodec.makeDecoder()
  decoder.push(Buffer.from("Asterisk Call Manager/9.0.0\r\n"))
  return decoder.push(events(16_384).bytes)
}

/** Runs something that often, repeatedly, and returns the minimum cost. */
const measure = (times: number, run: (index: number) => unknown): Figures[string] => {
  const kept: Array<unknown> = Array.from({ length: 256 })
  const once = (number: number): void => {
    for (let index = 0; index < number; index++) kept[index & 255] = run(index)
  }
  let nanos = Infinity
  for (let round = 0; round < 8; round++) {
    const before = process.cpuUsage()
    once(times)
    const { system, user } = process.cpuUsage(before)
    nanos = Math.min(nanos, (user + system) * 1000 / times)
  }
  // Few enough for the young generation, so that nothing is collected in between.
  const few = Math.min(times, 4096)
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  once(few)
  return { nanos, bytes: (process.memoryUsage().heapUsed - before) / few }
}

const decoding = async (): Promise<Figures> => {
  const AllEvents = await import("../src/catalog/AllEvents.ts")
  const known = (await messagesOfMix()).flatMap((message) => {
    const event = AllEvents.byName(message.name)
    return event === undefined ? [] : [{ event, message }]
  })
  const decodeAll = (pairs: typeof known) =>
    measure(Math.max(pairs.length, 16_384), (index) => {
      const pair = pairs[index % pairs.length]
      return pair?.event.decode(pair.message)
    })
  const frequent = [...Map.groupBy(known, ({ event }) => event.name)].sort(([, one], [, other]) =>
    other.length - one.length
  ).slice(0, 8)
  return {
    "the mix": decodeAll(known),
    ...Object.fromEntries(frequent.map(([name, pairs]) => [name, decodeAll(pairs)]))
  }
}

const publishing = async (): Promise<Figures> => {
  const { Inbox } = await import("../src/client/internal/inbox/inbox.ts")
  const { WakeQueue } = await import("../src/client/internal/wakes.ts")
  const items = (await messagesOfMix()).map((message, seq): Received => ({
    _tag: "Received",
    epoch: 1,
    seq,
    receivedAt: 0,
    message
  }))
  const batches = Array.from({ length: items.length / 64 }, (_, index) => items.slice(index * 64, index * 64 + 64))
  const withSubscribers = Effect.fnUntraced(function*(subscribers: number) {
    const wakes = new WakeQueue()
    const meter = { dropped: () => undefined, gap: () => undefined, totals: { received: 0 } }
    const inbox = new Inbox({
      mask: "on",
      meter,
      wakes,
      clock: { monotonicTimeNanosUnsafe: () => process.hrtime.bigint() },
      of: {}
    })
    inbox.open({ _tag: "Connected", epoch: 1, banner: undefined, bootState: "booted" })
    const stream = inbox.stream(undefined, { capacity: 1024, overflow: "fail" })
    const fibers = yield* Effect.forEach(
      Array.from({ length: subscribers }),
      () => Effect.forkChild(Stream.runDrain(stream), { startImmediately: true })
    )
    const replay = Effect.forEach(
      batches,
      (batch) => Effect.andThen(Effect.sync(() => wakes.batch(() => inbox.publish(1, batch))), Effect.yieldNow),
      {
        discard: true
      }
    )
    let nanos = Infinity
    for (let round = 0; round < 12; round++) {
      const before = process.cpuUsage()
      yield* replay
      const { system, user } = process.cpuUsage(before)
      nanos = Math.min(nanos, (user + system) * 1000 / items.length / subscribers)
    }
    globalThis.gc?.()
    const before = process.memoryUsage().heapUsed
    yield* replay
    const bytes = (process.memoryUsage().heapUsed - before) / items.length / subscribers
    yield* Effect.forEach(fibers, Fiber.interrupt)
    return { nanos, bytes }
  })
  return { "1": await Effect.runPromise(withSubscribers(1)), "10": await Effect.runPromise(withSubscribers(10)) }
}

// --- One process ------------------------------------------------------------

const [way] = process.argv.slice(2)

if (way === "schemas") {
  registerHooks({
    load: (url, context, next) => {
      const loaded = next(url, context)
      if (!url.endsWith("/src/catalog/internal/direct.ts")) return loaded
      const source = `${loaded.source}`.replace("export const direct =", "const fast =")
      return { ...loaded, source: `${source}\nexport const direct: typeof fast = (...[, , bySchemas]) => bySchemas` }
    }
  })
}
if (way !== undefined) {
  console.log(JSON.stringify(await (way === "publish" ? publishing() : decoding())))
  process.exit(0)
}

// --- All of them ------------------------------------------------------------

const figuresOf = (way: Way): Figures => {
  const flags = ["--expose-gc", "--max-semi-space-size=256", "--min-semi-space-size=256"]
  return JSON.parse(
    execFileSync(process.execPath, [...flags, fileURLToPath(import.meta.url), way], { encoding: "utf8" })
  )
}

const least = (all: ReadonlyArray<Figures>): Figures =>
  Object.fromEntries(
    Object.keys(all[0] ?? {}).map((name) => [name, {
      nanos: Math.min(...all.map((figures) => figures[name]?.nanos ?? Infinity)),
      bytes: Math.min(...all.map((figures) => figures[name]?.bytes ?? Infinity))
    }])
  )

const rounds = [1, 2, 3].map(() => ({
  quick: figuresOf("quick"),
  schemas: figuresOf("schemas"),
  publish: figuresOf("publish")
}))
const quick = least(rounds.map((round) => round.quick))
const schemas = least(rounds.map((round) => round.schemas))
const publish = least(rounds.map((round) => round.publish))

printTable("Decoding an event", Object.keys(quick), [
  { name: "event", about: "the mix, and its most frequent types", value: (name) => name },
  { name: "quick, ns", about: "CPU of `decode`", value: (name) => quick[name]?.nanos },
  {
    name: "schemas, ns",
    about: "the same, by the schema interpreter alone",
    value: (name) => schemas[name]?.nanos
  },
  { name: "quick, bytes", about: "what it allocates", value: (name) => quick[name]?.bytes },
  { name: "schemas, bytes", about: "", value: (name) => schemas[name]?.bytes }
])
printTable("Delivering an event to a subscriber", Object.keys(publish), [
  { name: "subscribers", about: "which all take everything", value: Number },
  {
    name: "ns",
    about: "CPU per event and subscriber, in batches of 64",
    value: (name) => publish[name]?.nanos,
    digits: 1
  },
  { name: "bytes", about: "what it allocates", value: (name) => publish[name]?.bytes, digits: 1 }
])
