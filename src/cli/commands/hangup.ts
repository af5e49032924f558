/**
 * `ami hangup`: a channel, or all channels whose names match.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { AmiError } from "../../AmiError.ts"
import * as Ami from "../../tasks/Ami.ts"
import { confirm, isAsking } from "../ask.ts"
import { withClient } from "../client.ts"
import { Cli } from "../context.ts"
import { Failed, fromAmi, usage } from "../failure.ts"
import { printable, printRows, say, type Table, warn } from "../output.ts"
import { explainingChannel, isMissing } from "./acting.ts"

const Row = Schema.Struct({
  channel: Schema.String,
  uniqueid: Schema.optionalKey(Schema.String),
  /** `Gone`: it had ended already. */
  result: Schema.Literals(["HungUp", "Gone"])
})

/** Each channel, and whether it was there. */
export const output = Schema.Array(Row)

const table: Table<typeof Row.Type> = {
  columns: [
    { field: "channel", title: "CHANNEL", value: ({ channel }) => channel, least: 20 },
    { field: "result", title: "RESULT", value: ({ result }) => result === "HungUp" ? "hung up" : "had ended already" }
  ],
  json: (row) => row,
  empty: "No channel matches."
}

interface Options {
  readonly channel: string | undefined
  readonly matching: string | undefined
  readonly cause: number | undefined
}

/** How many are hung up at once. */
const concurrency = 16

/** How many names a question shows. */
const shown = 10

export const run = ({ cause, channel, matching }: Options) =>
  Effect.gen(function*() {
    if ((channel === undefined) === (matching === undefined)) {
      return yield* usage("Name one channel, or give --matching", "ami channels lists those that are up")
    }
    if (cause !== undefined && (cause < 0 || cause > 127)) return yield* usage("--cause must be a number from 0 to 127")
    const rows = yield* withClient(
      channel === undefined ? all(matching ?? "", cause) : one(channel, cause),
      { events: "off", bootTimeout: 0 }
    )
    yield* printRows(table, rows)
  })

const one = (channel: string, cause: number | undefined) =>
  Effect.gen(function*() {
    if (channel.startsWith("/")) {
      return yield* usage(`${channel} is no name of a channel`, "A pattern is given with --matching")
    }
    yield* explainingChannel(channel)(Ami.hangup({ channel, cause }))
    return [{ channel, result: "HungUp" as const }]
  })

/** Hangs up the channels that were shown, by their ids, and no other that begins meanwhile. */
const all = (pattern: string, cause: number | undefined) =>
  Effect.gen(function*() {
    const matches = yield* patternOf(pattern)
    const channels = (yield* Ami.channels).filter(({ Channel }) => matches.test(Channel))
    if (channels.length === 0) return []
    if (!(yield* Cli).isYes && (yield* isAsking)) {
      const names = channels.slice(0, shown).map(({ Channel }) => `  ${printable(Channel)}`)
      yield* say([...names, ...channels.length > shown ? [`  and ${channels.length - shown} more`] : []].join("\n"))
    }
    yield* confirm(`Hang up ${channels.length === 1 ? "this channel" : `these ${channels.length} channels`}?`)
    let done = 0
    const results = yield* Effect.forEach(channels, ({ Channel: channel, Uniqueid: uniqueid }) =>
      Effect.result(Ami.hangup({ channel: uniqueid, cause })).pipe(
        Effect.tap(() =>
          Effect.sync(() => done++)
        ),
        Effect.map((ended) => ({ channel, uniqueid, ended }))
      ), { concurrency }).pipe(
        Effect.onInterrupt(() =>
          warn(`${done} of ${channels.length} channels were hung up before the interruption`)
        )
      )
    const failures = results.flatMap(({ ended }) =>
      Result.isFailure(ended) && !isMissing(ended.failure) ? [ended.failure] : []
    )
    const [first] = failures
    if (first !== undefined) return yield* partly(first, results.length - failures.length, results.length)
    return results.map(({ channel, ended, uniqueid }): typeof Row.Type => ({
      channel,
      uniqueid,
      result: Result.isSuccess(ended) ? "HungUp" : "Gone"
    }))
  })

const patternOf = (pattern: string): Effect.Effect<RegExp, Failed> =>
  Effect.try({
    try: () => new RegExp(pattern),
    catch: () => usage(`--matching ${pattern} is no regular expression`)
  })

/** Some were hung up, and some were not. */
const partly = (error: AmiError, done: number, of: number): Failed => {
  const { exitCode, hints, json, message } = fromAmi(error)
  const words = `${done} of ${of} channels were hung up. ${message}`
  return new Failed({ message: words, exitCode, hints, json: { ...json, message: words, done, of } })
}
