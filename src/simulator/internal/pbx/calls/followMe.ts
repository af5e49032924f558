/**
 * `FollowMe`: calls the numbers of a person one after the other, and asks the one that answers whether to take the call
 * (app_followme.c). The numbers come from the simulated `followme.conf`.
 *
 * @since 0.2.0
 */
import * as Channels from "../channels.ts"
import * as ConfigFiles from "../config/configFiles.ts"
import { partsOf, seconds, split } from "../dialplan/argumentText.ts"
import * as Thread from "../dialplan/thread.ts"
import type { Draft } from "../draft.ts"
import * as Frames from "../frames.ts"
import * as Hangups from "../hangups.ts"
import type { Channel } from "../model.ts"
import * as Calls from "./calls.ts"
import * as DialEvents from "./dialEvents.ts"
import * as Legs from "./legs.ts"

/** Numbers that ring together, and for how long. */
interface Step {
  readonly numbers: ReadonlyArray<string>
  readonly time: number
}

/** The settings of a person. */
interface Person {
  readonly context: string
  readonly music: string
  readonly take: string
  readonly decline: string
  readonly steps: ReadonlyArray<Step>
}

const defaultTime = 25

const personOf = (draft: Draft, name: string): Person | undefined => {
  const sections = ConfigFiles.sectionsOf(draft, "followme.conf")
  const section = sections.find((found) => found.name === name)
  if (section === undefined || name === "general") return undefined
  const general = sections.find((found) => found.name === "general")
  const valueOf = (setting: string, otherwise: string) => ConfigFiles.valueIn(section, setting) ?? otherwise
  const generalOf = (setting: string, otherwise: string) => ConfigFiles.valueIn(general, setting) ?? otherwise
  return {
    context: valueOf("context", "default"),
    music: valueOf("musicclass", "default"),
    take: valueOf("takecall", generalOf("takecall", "1")),
    decline: valueOf("declinecall", generalOf("declinecall", "2")),
    steps: section.settings.filter((setting) => setting.name.toLowerCase() === "number").map(({ value }, index) => {
      const [numbers = "", time = "", order = ""] = value.split(",").map((part) => part.trim())
      return {
        order: Number(order) || index + 1,
        numbers: partsOf(numbers),
        time: seconds(time) ?? defaultTime * 1000
      }
    }).toSorted((one, other) => one.order - other.order)
  }
}

/** `FollowMe`. Its options, which choose what is played, have no effect. */
export const followMe = (draft: Draft, channel: Channel, data: string): void => {
  const [name = ""] = split(data)
  const person = personOf(draft, name)
  if (person === undefined) return Thread.resume(draft, channel)
  const caller = Thread.attend(draft, Frames.answer(draft, channel))
  Channels.startMusic(draft, caller, person.music)
  search(draft, draft.current(caller), person, 0)
}

/** Rings the numbers of a step. */
const search = (draft: Draft, caller: Channel, person: Person, index: number): void => {
  const step = person.steps[index]
  if (step === undefined) {
    Channels.stopMusic(draft, caller)
    return Thread.resume(draft, draft.current(caller))
  }
  const legs: Array<string> = []
  let isOver = false
  const callerOf = (later: Draft): Channel | undefined => Channels.running(later, caller)
  const release = (later: Draft, except?: string): void => {
    isOver = true
    for (const leg of legs) {
      const left = leg === except ? undefined : later.channels.get(leg)
      if (left !== undefined) Legs.cancel(later, left, undefined, undefined, left.cause)
    }
  }
  const next = (later: Draft): void => {
    const waiting = callerOf(later)
    if (isOver || waiting === undefined) return
    release(later)
    later.leaving.delete(waiting.name)
    search(later, waiting, person, index + 1)
  }
  const failed = (later: Draft, leg: string): void => {
    legs.splice(0, legs.length, ...legs.filter((other) => other !== leg))
    if (legs.length === 0) next(later)
  }
  const onDigit = (later: Draft, leg: Channel, digit: string): void => {
    const waiting = callerOf(later)
    if (isOver || waiting === undefined) return
    if (digit === person.decline) {
      Hangups.end(later, leg)
      return failed(later, leg.name)
    }
    if (digit !== person.take) return
    release(later, leg.name)
    later.leaving.delete(waiting.name)
    Channels.stopMusic(later, waiting)
    Calls.connect(later, later.current(waiting), later.current(leg), {
      onCallerLeft: (ended, left) => Thread.resume(ended, left)
    })
  }
  draft.leaving.set(caller.name, (later, leaving) => {
    Channels.stopMusic(later, leaving)
    release(later)
  })
  for (const number of step.numbers) {
    const leg = ring(draft, draft.current(caller), person, number, {
      onAnswer: (later, up) =>
        Frames.read(later, up, (now, current, frame) => {
          if (frame._tag === "KeyUp") return onDigit(now, current, frame.digit)
          if (frame._tag !== "Hangup") return
          Hangups.end(now, current)
          failed(now, current.name)
        }),
      onFail: failed
    })
    if (leg !== undefined) legs.push(leg)
  }
  if (legs.length === 0) return draft.soon(next)
  draft.later(step.time, next)
}

const ring = (
  draft: Draft,
  caller: Channel,
  { context }: Person,
  number: string,
  handlers: {
    readonly onAnswer: (draft: Draft, leg: Channel) => void
    readonly onFail: (draft: Draft, leg: string) => void
  }
): string | undefined => {
  // The caller hears the music of the application, not the far end's (app_followme.c, findmeexec).
  const address = `${number}@${context}/m`
  const made = Legs.request(draft, `Local/${address}`, { linkedid: caller.linkedid })
  if (typeof made === "number") return undefined
  Channels.inheritVariables(draft, caller, made)
  const { connected } = draft.current(made)
  const leg = draft.update(made, { connected: caller.caller, ...Legs.accountsOf(draft.current(made), caller) })
  const callerOf = (later: Draft) => Channels.running(later, caller)
  Legs.watch(draft, leg, callerOf, {
    onRinging: (later, ringing) => DialEvents.state(later, callerOf(later), ringing, "RINGING"),
    onProgress: (later, progressing) => DialEvents.state(later, callerOf(later), progressing, "PROGRESS"),
    onAnswer: (later, up) => {
      const waiting = callerOf(later)
      DialEvents.end(later, waiting, up, "ANSWER")
      for (const channel of waiting === undefined ? [up] : [up, waiting]) later.update(channel, { cause: 16 })
      handlers.onAnswer(later, later.current(up))
    },
    onFail: (later, gone) => handlers.onFail(later, gone.name)
  })
  if (!Legs.call(draft, leg)) {
    draft.readers.delete(leg.name)
    Hangups.end(draft, leg)
    return undefined
  }
  // The connected line of the leg is not announced yet.
  draft.update(draft.current(leg), { connected })
  DialEvents.begin(draft, caller, leg, address)
  draft.update(draft.current(leg), { connected: caller.caller })
  return leg.name
}
