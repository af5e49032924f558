/**
 * The application `Dial`: rings one or more targets, and connects the caller with the first that answers (app_dial.c).
 *
 * @since 0.1.0
 */
import * as Channels from "../channels.ts"
import { partsOf, seconds, split } from "../dialplan/argumentText.ts"
import { optionsOf } from "../dialplan/options.ts"
import * as Thread from "../dialplan/thread.ts"
import type { Draft } from "../draft.ts"
import * as Frames from "../frames.ts"
import * as Hangups from "../hangups.ts"
import type { Channel, Dial, Ringing } from "../model.ts"
import * as Calls from "./calls.ts"
import * as DialEvents from "./dialEvents.ts"
import * as Legs from "./legs.ts"

const cleared = [
  "DIALSTATUS",
  "DIALEDPEERNUMBER",
  "DIALEDPEERNAME",
  "ANSWEREDTIME",
  "ANSWEREDTIME_MS",
  "DIALEDTIME",
  "DIALEDTIME_MS",
  "RINGTIME",
  "RINGTIME_MS",
  "PROGRESSTIME",
  "PROGRESSTIME_MS"
]

/** Dials, and connects the caller with the target that answers. */
export const run = (draft: Draft, channel: Channel, data: string): void => {
  const [targets = "", timeout = "", options = ""] = split(data, ",", 4).map((part) => part.trim())
  for (const name of cleared) Channels.setVariable(draft, channel, name, "")
  if (data === "") {
    Channels.setVariable(draft, channel, "DIALSTATUS", "INVALIDARGS")
    return Thread.end(draft, channel)
  }
  const wanted = partsOf(targets)
  const id = draft.next("dial")
  const dial: Dial = {
    id,
    caller: channel.name,
    options: optionsOf(options),
    legs: [],
    single: false,
    targets: wanted.length,
    waited: false,
    busy: 0,
    congested: 0,
    unavailable: 0,
    rang: false,
    progressed: false
  }
  draft.dials.set(id, dial)
  draft.update(channel, { dialling: id })
  begin(draft, dial, wanted, seconds(timeout.split("^")[0] ?? ""))
}

const callerOf = (draft: Draft, dial: Dial): Channel | undefined => draft.channels.get(dial.caller)

const callerNow = (draft: Draft, id: number): Channel | undefined => {
  const dial = draft.dials.get(id)
  return dial === undefined ? undefined : callerOf(draft, dial)
}

const update = (draft: Draft, id: number, changes: Partial<Dial>): Dial | undefined => {
  const dial = draft.dials.get(id)
  if (dial === undefined) return undefined
  const changed = { ...dial, ...changes }
  draft.dials.set(id, changed)
  return changed
}

// --- Calling ----------------------------------------------------------------------------

/** How long it takes to call, in milliseconds; the caller is notified then. */
const called = 1

/** How a cause counts among the legs that did not answer (app_dial.c, handle_cause). */
const count = (draft: Draft, id: number, cause: number): void => {
  const dial = draft.dials.get(id)
  if (dial === undefined || cause === 19 || cause === 16) return
  if (cause === 17) update(draft, id, { busy: dial.busy + 1 })
  else if (cause === 34) update(draft, id, { congested: dial.congested + 1 })
  else update(draft, id, { unavailable: dial.unavailable + 1 })
}

const makeLegs = (draft: Draft, dial: Dial, wanted: ReadonlyArray<string>): ReadonlyArray<Ringing> =>
  wanted.flatMap((target, index) => {
    const caller = callerOf(draft, dial)
    if (caller === undefined) return []
    const made = Legs.request(draft, target, { linkedid: caller.linkedid })
    if (typeof made === "number") {
      count(draft, dial.id, made)
      if (index === wanted.length - 1) draft.update(caller, { cause: made })
      return []
    }
    const number = Legs.targetOf(target)?.number ?? ""
    Channels.setVariable(draft, made, "DIALEDPEERNUMBER", number)
    const stored = { number: caller.exten, name: "" }
    const anonymous = Legs.introduce(draft, made, { caller, application: "AppDial", stored })
    if (dial.options.has("c")) draft.update(made, { cause: 26 })
    return [{ channel: made.name, number, anonymous, picked: false, connected: undefined }]
  })

