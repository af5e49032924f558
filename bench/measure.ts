/**
 * Measures one form of one client, in a separate process: `measure.ts ORDER` connects and warms the form up, and then
 * runs one measuring period for each line `run` of its input.
 *
 * It finds out how much work fills a period. Results go to file descriptor 3, one line of JSON each, since clients print.
 * CPU is that of this process, user and system. When its input ends, nobody waits for it any more.
 */
import { writeSync } from "node:fs"
import { createInterface } from "node:readline"
import type { EventForm, ListForm, Place, RoundTripForm } from "./form.ts"
import { echoes, type Ending, type Figures, type Order, type Warm } from "./order.ts"
import { watch, watchTurns } from "./usage.ts"

interface Subject {
  /** A measuring period; more of the same work takes more time. */
  readonly run: (times: number) => Promise<Omit<Figures, "times" | "millis" | "cpuMillis" | "peakMegabytes">>
  readonly least: number
  readonly end: () => Promise<Ending>
}

const percentile = (sorted: Float64Array, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0

const roundTrips = async (form: RoundTripForm, place: Place, inFlight: number): Promise<Subject> => {
  const { echo, run } = await form(place)
  return {
    least: inFlight,
    run: async (times) => {
      const latencies = new Float64Array(times)
      let at = 0
      const reported = await run(times, inFlight, (millis) => {
        latencies[at++] = millis
      })
      const sorted = latencies.subarray(0, at).sort()
      return { reported, p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) }
    },
    end: async () => ({ echoed: await echo(echoes) })
  }
}

const lists = async (form: ListForm, place: Place, length: number): Promise<Subject> => {
  const { run } = await form(place)
  return {
    least: 1,
    run: async (times) => {
      let items = 0
      for (let index = 0; index < times; index++) items += await run(length)
      return { reported: items }
    },
    end: async () => ({})
  }
}

const events = async (form: EventForm, place: Place, segment: number, subscribers: number): Promise<Subject> => {
  const { run } = await form(place)
  return {
    least: 1,
    run: async (times) => {
      const longestTurn = watchTurns()
      const reported = await run(times, segment, subscribers)
      return { reported, longestTurn: longestTurn() }
    },
    end: async () => ({})
  }
}

const subjectOf = async ({ contestant, form, module, place, work }: Order): Promise<Subject> => {
  const loaded = await import(new URL(module, import.meta.url).href)
  /** A form, or what makes one from the name of a contestant. */
  const made = contestant === undefined ? loaded[form] : loaded[form](contestant)
  switch (work.kind) {
    case "events":
      return events(made, place, work.segment, work.subscribers)
    case "roundTrips":
      return roundTrips(made, place, work.inFlight)
    case "lists":
      return lists(made, place, work.length)
  }
}

/** Runs until it is warm, and returns the results of that and how much work fills a period. */
const warmed = async (
  { least, run }: Subject,
  { periodMillis, warmMillis }: Order
): Promise<Warm & { readonly times: number }> => {
  const from = performance.now()
  const warm: Array<Warm["warm"][number]> = []
  let times = least
  for (;;) {
    const begun = performance.now()
    const { reported } = await run(times)
    warm.push({ times, reported })
    const each = (performance.now() - begun) / times
    if (performance.now() - from >= warmMillis) {
      return { warm, times: Math.max(least, Math.round(periodMillis / each)) }
    }
    times = Math.max(least, Math.ceil(warmMillis / 4 / each))
  }
}

const tell = (what: unknown): void => void writeSync(3, `${JSON.stringify(what)}\n`)

const measure = async (order: Order): Promise<void> => {
  const subject = await subjectOf(order)
  const { work } = order
  const { warm, ...fitting } = await warmed(subject, order)
  const times = work.kind === "events" ? work.rounds ?? fitting.times : fitting.times
  tell({ warm })
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === "end") {
      tell(await subject.end())
      break
    }
    const stop = watch(false)
    const reported = await subject.run(times)
    const { cpuMillis, millis, peakMegabytes, waitMillis } = stop()
    const figures: Figures = { times, millis, cpuMillis, waitMillis, peakMegabytes, ...reported }
    tell(figures)
  }
  process.exit(0)
}

await measure(JSON.parse(process.argv[2] ?? ""))
