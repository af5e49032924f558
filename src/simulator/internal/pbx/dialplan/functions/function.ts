/**
 * The type of a dialplan function, and what functions have in common.
 *
 * @since 0.2.0
 */
import type { Draft } from "../../draft.ts"
import type { Channel } from "../../model.ts"
import { scanned } from "../../numbers.ts"
import { split } from "../argumentText.ts"

/** What an expression is evaluated with: a step of the PBX, and a channel if there is one. */
export interface Scope {
  readonly draft: Draft
  /** The channel as it is now. */
  readonly channel: Channel | undefined
  /** The value of a variable; undefined if it has none. */
  readonly variable: (name: string) => string | undefined
  /** Sets a variable of the channel, a global one without a channel, or writes a function. */
  readonly set: (name: string, value: string) => boolean
  /** Replaces the variables, functions and expressions of a text by their values. */
  readonly substitute: (text: string) => string
  /** The same scope with another channel. */
  readonly of: (channel: Channel) => Scope
}

/** A function. */
export interface DialplanFunction {
  /** The value; undefined if it fails, which reads as nothing. The last argument is the name that was called. */
  readonly read?: (scope: Scope, data: string, name: string) => string | undefined
  /** Returns whether it was written. */
  readonly write?: (scope: Scope, data: string, value: string, name: string) => boolean
  /** What managers may not do with it, because it has effects outside the PBX (asterisk.conf, live_dangerously). */
  readonly dangerous?: "read" | "write" | "both"
}

/** Functions by their names. */
export type DialplanFunctions = Readonly<Record<string, DialplanFunction>>

/** The arguments of a function, at most `limit`; the last one is the rest. */
export const argumentsOf = (data: string, limit?: number): ReadonlyArray<string> => split(data, ",", limit)

/** A function of its whole argument. */
export const ofText = (read: (data: string) => string | undefined): DialplanFunction => ({
  read: (_, data) => read(data)
})

/** Whether a condition holds: a number that is not 0, or any other text (pbx.c, pbx_checkcondition). */
export const holds = (condition: string): boolean => condition !== "" && scanned(condition) !== 0

const escapes: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v"
}

/** The first character of an encoded text, and how long its code is (app.c, ast_get_encoded_char). */
export const encodedCharacter = (text: string): readonly [character: string, length: number] => {
  if (!text.startsWith("\\")) return [text.charAt(0), 1]
  const letter = text.charAt(1)
  const hex = /^\\x([0-9a-fA-F]{1,2})/.exec(text)
  if (hex !== null) return [String.fromCharCode(Number.parseInt(hex[1] ?? "", 16)), hex[0].length]
  const octal = /^\\0([0-7]{1,3})/.exec(text)
  if (octal !== null) return [String.fromCharCode(Number.parseInt(octal[1] ?? "", 8) & 255), octal[0].length]
  return [escapes[letter] ?? letter, 2]
}

/** A text with its codes replaced (app.c, ast_get_encoded_str). */
export const decoded = (text: string): string => {
  let result = ""
  for (let at = 0; at < text.length;) {
    const [character, length] = encodedCharacter(text.slice(at, at + 5))
    result += character
    at += length
  }
  return result
}
