/**
 * `ami journal write`: what one PBX or several send, into a file.
 *
 * @since 0.2.0
 */
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Path from "node:path"
import type { AmiError } from "../../AmiError.ts"
import * as AmiJournal from "../../journal/AmiJournal.ts"
import { failureOf, named, profilesOf } from "../across.ts"
import { recordedItems, resolveTarget, withClient } from "../client.ts"
import { Cli } from "../context.ts"
import { codes, exitWith, type Failed, usage } from "../failure.ts"
import { Host } from "../host.ts"
import { printable, printJson, say } from "../output.ts"
import { report } from "../reporting.ts"
import { failing, openToWrite } from "./file.ts"

const Row = Schema.Struct({
  server: Schema.String,
  stored: Schema.Int,
  /** For these there was no room, and gaps in the journal count them. */
  dropped: Schema.Int
})

export const output = Schema.Array(Row)

export interface Options {
  readonly file: string
  readonly server: string | undefined
  readonly keep: number
  readonly duration: number | undefined
}

/** A server in the journal, and the profile that says where it is; undefined is what the flags say. */
interface Source {
  readonly name: string
  readonly profile: string | undefined
}

const sourcesOf = ({ server }: Options): Effect.Effect<ReadonlyArray<Source>, Failed, Cli | Host> =>
  Effect.gen(function*() {
    const { from, given, isDemo } = yield* Cli
    if (isDemo) return [{ name: server ?? "demo", profile: undefined }]
    if (from !== undefined) return [{ name: server ?? Path.parse(from).name, profile: undefined }]
    const profiles = given.profile === undefined ? [] : yield* profilesOf(given.profile)
    const [profile] = profiles
    if (profiles.length > 1) {
      if (server === undefined) return profiles.map((profile) => ({ name: profile, profile }))
      return yield* usage("--server names one server: several profiles are the names of theirs")
    }
    if (server !== undefined || profile !== undefined) return [{ name: server ?? profile ?? "", profile }]
    const { host, port } = yield* resolveTarget
    return [{ name: `${host}:${port}`, profile }]
  })

type Counting = Map<string, Effect.Effect<AmiJournal.Counts>>

/** Writes what a PBX sends until there will be no other connection, or what is in the recording of `--from`. */
const written = ({ duration, file, keep }: Options, name: string, counting: Counting) =>
  Effect.gen(function*() {
    const journal = yield* AmiJournal.AmiJournal
    const ended = <E>({ counts, ended }: AmiJournal.Writing<E>) => {
      counting.set(name, counts)
      const timed = duration === undefined ? ended : Effect.timeoutOption(ended, Duration.seconds(duration))
      return Effect.andThen(say(`Writing what ${printable(name)} sends to ${printable(file)}`), Effect.asVoid(timed))
    }
    const recorded = yield* recordedItems
    if (recorded !== undefined) {
      // It may be older than what is kept.
      return yield* Effect.scoped(Effect.flatMap(journal.write(name, recorded, { keep: Infinity }), ended))
    }
    const recording = AmiJournal.record({ server: name, keep: Duration.days(keep) })
    yield* withClient(Effect.flatMap(recording, ended), { bootTimeout: 0 })
  })

/** One of several: what goes wrong with it stops no other. Gives its exit code. */
const beside = <R>(profile: string, write: Effect.Effect<void, AmiError | AmiJournal.JournalError | Failed, R>) =>
  Effect.gen(function*() {
    const host = yield* Host
    const cli = yield* Cli
    return yield* write.pipe(
      Effect.as(codes.done as number),
      Effect.provideService(Cli, { ...cli, given: { ...cli.given, profile } }),
      // Several questions on one terminal would be mixed up.
      Effect.provideService(Host, { ...host, isTerminal: { ...host.isTerminal, stdin: false } }),
      Effect.catchCause((cause) => {
        if (Cause.hasInterruptsOnly(cause)) return Effect.interrupt
        const failure = failureOf(cause)
        return Effect.as(report(host, named(profile, failure), isJson(cli)), failure.exitCode)
      })
    )
  })

const isJson = ({ format }: Cli["Service"]): boolean => format === "json" || format === "ndjson"

export const run = (options: Options) =>
  Effect.gen(function*() {
    const { duration, file, keep } = options
    if (!(keep > 0)) return yield* usage("--keep must be more than 0 days")
    if (duration !== undefined && !(duration > 0)) return yield* usage("--duration must be more than 0 seconds")
    const cli = yield* Cli
    const sources = yield* sourcesOf(options)
    const counting: Counting = new Map()
    const all = Effect.gen(function*() {
      const context = yield* openToWrite(file)
      const write = ({ name }: Source) => Effect.provide(failing(file, written(options, name, counting)), context)
      const [first] = sources
      if (first !== undefined && sources.length === 1) return yield* write(first)
      const ended = yield* Effect.forEach(
        sources,
        (source) => beside(source.name, write(source)),
        { concurrency: "unbounded" }
      )
      yield* exitWith(ended.find((code) => code !== codes.done) ?? codes.done)
    })
    const summary = Effect.gen(function*() {
      const rows = yield* Effect.forEach(counting, ([server, counts]) =>
        Effect.map(counts, ({ dropped, stored }) => ({ server, stored, dropped })))
      for (const { dropped, server, stored } of rows) {
        const lost = dropped === 0 ? "" : `, and ${dropped} dropped and counted`
        yield* say(`${stored} ${stored === 1 ? "event" : "events"} of ${printable(server)} stored${lost}`)
      }
      if (counting.size > 0 && isJson(cli)) {
        yield* printJson(rows)
      }
    })
    yield* Effect.ensuring(Effect.scoped(all), summary)
  })
