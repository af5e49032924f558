/**
 * The poller: one `WaitEvent` after another, which returns the events.
 *
 * It runs from login to the end of the connection, even if nobody subscribes, because the client needs it: it keeps the
 * session alive, shows that Asterisk is there, and empties the event queue that Asterisk keeps for the session, so that
 * subscribers never see events from before they subscribed.
 *
 * Asterisk forgets an event once it has answered a poll, no matter who got the answer (manager.c, action_waitevent). So
 * a poll that failed after it was written may have lost events, which is reported as `Missed`.
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
  /** How soon after the start of an empty poll the next one may start. */
  readonly floor: Duration.Duration
  /** How many seconds Asterisk keeps the session. */
  readonly maxAge: number
  /** The ActionID of the n-th poll. */
  readonly idOf: (number: number) => string
  /** True once the connection is about to end. */
  readonly isOver: () => boolean
  /** Waits while polling is paused. */
  readonly mayPoll: Effect.Effect<void>
  /** Called before a poll is sent; false if none may be sent. */
  readonly begin: () => boolean
  /** Completes once the current poll need not be awaited any more. */
  readonly isEnded: Effect.Effect<void>
  /** Called when a poll has ended. */
  readonly finish: () => void
  /** Ends the connection. */
  readonly end: (why: ConnectionLost["why"], detail?: string) => Effect.Effect<void>
}

/** Asterisk shortens a poll so that it ends this long before the session expires (manager.c, action_waitevent). */
const expiryMargin = 10
/** How long after its timeout a poll may still be answered. After that the peer is frozen, or the link is cut. */
const answerMargin = Duration.seconds(10)
const answerMarginMillis = Duration.toMillis(answerMargin)
/** How long polls may fail before the connection is given up. */
const maxFailingMillis = 10_000
const firstDelay = Duration.millis(100)
const lastDelay = Duration.seconds(1)
/** While it shuts down, Asterisk refuses every action, including WaitEvent. */
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
  /** Monotonic, because the time of day may be set while a poll waits. */
  const now = monotonicMillis(clock)
  const missed = () => inbound.notify({ _tag: "Missed", why: "PollFailed" })
  const isDigest = access.authenticate !== undefined
  const ended = Effect.as(options.isEnded, "ended" as const)
  let failures = 0
  let failingSince = 0
  /** True once a poll was answered in this session. */
  let hasPolled = false
  /** The earliest time of day at which Asterisk last saw the session. The time of day also advances while the machine sleeps. */
  let seenAt = clock.currentTimeMillisUnsafe()

  for (let number = 1; !options.isOver(); number++) {
    yield* Effect.timeoutOption(options.mayPoll, answerMargin)
    if (options.isOver()) return
    if (!options.begin()) continue
    const started = now()
    let isWritten = false
    // After a failure, poll only for queued events, so that a silent link is detected soon.
    const seconds = failures === 0 ? longestSeconds : 0
    /** A large answer or slow subscribers may take long: the peer counts as gone if no more bytes arrive. */
    let silentAt = started + 1000 * seconds + answerMarginMillis
    const silence: Effect.Effect<void> = Effect.suspend(() =>
      now() >= silentAt ? Effect.void : Effect.andThen(Effect.sleep(Duration.millis(silentAt - now())), silence)
    )
    const pollOnce = Effect.suspend(() => {
      isWritten = true
      return poll(options, options.idOf(number), seconds, () => silentAt = now() + answerMarginMillis)
    })
    // Checks that the session is alive if the next answer would not show it: after every failure, and if this process
    // was suspended for longer than a session lives.
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
      // If the connection goes on, events that the poll may have taken are missed.
      yield* options.mayPoll
      if (!options.isOver()) missed()
      continue
    }
    if (Result.isFailure(result)) {
      const { failure } = result
      if (isWritten && (failure._tag === "Lost" || failure._tag === "Garbled")) missed()
      if (isFinal(failure)) return yield* options.end("SessionExpired", detailOf(failure))
      if (failures === 0) failingSince = now()
      if (now() - failingSince >= maxFailingMillis) return yield* options.end("Unreachable", detailOf(failure))
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
        // Any event in Asterisk ends a poll, even one that this session does not receive.
        const rest = Duration.toMillis(options.floor) - (now() - started)
        if (outcome.count === 0 && rest > 0) yield* Effect.sleep(Duration.millis(rest))
      }
    }
  }
})

const strayed = "its first poll met another session: a load balancer must keep a client on one server"

/** A proof that was refused will be refused again; a stale one can be replaced, with the nonce from the answer. */
const isFinal = (failure: Failure): boolean =>
  failure._tag === "Refused" && failure.status === 401 && AmiDigest.parse(failure.challenge ?? "")?.stale !== true

/** One poll; its events are delivered as they arrive. */
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
        // A second poller of the same session ends this poll with an empty answer.
        if (response === undefined && count === 0) return Effect.succeed({ _tag: "Stolen" })
        if (isComplete) return Effect.succeed({ _tag: "Events", count })
        if (response === undefined || response.name.toLowerCase() === "success") {
          return Effect.fail({ _tag: "Garbled", status: 200, detail: "the answer to a poll was not complete" })
        }
        // Anyone who is logged in may poll (manager.c, action_waitevent has no class), so this refusal means that the
        // session is gone, whatever its cookie says.
        const isExpired = access.isAnother(head) || response.get("Message") === "Permission denied"
        return Effect.succeed({ _tag: isExpired ? "Expired" : "Refused" })
      }
    )
  })
