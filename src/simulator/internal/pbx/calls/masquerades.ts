/**
 * A channel takes the place of another in the dialplan, a dial or a bridge (channel.c, ast_channel_move).
 *
 * A channel keeps its name, id and telephone. The place in the dialplan, the application, the times and the variables are
 * exchanged.
 *
 * @since 0.2.0
 */
import * as Channels from "../channels.ts"
import type { Draft } from "../draft.ts"
import type { Channel } from "../model.ts"
import type { Table } from "../table.ts"

/** What belongs to the place, and not to the telephone. */
const placeOf = (channel: Channel): Partial<Channel> => ({
  context: channel.context,
  exten: channel.exten,
  priority: channel.priority,
  application: channel.application,
  data: channel.data,
  single: channel.single,
  createdAt: channel.createdAt,
  answeredAt: channel.answeredAt,
  cause: channel.cause,
  softHangup: channel.softHangup,
  variables: channel.variables,
  inherited: channel.inherited,
  outgoing: channel.outgoing,
  dial: channel.dial,
  dialling: channel.dialling,
  waits: channel.waits,
  pbx: channel.pbx,
  ending: channel.ending,
  after: channel.after,
  bridge: channel.bridge,
  plan: channel.plan
})

const exchange = <V>(table: Table<string, V>, one: string, other: string): void => {
  const first = table.get(one)
  const second = table.get(other)
  if (second === undefined) table.delete(one)
  else table.set(one, second)
  if (first === undefined) table.delete(other)
  else table.set(other, first)
}

/** The channel takes the place of the target, and the target that of the channel. */
export const move = (draft: Draft, target: Channel, channel: Channel): void => {
  const taken = draft.current(target)
  const given = draft.current(channel)
  // The place keeps its variables and gets those of the channel too (channel.c, clone_variables).
  draft.update(given, {
    ...placeOf(taken),
    variables: new Map([...given.variables, ...taken.variables]),
    inherited: new Map([...given.inherited, ...taken.inherited])
  })
  draft.update(taken, placeOf(given))
  exchange(draft.readers, taken.name, given.name)
  exchange(draft.leaving, taken.name, given.name)
  exchange(draft.occupants, taken.name, given.name)
  for (const id of new Set([taken.bridge, given.bridge])) rename(draft, id, taken.name, given.name)
  for (const id of new Set([taken.dial, given.dial, taken.dialling, given.dialling])) {
    replaceInDials(draft, id, taken.name, given.name)
  }
  Channels.publish(draft, draft.current(given))
}

const other = (name: string, one: string, two: string): string => name === one ? two : name === two ? one : name

const rename = (draft: Draft, id: string | undefined, one: string, two: string): void => {
  const bridge = id === undefined ? undefined : draft.bridges.get(id)
  if (bridge === undefined) return
  draft.bridges.set(bridge.id, { ...bridge, channels: bridge.channels.map((name) => other(name, one, two)) })
}

const replaceInDials = (draft: Draft, id: number | undefined, one: string, two: string): void => {
  const dial = id === undefined ? undefined : draft.dials.get(id)
  if (dial === undefined) return
  draft.dials.set(dial.id, {
    ...dial,
    caller: other(dial.caller, one, two),
    legs: dial.legs.map((leg) => {
      const channel = other(leg.channel, one, two)
      return channel === leg.channel ? leg : { ...leg, channel, anonymous: false, picked: true }
    })
  })
}
