/**
 * `Redirect`, `BlindTransfer`, `Atxfer` and `CancelAtxfer`.
 *
 * @since 0.1.0
 */
import { acknowledgement, type Lines, refusal } from "../messages.ts"
import * as Keys from "../pbx/calls/keys.ts"
import * as Transfers from "../pbx/calls/transfers.ts"
import * as Channels from "../pbx/channels.ts"
import { priorityOf } from "../pbx/dialplan/dialplan.ts"
import type { Draft } from "../pbx/draft.ts"
import { SoftHangup } from "../pbx/model.ts"
import { scanned } from "../pbx/numbers.ts"
import { type Request, valueOf } from "../requests.ts"
import type { PbxActions } from "./action.ts"

const answerRedirect = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const get = (name: string) => valueOf(request, name)
  const refuse = (message: string) => [refusal(request, message)]
  const name = get("Channel")
  const extraName = get("ExtraChannel")
  const hasExtraPlace = extraName !== "" && get("ExtraContext") !== ""
  if (name === "") return refuse("Channel not specified")
  const required = ["Context", "Exten", "Priority", ...(hasExtraPlace ? ["ExtraExten", "ExtraPriority"] : [])]
  const missing = required.find((header) => get(header) === "")
  if (missing !== undefined) return refuse(`${missing} not specified`)
  const placeOf = (prefix: string) => {
    const where = { context: get(`${prefix}Context`), exten: get(`${prefix}Exten`) }
    const priority = get(`${prefix}Priority`)
    return { ...where, priority: scanned(priority) ?? priorityOf(draft.dialplan, where, priority) ?? 0 }
  }
  const wrong = required.find((header) =>
    header.endsWith("Priority") && placeOf(header.slice(0, -"Priority".length)).priority < 1
  )
  if (wrong !== undefined) return refuse(`${wrong} is invalid`)
  const channel = Channels.find(draft, name)
  if (channel === undefined) return refuse(`Channel does not exist: ${name}`)
  if ((channel.softHangup & ~SoftHangup.AsyncGoto) !== 0) return refuse("Redirect failed, channel not up.")
  if (extraName === "") {
    Transfers.redirect(draft, [[channel, placeOf("")]])
    return [acknowledgement(request, "Redirect successful")]
  }
  const extra = Channels.find(draft, extraName)
  if (extra === undefined) return refuse(`ExtraChannel does not exist: ${extraName}`)
  if ((extra.softHangup & ~SoftHangup.AsyncGoto) !== 0) return refuse("Redirect failed, extra channel not up.")
  Transfers.redirect(draft, [[channel, placeOf("")], [extra, placeOf(hasExtraPlace ? "Extra" : "")]])
  return [acknowledgement(request, "Dual Redirect successful")]
}

/** The transferring channel and its target, or the reason why there is no such transfer. */
const transferOf = (draft: Draft, request: Request) => {
  const name = valueOf(request, "Channel")
  const exten = valueOf(request, "Exten")
  if (name === "") return "No channel specified"
  if (exten === "") return "No extension specified"
  const channel = Channels.find(draft, name)
  if (channel === undefined) return "Channel specified does not exist"
  const context = valueOf(request, "Context")
  return { channel, exten, context: context === "" ? undefined : context }
}

const answerBlindTransfer = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const transfer = transferOf(draft, request)
  if (typeof transfer === "string") return [refusal(request, transfer)]
  const { channel, context = channel.context, exten } = transfer
  const outcome = Transfers.blind(draft, { transferer: channel, context, exten, isExternal: true })
  switch (outcome) {
    case "Success":
      return [acknowledgement(request, "Transfer succeeded")]
    case "Invalid":
      return [refusal(request, "Transfer invalid")]
    case "Not Permitted":
      return [refusal(request, "Transfer not permitted")]
    case "Fail":
      return [refusal(request, "Transfer failed")]
  }
}

const answerAtxfer = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const transfer = transferOf(draft, request)
  if (typeof transfer === "string") return [refusal(request, transfer)]
  Keys.attended(draft, transfer.channel, transfer.exten, transfer.context)
  return [acknowledgement(request, "Atxfer successfully queued")]
}

const answerCancelAtxfer = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const name = valueOf(request, "Channel")
  if (name === "") return [refusal(request, "No channel specified")]
  const channel = Channels.find(draft, name)
  if (channel === undefined) return [refusal(request, "Channel specified does not exist")]
  Keys.cancel(draft, channel)
  return [acknowledgement(request, "CancelAtxfer successfully queued")]
}

/** `Redirect`, `BlindTransfer`, `Atxfer` and `CancelAtxfer`. */
export const actions: PbxActions = {
  Atxfer: { answer: answerAtxfer },
  BlindTransfer: {
    answer: answerBlindTransfer
  },
  CancelAtxfer: { answer: answerCancelAtxfer },
  Redirect: { answer: answerRedirect }
}