const begin = (draft: Draft, dial: Dial, wanted: ReadonlyArray<string>, timeout: number | undefined): void => {
  const { id } = dial
  const made = makeLegs(draft, dial, wanted)
  update(draft, id, { legs: made })
  for (const leg of made) callLeg(draft, id, leg)
  const ringing = draft.dials.get(id)
  const caller = callerOf(draft, dial)
  if (ringing === undefined || caller === undefined) return
  const { busy, congested, legs, unavailable } = ringing
  const targets = busy + congested + unavailable + legs.length
  const ready = update(draft, id, { single: legs.length === 1, targets, waited: legs.length > 0 }) ?? ringing
  playWaiting(draft, ready, caller)
  Frames.read(draft, caller, (later, channel, frame) => {
    if (frame._tag === "Hangup") cancelled(later, id, channel)
    else if (frame._tag === "ConnectedLine") updateLegs(later, id, frame.party)
    else if (frame._tag === "KeyUp") keyed(later, id, channel, frame.digit)
  })
  const [only] = ready.legs
  if (ready.legs.length === 0) return nobody(draft, id)
  if (ready.single && only !== undefined && !only.anonymous) {
    draft.later(called, (later) => {
      const going = later.dials.get(id)
      if (going !== undefined) updateCaller(later, going, only.channel)
    })
  }
  if (timeout !== undefined && timeout > 0) draft.later(timeout, (later) => expired(later, id))
}

/** Plays music or ringing to the caller, as the options `m` and `r` ask. */
const playWaiting = (draft: Draft, dial: Dial, caller: Channel): void => {
  const music = dial.options.get("m")
  if (dial.legs.length === 0) return
  if (music !== undefined) Channels.startMusic(draft, caller, music === "" ? "default" : music)
  else if (dial.options.has("r")) Frames.indicate(draft, caller, { _tag: "Ringing" })
}

const callLeg = (draft: Draft, id: number, leg: Ringing): void => {
  const dial = draft.dials.get(id)
  const channel = draft.channels.get(leg.channel)
  const caller = dial === undefined ? undefined : callerOf(draft, dial)
  if (dial === undefined || channel === undefined || caller === undefined) return
  watch(draft, id, leg.channel)
  if (Legs.call(draft, channel)) return DialEvents.begin(draft, caller, channel, leg.number)
  const { cause } = draft.current(channel)
  if (cause !== 0) draft.update(caller, { cause })
  Legs.cancel(draft, channel, caller, undefined, 0)
  drop(draft, id, leg.channel)
}

const drop = (draft: Draft, id: number, name: string): void => {
  const dial = draft.dials.get(id)
  if (dial !== undefined) update(draft, id, { legs: dial.legs.filter(({ channel }) => channel !== name) })
}

/** Sends the connected line of a leg to the caller. */
const updateCaller = (draft: Draft, dial: Dial, name: string): void => {
  const leg = draft.channels.get(name)
  const caller = callerOf(draft, dial)
  if (leg === undefined || caller === undefined || dial.options.has("I")) return
  Frames.indicate(draft, caller, { _tag: "ConnectedLine", party: leg.caller })
}

const updateLegs = (draft: Draft, id: number, party: Channel["caller"]): void => {
  for (const { channel } of draft.dials.get(id)?.legs ?? []) {
    const leg = draft.channels.get(channel)
    if (leg !== undefined) Frames.indicate(draft, leg, { _tag: "ConnectedLine", party })
  }
}

// --- What the legs do -----------------------------------------------------------------------

const watch = (draft: Draft, id: number, name: string): void => {
  const found = draft.channels.get(name)
  const dial = draft.dials.get(id)
  if (found === undefined || dial === undefined) return
  const leg = draft.update(found, { dial: id })
  Legs.watch(draft, leg, (later) => callerNow(later, id), {
    onRinging: (later, channel) => rang(later, id, channel),
    onProgress: (later, channel) => progressed(later, id, channel),
    onAnswer: (later, channel) => answered(later, id, channel),
    onFail: (later, channel, status, cause) => failed(later, id, channel, status, cause),
    onForward: (later, channel, number) => forwarded(later, id, channel, number),
    onConnectedLine: (later, channel, party) => connected(later, id, channel, party)
  })
}

const rang = (draft: Draft, id: number, leg: Channel): void => {
  const dial = draft.dials.get(id)
  const caller = dial === undefined ? undefined : callerOf(draft, dial)
  if (dial === undefined || caller === undefined) return
  if (!dial.options.has("m")) Frames.indicate(draft, caller, { _tag: "Ringing" })
  if (!dial.rang) {
    Channels.setDuration(draft, caller, "RINGTIME", draft.since(leg.createdAt))
    Channels.publish(draft, caller)
  }
  update(draft, id, { rang: true })
  DialEvents.state(draft, caller, leg, "RINGING")
}

