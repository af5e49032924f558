/**
 * Lists whose items are not decoded, for who reads a few headers of each.
 *
 * @since 0.2.0
 */
import * as Result from "effect/Result"
import type * as AmiAction from "../catalog/AmiAction.ts"
import type { AmiMessage } from "../protocol/AmiMessage.ts"

/** The same list with its items as they came. */
export const raw = (action: AmiAction.ListAction<unknown>): AmiAction.ListAction<AmiMessage> => {
  const names = new Set(action.items.map(({ name }) => name))
  return {
    ...action,
    decodeItem: (message) => names.has(message.name) ? Result.succeed(message) : undefined
  }
}
