/**
 * `ChanSpy`: a channel hears another, and the one after it when that ends (app_chanspy.c).
 *
 * Asterisk looks ten times a second for somebody to spy on. Here a spy that found nobody looks again when something has
 * happened on a channel.
 *
 * @since 0.2.0
 */
import { inOrder } from "../channelOrder.ts"
import * as Channels from "../channels.ts"
import { split } from "../dialplan/argumentText.ts"
import { optionsOf } from "../dialplan/options.ts"
import * as Sounds from "../dialplan/sounds.ts"
import * as Thread from "../dialplan/thread.ts"
import type { Draft } from "../draft.ts"
import * as Frames from "../frames.ts"
import type { Channel, Note } from "../model.ts"
import { atoi } from "../numbers.ts"
import * as Bridges from "./bridges.ts"

/** How long a spy waits before it looks for a channel, in milliseconds. */
const wait = 100

/** A spy that hears nobody. */
const idle = { spied: undefined, isWaiting: false, look: () => {}, over: () => {} }

/** What a spy was asked for. */
interface Wanted {
  readonly name: string
  readonly plan: number
  /** What the name of a spied channel starts with; empty if any will do. */
  readonly spec: string
  readonly options: ReadonlyMap<string, string>
}

/** `ChanSpy`. Options without an effect are those about sound and volume. */
export const chanSpy = (draft: Draft, channel: Channel, data: string): void => {
  const [spec = "", letters = ""] = split(data)
  const options = optionsOf(letters)
  const isAnswered = Channels.isUp(channel) || (options.has("N") && draft.dialect === 22)
  const spy = isAnswered ? channel : Frames.answer(draft, channel)
  const wanted = { name: spy.name, plan: spy.plan, spec: spec === "all" ? "" : spec, options }
  draft.services.spies.set(spy.name, idle)
  draft.leaving.set(spy.name, stop)
  listen(draft, wanted, undefined)
  round(draft, wanted, true)
}

/** Spies that found nobody look again when something has happened on a channel. */
export const noted = (draft: Draft, note: Note): void => {
  if (draft.services.spies.size === 0 || (note._tag === "Channel" && note.ended)) return
  for (const name of [...draft.services.spies.keys()].sort()) {
    const spy = draft.services.spies.get(name)
    if (spy?.isWaiting !== true) continue
    draft.services.spies.set(name, { ...spy, isWaiting: false })
    spy.look(draft)
  }
}

const raise = (draft: Draft, event: "ChanSpyStart" | "ChanSpyStop", spy: Channel, spied: Channel): void =>
  draft.raise(event, "call", [...Channels.cached(spy, "Spyer"), ...Channels.cached(spied, "Spyee")])

/** Does something later, unless the spy has left meanwhile. */
const after = (
  draft: Draft,
  wanted: Wanted,
  milliseconds: number,
  then: (draft: Draft, spy: Channel) => void
): void =>
  draft.later(milliseconds, (later) => {
    const spy = Channels.running(later, wanted)
    if (spy !== undefined && later.services.spies.has(spy.name)) then(later, spy)
  })

/** Looks for the channels to spy on. A beep says that the one before has ended. */
const round = (draft: Draft, wanted: Wanted, beeps: boolean): void => {
  const beep = beeps && !wanted.options.has("q") ? Sounds.lengthOf(draft, "beep") ?? 0 : 0
  after(draft, wanted, beep + wait, (later, spy) => {
    // The channel that the option `u` names has to be there.
    if (wanted.options.has("u") && wanted.spec !== "" && Channels.find(later, wanted.spec) === undefined) {
      return Thread.end(later, spy)
    }
    take(later, wanted, candidates(later, wanted), false)
  })
}

const candidates = (draft: Draft, wanted: Wanted): ReadonlyArray<string> => {
  const { options, spec } = wanted
  const name = Channels.nameOf(draft, wanted)
  const only = options.has("u") && spec !== "" ? Channels.find(draft, spec) : undefined
  const start = spec.toLowerCase()
  const found = only === undefined
    ? inOrder(draft).filter((channel) => channel.name.toLowerCase().startsWith(start))
    : [only]
  return found.map((channel) => channel.name).filter((other) => other !== name)
}

