/**
 * One call of a campaign: asked for, written down, dialled, followed to its end, and what comes next for its contact.
 *
 * Nothing is dialled that is not written down, and what was written down is never dialled by another run.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import type { AmiError } from "../../AmiError.ts"
import { quietly } from "../../internal/foreign.ts"
import type { Dialing, DialOptions } from "../AmiDial.ts"
import type { Attempt, AttemptLog, AttemptLogError } from "./attempt.ts"
import type { CampaignState, Entry, Gate } from "./campaignState.ts"
import type { Contact, Event, SkipReason } from "./contact.ts"
import type { Outcome } from "./outcome.ts"
import type { Phone } from "./phone.ts"
import { next, type Past } from "./retries.ts"

/** Why a contact is not called after all. */
export interface Refusal {
  readonly reason: SkipReason
  readonly cause?: unknown
}

/** What calls of a campaign share. */
export interface Kit<C extends Contact> {
  readonly state: CampaignState<C>
  readonly log: AttemptLog["Service"]
  readonly phone: Phone
  readonly dial: (contact: C, number: string) => Omit<DialOptions, "id" | "onInterrupt">
  /** Asks whether a number may be called, and an agent whether it shall be. */
  readonly ask: (contact: C, number: string) => Effect.Effect<Refusal | undefined>
  /** How soon an agent must be there; undefined if nobody waits for one. */
  readonly agentWithin: Duration.Duration | undefined
  readonly publish: (event: Event<C>) => void
  readonly count: (outcome: Outcome) => Effect.Effect<void>
  readonly gate: (at: number) => Gate | undefined
  /** Completes when no call may start any more. */
  readonly stopped: Effect.Effect<void>
  /** Something changed: another call may start. */
  readonly wake: () => void
  /** Ids of which it is proven that nothing was dialled, although the log may have them. */
  readonly undialled: Set<string>
}

/** The place of a call among the others. It is in setup until it has its agent, or needs none. */
export interface Slot {
  readonly trunk: string | undefined
  isSetup: boolean
}

export const endSetup = <C extends Contact>({ state, wake }: Kit<C>, slot: Slot): void => {
  if (!slot.isSetup) return
  slot.isSetup = false
  state.endSetup()
  wake()
}

/** Gives the place of a call to others when it is over. */
export const holding = <C extends Contact, A, E, R>(kit: Kit<C>, slot: Slot, effect: Effect.Effect<A, E, R>) =>
  Effect.ensuring(
    effect,
    Effect.map(Clock.currentTimeMillis, (at) => {
      endSetup(kit, slot)
      kit.state.release(at, slot.trunk)
      kit.wake()
    })
  )

// --- What comes next for a contact --------------------------------------------

const isOver = (attempt: Attempt): attempt is Attempt & Past =>
  attempt.outcome !== undefined && attempt.finishedAt !== undefined

export const skip = <C extends Contact>(
  { publish, state }: Kit<C>,
  contact: C,
  { cause, reason }: Refusal,
  attempts: ReadonlyArray<Attempt> = []
): void => {
  state.skipped(contact.id)
  publish({ _tag: "Skipped", contact, reason, attempts, ...(cause === undefined ? {} : { cause }) })
}

/** Decides what comes next for a contact after these attempts, of this run or of others. */
export const settle = <C extends Contact>(
  kit: Kit<C>,
  contact: C,
  attempts: ReadonlyArray<Attempt>,
  at: number,
  isOfThisRun: boolean
): void => {
  const { publish, state, wake } = kit
  const past = attempts.filter(isOver)
  const then = next(contact.numbers, past, state.settings.table)
  if (then._tag === "Call") {
    const due = state.opens(contact, Math.max(at, then.at))
    if (due === Infinity) return skip(kit, contact, { reason: "NoHours" }, attempts)
    state.agenda.add({ contact, number: then.number, past }, due)
    return wake()
  }
  if (!isOfThisRun) return skip(kit, contact, { reason: "Done" }, attempts)
  state.finished(contact.id)
  publish({ _tag: "Finished", contact, outcome: then.outcome, attempts })
}

// --- The log --------------------------------------------------------------------

const patience = Schedule.exponential("100 millis").pipe(
  Schedule.modifyDelay(({ duration }) => Effect.succeed(Duration.min(duration, Duration.seconds(5))))
)

/** No call starts until then. */
const logFailed = <C extends Contact>({ state, wake }: Kit<C>, error: AttemptLogError): Effect.Effect<number> =>
  Effect.map(Clock.currentTimeMillis, (at) => {
    wake()
    return state.logFailed(at, error)
  })

