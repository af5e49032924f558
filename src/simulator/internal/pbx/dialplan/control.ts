/**
 * The applications that decide what runs next (pbx_builtins.c, app_stack.c, app_while.c, app_exec.c).
 *
 * @since 0.2.0
 */
import type { Exec } from "../agi/agiCommands.ts"
import * as Channels from "../channels.ts"
import type { Draft } from "../draft.ts"
import type { Channel } from "../model.ts"
import { next, type Run } from "./application.ts"
import { parseCall, split, splitRaw } from "./argumentText.ts"
import { applicationAt } from "./dialplan.ts"
import { holds } from "./functions/function.ts"
import * as Scope from "./scope.ts"
import * as Subroutines from "./subroutines.ts"
import * as Thread from "./thread.ts"
import * as Timing from "./timing.ts"
import * as Variables from "./variables.ts"

/** Continues if the application succeeded; otherwise ends the dialplan. */
const continueIf = (draft: Draft, channel: Channel, done: boolean): void => {
  if (done) next(draft, channel)
  else Thread.end(draft, channel)
}

/** The parts of `condition?one:other`; a missing part is empty. */
const branches = (data: string): readonly [condition: string, one: string, other: string] => {
  const question = data.indexOf("?")
  if (question === -1) return [data, "", ""]
  const rest = data.slice(question + 1)
  const colon = rest.indexOf(":")
  return [
    data.slice(0, question),
    colon === -1 ? rest : rest.slice(0, colon),
    colon === -1 ? "" : rest.slice(colon + 1)
  ]
}

/** Goes to a place. */
export const goto: Run = (draft, channel, data) => continueIf(draft, channel, Subroutines.jump(draft, channel, data))

const gotoOne = (draft: Draft, channel: Channel, place: string): void =>
  continueIf(draft, channel, place === "" || Subroutines.jump(draft, channel, place))

/** Goes to one place if a condition holds, and to another if it does not. */
export const gotoIf: Run = (draft, channel, data) => {
  const [condition, one, other] = branches(data)
  gotoOne(draft, channel, holds(condition) ? one : other)
}

/** Goes to a place if the time matches. */
export const gotoIfTime: Run = (draft, channel, data) => {
  const [spec, one, other] = branches(data)
  gotoOne(draft, channel, Timing.matches(spec, draft.now) ? one : other)
}

/** Calls a subroutine. */
export const gosub: Run = (draft, channel, data) => continueIf(draft, channel, Subroutines.call(draft, channel, data))

/** Calls one subroutine if a condition holds, and another if it does not. */
export const gosubIf: Run = (draft, channel, data) => {
  const [condition = "", labels = ""] = splitRaw(data, "?", 2)
  const [one = "", other = ""] = splitRaw(labels, ":", 2)
  const label = holds(condition) ? one : other
  continueIf(draft, channel, label === "" || Subroutines.call(draft, channel, label))
}

/** Returns from a subroutine. */
export const returnFrom: Run = (draft, channel, data) => {
  const inner = Subroutines.returnFrom(draft, channel, data)
  if (inner?.special === true) return Subroutines.finish(draft, channel)
  continueIf(draft, channel, inner !== undefined)
}

/** Drops the return place of the subroutine. */
export const stackPop: Run = (draft, channel) => {
  Subroutines.pop(draft, channel)
  next(draft, channel)
}

// --- Loops -------------------------------------------------------------------------

const loopName = ({ context, exten, priority }: Channel): string => `${context}_${exten}_${priority}`

/** The place after the end of the loop that begins here, ignoring the labels of loops inside it. */
const afterLoop = (draft: Draft, { context, exten, priority }: Channel): number | undefined => {
  let level = 1
  for (let at = priority + 1;; at++) {
    const step = applicationAt(draft.dialplan, { context, exten, priority: at })
    if (step === undefined) return undefined
    const name = step.name.toLowerCase()
    if (name === "while") level++
    else if (name === "endwhile") level--
    if (level === 0) return at
  }
}

/** How many loops the channel is in: their variables are numbered. */
const depthOf = (draft: Draft, channel: Channel): number => {
  let depth = 0
  while (Variables.read(draft, channel, `WHILE_${depth}`) !== undefined) depth++
  return depth
}

