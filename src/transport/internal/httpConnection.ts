/**
 * A connection over HTTP: each action a request of its own, and a poller beside them.
 *
 * Requests are independent: they run in parallel, and one that fails says what
 * became of its own action alone. The connection ends when Asterisk has forgotten
 * its session, when somebody else waits for its events, when nothing answers any
 * more, and after a logoff.
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
import { noticeOf } from "./httpFailures.ts"
import * as Poller from "./httpPoller.ts"
import { formOf, type Head } from "./httpRequest.ts"
import * as Room from "./httpRoom.ts"

export interface ConnectionOptions {
  readonly maxInFlight: number
  readonly pollTimeout: Duration.Duration
  readonly pollFloor: Duration.Duration
  /** Tells that Asterisk takes `Events` without a word. */
  readonly tellOfSilence: Effect.Effect<void>
}

/** http.c, MAX_CONTENT: a larger body is refused with status 413. */
const maxBody = 40_960
/** How long a connection that ends waits for answers that are on their way. */
const grace = "500 millis"
/** A request that was written so long ago, in milliseconds, has reached Asterisk, even if it is busy. */
const arrival = 300
/** manager.conf, `httptimeout`, if no cookie tells it. */
const defaultMaxAge = 60

const expired = "its HTTP session had ended before; the client logs in again"

/** Carries actions and events; the scope ends it. */
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
  const room = Room.make(options.maxInFlight, now)
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
              room.shrink(began, underWay)
            }
            underWay -= 1
          }))
      })
  }
  const isDigest = access.authenticate !== undefined
  /** True once no more actions are taken. */
  let isOver = false
  let isPolling = false
  /** Closed while a logoff is under way: with digests, a poll that comes after it would begin another session. */
  const mayPoll = Latch.makeUnsafe(true)
  /** Open once a poll is no longer to be waited for. */
  const isEnded = Latch.makeUnsafe(false)
  /** Closed while a poll is under way. */
  const noPoll = Latch.makeUnsafe(true)
  let isLeaving = false
  let pollBeganAt = 0

  const settled = Effect.timeoutOption(FiberSet.awaitEmpty(requests), grace)
  const end = (why: ConnectionLost["why"], detail?: string) => {
    isOver = true
    // Requests that are on their way are told what became of them, each by its own answer.
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
        if (isLeft) yield* Effect.timeoutOption(Effect.ignore(access.send(logoff)), grace)
        yield* end(why, detail)
      })
    })
    // By digest, a program that is done soon leaves without waiting for the end of a poll.
    const delayed = isDigest ? Effect.andThen(Effect.sleep(options.pollFloor), poller) : poller
    return Effect.asVoid(Effect.forkIn(delayed, polling))
  }

  /** Looks at the response to an action that changes the session. */
  const heed = ({ name }: EncodedAction, response: AmiMessage.AmiMessage, head: Head): Effect.Effect<void> => {
    const action = name.toLowerCase()
    const isSuccess = response.name.toLowerCase() === "success"
    if (isSuccess && action === "login") access.loggedIn(head)
    // The mask of events is set by both, and nothing may be polled for before.
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
      // Asterisk answers a request of a session that it does not know with a new one, which is not logged in.
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
    // Nobody is logged in at the session that answered, and nobody will be.
    if (access.isStray(head)) return yield* inBackground(Effect.flatMap(access.whyStray, (why) => end("Ended", why)))
    if (response === undefined) {
      response = takenInSilence(action)
      if (response === undefined) {
        const detail = isEvents(action) ? brokenEvents : "the answer was empty"
        inbound.notify({ _tag: "Unanswered", actionId, cause: "ProtocolError", detail })
        return
      }
      yield* options.tellOfSilence
      inbound.deliver([response])
    }
    if (isExpired) inbound.notify({ _tag: "NotExecuted", actionId, message: expired, why: "SessionExpired" })
    // Nothing follows: a list that is still open has broken off, and an answer that was complete stays as it is.
    inbound.notify({ _tag: "Unanswered", actionId, cause: "ProtocolError", detail: "the answer was not complete" })
    if (access.isAnother(head)) return yield* inBackground(end("SessionExpired"))
    yield* heed(action, response, head)
  })

  /** Ends a poll once it has reached Asterisk, which keeps it until its session ends; one that is over has no part in this. */
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

  const leave = (action: EncodedAction) => {
    isLeaving = true
    mayPoll.closeUnsafe()
    const alone = isDigest && !noPoll.isOpen() ? endPoll : Effect.void
    const stay = Effect.sync(() => {
      isLeaving = false
      isEnded.closeUnsafe()
      mayPoll.openUnsafe()
    })
    return Effect.ensuring(Effect.andThen(alone, perform(action)), stay)
  }

  return {
    banner: undefined,
    noticesSilence: true,
    receive: inbound.receive,
    write: (action) => {
      if (isOver || inbound.ended() !== undefined) return false
      run(isLogoff(action) ? leave(action) : perform(action))
      return true
    },
    get maxInFlight() {
      return room.size()
    },
    refusal,
    authenticate: access.authenticate
  }
})

const isLogoff = ({ name }: EncodedAction): boolean => name.toLowerCase() === "logoff"

const logoff = { headers: [["Action", "Logoff"]] as const, onMessages: () => undefined }

const isEvents = ({ name }: EncodedAction): boolean => name.toLowerCase() === "events"

const brokenEvents =
  "the answer was empty: with `brokeneventsaction = yes` in manager.conf that refuses a wrong mask, and takes "
  + "one of all events"

/** The answer to `Events` with a mask of all events that `brokeneventsaction` leaves out (manager.c, action_events). */
const takenInSilence = (action: EncodedAction): AmiMessage.AmiMessage | undefined => {
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
    ? { field: "Action", rule: `makes a request of ${bytes} bytes over HTTP; Asterisk reads ${maxBody}` }
    : undefined
}

const ownPoll =
  "is sent over HTTP by the client itself: a second WaitEvent would take events from it and end its session. "
  + "`events` and `inbox` have what it brings"
