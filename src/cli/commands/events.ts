/**
 * `ami events`: the events of Asterisk as they come.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { AmiClient } from "../../client/AmiClient.ts"
import type { Item } from "../../client/AmiInbox.ts"
import * as Inboxes from "../../internal/inboxes.ts"
import { recordedItems, withClient } from "../client.ts"
import type { Cli } from "../context.ts"
import { conditionOf, named, type Wants } from "../events/conditions.ts"
import { formOf, print } from "../events/printing.ts"
import { codes, type Failed, failed, usage } from "../failure.ts"
import { globOf } from "../glob.ts"
import type { Host } from "../host.ts"
import * as Known from "../known.ts"
import { warn } from "../output.ts"

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

/** A client ends only if it gave up. */
const ended = failed("There will be no other connection", { exitCode: codes.unreachable, reason: "ConnectionLost" })

export const run = (options: Options) =>
  Effect.gen(function*() {
    const { count, timeout } = options
    if (count !== undefined && count < 1) return yield* usage("--count must be 1 or more")
    if (timeout !== undefined && timeout <= 0) return yield* usage("--timeout must be more than 0 seconds")
    const wants = yield* wantsOf(options)
    const form = yield* formOf(options)
    const recorded = yield* recordedItems
    if (recorded !== undefined) {
      return yield* print(Stream.filter(recorded, wantedOf(wants)), form, { count, timeout, isRecorded: true })
    }
    yield* withClient(
      Effect.flatMap(AmiClient, (ami) =>
        print(Stream.concat(inbox(ami, wants), Stream.fail(ended)), form, { count, timeout, isRecorded: false })),
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

const hasHeader = (event: string, header: string): boolean =>
  Object.keys(Known.eventOf(event)?.fields() ?? {}).some((name) => name.toLowerCase() === header.toLowerCase())

/** Some of the names, and how many more. */
const listed = (names: ReadonlyArray<string>): string =>
  names.length <= 8 ? names.join(", ") : `${names.slice(0, 8).join(", ")} and ${names.length - 8} more`

const warnOfHeader = (header: string, patterns: ReadonlyArray<string>) => {
  const globs = patterns.map(globOf)
  const events = Known.eventNames.filter((name) => globs.some((one) => one.test(name)))
  const has = [...new Set(events.flatMap((name) => Object.keys(Known.eventOf(name)?.fields() ?? {})))]
  const isKnown = has.some((name) => name.toLowerCase() === header.toLowerCase())
  if (events.length === 0 || isKnown || anyHeader.test(header) || events.includes("UserEvent")) return Effect.void
  const near = Known.near(header, has)
  const meant = near.length === 0 ? "" : ` Did you mean ${near.join(", ")}?`
  const others = Known.eventNames.filter((name) => hasHeader(name, header))
  const instead = near.length > 0 || others.length === 0
    ? ""
    : ` ${listed(others)} ${others.length === 1 ? "has" : "have"} it.`
  return warn(`${events.length === 1 ? events[0] : "None of these events"} has no header ${header}.${meant}${instead}`)
}

/** The events that are wanted, and all marks. */
const wantedOf = (wants: Wants) => (item: Item): boolean =>
  item._tag !== "Received" || (item.message.kind === "Event" && wants(item.message))

/** What others are takes no room in the buffer. */
const inbox = (ami: AmiClient["Service"], wants: Wants) =>
  Inboxes.of(ami)?.((message) => message.kind === "Event" && wants(message), buffer)
    ?? Stream.filter(ami.inbox, wantedOf(wants))
