/**
 * A connection over HTTP: each action is a separate request, and a poller runs in parallel.
 *
 * Requests are independent: they run in parallel, and a failed one only affects its own action. The connection ends
 * when Asterisk has forgotten its session, when another client polls the same session, when nothing answers any more,
 * and after a logoff.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FiberSet from "effect/FiberSet"
import * as Latch from "effect/Latch"
import * as Option from "effect/Option"
import * as Scope from "effect/Scope"
import type { ConnectionLost } from "../../AmiError.ts"
import { lost } from "../../internal/failing.ts"
import { monotonicMillis } from "../../internal/monotonic.ts"
import type { EncodedAction, EncodeFailure } from "../../protocol/AmiCodec.ts"
import * as AmiMessage from "../../protocol/AmiMessage.ts"
import { type Connection, inbound as makeInbound } from "../AmiTransport.ts"
import { withActionId } from "./actionIds.ts"
import type { Access } from "./httpAccess.ts"
import * as Concurrency from "./httpConcurrency.ts"
import { noticeOf } from "./httpFailures.ts"
import * as Poller from "./httpPoller.ts"
import { formOf, type Head } from "./httpRequest.ts"

export interface ConnectionOptions {
  readonly maxInFlight: number
  readonly pollTimeout: Duration.Duration
  readonly pollFloor: Duration.Duration
  /** Logs that Asterisk accepts `Events` without an answer. */
  readonly logEventsUnanswered: Effect.Effect<void>
}

/** http.c, MAX_CONTENT: a larger body is refused with status 413. */
const maxBody = 40_960
/** How long a connection that ends waits for pending answers. */
const grace = "500 millis"
/** A request that was written this many milliseconds ago has reached Asterisk, even if it is busy. */
const arrival = 300
/** The default of `httptimeout` in manager.conf, used if no cookie gives it. */
const defaultMaxAge = 60

const expired = "its HTTP session had ended before; the client logs in again"

