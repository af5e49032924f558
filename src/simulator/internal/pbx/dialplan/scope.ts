/**
 * The scope of an evaluation: reads variables and functions, and substitutes them in texts (pbx_variables.c).
 *
 * @since 0.2.0
 */
import type { Draft } from "../draft.ts"
import type { Channel } from "../model.ts"
import { parseCall } from "./argumentText.ts"
import * as Expressions from "./expressions.ts"
import * as Functions from "./functions.ts"
import type { Scope } from "./functions/function.ts"
import * as Variables from "./variables.ts"

/** How deeply substitutions may be nested; deeper ones give nothing. */
const deepest = 15

/** The dialplan, or a manager, which may not call dangerous functions (asterisk.conf, live_dangerously). */
export type Asker = "dialplan" | "manager"

interface Evaluation {
  readonly draft: Draft
  readonly channel: Channel | undefined
  readonly asker: Asker
  /** Whether a variable that is set without a channel is dropped, rather than global. */
  readonly dropsVariables: boolean
}

/** A name, and the part of its value that is wanted; `isFunction` if it has an opening parenthesis. */
const parseName = (text: string) => {
  let depth = 0
  let isFunction = false
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at)
    if (character === "(") {
      isFunction = true
      depth++
    } else if (character === ")") depth--
    else if (character === ":" && depth === 0) {
      const [, offset = "", length] = /^[\t-\r ]*([+-]?\d+)(?::[\t-\r ]*([+-]?\d+))?/.exec(text.slice(at + 1)) ?? []
      return {
        name: text.slice(0, at),
        isFunction,
        offset: Number(offset),
        length: length === undefined ? Infinity : Number(length)
      }
    }
  }
  return { name: text, isFunction, offset: 0, length: Infinity }
}

/** A part of a text. A negative offset counts from the end; a negative length cuts that many off the end. */
const part = (value: string, offset: number, length: number): string => {
  const from = offset < 0 ? Math.max(0, value.length + offset) : offset
  return length < 0 ? value.slice(from, Math.max(from, value.length + length)) : value.slice(from, from + length)
}

/** The end of the expression that began before `from`, and whether it has something to substitute in it. */
const enclosed = (text: string, from: number, open: string, close: string) => {
  let depth = 1
  let at = from
  let isNested = false
  while (depth > 0 && at < text.length) {
    const character = text.charAt(at)
    const next = text.charAt(at + 1)
    if (character === "$" && (next === "{" || next === "[")) {
      isNested = true
      if (next === open) depth++
      at++
    } else if (character === open) depth++
    else if (character === close) depth--
    at++
  }
  // Without its closing character it extends to the end of the text.
  return { text: text.slice(from, depth === 0 ? at - 1 : at), end: at, isNested }
}

const isBlocked = (asker: Asker, dangerous: string | undefined, use: "read" | "write"): boolean =>
  asker === "manager" && (dangerous === use || dangerous === "both")

const readFunction = (evaluation: Evaluation, text: string, depth: number): string | undefined => {
  const [name, data] = parseCall(text)
  const known = Functions.find(name, evaluation.draft.dialect)
  if (known?.read === undefined || isBlocked(evaluation.asker, known.dangerous, "read")) return undefined
  return known.read(scopeOf(evaluation, depth), data, name)
}

const writeFunction = (evaluation: Evaluation, text: string, value: string): boolean => {
  const [name, data] = parseCall(text)
  const known = Functions.find(name, evaluation.draft.dialect)
  if (known?.write === undefined || isBlocked(evaluation.asker, known.dangerous, "write")) return false
  return known.write(scopeOf(evaluation, 0), data, value, name)
}

const assign = (evaluation: Evaluation, name: string, value: string): boolean => {
  if (name.endsWith(")")) return writeFunction(evaluation, name, value)
  if (evaluation.channel !== undefined || !evaluation.dropsVariables) {
    Variables.set(evaluation.draft, evaluation.channel, name, value)
  }
  return true
}

const value = (evaluation: Evaluation, text: string, depth: number): string => {
  const { isFunction, length, name, offset } = parseName(text)
  const found = isFunction
    ? readFunction(evaluation, name, depth)
    : Variables.read(evaluation.draft, evaluation.channel, name)
  return found === undefined ? "" : part(found, offset, length)
}

const substituted = (evaluation: Evaluation, text: string, depth: number): string => {
  if (!text.includes("${") && !text.includes("$[")) return text
  if (depth >= deepest) return ""
  let result = ""
  let at = 0
  while (at < text.length) {
    const dollar = text.indexOf("$", at)
    if (dollar === -1) return result + text.slice(at)
    const open = text.charAt(dollar + 1)
    if (open !== "{" && open !== "[") {
      result += text.slice(at, dollar + 1)
      at = dollar + 1
      continue
    }
    const inner = enclosed(text, dollar + 2, open, open === "{" ? "}" : "]")
    const source = inner.isNested ? substituted(evaluation, inner.text, depth + 1) : inner.text
    result += text.slice(at, dollar)
    result += open === "{"
      ? value(evaluation, source, depth + 1)
      : Expressions.evaluate(source, (name, data) => readFunction(evaluation, `${name}(${data})`, depth + 1))
    at = inner.end
  }
  return result
}

const scopeOf = (evaluation: Evaluation, depth: number): Scope => ({
  draft: evaluation.draft,
  get channel() {
    return evaluation.channel === undefined ? undefined : evaluation.draft.current(evaluation.channel)
  },
  variable: (name) => Variables.read(evaluation.draft, evaluation.channel, name),
  set: (name, text) => assign(evaluation, name, text),
  substitute: (text) => substituted(evaluation, text, depth + 1),
  of: (channel) => scopeOf({ ...evaluation, channel }, depth)
})

/** Replaces the variables, functions and expressions of a text by their values. */
export const substitute = (draft: Draft, channel: Channel | undefined, text: string): string =>
  substituted({ draft, channel, asker: "dialplan", dropsVariables: false }, text, 0)

/** Sets a variable, or writes a function. Returns whether it was set (pbx_builtin_setvar_helper). */
export const set = (
  draft: Draft,
  channel: Channel | undefined,
  name: string,
  value: string,
  asker: Asker = "dialplan"
): boolean => assign({ draft, channel, asker, dropsVariables: false }, name, value)

/** The value of a variable or of a function, as `Getvar` names it; nothing in it is substituted. */
export const get = (
  draft: Draft,
  channel: Channel | undefined,
  name: string,
  asker: Asker = "dialplan"
): string | undefined =>
  name.endsWith(")")
    ? readFunction({ draft, channel, asker, dropsVariables: true }, name, 0) ?? ""
    : Variables.read(draft, channel, name)

/** The value of a variable or of a function, as an application reads it; undefined also if the function fails. */
export const read = (draft: Draft, channel: Channel, name: string): string | undefined =>
  name.endsWith(")")
    ? readFunction({ draft, channel, asker: "dialplan", dropsVariables: false }, name, 0)
    : Variables.read(draft, channel, name)
