/**
 * `ami events`: the events of Asterisk as they come.
 *
 * @since 0.2.0
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { AmiClient } from "../../client/AmiClient.ts"
import type { Item, Mark } from "../../client/AmiInbox.ts"
import * as Inboxes from "../../internal/inboxes.ts"
import { withClient } from "../client.ts"
import { Cli } from "../context.ts"
import { conditionOf, named, type Wants } from "../events/conditions.ts"
import { humanLine, jsonLine, type Line, markLine, separated, separatedLine } from "../events/lines.ts"
import { codes, type Failed, failed, usage } from "../failure.ts"
import { globOf } from "../glob.ts"
import { Host } from "../host.ts"
import * as Known from "../known.ts"
import { say, warn, writeOut } from "../output.ts"

/** An event with its place in `_`, or a mark, which has only that: each is a line. */
export const output = Schema.Record(Schema.String, Schema.Json)

interface Options {
  readonly names: ReadonlyArray<string>
  readonly where: ReadonlyArray<string>
  readonly count: number | undefined
  readonly timeout: number | undefined
  readonly raw: boolean
}

/** How many events may wait while the reader of a pipe is slow. */
const buffer = { capacity: 131_072, overflow: "dropOldest" } as const

/** How many events are written at once. */
const batch = 2048

export const run = (options: Options) =>
  Effect.gen(function*() {
    const { count, timeout } = options
    if (count !== undefined && count < 1) return yield* usage("--count must be 1 or more")
    if (timeout !== undefined && timeout <= 0) return yield* usage("--timeout must be more than 0 seconds")
    const wants = yield* wantsOf(options)
    const form = yield* formOf(options)
    yield* withClient(
      Effect.flatMap(AmiClient, (ami) => print(inbox(ami, wants), form, options)),
      // What comes while Asterisk starts is shown too.
      { bootTimeout: 0 }
    )
  })

// --- What is wanted ---------------------------------------------------------

const wantsOf = ({ names, where }: Options): Effect.Effect<Wants, Failed, Cli | Host> =>
  Effect.gen(function*() {
    const conditions = yield* Effect.forEach(where, conditionOf)
    for (const name of names) yield* warnOfName(name)
    if (names.length > 0) { for (const { header } of conditions) yield* warnOfHeader(header, names) }
    const isNamed = named(names)
    return (message) => isNamed(message) && conditions.every(({ holds }) => holds(message))
  })

const warnOfName = (pattern: string) => {
  const fits = globOf(pattern)
  if (Known.eventNames.some((name) => fits.test(name))) return Effect.void
  const near = Known.near(pattern, Known.eventNames)
  const meant = near.length === 0 ? "" : ` Did you mean ${near.join(", ")}?`
  return warn(`Asterisk 16 to 23 have no event ${pattern}; it is waited for all the same.${meant}`)
}

/** The headers that any event may have: those of manager.conf, and those of user events. */
const anyHeader = /^(Event|Privilege|Timestamp|SystemName|SequenceNumber|ChanVariable.*)$/i

const warnOfHeader = (header: string, patterns: ReadonlyArray<string>) => {
  const globs = patterns.map(globOf)
  const events = Known.eventNames.filter((name) => globs.some((one) => one.test(name)))
  const has = [...new Set(events.flatMap((name) => Object.keys(Known.eventOf(name)?.fields() ?? {})))]
  const isKnown = has.some((name) => name.toLowerCase() === header.toLowerCase())
  if (events.length === 0 || isKnown || anyHeader.test(header) || events.includes("UserEvent")) return Effect.void
  const near = Known.near(header, has)
  const meant = near.length === 0 ? "" : ` Did you mean ${near.join(", ")}?`
  return warn(`${events.length === 1 ? events[0] : "None of these events"} has no header ${header}.${meant}`)
}

/** The messages that are wanted, and all marks: what others are takes no room in the buffer. */
const inbox = (ami: AmiClient["Service"], wants: Wants) => {
  const isWanted: Wants = (message) => message.kind === "Event" && wants(message)
  return Inboxes.of(ami)?.(isWanted, buffer)
    ?? Stream.filter(ami.inbox, (item) => item._tag !== "Received" || isWanted(item.message))
}

