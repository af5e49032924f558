/**
 * What AGI answers to a command, read.
 *
 * An answer is a line `200 result=1 (value) endpos=7360`, of which the value may have lines of its own, after lines of
 * code 100 that only say that it has begun (app_stack.c, handle_gosub). A refusal has another code, and code 520 may have
 * the usage of the command in several lines (res_agi.c, agi_handle_command).
 *
 * The answer of a command goes through a pipe, of which Asterisk reads at most 1,024 bytes for it. What is left comes in front
 * of the answer of the next command (res_agi.c, launch_asyncagi).
 *
 * @since 0.2.0
 */

/** An answer. */
export interface Answer {
  /** 200, or the code of a refusal. */
  readonly code: number
  /** What stands after `result=`, such as `1`, or the digits of `GET DATA`; empty for a refusal. */
  readonly result: string
  /** What stands in parentheses, such as the value of a variable. */
  readonly value: string | undefined
  /** The position in samples of a file that was played or recorded. */
  readonly endpos: number | undefined
  /** All after the code, such as `result=1 (value)`, or the words of a refusal. */
  readonly text: string
}

/** What came for a command. */
export type Received =
  | { readonly _tag: "Answer"; readonly answer: Answer }
  /** It was cut: what is left of it comes in front of the next. */
  | { readonly _tag: "Cut" }

const begun = /^100[ -][^\n]*\n/

/** Reads what came for a command. `isAfterCut`: the answer before it was cut, so that its rest stands in front. */
export const read = (text: string, isAfterCut: boolean): Received => {
  if (!text.endsWith("\n")) return { _tag: "Cut" }
  let own = isAfterCut ? lastAnswer(text) : text
  while (begun.test(own)) own = own.replace(begun, "")
  const match = /^(\d{3})[ -]([^]*)\n$/.exec(own)
  if (match === null) return { _tag: "Cut" }
  const [, digits = "", rest = ""] = match
  const code = Number(digits)
  return { _tag: "Answer", answer: code === 200 ? success(rest) : refusal(code, rest) }
}

/** The last line that begins as an answer does. */
const lastAnswer = (text: string): string => {
  const at = Math.max(text.lastIndexOf("\n200 result="), text.lastIndexOf("\n510 "), text.lastIndexOf("\n511 "))
  return text.slice(at + 1)
}

const success = (rest: string): Answer => {
  // An application that returns 1 is answered, and then its usage is (res_agi.c, handle_exec).
  const text = rest.replace(/\n520[ -][^]*$/, "")
  const [, result = "", value, after = ""] = /^result=([^\s]*)(?: \(([^]*)\))?([^]*)$/.exec(text) ?? []
  const endpos = /(?:^|\s)endpos=(-?\d+)/.exec(after)?.[1]
  return { code: 200, result, value, endpos: endpos === undefined ? undefined : Number(endpos), text }
}

const refusal = (code: number, rest: string): Answer => {
  const lines = rest.split("\n").map((line) => line.replace(/^520[ -]End of proper usage\.$/, "").trim())
  return { code, result: "", value: undefined, endpos: undefined, text: lines.filter(Boolean).join("\n") }
}

/** What AGI tells a program at the start: its lines `agi_channel: PJSIP/alice-00000001`. The first of a name counts. */
export const environment = (text: string): Record<string, string> => {
  const env: Record<string, string> = {}
  for (const line of text.split("\n")) {
    const [, name, value = ""] = /^(agi_\w+): ?(.*)$/.exec(line) ?? []
    if (name !== undefined && !Object.hasOwn(env, name)) env[name] = value
  }
  return env
}
