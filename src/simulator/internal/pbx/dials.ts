/**
 * Dials: from the channel that is made for one to its outcome.
 *
 * `Originate`, the application `Dial` and an attended transfer all dial; they
 * differ in what follows. The far end of a Local channel is an extension of the
 * dialplan; of any other channel it is an endpoint with one behaviour.
 *
 * @since 0.1.0
 */
import * as Bridges from "./bridges.ts"
import * as Channels from "./channels.ts"
import * as Consultations from "./consultations.ts"
import { callerOf, raise, statusOf } from "./dialEvents.ts"
import { applicationAt } from "./dialplan.ts"
import type { Draft } from "./draft.ts"
import * as Hangups from "./hangups.ts"
import type { Channel, Dial, Endpoint, Origin, Purpose, Signal } from "./model.ts"

/** How long the far end takes to react, in milliseconds. */
const latency = 10
const ringing = 50

// --- Channels of a dial -----------------------------------------------------

interface Leg {
  readonly leg: string
  readonly half: string | undefined
  /** The part after the technology. */
  readonly dialString: string
  /** Whether the far end exists. */
  readonly exists: boolean
  readonly optimizes: boolean
  readonly endpoint: Endpoint | undefined
}

interface Ids {
  readonly channelId?: string | undefined
  readonly otherChannelId?: string | undefined
  /** The call that the new channel belongs to. */
  readonly linkedid?: string | undefined
}

const hex = (value: number): string => value.toString(16).padStart(8, "0")

const idOf = (draft: Draft, wanted: string | undefined): string =>
  wanted === undefined || wanted === "" ? Channels.newUniqueid(draft) : wanted

const makeLocal = (draft: Draft, dialString: string, ids: Ids): Leg => {
  const [address = "", options = ""] = dialString.split("/")
  const [exten = "", context = "default"] = address.split("@")
  const name = `Local/${exten}@${context}-${hex(draft.next("local"))}`
  const leg = `${name};1`
  const half = `${name};2`
  const uniqueid = idOf(draft, ids.channelId)
  const linkedid = ids.linkedid ?? uniqueid
  // core_unreal.c, ast_unreal_new_channels: if one id is given, the other half gets the same with `;2`.
  const other = ids.channelId !== undefined && ids.channelId !== "" && !ids.otherChannelId
    ? `${uniqueid};2`
    : ids.otherChannelId
  Channels.add(draft, { name: leg, uniqueid, linkedid, state: Channels.State.Down, half, context, exten })
  const otherId = idOf(draft, other)
  Channels.add(draft, {
    name: half,
    uniqueid: otherId,
    linkedid,
    state: Channels.State.Ring,
    half: leg,
    context,
    exten
  })
  const exists = applicationAt(draft.dialplan, { context, exten, priority: 1 }) !== undefined
  return { leg, half, dialString, exists, optimizes: !options.includes("n"), endpoint: undefined }
}

/** Makes the channels of a dial; undefined if there is nothing to dial. */
const makeLeg = (draft: Draft, target: string, ids: Ids): Leg | undefined => {
  const slash = target.indexOf("/")
  const technology = target.slice(0, slash)
  const dialString = target.slice(slash + 1)
  if (slash === -1) return undefined
  if (technology.toLowerCase() === "local") return makeLocal(draft, dialString, ids)
  const endpoint = technology.toLowerCase() === "pjsip" ? draft.endpoints[dialString] : undefined
  if (endpoint === undefined || endpoint === "unregistered") return undefined
  const leg = `PJSIP/${dialString}-${hex(draft.next("endpoint"))}`
  const uniqueid = idOf(draft, ids.channelId)
  const linkedid = ids.linkedid ?? uniqueid
  Channels.add(draft, {
    name: leg,
    uniqueid,
    linkedid,
    state: Channels.State.Down,
    half: undefined,
    context: "from-internal",
    exten: "s"
  })
  return { leg, half: undefined, dialString, exists: true, optimizes: false, endpoint }
}