// --- How it is printed ------------------------------------------------------

interface Form {
  readonly line: Line
  /** How a mark is printed on stdout; "" if it is not. */
  readonly mark: (mark: Mark) => string
  /** What is printed first. */
  readonly header: string
  readonly isJson: boolean
}

const formOf = ({ raw }: Options): Effect.Effect<Form, Failed, Cli | Host> =>
  Effect.gen(function*() {
    const { fields, format, hasHeader, style, width } = yield* Cli
    const { isTerminal } = yield* Host
    const none = { mark: () => "", header: "", isJson: false }
    if (format === "csv" || format === "tsv") {
      if (fields.length === 0) {
        return yield* usage(`--${format} of events needs their headers`, `Add --fields, as in --fields Event,Channel`)
      }
      const isTab = format === "tsv"
      return { ...none, line: separatedLine(fields, isTab), header: hasHeader ? separated(fields, isTab) : "" }
    }
    return format === "human" && isTerminal.stdout
      ? { ...none, line: humanLine({ style, width, fields }) }
      : { ...none, line: jsonLine({ isRaw: raw, fields }), mark: markLine, isJson: true }
  })

const print = <E>(items: Stream.Stream<Item, E>, form: Form, options: Options) =>
  Effect.gen(function*() {
    const { count = Infinity, timeout } = options
    const cli = yield* Cli
    const host = yield* Host
    if (host.isTerminal.stdout && !form.isJson) yield* say(cli.errorStyle.dim("Waiting for events; Ctrl-C ends"))
    if (form.header !== "") yield* writeOut(form.header)
    const done = yield* Deferred.make<void>()
    let printed = 0
    /** One string of many events: a write for each would be slower than Asterisk. */
    const printBatch = (items: ReadonlyArray<Item>) =>
      Effect.gen(function*() {
        let text = ""
        for (const item of items) {
          if (printed >= count) break
          if (item._tag === "Received") {
            printed += 1
            text += form.line(item)
            continue
          }
          text += form.mark(item)
          const words = wordsOf(item, form.isJson)
          if (words === undefined) continue
          // In the order in which it happened.
          if (text !== "") yield* writeOut(text)
          text = ""
          yield* words
        }
        if (text !== "") yield* writeOut(text)
        if (printed >= count) yield* Deferred.succeed(done, undefined)
      })
    const printing = Stream.runForEachArray(items, (items) =>
      items.length <= batch
        ? printBatch(items)
        : Effect.forEach(
          Array.from({ length: Math.ceil(items.length / batch) }, (_, at) => items.slice(at * batch, (at + 1) * batch)),
          printBatch,
          { discard: true }
        ))
    const ended = failed("There will be no other connection", { exitCode: codes.unreachable, reason: "ConnectionLost" })
    const all = Effect.raceFirst(Deferred.await(done), Effect.andThen(printing, ended))
    yield* timeout === undefined ? all : Effect.timeoutOrElse(all, {
      duration: `${timeout} seconds`,
      orElse: () => options.count === undefined ? Effect.void : tooFew(printed, options.count, timeout)
    })
  })

const tooFew = (printed: number, count: number, seconds: number) =>
  failed(`${printed} of ${count} events came within ${seconds} s`, {
    exitCode: codes.timeout,
    reason: "Timeout",
    details: { printed, count }
  })

/** What is said of a mark on stderr. */
const wordsOf = (mark: Mark, isJson: boolean): Effect.Effect<void, never, Cli | Host> | undefined => {
  switch (mark._tag) {
    case "Disconnected":
      return warn(`${mark.cause.message}. Events may be missing until it is back`)
    case "Connected":
      return isJson || mark.epoch === 1
        ? undefined
        : Cli.use(({ errorStyle }) => say(errorStyle.dim("Connected again")))
    case "Gap":
      return isJson
        ? undefined
        : warn(
          mark.dropped === "unknown"
            ? `Events may be missing here (${mark.reason})`
            : `${mark.dropped} events are missing here (${mark.reason})`
        )
  }
}
