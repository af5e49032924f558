/**
 * The list of those who are parked, which an account without the class `call` may not have: calls do without it.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Actions from "../../../catalog/Actions.ts"
import type { AmiMessage } from "../../../protocol/AmiMessage.ts"
import { source } from "../lists.ts"
import type { Source } from "../part.ts"
import { optional } from "../tablePart.ts"

/** The answer to an account that may not ask: who is parked is known by events alone. */
export const unlisted: ReadonlyArray<AmiMessage> = []

const list = /*#__PURE__*/ optional(/*#__PURE__*/ source(11, /*#__PURE__*/ Actions.ParkedCalls()))

/** It has an id of its own: `AmiParking`, which has nothing else, fails for such an account. */
export const parkedCalls: Source = {
  id: "ParkedCalls, if allowed",
  cost: list.cost,
  ask: (ami) =>
    Effect.catchIf(list.ask(ami), ({ reason }) => reason._tag === "PermissionDenied", () => Effect.succeed(unlisted))
}
