/**
 * The values and operators of `$[…]` (ast_expr2.y).
 *
 * @since 0.2.0
 */
import * as LongDouble from "./longDouble.ts"
import * as PosixRegex from "./posixRegex.ts"

/** A value: a number, a text that looks like one, or another text. */
export type Value =
  | { readonly _tag: "Number"; readonly number: LongDouble.LongDouble }
  | { readonly _tag: "Numeric"; readonly text: string }
  | { readonly _tag: "Text"; readonly text: string }

/** A number. */
export const number = (value: LongDouble.LongDouble): Value => ({ _tag: "Number", number: value })

/** A whole number. */
export const integer = (value: number): Value => number(LongDouble.of(BigInt(value)))

/** A result as text: one of digits and dots counts as a number afterwards (make_str). */
export const text = (value: string): Value => ({ _tag: /^[\d.]+$/.test(value) ? "Numeric" : "Text", text: value })

/** A value as text. */
export const textOf = (value: Value): string => value._tag === "Number" ? LongDouble.toText(value.number) : value.text

/** A value as a number; undefined for a text (to_number). */
const numberOf = (value: Value): LongDouble.LongDouble | undefined =>
  value._tag === "Number"
    ? value.number
    : value._tag === "Numeric"
    ? LongDouble.parse(value.text) ?? LongDouble.zero
    : undefined

/** The result of a division by 0, or by a text. */
const largest = integer(2_147_483_647)
const no = integer(0)

/** A text between quotes loses all of its quotes. */
const unquoted = (value: string): string =>
  value.startsWith("\"") && value.endsWith("\"") ? value.replaceAll("\"", "") : value

const isNothing = (value: Value): boolean => {
  if (value._tag === "Text") return value.text === ""
  const found = numberOf(value)
  return found !== undefined && LongDouble.isZero(found)
}

const compare = (one: Value, other: Value): number => {
  if (one._tag === "Text" || other._tag === "Text") {
    const [left, right] = [textOf(one), textOf(other)]
    return left < right ? -1 : left > right ? 1 : 0
  }
  return LongDouble.compare(numberOf(one) ?? LongDouble.zero, numberOf(other) ?? LongDouble.zero)
}

const comparing = (holds: (order: number) => boolean) => (one: Value, other: Value): Value =>
  integer(holds(compare(one, other)) ? 1 : 0)

const match = (one: Value, other: Value, isAnchored: boolean): Value => {
  const pattern = PosixRegex.compile(unquoted(textOf(other)))
  if (pattern === undefined) return text("")
  const subject = unquoted(textOf(one))
  const found = pattern.exec(subject)
  if (found === null || (isAnchored && found.index !== 0)) return PosixRegex.groupsOf(pattern) === 0 ? no : text("")
  return found[1] === undefined ? integer(found[0].length) : text(found[1])
}

const plus = (one: Value, other: Value): Value => {
  const [left, right] = [numberOf(one), numberOf(other)]
  if (left === undefined) return right === undefined ? no : number(right)
  return number(right === undefined ? left : LongDouble.add(left, right))
}

const minus = (one: Value, other: Value): Value => {
  const [left, right] = [numberOf(one), numberOf(other)]
  if (left === undefined) return right === undefined ? no : number(LongDouble.negate(right))
  return number(right === undefined ? left : LongDouble.subtract(left, right))
}

const over = (one: Value, other: Value): Value => {
  const [left, right] = [numberOf(one), numberOf(other)]
  if (left === undefined) return no
  return right === undefined || LongDouble.isZero(right) ? largest : number(LongDouble.divide(left, right))
}

const remainder = (one: Value, other: Value): Value => {
  const [left, right] = [numberOf(one), numberOf(other)]
  return left === undefined || right === undefined || LongDouble.isZero(right)
    ? no
    : number(LongDouble.modulo(left, right))
}

const times = (one: Value, other: Value): Value => {
  const [left, right] = [numberOf(one), numberOf(other)]
  return left === undefined || right === undefined ? no : number(LongDouble.multiply(left, right))
}

/** The operators between two values. */
export const binary: Readonly<Record<string, (one: Value, other: Value) => Value>> = {
  "|": (one, other) => isNothing(one) ? other : one,
  "&": (one, other) => isNothing(one) || isNothing(other) ? no : one,
  "=": comparing((order) => order === 0),
  "!=": comparing((order) => order !== 0),
  "<": comparing((order) => order < 0),
  ">": comparing((order) => order > 0),
  "<=": comparing((order) => order <= 0),
  ">=": comparing((order) => order >= 0),
  "+": plus,
  "-": minus,
  "*": times,
  "/": over,
  "%": remainder,
  ":": (one, other) => match(one, other, true),
  "=~": (one, other) => match(one, other, false),
  "~~": (one, other) => text(unquoted(textOf(one)) + unquoted(textOf(other)))
}

