/**
 * Which events a command is asked for, with a warning for what no event of Asterisk has.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import type { Cli } from "../context.ts"
import type { Failed } from "../failure.ts"
import { globOf } from "../glob.ts"
import type { Host } from "../host.ts"
import * as Known from "../known.ts"
import { warn } from "../output.ts"
import { conditionOf, named, type Wants } from "./conditions.ts"

/** The events with these names that meet these conditions. Warns of what no event has. */
export const wantsOf = (
  { names, where }: { readonly names: ReadonlyArray<string>; readonly where: ReadonlyArray<string> }
): Effect.Effect<Wants, Failed, Cli | Host> =>
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