const localBridge = (draft: Draft, { half, leg, optimizes }: Leg): void => {
  const one = draft.channels.get(leg)
  const two = half === undefined ? undefined : draft.channels.get(half)
  if (one === undefined || two === undefined) return
  draft.raise("LocalBridge", "call", [
    ...Channels.snapshot(one, "LocalOne"),
    ...Channels.snapshot(two, "LocalTwo"),
    `Context: ${two.context}`,
    `Exten: ${two.exten}`,
    `LocalOptimization: ${optimizes ? "Yes" : "No"}`
  ])
}

/** Starts ringing at the far end. */
const call = (draft: Draft, made: Leg, purpose: Purpose, timeout: number | undefined): void => {
  const id = draft.next("dial")
  const dial: Dial = { id, leg: made.leg, dialString: made.dialString, begun: made.exists, cancelled: false, purpose }
  const leg = draft.channels.get(made.leg)
  if (leg === undefined) return
  draft.dials.set(id, dial)
  draft.update(leg, { dial: id })
  const signal = (signal: Signal, after: number, cause = 0) =>
    draft.later(after, { _tag: "Signal", dial: id, signal, cause })
  if (!made.exists) {
    for (const name of [made.half, made.leg]) {
      const channel = name === undefined ? undefined : draft.channels.get(name)
      if (channel !== undefined) draft.update(channel, { half: undefined })
    }
    if (made.half !== undefined) Hangups.hangUp(draft, made.half, { cause: 0 })
    return signal("gone", 0)
  }
  localBridge(draft, made)
  if (purpose._tag !== "Consultation") raise(draft, "DialBegin", dial, `DialString: ${made.dialString}`)
  const half = made.half === undefined ? undefined : draft.channels.get(made.half)
  if (half !== undefined) draft.later(latency, { _tag: "Execute", channel: half.name, plan: half.plan })
  if (made.endpoint === "answers" || made.endpoint === "rings") signal("ringing", latency)
  if (made.endpoint === "answers") signal("answered", ringing)
  if (made.endpoint === "busy") signal("refused", latency, 17)
  if (made.endpoint === "rejects") signal("refused", latency, 21)
  if (made.endpoint === "congested") signal("refused", latency, 34)
  if (timeout !== undefined) signal("expired", timeout)
}

const outgoing = "(Outgoing Line)"

/** The cause of a call to nowhere. */
const noRoute = 3

/** The cause that Dial gives both sides of an answered call, for when it ends. */
const normalClearing = 16

/** Starts the far side of an `Originate`. */
export const originate = (draft: Draft, origin: Origin): void => {
  const made = makeLeg(draft, origin.target, origin)
  const leg = made === undefined ? undefined : draft.channels.get(made.leg)
  if (made === undefined || leg === undefined) return report(draft, origin, undefined, 0)
  Channels.moveTo(draft, leg, leg, { name: "AppDial2", data: outgoing })
  // Variables are prepended to a channel's list, so the last one is announced first.
  for (const [name, value] of origin.variables.toReversed()) Channels.setVariable(draft, leg, name, value)
  if (origin.accountCode !== "") Channels.setAccount(draft, leg, origin.accountCode)
  if (Channels.isKnown(origin.caller)) {
    Channels.setCaller(draft, leg, origin.caller)
    Channels.setConnected(draft, leg, origin.caller)
  }
  const half = made.half === undefined ? undefined : draft.channels.get(made.half)
  if (half !== undefined) {
    for (const [name, value] of origin.variables) Channels.setVariable(draft, half, name, value)
    const inherited = { accountCode: origin.accountCode, caller: origin.caller, connected: origin.caller }
    const updated = draft.update(half, inherited)
    if (Channels.isKnown(origin.caller)) Channels.setCaller(draft, updated, origin.caller)
    if (origin.accountCode !== "") Channels.raise(draft, "NewAccountCode", updated, ["OldAccountCode: "])
    if (Channels.isKnown(origin.caller)) Channels.setConnected(draft, updated, origin.caller)
  }
  call(draft, made, { _tag: "Originate", origin }, origin.timeout)
}

