/**
 * A channel takes the place of another in the dialplan, a dial or a bridge (channel.c, channel_do_masquerade).
 *
 * A channel keeps its name, id and telephone. The place in the dialplan, the application with all that runs for it, the
 * times and the variables are exchanged: the thread that runs them goes on with the channel that is there now.
 *
 * @since 0.2.0
 */
import * as Agents from "../agents/agents.ts"
import * as Channels from "../channels.ts"
import * as Script from "../dialplan/script.ts"
import type { Draft } from "../draft.ts"
import { type Channel, SoftHangup } from "../model.ts"
import * as QueueCallers from "../queues/callers.ts"
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
  // channel.c, channel_do_masquerade: the music of the place stops on the one, and starts on the other.
  const hasMusic = draft.current(target).music !== undefined
  if (hasMusic) Channels.stopMusic(draft, target)
  const taken = draft.current(target)
  const given = draft.current(channel)
  // The place keeps its variables and gets those of the channel too (channel.c, clone_variables).
  draft.update(given, {
    ...placeOf(taken),
    variables: new Map([...given.variables, ...taken.variables]),
    inherited: new Map([...given.inherited, ...taken.inherited])
  })
  // What has no place any more has to end: nothing of the dialplan that it was given runs on.
  draft.update(taken, { ...placeOf(given), softHangup: given.softHangup | SoftHangup.Device })
  exchangeSubroutines(draft, taken, given)
  exchangeRuns(draft, taken, given)
  for (const id of new Set([taken.bridge, given.bridge])) rename(draft, id, taken.name, given.name)
  for (const id of new Set([taken.dial, given.dial, taken.dialling, given.dialling])) {
    replaceInDials(draft, id, taken.name, given.name)
  }
  Channels.publish(draft, draft.current(given))
  if (hasMusic) Channels.startMusic(draft, draft.current(given))
}

/** The subroutines that a place is in stay; handlers of the end and settings go with the channel. */
const exchangeSubroutines = (draft: Draft, taken: Channel, given: Channel): void => {
  const [one, other] = [Script.of(taken).subroutines, Script.of(given).subroutines]
  if (one.length === 0 && other.length === 0) return
  Script.update(draft, given, { subroutines: one })
  Script.update(draft, taken, { subroutines: other })
}

/** Exchanges all that runs: applications, dials and bridges find the channel that they go on with by their own numbers. */
const exchangeRuns = (draft: Draft, taken: Channel, given: Channel): void => {
  const [one, other] = [taken.name, given.name]
  const { services } = draft
  exchange(draft.readers, one, other)
  exchange(draft.leaving, one, other)
  exchange(draft.occupants, one, other)
  exchange(draft.routines, one, other)
  exchange(services.returning, one, other)
  exchange(services.agiSessions, one, other)
  exchange(services.spies, one, other)
  exchange(services.hangupTimes, one, other)
  for (const { name } of [taken, given]) {
    const { plan } = draft.channels.get(name) ?? {}
    const outer = (draft.routines.get(name) ?? []).map(({ before }) => before.plan)
    for (const number of plan === undefined ? outer : [plan, ...outer]) services.plans.set(number, name)
  }
  QueueCallers.exchange(draft, one, other)
  Agents.exchange(draft, one, other)
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
