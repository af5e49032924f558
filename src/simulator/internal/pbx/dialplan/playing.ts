/**
 * The applications that play something to a channel (app_playback.c, pbx_builtins.c, app_senddtmf.c, app_amd.c).
 *
 * @since 0.2.0
 */
import * as Channels from "../channels.ts"
import type { Draft } from "../draft.ts"
import * as Frames from "../frames.ts"
import type { Channel } from "../model.ts"
import { atoi, scanned } from "../numbers.ts"
import { after, next, type Run } from "./application.ts"
import { argumentsOf, partsOf, seconds } from "./argumentText.ts"
import * as Sounds from "./sounds.ts"
import * as Thread from "./thread.ts"

const answered = (draft: Draft, channel: Channel): void => {
  if (!Channels.isUp(draft.current(channel))) Frames.answer(draft, channel)
}

/** Plays sounds one after the other. */
export const playback: Run = (draft, channel, data) => {
  const [files = "", options = ""] = argumentsOf(data)
  if (files === "") return Thread.end(draft, channel)
  const isDown = !Channels.isUp(draft.current(channel))
  const finish = (now: Draft, current: Channel, status: string): void => {
    Channels.setVariable(now, current, "PLAYBACKSTATUS", status)
    next(now, current)
  }
  if (isDown && options.includes("skip")) return finish(draft, channel, "FAILED")
  if (!options.includes("noanswer")) answered(draft, channel)
  const sounds = partsOf(files)
  const isMissing = sounds.some((file) => Sounds.lengthOf(draft, file) === undefined)
  after(
    draft,
    channel,
    Sounds.lengthOfAll(draft, sounds),
    (later, current) => finish(later, current, isMissing ? "FAILED" : "SUCCESS")
  )
}

/** Says a text that takes as long as these sounds. */
const saying = (soundsOf: (data: string) => ReadonlyArray<string>): Run => (draft, channel, data) =>
  next(draft, channel, Sounds.lengthOfAll(draft, soundsOf(argumentsOf(data)[0] ?? "")))

const numberSounds = (text: string): ReadonlyArray<string> => {
  const number = scanned(text)
  if (number === undefined) return []
  if (number < 0) return ["digits/minus", ...numberSounds(String(-number))]
  if (number < 20) return [`digits/${number}`]
  if (number < 100) {
    const rest = number % 10
    return [`digits/${number - rest}`, ...rest === 0 ? [] : [`digits/${rest}`]]
  }
  const [unit, name] = number < 1000
    ? [100, "hundred"]
    : number < 1_000_000
    ? [1000, "thousand"]
    : [1_000_000, "million"]
  const rest = number % unit
  return [
    ...numberSounds(String(Math.floor(number / unit))),
    `digits/${name}`,
    ...rest === 0 ? [] : numberSounds(String(rest))
  ]
}

/** Says a text letter by letter. */
export const sayAlpha: Run = saying(Sounds.spelled("letters", ""))

/** Says digits one by one. */
export const sayDigits: Run = saying(Sounds.digitsOf)

/** Says a number. */
export const sayNumber: Run = saying(numberSounds)

/** Says a text in the words of the phonetic alphabet. */
export const sayPhonetic: Run = saying(Sounds.spelled("phonetic", "_p"))

/** Says a time, with about this many words. */
export const sayUnixTime: Run = saying(() => Array.from({ length: 8 }, () => "digits/20"))

/** Plays music until it is stopped, or for some seconds (res_musiconhold.c). */
export const musicOnHold: Run = (draft, channel, data) => {
  const [music = "", given = ""] = argumentsOf(data)
  const stop = (now: Draft, current: Channel): void => Channels.stopMusic(now, current)
  Channels.startMusic(draft, channel, music === "" ? "default" : music)
  draft.leaving.set(channel.name, stop)
  const length = seconds(given)
  if (length === undefined || length <= 0) return
  after(draft, channel, length, (later, current) => {
    stop(later, current)
    later.leaving.delete(current.name)
    next(later, current)
  })
}

/** Starts music and continues. */
export const startMusicOnHold: Run = (draft, channel, data) => {
  const [music = ""] = argumentsOf(data)
  Channels.startMusic(draft, channel, music === "" ? "default" : music)
  next(draft, channel)
}

/** Stops music that was started. */
export const stopMusicOnHold: Run = (draft, channel) => {
  Channels.stopMusic(draft, channel)
  next(draft, channel)
}

/** How long a digit lasts, and the pause after it (app_senddtmf.c). */
const digitLength = 100
const pause = 250

/** Sends digits to the far end, or to that of another channel. */
export const sendDtmf: Run = (draft, channel, data) => {
  const [digits = "", gap = "", length = "", other = ""] = argumentsOf(data)
  const between = atoi(gap) || pause
  const lasts = Math.max(atoi(length) || digitLength, 80)
  const target = other === "" ? channel : Channels.find(draft, other)
  if (digits === "" || target === undefined) return next(draft, channel)
  const keys = [...digits].filter((digit) => /[0-9*#a-dA-D]/.test(digit))
  const send = (now: Draft, current: Channel, left: ReadonlyArray<string>): void => {
    const [digit, ...rest] = left
    const to = now.channels.get(target.name)
    if (digit === undefined || to === undefined) return next(now, current)
    Frames.play(now, to, { _tag: "KeyDown", digit })
    after(now, current, lasts, (later, holding) => {
      const still = later.channels.get(target.name)
      if (still !== undefined) Frames.play(later, still, { _tag: "KeyUp", digit, milliseconds: lasts })
      after(later, holding, between, (soon, free) => send(soon, free, rest))
    })
  }
  send(draft, channel, keys)
}

/** How long the analysis of an answering machine takes, if nothing is said (amd.conf, total_analysis_time). */
const analysis = 5000

/** Detects whether a machine has answered: nothing is said here, so it ends by its timeout. */
export const amd: Run = (draft, channel) =>
  after(draft, channel, analysis, (later, current) => {
    Channels.setVariable(later, current, "AMDSTATUS", "NOTSURE")
    Channels.setVariable(later, current, "AMDCAUSE", `TOOLONG-${analysis}`)
    next(later, current)
  })