/** Starts a channel's `Dial`. Returns false if there is nothing to dial. */
export const dial = (draft: Draft, caller: Channel, target: string, timeout: number | undefined): boolean => {
  const made = makeLeg(draft, target, { linkedid: caller.linkedid })
  const leg = made === undefined ? undefined : draft.channels.get(made.leg)
  if (made === undefined || leg === undefined) {
    draft.update(caller, { lastCause: noRoute })
    return false
  }
  const dialled = { number: caller.exten, name: caller.connected.name }
  Channels.setVariable(draft, leg, "DIALEDPEERNUMBER", made.dialString)
  const identified = draft.update(leg, { caller: dialled, connected: caller.caller })
  Channels.moveTo(draft, identified, caller, { name: "AppDial", data: outgoing })
  Channels.setCaller(draft, leg, dialled)
  const isKnown = Channels.isKnown(caller.caller)
  if (isKnown) Channels.setConnected(draft, leg, caller.caller)
  const half = made.half === undefined ? undefined : draft.channels.get(made.half)
  if (half !== undefined) {
    const updated = draft.update(half, { caller: caller.caller, connected: dialled })
    Channels.setVariable(draft, updated, "DIALEDPEERNUMBER", made.dialString)
    if (isKnown) Channels.setCaller(draft, updated, caller.caller)
    Channels.setConnected(draft, updated, dialled)
  }
  call(draft, made, { _tag: "Application", caller: caller.name, plan: caller.plan }, timeout)
  return true
}

/** Starts to consult a third party, for an attended transfer. */
export const consult = (draft: Draft, transferer: Channel, exten: string, context: string): void => {
  const { bridge: first, name } = transferer
  // One at a time per call: a party that is on hold or being consulted cannot consult another.
  const isTaken = [...draft.consultations.values()].some((other) => other.first === first || other.second === first)
  if (first === undefined || isTaken || Bridges.peerOf(draft, transferer) === undefined) return
  if (applicationAt(draft.dialplan, { context, exten, priority: 1 }) === undefined) {
    return Channels.raise(draft, "Unhold", transferer)
  }
  const made = makeLocal(draft, `${exten}@${context}`, { linkedid: transferer.linkedid })
  for (const channel of [made.leg, made.half]) {
    const target = channel === undefined ? undefined : draft.channels.get(channel)
    if (target === undefined) continue
    Channels.setVariable(draft, target, "TRANSFERERNAME", name)
    Channels.setVariable(draft, target, "ATTENDEDTRANSFER", name)
    if (channel === made.half) Channels.setCaller(draft, target, transferer.caller)
  }
  const { id: second } = Bridges.create(draft)
  draft.consultations.set(name, { transferer: name, first, second, target: made.leg })
  // features.conf, atxfernoanswertimeout
  call(draft, made, { _tag: "Consultation", transferer: name }, 15_000)
}

// --- Outcomes ---------------------------------------------------------------

const orUnknown = (value: string): string => value === "" ? "<unknown>" : value

/** Tells the originator what became of the call (manager.c, fast_originate). */
const report = (draft: Draft, origin: Origin, leg: Channel | undefined, reason: number): void => {
  if (!origin.async) return draft.settle({ ticket: origin.ticket, answered: leg !== undefined })
  const { actionId, application, caller, channelId, data, place, target } = origin
  draft.raise("OriginateResponse", "call", [
    ...(actionId === "" ? [] : [`ActionID: ${actionId}`]),
    `Response: ${leg === undefined ? "Failure" : "Success"}`,
    `Channel: ${leg?.name ?? target}`,
    ...(application === ""
      ? [`Context: ${place.context}`, `Exten: ${place.exten}`]
      : [`Application: ${application}`, `Data: ${data}`]),
    `Reason: ${reason}`,
    `Uniqueid: ${leg?.uniqueid ?? orUnknown(channelId)}`,
    `CallerIDNum: ${orUnknown(caller.number)}`,
    `CallerIDName: ${orUnknown(caller.name)}`
  ])
}

