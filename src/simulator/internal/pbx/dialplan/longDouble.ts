/**
 * Numbers as `$[…]` calculates them: the `long double` of x86, with a significand of 64 bits, written with `%.18Lg`.
 *
 * @since 0.2.0
 */

/** A number: `significand × 2 ^ exponent`. */
export interface LongDouble {
  readonly significand: bigint
  readonly exponent: number
}

const precision = 64
const digits = 18

const magnitude = (value: bigint): bigint => value < 0n ? -value : value
const bitsOf = (value: bigint): number => value === 0n ? 0 : magnitude(value).toString(2).length

/** Rounds half to even. */
const shiftedRight = (value: bigint, by: number): bigint => {
  const positive = magnitude(value)
  const shift = BigInt(by)
  const low = positive >> shift
  const rest = positive - (low << shift)
  const half = 1n << (shift - 1n)
  const rounded = rest > half || (rest === half && (low & 1n) === 1n) ? low + 1n : low
  return value < 0n ? -rounded : rounded
}

const normal = (significand: bigint, exponent: number): LongDouble => {
  const excess = bitsOf(significand) - precision
  return excess <= 0
    ? { significand, exponent }
    : { significand: shiftedRight(significand, excess), exponent: exponent + excess }
}

const ratio = (numerator: bigint, denominator: bigint, exponent = 0): LongDouble => {
  const shift = Math.max(0, precision + 4 + bitsOf(denominator) - bitsOf(numerator))
  const scaled = magnitude(numerator) << BigInt(shift)
  const divisor = magnitude(denominator)
  const quotient = scaled / divisor
  // The last bit says whether something was cut off, which decides how a half is rounded.
  const sticky = quotient << 1n | (quotient * divisor === scaled ? 0n : 1n)
  return normal(numerator < 0n === denominator < 0n ? sticky : -sticky, exponent - shift - 1)
}

/** A whole number. */
export const of = (value: bigint): LongDouble => normal(value, 0)

export const zero: LongDouble = { significand: 0n, exponent: 0 }
export const one: LongDouble = { significand: 1n, exponent: 0 }

/** Reads the number that a text starts with, as `strtold` does; undefined if it starts with none. */
export const parse = (text: string): LongDouble | undefined => {
  const [all, sign = "", whole = "", fraction = ""] = /^\s*([+-]?)(\d*)(?:\.(\d*))?/.exec(text) ?? []
  if (all === undefined || whole + fraction === "") return undefined
  const value = ratio(BigInt(whole + fraction), 10n ** BigInt(fraction.length))
  return sign === "-" ? negate(value) : value
}

/** A number of JavaScript; one that is not finite is 0. */
export const fromNumber = (value: number): LongDouble => {
  if (!Number.isFinite(value) || value === 0) return zero
  const exponent = Math.floor(Math.log2(Math.abs(value))) - 60
  // A double has 53 bits, so this is exact: the scaled value is a whole number below 2 ^ 62.
  return normal(BigInt(Math.trunc(value / 2 ** exponent)), exponent)
}

/** As a number of JavaScript. */
export const toNumber = ({ exponent, significand }: LongDouble): number => Number(significand) * 2 ** exponent

export const negate = ({ exponent, significand }: LongDouble): LongDouble => ({ significand: -significand, exponent })

const aligned = (one: LongDouble, other: LongDouble): readonly [bigint, bigint, number] => {
  const exponent = Math.min(one.exponent, other.exponent)
  return [
    one.significand << BigInt(one.exponent - exponent),
    other.significand << BigInt(other.exponent - exponent),
    exponent
  ]
}

export const add = (one: LongDouble, other: LongDouble): LongDouble => {
  const [left, right, exponent] = aligned(one, other)
  return normal(left + right, exponent)
}

export const subtract = (one: LongDouble, other: LongDouble): LongDouble => add(one, negate(other))

