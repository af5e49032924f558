/**
 * Legs: the channels that `Dial`, `Queue`, `Originate` or a transfer create to reach a party.
 *
 * @since 0.2.0
 */
import * as Channels from "../channels.ts"
import type { Draft } from "../draft.ts"
import * as Frames from "../frames.ts"
import * as Hangups from "../hangups.ts"
import type { Channel, Frame, Party } from "../model.ts"
import * as DialEvents from "./dialEvents.ts"
import type { Ids } from "./local.ts"
import * as Local from "./local.ts"
import * as Telephones from "./telephones.ts"

/** The cause of a call to an unknown or unregistered endpoint. */
const noRoute = 3

/** A target: its technology, and the rest, which is `DialString`. */
export const targetOf = (target: string): { readonly technology: string; readonly number: string } | undefined => {
  const slash = target.indexOf("/")
  return slash === -1
    ? undefined
    : { technology: target.slice(0, slash).toLowerCase(), number: target.slice(slash + 1) }
}

/**
 * Makes the channel of a leg (channel.c, ast_request). Returns the cause if there is none: 66 for an unknown technology,
 * 3 for an unknown or unregistered endpoint.
 */
export const request = (draft: Draft, target: string, ids: Ids = {}): Channel | number => {
  const parts = targetOf(target)
  if (parts === undefined || parts.number === "") return noRoute
  switch (parts.technology) {
    case "local":
      return Local.request(draft, parts.number, ids)
    case "pjsip":
      return Telephones.request(draft, parts.number, ids) ?? noRoute
    default:
      return 66
  }
}

/** Calls the far end of a leg (channel.c, ast_call). Returns false if it cannot be called. */
export const call = (draft: Draft, leg: Channel): boolean => {
  const current = draft.current(leg)
  return current.endpoint === undefined ? Local.call(draft, current) : Telephones.call(draft, current)
}

/** The accounts of a leg come from its caller (channel.c, ast_channel_req_accountcodes). */
export const accountsOf = (leg: Channel, caller: Channel): Pick<Channel, "accountCode" | "peerAccount"> => {
  const given = caller.peerAccount === "" ? caller.accountCode : caller.peerAccount
  return {
    accountCode: given === "" ? leg.accountCode : given,
    peerAccount: caller.accountCode === "" ? leg.peerAccount : caller.accountCode
  }
}

/** The parties of a leg (app_dial.c and app_queue.c do the same). */
export interface Introduction {
  readonly caller: Channel
  /** `AppDial` or `AppQueue`. */
  readonly application: string
  /** The caller id of the leg if its technology does not set one. */
  readonly stored: Party
  /** The connected line of the leg. Defaults to the caller. */
  readonly shown?: Party | undefined
}

/**
 * Sets the connected line of a new leg, and announces the leg. Returns whether the leg is known by the
 * extension that was dialled, as a Local channel is.
 */
export const introduce = (draft: Draft, leg: Channel, introduction: Introduction): boolean => {
  const { application, caller, shown, stored } = introduction
  Channels.inheritVariables(draft, caller, leg)
  const current = draft.current(leg)
  const isAnonymous = current.caller.number === ""
  const named = isAnonymous
    ? { number: stored.number, name: stored.name === "" ? caller.connected.name : stored.name }
    : current.caller.name === ""
    ? { number: current.caller.number, name: caller.connected.name }
    : current.caller
  Channels.change(draft, current, {
    caller: named,
    connected: shown ?? caller.caller,
    context: current.context,
    exten: caller.exten,
    application,
    data: "(Outgoing Line)",
    ...accountsOf(current, caller),
    cause: caller.cause === 26 ? 26 : current.cause
  })
  return isAnonymous
}

