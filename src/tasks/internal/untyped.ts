/**
 * Actions and events by name, for whatever has no type.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { AmiError } from "../../AmiError.ts"
import * as AmiAction from "../../catalog/AmiAction.ts"
import * as AmiEvent from "../../catalog/AmiEvent.ts"
import * as AmiPermission from "../../catalog/AmiPermission.ts"
import { AmiClient } from "../../client/AmiClient.ts"
import { brokenOff, errorOf, isErrorResponse, isFailure } from "../../internal/answers.ts"
import { eventClasses } from "../../internal/eventClasses.ts"
import { invalidOption } from "../../internal/failing.ts"
import { quietly } from "../../internal/foreign.ts"
import { wrongHandling } from "../../internal/given.ts"
import * as Identity from "../../internal/identity.ts"
import { isGlued, isListEnd, isListStart, lacksItems, listMark } from "../../internal/listMarks.ts"
import * as Rules from "../../internal/options.ts"
import { misspelt } from "../../internal/spelling.ts"
import { type AmiMessage, type Header, printable } from "../../protocol/AmiMessage.ts"

type Value = string | number | boolean

export interface Headers {
  /** The name of the action. */
  readonly Action: string
  readonly [name: string]: Value | ReadonlyArray<Value> | undefined
}

export interface Answer {
  readonly response: AmiMessage
  /** The items, if the answer is a list. */
  readonly items: ReadonlyArray<AmiMessage>
  /** The event that completed the list. */
  readonly complete: AmiMessage | undefined
}

export const request = (ami: AmiClient["Service"], headers: Headers): Effect.Effect<Answer, AmiError> =>
  Effect.suspend(() => {
    const wrong = Rules.firstInvalidOf<Pick<Headers, "Action">>(headers, named, ["Action"]) ?? firstUnwritable(headers)
    if (wrong !== undefined) {
      return Effect.fail(Identity.of(ami).named(invalidOption("Ami.request", explained(wrong, headers))))
    }
    const { Action, ...fields } = headers
    const action = AmiAction.raw(Action, Object.entries(fields).flatMap(([name, value]) => headersOf(name, value)))
    const seen: Array<AmiMessage> = []
    return ami.exchange(action).pipe(
      Stream.takeUntil((message) => isLast(message, seen[0] ?? message)),
      Stream.runForEach((message) => Effect.sync(() => seen.push(message))),
      Effect.catchReasons("AmiError", {
        OutcomeUnknown: (reason, error) =>
          Effect.fail(seen.length === 0 ? error : brokenOff(Action, seen.slice(1), reason.cause)),
        ListIncomplete: (reason) => Effect.fail(brokenOff(Action, seen.slice(1), reason.cause))
      }),
      Effect.andThen(Effect.suspend(() => answerOf(action, seen))),
      Effect.mapError(Identity.of(ami).named)
    )
  })

/** Whether a message ends the exchange that began with `first`: an answer that is no list, its end, or an error within it. */
const isLast = (message: AmiMessage, first: AmiMessage): boolean =>
  message.kind === "Response"
    ? !isListStart(message)
    : isListEnd(message, { isMarked: listMark(first) !== undefined, completes: undefined })

const answerOf = (
  action: AmiAction.Action<AmiMessage>,
  [response, ...items]: ReadonlyArray<AmiMessage>
): Effect.Effect<Answer, AmiError> => {
  if (response === undefined) return Effect.fail(brokenOff(action.name, [], "Disconnected"))
  const list = AmiAction.rawList(action.name)
  const last = items.at(-1) ?? response
  const came = items.slice(0, -1)
  const isEmpty = isErrorResponse(last) && came.length === 0 && list.emptyErrors.includes(last.get("Message") ?? "")
  if (isEmpty) return Effect.succeed({ response: last, items: [], complete: undefined })
  if (last === response) {
    return isFailure(response)
      ? Effect.fail(errorOf(action, response))
      : Effect.succeed({ response, items: [], complete: undefined })
  }
  if (isErrorResponse(last)) return Effect.fail(brokenOff(action.name, came, "Failed", last))
  if (listMark(last) === "cancelled") return Effect.fail(brokenOff(action.name, came, "Cancelled"))
  // Items that stand in one message with the end of their list, and cannot be told apart.
  if (isGlued(last)) return Effect.fail(brokenOff(action.name, items, "CountMismatch"))
  return lacksItems(list, last, came.length)
    ? Effect.fail(brokenOff(action.name, came, "CountMismatch"))
    : Effect.succeed({ response, items: came, complete: last })
}

const headersOf = (name: string, value: Value | ReadonlyArray<Value> | undefined): ReadonlyArray<Header> =>
  value === undefined
    ? []
    : typeof value === "object"
    ? value.map((one) => [name, String(one)])
    : [[name, String(value)]]

/** The first header whose value has no form on the wire: it would be written as `[object Object]`. */
const firstUnwritable = (headers: Headers): Rules.Invalid | undefined => {
  const broken = writable(headers)
  return broken === undefined ? undefined : Rules.invalid("headers", broken)
}