export const multiply = (one: LongDouble, other: LongDouble): LongDouble =>
  normal(one.significand * other.significand, one.exponent + other.exponent)

/** Divides; the divisor is not 0. */
export const divide = (one: LongDouble, other: LongDouble): LongDouble =>
  ratio(one.significand, other.significand, one.exponent - other.exponent)

/** The remainder, with the sign of the dividend (fmodl); the divisor is not 0. */
export const modulo = (one: LongDouble, other: LongDouble): LongDouble => {
  const [left, right, exponent] = aligned(one, other)
  return normal(left % right, exponent)
}

/** Negative, 0 or positive. */
export const compare = (one: LongDouble, other: LongDouble): number => {
  const [left, right] = aligned(one, other)
  return left < right ? -1 : left > right ? 1 : 0
}

export const isZero = ({ significand }: LongDouble): boolean => significand === 0n

/** How many whole units a number has, and its remainder: 0, less than a half, a half, or more. */
export const whole = (
  { exponent, significand }: LongDouble
): { readonly down: bigint; readonly half: -1 | 0 | 1 | undefined } => {
  if (exponent >= 0) return { down: significand << BigInt(exponent), half: undefined }
  const shift = BigInt(-exponent)
  const down = significand >> shift
  const twice = (significand - (down << shift)) * 2n
  const unit = 1n << shift
  return { down, half: twice === 0n ? undefined : twice < unit ? -1 : twice > unit ? 1 : 0 }
}

/** The integer square root. */
const root = (value: bigint): bigint => {
  if (value < 2n) return value
  let guess = 1n << BigInt((bitsOf(value) + 1) >> 1)
  while (true) {
    const better = (guess + value / guess) >> 1n
    if (better >= guess) return guess
    guess = better
  }
}

/** The square root of a number that is not negative. */
export const squareRoot = ({ exponent, significand }: LongDouble): LongDouble => {
  const shift = 2 * precision + (exponent & 1)
  return normal(root(significand << BigInt(shift)), (exponent - shift) / 2)
}

/** Decimal digits, and the power of ten of the first of them. */
const decimal = (value: LongDouble): readonly [text: string, power: number] => {
  const significand = magnitude(value.significand)
  const numerator = value.exponent >= 0 ? significand << BigInt(value.exponent) : significand
  const denominator = value.exponent >= 0 ? 1n : 1n << BigInt(-value.exponent)
  // At most one too small, which shows in the number of digits.
  let power = Math.floor((bitsOf(numerator) - bitsOf(denominator) - 1) * Math.LOG10E * Math.LN2)
  while (true) {
    const scale = digits - 1 - power
    const over = scale >= 0 ? numerator * 10n ** BigInt(scale) : numerator
    const under = scale >= 0 ? denominator : denominator * 10n ** BigInt(-scale)
    const twice = over * 2n / under
    const exact = twice * under === over * 2n
    const low = twice >> 1n
    const isUp = (twice & 1n) === 1n && (!exact || (low & 1n) === 1n)
    const text = String(isUp ? low + 1n : low)
    if (text.length === digits) return [text, power]
    power += text.length - digits
  }
}

/** As `printf("%.18Lg")` writes it. */
export const toText = (value: LongDouble): string => {
  if (isZero(value)) return "0"
  const [text, power] = decimal(value)
  const sign = value.significand < 0n ? "-" : ""
  const cut = (number: string) => number.includes(".") ? number.replace(/\.?0*$/, "") : number
  if (power < -4 || power >= digits) {
    const exponent = String(Math.abs(power)).padStart(2, "0")
    return `${sign}${cut(`${text[0]}.${text.slice(1)}`)}e${power < 0 ? "-" : "+"}${exponent}`
  }
  if (power < 0) return `${sign}${cut(`0.${"0".repeat(-power - 1)}${text}`)}`
  return `${sign}${cut(`${text.slice(0, power + 1)}.${text.slice(power + 1)}`)}`
}
