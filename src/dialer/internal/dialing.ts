/**
 * Calls under way: asking Asterisk for one, once, and finding out what becomes of it.
 *
 * Events decide as a rule. If a connection or events are lost, the call is looked for in a list of channels, then in the black
 * box. The action is never sent a second time.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { AmiError } from "../../AmiError.ts"
import { AmiClient } from "../../client/AmiClient.ts"
import { errorOf, isErrorResponse } from "../../internal/answers.ts"
import * as Farewells from "../../internal/farewells.ts"
import { quietly } from "../../internal/foreign.ts"
import * as Identity from "../../internal/identity.ts"
import * as Reporting from "../../internal/reporting.ts"
import * as Unwritten from "../../internal/unwritten.ts"
import type { AmiMessage } from "../../protocol/AmiMessage.ts"
import * as BlackBox from "./blackBox.ts"
import type { Given } from "./course.ts"
import { type Dial, watch } from "./dialer.ts"
import * as DialMetrics from "./dialMetrics.ts"
import { hangUp } from "./hangingUp.ts"
import * as Looking from "./looking.ts"
import type { Prepared } from "./options.ts"
import { type Outcome, type Unknown, unknown } from "./outcome.ts"

/** Asterisk reports the outcome when the first party's time is over, and a loaded one a little later. */
const outcomeMargin = Duration.seconds(10)

/** How long the end of a call and the ends of its telephones may come one after the other. */
const grace = Duration.seconds(1)

/** How long Asterisk may take to read an action, and an event to come. */
const confirmAfter = Duration.seconds(2)

/** How long an outcome waits for a connection that was lost. */
const linkPatience = Duration.minutes(1)

/** How often a list is asked for that does not come. */
const maxMisses = 10

/** How long the second party's dialplan may take before it dials somebody. */
const untriedFor = Duration.seconds(10)

/** What is known of a call before its channels are seen. */
export interface Call {
  readonly ami: AmiClient["Service"]
  readonly given: Given
  readonly blackBox: boolean
  readonly dial: Dial
}

// --- Asking for it ----------------------------------------------------------------

/**
 * Asks Asterisk for a call, and watches it until the scope closes. Fails only if nobody was called.
 *
 * If the scope closes before the party `until` is decided, what rings is hung up.
 */
export const begin = Effect.fnUntraced(function*(
  prepared: Prepared,
  until: "first" | "second"
): Effect.fn.Return<Call, AmiError, AmiClient | Scope.Scope> {
  const ami = yield* AmiClient
  const { action, course: given, onInterrupt } = prepared
  yield* Reporting.check(ami)
  const dial = yield* watch(ami, given)
  const { course } = dial
  let isBegun = false
  const written: Prepared["action"] = {
    ...action,
    encode: () => {
      isBegun = true
      return action.encode()
    }
  }
  Unwritten.watch(written, () => {
    isBegun = false
  })
  const isDecided = () =>
    course.first !== undefined && (course.first._tag !== "Answered" || until === "first" || course.second !== undefined)
  const end = Effect.suspend(() => {
    if (!isBegun || isDecided() || course.isGone || onInterrupt === "leave") return Effect.void
    course.isHungUp = true
    return hangUp(ami, given, dial)
  })
  yield* Effect.addFinalizer(() => Effect.suspend(() => isBegun ? DialMetrics.count(ami, course) : Effect.void))
  yield* Effect.addFinalizer(() => end)
  yield* Effect.forkScoped(Effect.andThen(Farewells.closing(ami.status), end), { startImmediately: true })

  const queued = yield* Deferred.make<void, AmiError>()
  const take = Effect.fnUntraced(function*(message: AmiMessage) {
    if (message.kind === "Response") {
      course.startedAt ??= yield* Clock.currentTimeMillis
      yield* isErrorResponse(message)
        ? Deferred.fail(queued, prepared.explained(errorOf(action, message)))
        : Deferred.succeed(queued, undefined)
      return
    }
    course.see(message, yield* Clock.currentTimeMillis)
    dial.wake()
  })
  const asking = Stream.runForEach(ami.exchange(written), take).pipe(
    Effect.catch((error) => isUnsent(error) ? Deferred.fail(queued, error) : Effect.void),
    Effect.catchCause((cause) =>
      quietly(Effect.logError(`The call ${given.id} was asked for, and the client threw`, cause))
    ),
    Effect.andThen(Deferred.succeed(queued, undefined))
  )
  yield* Effect.forkScoped(asking)
  yield* Deferred.await(queued).pipe(Effect.tapError(() =>
    Effect.sync(() => {
      isBegun = false
    })
  ))
  course.startedAt ??= yield* Clock.currentTimeMillis
  return { ami, given, blackBox: prepared.blackBox, dial }
}, (effect, prepared) => Effect.tapError(effect, () => Effect.sync(prepared.release)))

/** Whether an error says that nothing was dialled. */
const isUnsent = ({ reason }: AmiError): boolean =>
  reason._tag === "NotSent" || reason._tag === "NotExecuted" || reason._tag === "InvalidOption"

// --- What becomes of it -------------------------------------------------------------