interface Failure {
  readonly status: string
  readonly reason: number
  /** The cause at the near end, and that of its other half. */
  readonly cause: number
  readonly halfCause: number
}

/** DIALSTATUS after a dial. It has its own value for causes without a dial status (app_dial.c, handle_cause). */
const variableOf = (status: string, cause: number): string =>
  status === "NOANSWER" && ![0, 16, 19].includes(cause) ? "CHANUNAVAIL" : status

const fail = (draft: Draft, dial: Dial, { cause, halfCause, reason, status }: Failure): void => {
  const { leg, purpose } = dial
  // A timed-out Originate ends without DialEnd.
  if (dial.begun && (purpose._tag !== "Originate" || reason !== 3)) {
    raise(draft, "DialEnd", dial, `DialStatus: ${status}`)
  }
  draft.dials.delete(dial.id)
  const channel = draft.channels.get(leg)
  if (channel !== undefined) draft.update(channel, { dial: undefined })
  Hangups.hangUp(draft, leg, { cause, halfCause })
  switch (purpose._tag) {
    case "Originate":
      return report(draft, purpose.origin, undefined, reason)
    case "Application": {
      const caller = draft.channels.get(purpose.caller)
      // A caller that was sent elsewhere in the meantime is no longer in its Dial.
      if (caller?.plan !== purpose.plan) return
      Channels.setVariable(draft, draft.update(caller, { lastCause: cause }), "DIALSTATUS", variableOf(status, cause))
      return draft.soon({ _tag: "Next", channel: caller.name, plan: caller.plan })
    }
    case "Consultation": {
      const consultation = draft.consultations.get(purpose.transferer)
      return consultation === undefined ? undefined : Consultations.abandon(draft, consultation)
    }
  }
}

const answerOriginate = (draft: Draft, leg: Channel, origin: Origin): void => {
  const { application, data, place } = origin
  report(draft, origin, leg, 4)
  const isPlaced = application === "" && place.context !== "" && place.exten !== "" && place.priority > 0
  const standing = application !== "" ? { application, data, single: true } : isPlaced ? place : {}
  const updated = draft.update(leg, standing)
  draft.soon({ _tag: "Execute", channel: updated.name, plan: updated.plan })
}

/** The consulted party enters its bridge before it is up, and the transferer after it. */
const awaitTransferer = (draft: Draft, leg: Channel, transferer: Channel): void => {
  const consultation = draft.consultations.get(transferer.name)
  if (consultation === undefined) return
  Bridges.enter(draft, consultation.second, Channels.setConnected(draft, leg, transferer.caller))
}

const joinTransferer = (draft: Draft, leg: Channel, transferer: Channel): void => {
  const consultation = draft.consultations.get(transferer.name)
  if (consultation === undefined) return
  const { first, second } = consultation
  Bridges.setWaiting(draft, first, true)
  Bridges.enter(draft, second, Bridges.remove(draft, transferer))
  Bridges.setPeers(draft, second)
  Channels.changeConnected(draft, transferer, leg.caller)
}

