/**
 * What the options of a constructor may be, and what to say of one that is wrong.
 *
 * A rule looks at a value of any type, because a caller without types may give
 * anything. It never runs code of the value and never prints what may hold a
 * secret: only numbers are shown, and texts if a rule says so.
 *
 * @since 0.2.0
 */
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import { nearest } from "./spelling.ts"

/** What a value breaks. */
export interface Broken {
  /** The member of the option that is wrong, such as `.capacity`; empty for the option itself. */
  readonly at: string
  /** What it must be; reads on from the name of the option. */
  readonly rule: string
  /** The value as it may be printed. */
  readonly given: string | undefined
}

/** Gives what a value breaks, or undefined. */
export type Rule = (value: unknown) => Broken | undefined

/** A rule for each option: a new option without one does not compile. */
export type Rules<Options> = { readonly [K in keyof Options]-?: Rule }

/** An option that is wrong, as `InvalidOption` of `AmiError` reports it. */
export interface Invalid {
  readonly option: string
  readonly rule: string
  readonly given?: string
}

/**
 * The first option that is not known, or that breaks its rule. One that is undefined is not given, which the required ones
 * must be.
 */
export const firstInvalid = <Options>(
  options: unknown,
  rules: Rules<Options>,
  required: ReadonlyArray<keyof Options & string> = []
): Invalid | undefined =>
  readable(() =>
    isOptions(options)
      ? firstUnknown(options, rules) ?? firstBroken(options, rules, required)
      : noOptions(options, required)
  )

/** The same for a record that may have members of any name. */
export const firstInvalidOf = <Options>(
  record: unknown,
  rules: Rules<Options>,
  required: ReadonlyArray<keyof Options & string> = []
): Invalid | undefined => readable(() => isRecord(record) ? firstBroken(record, rules, required) : noOptions(record))

/** Options whose getters throw are no options. */
const readable = (look: () => Invalid | undefined): Invalid | undefined =>
  Result.getOrElse(
    Result.try(look),
    (): Invalid => ({ option: "options", rule: "must be an object whose members can be read" })
  )

const noOptions = (options: unknown, required: ReadonlyArray<string> = []): Invalid => ({
  option: "options",
  rule: `must be an object${
    required.length === 0 ? "" : `, such as { ${required.map((one) => `${one}: …`).join(", ")} }`
  }`,
  given: kindOf(options)
})

/** A `URL`, a `Map` or a `Date` would pass for options that are all left out. */
const isOptions = (value: unknown): value is Readonly<Record<string, unknown>> =>
  isRecord(value) && (Object.keys(value).length > 0 || isPlain(Object.getPrototypeOf(value)))

const isPlain = (prototype: object | null): boolean => prototype === null || Object.getPrototypeOf(prototype) === null

const firstUnknown = <Options>(
  options: Readonly<Record<string, unknown>>,
  rules: Rules<Options>
): Invalid | undefined => {
  const known = Object.keys(rules)
  const name = Object.keys(options).find((name) => !known.includes(name) && options[name] !== undefined)
  if (name === undefined) return undefined
  const meant = nearest(name, known)
  return {
    option: name.slice(0, longest),
    rule: meant === undefined
      ? `is not known: the options are ${known.map((one) => `\`${one}\``).join(", ")}`
      : `is not known: did you mean \`${meant}\`?`
  }
}

const firstBroken = <Options>(
  options: Readonly<Record<string, unknown>>,
  rules: Rules<Options>,
  required: ReadonlyArray<keyof Options & string>
): Invalid | undefined => {
  for (const [option, rule] of Object.entries<Rule>(rules)) {
    const value = options[option]
    const broken = value === undefined
      ? required.some((name) => name === option) ? { ...breaks("must be given"), at: "" } : undefined
      : rule(value)
    if (broken !== undefined) return invalid(option, broken)
  }
  return undefined
}

/** Names the option that breaks a rule. */
export const invalid = (option: string, { at, given, rule }: Broken): Invalid => ({
  option: `${option}${at}`,
  rule,
  ...(given === undefined ? {} : { given })
})

const breaks = (rule: string, given?: string): Broken => ({ at: "", rule, given })

/** A record that is no list. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

// --- Printing ---------------------------------------------------------------

/** What a value is, if its content must not be shown. */
export const kindOf = (value: unknown): string =>
  Result.getOrElse(Result.try(() => nameOfKind(value)), () => "an object")

const nameOfKind = (value: unknown): string => {
  if (value === null || value === undefined) return String(value)
  if (Array.isArray(value)) return "a list"
  if (typeof value === "string") return value === "" ? "an empty text" : "a plain text"
  if (Redacted.isRedacted(value)) return "a Redacted"
  return typeof value === "object" ? "an object" : `a ${typeof value}`
}

/** A value as it may be printed: texts are escaped and cut. */
export const print = (value: unknown): string => {
  switch (typeof value) {
    case "number":
    case "boolean":
      return String(value)
    case "bigint":
      return `${value}n`
    case "string":
      return JSON.stringify(value.length > longest ? `${value.slice(0, longest)}…` : value)
    default:
      return kindOf(value)
  }
}

const longest = 60

/** A value in the place of several: a text there may be a secret. */
const printOther = (value: unknown): string => typeof value === "string" ? kindOf(value) : print(value)

// --- Rules ------------------------------------------------------------------

/** A rule of one sentence. */
export const satisfies = (rule: string, isValid: (value: unknown) => boolean, show = print): Rule => (value) =>
  // Looking at what is no value of ours may throw.
  Result.getOrElse(Result.try(() => isValid(value)), () => false) ? undefined : breaks(rule, show(value))