/** Carries actions and events; closing the scope ends it. */
export const make = Effect.fnUntraced(function*(
  given: Access,
  options: ConnectionOptions
): Effect.fn.Return<Connection, never, Scope.Scope> {
  const inbound = makeInbound()
  const requests = yield* FiberSet.make<void>()
  const run = yield* FiberSet.runtime(requests)()
  const polling = yield* Scope.fork(yield* Effect.scope)
  const prefix = crypto.randomUUID()
  const clock = yield* Clock.Clock
  const now = monotonicMillis(clock)
  const concurrency = Concurrency.make(options.maxInFlight, now)
  let underWay = 0
  const access: Access = {
    ...given,
    send: (request) =>
      Effect.suspend(() => {
        const began = now()
        underWay += 1
        return Effect.onExit(given.send(request), (exit) =>
          Effect.sync(() => {
            const failure = Exit.findErrorOption(exit)
            if (Option.isSome(failure) && failure.value._tag === "Lost" && failure.value.isSilent) {
              concurrency.lower(began, underWay)
            }
            underWay -= 1
          }))
      })
  }
  const isDigest = access.authenticate !== undefined
  /** True once no more actions are accepted. */
  let isOver = false
  let isPolling = false
  /** Closed during a logoff: with digests, a poll that arrives after it would start another session. */
  const mayPoll = Latch.makeUnsafe(true)
  /** Open once a poll need not be awaited any more. */
  const isEnded = Latch.makeUnsafe(false)
  /** Closed during a poll. */
  const noPoll = Latch.makeUnsafe(true)
  let isLeaving = false
  let pollBeganAt = 0

  const settled = Effect.timeoutOption(FiberSet.awaitEmpty(requests), grace)
  const end = (why: ConnectionLost["why"], detail?: string) => {
    isOver = true
    // Pending requests report their outcome themselves, from their own answers.
    return Effect.andThen(settled, Effect.sync(() => inbound.end(lost(why, detail))))
  }
  yield* Effect.addFinalizer(() => {
    isOver = true
    return Scope.close(polling, Exit.void).pipe(
      Effect.andThen(settled),
      Effect.andThen(Effect.sync(() => inbound.end(lost("ClientClosed"))))
    )
  })

  const startPolling = ({ maxAge }: Head) => {
    isPolling = true
    const poller = Poller.run({
      access,
      inbound,
      timeout: options.pollTimeout,
      floor: options.pollFloor,
      maxAge: maxAge ?? defaultMaxAge,
      idOf: (number) => `${prefix}-${number.toString(36)}`,
      isOver: () => isOver,
      mayPoll: mayPoll.await,
      begin: () => {
        if (isLeaving) return false
        pollBeganAt = now()
        noPoll.closeUnsafe()
        return true
      },
      isEnded: isEnded.await,
      finish: () => noPoll.openUnsafe(),
      end: Effect.fnUntraced(function*(why, detail) {
        // Logs off the session that this client no longer owns: by cookie, so that the thief loses it too; by digest, because
        // the probe itself has opened another one.
        const isLeft = why === "SessionStolen" || (why === "SessionExpired" && detail === undefined && isDigest)
        if (isLeft) yield* Effect.timeoutOption(Effect.ignore(access.send(logoffRequest)), grace)
        yield* end(why, detail)
      })
    })
    // By digest, a program that ends soon need not wait for the end of a poll.
    const delayed = isDigest ? Effect.andThen(Effect.sleep(options.pollFloor), poller) : poller
    return Effect.asVoid(Effect.forkIn(delayed, polling))
  }

  /** Handles the response to an action that changes the session. */
  const updateSession = ({ name }: EncodedAction, response: AmiMessage.AmiMessage, head: Head): Effect.Effect<void> => {
    const action = name.toLowerCase()
    const isSuccess = response.name.toLowerCase() === "success"
    if (isSuccess && action === "login") access.loggedIn(head)
    // Both set the event mask; before that there is nothing to poll for.
    if (isSuccess && !isPolling && (action === "login" || action === "events")) return startPolling(head)
    return action === "logoff" && response.name.toLowerCase() === "goodbye" ? inBackground(end("Ended")) : Effect.void
  }
  const inBackground = (effect: Effect.Effect<void>) => Effect.asVoid(Effect.forkIn(effect, polling))

  const perform = Effect.fnUntraced(function*(action: EncodedAction): Effect.fn.Return<void> {
    const { actionId, headers } = action
    let response: AmiMessage.AmiMessage | undefined
    let isExpired = false
    const take = (messages: ReadonlyArray<AmiMessage.AmiMessage>, head: Head) => {
      const own = messages.map((message) => withActionId(message, actionId))
      response ??= own.find((message) => message.kind === "Response")
      // Asterisk answers a request with an unknown session from a new one, which is not logged in.
      isExpired = access.isAnother(head) && response?.get("Message") === "Permission denied"
      if (!isExpired && !access.isStray(head)) inbound.deliver(own)
    }
    const answered = yield* Effect.option(
      Effect.tapError(
        access.send({ headers, onMessages: take }),
        (failure) => Effect.sync(() => inbound.notify(noticeOf(actionId, failure)))
      )
    )
    if (answered._tag === "None") return
    const head = answered.value
    // The session that answered is not logged in and never will be.
    if (access.isStray(head)) return yield* inBackground(Effect.flatMap(access.whyStray, (why) => end("Ended", why)))
    if (response === undefined) {
      response = impliedResponse(action)
      if (response === undefined) {
        const detail = isEvents(action) ? brokenEvents : "the answer was empty"
        inbound.notify({ _tag: "Unanswered", actionId, cause: "ProtocolError", detail })
        return
      }
      yield* options.logEventsUnanswered
      inbound.deliver([response])
    }
    if (isExpired) inbound.notify({ _tag: "NotExecuted", actionId, message: expired, why: "SessionExpired" })
    // Nothing more will arrive: an open list has broken off; an answer that is complete already is not affected.
    inbound.notify({ _tag: "Unanswered", actionId, cause: "ProtocolError", detail: "the answer was not complete" })
    if (access.isAnother(head)) return yield* inBackground(end("SessionExpired"))
    yield* updateSession(action, response, head)
  })

  /** Ends the current poll once it has reached Asterisk, which then holds it until the session ends. */
  const endPoll = Effect.suspend(() => {
    const rest = pollBeganAt + arrival - now()
    const settled = rest > 0 ? Effect.timeoutOption(noPoll.await, rest) : Effect.void
    return Effect.andThen(
      settled,
      Effect.suspend(() => {
        isEnded.openUnsafe()
        return Effect.timeoutOption(noPoll.await, grace)
      })
    )
  })

  const logOff = (action: EncodedAction) => {
    isLeaving = true
    mayPoll.closeUnsafe()
    const pollEnded = isDigest && !noPoll.isOpen() ? endPoll : Effect.void
    const resumePolling = Effect.sync(() => {
      isLeaving = false
      isEnded.closeUnsafe()
      mayPoll.openUnsafe()
    })
    return Effect.ensuring(Effect.andThen(pollEnded, perform(action)), resumePolling)
  }

  return {
    banner: undefined,
    noticesSilence: true,
    receive: inbound.receive,
    write: (action) => {
      if (isOver || inbound.ended() !== undefined) return false
      run(isLogoff(action) ? logOff(action) : perform(action))
      return true
    },
    get maxInFlight() {
      return concurrency.current()
    },
    refusal,
    authenticate: access.authenticate
  }
})

const isLogoff = ({ name }: EncodedAction): boolean => name.toLowerCase() === "logoff"

const logoffRequest = { headers: [["Action", "Logoff"]] as const, onMessages: () => undefined }

const isEvents = ({ name }: EncodedAction): boolean => name.toLowerCase() === "events"

const brokenEvents = "the answer was empty: with `brokeneventsaction = yes` in manager.conf that means a wrong mask, "
  + "or a mask of all events, which was set"

/** The answer to `Events` with a mask of all events, which `brokeneventsaction` omits (manager.c, action_events). */
const impliedResponse = (action: EncodedAction): AmiMessage.AmiMessage | undefined => {
  const [, mask = ""] = action.headers.find(([name]) => name.toLowerCase() === "eventmask") ?? []
  const isFull = /^(yes|true|y|t|1|on)$/i.test(mask) || mask.toLowerCase().split(/ *, */).includes("all")
  return isEvents(action) && isFull
    ? AmiMessage.make([["Response", "Success"], ["ActionID", action.actionId], ["Events", "On"]])
    : undefined
}

const refusal = (action: EncodedAction): EncodeFailure | undefined => {
  if (action.name.toLowerCase() === "waitevent") return { field: "Action", rule: ownPoll }
  const bytes = formOf(action.headers).length
  return bytes > maxBody
    ? { field: "Action", rule: `makes a request of ${bytes} bytes over HTTP; Asterisk reads at most ${maxBody}` }
    : undefined
}

const ownPoll =
  "is sent over HTTP by the client itself: a second WaitEvent would take events from it and end its session. "
  + "`events` and `inbox` deliver what it returns"