const answered = (draft: Draft, dial: Dial): void => {
  const { purpose } = dial
  const leg = draft.channels.get(dial.leg)
  if (leg === undefined) return
  const transferer = purpose._tag === "Consultation" ? draft.channels.get(purpose.transferer) : undefined
  if (transferer !== undefined) awaitTransferer(draft, leg, transferer)
  const up = Channels.setState(draft, leg, Channels.State.Up)
  const caller = callerOf(draft, purpose)
  if (caller !== undefined) {
    for (const channel of [leg, caller]) draft.update(channel, { lastCause: normalClearing })
    Channels.setVariable(draft, caller, "DIALSTATUS", "ANSWER")
    Channels.setVariable(draft, caller, "DIALEDPEERNAME", leg.name)
    Channels.setVariable(draft, caller, "DIALEDPEERNUMBER", dial.dialString)
    // From here on the dialled side is at no extension; Newexten says so once there is a bridge.
    draft.update(leg, { exten: "" })
  }
  raise(draft, "DialEnd", dial, "DialStatus: ANSWER")
  draft.dials.delete(dial.id)
  const live = draft.update(up, { dial: undefined })
  if (purpose._tag === "Originate") return answerOriginate(draft, live, purpose.origin)
  if (caller !== undefined) {
    // A channel that is already up is not answered again.
    if (caller.state !== Channels.State.Up && Channels.halfOf(draft, caller)?.dial !== undefined) {
      Channels.setState(draft, caller, Channels.State.Up)
      signalHalf(draft, caller, "answered")
    }
    const { id } = Bridges.create(draft)
    Bridges.enter(draft, id, Channels.moveTo(draft, live, { context: live.context, exten: "", priority: 1 }))
    Bridges.enter(draft, id, caller)
    return Bridges.setPeers(draft, id)
  }
  if (transferer !== undefined) joinTransferer(draft, live, transferer)
}

/** Reacts to what the far end does. */
export const signal = (draft: Draft, id: number, signal: Signal, cause: number): void => {
  const dial = draft.dials.get(id)
  if (dial === undefined) return
  const leg = draft.channels.get(dial.leg)
  switch (signal) {
    case "ringing":
      if (leg !== undefined) Channels.setState(draft, leg, Channels.State.Ringing)
      raise(draft, "DialState", dial, "DialStatus: RINGING")
      return passOn(draft, dial, "ringing")
    case "progress":
      raise(draft, "DialState", dial, "DialStatus: PROGRESS")
      return passOn(draft, dial, "progress")
    case "answered":
      return answered(draft, dial)
    case "busy":
      return fail(draft, dial, { status: "BUSY", reason: 5, cause: 0, halfCause: 17 })
    case "congested":
      return fail(draft, dial, { status: "CONGESTION", reason: 8, cause: 0, halfCause: 34 })
    case "refused":
      if (leg !== undefined) Channels.raise(draft, "HangupRequest", leg, Channels.causeLines(leg, cause))
      return fail(draft, dial, { status: statusOf(cause), reason: 0, cause, halfCause: cause })
    case "dropped":
      return fail(draft, dial, { status: statusOf(cause), reason: 0, cause, halfCause: cause })
    case "expired": {
      // Only an Originate sends the far end a no-answer cause; Dial just hangs up.
      const unanswered = dial.purpose._tag === "Originate" ? 19 : 0
      return fail(draft, dial, { status: "NOANSWER", reason: 3, cause: unanswered, halfCause: unanswered })
    }
    case "gone": {
      const caller = dial.purpose._tag === "Application" ? dial.purpose.caller : dial.leg
      const isCancelled = dial.cancelled || (dial.begun && !draft.channels.has(caller))
      const status = isCancelled ? "CANCEL" : dial.begun ? statusOf(cause) : "CHANUNAVAIL"
      // A dialled telephone that is cancelled without a cause ends normally.
      const causes = dial.cancelled && cause === 0 ? { cause: 16, halfCause: 16 } : { cause, halfCause: cause }
      return fail(draft, dial, { status, reason: 0, ...causes })
    }
  }
}

/** Passes on what the telephone does to the dialler of the Local channel that dials it. */
const passOn = (draft: Draft, { purpose }: Dial, kind: Signal): void => {
  const caller = callerOf(draft, purpose)
  if (caller !== undefined) signalHalf(draft, caller, kind)
}

/** Signals to the dialler of this channel's other half. Returns false if nobody waits. */
export const signalHalf = (draft: Draft, channel: Channel, kind: Signal): boolean => {
  const id = Channels.halfOf(draft, channel)?.dial
  if (id === undefined) return false
  draft.soon({ _tag: "Signal", dial: id, signal: kind, cause: 0 })
  return true
}
