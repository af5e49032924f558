/**
 * `Getvar` and `Setvar`, and how variables are read from a request.
 *
 * @since 0.1.0
 */
import { acknowledgement, type Lines, refusal, success } from "../messages.ts"
import * as Channels from "../pbx/channels.ts"
import type { Draft } from "../pbx/draft.ts"
import type { Channel } from "../pbx/model.ts"
import { type Request, valueOf } from "../requests.ts"
import * as wire from "../wire.ts"
import type { PbxActions } from "./action.ts"

/** The value of a variable, or of one of the few functions that the simulator knows. */
export const valueOfVariable = (draft: Draft, channel: Channel | undefined, name: string): string | undefined => {
  const [, func, argument = ""] = /^(\w+)\((.*)\)$/.exec(name) ?? []
  if (func === undefined) return channel?.variables.get(name) ?? draft.globals.get(name)
  if (channel === undefined) return undefined
  const known: Readonly<Record<string, string>> = {
    "CHANNEL(name)": channel.name,
    "CHANNEL(uniqueid)": channel.uniqueid,
    "CHANNEL(linkedid)": channel.linkedid,
    "CALLERID(num)": channel.caller.number,
    "CALLERID(name)": channel.caller.name,
    "CONNECTEDLINE(num)": channel.connected.number,
    "CONNECTEDLINE(name)": channel.connected.name
  }
  return known[`${func.toUpperCase()}(${argument.toLowerCase()})`]
}

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
  const value = valueOfVariable(draft, channel, variable) ?? ""
  return [success(request, `Variable: ${variable}`, `Value: ${value}`)]
}

const answerSetvar = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const variable = valueOf(request, "Variable")
  if (variable === "") return [refusal(request, "No variable specified")]
  const channel = channelOf(draft, request)
  if (channel === "unknown") return [refusal(request, "No such channel")]
  const value = valueOf(request, "Value")
  if (channel !== undefined) Channels.setVariable(draft, channel, variable, value)
  else {
    draft.globals.set(variable, value)
    const shown = wire.escaped(wire.repaired(value))
    draft.raise("VarSet", "dialplan", ["Channel: none", "Uniqueid: none", `Variable: ${variable}`, `Value: ${shown}`])
  }
  return [acknowledgement(request, "Variable Set")]
}

/** `Getvar` and `Setvar`. */
export const actions: PbxActions = {
  Getvar: { synopsis: "Gets a channel variable or function value.", answer: answerGetvar },
  Setvar: { synopsis: "Sets a channel variable or function value.", answer: answerSetvar }
}
