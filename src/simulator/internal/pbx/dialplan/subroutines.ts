/**
 * Places of the dialplan as its applications write them, and subroutines (pbx.c, ast_parseable_goto; app_stack.c).
 *
 * @since 0.2.0
 */
import * as Channels from "../channels.ts"
import type { Draft, Routine } from "../draft.ts"
import type { Channel, Place, Subroutine } from "../model.ts"
import { splitRaw } from "./argumentText.ts"
import { applicationAt, priorityOf } from "./dialplan.ts"
import * as Script from "./script.ts"
import * as Variables from "./variables.ts"

/** Reads `[[context,]extension,]priority`, whose priority may be a label, or `+n` and `-n`; undefined if invalid. */
const locate = (draft: Draft, channel: Channel, text: string): Place | undefined => {
  if (text === "") return undefined
  const current = draft.current(channel)
  const parts = text.split(",")
  const [context, exten, priority] = parts.length > 2
    ? [parts[0] ?? "", parts[1] ?? "", parts[2] ?? ""]
    : parts.length === 2
    ? ["", parts[0] ?? "", parts[1] ?? ""]
    : ["", "", parts[0] ?? ""]
  const where = {
    context: context === "" ? current.context : context,
    exten: exten === "" ? current.exten : exten
  }
  const [, sign = "", digits] = /^\s*([+-]?)(\d+)/.exec(priority) ?? []
  if (digits === undefined) {
    const labelled = priorityOf(draft.dialplan, where, priority)
    return labelled === undefined ? undefined : { ...where, priority: labelled }
  }
  const number = sign === "" ? Number(digits) : current.priority + Number(`${sign}${digits}`)
  return number < 1 && sign === "" ? undefined : { ...where, priority: number }
}

/** Sends the dialplan to a place when the application ends. Returns false if there is no such place. */
export const jump = (draft: Draft, channel: Channel, text: string): boolean => {
  const place = locate(draft, channel, text)
  if (place !== undefined) setPlace(draft, channel, place)
  return place !== undefined
}

/** The next priority runs next, so a channel is set to the one before it. */
const setPlace = (draft: Draft, channel: Channel, { context, exten, priority }: Place): void => {
  draft.update(channel, { context, exten, priority: priority - 1 })
}

/** Sets a variable of the innermost subroutine, which hides one of the same name until it returns. */
export const setLocal = (draft: Draft, channel: Channel, name: string, value: string): boolean => {
  const { subroutines } = Script.of(draft.current(channel))
  const inner = subroutines.at(-1)
  if (inner === undefined) return false
  if (inner.hidden.has(name)) Channels.setVariable(draft, channel, name, value)
  else {
    const before = draft.current(channel)
    const hidden = new Map(inner.hidden).set(name, before.variables.get(name))
    Script.update(draft, channel, { subroutines: [...subroutines.slice(0, -1), { ...inner, hidden }] })
    // It is pushed onto the list of variables, which is not announced.
    const variables = new Map(before.variables)
    variables.delete(name)
    draft.update(before, { variables: variables.set(name, value) })
  }
  Variables.announce(draft, channel, `LOCAL(${name})`, value)
  return true
}

/** Calls a subroutine: `[[context,]extension,]priority[(arguments)]`. Returns false if there is none. */
export const call = (draft: Draft, channel: Channel, data: string, special = false): boolean => {
  const open = data.indexOf("(")
  const label = open === -1 ? data : data.slice(0, open)
  const close = data.lastIndexOf(")")
  const inside = open === -1 ? "" : data.slice(open + 1, close > open ? close : undefined)
  const current = draft.current(channel)
  const place = locate(draft, channel, label)
  if (place === undefined || applicationAt(draft.dialplan, place) === undefined) return false
  const given = splitRaw(inside)
  const { subroutines } = Script.of(current)
  // The arguments of an outer subroutine are hidden, even if there are fewer of them.
  const count = Math.max(subroutines.at(-1)?.given ?? 0, given.length)
  const { context, exten, priority } = current
  const from = { context, exten, priority: priority + 1 }
  const inner: Subroutine = { from, given: count, hidden: new Map(), special }
  Script.update(draft, current, { subroutines: [...subroutines, inner] })
  setPlace(draft, channel, place)
  for (let at = 0; at < count; at++) setLocal(draft, channel, `ARG${at + 1}`, given[at] ?? "")
  setLocal(draft, channel, "ARGC", String(given.length))
  return true
}

