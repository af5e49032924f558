/**
 * How several that want the same list at the same moment are given one answer.
 *
 * Who takes snapshots for others sets the reference, and `AmiClient.collect` asks through it.
 *
 * @since 0.2.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { AmiError } from "../AmiError.ts"
import type * as AmiAction from "../catalog/AmiAction.ts"

export interface Lists {
  /** Asks, or waits for the answer of another that is about to ask for the same list of the same client. */
  readonly collect: <Item>(
    client: object,
    action: AmiAction.ListAction<Item>,
    ask: Effect.Effect<Array<Item>, AmiError>
  ) => Effect.Effect<Array<Item>, AmiError>
}

/** Unset, each list is asked for. */
export const SharedLists = Context.Reference<Lists | undefined>("effect-ami/internal/sharedLists", {
  defaultValue: () => undefined
})

type Collect = <Item>(action: AmiAction.ListAction<Item>) => Effect.Effect<Array<Item>, AmiError>

/** The `collect` of a client, through whoever shares lists. */
export const sharing = (collect: Collect): Collect => (action) => {
  const ask = collect(action)
  return Effect.flatMap(SharedLists, (lists) => lists === undefined ? ask : lists.collect(collect, action, ask))
}
