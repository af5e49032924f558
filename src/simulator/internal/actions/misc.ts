/**
 * Actions on one channel that have no part of the PBX to themselves: digits, text, sound, how long it may live.
 *
 * @since 0.2.0
 */
import { acknowledgement, type Lines, refusal, success } from "../messages.ts"
import * as Channels from "../pbx/channels.ts"
import * as Digits from "../pbx/dialplan/digits.ts"
import type { Draft } from "../pbx/draft.ts"
import type { Channel } from "../pbx/model.ts"
import { isTrue, scanned } from "../pbx/numbers.ts"
import * as Timeouts from "../pbx/timeouts.ts"
import { type Request, valueOf } from "../requests.ts"
import type { PbxActions } from "./action.ts"

type Answer = (draft: Draft, request: Request) => ReadonlyArray<Lines>

/** The rules for headers that must not be empty, in the order in which Asterisk checks them. */
const requiring = (
  headers: ReadonlyArray<readonly [name: string, refused: string]>,
  missing: string,
  answer: (draft: Draft, channel: Channel, request: Request) => Lines
): Answer =>
(draft, request) => {
  const empty = headers.find(([name]) => valueOf(request, name) === "")
  if (empty !== undefined) return [refusal(request, empty[1])]
  const channel = Channels.find(draft, valueOf(request, "Channel"))
  return [channel === undefined ? refusal(request, missing) : answer(draft, channel, request)]
}

const answerTimeout: Answer = (draft, request) => {
  // A number with a fraction, and 0 if there is none.
  const seconds = Number.parseFloat(valueOf(request, "Timeout"))
  const name = valueOf(request, "Channel")
  if (name === "") return [refusal(request, "No channel specified")]
  if (!(seconds > 0)) return [refusal(request, "No timeout specified")]
  const channel = Channels.find(draft, name)
  if (channel === undefined) return [refusal(request, "No such channel")]
  Timeouts.hangUpAfter(draft, channel, seconds * 1000)
  return [acknowledgement(request, "Timeout Set")]
}

const answerSendText = requiring(
  [["Channel", "No channel specified"], ["Message", "No Message specified"]],
  "No such channel",
  (_, __, request) => acknowledgement(request, "Success")
)

/** What follows the digits is ignored, and a negative number is a very large one. */
const durationOf = (request: Request): number | undefined => {
  const given = valueOf(request, "Duration")
  const duration = given === "" ? 0 : scanned(given)
  return duration === undefined ? undefined : duration >>> 0
}

const playing = (kind: "DTMF" | "MF", play: (draft: Draft, channel: Channel, request: Request, ms: number) => void) =>
  requiring([], "Channel not found", (draft, channel, request) => {
    if (valueOf(request, "Digit") === "") return refusal(request, "No digit specified")
    const duration = durationOf(request)
    if (duration === undefined) return refusal(request, "Could not convert Duration parameter")
    play(draft, channel, request, duration)
    return acknowledgement(request, `${kind} successfully queued`)
  })

const answerPlayDtmf = playing("DTMF", (draft, channel, request, duration) => {
  const digit = valueOf(request, "Digit").charAt(0)
  if (isTrue(valueOf(request, "Receive"))) Digits.receiveFrom(draft, channel, digit, duration)
  else Digits.playTo(draft, channel, digit, duration)
})

const directions = new Set(["in", "out", "all"])

const answerMuteAudio = requiring(
  [["Channel", "Channel not specified"], ["State", "State not specified"], ["Direction", "Direction not specified"]],
  "No such channel",
  (_, __, request) =>
    directions.has(valueOf(request, "Direction"))
      ? success(request)
      : refusal(request, "Failed to mute/unmute stream")
)

const controls = new Set(["stop", "forward", "reverse", "pause", "restart"])

const answerControlPlayback = requiring(
  [["Channel", "Channel not specified"], ["Control", "Control not specified"]],
  "No such channel",
  (_, __, request) =>
    controls.has(valueOf(request, "Control").toLowerCase())
      ? success(request)
      : refusal(request, "Unknown control type")
)

const answerOptimizeAway = requiring(
  [["Channel", "'Channel' not specified."]],
  "Channel does not exist.",
  (_, { name }, request) =>
    name.startsWith("Local/")
      ? acknowledgement(request, "Queued channel to be optimized away")
      : refusal(request, "Unable to find channel")
)