/** Writes down an outcome, as long as it takes: no call starts meanwhile. */
export const finish = <C extends Contact>(kit: Kit<C>, id: string, outcome: Outcome): Effect.Effect<void> =>
  kit.log.finish(id, outcome).pipe(
    Effect.tapError((error) => logFailed(kit, error)),
    Effect.retry({ schedule: patience, while: ({ reason }) => reason === "StorageFailed" }),
    Effect.catch((error) => quietly(Effect.logError(`The outcome of the attempt ${id} was not stored`, error)))
  )

const withdraw = <C extends Contact>(kit: Kit<C>, id: string): Effect.Effect<void> => {
  kit.undialled.add(id)
  return kit.log.withdraw(id).pipe(
    Effect.tap(() => Effect.sync(() => kit.undialled.delete(id))),
    Effect.catch((error) => error.reason === "NotFound" ? Effect.void : Effect.asVoid(logFailed(kit, error)))
  )
}

/** The log has an attempt with this number: of another run, or one that was written although it said that it was not. */
const reread = Effect.fnUntraced(function*<C extends Contact>(kit: Kit<C>, contact: C) {
  const { state } = kit
  const attempts = yield* Effect.result(kit.log.of(state.settings.name, contact.id))
  if (Result.isFailure(attempts)) return settle(kit, contact, [], yield* logFailed(kit, attempts.failure), true)
  const at = yield* Clock.currentTimeMillis
  const open = attempts.success.filter((attempt) => !isOver(attempt))
  if (open.some(({ id }) => !kit.undialled.has(id))) {
    return skip(kit, contact, { reason: "Duplicate" }, attempts.success)
  }
  for (const { id } of open) yield* withdraw(kit, id)
  settle(kit, contact, attempts.success.filter(isOver), at, false)
})

// --- A call ---------------------------------------------------------------------

/** Calls a contact. It fails never, and is over when its call is. */
export const place = <C extends Contact>(kit: Kit<C>, entry: Entry<C>, slot: Slot): Effect.Effect<void> =>
  holding(kit, slot, Effect.scoped(prepare(kit, entry, slot)))

const prepare = Effect.fnUntraced(function*<C extends Contact>(
  kit: Kit<C>,
  entry: Entry<C>,
  slot: Slot
): Effect.fn.Return<void, never, Scope.Scope> {
  const { contact, number, past } = entry
  const asked = Effect.asSome(kit.ask(contact, number))
  const answer = yield* Effect.raceFirst(asked, Effect.as(kit.stopped, Option.none<Refusal | undefined>()))
  if (Option.isNone(answer)) return kit.state.agenda.add(entry, -Infinity)
  const refusal = answer.value
  if (refusal !== undefined) return skip(kit, contact, refusal, past)
  const options = Result.try({ try: () => kit.dial(contact, number), catch: (cause) => ({ cause }) })
  if (Result.isFailure(options)) return skip(kit, contact, { reason: "Invalid", ...options.failure }, past)
  const at = yield* Clock.currentTimeMillis
  const opens = kit.state.opens(contact, at)
  if (opens > at || isHeld(kit, at)) return kit.state.agenda.add(entry, opens)
  const attempt: Attempt = {
    campaign: kit.state.settings.name,
    contact: contact.id,
    number,
    attempt: (past.at(-1)?.attempt ?? 0) + 1,
    id: crypto.randomUUID(),
    intendedAt: at
  }
  yield* Effect.uninterruptibleMask((restore) => run(kit, entry, attempt, options.success, slot, restore))
})

type Restore = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>

/** Whether no call may start any more: the campaign was stopped or paused meanwhile. */
const isHeld = <C extends Contact>({ gate, state }: Kit<C>, at: number): boolean =>
  state.isStopped || gate(at) !== undefined

const run = Effect.fnUntraced(function*<C extends Contact>(
  kit: Kit<C>,
  entry: Entry<C>,
  attempt: Attempt,
  options: Omit<DialOptions, "id" | "onInterrupt">,
  slot: Slot,
  restore: Restore
): Effect.fn.Return<void, never, Scope.Scope> {
  const { agenda } = kit.state
  const { contact, number } = entry
  const { id } = attempt
  const intended = yield* Effect.result(kit.log.intend(attempt))
  const at = yield* Clock.currentTimeMillis
  if (Result.isFailure(intended)) {
    const error = intended.failure
    if (error.reason === "AlreadyIntended") return yield* reread(kit, contact)
    kit.undialled.add(id)
    return agenda.add(entry, yield* logFailed(kit, error))
  }
  kit.state.logged()
  if (isHeld(kit, at)) {
    yield* withdraw(kit, id)
    return agenda.add(entry, at)
  }
  kit.publish({ _tag: "Started", contact, number, attempt: attempt.attempt, id })
  kit.state.dialled(at)
  const dialing = yield* Effect.exit(restore(kit.phone.start({ ...options, id })))
  if (Exit.isSuccess(dialing)) return yield* follow(kit, entry, attempt, dialing.value, slot, restore)
  const error = Exit.findErrorOption(dialing)
  if (Option.isSome(error)) return yield* undone(kit, entry, attempt, error.value, restore)
  // The call is hung up when the scope closes.
  if (Exit.hasInterrupts(dialing)) return yield* cancel(kit, id)
  yield* quietly(Effect.logError(`The call ${id} was lost: the client threw`, dialing.cause))
  yield* restore(over(kit, entry, attempt, { _tag: "Unknown", why: "NotSeen", lookedAt: [] }))
})