/** Removes the variables of a subroutine, so that the hidden ones are visible again. */
const release = (draft: Draft, channel: Channel, { hidden }: Subroutine): void => {
  for (const [name, before] of [...hidden].toReversed()) {
    Channels.setVariable(draft, channel, name, undefined)
    if (before === undefined) continue
    const current = draft.current(channel)
    draft.update(current, { variables: new Map(current.variables).set(name, before) })
  }
}

/** Leaves the innermost subroutine; undefined if there is none. */
export const leave = (draft: Draft, channel: Channel): Subroutine | undefined => {
  const current = draft.current(channel)
  const { subroutines } = Script.of(current)
  const inner = subroutines.at(-1)
  if (inner === undefined) return undefined
  Script.update(draft, current, { subroutines: subroutines.slice(0, -1) })
  return inner
}

/** Drops the innermost subroutine without returning from it. */
export const pop = (draft: Draft, channel: Channel): void => {
  const inner = leave(draft, channel)
  if (inner !== undefined) release(draft, channel, inner)
}

/** Returns from the innermost subroutine. Returns the subroutine; undefined if there is none. */
export const returnFrom = (draft: Draft, channel: Channel, value: string): Subroutine | undefined => {
  const inner = leave(draft, channel)
  if (inner === undefined) return undefined
  setPlace(draft, channel, inner.from)
  release(draft, channel, inner)
  Channels.setVariable(draft, channel, "GOSUB_RETVAL", value)
  return inner
}

// --- Subroutines that the dialplan did not call -----------------------------------

/**
 * Runs a subroutine on a channel, and continues when it returns, fails or is interrupted (app.c, ast_app_exec_sub). The
 * caller stops reading the channel before, and reads it again when it continues.
 */
export const run = (
  draft: Draft,
  channel: Channel,
  data: string,
  done: (draft: Draft, channel: Channel) => void
): void => {
  const current = draft.current(channel)
  const { context, exten, pbx, plan, priority, single } = current
  const depth = Script.of(current).subroutines.length
  const before = { context, exten, priority, pbx, plan, single }
  if (!call(draft, channel, data, true)) return done(draft, draft.current(channel))
  const routine: Routine = { before, depth, reader: draft.readers.get(channel.name), done }
  draft.routines.set(channel.name, [...draft.routines.get(channel.name) ?? [], routine])
  const called = draft.current(channel)
  const running = draft.update(called, { plan: draft.next("plan"), priority: called.priority + 1, single: false })
  draft.soon({ _tag: "Execute", channel: running.name, plan: running.plan })
}

/** Whether a channel runs a subroutine that the dialplan did not call. */
export const isRunning = (draft: Draft, { name }: Channel): boolean => draft.routines.has(name)

/** Ends the subroutine that the dialplan did not call: its channel is back at its place, and its caller continues. */
export const finish = (draft: Draft, channel: Channel): void => {
  const routines = draft.routines.get(channel.name) ?? []
  const last = routines.at(-1)
  if (last === undefined) return
  if (routines.length > 1) draft.routines.set(channel.name, routines.slice(0, -1))
  else draft.routines.delete(channel.name)
  const isAbandoned = Script.of(draft.current(channel)).subroutines.length > last.depth
  while (Script.of(draft.current(channel)).subroutines.length > last.depth) pop(draft, channel)
  if (isAbandoned) Channels.setVariable(draft, channel, "GOSUB_RETVAL", "")
  if (last.reader === undefined) draft.readers.delete(channel.name)
  else draft.readers.set(channel.name, last.reader)
  last.done(draft, draft.update(draft.current(channel), last.before))
}