const answerMessageSend: Answer = (draft, request) => {
  const to = valueOf(request, "Destination") === "" ? valueOf(request, "To") : valueOf(request, "Destination")
  if (to === "") return [refusal(request, "No 'To' address specified.")]
  const [technology = ""] = to.split(":")
  if (technology.toLowerCase() !== "pjsip") return [refusal(request, "Message technology not found.")]
  const endpoint = to.slice(technology.length + 1).split(/[/@]/)[0] ?? ""
  return [
    draft.endpoints[endpoint] === undefined
      ? refusal(request, "Message failed to send.")
      : acknowledgement(request, "Message successfully sent")
  ]
}

// --- Advice of charge -------------------------------------------------------

const charges = new Set(["na", "free", "currency", "unit"])
const multipliers = new Set(["onethousandth", "onehundredth", "onetenth", "one", "ten", "hundred", "thousand"])
const billings = ["normal", "reversecharge", "creditcard"]
const transfers = ["callfwdunconditional", "callfwdbusy", "callfwdnoreply", "calldeflection", "calltransfer"]

/** What is wrong with the charges of a message, if anything (manager.c, action_aoc_de_message). */
const wrongCharge = (request: Request, kind: "D" | "E"): string | undefined => {
  const get = (name: string) => valueOf(request, name).toLowerCase()
  const charge = get("ChargeType")
  if (charge === "") return "ChargeType not specified"
  if (!charges.has(charge)) return "Invalid ChargeType"
  if (charge === "currency") {
    if (scanned(get("CurrencyAmount")) === undefined) {
      return "Invalid CurrencyAmount, CurrencyAmount is a required when ChargeType is Currency"
    }
    const multiplier = get("CurrencyMultiplier")
    if (multiplier === "") {
      return "ChargeMultiplier unspecified, ChargeMultiplier is required when ChargeType is Currency."
    }
    if (!multipliers.has(multiplier)) return "Invalid ChargeMultiplier"
  }
  const billing = get("AOCBillingId")
  const known = kind === "D" ? billings : [...billings, ...transfers]
  if (billing !== "" && !known.includes(billing)) return `Invalid AOC-${kind} AOCBillingId`
  if (kind === "E") {
    for (const name of ["ChargingAssociationId", "ChargingAssociationPlan"]) {
      if (get(name) !== "" && scanned(get(name)) === undefined) return `Invalid ${name}`
    }
  }
  const hasUnit = scanned(get("UnitAmount(0)")) !== undefined || scanned(get("UnitType(0)")) !== undefined
  return charge === "unit" && !hasUnit
    ? "Invalid UnitAmount(0), At least one valid unit entry is required when ChargeType is set to Unit"
    : undefined
}

const answerAoc: Answer = (draft, request) => {
  const name = valueOf(request, "Channel")
  const prefix = valueOf(request, "ChannelPrefix")
  if (name === "" && prefix === "") {
    return [refusal(request, "Channel and PartialChannel are not specified. Specify at least one of these.")]
  }
  const channel = Channels.find(draft, name) ?? (prefix === "" ? undefined : Channels.findByPrefix(draft, prefix))
  if (channel === undefined) return [refusal(request, "No such channel")]
  const kind = valueOf(request, "MsgType").toUpperCase()
  if (kind !== "D" && kind !== "E" && kind !== "S") return [refusal(request, "Invalid MsgType")]
  const wrong = kind === "S" ? undefined : wrongCharge(request, kind)
  if (wrong !== undefined) return [refusal(request, wrong)]
  return [
    channel.name.startsWith("Local/")
      ? acknowledgement(request, "AOC Message successfully queued on channel")
      : refusal(request, "Error encoding AOC message, could not queue onto channel")
  ]
}

/** The actions. */
export const actions: PbxActions = {
  AOCMessage: { answer: answerAoc },
  AbsoluteTimeout: { answer: answerTimeout },
  ControlPlayback: { answer: answerControlPlayback },
  LocalOptimizeAway: { answer: answerOptimizeAway },
  MessageSend: { answer: answerMessageSend },
  MuteAudio: { answer: answerMuteAudio },
  PlayDTMF: { answer: answerPlayDtmf },
  PlayMF: { answer: playing("MF", () => {}) },
  SendFlash: {
    answer: requiring(
      [],
      "Channel not found",
      (_, __, request) => acknowledgement(request, "Flash successfully queued")
    )
  },
  SendText: { answer: answerSendText }
}
