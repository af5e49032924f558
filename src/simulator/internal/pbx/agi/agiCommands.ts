/**
 * The commands of AGI: what each does to its channel and what it answers (res_agi.c, commands).
 *
 * Nothing is said here, so a command that waits for silence ends by its timeout.
 *
 * @since 0.2.0
 */
import * as Channels from "../channels.ts"
import * as Database from "../database.ts"
import * as Dialplan from "../dialplan/dialplan.ts"
import { awaitKey } from "../dialplan/menus.ts"
import * as Scope from "../dialplan/scope.ts"
import * as Sounds from "../dialplan/sounds.ts"
import * as Thread from "../dialplan/thread.ts"
import type { Draft, Leave, Return } from "../draft.ts"
import * as Frames from "../frames.ts"
import { type Channel, SoftHangup } from "../model.ts"
import { scanned } from "../numbers.ts"
import { partyOf } from "../parties.ts"
import * as Timeouts from "../timeouts.ts"
import { decimalOf, findCommand, wordsOf } from "./agiWords.ts"

/** Runs an application on a channel. Returns false if there is no such application. */
export type Exec = (draft: Draft, channel: Channel, name: string, data: string, returns: Return) => boolean

/** The outcome of a command. */
export interface Outcome {
  readonly code: number
  /** As in `AGIExecEnd`. */
  readonly label: string
  /** The answer of the command. */
  readonly text: string
  /** What happens next, if not the next command. */
  readonly after?: "break" | "fail" | "hangUp" | undefined
}

interface Running {
  readonly exec: Exec
  /** Runs if the channel leaves while the command runs. */
  readonly leave: Leave
  readonly done: (draft: Draft, outcome: Outcome) => void
}

type Command = (draft: Draft, channel: Channel, words: ReadonlyArray<string>, running: Running) => void

const succeeded = (result: string): Outcome => ({ code: 200, label: "Success", text: `200 result=${result}\n` })

/** A result that ends AsyncAGI, as the end of the channel does. */
const failed = (result: string): Outcome => ({
  code: -1,
  label: "Failure",
  text: `200 result=${result}\n`,
  after: "fail"
})

/** The result of an application, which has no label in AGI. */
const unknown = (result: number): Outcome => ({ code: 200, label: "Unknown Result", text: `200 result=${result}\n` })

const usage: Outcome = {
  code: 520,
  label: "Usage",
  text: "520-Invalid command syntax.  Proper usage follows:\n\n520 End of proper usage.\n"
}

type Answer = (draft: Draft, channel: Channel, words: ReadonlyArray<string>) => Outcome | undefined

/** A command that answers at once; undefined means wrong usage. */
const atOnce = (answer: Answer): Command => (draft, channel, words, { done }) =>
  done(draft, answer(draft, channel, words) ?? usage)

/** The lowest and the highest number of words that a command takes, itself included. */
const taking = (from: number, to: number, command: Command): Command => (draft, channel, words, running) =>
  words.length < from || words.length > to ? running.done(draft, usage) : command(draft, channel, words, running)

/** Answers after some time. */
const later = (draft: Draft, milliseconds: number, { done }: Running, outcome: Outcome): void =>
  draft.later(milliseconds, (soon) => done(soon, outcome))

/** A key, after so many milliseconds. */
type OnKey = (draft: Draft, digit: string, passed: number) => void

/** Waits for one of some keys; others are dropped. */
const untilKey = (
  draft: Draft,
  channel: Channel,
  wait: { readonly milliseconds: number; readonly keys: string },
  onKey: OnKey,
  onNone: (draft: Draft) => void
): void => {
  const { keys, milliseconds } = wait
  if (keys === "") return draft.later(milliseconds, onNone)
  const began = draft.now
  const listen = (now: Draft, current: Channel): void =>
    awaitKey(now, current, milliseconds - (now.now - began), (then, pressed, digit) => {
      if (keys.includes(digit)) onKey(then, digit, then.now - began)
      else listen(then, pressed)
    }, onNone)
  listen(draft, draft.current(channel))
}

const codeOf = (digit: string): number => digit.charCodeAt(0)