/** How the application that dials a leg handles its events. */
export interface Handlers {
  readonly onRinging?: ((draft: Draft, leg: Channel) => void) | undefined
  readonly onProgress?: ((draft: Draft, leg: Channel) => void) | undefined
  /** The leg is up. The application raises `DialEvents.end(…, "ANSWER")`, and connects it. */
  readonly onAnswer: (draft: Draft, leg: Channel) => void
  /** The leg has ended, with this dial status and cause; `DialEnd` and `Hangup` were raised. */
  readonly onFail: (draft: Draft, leg: Channel, status: string, cause: number) => void
  /** The leg forwards to a number; without this, forwarding fails the leg. */
  readonly onForward?: ((draft: Draft, leg: Channel, number: string) => void) | undefined
  /** The connected line at the far end has changed. */
  readonly onConnectedLine?: ((draft: Draft, leg: Channel, party: Party) => void) | undefined
  /** Anything else that the leg does. */
  readonly onFrame?: ((draft: Draft, leg: Channel, frame: Frame) => void) | undefined
}

/** Reads the frames of a leg until it is answered, fails, or is cancelled. */
export const watch = (
  draft: Draft,
  leg: Channel,
  caller: (draft: Draft) => Channel | undefined,
  handlers: Handlers
): void =>
  Frames.read(draft, leg, (later, channel, frame) => {
    switch (frame._tag) {
      case "Ringing":
        return handlers.onRinging?.(later, channel)
      case "Progress":
        return handlers.onProgress?.(later, channel)
      case "Answer": {
        // channel.c, __ast_read: an outgoing channel is up once its answer is read.
        const up = Channels.setState(later, channel, Channels.State.Up)
        later.readers.delete(channel.name)
        return handlers.onAnswer(later, up)
      }
      case "Busy":
      case "Congestion":
        return fail(later, channel, caller(later), handlers, frame._tag === "Busy" ? "BUSY" : "CONGESTION")
      case "Hangup":
        return fail(later, channel, caller(later), handlers, DialEvents.statusOf(channel.cause))
      case "Forward":
        return handlers.onForward?.(later, channel, frame.number)
      case "ConnectedLine":
        return handlers.onConnectedLine?.(later, channel, frame.party)
      default:
        return handlers.onFrame?.(later, channel, frame)
    }
  })

const fail = (
  draft: Draft,
  leg: Channel,
  caller: Channel | undefined,
  handlers: Handlers,
  status: string
): void => {
  draft.readers.delete(leg.name)
  DialEvents.end(draft, caller, leg, status)
  const { cause } = draft.current(leg)
  Hangups.end(draft, leg)
  handlers.onFail(draft, leg, status, cause)
}

/** Cancels a leg that was not answered; `DialEnd` is raised if a status is given. */
export const cancel = (
  draft: Draft,
  leg: Channel,
  caller: Channel | undefined,
  status: string | undefined,
  cause: number
): void => {
  const current = draft.channels.get(leg.name)
  if (current === undefined) return
  draft.readers.delete(leg.name)
  if (status !== undefined) DialEvents.end(draft, caller, current, status)
  Hangups.end(draft, cause > 0 ? draft.update(current, { cause }) : current)
}

/**
 * Rings a party for the caller, as `Queue` does for each member: creates the channel, introduces it, calls it and
 * announces that. Returns the leg, or the cause if there is none.
 */
export const dial = (
  draft: Draft,
  options: Introduction & {
    /** Such as `PJSIP/101`. */
    readonly target: string
    readonly handlers: Handlers
    /** Runs on the new channel before it is introduced, to set variables. */
    readonly onMade?: ((draft: Draft, leg: Channel) => void) | undefined
  }
): Channel | number => {
  const { caller, handlers, onMade, target } = options
  const made = request(draft, target, { linkedid: caller.linkedid })
  if (typeof made === "number") return made
  onMade?.(draft, made)
  introduce(draft, made, options)
  watch(draft, made, (later) => later.channels.get(caller.name), handlers)
  if (!call(draft, made)) {
    const { cause } = draft.current(made)
    draft.readers.delete(made.name)
    Hangups.end(draft, made)
    return cause === 0 ? noRoute : cause
  }
  DialEvents.begin(draft, caller, made, targetOf(target)?.number ?? "")
  return draft.current(made)
}