/** Says how to write what was given instead: a name alone, or `action`. */
const explained = (wrong: Rules.Invalid, headers: unknown): Rules.Invalid => {
  if (!Rules.isRecord(headers)) return { ...wrong, rule: `${wrong.rule}, such as { Action: "Ping" }` }
  const other = Object.keys(headers).find((name) => name !== "Action" && name.toLowerCase() === "action")
  return wrong.option !== "Action" || other === undefined
    ? wrong
    : { ...wrong, rule: `${wrong.rule}, and not as \`${other}\`` }
}

const isValue = (value: unknown): boolean => ["string", "number", "boolean"].includes(typeof value)

const writable = Rules.recordOf(
  "must be an object",
  Rules.satisfies(
    "must be a text, a number, true or false, or a list of these",
    (value) => value === undefined || isValue(value) || Array.isArray(value) && value.every(isValue),
    Rules.kindOf
  )
)

/** What is no name of an action is refused as every other value is. */
const named = { Action: Rules.satisfies("must be a text", (value) => typeof value === "string") }

/** Parts of lists whose names are like those of events. */
const parts = ["AgentsComplete", "FAXStats"]

const names: ReadonlyArray<string> = /*#__PURE__*/ eventClasses.flatMap(([, names]) => names.split(" ")).concat(parts)

/** By client, the names of events of which it was said that they are misspelt. */
const misspellings = new WeakMap<object, Set<string>>()

/** Says once which event was probably meant by a name that no event of Asterisk has: nothing else would. */
const warnOfName = (ami: AmiClient["Service"], name: string): Effect.Effect<void> =>
  Effect.suspend(() => {
    const said = misspellings.get(ami.status) ?? new Set()
    const meant = said.has(name) ? undefined : misspelt(name, names)
    if (meant === undefined) return Effect.void
    misspellings.set(ami.status, said.add(name))
    return Effect.logWarning(
      `Ami.onEvent waits for ${printable(name)}, which no event of Asterisk is named: was ${meant} meant?`
    )
  })

/** The signatures are those of `Ami.onEvent`. */
export const onEvent = <A, X, E, R>(
  event: AmiEvent.AmiEvent<A> | string,
  handler: (event: never) => Effect.Effect<X, E, R>
): Effect.Effect<void, never, AmiClient | Scope.Scope | R> =>
  AmiClient.use((ami) => {
    const { named, own } = Identity.of(ami)
    const wrong = wrongHandling(event, handler)
    if (wrong !== undefined) return quietly(own(Effect.logError("Ami.onEvent handles nothing", named(wrong))))
    // The seam of the two overloads: a name gives messages, a schema gives what it decodes to.
    const run = handler as (event: A | AmiMessage) => Effect.Effect<X, E, R>
    const events: Stream.Stream<A | AmiMessage, AmiError> = typeof event === "string"
      ? Stream.unwrap(Effect.as(quietly(own(warnOfName(ami, event))), messagesNamed(ami, event)))
      : ami.events(event)
    const name = typeof event === "string" ? event : event.name
    const failed = (cause: Cause.Cause<E>) => quietly(own(Effect.logError(`The handler of ${name} failed`, cause)))
    return events.pipe(
      Stream.runForEachArray((batch) => handled(batch, run, failed)),
      Effect.catchCause((cause) =>
        Cause.hasInterruptsOnly(cause)
          ? Effect.failCause(cause)
          : quietly(own(Effect.logError(`The handler of ${name} ended`, Cause.squash(cause))))
      ),
      Effect.forkScoped({ startImmediately: true }),
      Effect.asVoid
    )
  })

/** Handles one event after the other; one that fails is reported, and the next has its turn. */
const handled = <A, X, E, R>(
  batch: ReadonlyArray<A>,
  handler: (event: A) => Effect.Effect<X, E, R>,
  failed: (cause: Cause.Cause<E>) => Effect.Effect<void>
): Effect.Effect<void, never, R> => {
  const events = batch.values()
  // A handler may throw before there is an effect, which the loop turns into a defect, and may return none.
  const run = (event: A): Effect.Effect<X, E, R> => {
    const handling = handler(event)
    return Effect.isEffect(handling) ? handling : Effect.die(new TypeError(noEffect(handling)))
  }
  const rest: Effect.Effect<void, never, R> = Effect.forEach(events, run, { discard: true }).pipe(
    Effect.catchCause((cause) => Effect.andThen(failed(cause), rest))
  )
  return rest
}

const noEffect = (given: unknown): string => {
  const [what, wrap] = given instanceof Promise ? ["a promise", "promise"] : [Rules.kindOf(given), "sync"]
  return `the handler must return an Effect, but returned ${what}: write \`(event) => Effect.${wrap}(() => …)\``
}

const messagesNamed = (ami: AmiClient["Service"], name: string): Stream.Stream<AmiMessage, AmiError> =>
  name === "*" ?
    everyMessage(ami) :
    ami.events(AmiEvent.define(name, {}, { privilege: AmiPermission.classesOf(name) ?? [] })).pipe(
      Stream.filterMap((event) => Result.fromNullishOr(AmiEvent.messageOf(event), () => undefined))
    )

const everyMessage = (ami: AmiClient["Service"]): Stream.Stream<AmiMessage, AmiError> =>
  Identity.warned(Identity.of(ami), ami, [{ name: "*", privilege: [] }], ami.inbox).pipe(
    Stream.filterMap((item) =>
      item._tag === "Received" && item.message.kind === "Event" ? Result.succeed(item.message) : Result.failVoid
    )
  )