/** The sign. */
export const negated = (value: Value): Value => {
  const found = numberOf(value)
  return found === undefined ? no : number(LongDouble.negate(found))
}

/** The logical complement: of a text, of the whole number that it starts with. */
export const complement = (value: Value): Value => {
  if (value._tag === "Number") return integer(LongDouble.isZero(value.number) ? 1 : 0)
  return integer(Number(/^\s*[+-]?\d+/.exec(value.text)?.[0] ?? 0) === 0 ? 1 : 0)
}

/** Whether the first part of `a ? b :: c` holds. */
export const holds = (value: Value): boolean => {
  if (value._tag === "Text") return value.text !== "" && value.text !== "\"\"" && value.text !== "0"
  return !LongDouble.isZero(numberOf(value) ?? LongDouble.zero)
}

const rounded =
  (round: (value: { down: bigint; half: -1 | 0 | 1 | undefined }, isNegative: boolean) => bigint) =>
  (value: LongDouble.LongDouble) => LongDouble.of(round(LongDouble.whole(value), value.significand < 0n))

/** A power with a small whole exponent is exact. */
const power = (base: LongDouble.LongDouble, exponent: LongDouble.LongDouble): LongDouble.LongDouble => {
  const times = LongDouble.toNumber(exponent)
  if (!Number.isInteger(times) || times < 0 || times > 1024) {
    return times === 0.5 && base.significand >= 0n
      ? LongDouble.squareRoot(base)
      : LongDouble.fromNumber(LongDouble.toNumber(base) ** times)
  }
  let result = LongDouble.one
  for (let count = 0; count < times; count++) result = LongDouble.multiply(result, base)
  return result
}

const inexact = (calculate: (value: number) => number) => (value: LongDouble.LongDouble): LongDouble.LongDouble =>
  LongDouble.fromNumber(calculate(LongDouble.toNumber(value)))

/** The functions of one number; those that JavaScript calculates are exact to 15 digits. */
const ofOne: Readonly<Record<string, (value: LongDouble.LongDouble) => LongDouble.LongDouble>> = {
  ABS: (value) => value.significand < 0n ? LongDouble.negate(value) : value,
  ACOS: inexact(Math.acos),
  ASIN: inexact(Math.asin),
  ATAN: inexact(Math.atan),
  CEIL: rounded(({ down, half }) => half === undefined ? down : down + 1n),
  COS: inexact(Math.cos),
  EXP: inexact(Math.exp),
  EXP10: (value) => power(LongDouble.of(10n), value),
  EXP2: (value) => power(LongDouble.of(2n), value),
  FLOOR: rounded(({ down }) => down),
  LOG: inexact(Math.log),
  LOG10: inexact(Math.log10),
  LOG2: inexact(Math.log2),
  RINT: rounded(({ down, half }) => half === 1 || (half === 0 && (down & 1n) === 1n) ? down + 1n : down),
  ROUND: rounded(({ down, half }, isNegative) => half === 1 || (half === 0 && !isNegative) ? down + 1n : down),
  SIN: inexact(Math.sin),
  SQRT: (value) => value.significand < 0n ? LongDouble.zero : LongDouble.squareRoot(value),
  TAN: inexact(Math.tan),
  TRUNC: rounded(({ down, half }, isNegative) => half !== undefined && isNegative ? down + 1n : down)
}

/** The functions of two numbers. */
const ofTwo: Readonly<
  Record<string, (one: LongDouble.LongDouble, other: LongDouble.LongDouble) => LongDouble.LongDouble>
> = {
  ATAN2: (one, other) => LongDouble.fromNumber(Math.atan2(LongDouble.toNumber(one), LongDouble.toNumber(other))),
  POW: power,
  REMAINDER: (one, other) => {
    if (LongDouble.isZero(other)) return LongDouble.zero
    const nearest = ofOne["RINT"]?.(LongDouble.divide(one, other)) ?? LongDouble.zero
    return LongDouble.subtract(one, LongDouble.multiply(nearest, other))
  }
}

/** Calls a mathematical function; undefined if there is none of this name. */
export const call = (name: string, given: ReadonlyArray<Value>): Value | undefined => {
  const values = given.map((value) => numberOf(value) ?? LongDouble.zero)
  const [one, other] = values
  const unary = ofOne[name]
  if (unary !== undefined) return one !== undefined && values.length === 1 ? number(unary(one)) : no
  const dyadic = ofTwo[name]
  if (dyadic === undefined) return undefined
  return one !== undefined && other !== undefined && values.length === 2 ? number(dyadic(one, other)) : no
}
