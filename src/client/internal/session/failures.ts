/**
 * The error of a request that got no answer: it says whether the action was sent, and whether it may have run.
 *
 * @since 0.1.0
 */
import { AmiError, NotExecuted, NotSent, OutcomeUnknown } from "../../../AmiError.ts"
import type * as AmiAction from "../../../catalog/AmiAction.ts"
import * as AmiMessage from "../../../protocol/AmiMessage.ts"
import type { Failure } from "./correlation.ts"

/** The error of a request that got no answer. */
export const failureOf = (action: AmiAction.Any, epoch: number, failure: Failure): AmiError => {
  switch (failure._tag) {
    case "Invalid": {
      const { field, rule } = failure.failure
      return new AmiError({ reason: new NotSent({ action: action.name, why: "Invalid", field, rule }) })
    }
    case "Refused":
      return new AmiError({ reason: new NotSent({ action: action.name, why: failure.why }) })
    case "NotExecuted": {
      const { message, why } = failure
      const response = AmiMessage.make([["Response", "Error"], ["Message", message]])
      return new AmiError({
        reason: new NotExecuted({ action: action.name, response, ...(why === undefined ? {} : { why }) })
      })
    }
    case "Unanswered": {
      const { actionId, cause, detail } = failure
      const more = detail === undefined ? {} : { detail }
      return new AmiError({ reason: new OutcomeUnknown({ action: action.name, actionId, epoch, cause, ...more }) })
    }
  }
}
