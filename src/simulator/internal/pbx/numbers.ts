/**
 * Numbers, truth values and times as Asterisk reads and prints them.
 *
 * @since 0.2.0
 */

const toInt = (digits: string): number => {
  const long = BigInt(digits)
  const limit = 2n ** 63n
  const held = long >= limit ? limit - 1n : long < -limit ? -limit : long
  return Number(BigInt.asIntN(32, held))
}

const leading = (text = ""): string | undefined => /^[\t-\r ]*([+-]?\d+)/.exec(text)?.[1]

/** Reads a number as `sscanf` does with `%30d`: undefined if the text does not start with one. */
export const scanned = (text: string | undefined): number | undefined => {
  const digits = leading(text)
  return digits === undefined ? undefined : toInt(digits.replace(/^\+/, "").slice(0, 30))
}

/** Reads a number as `atoi` does: 0 if the text does not start with one. */
export const atoi = (text: string): number => {
  const digits = leading(text)
  return digits === undefined ? 0 : toInt(digits.replace(/^\+/, ""))
}

/** The numbers of groups such as `1,3-5`; the highest is 63 (channel.c, ast_get_group). */
export const groupsOf = (text = ""): ReadonlySet<number> =>
  new Set(
    text.split(",").flatMap((range) => {
      const [, from, to = from] = /^\s*(\d+)(?:-(\d+))?\s*$/.exec(range) ?? []
      if (from === undefined) return []
      return Array.from({ length: Math.max(0, Math.min(63, Number(to)) - Number(from) + 1) }, (_, at) =>
        Number(from) + at)
    })
  )

/** Whether a value is one of the words for true (utils.c, ast_true). */
export const isTrue = (value: string): boolean => /^(yes|true|y|t|1|on)$/i.test(value)

/** Whether a value is one of the words for false (utils.c, ast_false). */
export const isFalse = (value: string): boolean => /^(no|false|n|f|0|off)$/i.test(value)

/** A number with at least two digits. */
export const twoDigits = (value: number): string => String(value).padStart(2, "0")

/** A span of time as `hh:mm:ss`. */
export const clock = (milliseconds: number): string => {
  const seconds = Math.floor(milliseconds / 1000)
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(twoDigits).join(":")
}

/** A time as date and clock: local time, which is UTC here. */
export const timeOf = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().slice(0, 19).replace("T", " ")

/** A percentage as `printf` writes it with `%2.1f`, computed with floats of 32 bits. */
export const percent = (part: number, whole: number): string => {
  if (whole <= 0) return "0.0"
  const value = Math.fround(100 * Math.fround(Math.fround(part) / Math.fround(whole)))
  const tenths = Math.floor(value * 10)
  const rest = value * 10 - tenths
  // A tie goes to the even digit.
  const isUp = rest > 0.5 || (rest === 0.5 && tenths % 2 === 1)
  return ((isUp ? tenths + 1 : tenths) / 10).toFixed(1)
}
