/**
 * `Getvar` and `Setvar`.
 *
 * @since 0.1.0
 */
import { acknowledgement, type Lines, refusal, success } from "../messages.ts"
import * as Channels from "../pbx/channels.ts"
import * as Scope from "../pbx/dialplan/scope.ts"
import type { Draft } from "../pbx/draft.ts"
import type { Channel } from "../pbx/model.ts"
import { type Request, valueOf } from "../requests.ts"
import type { PbxActions } from "./action.ts"

/** Finds the channel that a request names; undefined if it names none. */
const channelOf = (draft: Draft, request: Request): Channel | "unknown" | undefined => {
  const name = valueOf(request, "Channel")
  return name === "" ? undefined : Channels.find(draft, name) ?? "unknown"
}

const answerGetvar = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const variable = valueOf(request, "Variable")
  if (variable === "") return [refusal(request, "No variable specified")]
  const channel = channelOf(draft, request)
  if (channel === "unknown") return [refusal(request, "No such channel")]
  const value = Scope.get(draft, channel, variable, "manager") ?? ""
  return [success(request, `Variable: ${variable}`, `Value: ${value}`)]
}

const answerSetvar = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const variable = valueOf(request, "Variable")
  if (variable === "") return [refusal(request, "No variable specified")]
  const channel = channelOf(draft, request)
  if (channel === "unknown") return [refusal(request, "No such channel")]
  const value = valueOf(request, "Value")
  const isSet = Scope.set(draft, channel, variable, value, "manager")
  return [isSet ? acknowledgement(request, "Variable Set") : refusal(request, "Variable not set")]
}

/** `Getvar` and `Setvar`. */
export const actions: PbxActions = {
  Getvar: { answer: answerGetvar },
  Setvar: { answer: answerSetvar }
}
