/**
 * Lets several callers that want the same list at the same moment share one answer.
 *
 * Trackers set the reference while they take a snapshot, and `AmiClient.collect` reads it.
 *
 * @since 0.2.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { AmiError } from "../AmiError.ts"
import type * as AmiAction from "../catalog/AmiAction.ts"

export interface Lists {
  /** Asks, or waits for the answer to the same request of another caller. */
  readonly collect: <Item>(
    client: object,
    action: AmiAction.ListAction<Item>,
    ask: Effect.Effect<Array<Item>, AmiError>
  ) => Effect.Effect<Array<Item>, AmiError>
}

/** Unset, each caller asks for itself. */
export const SharedLists = Context.Reference<Lists | undefined>("effect-ami/internal/sharedLists", {
  defaultValue: () => undefined
})

type Collect = <Item>(action: AmiAction.ListAction<Item>) => Effect.Effect<Array<Item>, AmiError>

/** The `collect` of a client, which shares lists if the reference is set. */
export const sharing = (collect: Collect): Collect => (action) => {
  const ask = collect(action)
  return Effect.flatMap(SharedLists, (lists) => lists === undefined ? ask : lists.collect(collect, action, ask))
}
