/**
 * What an answer means: a typed value, or the error that says whether the action ran.
 *
 * Asterisk distinguishes refusal from failure only by its words (manager.c,
 * process_message and get_input), so the words are gathered here.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import {
  ActionFailed,
  type AmiError,
  DecodeFailed,
  ListIncomplete,
  NotExecuted,
  PermissionDenied
} from "../AmiError.ts"
import type * as AmiAction from "../catalog/AmiAction.ts"
import * as AmiMessage from "../protocol/AmiMessage.ts"
import { attempt } from "./decoding.ts"
import { errorFor } from "./failing.ts"

const refusals: ReadonlyArray<string> = [
  "Invalid/unknown command",
  "Asterisk is shutting down",
  "Missing action in request",
  "Failed to parse message: line too long",
  "Too many lines in message"
]

/** True for a response that reports a failure of whatever kind. */
export const isErrorResponse = ({ name }: AmiMessage.AmiMessage): boolean =>
  name !== "Success" && name.toLowerCase() === "error"

/** What a response says: if its output follows, the output says it (manager.c, action_command). */
const wordsOf = (response: AmiMessage.AmiMessage): string => {
  const message = response.get("Message") ?? ""
  const output = outputOf(response).trimEnd()
  return output !== "" && (message === "" || /\boutput follows\b/i.test(message)) ? output : message
}

/** The output as it may be printed. */
const outputOf = (response: AmiMessage.AmiMessage): string =>
  response.toJSON().filter(([name]) => name.toLowerCase() === "output").map(([, line]) => line).join("\n")

/** Asterisk 13 and older answer `Follows` even if there is no such command (cli.c, ast_cli_command_full). */
const isNoSuchCommand = (response: AmiMessage.AmiMessage): boolean =>
  response.name.toLowerCase() === "follows" && response.output.startsWith("No such command '")

/** True for a response that is the failure of an action with one answer. */
export const isFailure = (response: AmiMessage.AmiMessage): boolean =>
  isErrorResponse(response) || isNoSuchCommand(response)

/** The error that a response stands for which is a failure. */
export const errorOf = (action: AmiAction.Any, response: AmiMessage.AmiMessage): AmiError => {
  const message = response.get("Message") ?? ""
  if (message === "Permission denied") {
    return errorFor(new PermissionDenied({ action: action.name, needs: action.needs, response }))
  }
  if (refusals.some((refusal) => message.startsWith(refusal))) {
    return errorFor(new NotExecuted({ action: action.name, response }))
  }
  return errorFor(new ActionFailed({ action: action.name, message: wordsOf(response), response }))
}

/** Reads the answer to an action. It runs the schemas of the action, and so belongs into the fiber of its caller. */
export const read = <A>(action: AmiAction.Action<A>, response: AmiMessage.AmiMessage): Result.Result<A, AmiError> =>
  isFailure(response)
    ? Result.fail(errorOf(action, response))
    : readBy(action, action.decode, response) ?? Result.fail(decodeFailed(action, "it gave nothing", response))

/** Reads an item of a list, as `read` an answer; undefined for an event that is no item of it. */
export const readItem = <Item>(
  action: AmiAction.ListAction<Item>,
  event: AmiMessage.AmiMessage
): Result.Result<Item, AmiError> | undefined => readBy(action, action.decodeItem, event)

const readBy = <A>(
  action: AmiAction.Any,
  decode: (message: AmiMessage.AmiMessage) => Result.Result<A, string> | undefined,
  message: AmiMessage.AmiMessage
): Result.Result<A, AmiError> | undefined => {
  const decoded = attempt(decode, message)
  return decoded === undefined
    ? undefined
    : Result.mapError(decoded, (issue) => decodeFailed(action, issue, message))
}

export const decodeFailed = (action: AmiAction.Any, issue: string, response: AmiMessage.AmiMessage): AmiError =>
  errorFor(new DecodeFailed({ action: action.name, issue, response }))

/** The error of a list that broke off after these items. */
export const brokenOff = (
  action: string,
  items: ReadonlyArray<AmiMessage.AmiMessage>,
  cause: ListIncomplete["cause"],
  response?: AmiMessage.AmiMessage
): AmiError => {
  const answer = response === undefined ? {} : { response }
  return errorFor(new ListIncomplete({ action, items, cause, ...answer }))
}
