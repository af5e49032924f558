/**
 * What a caller gives who may have no types: actions, events, handlers, and the options of a task.
 *
 * What is none of these is an `InvalidOption` that says what to give instead.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { AmiError } from "../AmiError.ts"
import type * as AmiAction from "../catalog/AmiAction.ts"
import * as AmiEvent from "../catalog/AmiEvent.ts"
import { invalidOption } from "./failing.ts"
import * as Identity from "./identity.ts"
import * as Rules from "./options.ts"

/** A client, which this module must not import. */
type Client = { readonly status: object }

const errorOf = (of: string, option: string, broken: Rules.Broken | undefined): AmiError | undefined =>
  broken === undefined ? undefined : invalidOption(of, Rules.invalid(option, broken))

// --- Options of a task ------------------------------------------------------

/** Gives options, or what is wrong with them. */
export const checked = <Options>(
  of: string,
  given: Options,
  rules: Rules.Rules<Options>,
  required: ReadonlyArray<keyof Options & string>
): Effect.Effect<Options, AmiError> => {
  const wrong = Rules.firstInvalid(given, rules, required)
  return wrong === undefined ? Effect.succeed(given) : Effect.fail(invalidOption(of, wrong))
}

/** Gives the options of a task, or what is wrong with them. */
export const options = <Options>(
  ami: Client,
  ...given: Parameters<typeof checked<Options>>
): Effect.Effect<Options, AmiError> => Effect.mapError(checked(...given), (error) => Identity.of(ami).named(error))

/** Gives what stands for itself, such as a command, or what is wrong with it. */
export const value = <A>(
  ami: Client,
  of: string,
  name: string,
  given: A,
  rule: Rules.Rule
): Effect.Effect<A, AmiError> => {
  const wrong = errorOf(of, name, rule(given))
  return wrong === undefined ? Effect.succeed(given) : Effect.fail(Identity.of(ami).named(wrong))
}

// --- Actions ----------------------------------------------------------------

type Way = "send" | "collect" | "stream" | "exchange"

const tags: Readonly<Record<Way, ReadonlyArray<string>>> = {
  send: ["Action"],
  collect: ["ListAction"],
  stream: ["ListAction"],
  exchange: ["Action", "ListAction"]
}

/** Says what is wrong with an action for a member of a client. It is asked for each action: what is right costs next to nothing. */
export const wrongAction = (way: Way, given: unknown): AmiError | undefined => {
  const of = `AmiClient.${way}`
  if (!isAction(given)) return errorOf(of, "action", { at: "", rule: noAction, given: kindOf(given) })
  if (tags[way].includes(given._tag)) return undefined
  const rule = given._tag === "ListAction"
    ? `must have one answer, but ${given.name} is answered by a list: use \`collect\` or \`stream\``
    : `must be a list action, but ${given.name} has one answer: use \`send\``
  return errorOf(of, "action", { at: "", rule, given: undefined })
}

const noAction =
  "must be an action, such as `Actions.Ping()`; a name or headers are for `Ami.request`, or `AmiAction.raw`"

/** Reading what is no action may throw. */
const isAction = (value: unknown): value is AmiAction.Any =>
  typeof value === "object" && Result.getOrElse(Result.try(() => Rules.isRecord(value) && hasParts(value)), () => false)

const hasParts = (value: Readonly<Record<string, unknown>>): boolean => {
  const { _tag: tag, blocksFor } = value
  return typeof value["name"] === "string"
    && typeof value["encode"] === "function"
    && Array.isArray(value["needs"])
    && (tag === "Action" ? typeof value["decode"] === "function" : tag === "ListAction" && isListAction(value))
    && (blocksFor === undefined || Rules.duration({ zero: true })(blocksFor) === undefined)
}

const isListAction = (value: Readonly<Record<string, unknown>>): boolean =>
  typeof value["decodeItem"] === "function" && Array.isArray(value["emptyErrors"]) && Array.isArray(value["items"])

/** A constructor that was not called is the likeliest of functions. */
const kindOf = (value: unknown): string =>
  typeof value === "function" ? "a function: an action is what it returns" : Rules.kindOf(value)

// --- Events and handlers ----------------------------------------------------

export const event: Rules.Rule = Rules.satisfies(
  "must be an event, such as Events.Hangup; names are for Ami.onEvent",
  AmiEvent.isAmiEvent
)

const events: Rules.Rule = Rules.listOf("", event)

/** What is wrong with events that somebody subscribes to. */
export const wrongEvents = (given: ReadonlyArray<unknown>): AmiError | undefined =>
  errorOf("AmiClient", "events", events(given))

/** What is wrong with an event, or its name, and its handler. */
export const wrongHandling = (given: unknown, handler: unknown): AmiError | undefined =>
  errorOf("Ami.onEvent", "event", eventOrName(given)) ?? errorOf("Ami.onEvent", "handler", handling(handler))

const eventOrName: Rules.Rule = Rules.satisfies(
  "must be an event, such as Events.Hangup, or the name of one, such as \"Hangup\", or \"*\"",
  (value) => typeof value === "string" ? value !== "" : AmiEvent.isAmiEvent(value)
)

const handling: Rules.Rule = Rules.satisfies(
  "must be a function that returns an Effect",
  (value) => typeof value === "function",
  Rules.kindOf
)
