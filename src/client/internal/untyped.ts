/**
 * Actions and events by name, for whatever has no type.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { AmiError, ListIncomplete } from "../../AmiError.ts"
import * as AmiAction from "../../catalog/AmiAction.ts"
import type * as AmiEvent from "../../catalog/AmiEvent.ts"
import type { AmiMessage, Header } from "../../protocol/AmiMessage.ts"
import { AmiClient } from "../AmiClient.ts"
import { errorOf, isErrorResponse } from "./answers.ts"
import { isListEnd, isListStart } from "./listMarks.ts"

type Value = string | number | boolean

export interface Headers {
  /** The name of the action. */
  readonly Action: string
  readonly [name: string]: Value | ReadonlyArray<Value> | undefined
}

export interface Answer {
  readonly response: AmiMessage
  /** The items, where the answer is a list. */
  readonly items: ReadonlyArray<AmiMessage>
  /** The event that completed the list. */
  readonly complete: AmiMessage | undefined
}

export const request = (ami: AmiClient["Service"], headers: Headers): Effect.Effect<Answer, AmiError> =>
  Effect.suspend(() => {
    const { Action, ...fields } = headers
    const action = AmiAction.raw(Action, Object.entries(fields).flatMap(([name, value]) => headersOf(name, value)))
    const seen: Array<AmiMessage> = []
    return ami.exchange(action).pipe(
      Stream.takeUntil((message) => !isListStart(message) && (message.kind === "Response" || isListEnd(message))),
      Stream.runForEach((message) => Effect.sync(() => seen.push(message))),
      Effect.catchReasons("AmiError", {
        OutcomeUnknown: (reason, error) =>
          Effect.fail(seen.length === 0 ? error : incomplete(Action, seen.slice(1), reason.cause)),
        ListIncomplete: (reason) => Effect.fail(incomplete(Action, seen.slice(1), reason.cause))
      }),
      Effect.andThen(Effect.suspend(() => answerOf(action, seen)))
    )
  })

const incomplete = (action: string, items: ReadonlyArray<AmiMessage>, cause: ListIncomplete["cause"]) =>
  new AmiError({ reason: new ListIncomplete({ action, items, cause }) })

const answerOf = (
  action: AmiAction.Action<AmiMessage>,
  [response, ...items]: ReadonlyArray<AmiMessage>
): Effect.Effect<Answer, AmiError> => {
  if (response === undefined) return Effect.fail(incomplete(action.name, [], "Disconnected"))
  if (isErrorResponse(response)) {
    const empty = AmiAction.rawList(action.name).emptyErrors.includes(response.get("Message") ?? "")
    return empty ? Effect.succeed({ response, items: [], complete: undefined }) : Effect.fail(errorOf(action, response))
  }
  const complete = items.pop()
  return complete?.get("EventList")?.toLowerCase() === "cancelled"
    ? Effect.fail(incomplete(action.name, items, "Cancelled"))
    : Effect.succeed({ response, items, complete })
}

const headersOf = (name: string, value: Value | ReadonlyArray<Value> | undefined): ReadonlyArray<Header> =>
  value === undefined
    ? []
    : typeof value === "object"
    ? value.map((one) => [name, String(one)])
    : [[name, String(value)]]

/** The signatures are those of `Ami.onEvent`. */
export const onEvent = <A, X, E, R>(
  event: AmiEvent.AmiEvent<A> | string,
  handler: (event: never) => Effect.Effect<X, E, R>
): Effect.Effect<void, never, AmiClient | Scope.Scope | R> =>
  AmiClient.use((ami) => {
    // The seam of the two overloads: a name gives messages, a schema gives what it decodes to.
    const run = handler as (event: A | AmiMessage) => Effect.Effect<X, E, R>
    const events: Stream.Stream<A | AmiMessage, AmiError> = typeof event === "string"
      ? messagesNamed(ami, event)
      : ami.events(event)
    const name = typeof event === "string" ? event : event.name
    return events.pipe(
      Stream.runForEach((event) =>
        Effect.catchCause(run(event), (cause) => Effect.logError(`The handler of ${name} failed`, cause))
      ),
      Effect.catch((error) => Effect.logError(`The handler of ${name} ended`, error)),
      Effect.forkScoped({ startImmediately: true }),
      Effect.asVoid
    )
  })

const messagesNamed = (ami: AmiClient["Service"], name: string): Stream.Stream<AmiMessage, AmiError> =>
  ami.inbox.pipe(
    Stream.filter((item) => item._tag === "Received"),
    Stream.map((item) => item.message),
    Stream.filter((message) => message.kind === "Event" && (name === "*" || message.name === name))
  )
