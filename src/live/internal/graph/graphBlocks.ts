/**
 * Reads what a message says of a channel or of a bridge into a node of the graph.
 *
 * @since 0.2.0
 */
import type { AmiMessage } from "../../../protocol/AmiMessage.ts"
import { kept, type Shared, valueOf, wholeOf } from "../text.ts"
import { type BridgeNode, type ChannelNode, Facts } from "./graphNodes.ts"

/** Whether a text is another than the one that is known. */
const keptOr = (known: string | undefined, said: string | undefined): string | undefined => {
  const value = valueOf(said)
  return value === known ? known : value === undefined ? undefined : kept(value)
}

export const readState = (node: ChannelNode, message: AmiMessage): number => {
  const state = wholeOf(message.get("ChannelState"))
  if (state === undefined || state === node.state) return 0
  node.state = state
  return Facts.State
}

export const readCallerID = (node: ChannelNode, message: AmiMessage): number => {
  const num = keptOr(node.CallerIDNum, message.get("CallerIDNum"))
  const name = keptOr(node.CallerIDName, message.get("CallerIDName"))
  if (num === node.CallerIDNum && name === node.CallerIDName) return 0
  node.CallerIDNum = num
  node.CallerIDName = name
  return Facts.CallerID
}

export const readConnectedLine = (node: ChannelNode, message: AmiMessage): number => {
  const num = keptOr(node.ConnectedLineNum, message.get("ConnectedLineNum"))
  const name = keptOr(node.ConnectedLineName, message.get("ConnectedLineName"))
  if (num === node.ConnectedLineNum && name === node.ConnectedLineName) return 0
  node.ConnectedLineNum = num
  node.ConnectedLineName = name
  return Facts.ConnectedLine
}

export const readAccountCode = (node: ChannelNode, message: AmiMessage, shared: Shared): number => {
  const code = valueOf(message.get("AccountCode"))
  if (code === node.AccountCode) return 0
  node.AccountCode = code === undefined ? undefined : shared.of(code)
  return Facts.AccountCode
}

/** Where it is in the dialplan. An application that a list has said is not known any more if the channel has moved since. */
export const readPlace = (node: ChannelNode, message: AmiMessage, shared: Shared): number => {
  const exten = keptOr(node.Exten, message.get("Exten"))
  const context = valueOf(message.get("Context"))
  const priority = wholeOf(message.get("Priority"))
  if (exten === node.Exten && context === node.Context && priority === node.Priority) return 0
  node.Exten = exten
  if (context !== node.Context) node.Context = context === undefined ? undefined : shared.of(context)
  node.Priority = priority
  node.Application = undefined
  node.AppData = undefined
  return Facts.Dialplan
}

/** What it runs: `Newexten` and lists do not call the data the same. */
export const readApplication = (node: ChannelNode, message: AmiMessage, data: string, shared: Shared): number => {
  const application = valueOf(message.get("Application"))
  const appData = keptOr(node.AppData, message.get(data))
  if (application === node.Application && appData === node.AppData) return 0
  node.Application = application === undefined ? undefined : shared.of(application)
  node.AppData = appData
  return Facts.Dialplan
}

/** The number that was dialed, which only lists say. */
export const readDialed = (node: ChannelNode, message: AmiMessage): number => {
  const dnid = keptOr(node.DNID, message.get("DNID"))
  if (dnid === node.DNID) return 0
  node.DNID = dnid
  return Facts.Listed
}

/** When a listed channel began, to a second. */
export const startOf = (message: AmiMessage, at: number): number | undefined => {
  const seconds = wholeOf(message.get("Seconds"))
  return seconds === undefined ? undefined : at - seconds * 1000
}

/** How many channels are in a bridge. */
export const readCount = (node: BridgeNode, message: AmiMessage): void => {
  node.count = wholeOf(message.get("BridgeNumChannels")) ?? node.count
}

/** What is said of a bridge; its type, creator and name never change. */
export const readBridge = (node: BridgeNode, message: AmiMessage, shared: Shared): boolean => {
  readCount(node, message)
  const technology = valueOf(message.get("BridgeTechnology"))
  const isChanged = technology !== undefined && technology !== node.BridgeTechnology
  if (isChanged) node.BridgeTechnology = shared.of(technology)
  if (node.BridgeType !== undefined) return isChanged
  const type = valueOf(message.get("BridgeType"))
  if (type === undefined) return isChanged
  node.BridgeType = shared.of(type)
  node.BridgeCreator = optional(message.get("BridgeCreator"), shared)
  node.BridgeName = keptOr(undefined, message.get("BridgeName"))
  return true
}

const optional = (said: string | undefined, shared: Shared): string | undefined => {
  const value = valueOf(said)
  return value === undefined ? undefined : shared.of(value)
}
