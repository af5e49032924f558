/**
 * Pick-ups of ringing calls: the applications `Pickup` and `PickupChan`, and the pick-up extension (pickup.c,
 * app_directed_pickup.c).
 *
 * @since 0.2.0
 */
import * as Channels from "../channels.ts"
import { next, type Run } from "../dialplan/application.ts"
import { partsOf, split } from "../dialplan/argumentText.ts"
import * as Thread from "../dialplan/thread.ts"
import type { Draft } from "../draft.ts"
import * as Frames from "../frames.ts"
import * as Lines from "../lines.ts"
import type { Channel } from "../model.ts"
import { groupsOf } from "../numbers.ts"
import * as Masquerades from "./masquerades.ts"
import * as Telephones from "./telephones.ts"

/** How long an answer waits for the first sound. */
const media = 500

/** Whether a channel may be picked up: it rings, and no dialplan runs on it (pickup.c, ast_can_pickup). */
const rings = (draft: Draft, { bridge, dial, name, pbx, softHangup, state }: Channel): boolean =>
  !pbx && bridge === undefined && softHangup === 0 && draft.channels.has(name) && dial !== undefined &&
  (state === Channels.State.Ringing || state === Channels.State.Ring || state === Channels.State.Down)

/** The ringing channels of an endpoint, the oldest first. */
const ringingAt = (draft: Draft, endpoint: string): ReadonlyArray<Channel> =>
  [...Lines.living(draft.lines.get(endpoint), draft.channels)].toReversed()
    .flatMap((name) => draft.channels.get(name) ?? []).filter((channel) => rings(draft, channel))

/** The oldest channel that rings in a group that the picker may pick up from. */
export const findInGroup = (draft: Draft, picker: Channel): Channel | undefined => {
  const mine = groupsOf(picker.endpoint === undefined ? "" : Telephones.find(draft, picker.endpoint)?.pickupGroup)
  if (mine.size === 0) return undefined
  const all = Object.keys(draft.endpoints).filter((name) =>
    [...groupsOf(Telephones.find(draft, name)?.callGroup)].some((group) => mine.has(group))
  )
  return all.flatMap((name) => ringingAt(draft, name)).filter(({ name }) => name !== picker.name)
    .sort((one, two) => one.order - two.order)[0]
}

/** The picker answers, and then takes the place of the ringing channel. `after` runs with the channel that is left. */
export const pickUp = (
  draft: Draft,
  picker: Channel,
  target: Channel,
  after: (draft: Draft, left: Channel) => void
): void => {
  Frames.indicate(draft, picker, { _tag: "ConnectedLine", party: target.connected })
  Frames.answer(draft, picker)
  draft.later(media, (later) => {
    const taking = Channels.running(later, picker)
    const taken = later.channels.get(target.name)
    if (taking === undefined) return
    // Without a dialplan nobody else ends it.
    if (taking.softHangup !== 0) return later.readers.has(taking.name) ? undefined : after(later, taking)
    if (taken?.uniqueid !== target.uniqueid || !rings(later, taken)) return after(later, taking)
    const before = [...Channels.snapshot(taking), ...Channels.cached(taken, "Target")]
    later.update(taking, { cause: 26 })
    take(later, later.current(taking), taken)
    later.raise("Pickup", "call", before)
    after(later, later.current(taken))
  })
}

/** The channel takes the place of a ringing one, and counts as its answer. */
export const take = (draft: Draft, picker: Channel, target: Channel): void => {
  Masquerades.move(draft, target, picker)
  Frames.queue(draft, draft.current(picker), { _tag: "Answer" })
}

/** Ends the dialplan of the picker on the channel that is left. */
const endLeft = (draft: Draft, left: Channel): void => Thread.end(draft, left)

/** `Pickup`: without an argument by group, otherwise by extension or mark. */
export const pickup: Run = (draft, channel, data) => {
  const wanted = partsOf(data)
  const target = data === "" ? findInGroup(draft, channel) : first(wanted, (part) => findMarked(draft, part, channel))
  if (target === undefined) return data === "" ? Thread.end(draft, channel) : next(draft, channel)
  pickUp(draft, channel, target, endLeft)
}

/** `PickupChan`: picks up a channel by its name, or with the option `p` by the start of its name. */
export const pickupChan: Run = (draft, channel, data) => {
  const [names = "", options = ""] = split(data)
  const wanted = partsOf(names)
  const target = first(wanted, (name) => options.includes("p") ? findPartly(draft, name) : findExactly(draft, name))
  if (target === undefined) return next(draft, channel)
  pickUp(draft, channel, target, endLeft)
}

const first = <A, B>(items: ReadonlyArray<A>, find: (item: A) => B | undefined): B | undefined => {
  for (const item of items) {
    const found = find(item)
    if (found !== undefined) return found
  }
  return undefined
}

const findExactly = (draft: Draft, name: string): Channel | undefined => {
  const found = Channels.find(draft, name)
  return found !== undefined && rings(draft, found) ? found : undefined
}

const findPartly = (draft: Draft, name: string): Channel | undefined =>
  ringingAt(draft, name.replace(/^PJSIP\//i, ""))[0] ?? findExactly(draft, name)

/** The channel that rings with a mark, or at an extension. */
const findMarked = (draft: Draft, wanted: string, picker: Channel): Channel | undefined => {
  const [exten = "", context = picker.context] = wanted.split("@")
  const isMark = context.toUpperCase() === "PICKUPMARK"
  return [...draft.channels.values()].sort((one, two) => one.order - two.order).find((channel) =>
    rings(draft, channel) && channel.name !== picker.name && (isMark
      ? channel.variables.get("PICKUPMARK")?.toLowerCase() === exten.toLowerCase()
      : channel.exten.toLowerCase() === exten.toLowerCase() && channel.context.toLowerCase() === context.toLowerCase())
  )
}
