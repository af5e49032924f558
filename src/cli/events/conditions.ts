/**
 * Which events are wanted: by their names, and by conditions on their headers.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { AmiMessage } from "../../protocol/AmiMessage.ts"
import { type Failed, usage } from "../failure.ts"
import { globOf } from "../glob.ts"

/** Whether a message is wanted. It does not throw. */
export type Wants = (message: AmiMessage) => boolean

/** A condition, read. */
export interface Condition {
  readonly header: string
  readonly holds: Wants
}

/** A value in which `*` is any text, in any case. */
const valueOf = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern.split("*").map((part) => part.replaceAll(/[\\^$.+?()[\]{}|]/g, "\\$&")).join(".*")}$`,
    "is"
  )

/** Whether an event has one of these names; all do if there are none. */
export const named = (patterns: ReadonlyArray<string>): Wants => {
  if (patterns.length === 0) return () => true
  const globs = patterns.map(globOf)
  // Events have few names.
  const known = new Map<string, boolean>()
  return ({ name }) => {
    const before = known.get(name)
    if (before !== undefined) return before
    const isWanted = globs.some((one) => one.test(name))
    if (known.size < 1000) known.set(name, isWanted)
    return isWanted
  }
}

/**
 * Reads a condition: `Header=value`, in which `*` is any text, `Header!=value`, `Header~regexp` or `Header!~regexp`.
 *
 * The case of letters does not matter. Of a repeated header, one that fits is enough; a negation wants none that does, and
 * holds if there is no such header.
 */
export const conditionOf = (text: string): Effect.Effect<Condition, Failed> =>
  Effect.gen(function*() {
    const [, header, operator, value = ""] = /^([^=!~\s]+)(!=|!~|=|~)([^]*)$/.exec(text) ?? []
    if (header === undefined || operator === undefined) {
      return yield* usage(
        `${text} is no condition`,
        "Write Header=value, Header!=value, Header~regexp or Header!~regexp; * in a value is any text"
      )
    }
    const fits = operator.endsWith("~") ? yield* regexp(value, text) : valueOf(value)
    const isNegated = operator.startsWith("!")
    return {
      header,
      holds: (message) => message.getAll(header).some((one) => fits.test(one)) !== isNegated
    }
  })

const regexp = (source: string, text: string): Effect.Effect<RegExp, Failed> =>
  Effect.fromResult(Result.try({
    try: () => new RegExp(source, "i"),
    catch: () => usage(`${text} has no regular expression after ~`, "In a regular expression, write \\( for a bracket")
  }))
