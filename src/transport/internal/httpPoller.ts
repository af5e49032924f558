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
import { monotonicMillis } from "../../internal/monotonic.ts"
import * as AmiDigest from "../../protocol/AmiDigest.ts"
import type { AmiMessage } from "../../protocol/AmiMessage.ts"
import type { Inbound } from "../AmiTransport.ts"
import type { Access } from "./httpAccess.ts"
import { detailOf, type Failure } from "./httpFailures.ts"

export interface PollerOptions {
  readonly access: Access
  readonly inbound: Inbound
  /** How long Asterisk may hold a poll. */
  readonly timeout: Duration.Duration
  /** How soon after an empty poll the next one may start. */
  readonly floor: Duration.Duration
  /** How many seconds Asterisk keeps the session. */
  readonly maxAge: number
  /** The ActionID of the n-th poll. */
  readonly idOf: (number: number) => string
  /** True once the connection is about to end. */
  readonly isOver: () => boolean
  /** Waits while no poll may be sent. */
  readonly mayPoll: Effect.Effect<void>
  /** Says that a poll is about to be sent; false if none may be. */
  readonly begin: () => boolean
  /** Returns once the poll that is under way is no longer to be waited for. */
  readonly isEnded: Effect.Effect<void>
  /** Says that a poll has ended. */
  readonly finish: () => void
  /** Ends the connection. */
  readonly end: (why: ConnectionLost["why"], detail?: string) => Effect.Effect<void>
}

/** Asterisk shortens a poll so that it ends this long before the session expires (manager.c, action_waitevent). */
const expiryMargin = 10
/** How long after its end an answer may still come: then the peer is frozen, or the link is cut. */
const answerMargin = Duration.seconds(10)
const answerMarginMillis = Duration.toMillis(answerMargin)
/** How long polls may fail before the connection is given up. */
const patience = 10_000
const firstDelay = Duration.millis(100)
const lastDelay = Duration.seconds(1)
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
  const longest = Math.min(Duration.toSeconds(options.timeout), options.maxAge - expiryMargin - 1)
  const longestSeconds = Math.max(0, Math.floor(longest))
  const clock = yield* Clock.Clock
  /** Not the time of day, which may be set while a poll waits. */
  const now = monotonicMillis(clock)
  const missed = () => inbound.notify({ _tag: "Missed", why: "PollFailed" })
  const isDigest = access.authenticate !== undefined
  const ended = Effect.as(options.isEnded, "ended" as const)
  let failures = 0
  let failingSince = 0
  /** True once a poll of this session was answered as one. */
  let hasPolled = false
  /** The time of day when Asterisk saw the session last, at the earliest: it goes on while a machine sleeps. */
  let seenAt = clock.currentTimeMillisUnsafe()

  for (let number = 1; !options.isOver(); number++) {
    yield* Effect.timeoutOption(options.mayPoll, answerMargin)
    if (options.isOver()) return
    if (!options.begin()) continue
    const started = now()
    let isWritten = false
    // Behind a failure only what is queued is asked for, so that a link that stays silent is noticed soon.
    const seconds = failures === 0 ? longestSeconds : 0
    /** What comes may be much, and subscribers slow: a peer is gone if nothing more comes. */
    let silentAt = started + 1000 * seconds + answerMarginMillis
    const silence: Effect.Effect<void> = Effect.suspend(() =>
      now() >= silentAt ? Effect.void : Effect.andThen(Effect.sleep(Duration.millis(silentAt - now())), silence)
    )
    const pollOnce = Effect.suspend(() => {
      isWritten = true
      return poll(options, options.idOf(number), seconds, () => silentAt = now() + answerMarginMillis)
    })
    // If the answer would not tell that the session is another one, it is asked for after every failure, and where this
    // process was suspended for longer than a session lives.
    const isCertain = failures === 0 && clock.currentTimeMillisUnsafe() - seenAt < options.maxAge * 1000
    seenAt = clock.currentTimeMillisUnsafe()
    const attempt = isCertain ? pollOnce : Effect.flatMap(
      access.isAlive,
      (isAlive): Effect.Effect<Outcome, Failure> => isAlive ? pollOnce : Effect.succeed({ _tag: "Expired" })
    )
    const settling = Effect.result(attempt)
    const answer = yield* Effect.raceFirst(
      Effect.asSome(isDigest ? Effect.raceFirst(settling, ended) : settling),
      Effect.as(silence, Option.none())
    )
    options.finish()
    if (options.isOver()) return
    if (Option.isNone(answer)) {
      missed()
      return yield* options.end("Unreachable", "no answer to a poll in time")
    }
    const result = answer.value
    if (result === "ended") {
      // What it may have taken is missed by a connection that goes on.
      yield* options.mayPoll
      if (!options.isOver()) missed()
      continue
    }
    if (Result.isFailure(result)) {
      const { failure } = result
      if (isWritten && (failure._tag === "Lost" || failure._tag === "Garbled")) missed()
      if (isFinal(failure)) return yield* options.end("SessionExpired", detailOf(failure))
      if (failures === 0) failingSince = now()
      if (now() - failingSince >= patience) return yield* options.end("Unreachable", detailOf(failure))
      yield* Effect.sleep(Duration.min(Duration.times(firstDelay, 2 ** failures), lastDelay))
      failures += 1
      continue
    }
    failures = 0
    const outcome = result.success
    switch (outcome._tag) {
      case "Expired":
        return yield* options.end(
          "SessionExpired",
          hasPolled || isDigest ? undefined : strayed
        )
      case "Stolen":
        inbound.notify({ _tag: "Missed", why: "SessionStolen" })
        return yield* options.end("SessionStolen")
      case "Refused":
        yield* Effect.sleep(refusedDelay)
        break
      case "Events": {
        hasPolled = true
        // Any event of the system ends a poll, also one that this session is not told of.
        const rest = Duration.toMillis(options.floor) - (now() - started)
        if (outcome.count === 0 && rest > 0) yield* Effect.sleep(Duration.millis(rest))
      }
    }
  }
})

const strayed = "its first poll met another session: a balancer has to keep a client on one server"

/** A proof that is not taken will not be taken again; one that is stale will, with the nonce that came with the answer. */
const isFinal = (failure: Failure): boolean =>
  failure._tag === "Refused" && failure.status === 401 && AmiDigest.parse(failure.challenge ?? "")?.stale !== true

/** One poll; what it brings is handed over as it comes. */
const poll = (
  { access, inbound }: PollerOptions,
  id: string,
  seconds: number,
  onBytes: () => void
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
        onMessages: (messages) => inbound.deliver(messages.filter(take)),
        caughtUp: (size) => {
          onBytes()
          return inbound.caughtUp(size)
        }
      }),
      (head): Effect.Effect<Outcome, Failure> => {
        // A newcomer ends a poll of its session with an empty answer.
        if (response === undefined && count === 0) return Effect.succeed({ _tag: "Stolen" })
        if (isComplete) return Effect.succeed({ _tag: "Events", count })
        if (response === undefined || response.name.toLowerCase() === "success") {
          return Effect.fail({ _tag: "Garbled", status: 200, detail: "the answer to a poll was not complete" })
        }
        // Everybody may poll who is logged in (manager.c, action_waitevent has no class), whatever became of the cookie.
        const isExpired = access.isAnother(head) || response.get("Message") === "Permission denied"
        return Effect.succeed({ _tag: isExpired ? "Expired" : "Refused" })
      }
    )
  })
