/**
 * An AGI command, written: its words with quotes where they need some, and what no command can hold.
 *
 * @since 0.2.0
 */
import * as Result from "effect/Result"

/** A part of a command: its name, for errors, and its value. */
export type Argument = readonly [field: string, value: string | number]

/** What is wrong with a command. */
export interface Invalid {
  readonly field: string
  readonly rule: string
}

/** Asterisk reads lines of 1,022 bytes, `Command: ` included (manager.c, get_input). */
const maxBytes = 1022 - "Command: ".length

/** Asterisk reads so many words of a command (res_agi.c, MAX_ARGS). */
const maxWords = 127

const utf8 = /*#__PURE__*/ new TextEncoder()

const fail = (field: string, rule: string): Result.Result<never, Invalid> => Result.fail({ field, rule })

const plain = /^[A-Za-z0-9_.,:;@/#*+=&|()[\]{}$%!?<>~^-]+$/

/** Writes a word so that Asterisk reads it as it is (res_agi.c, parse_args): a backslash makes a quote or a backslash plain. */
export const quoted = (word: string): string => plain.test(word) ? word : `"${word.replace(/["\\]/g, "\\$&")}"`

const wordRule = (value: unknown): string | undefined => {
  if (typeof value === "number") return Number.isFinite(value) ? undefined : "must be a finite number"
  if (typeof value !== "string") return "must be a text or a number"
  if (/[\r\n]/.test(value)) return "must have no line break: a command is one line"
  if (value.includes("\0")) return "must have no NUL"
  return value.isWellFormed() ? undefined : "must have no half of a surrogate pair"
}

/** Writes a command: its name as it is, and its arguments. */
export const write = (name: string, args: ReadonlyArray<Argument>): Result.Result<string, Invalid> => {
  const nameRule = typeof name !== "string" || name.trim() === ""
    ? "must be a text that is not empty, such as `STREAM FILE`"
    : wordRule(name)
  if (nameRule !== undefined) return fail("command", nameRule)
  for (const [field, value] of args) {
    const rule = wordRule(value)
    if (rule !== undefined) return fail(field, rule)
  }
  const words = args.map(([, value]) => quoted(String(value)))
  const text = [name.trim(), ...words].join(" ")
  if (words.length + name.trim().split(/\s+/).length > maxWords) {
    return fail("command", `has too many words: Asterisk reads ${maxWords}`)
  }
  const bytes = utf8.encode(text).length
  if (bytes <= maxBytes) return Result.succeed(text)
  // The longest is what can be made shorter.
  const longest = args.toSorted((one, other) => String(other[1]).length - String(one[1]).length)[0]
  return fail(
    longest?.[0] ?? "command",
    `is too long: the command has ${bytes} bytes, and Asterisk reads ${maxBytes}. Set a variable in parts, or use shorter values`
  )
}

/** The name of a command, for errors: its words up to the first that may be a value. */
export const nameOf = (command: unknown): string => {
  const [name] = /^[A-Za-z]{1,20}( [A-Za-z]{1,20}){0,2}/.exec(String(command).trim()) ?? []
  return name === undefined ? "AGI" : known.exec(name.toUpperCase())?.[0] ?? name.split(" ")[0]?.toUpperCase() ?? "AGI"
}

/** The commands of several words. */
const known =
  /^(ASYNCAGI BREAK|CHANNEL STATUS|CONTROL STREAM FILE|DATABASE (DELTREE|DEL|GET|PUT)|GET (FULL VARIABLE|\w+)|RECEIVE \w+|RECORD FILE|SAY \w+|SEND \w+|SET \w+|SPEECH \w+|STREAM FILE|TDD MODE|WAIT FOR DIGIT)/

/**
 * Joins the arguments of an application with commas. One that Asterisk would read as several, or as a part of another, is
 * refused.
 */
export const joined = (field: string, args: ReadonlyArray<string | number>): Result.Result<string, Invalid> => {
  if (!Array.isArray(args)) return fail(field, "must be a text, or a list of texts and numbers")
  for (const [index, value] of args.entries()) {
    const rule = wordRule(value) ?? argumentRule(String(value))
    if (rule !== undefined) return fail(`${field}[${index}]`, rule)
  }
  return Result.succeed(args.join(","))
}

/** Whether Asterisk reads an argument back as it is (app.c, __ast_app_separate_args). */
const argumentRule = (value: string): string | undefined => {
  if (/["\\]/.test(value)) return "must have no quote and no backslash, which the application would take out"
  let round = 0
  let square = 0
  for (const character of value) {
    if (character === "(") round += 1
    else if (character === ")") round -= 1
    else if (character === "[") square += 1
    else if (character === "]") square -= 1
    else if (character === "," && round === 0 && square === 0) {
      return "must have no comma, which would begin another argument"
    }
    if (round < 0 || square < 0) break
  }
  return round === 0 && square === 0 ? undefined : "must have as many opening brackets as closing ones"
}
