/**
 * The functions of numbers (func_math.c, func_rand.c).
 *
 * @since 0.2.0
 */
import { scanned } from "../../numbers.ts"
import { argumentsOf, type DialplanFunctions, ofText, type Scope } from "./function.ts"

/** The operators of `MATH` in the order in which they are looked for. */
const operators = ["*", "/", "%", "^", "AND", "XOR", "OR", ">=", ">>", ">", "<=", "<<", "<", "==", "+", "-"]

const positionOf = (text: string, operator: string): number => {
  const at = text.indexOf(operator.charAt(0) === ">" || operator.charAt(0) === "<" ? operator.charAt(0) : operator)
  // The first of these characters decides, with the one after it.
  return at !== -1 && text.startsWith(operator, at) ? at : -1
}

const divided = (one: number, other: number): number => other <= 0 ? 0 : one / other
const remainder = (one: number, other: number): number =>
  Math.trunc(other) === 0 ? 0 : Math.trunc(one) % Math.trunc(other)

const calculations: Readonly<Record<string, (one: number, other: number) => number | boolean>> = {
  "*": (one, other) => one * other,
  "/": divided,
  "%": remainder,
  "^": (one, other) => one ** other,
  AND: (one, other) => one & other,
  XOR: (one, other) => one ^ other,
  OR: (one, other) => one | other,
  ">=": (one, other) => one >= other,
  ">>": (one, other) => one >> other,
  ">": (one, other) => one > other,
  "<=": (one, other) => one <= other,
  "<<": (one, other) => one << other,
  "<": (one, other) => one < other,
  "==": (one, other) => one === other,
  "+": (one, other) => one + other,
  "-": (one, other) => one - other
}

const results: Readonly<Record<string, (value: number) => string>> = {
  float: (value) => value.toFixed(6),
  f: (value) => value.toFixed(6),
  int: (value) => String(Math.trunc(value)),
  i: (value) => String(Math.trunc(value)),
  hex: (value) => (Math.trunc(value) >>> 0).toString(16),
  h: (value) => (Math.trunc(value) >>> 0).toString(16),
  char: (value) => String.fromCharCode(Math.trunc(value) & 255),
  c: (value) => String.fromCharCode(Math.trunc(value) & 255)
}

/** The number that a text starts with, as `sscanf` reads it. */
const numberOf = (text: string | undefined): number | undefined => {
  const digits = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/.exec(text ?? "")
  return digits === null ? undefined : Number(digits[0])
}

const math = (data: string): string | undefined => {
  const [term = "", kind = "float"] = argumentsOf(data, 2)
  const isNegative = term.startsWith("-")
  const text = isNegative ? term.slice(1) : term
  const operator = operators.find((operator) => positionOf(text, operator) !== -1)
  const shown = results[kind.toLowerCase()]
  if (operator === undefined || shown === undefined) return undefined
  const at = positionOf(text, operator)
  const [one, other] = [numberOf(text.slice(0, at)), numberOf(text.slice(at + operator.length))]
  if (one === undefined || other === undefined) return undefined
  const value = calculations[operator]?.(isNegative ? -one : one, other)
  return typeof value === "boolean" ? value ? "TRUE" : "FALSE" : value === undefined ? undefined : shown(value)
}

const plain = (value: number): string =>
  Math.trunc(value) === value && Math.abs(value) < 2 ** 31 ? String(value) : value.toFixed(6)

/** The smaller or the larger of two numbers; a missing one does not count. */
const choosing = (choose: (one: number, other: number) => number) => (data: string): string | undefined => {
  const [first = "", second = ""] = argumentsOf(data, 2)
  const given = [first, second].filter((text) => text !== "").map(numberOf)
  const numbers = given.flatMap((number) => number ?? [])
  return numbers.length === 0 || numbers.length < given.length
    ? undefined
    : plain(numbers.reduce((one, other) => choose(one, other)))
}

const stepping = (by: number) => (scope: Scope, name: string): string | undefined => {
  const value = name === "" ? undefined : scope.variable(name)
  if (scope.channel === undefined || value === undefined || !/^\s*[+-]?\d+$/.test(value)) return undefined
  const next = String((Number(value) + by) | 0)
  scope.set(name, next)
  return next
}

const largest = 2_147_483_647

const random = ({ draft }: Scope, data: string): string => {
  const [first = "", second = ""] = argumentsOf(data, 2)
  const [one, other] = [scanned(first) ?? 0, scanned(second) ?? largest]
  const [low, high] = [Math.min(one, other), Math.max(one, other)]
  return String(low + Math.floor(draft.random() * (high - low + 1)))
}

/** The functions of numbers. */
export const functions: DialplanFunctions = {
  ABS: ofText((data) => {
    const number = numberOf(data)
    return number === undefined ? undefined : plain(Math.abs(number))
  }),
  DEC: { read: stepping(-1) },
  INC: { read: stepping(1) },
  MATH: ofText(math),
  MAX: ofText(choosing(Math.max)),
  MIN: ofText(choosing(Math.min)),
  RAND: { read: random }
}
