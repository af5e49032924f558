/**
 * A table that is kept current: redrawn on a terminal, or a row for each change as JSON.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { type AmiError, isAmiError } from "../../AmiError.ts"
import type * as AmiLive from "../../live/AmiLive.ts"
import { targetName } from "../client.ts"
import { Cli } from "../context.ts"
import { codes, type Failed, failed, usage } from "../failure.ts"
import { Host } from "../host.ts"
import { columnsOf, elapsed, fit, jsonValue, picked, tableText, warn, writeOut } from "../output.ts"
import { styleOf } from "../style.ts"
import { isoOf, type Kind, rowsOf } from "./kinds.ts"

/** How often a table is redrawn at most. */
const pause = "250 millis"

/** Fails if a table cannot be kept current here: in a pipe it must be `--ndjson`. */
export const checkWatch: Effect.Effect<void, Failed, Cli> = Cli.use(({ format, isTerminal }) =>
  format === "ndjson" || (format === "human" && isTerminal)
    ? Effect.void
    : usage("--watch redraws a table on a terminal; in a pipe, and as JSON, it needs --ndjson: a row for each change")
)

/** Keeps a table current until it is interrupted, over lost connections too. */
export const watch = <V, Row>(
  kind: Kind<V, Row>,
  model: AmiLive.Model<V>
): Effect.Effect<void, AmiError | Failed, Cli | Host> =>
  Cli.use(({ format }) => format === "ndjson" ? printChanges(kind, model) : redraw(kind, model))

/** The model has ended without an error. */
const ended = failed("There will be no other connection", { exitCode: codes.unreachable, reason: "ConnectionLost" })

// --- On a terminal ----------------------------------------------------------

const redraw = <V, Row>(kind: Kind<V, Row>, model: AmiLive.Model<V>) =>
  Effect.gen(function*() {
    const host = yield* Host
    const name = yield* targetName
    const screen = { text: "", lines: 0, columns: 0 }
    let isDirty = true
    let second = 0
    const draw = Effect.gen(function*() {
      const { columns = 80, rows = 24 } = host.size() ?? {}
      const now = Math.floor((yield* Clock.currentTimeMillis) / 1000)
      if (!isDirty && now === second && columns === screen.columns) return
      isDirty = false
      second = now
      const lines = yield* frame(kind, name, yield* model.get, { columns, rows })
      const text = lines.join("\x1b[K\n")
      if (text === screen.text && columns === screen.columns) return
      // Lines that the terminal has wrapped again cannot be counted.
      const start = columns !== screen.columns && screen.lines > 0
        ? "\x1b[2J\x1b[H"
        : screen.lines > 0
        ? `\x1b[${screen.lines}F`
        : ""
      Object.assign(screen, { text, lines: lines.length, columns })
      yield* writeOut(`\x1b[?2026h${start}${text}\x1b[K\n\x1b[J\x1b[?2026l`)
    })
    const changes = Stream.runForEachArray(model.changes, () =>
      Effect.sync(() => {
        isDirty = true
      }))
    return yield* Effect.raceFirst(
      Effect.andThen(unlessSlow(changes), ended),
      Effect.forever(Effect.andThen(draw, Effect.sleep(pause)))
    )
  })

/** The lines of a frame: what is looked at and whether it is current, then the table, as far as there is room. */
const frame = <V, Row>(
  kind: Kind<V, Row>,
  name: string,
  live: AmiLive.Live<ReadonlyMap<string, V>>,
  size: { readonly columns: number; readonly rows: number }
): Effect.Effect<ReadonlyArray<string>, Failed, Cli> =>
  Effect.gen(function*() {
    const { fields, hasHeader, style } = yield* Cli
    const isFresh = live._tag === "Fresh"
    const rows = rowsOf(kind, live.value, live.at)
    const columns = columnsOf(kind.table, rows, fields)
    const state = isFresh
      ? "live"
      : `not live: ${words[live.cause]}, as of ${elapsed((live.at - live.since) / 1000)} ago`
    const head = fit(`${name}  ${rows.length} ${rows.length === 1 ? "row" : "rows"}  ${state}`, size.columns)
    const title = isFresh ? style.dim(head) : style.yellow(head)
    if (rows.length === 0) return [title, kind.table.empty]
    const text = tableText(columns, rows, {
      width: size.columns,
      hasHeader,
      style: isFresh ? style : styleOf(false)
    })
    const table = text.trimEnd().split("\n").map((line) => fitted(line, size.columns))
    const room = Math.max(1, size.rows - 2)
    const cut = table.length <= room
      ? table
      : [...table.slice(0, Math.max(0, room - 1)), `… and ${table.length - room + 1} more`]
    return [title, ...isFresh ? cut : cut.map(style.dim)]
  })

/** A coloured line has the width of its table; without colours it is cut to be sure. */
const fitted = (line: string, columns: number): string => line.includes("\x1b") ? line : fit(line, columns)

const words = {
  Disconnected: "no connection",
  Gap: "events were lost",
  Resyncing: "lists are being taken"
} as const

// --- In a pipe --------------------------------------------------------------

const printChanges = <V, Row>(kind: Kind<V, Row>, model: AmiLive.Model<V>) =>
  Effect.gen(function*() {
    const { fields } = yield* Cli
    const line = (row: Row, mark: object): string =>
      `${JSON.stringify({ ...picked(jsonValue(kind.table.json(row)), fields) as object, _: jsonValue(mark) })}\n`
    const linesOf = (change: AmiLive.Change<V>, at: number): string => {
      const time = isoOf(at)
      switch (change._tag) {
        case "Present": {
          const lines = rowsOf(kind, change.values, at).map((row) => line(row, { change: "Present", at: time }))
          return lines.join("") + markLine({ mark: "Present", at: time, rows: lines.length, isFresh: change.isFresh })
        }
        case "Upserted":
          return line(kind.row(change.value, at), {
            change: change.previous === undefined ? "New" : "Changed",
            at: time
          })
        case "Gone":
          return line(kind.row(change.last, at), {
            change: "Gone",
            at: time,
            ...change.finalStateUnknown ? { finalStateUnknown: true } : {}
          })
        case "Stale":
          return markLine({
            mark: "Stale",
            at: time,
            epoch: change.epoch,
            cause: change.cause,
            since: isoOf(change.since)
          })
        case "Synced":
          return markLine({ mark: "Synced", at: time, epoch: change.epoch, cause: change.cause })
      }
    }
    const print = Stream.runForEachArray(model.changes, (changes) =>
      Effect.gen(function*() {
        const at = yield* Clock.currentTimeMillis
        const lines = changes.map((change) => linesOf(change, at))
        yield* writeOut(lines.join(""))
        if (changes.some((change) => change._tag === "Stale" && change.cause === "Disconnected")) {
          yield* warn("The connection is lost; rows are those of before until it is back")
        }
      }))
    return yield* Effect.andThen(unlessSlow(print), ended)
  })

const markLine = (mark: object): string => `${JSON.stringify({ _: mark })}\n`

/** A reader that was too slow for the changes gets all rows again. */
const unlessSlow = <R>(
  changes: Effect.Effect<void, AmiError | Failed, R>
): Effect.Effect<void, AmiError | Failed, R> =>
  Effect.retry(changes, { while: (error) => isAmiError(error) && error.reason._tag === "SlowConsumer" })