/** Waits until the first party has answered, or will not. */
export const first = Effect.fnUntraced(function*(call: Call): Effect.fn.Return<Outcome> {
  const { dial, given } = call
  const { course } = dial
  const deadline = (yield* monotonicMillis) + given.ringFor + Duration.toMillis(outcomeMargin)
  const isNews = () => course.first !== undefined || dial.isClosed || dial.link !== "up"
  while (course.first === undefined) {
    if (yield* isBlind(call)) {
      course.first ??= unknown("LinkLost", course.lookedAt)
    } else if (dial.link === "back") {
      yield* look(call, "LinkLost")
    } else if (course.isFirstEnding) {
      yield* dial.until(() => isNews() || course.isFirstOver, grace)
      if (isNews()) continue
      if (!course.isUntold) course.concludeFirst()
      else {
        yield* look(call, "NotSeen")
        if (deadline < (yield* monotonicMillis)) course.first ??= unknown("NotSeen", course.lookedAt)
      }
    } else {
      const left = Math.max(0, deadline - (yield* monotonicMillis))
      const isTime = yield* dial.until(() => isNews() || course.isFirstEnding, left)
      // Events are held back, or the dial goes on longer than it was asked for.
      if (!isTime) {
        yield* look(call, "NotSeen")
        course.first ??= unknown("NotSeen", course.lookedAt)
      }
    }
  }
  return course.first
})

/** Waits until the second party has answered, or will not; undefined if the first has not. */
export const second = Effect.fnUntraced(function*(
  call: Call,
  isImpatient: boolean
): Effect.fn.Return<Outcome | undefined> {
  const { dial } = call
  const { course } = dial
  if ((yield* first(call))._tag !== "Answered") return undefined
  const isNews = () => course.second !== undefined || dial.isClosed || dial.link !== "up"
  while (course.second === undefined) {
    if (yield* isBlind(call)) {
      course.second ??= unknown("LinkLost", course.lookedAt)
    } else if (dial.link === "back") {
      yield* look(call, "LinkLost")
    } else if (course.isSecondEnding) {
      yield* dial.until(() => isNews() || course.isSecondOver || !course.isSecondEnding, grace)
      if (!isNews() && course.isSecondEnding) course.concludeSecond()
    } else if (isImpatient && !course.isSecondTried) {
      const isTime = yield* dial.until(() => isNews() || course.isSecondTried || course.isSecondEnding, untriedFor)
      if (!isTime) course.second ??= unknown("NotSeen")
    } else {
      yield* dial.until(() => isNews() || course.isSecondEnding)
    }
  }
  return course.second
})

/** Waits until all channels of a call have gone. */
export const over = Effect.fnUntraced(function*(call: Call): Effect.fn.Return<void> {
  const { dial } = call
  const { course } = dial
  while (!course.isOver) {
    if (yield* isBlind(call)) return
    if (dial.link === "back") {
      yield* look(call, "LinkLost")
      if (!course.isSeen) return
    } else {
      yield* dial.until(() => course.isOver || dial.isClosed || dial.link !== "up")
    }
  }
})

/** Waits for a connection that was lost. Gives whether there will be none, or not soon. */
const isBlind = ({ dial }: Call): Effect.Effect<boolean> =>
  Effect.suspend(() => {
    if (dial.isClosed) return Effect.succeed(true)
    if (dial.link !== "lost") return Effect.succeed(false)
    const isBack = dial.until(() => dial.link !== "lost" || dial.isClosed, linkPatience)
    return Effect.map(isBack, (isBack) => !isBack || dial.isClosed)
  })

const monotonicMillis = Effect.map(Clock.monotonicTimeNanos, (nanos) => Number(nanos) / 1e6)

// --- Looking for it -----------------------------------------------------------------

/**
 * Looks for a call of which events may be missing. If it is there, events go on with it. If it is not, the black box may
 * say what became of it; if that does not, it is looked for once more: Asterisk may still be reading the action, and an event
 * may be under way.
 */
const look = Effect.fnUntraced(function*(call: Call, why: Unknown["why"]): Effect.fn.Return<void> {
  const { ami, dial, given } = call
  const { course } = dial
  const isThere = yield* listed(call)
  if (isThere !== false) return
  const isDone = () => course.first !== undefined && course.first._tag !== "Answered"
  yield* readBlackBox(call)
  if (isDone()) return
  yield* dial.until(() => dial.link !== "up" || dial.isClosed || isDone(), confirmAfter)
  if (isDone() || dial.link !== "up" || dial.isClosed) return
  if ((yield* listed(call)) !== false) return
  yield* readBlackBox(call)
  if (course.first === undefined && course.isSeen) course.concludeFirst(why)
  course.first ??= unknown(why, course.lookedAt)
  if (course.first._tag === "Answered") course.concludeSecond()
  yield* Effect.logDebug(`The call ${given.id} is not there any more`).pipe(Identity.of(ami).own)
})

/** Whether a list of channels has the call; undefined if it did not come. */
const listed = Effect.fnUntraced(function*({ ami, dial }: Call): Effect.fn.Return<boolean | undefined> {
  const { course } = dial
  dial.link = "up"
  course.beginList()
  const items = yield* Effect.option(Looking.channels(ami))
  // What was asked for before events were lost is of no use.
  if (dial.link !== "up") return undefined
  if (items._tag === "None") {
    dial.misses += 1
    if (dial.misses >= maxMisses) {
      course.first ??= unknown("LinkLost", course.lookedAt)
      course.second ??= unknown("LinkLost", course.lookedAt)
      return undefined
    }
    dial.link = "back"
    yield* dial.until(() => dial.link !== "back" || dial.isClosed, grace)
    return undefined
  }
  dial.misses = 0
  course.looked("Channels")
  return course.listed(items.value)
})

const readBlackBox = Effect.fnUntraced(function*({ ami, blackBox, dial, given }: Call): Effect.fn.Return<void> {
  if (!blackBox) return
  const { course } = dial
  const entry = yield* Effect.result(BlackBox.read(ami, given.id))
  if (entry._tag === "Failure") {
    yield* Identity.of(ami).own(
      Effect.logWarning(`The black box of the call ${given.id} could not be read: ${entry.failure.message}`)
    )
    return
  }
  course.looked("BlackBox")
  if (entry.success === undefined) return
  course.first ??= entry.success.first
  if (course.first._tag === "Answered") course.second ??= entry.success.second
})
