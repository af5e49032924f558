/**
 * `Page`: calls many telephones at once, which hear the caller in a conference (app_page.c).
 *
 * @since 0.2.0
 */
import * as Channels from "../channels.ts"
import * as Devices from "../devices.ts"
import { after } from "../dialplan/application.ts"
import { partsOf, seconds, split } from "../dialplan/argumentText.ts"
import * as Sounds from "../dialplan/sounds.ts"
import * as Thread from "../dialplan/thread.ts"
import type { Draft } from "../draft.ts"
import * as Frames from "../frames.ts"
import * as Hangups from "../hangups.ts"
import { type Channel, SoftHangup } from "../model.ts"
import * as Conferences from "../services/conferences.ts"
import * as DialEvents from "./dialEvents.ts"
import * as Legs from "./legs.ts"

/** The conferences of pages have random numbers as their names. */
const numbers = 0x80000000

/** `Page`. Only its options `d`, `q` and `s` have an effect. */
export const page = (draft: Draft, channel: Channel, data: string): void => {
  const [targets = "", options = "", timeout = ""] = split(data)
  const name = String(Math.floor(draft.random() * numbers))
  const legs = partsOf(targets).filter((target) => !options.includes("s") || isFree(draft, target)).flatMap((target) =>
    call(draft, channel, target, name, !options.includes("d"), seconds(timeout) ?? 0)
  )
  if (legs.length === 0 && options.includes("s")) return Thread.resume(draft, channel)
  draft.services.returning.set(channel.name, {
    leave: (later) => release(later, legs),
    resume: (later, returned) => {
      release(later, legs)
      Thread.resume(later, returned)
    }
  })
  const beep = options.includes("q") ? 0 : Sounds.lengthOf(draft, "beep") ?? 0
  after(draft, draft.current(channel), beep, (later, caller) => {
    Conferences.page(later, caller, name, { quiet: true, marked: true })
  })
}

const isFree = (draft: Draft, target: string): boolean => {
  const state = Devices.stateOf(draft, target)
  return state === "NOT_INUSE" || state === "UNKNOWN"
}

const call = (
  draft: Draft,
  caller: Channel,
  target: string,
  conference: string,
  startMuted: boolean,
  timeout: number
): ReadonlyArray<string> => {
  const leg = Legs.request(draft, target, { linkedid: caller.linkedid })
  if (typeof leg === "number") return []
  Channels.inheritVariables(draft, caller, leg)
  const current = draft.current(leg)
  Channels.change(draft, draft.update(current, { waits: true }), {
    application: "AppDial2",
    data: "(Outgoing Line)",
    connected: caller.caller,
    ...Legs.accountsOf(current, caller)
  })
  Legs.watch(draft, leg, () => undefined, {
    ...DialEvents.alone,
    onAnswer: (later, up) => {
      DialEvents.end(later, undefined, up, "ANSWER")
      // It has no dialplan: it ends as soon as it has left the conference (dial.c, answer_exec_run).
      const alone = later.update(up, { waits: false, outgoing: false, single: true, plan: later.next("plan") })
      Conferences.page(later, Thread.attend(later, alone), conference, { quiet: true, endMarked: true, startMuted })
    },
    onFail: () => {}
  })
  if (!Legs.call(draft, leg)) {
    draft.readers.delete(leg.name)
    Hangups.end(draft, leg)
    return []
  }
  DialEvents.begin(draft, undefined, leg, Legs.targetOf(target)?.number ?? "")
  if (timeout > 0) {
    draft.later(timeout, (later) => {
      const waiting = later.channels.get(leg.name)
      if (waiting?.waits === true) Legs.cancel(later, waiting, undefined, undefined, later.dialect === 16 ? 0 : 19)
    })
  }
  return [leg.name]
}

/** The caller left: ringing legs are cancelled, and the first other one has to end (dial.c, ast_dial_join). */
const release = (draft: Draft, legs: ReadonlyArray<string>): void => {
  let isFirst = true
  for (const name of legs) {
    const leg = draft.channels.get(name)
    if (leg === undefined) continue
    if (leg.waits) Legs.cancel(draft, leg, undefined, "CANCEL", 0)
    else if (isFirst) {
      isFirst = false
      Frames.requestSoftHangup(draft, leg, SoftHangup.Explicit)
    }
  }
}
