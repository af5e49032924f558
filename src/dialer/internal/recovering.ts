/**
 * The attempts that an earlier run has left open: each is looked up, and none is dialled.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { AmiError } from "../../AmiError.ts"
import { isDefect, quietly } from "../../internal/foreign.ts"
import type { Attempt } from "./attempt.ts"
import type { Contact } from "./contact.ts"
import type { Outcome } from "./outcome.ts"
import { finish, holding, type Kit, serve, settle, type Slot } from "./placing.ts"

/** How long after a look-up that failed another one begins. */
const pause = "1 second"

/** How often a list may fail to come although there is a connection. */
const maxMisses = 10

/** Looks a call up. Without a connection there is nothing to look at, and a list that did not come says nothing. */
const lookUp = <C extends Contact>(
  kit: Kit<C>,
  id: string,
  misses = 0
): Effect.Effect<Effect.Success<ReturnType<Kit<C>["phone"]["lookUp"]>>, AmiError> =>
  Effect.catch(kit.phone.lookUp(id), (error) => {
    const { _tag } = error.reason
    // A client that throws may do so once.
    const isThrown = isDefect(error)
    const isMiss = _tag === "OutcomeUnknown" || _tag === "ListIncomplete" || isThrown
    const isLost = error.isRetryable || (_tag === "ConnectionLost" && !isThrown)
    const isAgain = isLost || (isMiss && misses < maxMisses)
    return isAgain ? Effect.delay(lookUp(kit, id, isMiss ? misses + 1 : misses), pause) : Effect.fail(error)
  })

/** The outcome is known: the contact goes on, if it has come meanwhile. */
const resolve = Effect.fnUntraced(function*<C extends Contact>(kit: Kit<C>, attempt: Attempt, outcome: Outcome) {
  const { state } = kit
  yield* finish(kit, attempt.id, outcome)
  const at = yield* Clock.currentTimeMillis
  kit.publish({ _tag: "Recovered", attempt, outcome })
  yield* kit.count(outcome)
  const past = [...state.history.get(attempt.contact) ?? [], { ...attempt, outcome, finishedAt: at }]
  const contact = state.recovering.get(attempt.contact)
  state.recovering.delete(attempt.contact)
  if (contact === undefined) {
    state.history.set(attempt.contact, past)
    state.resolved.add(attempt.contact)
  } else {
    settle(kit, contact, past, at, true)
  }
  kit.wake()
})

/** Finds out what became of an attempt, and follows its call if that is still there. */
export const recover = Effect.fnUntraced(function*<C extends Contact>(kit: Kit<C>, attempt: Attempt) {
  const found = yield* Effect.result(lookUp(kit, attempt.id))
  if (Result.isFailure(found)) {
    yield* quietly(Effect.logWarning(`The attempt ${attempt.id} could not be looked up`, found.failure))
    return yield* resolve(kit, attempt, { _tag: "Unknown", why: "NotSeen", lookedAt: [] })
  }
  if (found.success._tag !== "Live") return yield* resolve(kit, attempt, found.success)
  kit.publish({ _tag: "Recovered", attempt, outcome: { _tag: "Live" } })
  const slot: Slot = { trunk: undefined, isSetup: true }
  kit.state.adopt(undefined)
  yield* Effect.scoped(holding(kit, slot, adopt(kit, attempt, slot)))
})

const adopt = Effect.fnUntraced(function*<C extends Contact>(kit: Kit<C>, attempt: Attempt, slot: Slot) {
  const dialing = yield* Effect.result(kit.phone.adopt(attempt.id))
  if (Result.isFailure(dialing)) {
    yield* quietly(Effect.logWarning(`The call ${attempt.id} could not be followed`, dialing.failure))
    return yield* resolve(kit, attempt, { _tag: "Unknown", why: "NotSeen", lookedAt: ["Channels"] })
  }
  const outcome = yield* dialing.success.first
  yield* resolve(kit, attempt, outcome)
  if (outcome._tag !== "Answered") return
  yield* serve(kit, dialing.success, slot, () => undefined)
  yield* dialing.success.ended
})