/** A command that says its argument until it has, or until one of the keys in its next word is pressed. */
const saying = (
  isNumber: boolean,
  from: number,
  to: number,
  sounds: (word: string) => ReadonlyArray<string>
): Command =>
  taking(from, to, (draft, channel, words, running) => {
    const word = words[2] ?? ""
    if (isNumber && scanned(word) === undefined) return running.done(draft, usage)
    untilKey(
      draft,
      channel,
      { milliseconds: Sounds.lengthOfAll(draft, sounds(word)), keys: words[3] ?? "" },
      (now, digit) => running.done(now, succeeded(String(codeOf(digit)))),
      (later) => running.done(later, succeeded("0"))
    )
  })

/** About how many words a date or a time has. */
const spoken = (count: number): () => ReadonlyArray<string> => () => Array.from({ length: count }, () => "digits/20")

const streamFile: Command = taking(4, 5, (draft, channel, words, running) => {
  const offset = words[4] === undefined ? 0 : scanned(words[4])
  if (offset === undefined) return running.done(draft, usage)
  const length = Sounds.lengthOf(draft, words[2] ?? "")
  if (length === undefined) return running.done(draft, failed(`-1 endpos=${offset}`))
  const end = (soon: Draft, status: string, result: string): void => {
    Channels.setVariable(soon, channel, "PLAYBACKSTATUS", status)
    running.done(soon, succeeded(result))
  }
  untilKey(
    draft,
    channel,
    { milliseconds: Math.max(0, length - offset / 8), keys: words[3] ?? "" },
    // A key counts as a failure (res_agi.c, handle_streamfile).
    (now, digit, passed) => end(now, "FAILED", `${codeOf(digit)} endpos=${offset + Sounds.samplesOf(passed)}`),
    (soon) => end(soon, "SUCCESS", `0 endpos=${Sounds.samplesOf(length)}`)
  )
})

const controlStreamFile: Command = taking(5, 10, (draft, channel, words, running) => {
  const isNumber = (word: string | undefined) => word === undefined || scanned(word) !== undefined
  if (!isNumber(words[5]) || !isNumber(words[9])) return running.done(draft, usage)
  const length = Sounds.lengthOf(draft, words[3] ?? "")
  const end = (soon: Draft, status: string, outcome: Outcome, offset = -1): void => {
    Channels.setVariable(soon, channel, "CPLAYBACKSTATUS", status)
    // The offset of the end is known only if the file was not played to its end.
    Channels.setVariable(soon, channel, "CPLAYBACKOFFSET", String(offset))
    running.done(soon, outcome)
  }
  if (length === undefined) return end(draft, "ERROR", failed("-1 endpos=-1"))
  untilKey(draft, channel, { milliseconds: length, keys: words[4] ?? "" }, (now, digit, passed) => {
    Channels.setVariable(now, channel, "CPLAYBACKSTOPKEY", digit)
    end(now, "USERSTOPPED", succeeded(`${codeOf(digit)} endpos=${passed}`), passed)
  }, (soon) => end(soon, "SUCCESS", succeeded("0 endpos=-1")))
})

/** Every key of a telephone. */
const anyKey = "0123456789*#ABCD"

const getOption: Command = taking(4, 5, (draft, channel, words, running) => {
  const length = Sounds.lengthOf(draft, words[2] ?? "")
  const keys = words[3] ?? ""
  if (length === undefined) return running.done(draft, failed("-1 endpos=0"))
  const timeout = words[4] === undefined ? 5000 : scanned(words[4]) ?? 0
  const end = (now: Draft, result: number, samples: number): void =>
    running.done(now, succeeded(`${result} endpos=${samples}`))
  const samples = Sounds.samplesOf(length)
  untilKey(
    draft,
    channel,
    { milliseconds: length, keys },
    (now, digit, passed) => end(now, codeOf(digit), Sounds.samplesOf(passed)),
    // After the file, the first key counts, and one that is not wanted ends it.
    (played) =>
      untilKey(
        played,
        channel,
        { milliseconds: timeout, keys: anyKey },
        (now, digit) => end(now, keys.includes(digit) ? codeOf(digit) : 0, samples),
        (later) => end(later, 0, samples)
      )
  )
})

const getData: Command = taking(3, Infinity, (draft, channel, words, running) => {
  // Without a timeout, Asterisk waits for the channel's own: 10 seconds, and 5 after a key (app.c, ast_app_getdata_full).
  const given = scanned(words[3]) ?? 0
  const timeout = given < 0 ? 1e9 : given
  const most = words[4] === undefined ? 1024 : scanned(words[4]) ?? 0
  const length = Sounds.lengthOf(draft, words[2] ?? "")
  if (length === undefined && words[2] !== "") return running.done(draft, succeeded("-1"))
  const collect = (now: Draft, digits: string, milliseconds: number): void =>
    untilKey(now, channel, { milliseconds, keys: anyKey }, (then, digit) => {
      const all = digit === "#" ? digits : digits + digit
      if (digit === "#" || all.length >= most) running.done(then, succeeded(all))
      else collect(then, all, timeout === 0 ? 5000 : timeout)
    }, (later) => running.done(later, succeeded(`${digits} (timeout)`)))
  collect(draft, "", (length ?? 0) + (timeout === 0 ? 10_000 : timeout))
})