const progressed = (draft: Draft, id: number, leg: Channel): void => {
  const dial = draft.dials.get(id)
  const caller = dial === undefined ? undefined : callerOf(draft, dial)
  if (dial === undefined || caller === undefined) return
  if (!dial.options.has("r") && (dial.single || !dial.rang)) Frames.indicate(draft, caller, { _tag: "Progress" })
  if (!dial.progressed) {
    Channels.setDuration(draft, caller, "PROGRESSTIME", draft.since(leg.createdAt))
    Channels.publish(draft, caller)
  }
  update(draft, id, { progressed: true })
  DialEvents.state(draft, caller, leg, "PROGRESS")
}

/** With one leg the caller gets its connected line at once; with more legs, when one answers. */
const connected = (draft: Draft, id: number, leg: Channel, party: Channel["caller"]): void => {
  const dial = draft.dials.get(id)
  const caller = dial === undefined ? undefined : callerOf(draft, dial)
  if (dial === undefined || caller === undefined || dial.options.has("I")) return
  if (dial.single) return void Frames.indicate(draft, caller, { _tag: "ConnectedLine", party })
  update(draft, id, {
    legs: dial.legs.map((ringing) => ringing.channel === leg.name ? { ...ringing, connected: party } : ringing)
  })
}

const failed = (draft: Draft, id: number, leg: Channel, status: string, cause: number): void => {
  const dial = draft.dials.get(id)
  if (dial === undefined) return
  const caller = callerOf(draft, dial)
  if (caller !== undefined) draft.update(caller, { cause })
  count(draft, id, status === "BUSY" ? 17 : status === "CONGESTION" ? 34 : cause)
  drop(draft, id, leg.name)
  if (draft.dials.get(id)?.legs.length === 0) nobody(draft, id)
}

/** Replaces the leg by one to the number that it forwards to (app_dial.c, do_forward). */
const forwarded = (draft: Draft, id: number, leg: Channel, number: string): void => {
  const dial = draft.dials.get(id)
  const caller = dial === undefined ? undefined : callerOf(draft, dial)
  if (dial === undefined || caller === undefined) return
  draft.readers.delete(leg.name)
  const target = number.includes("/")
    ? number
    : `Local/${number}@${leg.variables.get("FORWARD_CONTEXT") ?? leg.context}`
  const made = dial.options.has("i") ? 17 : Legs.request(draft, target, { linkedid: caller.linkedid })
  if (typeof made === "number") {
    if (dial.options.has("i")) DialEvents.end(draft, caller, leg, "CANCEL", number)
    DialEvents.end(draft, caller, leg, "BUSY")
    count(draft, id, made)
    Hangups.end(draft, leg)
    drop(draft, id, leg.name)
    if (draft.dials.get(id)?.legs.length === 0) nobody(draft, id)
    return
  }
  const dialString = Legs.targetOf(target)?.number ?? ""
  const anonymous = introduceForwarded(draft, made, leg, caller)
  const ringing = { channel: made.name, number: dialString, anonymous, picked: false, connected: undefined }
  update(draft, id, { legs: dial.legs.map((other) => other.channel === leg.name ? ringing : other) })
  watch(draft, id, made.name)
  if (!Legs.call(draft, made)) {
    DialEvents.end(draft, caller, leg, "CONGESTION")
    Hangups.end(draft, leg)
    Legs.cancel(draft, made, caller, undefined, 0)
    drop(draft, id, made.name)
    count(draft, id, 20)
    if (draft.dials.get(id)?.legs.length === 0) nobody(draft, id)
    return
  }
  DialEvents.end(draft, caller, leg, "CANCEL", number)
  DialEvents.begin(draft, caller, made, dialString)
  Hangups.end(draft, leg)
  if (dial.single && !anonymous) updateCaller(draft, dial, made.name)
}

const introduceForwarded = (draft: Draft, made: Channel, leg: Channel, caller: Channel): boolean => {
  Channels.inheritVariables(draft, caller, made)
  Channels.setVariable(draft, made, "FORWARDERNAME", leg.name)
  const current = draft.current(made)
  const anonymous = current.caller.number === ""
  if (anonymous) Channels.setCaller(draft, current, { number: caller.exten, name: "" })
  Channels.change(draft, draft.current(made), {
    connected: caller.caller,
    application: "AppDial",
    data: "(Outgoing Line)",
    ...Legs.accountsOf(draft.current(made), caller)
  })
  return anonymous
}