const exit = (draft: Draft, channel: Channel, variable: string): void => {
  const current = draft.current(channel)
  Channels.setVariable(draft, channel, variable, undefined)
  Channels.setVariable(draft, channel, loopName(current), undefined)
  const end = Variables.read(draft, channel, `END_${variable}`)
  if (end !== undefined) {
    Subroutines.jump(draft, channel, end)
    Channels.setVariable(draft, channel, `END_${variable}`, undefined)
    return
  }
  const after = afterLoop(draft, current)
  if (after !== undefined) draft.update(current, { priority: after })
}

/** Begins a loop, which ends when the condition does not hold. */
export const whileLoop: Run = (draft, channel, data) => {
  const name = loopName(draft.current(channel))
  const known = Variables.read(draft, channel, name)
  const label = known ?? String(depthOf(draft, channel))
  if (known === undefined) Channels.setVariable(draft, channel, name, label)
  const variable = `WHILE_${label}`
  if (!holds(data)) exit(draft, channel, variable)
  else if (Variables.read(draft, channel, variable) === undefined) {
    const { context, exten, priority } = draft.current(channel)
    Channels.setVariable(draft, channel, variable, `${context},${exten},${priority}`)
  }
  next(draft, channel)
}

/** Goes back to the beginning of the loop. */
const again = (draft: Draft, channel: Channel, isEnd: boolean): void => {
  const variable = `WHILE_${depthOf(draft, channel) - 1}`
  const start = Variables.read(draft, channel, variable)
  if (start !== undefined) {
    const { context, exten, priority } = draft.current(channel)
    if (isEnd && Variables.read(draft, channel, `END_${variable}`) === undefined) {
      Channels.setVariable(draft, channel, `END_${variable}`, `${context},${exten},${priority + 1}`)
    }
    Subroutines.jump(draft, channel, start)
  }
  next(draft, channel)
}

/** Ends a loop. */
export const endWhile: Run = (draft, channel) => again(draft, channel, true)

/** Continues with the next round of a loop. */
export const continueWhile: Run = (draft, channel) => again(draft, channel, true)

/** Leaves a loop. */
export const exitWhile: Run = (draft, channel) => {
  exit(draft, channel, `WHILE_${depthOf(draft, channel) - 1}`)
  next(draft, channel)
}

// --- Other applications --------------------------------------------------------------

/** The result -1 of an application: the dialplan cannot continue. */
const perform = (draft: Draft, channel: Channel, name: string, data: string, exec: Exec): boolean =>
  exec(draft, channel, name.trim(), data, {
    leave: () => {},
    resume: (later, returned, result) => continueIf(later, returned, result !== -1)
  })

/** Runs one application if a condition holds, and another if it does not. */
export const execIf = (draft: Draft, channel: Channel, data: string, exec: Exec): void => {
  const comma = data.indexOf(",")
  const question = data.indexOf("?")
  if (question === -1 || (comma !== -1 && comma < question)) {
    const [condition = "", name = "", given = ""] = split(data, ",", 3)
    if (!holds(condition)) return next(draft, channel)
    if (!perform(draft, channel, name, given, exec)) Thread.end(draft, channel)
    return
  }
  const [condition = "", rest = ""] = splitRaw(data, "?", 2)
  const [one = "", other = ""] = splitRaw(rest, ":", 2)
  const isTrue = holds(condition)
  const chosen = isTrue ? one : other
  if (chosen === "" && !isTrue) return next(draft, channel)
  if (rest === "" || !perform(draft, channel, ...parseCall(chosen), exec)) Thread.end(draft, channel)
}

/** Runs the application that its argument names. */
export const execute = (draft: Draft, channel: Channel, data: string, exec: Exec): void => {
  const [name, given] = parseCall(data)
  if (name === "") return next(draft, channel)
  if (!perform(draft, channel, name, Scope.substitute(draft, channel, given), exec)) Thread.end(draft, channel)
}

/** The same, but continues even if the application fails. */
export const tryExecute = (draft: Draft, channel: Channel, data: string, exec: Exec): void => {
  const [name, given] = parseCall(data)
  if (name === "") return next(draft, channel)
  const isKnown = exec(draft, channel, name.trim(), Scope.substitute(draft, channel, given), {
    leave: () => {},
    resume: (later, returned, result) => {
      Channels.setVariable(later, returned, "TRYSTATUS", result === -1 ? "FAILED" : "SUCCESS")
      next(later, returned)
    }
  })
  if (isKnown) return
  Channels.setVariable(draft, channel, "TRYSTATUS", "NOAPP")
  next(draft, channel)
}
