/**
 * What the users of telephones do: commands of `SimulatedPbx.perform`.
 *
 * @since 0.2.0
 */
import * as Channels from "../channels.ts"
import { exists } from "../dialplan/dialplan.ts"
import * as Thread from "../dialplan/thread.ts"
import type { Draft } from "../draft.ts"
import * as Hangups from "../hangups.ts"
import * as Lines from "../lines.ts"
import type { Channel } from "../model.ts"
import * as Pickups from "./pickups.ts"
import * as Refers from "./refers.ts"
import type { Command, Telephone } from "./telephone.ts"
import * as Telephones from "./telephones.ts"

/** Takes a call of the group without a dialplan (chan_pjsip.c, call_pickup_incoming_request). */
const pickUp = (draft: Draft, channel: Channel): void => {
  const target = Pickups.findInGroup(draft, channel)
  if (target === undefined) return Hangups.end(draft, draft.update(channel, { cause: 21 }))
  Pickups.pickUp(draft, channel, target, (later, left) => Hangups.end(later, later.update(left, { cause: 16 })))
}

/** Calls an extension. If it does not exist, nothing happens in the PBX and the telephone gets 404. */
const call = (draft: Draft, command: Extract<Command, { readonly command: "call" }>, telephone: Telephone): void => {
  const { callerId, number, phone } = command
  const party = callerId === undefined ? undefined : { number: callerId.number, name: callerId.name ?? "" }
  if (number === draft.features.pickupexten) {
    return pickUp(draft, Telephones.invite(draft, phone, telephone, number, party))
  }
  if (!exists(draft.dialplan, { context: telephone.context ?? "from-internal", exten: number })) return
  Thread.start(draft, Telephones.invite(draft, phone, telephone, number, party))
}

/** The newest channel of a telephone that fits. */
const newest = (draft: Draft, phone: string, fits: (channel: Channel) => boolean): Channel | undefined => {
  for (const name of Lines.living(draft.lines.get(phone), draft.channels)) {
    const channel = draft.channels.get(name)
    if (channel !== undefined && fits(channel)) return channel
  }
  return undefined
}

/** Whether the telephone is called and has not answered yet. */
const isRinging = (channel: Channel): boolean => channel.outgoing && !Channels.isUp(channel) && channel.softHangup === 0

const isTalking = (channel: Channel): boolean => Channels.isUp(channel) && !channel.over

const fits = (channel: Channel, command: Command["command"]): boolean => {
  switch (command) {
    case "ring":
    case "progress":
    case "answer":
    case "reject":
    case "forward":
      return isRinging(channel)
    case "hangUp":
      return !channel.over
    default:
      return isTalking(channel)
  }
}

const none: Readonly<Partial<Record<Command["command"], string>>> = {
  ring: "is not called",
  progress: "is not called",
  answer: "is not called",
  reject: "is not called",
  forward: "is not called"
}

/** Runs the command. Returns the reason if it cannot be done. */
export const perform = (draft: Draft, command: Command): string | undefined => {
  const telephone = Telephones.find(draft, command.phone)
  if (telephone === undefined) {
    return `there is no telephone \`${command.phone}\`; the option \`endpoints\` has to name it`
  }
  switch (command.command) {
    case "call":
      call(draft, command, telephone)
      return undefined
    case "register":
      Telephones.register(draft, command.phone, command.contact)
      return undefined
    case "unregister":
      Telephones.unregister(draft, command.phone, command.contact)
      return undefined
    case "replace":
      return Refers.replace(draft, command.phone, telephone, command.channel)
  }
  const named = command.channel === undefined ? undefined : draft.channels.get(command.channel)
  const channel = command.channel === undefined
    ? newest(draft, command.phone, (line) => fits(line, command.command))
    : named?.endpoint === command.phone
    ? named
    : undefined
  if (channel === undefined) {
    return command.channel === undefined
      ? `the telephone \`${command.phone}\` ${none[command.command] ?? "is in no call"}`
      : `the telephone \`${command.phone}\` has no channel \`${command.channel}\``
  }
  if (!fits(channel, command.command)) {
    return `the call \`${channel.name}\` of the telephone \`${command.phone}\` does not fit \`${command.command}\``
  }
  return onCall(draft, command, channel)
}

type OnCall = Exclude<Command, { readonly command: "call" | "register" | "unregister" | "replace" }>

/** What needs nothing but the call. */
const done = {
  ring: Telephones.ring,
  progress: Telephones.progress,
  answer: Telephones.answer,
  hangUp: Telephones.hangUp,
  hold: Telephones.hold,
  unhold: Telephones.unhold,
  talk: Telephones.talk
}

const onCall = (
  draft: Draft,
  command: OnCall,
  channel: Channel
): string | undefined => {
  switch (command.command) {
    case "ring":
    case "progress":
    case "answer":
    case "hangUp":
    case "hold":
    case "unhold":
    case "talk":
      done[command.command](draft, channel)
      return undefined
    case "reject":
      Telephones.reject(draft, channel, command.status)
      return undefined
    case "forward":
      Telephones.forward(draft, channel, command.number)
      return undefined
    case "press":
      Telephones.press(draft, channel, command.digits, command.milliseconds)
      return undefined
    case "transfer":
      return Refers.transfer(draft, channel, command.number)
    case "attendedTransfer": {
      const [first, second] = pairOf(draft, command, channel)
      if (first === undefined || second === undefined) {
        return `the telephone \`${command.phone}\` needs two calls to connect them`
      }
      return Refers.attended(draft, first, second)
    }
  }
}

/**
 * The call on hold and the one of the consultation: by name, or the held one and the newest other. A telephone connects
 * calls that it made or answered, and none that still rings there (RFC 5589, section 7).
 */
const pairOf = (
  draft: Draft,
  { channel: named, other, phone }: Extract<Command, { readonly command: "attendedTransfer" }>,
  channel: Channel
): readonly [Channel | undefined, Channel | undefined] => {
  const waiting = named === undefined ? newest(draft, phone, ({ holds }) => holds) ?? channel : channel
  const asked = other === undefined
    ? newest(draft, phone, (line) => line.name !== waiting.name && !line.over && !isRinging(line))
    : draft.channels.get(other)
  return [waiting, asked?.endpoint === phone && !isRinging(asked) ? asked : undefined]
}