// --- Ending ------------------------------------------------------------------------------

/** Cancels all legs. */
const cancelLegs = (draft: Draft, dial: Dial, status: string, cause: number, but?: string): void => {
  const caller = callerOf(draft, dial)
  const others = dial.legs.filter(({ channel }) => channel !== but)
  for (const { channel } of others) {
    const leg = draft.channels.get(channel)
    if (leg !== undefined) DialEvents.end(draft, caller, leg, status)
  }
  for (const { channel } of others) {
    const leg = draft.channels.get(channel)
    if (leg !== undefined) Legs.cancel(draft, leg, caller, undefined, cause)
  }
}

const finish = (draft: Draft, id: number, status: string): Channel | undefined => {
  const dial = draft.dials.get(id)
  const caller = dial === undefined ? undefined : callerOf(draft, dial)
  draft.dials.delete(id)
  if (caller !== undefined) draft.update(caller, { dialling: undefined })
  if (dial?.options.has("m") === true && caller !== undefined) Channels.stopMusic(draft, caller)
  return caller === undefined ? undefined : Channels.setVariable(draft, caller, "DIALSTATUS", status)
}

/** No leg is left that could answer. */
const nobody = (draft: Draft, id: number): void => {
  const dial = draft.dials.get(id)
  if (dial === undefined) return
  const { busy, congested, targets, unavailable } = dial
  // Legs that failed in any other way do not count, and leave the status that the wait began with.
  const isCounted = busy + congested + unavailable === targets
  const counted = busy > 0 ? "BUSY" : congested > 0 ? "CONGESTION" : unavailable > 0 ? "CHANUNAVAIL" : undefined
  const caller = finish(draft, id, (isCounted ? counted : undefined) ?? (dial.waited ? "NOANSWER" : "CHANUNAVAIL"))
  if (caller !== undefined) Thread.resume(draft, caller)
}

const expired = (draft: Draft, id: number): void => {
  const dial = draft.dials.get(id)
  if (dial === undefined) return
  cancelLegs(draft, dial, "NOANSWER", dial.options.has("c") ? 26 : 0)
  const caller = finish(draft, id, "NOANSWER")
  if (caller !== undefined) Thread.resume(draft, caller)
}

/** The caller hung up, or was sent elsewhere. */
const cancelled = (draft: Draft, id: number, caller: Channel): void => {
  const dial = draft.dials.get(id)
  if (dial === undefined) return
  cancelLegs(draft, dial, "CANCEL", caller.cause === 0 ? 16 : caller.cause)
  const left = finish(draft, id, "CANCEL")
  if (left !== undefined) Thread.resume(draft, left)
}

/** A key of the caller while it waits: with the option `H`, `*` ends the dial. */
const keyed = (draft: Draft, id: number, caller: Channel, digit: string): void => {
  const dial = draft.dials.get(id)
  if (dial === undefined || digit !== "*" || !dial.options.has("H")) return
  cancelled(draft, id, caller)
}

// --- Answered -----------------------------------------------------------------------------------

const answered = (draft: Draft, id: number, leg: Channel): void => {
  const dial = draft.dials.get(id)
  const caller = dial === undefined ? undefined : callerOf(draft, dial)
  const ringing = dial?.legs.find(({ channel }) => channel === leg.name)
  if (dial === undefined || caller === undefined) return Hangups.end(draft, leg)
  if ((!dial.single || ringing?.picked === true) && !dial.options.has("I")) {
    const party = ringing?.connected ?? (ringing?.anonymous === true ? undefined : leg.caller)
    if (party !== undefined) Frames.indicate(draft, caller, { _tag: "ConnectedLine", party })
  }
  draft.update(leg, { exten: "", dial: undefined })
  if (ringing?.picked !== true) {
    for (const channel of [caller, leg]) draft.update(channel, { cause: 16 })
  }
  cancelLegs(draft, dial, "CANCEL", 26, leg.name)
  Channels.setVariable(draft, caller, "DIALSTATUS", "ANSWER")
  Channels.setVariable(draft, caller, "DIALEDPEERNAME", leg.name)
  Channels.setVariable(draft, caller, "DIALEDPEERNUMBER", draft.current(leg).variables.get("DIALEDPEERNUMBER"))
  Channels.publish(draft, caller)
  draft.dials.delete(id)
  draft.update(caller, { dialling: undefined })
  if (dial.options.has("m")) Channels.stopMusic(draft, caller)
  Calls.accept(draft, dial, draft.current(caller), draft.current(leg))
}
