/**
 * `Originate`: makes a channel, waits for its answer, and starts the dialplan or an application on it (pbx.c,
 * pbx_outgoing_attempt; dial.c).
 *
 * @since 0.2.0
 */
import { orUnknown } from "../../messages.ts"
import * as Channels from "../channels.ts"
import * as Scope from "../dialplan/scope.ts"
import * as Script from "../dialplan/script.ts"
import * as Thread from "../dialplan/thread.ts"
import type { Draft } from "../draft.ts"
import * as Hangups from "../hangups.ts"
import type { Channel, Origin } from "../model.ts"
import * as DialEvents from "./dialEvents.ts"
import * as Legs from "./legs.ts"

/** Reports the outcome to the session that waits, or by an event (pbx.c, manager.c, originate_success). */
const report = (draft: Draft, origin: Origin, leg: Channel | undefined, reason: number): void => {
  const { application, async, caller, channelId, data, place, target, ticket } = origin
  if (!async) return draft.settle({ ticket, answered: leg !== undefined })
  draft.raise("OriginateResponse", "call", [
    ...(origin.actionId === "" ? [] : [`ActionID: ${origin.actionId}`]),
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

/** Sets the variables and parties of the request on the new channel. */
const prepare = (draft: Draft, leg: Channel, origin: Origin): void => {
  Channels.change(draft, leg, { application: "AppDial2", data: "(Outgoing Line)" })
  // Variables are put in front of a channel's list, so the last one is announced first.
  for (const [name, value] of origin.variables.toReversed()) Scope.set(draft, leg, name, value)
  if (origin.accountCode !== "") {
    Channels.change(draft, leg, { accountCode: origin.accountCode, peerAccount: origin.accountCode })
  }
  if (!Channels.isKnown(origin.caller)) return
  if (origin.caller.number !== "") Script.set(draft, leg, "CALLERID ani is-number", origin.caller.number)
  Channels.setCaller(draft, leg, origin.caller)
  Channels.setConnected(draft, leg, origin.caller)
}

/** Starts an `Originate`. */
export const start = (draft: Draft, origin: Origin): void => {
  const leg = Legs.request(draft, origin.target, { channelId: origin.channelId, otherChannelId: origin.otherChannelId })
  if (typeof leg === "number") return report(draft, origin, undefined, 0)
  prepare(draft, leg, origin)
  if (origin.preDial === "") return ring(draft, leg, origin)
  Thread.subroutine(draft, leg, origin.preDial, (later, channel) => ring(later, channel, origin))
}

/** Calls the far end. */
const ring = (draft: Draft, leg: Channel, origin: Origin): void => {
  const { name, uniqueid } = leg
  watch(draft, leg, origin)
  if (!Legs.call(draft, leg)) {
    draft.readers.delete(name)
    Hangups.end(draft, leg)
    return report(draft, origin, undefined, 0)
  }
  DialEvents.begin(draft, undefined, leg, Legs.targetOf(origin.target)?.number ?? "")
  // Without a positive timeout it rings without limit (dial.c, ast_dial_set_global_timeout).
  if (origin.timeout <= 0) return
  draft.later(origin.timeout, (later) => {
    const waiting = later.channels.get(name)
    if (waiting?.uniqueid === uniqueid && waiting.waits) expired(later, waiting, origin)
  })
}

const watch = (draft: Draft, leg: Channel, origin: Origin): void => {
  draft.update(leg, { waits: true })
  Legs.watch(draft, leg, () => undefined, {
    ...DialEvents.alone,
    onAnswer: (later, channel) => answered(later, channel, origin),
    // A status that the far end signals has a reason; one that just ends has none (manager.c, originate_response).
    onFail: (later, channel, status) => {
      const signalled = channel.softHangup === 0
      report(later, origin, undefined, signalled ? status === "BUSY" ? 5 : 8 : 0)
    },
    onForward: (later, channel, number) => forwarded(later, channel, origin, number)
  })
}

/** The leg did not answer in time: there is no `DialEnd`, and 22 gives the leg a cause (dial.c, handle_timeout_trip). */
const expired = (draft: Draft, leg: Channel, origin: Origin): void => {
  draft.readers.delete(leg.name)
  Hangups.end(draft, draft.dialect === 16 ? leg : draft.update(leg, { cause: 19 }))
  report(draft, origin, undefined, 3)
}

/** The call continues in another channel, which the answer to the action does not name (dial.c, handle_call_forward). */
const forwarded = (draft: Draft, leg: Channel, origin: Origin, number: string): void => {
  draft.readers.delete(leg.name)
  const target = number.includes("/") ? number : `Local/${number}@${leg.context}`
  const made = Legs.request(draft, target)
  if (typeof made === "number") return Hangups.end(draft, leg)
  Channels.change(draft, made, {
    application: "AppDial2",
    data: "(Outgoing Line)",
    caller: leg.caller,
    connected: leg.connected
  })
  watch(draft, made, origin)
  Legs.call(draft, made)
  DialEvents.end(draft, undefined, leg, "CANCEL", number)
  DialEvents.begin(draft, undefined, made, Legs.targetOf(target)?.number ?? "")
  Hangups.end(draft, leg)
}

const answered = (draft: Draft, leg: Channel, origin: Origin): void => {
  const { application, data, place } = origin
  const up = draft.update(leg, { waits: false, outgoing: false })
  DialEvents.end(draft, undefined, up, "ANSWER")
  report(draft, origin, up, 4)
  const isPlaced = place.context !== "" && place.exten !== "" && place.priority > 0
  const standing = application !== "" ? { application, data, single: true } : isPlaced ? place : {}
  Thread.start(draft, draft.update(up, standing))
}
