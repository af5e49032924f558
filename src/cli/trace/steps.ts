/**
 * The events of a call as steps: what a channel does, or does to another.
 *
 * @since 0.2.0
 */
import type { AmiMessage } from "../../protocol/AmiMessage.ts"

/** What happens: at the channel `from`, and to the channel `to` if there is one. Both are `Uniqueid`s. */
export interface Step {
  readonly from: string
  readonly to?: string | undefined
  readonly text: string
}

type Read = (get: (name: string) => string, message: AmiMessage) => Omit<Step, "from"> | undefined

/** What the dialplan does with itself is not shown. */
const isInner = (application: string): boolean =>
  /^(Set|MSet|NoOp|Goto|GotoIf|GotoIfTime|ExecIf|Gosub|GosubIf|Return|StackPop|Macro|MacroExit|Verbose|Log)$/i
    .test(application)

const isTold = (text: string): boolean => text !== "" && text !== "<unknown>"

const short = (bridge: string): string => bridge.slice(0, 8)

/** How to read the events that make a step; the others are not shown. */
const reads: Readonly<Record<string, Read>> = {
  Newchannel: (get) => {
    const [caller, exten] = [get("CallerIDNum"), get("Exten")]
    return { text: `new${isTold(caller) ? ` ${caller}` : ""}${isTold(exten) ? ` → ${exten}` : ""}` }
  },
  Newstate: (get) => ({ text: get("ChannelStateDesc").toLowerCase() }),
  Newexten: (get) => {
    const application = get("Application")
    return isInner(application) ? undefined : { text: `${application}(${get("AppData")})` }
  },
  Rename: (get) => ({ text: `now ${get("Newname")}` }),
  LocalBridge: (get) => ({ text: "local", to: get("LocalTwoUniqueid") }),
  DialBegin: (get) => ({ text: "dial", to: get("DestUniqueid") }),
  DialEnd: (get) => ({ text: get("DialStatus").toLowerCase(), to: get("DestUniqueid") }),
  BridgeEnter: (get) => ({ text: `enters bridge ${short(get("BridgeUniqueid"))} (${get("BridgeNumChannels")})` }),
  BridgeLeave: (get) => ({ text: `leaves bridge ${short(get("BridgeUniqueid"))} (${get("BridgeNumChannels")})` }),
  Hold: () => ({ text: "holds" }),
  Unhold: () => ({ text: "holds no more" }),
  DTMFEnd: (get) => ({ text: `digit ${get("Digit")}` }),
  QueueCallerJoin: (get) => ({ text: `queue ${get("Queue")}, place ${get("Position")}` }),
  QueueCallerLeave: (get) => ({ text: `leaves queue ${get("Queue")}` }),
  QueueCallerAbandon: (get) => ({ text: `gives up after ${get("HoldTime")} s` }),
  AgentConnect: (get) => ({ text: `agent ${get("MemberName")}`, to: get("DestUniqueid") }),
  AgentRingNoAnswer: (get) => ({ text: `no answer of ${get("MemberName")}` }),
  ParkedCall: (get) => ({ text: `parked at ${get("ParkingSpace")}` }),
  UnParkedCall: (get) => ({ text: `fetched from ${get("ParkingSpace")}`, to: get("RetrieverUniqueid") }),
  ParkedCallTimeOut: (get) => ({ text: `parked too long at ${get("ParkingSpace")}` }),
  BlindTransfer: (get) => ({ text: `transfers to ${get("Extension")}`, to: get("TransfereeUniqueid") }),
  AttendedTransfer: (get) => ({ text: `transfers: ${get("Result")}`, to: get("TransfereeUniqueid") }),
  Pickup: (get) => ({ text: "picks up", to: get("TargetUniqueid") }),
  HangupRequest: () => ({ text: "hangs up" }),
  SoftHangupRequest: () => ({ text: "is hung up" }),
  Hangup: (get) => ({ text: `end: ${get("Cause")} ${get("Cause-txt")}` })
}

/** The prefix of the channel that acts, in events that have no `Uniqueid` of their own. */
const actors: Readonly<Record<string, string>> = {
  LocalBridge: "LocalOne",
  ParkedCall: "Parkee",
  UnParkedCall: "Parkee",
  ParkedCallTimeOut: "Parkee",
  BlindTransfer: "Transferer",
  AttendedTransfer: "OrigTransferer"
}

/** The step that an event makes; undefined if it is not shown. */
export const stepOf = (message: AmiMessage): Step | undefined => {
  const { name } = message
  const read = Object.hasOwn(reads, name) ? reads[name] : undefined
  const get = (header: string) => message.get(header) ?? ""
  const step = read?.(get, message)
  if (step === undefined) return undefined
  const from = get(`${Object.hasOwn(actors, name) ? actors[name] : ""}Uniqueid`)
  const { text } = step
  const to = step.to === "" ? undefined : step.to
  // A program's call is dialled by no channel; a dial ends at the one that was called.
  if (from === "") return to === undefined ? undefined : { from: to, text: name === "DialBegin" ? "dialled" : text }
  return name === "DialEnd" && to !== undefined ? { from: to, to: from, text } : { from, to, text }
}
