/**
 * The outcome of a mock's script for an action: messages, silence, a lost connection, or the text of an error in the
 * script.
 *
 * A script is a test's own code. It may throw or return anything, and the damage stays with the action that it should
 * answer.
 *
 * @since 0.2.0
 */
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import * as Rules from "../../internal/options.ts"
import * as AmiCodec from "../../protocol/AmiCodec.ts"
import * as AmiMessage from "../../protocol/AmiMessage.ts"

/** What the script does with an action. */
export type Outcome =
  | { readonly _tag: "Messages"; readonly messages: ReadonlyArray<AmiMessage.AmiMessage> }
  | { readonly _tag: "Silence" }
  | { readonly _tag: "Drop" }
  | { readonly _tag: "Faulty"; readonly words: string; readonly cause?: unknown }

const isMarker = (value: unknown): value is { readonly _tag: "Silence" | "Drop" } =>
  Rules.isRecord(value) && (value["_tag"] === "Silence" || value["_tag"] === "Drop")

const isTexts = (value: unknown): value is ReadonlyArray<string> =>
  Array.isArray(value) && value.every((one) => typeof one === "string")

const forms = "a text, a list of texts, `silence`, `drop`, or a function that returns one of them"

const reply: Rules.Rule = Rules.satisfies(
  `must be ${forms}, or \`{ inTurn: [...] }\` with several`,
  (value) => typeof value === "string" || typeof value === "function" || isTexts(value) || isMarker(value)
)

const turns = Rules.members<{ readonly inTurn: unknown }>("", {
  inTurn: Rules.listOf("must be a list of replies", reply)
}, [
  "inTurn"
])

/** A script: one or several replies, by the name of each action. */
export const script: Rules.Rule = Rules.recordOf(
  "must be an object with a reply for the name of each action",
  (value) => value === undefined ? undefined : Rules.isRecord(value) && "inTurn" in value ? turns(value) : reply(value)
)

/** The limit for functions that return functions. */
const maxDepth = 100

/** Resolves a reply, calling its functions with the action. Inspecting what they return may throw. */
export const outcomeOf = <Action>(given: unknown, action: Action): Outcome =>
  Result.getOrElse(
    Result.try(() => resolve(given, action, 0)),
    (): Outcome => ({ _tag: "Faulty", words: "returned something that cannot be read" })
  )

const resolve = <Action>(given: unknown, action: Action, depth: number): Outcome => {
  if (typeof given === "function") {
    if (depth === maxDepth) return { _tag: "Faulty", words: "returns functions without end" }
    const returned = Result.try((): unknown => given(action))
    if (Result.isSuccess(returned)) return resolve(returned.success, action, depth + 1)
    const words = wordsOf(returned.failure)
    return words === undefined
      ? { _tag: "Faulty", words: "threw something that cannot be read" }
      : { _tag: "Faulty", words: `threw: ${words}`, cause: returned.failure }
  }
  if (isMarker(given)) return given
  if (Predicate.isPromiseLike(given)) {
    // An unhandled rejection would end the process.
    given.then(undefined, () => undefined)
    return { _tag: "Faulty", words: `returned a Promise, which cannot be awaited: a reply is ${forms}` }
  }
  if (typeof given !== "string" && !isTexts(given)) {
    return { _tag: "Faulty", words: `returned ${Rules.print(given)}: a reply is ${forms}` }
  }
  const text = typeof given === "string" ? given : given.join("\n\n")
  const messages = messagesOf(text)
  if (messages.every(({ kind }) => kind === "Unknown")) {
    const what = `${Rules.print(text)}, which begins with neither \`Response: \` nor \`Event: \``
    return { _tag: "Faulty", words: `answers with ${what}; use \`silence\` for no answer` }
  }
  return { _tag: "Messages", messages }
}

/** The text of an error, which may be made so that reading it throws. */
const wordsOf = (thrown: unknown): string | undefined =>
  Result.getOrUndefined(
    Result.try(() =>
      AmiMessage.printable(thrown instanceof Error ? thrown.message || thrown.name : Rules.print(thrown))
    )
  )

/** Reads text as Asterisk writes it, with LF or CR LF. */
export const messagesOf = (text: string): ReadonlyArray<AmiMessage.AmiMessage> =>
  AmiCodec.makeDecoder({ banner: false }).push(
    new TextEncoder().encode(`${text.replace(/\r?\n/g, "\r\n").replace(/(\r\n)+$/, "")}\r\n\r\n`)
  )
