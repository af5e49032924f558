/**
 * What the buffer of a subscription must be.
 *
 * @since 0.2.0
 */
import * as Result from "effect/Result"
import type { AmiError } from "../AmiError.ts"
import type { BufferOptions } from "../client/AmiInbox.ts"
import { invalidOption } from "./failing.ts"
import * as Rules from "./options.ts"

export const buffer: Rules.Rule = Rules.members<BufferOptions>(
  "must be an object with capacity and overflow",
  { capacity: Rules.whole(1), overflow: Rules.oneOf("dropOldest", "dropNewest", "fail") },
  ["capacity", "overflow"]
)

/** The buffer of one subscription, which `AmiClient.Buffer` gives, or what is wrong with it. */
export const readBuffer = (given: BufferOptions): Result.Result<BufferOptions, AmiError> => {
  const broken = buffer(given)
  return broken === undefined
    ? Result.succeed(given)
    : Result.fail(invalidOption("AmiClient", Rules.invalid("Buffer", broken)))
}
