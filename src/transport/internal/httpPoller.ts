/**
 * The poller: one `WaitEvent` after the other, which brings the events.
 *
 * It runs from the login to the end of the connection, also while nobody
 * subscribes, because the client needs it: it keeps the session alive, tells that
 * Asterisk is there, and empties the queue of events that Asterisk keeps for the
 * session, so that a subscriber never sees what was raised before it subscribed.
 *
 * Asterisk forgets an event once it has answered a poll, whoever got the answer
 * (manager.c, action_waitevent). So a poll that failed after it was written may
 * have taken events with it, which is told as `Missed`.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type { ConnectionLost } from "../../AmiError.ts"
import type { AmiMessage } from "../../protocol/AmiMessage.ts"
import type { Inbound } from "../Inbound.ts"
import type { Access } from "./httpAccess.ts"
import { detailOf } from "./httpFailures.ts"
import type { Failure } from "./httpRequest.ts"

export interface PollerOptions {
  readonly access: Access
  readonly inbound: Inbound
  /** How long Asterisk may hold a poll. */
  readonly timeout: Duration.Duration
  /** How soon behind an empty poll the next one may start. */
  readonly floor: Duration.Duration
  /** How many seconds Asterisk keeps the session. */
  readonly maxAge: number
  /** The ActionID of the n-th poll. */
  readonly idOf: (number: number) => string
  /** True once the connection is about to end. */
  readonly isOver: () => boolean
  /** Ends the connection. */
  readonly end: (why: ConnectionLost["why"], detail?: string) => Effect.Effect<void>
}

/** Asterisk shortens a poll so that it ends this long before the session expires (manager.c, action_waitevent). */
const expiryMargin = 10
/** How long behind its end an answer may still come: then the peer is frozen, or the link is cut. */
const answerMargin = Duration.seconds(10)
/** How long polls may fail before the connection is given up. */
const patience = Duration.seconds(10)
const retryDelay = { first: Duration.millis(100), last: Duration.seconds(1) }
/** While it shuts down, Asterisk refuses every action, WaitEvent among them. */
const refusedDelay = Duration.seconds(1)

type Outcome =
  | { readonly _tag: "Events"; readonly count: number }
  | { readonly _tag: "Refused" }
  | { readonly _tag: "Expired" }
  | { readonly _tag: "Stolen" }

/** Polls until the connection ends. */
export const run = Effect.fnUntraced(function*(options: PollerOptions): Effect.fn.Return<void> {
  const { access, inbound } = options
  const seconds = Math.max(
    0,
    Math.floor(Math.min(Duration.toSeconds(options.timeout), options.maxAge - expiryMargin - 1))
  )
  const deadline = Duration.sum(Duration.seconds(seconds), answerMargin)
  /** When the failures began, and how many there were since an answer. */
  let failures = 0
  let failingSince = 0

  const failed = Effect.fnUntraced(function*(failure: Failure): Effect.fn.Return<"continue" | "end"> {
    if (failure._tag === "Lost" || failure._tag === "Garbled") inbound.notify({ _tag: "Missed", why: "PollFailed" })
    const now = yield* Clock.currentTimeMillis
    if (failures++ === 0) failingSince = now
    if (failure._tag === "Refused" && failure.status === 401) {
      yield* options.end("SessionExpired", detailOf(failure))
      return "end"
    }
    if (now - failingSince >= Duration.toMillis(patience)) {
      yield* options.end("Unreachable", detailOf(failure))
      return "end"
    }
    yield* Effect.sleep(Duration.min(Duration.times(retryDelay.first, 2 ** (failures - 1)), retryDelay.last))
    return "continue"
  })

  for (let number = 1;; number++) {
    // Where no answer would tell that the session is another one, it is asked for behind every doubt.
    if (failures > 0) {
      const alive = yield* Effect.result(access.isAlive)
      if (Result.isFailure(alive)) {
        if ((yield* failed(alive.failure)) === "end") return
        continue
      }
      if (!alive.success) return yield* options.end("SessionExpired")
    }
    const started = yield* Clock.currentTimeMillis
    const polled = yield* poll(options, options.idOf(number), seconds).pipe(
      Effect.result,
      Effect.timeoutOption(deadline)
    )
    if (options.isOver()) return
    if (Option.isNone(polled)) {
      inbound.notify({ _tag: "Missed", why: "PollFailed" })
      return yield* options.end("Unreachable", "no answer to a poll in time")
    }
    if (Result.isFailure(polled.value)) {
      if ((yield* failed(polled.value.failure)) === "end") return
      continue
    }
    failures = 0
    const outcome = polled.value.success
    switch (outcome._tag) {
      case "Expired":
        return yield* options.end("SessionExpired")
      case "Stolen":
        inbound.notify({ _tag: "Missed", why: "SessionStolen" })
        return yield* options.end("SessionStolen")
      case "Refused":
        yield* Effect.sleep(refusedDelay)
        break
      case "Events": {
        // Any event of the system ends a poll, also one that this session is not told of.
        const passed = (yield* Clock.currentTimeMillis) - started
        const rest = Duration.toMillis(options.floor) - passed
        if (outcome.count === 0 && rest > 0) yield* Effect.sleep(Duration.millis(rest))
      }
    }
  }
})

/** One poll; what it brings is handed over as it comes. */
const poll = (
  { access, inbound }: PollerOptions,
  id: string,
  seconds: number
): Effect.Effect<Outcome, Failure> =>
  Effect.suspend(() => {
    let response: AmiMessage | undefined
    let isComplete = false
    let count = 0
    const take = (message: AmiMessage): boolean => {
      const isOwn = message.get("ActionID") === id
      if (isOwn && message.kind === "Response") response ??= message
      else if (isOwn && message.name === "WaitEventComplete") isComplete = true
      else {
        count += 1
        return true
      }
      return false
    }
    return Effect.flatMap(
      access.send({
        headers: [["Action", "WaitEvent"], ["ActionID", id], ["Timeout", String(seconds)]],
        onMessages: (messages) => inbound.deliver(messages.filter(take))
      }),
      (head): Effect.Effect<Outcome, Failure> => {
        // A newcomer ends a poll of its session with an empty answer.
        if (response === undefined && count === 0) return Effect.succeed({ _tag: "Stolen" })
        if (isComplete) return Effect.succeed({ _tag: "Events", count })
        if (response === undefined || response.name.toLowerCase() === "success") {
          return Effect.fail({ _tag: "Garbled", status: 200, detail: "the answer to a poll was not complete" })
        }
        return Effect.succeed({ _tag: access.isAnother(head) ? "Expired" : "Refused" })
      }
    )
  })
