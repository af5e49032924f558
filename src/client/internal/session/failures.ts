/**
 * The error of a request that got no answer: whether the action was sent, and whether it may have run.
 *
 * @since 0.1.0
 */
import { type AmiError, NotExecuted, NotSent, OutcomeUnknown } from "../../../AmiError.ts"
import type * as AmiAction from "../../../catalog/AmiAction.ts"
import { errorFor } from "../../../internal/failing.ts"
import * as AmiMessage from "../../../protocol/AmiMessage.ts"
import type { Failure } from "./correlation.ts"

/** The error of a request that got no answer. */
export const failureOf = (action: Pick<AmiAction.Any, "name">, epoch: number, failure: Failure): AmiError => {
  switch (failure._tag) {
    case "Invalid": {
      const { field, rule } = failure.failure
      return errorFor(new NotSent({ action: action.name, why: "Invalid", field, rule }))
    }
    case "Refused":
      return errorFor(new NotSent({ action: action.name, why: failure.why }))
    case "NotExecuted": {
      const { message, why } = failure
      const response = AmiMessage.make([["Response", "Error"], ["Message", message]])
      return errorFor(new NotExecuted({ action: action.name, response, ...(why === undefined ? {} : { why }) }))
    }
    case "Unanswered": {
      const { actionId, cause, detail } = failure
      const more = detail === undefined ? {} : { detail }
      return errorFor(new OutcomeUnknown({ action: action.name, actionId, epoch, cause, ...more }))
    }
  }
}
