/**
 * What a journal holds: its servers, and their gaps.
 *
 * @since 0.2.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as AmiJournal from "../../journal/AmiJournal.ts"
import { failed, usage } from "../failure.ts"
import { printable, printOne, printRows, type Table } from "../output.ts"
import { failing, open } from "./file.ts"

const timeOf = (millis: number): string => new Date(millis).toISOString()

/** A time for people, in the zone of this machine; a dash if there is none. */
const shown = (iso: string | undefined): string =>
  iso === undefined ? "-" : new Date(iso).toLocaleString("sv-SE").slice(0, 19)

// --- Servers ------------------------------------------------------------------

const ServerRow = Schema.Struct({
  server: Schema.String,
  firstAt: Schema.optionalKey(Schema.String),
  lastAt: Schema.optionalKey(Schema.String),
  events: Schema.Int,
  gaps: Schema.Int,
  /** How many messages are missing, as far as gaps say. */
  missing: Schema.Int,
  bytes: Schema.Int
})

type ServerRow = typeof ServerRow.Type

const serverRow = ({ bytes, dropped, events, firstAt, gaps, lastAt, server }: AmiJournal.ServerSummary): ServerRow => ({
  server,
  ...firstAt === undefined ? {} : { firstAt: timeOf(firstAt) },
  ...lastAt === undefined ? {} : { lastAt: timeOf(lastAt) },
  events,
  gaps,
  missing: dropped,
  bytes
})

const servers: Table<ServerRow> = {
  columns: [
    { field: "server", title: "SERVER", value: ({ server }) => server },
    { field: "firstAt", title: "FIRST", value: ({ firstAt }) => shown(firstAt) },
    { field: "lastAt", title: "LAST", value: ({ lastAt }) => shown(lastAt) },
    { field: "events", title: "EVENTS", align: "right", value: ({ events }) => String(events) },
    { field: "gaps", title: "GAPS", align: "right", value: ({ gaps }) => String(gaps) },
    { field: "missing", title: "MISSING", align: "right", value: ({ missing }) => String(missing) },
    { field: "bytes", title: "SIZE", align: "right", value: ({ bytes }) => `${Math.ceil(bytes / 1000)} kB` }
  ],
  json: (row) => row,
  empty: "The journal holds nothing yet"
}

/** The servers of a journal, or the one that is named. */
export const serversOf = (file: string, server: string | undefined) =>
  Effect.gen(function*() {
    const all = yield* AmiJournal.AmiJournal.use((journal) => journal.servers)
    if (server === undefined) return all
    const found = all.filter((one) => one.server === server)
    if (found.length > 0) return found
    return yield* failed(`The journal has no server ${printable(server)}`, {
      reason: "NotFound",
      hints: [`ami journal ls ${printable(file)} lists them`]
    })
  })

/** Uses the journal in a file. */
const within = <A, E>(file: string, use: Effect.Effect<A, E, AmiJournal.AmiJournal>) =>
  Effect.scoped(Effect.flatMap(open(file), (context) => Effect.provide(failing(file, use), context)))

export const ls = {
  output: Schema.Array(ServerRow),
  run: ({ file }: { readonly file: string }) =>
    Effect.flatMap(within(file, serversOf(file, undefined)), (all) => printRows(servers, all.map(serverRow)))
}

// --- Gaps ---------------------------------------------------------------------

const GapRow = Schema.Struct({
  server: Schema.String,
  since: Schema.optionalKey(Schema.String),
  at: Schema.String,
  reason: Schema.String,
  /** How many messages are missing; `unknown` if nobody can know. */
  dropped: Schema.Union([Schema.Int, Schema.Literal("unknown")])
})

/** A gap as JSON. */
export const gapJson = ({ at, dropped, reason, server, since }: AmiJournal.Missing): typeof GapRow.Type => ({
  server,
  ...since === undefined ? {} : { since: timeOf(since) },
  at: timeOf(at),
  reason,
  dropped
})

/** A gap for people. */
export const gapWords = ({ at, dropped, reason, server }: AmiJournal.Missing): string => {
  const how = dropped === "unknown" ? "Events may be" : `${dropped} events are`
  return `${how} missing before ${shown(timeOf(at))} of ${printable(server)} (${reason})`
}

const gapTable: Table<typeof GapRow.Type> = {
  columns: [
    { field: "server", title: "SERVER", value: ({ server }) => server },
    { field: "since", title: "SINCE", value: ({ since }) => shown(since) },
    { field: "at", title: "UNTIL", value: ({ at }) => shown(at) },
    { field: "dropped", title: "MISSING", align: "right", value: ({ dropped }) => String(dropped) },
    { field: "reason", title: "REASON", value: ({ reason }) => reason }
  ],
  json: (row) => row,
  empty: "There is no gap"
}

export const gaps = {
  output: Schema.Array(GapRow),
  run: ({ file, server }: { readonly file: string; readonly server: string | undefined }) =>
    Effect.flatMap(
      within(
        file,
        Effect.gen(function*() {
          const journal = yield* AmiJournal.AmiJournal
          // No event has one of no names.
          const gapsOf = ({ server }: AmiJournal.ServerSummary) =>
            Stream.runCollect(journal.replay({ server, names: [] }))
          return (yield* Effect.forEach(yield* serversOf(file, server), gapsOf)).flat()
        })
      ),
      (items) => printRows(gapTable, items.flatMap((item) => item._tag === "Missing" ? [gapJson(item)] : []))
    )
}

// --- Age ----------------------------------------------------------------------

export const prune = {
  output: Schema.Struct({ file: Schema.String, removed: Schema.Int }),
  run: ({ file, olderThan }: { readonly file: string; readonly olderThan: number | undefined }) =>
    Effect.gen(function*() {
      if (olderThan === undefined) return yield* usage("Say how old: --older-than DAYS")
      if (!(olderThan > 0)) return yield* usage("--older-than must be more than 0 days")
      const before = new Date(Date.now() - Duration.toMillis(Duration.days(olderThan)))
      const removed = yield* within(file, AmiJournal.AmiJournal.use((journal) => journal.prune(before)))
      const words = `${removed} ${removed === 1 ? "event" : "events"} removed from ${printable(file)}`
      yield* printOne({ file, removed }, words)
    })
}
