/**
 * Errors by their reasons, in as few words as they are made with everywhere.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import { AmiError, ConnectionLost, InvalidOption, type Reason } from "../AmiError.ts"
import type { Invalid } from "./options.ts"

/** The error for a reason. */
export const errorFor = (reason: Reason): AmiError => new AmiError({ reason })

/** Fails for a reason. */
export const fail = (reason: Reason): Effect.Effect<never, AmiError> => Effect.fail(errorFor(reason))

/** The error of a connection that ended. */
export const lost = (why: ConnectionLost["why"], detail?: string): AmiError =>
  errorFor(new ConnectionLost(detail === undefined ? { why } : { why, detail }))

/** The error of an option that is wrong; `of` is whose option it is. */
export const invalidOption = (of: string, wrong: Invalid): AmiError => errorFor(new InvalidOption({ of, ...wrong }))

/** What to do, for an error that may have it. */
export const hinted = (hint: string | undefined): { readonly hint?: string } => (hint === undefined ? {} : { hint })
