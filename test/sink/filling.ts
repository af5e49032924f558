/**
 * Journals with many events, and what must arrive of them, for tests that kill sinks.
 */
import { Effect, Layer, Stream } from "effect"
import { parseArgs } from "node:util"
import { AmiMessage } from "../../src/index.ts"
import { AmiJournal } from "../../src/journal/index.ts"
import { NodeSqlite, NodeZstd } from "../../src/node/index.ts"

/** How many events a program that ends sinks makes, how often it ends them, when, and by which signal, as its arguments say. */
export const killing = () => {
  const { values: { events, kills, seed, signal } } = parseArgs({
    options: {
      events: { type: "string", default: "100000" },
      kills: { type: "string", default: "50" },
      seed: { type: "string", default: "1" },
      signal: { type: "string", default: "SIGKILL" }
    }
  })
  return {
    events: Number(events),
    kills: Number(kills),
    seed: Number(seed),
    signal: signal === "SIGTERM" ? "SIGTERM" as const : "SIGKILL" as const
  }
}

/** The same numbers for the same seed, between 0 and 1. */
export const randomOf = (seed: number): () => number => {
  let state = seed
  return () => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32
}

/** The journal in a file. */
export const journalIn = (filename: string): Layer.Layer<AmiJournal.AmiJournal, unknown> =>
  AmiJournal.layer.pipe(Layer.provide([NodeSqlite.layer({ filename, survives: "process" }), NodeZstd.layer]))

/** Writes so many events of each server to the journal: after a gap, as always. */
export const fill = (servers: ReadonlyArray<string>, each: number) =>
  Effect.gen(function*() {
    const journal = yield* AmiJournal.AmiJournal
    for (const server of servers) {
      const items = Stream.map(Stream.range(1, each), (seq) => ({
        _tag: "Received" as const,
        epoch: 1,
        seq,
        receivedAt: Date.now(),
        message: AmiMessage.make([
          ["Event", "Hangup"],
          ["Channel", `PJSIP/${100 + seq % 50}-${seq}`],
          ["Uniqueid", `${seq}.1`],
          ["Linkedid", `${seq}.1`]
        ])
      }))
      const writing = yield* journal.write(server, items, { maxBlocks: 1_000_000 })
      yield* writing.ended
    }
  }).pipe(Effect.scoped)

/** What is known of an item that arrived. */
export interface Place {
  readonly id: string
  readonly server: string
  readonly seq?: number
}

/** How many of the events are not among those that arrived, and how many came first after one that follows them. */
export const compare = (arrived: ReadonlyArray<Place>, servers: ReadonlyArray<string>, each: number) => {
  let [lost, reordered] = [0, 0]
  for (const server of servers) {
    const known = new Set<number>()
    let last = 0
    for (const place of arrived) {
      if (place.server !== server || place.seq === undefined || known.has(place.seq)) continue
      known.add(place.seq)
      if (place.seq < last) reordered += 1
      last = place.seq
    }
    lost += each - known.size
  }
  return { lost, reordered, again: arrived.length - new Set(arrived.map(({ id }) => id)).size }
}