/** An attempt has its outcome. */
const over = Effect.fnUntraced(function*<C extends Contact>(
  kit: Kit<C>,
  { contact, past }: Entry<C>,
  attempt: Attempt,
  outcome: Outcome
) {
  yield* finish(kit, attempt.id, outcome)
  const at = yield* Clock.currentTimeMillis
  yield* attempted(kit, contact, attempt, outcome)
  settle(kit, contact, [...past, { ...attempt, outcome, finishedAt: at }], at, true)
})

/** How long a contact waits that was not called because of the connection. */
const linkPause = 1000

/** Nobody was called. What is wrong with this call alone is its outcome; what is wrong with all holds the campaign up. */
const undone = Effect.fnUntraced(function*<C extends Contact>(
  kit: Kit<C>,
  entry: Entry<C>,
  attempt: Attempt,
  error: AmiError,
  restore: Restore
) {
  const { state } = kit
  const at = yield* Clock.currentTimeMillis
  if (!error.isRetryable) state.refused(error)
  if (error.isRetryable || state.refusal !== undefined) {
    yield* withdraw(kit, attempt.id)
    return state.agenda.add(entry, at + linkPause)
  }
  yield* restore(over(kit, entry, attempt, { _tag: "Failed", text: error.message }))
})

/**
 * The campaign ends while it is not known what becomes of the call, which is hung up. Without a connection it may ring on, and be
 * answered: it stays open, for the next run to look it up.
 */
const cancel = <C extends Contact>({ log, state }: Kit<C>, id: string) =>
  state.isConnected ? Effect.ignore(Effect.timeout(log.finish(id, { _tag: "Cancelled" }), "1 second")) : Effect.void

const attempted = <C extends Contact>(
  { count, publish }: Kit<C>,
  contact: C,
  { attempt, id, number }: Attempt,
  outcome: Outcome
) => {
  publish({ _tag: "Attempted", contact, number, attempt, id, outcome })
  return count(outcome)
}

const follow = Effect.fnUntraced(function*<C extends Contact>(
  kit: Kit<C>,
  { contact, past }: Entry<C>,
  attempt: Attempt,
  dialing: Dialing,
  slot: Slot,
  restore: Restore
): Effect.fn.Return<void> {
  const first = yield* Effect.exit(restore(dialing.first))
  if (Exit.isFailure(first)) return yield* cancel(kit, attempt.id)
  const outcome = first.value
  yield* restore(finish(kit, attempt.id, outcome))
  const at = yield* Clock.currentTimeMillis
  kit.state.decided(outcome._tag === "Answered")
  yield* attempted(kit, contact, attempt, outcome)
  settle(kit, contact, [...past, { ...attempt, outcome, finishedAt: at }], at, true)
  if (outcome._tag !== "Answered") return
  const of = { contact, number: attempt.number, attempt: attempt.attempt, id: attempt.id }
  yield* restore(serve(kit, dialing, slot, () => kit.publish({ _tag: "Abandoned", ...of })))
  const followed = yield* restore(dialing.ended)
  kit.publish({ _tag: "Ended", ...of, followed })
})

/** Waits until an agent has the call, and says whether that was in time. Who hangs up before that was neither. */
export const serve = Effect.fnUntraced(function*<C extends Contact>(
  kit: Kit<C>,
  dialing: Dialing,
  slot: Slot,
  onAbandoned: () => void
): Effect.fn.Return<void> {
  const { agentWithin, state } = kit
  if (agentWithin === undefined) return endSetup(kit, slot)
  const soon = yield* Effect.timeoutOption(dialing.second, agentWithin)
  const second = Option.getOrUndefined(soon)
  const isAbandoned = Option.isNone(soon) || (second !== undefined && !reached.has(second._tag))
  if (isAbandoned || second?._tag === "Answered") {
    state.served(yield* Clock.currentTimeMillis, isAbandoned)
    if (isAbandoned) onAbandoned()
  }
  if (Option.isNone(soon)) yield* dialing.second
  endSetup(kit, slot)
})

const reached: ReadonlySet<Outcome["_tag"]> = /*#__PURE__*/ new Set(["Answered", "Cancelled"])
