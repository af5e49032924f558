/**
 * Lists as sources of parts: their items are not decoded, as a part reads a few headers of each.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import type { AmiError } from "../../AmiError.ts"
import type * as AmiAction from "../../catalog/AmiAction.ts"
import type { AmiClient } from "../../client/AmiClient.ts"
import { raw } from "../../internal/rawList.ts"
import type { AmiMessage } from "../../protocol/AmiMessage.ts"
import type { Source } from "./part.ts"

export { raw } from "../../internal/rawList.ts"

/** Asks for a list. */
export const collect = (
  ami: AmiClient["Service"],
  action: AmiAction.ListAction<unknown>
): Effect.Effect<ReadonlyArray<AmiMessage>, AmiError> => ami.collect(raw(action))

/** A source that is one list action; `cost` decides when it is asked. */
export const source = (cost: number, action: AmiAction.ListAction<unknown>, id = action.name): Source => ({
  id,
  cost,
  ask: (ami) => collect(ami, action)
})
