/**
 * Channel event logging (cel.c, cel_manager.c): events about channels, computed from the messages about them.
 *
 * @since 0.2.0
 */
import { headerOf, type RaisedEvent } from "../../messages.ts"
import type { Draft } from "../draft.ts"
import type { Bridge, Channel, Note, Shown } from "../model.ts"
import { timeOf } from "../numbers.ts"

/** What `CEL` shows of a channel. */
interface Subject
  extends Pick<Shown, "accountCode" | "caller" | "exten" | "context" | "linkedid" | "application" | "data">
{
  readonly name: string
  readonly uniqueid: string
  readonly dialled: string
  readonly peerAccount: string
}

interface Extras {
  readonly extra?: Readonly<Record<string, string | number>> | undefined
  readonly peer?: string | undefined
}

const raise = (draft: Draft, event: string, subject: Subject, { extra, peer = "" }: Extras = {}): void => {
  if (draft.services.cel?.has(event) !== true) return
  draft.raise("CEL", "call", [
    `EventName: ${event}`,
    `AccountCode: ${subject.accountCode}`,
    `CallerIDnum: ${subject.caller.number}`,
    `CallerIDname: ${subject.caller.name}`,
    `CallerIDani: ${draft.services.anis.get(subject.uniqueid) ?? ""}`,
    "CallerIDrdnis: ",
    `CallerIDdnid: ${subject.dialled}`,
    `Exten: ${subject.exten}`,
    `Context: ${subject.context}`,
    `Channel: ${subject.name}`,
    `Application: ${subject.application}`,
    `AppData: ${subject.data}`,
    `EventTime: ${timeOf(draft.time)}`,
    "AMAFlags: DOCUMENTATION",
    `UniqueID: ${subject.uniqueid}`,
    `LinkedID: ${subject.linkedid}`,
    "Userfield: ",
    `Peer: ${peer}`,
    `PeerAccount: ${subject.peerAccount}`,
    `Extra: ${extra === undefined ? "" : JSON.stringify(extra)}`
  ])
}

const isDialApplication = (application: string): boolean => application.toLowerCase().startsWith("appdial")

/** The application that a channel has when it runs none: that of the module that made it. */
const own = (draft: Draft, uniqueid: string): Pick<Subject, "application" | "data"> =>
  draft.services.celOwn.get(uniqueid) ?? { application: "", data: "" }

// --- Channels -----------------------------------------------------------------------

/** Applications whose start and end raise events (cel.conf, `apps`). */
const applicationChanged = (draft: Draft, before: Subject | undefined, now: Subject): void => {
  if (before?.application === now.application) return
  const isTracked = ({ application }: Subject) => draft.services.celApplications.has(application.toLowerCase())
  if (before !== undefined && isTracked(before)) raise(draft, "APP_END", before)
  if (isTracked(now)) raise(draft, "APP_START", now)
}

/** Who ended a channel: its dialplan, its telephone, or nobody in particular. */
const sourceOf = (channel: Channel): string => {
  if (channel.application === "Hangup") return "dialplan/builtin"
  return channel.endpoint !== undefined && (channel.softHangup & 1) !== 0 ? channel.name : ""
}

const channelChanged = (draft: Draft, { before, channel, ended }: Extract<Note, { _tag: "Channel" }>): void => {
  const { uniqueid } = channel
  if (isDialApplication(channel.application) && !draft.services.celOwn.has(uniqueid)) {
    draft.services.celOwn.set(uniqueid, { application: channel.application, data: channel.data })
  }
  const isInbound = channel.endpoint !== undefined && !channel.outgoing
  if (before === undefined && isInbound) draft.services.anis.set(uniqueid, channel.caller.number)
  const now: Subject = ended ? { ...channel, ...own(draft, uniqueid) } : channel
  if (before === undefined) {
    raise(draft, "CHAN_START", now)
    return
  }
  applicationChanged(draft, { ...channel, ...before }, now)
  if (ended) {
    const extra = {
      hangupcause: channel.cause,
      hangupsource: sourceOf(channel),
      dialstatus: draft.services.celStatuses.get(uniqueid) ?? ""
    }
    raise(draft, "HANGUP", now, { extra })
    raise(draft, "CHAN_END", now)
    if (!draft.linked.has(channel.linkedid)) raise(draft, "LINKEDID_END", now)
    for (const table of [draft.services.anis, draft.services.celOwn, draft.services.celStatuses]) table.delete(uniqueid)
    return
  }
  if (before.state !== channel.state && channel.state === 6) raise(draft, "ANSWER", now)
  if (before.linkedid !== channel.linkedid && !draft.linked.has(before.linkedid)) {
    raise(draft, "LINKEDID_END", { ...channel, ...before })
  }
}

// --- Dials, bridges, lots ---------------------------------------------------------------

const statuses = new Set([
  "CHANUNAVAIL",
  "CONGESTION",
  "NOANSWER",
  "BUSY",
  "ANSWER",
  "CANCEL",
  "DONTCALL",
  "TORTURE",
  "INVALIDARGS"
])

