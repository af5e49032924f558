/**
 * Looking for calls in Asterisk: one list of channels for all who look at the same moment.
 *
 * @since 0.2.0
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import type { AmiError } from "../../AmiError.ts"
import * as Actions from "../../catalog/Actions.ts"
import type { AmiClient } from "../../client/AmiClient.ts"
import { withoutDefects } from "../../internal/foreign.ts"
import { raw } from "../../internal/rawList.ts"
import type { AmiMessage } from "../../protocol/AmiMessage.ts"

type Items = ReadonlyArray<AmiMessage>

interface Looking {
  /** One list at a time. */
  readonly turn: Semaphore.Semaphore
  /** The list that has not been asked for yet. */
  next: Deferred.Deferred<Items, AmiError> | undefined
}

/** By `status`, which stays with a client that somebody has wrapped. */
const lookings = new WeakMap<object, Looking>()

/** The channels, as a list says that is asked for after this. */
export const channels = (ami: AmiClient["Service"]): Effect.Effect<Items, AmiError> =>
  Effect.suspend(() => {
    const looking = lookings.get(ami.status) ?? { turn: Semaphore.makeUnsafe(1), next: undefined }
    lookings.set(ami.status, looking)
    if (looking.next !== undefined) return Deferred.await(looking.next)
    const next = Deferred.makeUnsafe<Items, AmiError>()
    looking.next = next
    const ask = Effect.suspend(() => {
      looking.next = undefined
      return withoutDefects("The client", Effect.suspend(() => ami.collect(raw(Actions.Status()))))
    })
    const asking = Deferred.complete(next, looking.turn.withPermits(1)(Effect.andThen(Effect.yieldNow, ask)))
    // It outlives the dial that began it: others may wait for it.
    return Effect.andThen(Effect.forkDetach(asking), Deferred.await(next))
  })