const recordFile: Command = taking(6, Infinity, (draft, channel, words, running) => {
  const timeout = scanned(words[5])
  if (timeout === undefined) return running.done(draft, usage)
  // Without a timeout it records until the channel ends.
  untilKey(
    draft,
    channel,
    { milliseconds: timeout < 0 ? 1e9 : timeout, keys: words[4] ?? "" },
    (now, digit) => running.done(now, succeeded(`${codeOf(digit)} (dtmf) endpos=0`)),
    (later) => running.done(later, succeeded("0 (timeout) endpos=0"))
  )
})

const waitForDigit: Command = taking(4, 4, (draft, channel, words, running) => {
  const timeout = scanned(words[3])
  if (timeout === undefined) return running.done(draft, usage)
  untilKey(
    draft,
    channel,
    { milliseconds: timeout < 0 ? 1e9 : timeout, keys: anyKey },
    (now, digit) => running.done(now, succeeded(String(codeOf(digit)))),
    (later) => running.done(later, succeeded("0"))
  )
})

const exec: Command = (draft, channel, words, running) => {
  const [, name, data = ""] = words
  if (name === undefined) return running.done(draft, usage)
  const found = running.exec(draft, channel, name, data, {
    leave: running.leave,
    resume: (soon, _, result) => running.done(soon, result === 0 ? succeeded("0") : unknown(result))
  })
  if (!found) running.done(draft, unknown(-2))
}

const gosub: Command = taking(4, 5, (draft, channel, words, running) => {
  const [, context = "", exten = "", label = "", given] = words
  const number = scanned(label)
  const priority = number === undefined || number < 1
    ? Dialplan.priorityOf(draft.dialplan, { context, exten }, label)
    : number
  if (priority === undefined || Dialplan.applicationAt(draft.dialplan, { context, exten, priority }) === undefined) {
    return running.done(draft, failed("-1 Gosub label not found"))
  }
  const place = `${context},${exten},${priority}${given === undefined ? "" : `(${given})`}`
  Thread.subroutine(draft, channel, place, (later, returned) => {
    const text = "100 result=0 Trying...\n200 result=0 Gosub complete\n"
    running.done(later, { code: 200, label: "Success", text, after: returned.softHangup === 0 ? undefined : "hangUp" })
  })
})

const hangup: Command = taking(1, 2, (draft, channel, words, running) => {
  const [, wanted] = words
  const meant = wanted === undefined ? channel : Channels.find(draft, wanted)
  if (meant === undefined) return running.done(draft, succeeded("-1"))
  const asked = Frames.requestSoftHangup(draft, meant, SoftHangup.Explicit)
  if (meant.name === channel.name) return running.done(draft, { ...succeeded("1"), after: "hangUp" })
  Frames.queue(draft, asked, { _tag: "Hangup" })
  running.done(draft, succeeded("1"))
})

const answer: Command = atOnce((draft, channel) => {
  Frames.answer(draft, channel)
  return succeeded("0")
})

const status: Answer = (draft, channel, words) => {
  if (words.length > 3) return undefined
  const of = words[2] === undefined ? channel : Channels.find(draft, words[2])
  return succeeded(of === undefined ? "-1" : String(of.state))
}

const shown = (value: string | undefined): Outcome => succeeded(value === undefined ? "0" : `1 (${value})`)

const place = (change: (channel: Channel, word: string, draft: Draft) => Partial<Channel> | undefined): Command =>
  taking(
    3,
    3,
    atOnce((draft, channel, words) => {
      const changed = change(channel, words[2] ?? "", draft)
      if (changed === undefined) return undefined
      draft.update(channel, changed)
      return succeeded("0")
    })
  )

const nothing = (result: string): Command => atOnce(() => succeeded(result))

