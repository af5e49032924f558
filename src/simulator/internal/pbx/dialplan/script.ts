/**
 * The state of a channel's dialplan besides its variables: settings of functions, subroutines, hangup handlers.
 *
 * @since 0.2.0
 */
import type { Draft } from "../draft.ts"
import type { Channel, Script } from "../model.ts"

/** Nothing. */
export const none: Script = { settings: new Map(), subroutines: [], handlers: [] }

/** What the dialplan has set on a channel. */
export const of = (channel: Pick<Channel, "script">): Script => channel.script ?? none

/** Changes it. */
export const update = (draft: Draft, channel: Channel, change: Partial<Script>): Channel => {
  const current = draft.current(channel)
  return draft.update(current, { script: { ...of(current), ...change } })
}

/** A setting of a function. */
export const setting = (channel: Pick<Channel, "script">, key: string): string | undefined =>
  channel.script?.settings.get(key)

/** Sets it. */
export const set = (draft: Draft, channel: Channel, key: string, value: string): Channel =>
  update(draft, channel, { settings: new Map(of(draft.current(channel)).settings).set(key, value) })
