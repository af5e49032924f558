/**
 * Whether a client gets the events that report what becomes of a call.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import { type AmiError, NotSent } from "../AmiError.ts"
import { fail } from "./failing.ts"
import * as Mask from "./mask.ts"

const blind = new NotSent({
  action: "Originate",
  why: "Invalid",
  field: "events",
  rule:
    "leaves out the class `call`, which reports the outcome: add it to that option of the client, or use Ami.originate"
})

/** Fails if the client leaves them out. */
export const check = (ami: Parameters<typeof Mask.excludes>[0]): Effect.Effect<void, AmiError> =>
  Mask.excludes(ami, "call") ? fail(blind) : Effect.void