const dialled = (draft: Draft, { caller, forward, leg, status }: Extract<Note, { _tag: "Dial" }>): void => {
  const { anis, celStatuses } = draft.services
  if (status === "") {
    const half = leg.half === undefined ? undefined : draft.channels.get(leg.half)
    if (caller === undefined) anis.set(leg.uniqueid, leg.caller.number)
    else if (half !== undefined) anis.set(half.uniqueid, anis.get(caller.uniqueid) ?? "")
  }
  if (caller === undefined) return
  if (forward !== "") raise(draft, "FORWARD", caller, { extra: { forward } })
  const known = celStatuses.get(caller.uniqueid)
  const isBetter = known === undefined || (status === "ANSWER" && known !== "ANSWER")
  if (statuses.has(status) && isBetter) celStatuses.set(caller.uniqueid, status)
}

const bridged = (draft: Draft, event: string, bridge: Bridge, channel: Channel): void => {
  const peer = bridge.channels.filter((name) => name !== channel.name && draft.channels.has(name)).join(",")
  raise(draft, event, channel, { extra: { bridge_id: bridge.id, bridge_technology: bridge.technology }, peer })
}

const parked = (draft: Draft, note: Extract<Note, { _tag: "Parked" }>): void => {
  const { channel, event, lot, parker, retriever } = note
  if (event === "ParkedCall") {
    return raise(draft, "PARK_START", channel, { extra: { parker_dial_string: parker, parking_lot: lot } })
  }
  const reason = event === "UnParkedCall" ? "ParkedCallUnparked" : event
  raise(draft, "PARK_END", channel, { extra: { reason, ...(retriever === undefined ? {} : { retriever }) } })
}

// --- What only events show --------------------------------------------------------------

/** The channel that an event shows with a prefix, as it is now. */
const channelIn = (draft: Draft, event: RaisedEvent, prefix: string): Channel | undefined =>
  draft.channels.get(headerOf(event, `${prefix}Channel`) ?? "")

const pairIn = (event: RaisedEvent, prefix: string) => ({
  name: headerOf(event, `${prefix}Channel`) ?? "N/A",
  uniqueid: headerOf(event, `${prefix}Uniqueid`) ?? "N/A"
})

const transferred = (draft: Draft, event: RaisedEvent): void => {
  const transferer = channelIn(draft, event, "Transferer")
  if (transferer === undefined || headerOf(event, "Result") !== "Success") return
  const transferee = pairIn(event, "Transferee")
  raise(draft, "BLINDTRANSFER", transferer, {
    extra: {
      extension: headerOf(event, "Extension") ?? "",
      context: headerOf(event, "Context") ?? "",
      bridge_id: headerOf(event, "BridgeUniqueid") ?? "",
      transferee_channel_name: transferee.name,
      transferee_channel_uniqueid: transferee.uniqueid
    }
  })
}

const attended = (draft: Draft, event: RaisedEvent): void => {
  const transferer = channelIn(draft, event, "OrigTransferer")
  const kind = headerOf(event, "DestType")
  if (transferer === undefined || kind === "Fail") return
  const second = pairIn(event, "SecondTransferer")
  const transferee = pairIn(event, "Transferee")
  const target = pairIn(event, "TransferTarget")
  const app = headerOf(event, "DestApp")
  raise(draft, "ATTENDEDTRANSFER", transferer, {
    extra: {
      bridge1_id: headerOf(event, "OrigBridgeUniqueid") ?? "",
      channel2_name: second.name,
      channel2_uniqueid: second.uniqueid,
      ...(app === undefined ? { bridge2_id: headerOf(event, "SecondBridgeUniqueid") ?? "" } : { app }),
      transferee_channel_name: transferee.name,
      transferee_channel_uniqueid: transferee.uniqueid,
      transfer_target_channel_name: target.name,
      transfer_target_channel_uniqueid: target.uniqueid
    }
  })
}

const pickedUp = (draft: Draft, event: RaisedEvent): void => {
  const target = channelIn(draft, event, "Target")
  const picker = pairIn(event, "")
  if (target === undefined) return
  raise(draft, "PICKUP", target, { extra: { pickup_channel: picker.name, pickup_channel_uniqueid: picker.uniqueid } })
}

const optimized = (draft: Draft, name: string, event: RaisedEvent): void => {
  const one = channelIn(draft, event, "LocalOne")
  const two = pairIn(event, "LocalTwo")
  if (one !== undefined) raise(draft, name, one, { extra: { local_two: two.name, local_two_uniqueid: two.uniqueid } })
}

const eventRaised = (draft: Draft, event: RaisedEvent): void => {
  switch (event.name) {
    case "BlindTransfer":
      return transferred(draft, event)
    case "AttendedTransfer":
      return attended(draft, event)
    case "Pickup":
      return pickedUp(draft, event)
    case "LocalOptimizationBegin":
      return draft.dialect === 16 ? undefined : optimized(draft, "LOCAL_OPTIMIZE_BEGIN", event)
    case "LocalOptimizationEnd":
      return optimized(draft, "LOCAL_OPTIMIZE", event)
  }
}

/** Raises events about what has happened. */
export const log = (draft: Draft, notes: ReadonlyArray<Note>, events: ReadonlyArray<RaisedEvent>): void => {
  // These show channels as they are now, and those that end now are gone already.
  for (const event of events) eventRaised(draft, event)
  for (const note of notes) {
    switch (note._tag) {
      case "Channel":
        channelChanged(draft, note)
        break
      case "Dial":
        dialled(draft, note)
        break
      case "BridgeEnter":
        bridged(draft, "BRIDGE_ENTER", note.bridge, note.channel)
        break
      case "BridgeLeave":
        bridged(draft, "BRIDGE_EXIT", note.bridge, note.channel)
        break
      case "Parked":
        parked(draft, note)
        break
      default:
        break
    }
  }
}
