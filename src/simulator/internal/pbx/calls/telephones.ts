/**
 * The technology PJSIP: what a telephone does, as frames on its channel (chan_pjsip.c).
 *
 * @since 0.2.0
 */
import * as Duration from "effect/Duration"
import * as Channels from "../channels.ts"
import * as Contacts from "../config/contacts.ts"
import type { Draft } from "../draft.ts"
import * as Frames from "../frames.ts"
import { hex, hexOf, uuid } from "../ids.ts"
import type { Channel, Frame, Party } from "../model.ts"
import { partyOf } from "../parties.ts"
import type { Ids } from "./local.ts"
import * as Local from "./local.ts"
import * as Media from "./media.ts"
import { causeOfStatus } from "./sip.ts"
import { type Behaviour, describe, ownContacts, type Reaction, type Telephone } from "./telephone.ts"

/** How long a telephone takes to react, in milliseconds. */
const latency = 10

/** How long a telephone rings before it answers. */
const ringing = 50

const words: Readonly<Record<Exclude<Behaviour, "manual" | "unreachable" | "unregistered">, Reaction>> = {
  answers: { answersAfter: ringing },
  rings: {},
  busy: { ringsAfter: false, status: 486 },
  rejects: { ringsAfter: false, status: 603 },
  congested: { ringsAfter: false, status: 503 }
}

/** The endpoint of a name. */
export const find = (draft: Draft, name: string): Telephone | undefined => {
  const endpoint = Object.hasOwn(draft.endpoints, name) ? draft.endpoints[name] : undefined
  return endpoint === undefined ? undefined : describe(endpoint)
}

/** The addresses at which an endpoint is reached. */
const contactsOf = (draft: Draft, name: string): ReadonlyArray<string> => {
  const telephone = find(draft, name)
  if (telephone === undefined) return []
  return draft.contacts.get(name) ?? ownContacts(name, telephone)
}

const uriOf = (name: string): string => `sip:${name}@127.0.0.1`

/** Registers a telephone at an address. A known address is only refreshed. */
export const register = (draft: Draft, name: string, contact: string = uriOf(name)): void => {
  const before = contactsOf(draft, name)
  if (before.includes(contact)) return
  draft.contacts.set(name, [...before, contact])
  Contacts.added(draft, name, contact, before.length === 0)
}

/** Removes a registration; all of them if no address is given. */
export const unregister = (draft: Draft, name: string, contact: string | undefined): void => {
  const before = contactsOf(draft, name)
  const gone = contact === undefined ? before : before.filter((other) => other === contact)
  const left = before.filter((other) => !gone.includes(other))
  draft.contacts.set(name, left)
  for (const [at, uri] of gone.entries()) {
    Contacts.removed(draft, name, uri, left.length === 0 && at === gone.length - 1)
  }
}

// --- Channels ----------------------------------------------------------------------------

const start = (draft: Draft, name: string, telephone: Telephone, ids: Ids) => {
  const uniqueid = ids.channelId === undefined || ids.channelId === "" ? Channels.newUniqueid(draft) : ids.channelId
  return {
    name: `PJSIP/${name}-${hexOf(draft.next("endpoint"))}`,
    uniqueid,
    linkedid: ids.linkedid ?? uniqueid,
    context: telephone.context ?? "from-internal",
    caller: partyOf(telephone.callerId ?? ""),
    accountCode: telephone.accountCode ?? "",
    language: telephone.language ?? "en",
    endpoint: name,
    talks: telephone.talks ?? telephone.onCall !== "manual"
  }
}

const setVariables = (draft: Draft, channel: Channel, telephone: Telephone): void => {
  for (const [name, value] of Object.entries(telephone.variables ?? {})) {
    Channels.setVariable(draft, channel, name, value)
  }
}

/** `PJSIP/number@endpoint` or `PJSIP/endpoint`, without the address that may follow. */
const endpointOf = (dialString: string): string => {
  const [address = ""] = dialString.split("/")
  const at = address.lastIndexOf("@")
  return at === -1 ? address : address.slice(at + 1)
}

/** Makes the channel to a telephone; undefined if there is no such endpoint, or it is not registered. */
export const request = (draft: Draft, dialString: string, ids: Ids): Channel | undefined => {
  const name = endpointOf(dialString)
  const telephone = find(draft, name)
  if (telephone === undefined || contactsOf(draft, name).length === 0) return undefined
  const callId = uuid(draft)
  const common = start(draft, name, telephone, ids)
  const unnamed = common.caller.number === "" ? dialString.split("@")[0] ?? "" : ""
  const dialled = { state: Channels.State.Down, exten: "s", callId, outgoing: true, unnamed }
  const made = Channels.add(draft, { ...common, ...dialled })
  setVariables(draft, made, telephone)
  return draft.current(made)
}

/** Makes the channel of a telephone that calls. */
export const invite = (
  draft: Draft,
  name: string,
  telephone: Telephone,
  number: string,
  callerId: Party | undefined
): Channel => {
  const common = start(draft, name, telephone, {})
  const made = Channels.add(draft, {
    ...common,
    state: Channels.State.Ring,
    exten: number,
    dialled: number,
    caller: Channels.isKnown(common.caller) ? common.caller : callerId ?? common.caller,
    callId: `${hex(draft, 6)}${hex(draft, 6)}@127.0.0.1`,
    incoming: true
  })
  setVariables(draft, made, telephone)
  Channels.setVariable(draft, made, "SIPDOMAIN", "127.0.0.1")
  return draft.current(made)
}

