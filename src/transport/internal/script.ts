/**
 * What the script of a mock answers: messages, nothing, an end, or words for a script that is at fault.
 *
 * A script is a test's own code. It may throw and return anything, and the harm
 * stays with the action that it was to answer.
 *
 * @since 0.2.0
 */
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import * as Rules from "../../internal/options.ts"
import * as AmiCodec from "../../protocol/AmiCodec.ts"
import * as AmiMessage from "../../protocol/AmiMessage.ts"

/** What becomes of an action. */
export type Outcome =
  | { readonly _tag: "Messages"; readonly messages: ReadonlyArray<AmiMessage.AmiMessage> }
  | { readonly _tag: "Silence" }
  | { readonly _tag: "Drop" }
  | { readonly _tag: "Faulty"; readonly words: string; readonly cause?: unknown }

const isSign = (value: unknown): value is { readonly _tag: "Silence" | "Drop" } =>
  Rules.isRecord(value) && (value["_tag"] === "Silence" || value["_tag"] === "Drop")

const isTexts = (value: unknown): value is ReadonlyArray<string> =>
  Array.isArray(value) && value.every((one) => typeof one === "string")

const forms = "a text, a list of texts, `silence`, `drop`, or a function that returns one of them"

const reply: Rules.Rule = Rules.satisfies(
  `must be ${forms}, or \`{ inTurn: [...] }\` with several`,
  (value) => typeof value === "string" || typeof value === "function" || isTexts(value) || isSign(value)
)

const turns = Rules.members<{ readonly inTurn: unknown }>("", {
  inTurn: Rules.listOf("must be a list of replies", reply)
}, [
  "inTurn"
])

/** A script: a reply, or several in turn, for the name of each action. */
export const script: Rules.Rule = Rules.recordOf(
  "must be an object with a reply for the name of each action",
  (value) => value === undefined ? undefined : Rules.isRecord(value) && "inTurn" in value ? turns(value) : reply(value)
)

/** Functions that return functions: more than this many do so without end. */
const deepest = 100

/** What a reply means for an action, which its functions get. What they return may throw when it is looked at. */
export const outcomeOf = <Action>(given: unknown, action: Action): Outcome =>
  Result.getOrElse(
    Result.try(() => resolve(given, action, 0)),
    (): Outcome => ({ _tag: "Faulty", words: "returned something that cannot be read" })
  )

const resolve = <Action>(given: unknown, action: Action, depth: number): Outcome => {
  if (typeof given === "function") {
    if (depth === deepest) return { _tag: "Faulty", words: "returns functions without end" }
    const returned = Result.try((): unknown => given(action))
    if (Result.isSuccess(returned)) return resolve(returned.success, action, depth + 1)
    const words = wordsOf(returned.failure)
    return words === undefined
      ? { _tag: "Faulty", words: "threw something that cannot be read" }
      : { _tag: "Faulty", words: `threw: ${words}`, cause: returned.failure }
  }
  if (isSign(given)) return given
  if (Predicate.isPromiseLike(given)) {
    // One that is rejected would end the process, as nobody else waits for it.
    given.then(undefined, () => undefined)
    return { _tag: "Faulty", words: `returned a Promise, for which it cannot wait: a reply is ${forms}` }
  }
  if (typeof given !== "string" && !isTexts(given)) {
    return { _tag: "Faulty", words: `returned ${Rules.print(given)}: a reply is ${forms}` }
  }
  const text = typeof given === "string" ? given : given.join("\n\n")
  const messages = messagesOf(text)
  if (messages.every(({ kind }) => kind === "Unknown")) {
    const what = `${Rules.print(text)}, which begins with neither \`Response: \` nor \`Event: \``
    return { _tag: "Faulty", words: `answers with ${what}; \`silence\` is for no answer` }
  }
  return { _tag: "Messages", messages }
}

/** The words of an error, which may be made so that reading it throws. */
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