/** Whether the options let a channel be spied on. Spies are not. */
const isMeant = (draft: Draft, { options }: Wanted, channel: Channel): boolean => {
  if (channel.softHangup !== 0 || draft.services.spies.has(channel.name)) return false
  if (options.has("b") && channel.bridge === undefined) return false
  const groups = options.get("g")?.split(":")
  const own = channel.variables.get("SPYGROUP")?.split(":") ?? []
  if (groups !== undefined && !groups.some((group) => own.includes(group))) return false
  const enforced = options.get("e")?.toLowerCase().split(":")
  return enforced === undefined || enforced.includes(channel.name.toLowerCase().split("-", 1)[0] ?? "")
}

/** Spies on the first of these channels that is meant; if there is none, looks again. */
const take = (draft: Draft, wanted: Wanted, names: ReadonlyArray<string>, hasSpied: boolean): void => {
  for (const [index, name] of names.entries()) {
    const channel = draft.channels.get(name)
    if (channel === undefined || !isMeant(draft, wanted, channel)) continue
    const rest = names.slice(index + 1)
    return after(
      draft,
      wanted,
      announcement(draft, wanted, name),
      (later, spy) => begin(later, wanted, spy, name, rest)
    )
  }
  const spy = Channels.running(draft, wanted)
  if (spy === undefined) return
  if (wanted.options.has("S")) return finish(draft, spy)
  if (hasSpied) return round(draft, wanted, true)
  const look = (later: Draft): void => round(later, wanted, false)
  draft.services.spies.set(spy.name, { ...idle, isWaiting: true, look })
}

/** How long it takes to say whom the spy hears: the technology by its letters, and the number. */
const announcement = (draft: Draft, { options }: Wanted, name: string): number => {
  if (options.has("q")) return 0
  const [technology = "", rest = ""] = name.split("/")
  const letters = options.has("s") ? [] : [..."spy", "dash", ...technology.toLowerCase()]
  const number = atoi(rest)
  const digits = number === 0 ? [] : Sounds.digitsOf(String(number))
  return Sounds.lengthOfAll(draft, [...letters.map((letter) => `letters/${letter}`), ...digits])
}

const begin = (draft: Draft, wanted: Wanted, spy: Channel, name: string, rest: ReadonlyArray<string>): void => {
  const over = (later: Draft): void => {
    const current = Channels.running(later, wanted)
    if (current === undefined) return
    stop(later, current)
    if (wanted.options.has("E")) return Thread.resume(later, current)
    later.services.spies.set(Channels.nameOf(later, wanted), idle)
    listen(later, wanted, undefined)
    after(later, wanted, 0, (last) => take(last, wanted, rest, true))
  }
  const spied = draft.channels.get(name)
  if (spied === undefined || spied.softHangup !== 0) return over(draft)
  draft.services.spies.set(spy.name, { ...idle, spied: name, over })
  raise(draft, "ChanSpyStart", spy, spied)
  listen(draft, wanted, name)
  // Its sound has to come through the server, so its bridge changes (audiohook.c, ast_audiohook_attach).
  draft.soon((later) => Bridges.refresh(later, spied))
}

/** What the keys of the spy do (app_chanspy.c, channel_spy). */
const listen = (draft: Draft, wanted: Wanted, name: string | undefined): void => {
  const channel = Channels.running(draft, wanted)
  if (channel === undefined) return
  Thread.listen(draft, channel, (later, spy, digit) => {
    listen(later, wanted, name)
    const context = spy.variables.get("SPY_EXIT_CONTEXT") ?? spy.context
    if (wanted.options.has("X") && Thread.hasStep(later, { context, exten: digit, priority: 1 })) {
      if (name !== undefined) Channels.setVariable(later, spy, "SPY_CHANNEL", name)
      return finish(later, later.update(spy, { context, exten: digit, priority: 0 }))
    }
    if (name === undefined) return
    if (digit === (wanted.options.get("c")?.charAt(0) || "*")) later.services.spies.get(spy.name)?.over(later)
    else if (digit === wanted.options.get("x")?.charAt(0)) finish(later, spy)
  })
}

/** The spy leaves, and no longer hears anybody. */
const stop = (draft: Draft, spy: Channel): void => {
  const spied = draft.channels.get(draft.services.spies.get(spy.name)?.spied ?? "")
  draft.services.spies.delete(spy.name)
  if (spied !== undefined) raise(draft, "ChanSpyStop", spy, spied)
}

/** Goes on in the dialplan. */
const finish = (draft: Draft, spy: Channel): void => {
  stop(draft, spy)
  Thread.resume(draft, spy)
}