/** A number without a fraction; `Infinity` sets no bound. */
export const whole = (least: number): Rule =>
  satisfies(
    `must be a whole number of ${least} or more`,
    (value) => typeof value === "number" && value >= least && (Number.isInteger(value) || value === Infinity)
  )

/** A TCP port; 0 lets the system choose, if that is allowed. */
export const port = (least: 0 | 1): Rule =>
  satisfies(
    `must be a port, a number from ${least} to 65535`,
    (value) => typeof value === "number" && Number.isInteger(value) && value >= least && value <= 65_535
  )

/** One of a few words. */
export const oneOf = (...words: ReadonlyArray<string>): Rule =>
  satisfies(
    `must be ${words.map((word) => `\`${word}\``).join(" or ")}`,
    (value) => words.some((word) => word === value)
  )

export const boolean: Rule = /*#__PURE__*/ satisfies("must be true or false", (value) => typeof value === "boolean")

/** A text with something in it. */
export const text: Rule = /*#__PURE__*/ satisfies(
  "must be a text that is not empty",
  (value) => typeof value === "string" && value !== ""
)

/** A function. */
export const callable: Rule = /*#__PURE__*/ satisfies(
  "must be a function",
  (value) => typeof value === "function",
  kindOf
)

/** A text, which may be empty. */
export const anyText: Rule = /*#__PURE__*/ satisfies("must be a text", (value) => typeof value === "string")

/** A whole number within bounds. */
export const within = (least: number, most: number): Rule =>
  satisfies(
    most === Infinity
      ? `must be a whole number of ${least} or more`
      : `must be a whole number from ${least} to ${most}`,
    (value) => typeof value === "number" && Number.isSafeInteger(value) && value >= least && value <= most
  )

export const schedule: Rule = /*#__PURE__*/ satisfies("must be a Schedule of effect", Schedule.isSchedule, kindOf)

const units: ReadonlySet<string> = /*#__PURE__*/ new Set([
  "weeks",
  "days",
  "hours",
  "minutes",
  "seconds",
  "milliseconds",
  "microseconds",
  "nanoseconds"
])

const isNumber = (value: unknown): boolean => typeof value === "number" && !Number.isNaN(value)

/** `Duration.fromInput` takes NaN, and objects without a unit, for 0. */
const durationOf = (value: unknown): Duration.Duration | undefined => {
  const isInput = Duration.isDuration(value) || typeof value === "string" || typeof value === "bigint" ||
    isNumber(value)
    || (Array.isArray(value) ? value.every(isNumber) : isRecord(value) && hasUnits(value))
  return isInput ? Option.getOrUndefined(Duration.fromInput(value as Duration.Input)) : undefined
}

const hasUnits = (value: Readonly<Record<string, unknown>>): boolean => {
  const entries = Object.entries(value)
  return entries.length > 0 && entries.every(([unit, count]) => units.has(unit) && isNumber(count))
}

/** A duration; `zero` says whether it may be none. */
export const duration = ({ zero }: { readonly zero: boolean }): Rule => (value) => {
  const read = durationOf(value)
  if (read === undefined) {
    return breaks("must be a duration, such as \"5 seconds\", or 5000 for milliseconds", print(value))
  }
  if (Duration.isNegative(read)) return breaks("must not be negative", String(read))
  return zero || Duration.isPositive(read) ? undefined : breaks("must be longer than 0", String(read))
}

/** A text in a `Redacted`. Nothing of it is ever shown. */
export const secret: Rule = (value) => {
  if (!Redacted.isRedacted(value)) {
    return breaks("must be a Redacted, which keeps it out of logs: wrap it with `Redacted.make`", kindOf(value))
  }
  const content = Result.try(() => Redacted.value(value))
  if (Result.isFailure(content)) {
    const rule = "holds no value for this copy of effect: it was wiped, or another copy made it, "
      + "and `npm ls effect` must show one alone"
    return breaks(rule)
  }
  return typeof content.success === "string" ? undefined : breaks("must hold a text", kindOf(content.success))
}

/** An object whose members obey rules of their own. */
export const members = <A>(
  what: string,
  rules: Rules<A>,
  required: ReadonlyArray<keyof A & string> = [],
  show = printOther
): Rule =>
(value) => {
  if (!isRecord(value)) return breaks(what, show(value))
  const wrong = firstInvalid(value, rules, required)
  return wrong === undefined ? undefined : { at: `.${wrong.option}`, rule: wrong.rule, given: wrong.given }
}

/** A list whose elements obey a rule; `what` is said of anything else. */
export const listOf = (what: string, rule: Rule, show = printOther): Rule => (value) => {
  if (!Array.isArray(value)) return breaks(what, show(value))
  for (const [index, element] of value.entries()) {
    const broken = rule(element)
    if (broken !== undefined) return { ...broken, at: `[${index}]${broken.at}` }
  }
  return undefined
}

/** An object whose members have names of their owner's choice, and obey one rule; `what` is said of anything else. */
export const recordOf = (what: string, rule: Rule): Rule => (value) => {
  if (!isRecord(value)) return breaks(what, printOther(value))
  for (const [name, element] of Object.entries(value)) {
    const broken = rule(element)
    if (broken !== undefined) return { ...broken, at: `.${name}${broken.at}` }
  }
  return undefined
}

/** Both of two rules, the first of them first. */
export const both = (first: Rule, second: Rule): Rule => (value) => first(value) ?? second(value)
