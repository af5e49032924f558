/**
 * Prints events, live ones and recorded ones, in the form that the flags ask for.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import * as Stream from "effect/Stream"
import type { Mark, Received } from "../../client/AmiInbox.ts"
import { take } from "../../internal/taking.ts"
import { Cli } from "../context.ts"
import { codes, type Failed, failed, usage } from "../failure.ts"
import { Host } from "../host.ts"
import { say, warn, writeOut } from "../output.ts"
import { humanLine, jsonLine, type Line, markLine, separated, separatedLine } from "./lines.ts"

/** How many events are written at once. */
const batch = 2048

/** So long a reader of stdout may take what had come when the command was ended. */
const longestEnd = "1 second"

/** How events are printed, and the marks between them. */
export interface Form<in Event extends Received = Received, in Other = Mark> {
  readonly line: Line<Event>
  /** How a mark is printed on stdout; "" if it is not. */
  readonly mark: (mark: Other) => string
  /** What is said of a mark on stderr. */
  readonly words: (mark: Other) => Effect.Effect<void, never, Cli | Host> | undefined
  /** What is printed first. */
  readonly header: string
  readonly isJson: boolean
}

/** The form that the flags ask for: in a pipe it is JSON. */
export const formOf = ({ raw }: { readonly raw: boolean }): Effect.Effect<Form, Failed, Cli | Host> =>
  Effect.gen(function*() {
    const { fields, format, hasHeader, style, width } = yield* Cli
    const { isTerminal } = yield* Host
    const none = { mark: () => "", words: wordsOf(false), header: "", isJson: false }
    if (format === "csv" || format === "tsv") {
      if (fields.length === 0) {
        return yield* usage(`--${format} of events needs their headers`, `Add --fields, as in --fields Event,Channel`)
      }
      const isTab = format === "tsv"
      return { ...none, line: separatedLine(fields, isTab), header: hasHeader ? separated(fields, isTab) : "" }
    }
    return format === "human" && isTerminal.stdout
      ? { ...none, line: humanLine({ style, width, fields }) }
      : { ...none, line: jsonLine({ isRaw: raw, fields }), mark: markLine, words: wordsOf(true), isJson: true }
  })

/** Prints events until there are enough, the time is over, or they end. */
export const print = <E, R, Event extends Received, Other extends { readonly _tag: string }>(
  items: Stream.Stream<Event | Other, E, R>,
  form: Form<Event, Other>,
  options: {
    readonly count?: number | undefined
    readonly timeout?: number | undefined
    /** Whether they come from a file, which ends by itself. */
    readonly isRecorded: boolean
    /** Whether what is not printed is nowhere else. Defaults to `false`. */
    readonly isLive?: boolean
  }
) =>
  Effect.gen(function*() {
    const { count = Infinity, isLive, isRecorded, timeout } = options
    const cli = yield* Cli
    const host = yield* Host
    if (host.isTerminal.stdout && !form.isJson && !isRecorded) {
      yield* say(cli.errorStyle.dim("Waiting for events; Ctrl-C ends"))
    }
    if (form.header !== "") yield* writeOut(form.header)
    const done = Latch.makeUnsafe()
    let printed = 0
    const isEvent = (item: Event | Other): item is Event => item._tag === "Received"
    /** One string of many events: a write for each would be slower than Asterisk. */
    const printBatch = (items: ReadonlyArray<Event | Other>) =>
      Effect.gen(function*() {
        let text = ""
        for (const item of items) {
          if (printed >= count) break
          if (isEvent(item)) {
            printed += 1
            text += form.line(item)
            continue
          }
          text += form.mark(item)
          const words = form.words(item)
          if (words === undefined) continue
          // In the order in which it happened.
          if (text !== "") yield* writeOut(text)
          text = ""
          yield* words
        }
        if (text !== "") yield* writeOut(text)
        if (printed >= count) yield* done.open
      })
    const printAll = (items: ReadonlyArray<Event | Other>): ReturnType<typeof printBatch> =>
      items.length <= batch
        ? printBatch(items)
        : Effect.andThen(printBatch(items.slice(0, batch)), printAll(items.slice(batch)))
    /** Prints also what had come when it is interrupted, as far as stdout is read, and says how much is left. */
    const printLive = Effect.gen(function*() {
      let taken = 0
      let isEnding = false
      const tooLate = Latch.makeUnsafe()
      const { ended, stop } = yield* take(items, (some) => {
        for (const item of some) if (isEvent(item)) taken += 1
        return Effect.interruptible(isEnding ? Effect.raceFirst(tooLate.await, printAll(some)) : printAll(some))
      })
      yield* Effect.addFinalizer(() =>
        Effect.gen(function*() {
          isEnding = true
          yield* Effect.forkChild(Effect.delay(tooLate.open, longestEnd))
          yield* stop
          if (printed < count && taken > printed) {
            yield* warn(`${taken - printed} events were not printed: the reader is too slow`)
          }
        })
      )
      yield* ended
    })
    const printing = isLive ? Effect.scoped(printLive) : Stream.runForEachArray(items, printAll)
    const all = Effect.raceFirst(done.await, printing)
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
const wordsOf = (isJson: boolean) => (mark: Mark): Effect.Effect<void, never, Cli | Host> | undefined => {
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