/** Calls the telephone of a channel, which reacts as its options say. */
export const call = (draft: Draft, channel: Channel): boolean => {
  const { endpoint = "" } = channel
  const telephone = find(draft, endpoint)
  const { onCall = "answers" } = telephone ?? {}
  if (onCall === "manual" || onCall === "unreachable" || onCall === "unregistered") return true
  const reaction = typeof onCall === "string" ? words[onCall] : onCall
  const after = (delay: Duration.Input, act: (draft: Draft, channel: Channel) => void): void =>
    draft.later(Duration.toMillis(delay), (later) => {
      const current = later.channels.get(channel.name)
      if (current?.uniqueid === channel.uniqueid) act(later, current)
    })
  const { answersAfter, forwardsTo, hangsUpAfter, refusesAfter = latency, ringsAfter = latency, status } = reaction
  if (ringsAfter !== false) after(ringsAfter, ring)
  if (forwardsTo !== undefined) after(refusesAfter, (later, current) => forward(later, current, forwardsTo))
  else if (status !== undefined) after(refusesAfter, (later, current) => reject(later, current, status))
  else if (answersAfter !== undefined) {
    after(answersAfter, (later, current) => {
      answer(later, current)
      if (hangsUpAfter === undefined) return
      later.later(Duration.toMillis(hangsUpAfter), (over) => {
        const living = over.channels.get(channel.name)
        if (living?.uniqueid === channel.uniqueid) hangUp(over, living)
      })
    })
  }
  return true
}

// --- What a telephone does ------------------------------------------------------------------

/** The first response sets the connected line, if the endpoint has no caller id (res_pjsip_caller_id.c). */
const named = (draft: Draft, channel: Channel): void => {
  if (channel.unnamed === "") return
  draft.update(channel, { unnamed: "" })
  Frames.queue(draft, channel, { _tag: "ConnectedLine", party: draft.current(channel).caller })
}

/** 180. */
export const ring = (draft: Draft, channel: Channel): void => {
  if (Channels.isUp(channel) || channel.softHangup !== 0) return
  named(draft, channel)
  Frames.queue(draft, channel, { _tag: "Ringing" })
  Channels.setState(draft, channel, Channels.State.Ringing)
}

/** 183. */
export const progress = (draft: Draft, channel: Channel): void => {
  if (Channels.isUp(channel)) return
  named(draft, channel)
  Frames.queue(draft, channel, { _tag: "Progress" })
}

/** 200. */
export const answer = (draft: Draft, channel: Channel): void => {
  if (Channels.isUp(channel) || channel.softHangup !== 0) return
  named(draft, channel)
  Channels.setState(draft, channel, Channels.State.Up)
  Frames.queue(draft, channel, { _tag: "Answer" })
}

/** The session ends: its media statistics are set, and the channel has to end. */
const endSession = (draft: Draft, channel: Channel, cause: number, status: number): void => {
  Media.setStatistics(draft, channel)
  Frames.endSession(draft, channel, cause, status)
}

/** 4xx, 5xx or 6xx. */
export const reject = (draft: Draft, channel: Channel, status: number): void => {
  if (Channels.isUp(channel) || channel.softHangup !== 0) return
  named(draft, channel)
  endSession(draft, channel, causeOfStatus(status), status)
}

/** 302: the dialling application continues with the number; the session ends, on 16 as one that was cancelled. */
export const forward = (draft: Draft, channel: Channel, number: string): void => {
  if (Channels.isUp(channel) || channel.softHangup !== 0) return
  Frames.queue(draft, channel, { _tag: "Forward", number })
  const status = draft.dialect === 16 ? 487 : 302
  endSession(draft, channel, causeOfStatus(status), status)
}

/** BYE, or the CANCEL of a caller that was not answered. */
export const hangUp = (draft: Draft, channel: Channel): void => {
  if (channel.over) return
  if (Channels.isUp(channel)) return endSession(draft, channel, 0, 0)
  if (channel.incoming) return endSession(draft, channel, channel.cause === 0 ? 127 : 0, 487)
  reject(draft, channel, 603)
}

/** A re-INVITE holds or resumes the call; its sound takes another path then. */
export const hold = (draft: Draft, channel: Channel): void => {
  refreshed(draft, channel, { _tag: "Hold", music: "default", moves: true })
}

/** Resumes the call. */
export const unhold = (draft: Draft, channel: Channel): void =>
  refreshed(draft, channel, { _tag: "Unhold", moves: true })

const refreshed = (
  draft: Draft,
  channel: Channel,
  frame: Extract<Frame, { readonly _tag: "Hold" | "Unhold" }>
): void => {
  if (Channels.isUp(channel)) Frames.queue(draft, channel, frame)
}

/** The telephone starts to send sound. */
export const talk = (draft: Draft, channel: Channel): void => {
  const talking = draft.update(channel, { talks: true })
  if (talking.bridge !== undefined) Local.expectSound(draft, talking.bridge)
}

/** How long a key is pressed, and how long it takes until the next one. */
const keyTime = 160
const keyGap = 120

/** Presses keys, one after the other (RFC 4733). */
export const press = (draft: Draft, channel: Channel, digits: string, milliseconds = keyTime): void => {
  let at = 0
  for (const digit of digits) {
    const then = (frame: Parameters<typeof Frames.deliver>[2]) => (later: Draft) => {
      const current = later.channels.get(channel.name)
      if (current?.uniqueid === channel.uniqueid) Frames.deliver(later, current, frame)
    }
    draft.later(at, then({ _tag: "KeyDown", digit }))
    draft.later(at + milliseconds, then({ _tag: "KeyUp", digit, milliseconds }))
    at += milliseconds + keyGap
  }
}
