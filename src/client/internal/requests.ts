/**
 * The four ways to send an action: for one answer, for a whole list, for a list as it comes, and raw.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { AmiError, ListIncomplete } from "../../AmiError.ts"
import type * as AmiAction from "../../catalog/AmiAction.ts"
import type { AmiMessage } from "../../protocol/AmiMessage.ts"
import { failureOf, read } from "./answers.ts"
import type { Listener } from "./correlation.ts"
import { isListEnd } from "./listMarks.ts"
import * as Lists from "./lists.ts"
import type { Session } from "./session.ts"

export interface RequestOptions {
  readonly actionTimeout: Duration.Duration
  readonly maxListItems: number
  readonly dangerous: "allow" | "refuse"
  readonly onDisconnected: "fail" | "wait"
}

/**
 * `current` gives the session that takes actions now: a client that logs in again has another then. `decided` is done
 * when there is one, or will be none.
 */
export const make = (current: () => Session, decided: Effect.Effect<void>, options: RequestOptions) => {
  const after = (action: AmiAction.Any) =>
    action.blocksFor === undefined
      ? options.actionTimeout
      : Duration.max(options.actionTimeout, Duration.fromInputUnsafe(action.blocksFor))

  /** An action that this client refuses is one that cannot be written. */
  const allowed = <A extends AmiAction.Any>(action: A): A =>
    options.dangerous === "allow" || action.danger === undefined ? action : {
      ...action,
      encode: () =>
        Result.fail({ field: "Action", rule: `is refused by this client (option dangerous): it ${action.danger}` })
    }

  /** Where an action may wait for a connection, the time until there is one, or its own deadline. */
  const connected = (action: AmiAction.Any): Effect.Effect<void, AmiError> =>
    options.onDisconnected === "fail" ? Effect.void : Effect.timeoutOrElse(decided, {
      duration: after(action),
      orElse: () => Effect.fail(failureOf(action, current().epoch, { _tag: "Refused", why: "QueuedTimeout" }))
    })

  const send = <A>(action: AmiAction.Action<A>): Effect.Effect<A, AmiError> =>
    Effect.andThen(connected(action), sendNow(action))

  const sendNow = <A>(action: AmiAction.Action<A>): Effect.Effect<A, AmiError> =>
    Effect.callback((resume) => {
      const session = current()
      const { epoch, wakes } = session
      const request = session.begin(allowed(action), { after: after(action), idle: false }, {
        onMessage: (message) => {
          wakes.run(() => resume(Effect.fromResult(read(action, message))))
          return "done"
        },
        onFailure: (failure) => wakes.run(() => resume(Effect.fail(failureOf(action, epoch, failure))))
      })
      return Effect.sync(() => session.abandon(request))
    })

  const list = <Item>(session: Session, action: AmiAction.ListAction<Item>, target: Lists.Target<Item>) =>
    session.begin(
      allowed(action),
      { after: after(action), idle: true },
      Lists.listener(action, { epoch: session.epoch, maxItems: options.maxListItems }, target)
    )

  const collect = <Item>(action: AmiAction.ListAction<Item>): Effect.Effect<Array<Item>, AmiError> =>
    Effect.andThen(connected(action), collectNow(action))

  const collectNow = <Item>(action: AmiAction.ListAction<Item>): Effect.Effect<Array<Item>, AmiError> =>
    Effect.callback((resume) => {
      const items: Array<Item> = []
      const session = current()
      const request = list(session, action, {
        onItem: (item) => items.push(item),
        onEnd: (end) => session.wakes.run(() => resume(Effect.fromResult(Result.map(end, () => items)))),
        items: () => items
      })
      return Effect.sync(() => session.abandon(request))
    })

  /** The queue is as long as the list may be: the reader never waits, and the limit of items bounds it. */
  const stream = <Item>(action: AmiAction.ListAction<Item>): Stream.Stream<Item, AmiError> =>
    Stream.callback((queue) =>
      held(action, (session) =>
        list(session, action, {
          onItem: (item) => session.wakes.run(() => Queue.offerUnsafe(queue, item)),
          onEnd: (end) => session.wakes.run(() => finish(queue, end)),
          items: () => []
        }))
    )

  const exchange = (action: AmiAction.Any): Stream.Stream<AmiMessage, AmiError> =>
    Stream.callback((queue) =>
      held(
        action,
        (session) =>
          session.begin(allowed(action), { after: after(action), idle: true }, exchangeListener(session, action, queue))
      )
    )

  const exchangeListener = (
    { epoch, wakes }: Session,
    action: AmiAction.Any,
    queue: Queue.Queue<AmiMessage, AmiError | Cause.Done>
  ): Listener => {
    let count = 0
    return {
      onMessage: (message) => {
        if (message.kind === "Event" && !isListEnd(message) && ++count > options.maxListItems) {
          const reason = new ListIncomplete({ action: action.name, items: [], cause: "TooManyItems" })
          wakes.run(() => finish(queue, Result.fail(new AmiError({ reason }))))
          return "done"
        }
        wakes.run(() => Queue.offerUnsafe(queue, message))
        return "more"
      },
      onFailure: (failure) => wakes.run(() => finish(queue, Result.fail(failureOf(action, epoch, failure))))
    }
  }

  const held = (action: AmiAction.Any, begin: (session: Session) => ReturnType<Session["begin"]>) =>
    Effect.andThen(
      connected(action),
      Effect.acquireRelease(
        Effect.sync(() => {
          const session = current()
          return { session, request: begin(session) }
        }),
        ({ request, session }) => Effect.sync(() => session.abandon(request))
      )
    )

  return { send, collect, stream, exchange }
}

const finish = <A>(queue: Queue.Queue<A, AmiError | Cause.Done>, end: Result.Result<void, AmiError>): void => {
  if (Result.isSuccess(end)) Queue.endUnsafe(queue)
  else Queue.failCauseUnsafe(queue, Cause.fail(end.failure))
}