const commands: ReadonlyMap<string, Command> = /*#__PURE__*/ new Map(
  /*#__PURE__*/ Object.entries<Command>({
    "answer": answer,
    "asyncagi break": (draft, _, __, { done }) => done(draft, { ...succeeded("0"), after: "break" }),
    "channel status": atOnce(status),
    "control stream file": controlStreamFile,
    "database del": taking(
      4,
      4,
      atOnce((draft, _, words) => {
        Database.remove(draft, words[2] ?? "", words[3] ?? "")
        return succeeded("1")
      })
    ),
    // Asterisk answers 1 if there was no entry (res_agi.c, handle_dbdeltree).
    "database deltree": taking(
      3,
      4,
      atOnce((draft, _, words) => succeeded(Database.removeTree(draft, words[2] ?? "", words[3] ?? "") > 0 ? "0" : "1"))
    ),
    "database get": taking(
      4,
      4,
      atOnce((draft, _, words) => shown(Database.get(draft, words[2] ?? "", words[3] ?? "")))
    ),
    "database put": taking(
      5,
      5,
      atOnce((draft, _, words) => {
        Database.put(draft, words[2] ?? "", words[3] ?? "", words[4] ?? "")
        return succeeded("1")
      })
    ),
    "exec": exec,
    "get data": getData,
    "get option": getOption,
    "get full variable": taking(
      4,
      5,
      atOnce((draft, channel, words) => {
        const of = words[4] === undefined ? channel : Channels.find(draft, words[4])
        return shown(of === undefined ? undefined : Scope.substitute(draft, of, words[3] ?? ""))
      })
    ),
    "get variable": taking(
      3,
      3,
      atOnce((draft, channel, words) => shown(Scope.read(draft, channel, words[2] ?? "")))
    ),
    "gosub": gosub,
    "hangup": hangup,
    "noop": nothing("0"),
    "receive char": taking(
      3,
      3,
      (draft, _, words, running) => later(draft, scanned(words[2]) ?? 0, running, failed("-1 (hangup)"))
    ),
    "receive text": taking(
      3,
      3,
      (draft, _, words, running) => later(draft, scanned(words[2]) ?? 0, running, succeeded("-1"))
    ),
    "record file": recordFile,
    "say alpha": saying(false, 4, 5, Sounds.spelled("letters", "")),
    "say date": saying(true, 4, 4, spoken(4)),
    "say datetime": saying(true, 4, Infinity, spoken(8)),
    "say digits": saying(true, 4, 4, Sounds.digitsOf),
    "say number": saying(true, 4, 5, Sounds.digitsOf),
    "say phonetic": saying(false, 4, 4, Sounds.spelled("phonetic", "_p")),
    "say time": saying(true, 4, 4, spoken(3)),
    "send image": taking(3, 3, nothing("0")),
    "send text": taking(3, 3, nothing("0")),
    "set autohangup": taking(
      3,
      3,
      atOnce((draft, channel, words) => {
        const seconds = decimalOf(words[2] ?? "")
        if (seconds === undefined) return undefined
        Timeouts.hangUpAfter(draft, channel, Math.max(0, seconds) * 1000)
        return succeeded("0")
      })
    ),
    "set callerid": atOnce((draft, channel, words) => {
      if (words[2] !== undefined) Channels.setCaller(draft, channel, partyOf(words[2]))
      return succeeded("1")
    }),
    "set context": place((_, context) => ({ context })),
    "set extension": place((_, exten) => ({ exten })),
    "set music": taking(3, Infinity, nothing("0")),
    "set priority": place((channel, word, draft) => {
      const priority = scanned(word) ?? Dialplan.priorityOf(draft.dialplan, channel, word)
      return priority === undefined ? undefined : { priority: priority - 1 }
    }),
    "set variable": taking(
      4,
      4,
      atOnce((draft, channel, words) => {
        Scope.set(draft, channel, words[2] ?? "", words[3] ?? "")
        return succeeded("1")
      })
    ),
    "speech create": taking(3, 3, nothing("0")),
    "stream file": streamFile,
    "tdd mode": taking(3, 3, nothing("0")),
    "verbose": taking(2, Infinity, nothing("1")),
    "wait for digit": waitForDigit
  })
)

/** Performs a command. `done` is called at once, later, or never if the command waits for the end of the channel. */
export const perform = (draft: Draft, channel: Channel, text: string, running: Running): void => {
  const words = wordsOf(text)
  const command = findCommand(commands, words)
  if (command !== undefined) return command(draft, channel, words, running)
  const label = "Invalid or unknown command"
  running.done(draft, { code: 510, label, text: `510 ${label}\n` })
}
