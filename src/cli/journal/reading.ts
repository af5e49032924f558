/**
 * `ami journal read`: events of a journal, as `ami events` prints them, with gaps in their places.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as AmiJournal from "../../journal/AmiJournal.ts"
import { Cli } from "../context.ts"
import { jsonLine } from "../events/lines.ts"
import { type Form, formOf, print } from "../events/printing.ts"
import { wantsOf } from "../events/wanted.ts"
import { failed, usage } from "../failure.ts"
import * as Known from "../known.ts"
import { printable, warn } from "../output.ts"
import { failing, open } from "./file.ts"
import { momentOf } from "./moments.ts"
import { gapJson, gapWords, serversOf } from "./servers.ts"

export { output } from "../commands/events.ts"

export interface Options {
  readonly file: string
  readonly names: ReadonlyArray<string>
  readonly where: ReadonlyArray<string>
  readonly server: string | undefined
  readonly since: string | undefined
  readonly until: string | undefined
  readonly call: string | undefined
  readonly follow: boolean
  readonly count: number | undefined
  readonly raw: boolean
}

/** The names that the journal can look for; undefined if one of the patterns may mean others. */
const exactNames = (patterns: ReadonlyArray<string>): ReadonlyArray<string> | undefined => {
  const names = patterns.flatMap((pattern) => Known.eventOf(pattern)?.name ?? [])
  return patterns.length > 0 && names.length === patterns.length ? names : undefined
}

const storedForm = ({ raw }: Options) =>
  Effect.gen(function*() {
    const { fields } = yield* Cli
    const form = yield* formOf({ raw })
    const more = (item: AmiJournal.Stored) => ({ id: AmiJournal.idOf(item), server: item.server })
    const stored: Form<AmiJournal.Stored, AmiJournal.Missing> = {
      ...form,
      line: form.isJson ? jsonLine({ isRaw: raw, fields, more }) : form.line,
      mark: (gap) => form.isJson ? `${JSON.stringify({ _: { mark: "Gap", ...gapJson(gap) } })}\n` : "",
      words: (gap) => form.isJson ? undefined : warn(gapWords(gap))
    }
    return stored
  })

const checked = ({ call, count, follow, since, until }: Options) => {
  if (count !== undefined && count < 1) return Effect.fail(usage("--count must be 1 or more"))
  if (follow && until !== undefined) return Effect.fail(usage("--follow has no end: leave out --until"))
  return call !== undefined && (follow || since !== undefined || until !== undefined)
    ? Effect.fail(usage("--call reads all of a call: leave out --since, --until and --follow"))
    : Effect.void
}

export const run = (options: Options) =>
  Effect.gen(function*() {
    const { call, count, file, follow, names, since, until } = options
    yield* checked(options)
    const wants = yield* wantsOf(options)
    const form = yield* storedForm(options)
    const from = since === undefined ? undefined : yield* momentOf("since", since)
    const to = until === undefined ? undefined : yield* momentOf("until", until)
    const read = Effect.gen(function*() {
      const journal = yield* AmiJournal.AmiJournal
      const servers = yield* serversOf(file, options.server)
      if (call !== undefined) {
        const items = (yield* Effect.forEach(servers, ({ server }) => journal.call(server, call))).flat()
        if (!items.some(({ _tag }) => _tag === "Received")) return yield* unknown(call)
        return Stream.fromIterable(items)
      }
      const all = servers.map(({ server }) => journal.replay({ server, from, to, names: exactNames(names), follow }))
      return Stream.mergeAll(all, { concurrency: follow ? "unbounded" : 1 })
    })
    const isWanted = (item: AmiJournal.Replayed): boolean => {
      if (item._tag === "Missing") return true
      // A recording that was written has older events after gaps that were noted now.
      if (from !== undefined && item.receivedAt < from.getTime()) return false
      return item.message.kind === "Event" && wants(item.message)
    }
    const items = Stream.filter(Stream.unwrap(read), isWanted)
    yield* Effect.scoped(Effect.flatMap(open(file), (context) =>
      Effect.provide(failing(file, print(items, form, { count, isRecorded: !follow })), context)))
  })

const unknown = (call: string) =>
  failed(`The journal has no call ${printable(call)}`, {
    reason: "NotFound",
    hints: ["ami journal read FILE Newchannel --tsv --fields Linkedid,CallerIDNum,Exten lists them"]
  })
