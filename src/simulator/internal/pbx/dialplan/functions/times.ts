/**
 * The functions of time (func_strings.c, with the formats of localtime.c). The time zone of the PBX is UTC.
 *
 * @since 0.2.0
 */
import * as Result from "effect/Result"
import { twoDigits } from "../../numbers.ts"
import { argumentsOf, type DialplanFunctions, type Scope } from "./function.ts"

const weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December"
]

const minute = 60_000

/** How far a zone is ahead of UTC at a time, in minutes; an unknown zone is UTC. */
const offsetOf = (zone: string, at: number): number => {
  if (zone === "") return 0
  const format = Result.getOrUndefined(Result.try(() =>
    new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric"
    })
  ))
  if (format === undefined) return 0
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0
  const local = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second")
  )
  return Math.round((local - Math.floor(at / 1000) * 1000) / minute)
}

const spaced = (value: number): string => String(value).padStart(2, " ")

/** The year and the week of ISO 8601. */
const isoWeek = (date: Date): readonly [year: number, week: number] => {
  const thursday = new Date(date)
  thursday.setUTCDate(date.getUTCDate() + 3 - (date.getUTCDay() + 6) % 7)
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1)
  return [thursday.getUTCFullYear(), 1 + Math.floor((thursday.getTime() - first) / (7 * 24 * 60 * minute))]
}

interface Moment {
  /** The time of the zone, as if it were UTC. */
  readonly date: Date
  readonly seconds: number
  /** The fraction of a second, as digits. */
  readonly fraction: string
  readonly offset: number
}

const dayOfYear = ({ date }: Moment): number =>
  1 + Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / (24 * 60 * minute))

const zoneOf = ({ offset }: Moment): string => {
  const size = Math.abs(offset)
  return `${offset < 0 ? "-" : "+"}${twoDigits(Math.floor(size / 60))}${twoDigits(size % 60)}`
}

const hour12 = ({ date }: Moment): number => date.getUTCHours() % 12 === 0 ? 12 : date.getUTCHours() % 12

const conversions: Readonly<Record<string, (moment: Moment) => string>> = {
  A: ({ date }) => weekdays[date.getUTCDay()] ?? "",
  a: ({ date }) => (weekdays[date.getUTCDay()] ?? "").slice(0, 3),
  B: ({ date }) => months[date.getUTCMonth()] ?? "",
  b: ({ date }) => (months[date.getUTCMonth()] ?? "").slice(0, 3),
  C: ({ date }) => twoDigits(Math.floor(date.getUTCFullYear() / 100)),
  c: (moment) => formatted(moment, "%a %b %e %H:%M:%S %Y"),
  D: (moment) => formatted(moment, "%m/%d/%y"),
  d: ({ date }) => twoDigits(date.getUTCDate()),
  e: ({ date }) => spaced(date.getUTCDate()),
  F: (moment) => formatted(moment, "%Y-%m-%d"),
  G: ({ date }) => String(isoWeek(date)[0]),
  g: ({ date }) => twoDigits(isoWeek(date)[0] % 100),
  H: ({ date }) => twoDigits(date.getUTCHours()),
  h: ({ date }) => (months[date.getUTCMonth()] ?? "").slice(0, 3),
  I: (moment) => twoDigits(hour12(moment)),
  j: (moment) => String(dayOfYear(moment)).padStart(3, "0"),
  k: ({ date }) => spaced(date.getUTCHours()),
  l: (moment) => spaced(hour12(moment)),
  M: ({ date }) => twoDigits(date.getUTCMinutes()),
  m: ({ date }) => twoDigits(date.getUTCMonth() + 1),
  n: () => "\n",
  P: ({ date }) => date.getUTCHours() < 12 ? "am" : "pm",
  p: ({ date }) => date.getUTCHours() < 12 ? "AM" : "PM",
  R: (moment) => formatted(moment, "%H:%M"),
  r: (moment) => formatted(moment, "%I:%M:%S %p"),
  S: ({ date }) => twoDigits(date.getUTCSeconds()),
  s: ({ seconds }) => String(seconds),
  T: (moment) => formatted(moment, "%H:%M:%S"),
  t: () => "\t",
  U: (moment) => twoDigits(Math.floor((dayOfYear(moment) + 6 - moment.date.getUTCDay()) / 7)),
  u: ({ date }) => String(date.getUTCDay() === 0 ? 7 : date.getUTCDay()),
  V: ({ date }) => twoDigits(isoWeek(date)[1]),
  W: (moment) => twoDigits(Math.floor((dayOfYear(moment) + 6 - (moment.date.getUTCDay() + 6) % 7) / 7)),
  w: ({ date }) => String(date.getUTCDay()),
  X: (moment) => formatted(moment, "%H:%M:%S"),
  x: (moment) => formatted(moment, "%m/%d/%y"),
  Y: ({ date }) => String(date.getUTCFullYear()),
  y: ({ date }) => twoDigits(date.getUTCFullYear() % 100),
  // Asterisk asks the C library, which does not know the zone.
  Z: () => "UTC",
  z: zoneOf,
  "%": () => "%"
}

const formatted = (moment: Moment, format: string): string =>
  format.replaceAll(/%([1-6])?([a-zA-Z%])/g, (all, digits, letter) => {
    if (letter === "q") return moment.fraction.slice(0, Number(digits ?? 3))
    return conversions[String(letter)]?.(moment) ?? String(all)
  })

const momentOf = (seconds: number, fraction: string, zone: string): Moment => {
  const offset = offsetOf(zone, seconds * 1000)
  return { date: new Date(seconds * 1000 + offset * minute), seconds, fraction: fraction.padEnd(6, "0"), offset }
}

const formatTime = ({ draft }: Scope, data: string): string => {
  const [given = "", zone = "", format = ""] = argumentsOf(data, 3)
  const [, whole, fraction = ""] = /^\s*([+-]?\d{1,15})(?:\.(\d+))?/.exec(given) ?? []
  const now = draft.now
  const moment = whole === undefined
    ? momentOf(Math.floor(now / 1000), String(now % 1000).padStart(3, "0"), zone)
    : momentOf(Number(whole), fraction, zone)
  return formatted(moment, format === "" ? "%c" : format)
}

/** The conversions that `STRPTIME` reads. */
const readers: Readonly<Record<string, string>> = {
  Y: "(?<Y>\\d{4})",
  m: "(?<m>\\d{1,2})",
  d: "(?<d>\\d{1,2})",
  e: " ?(?<d>\\d{1,2})",
  H: "(?<H>\\d{1,2})",
  M: "(?<M>\\d{1,2})",
  S: "(?<S>\\d{1,2})",
  y: "(?<y>\\d{2})",
  b: "(?<b>[A-Za-z]{3})[a-z]*",
  B: "(?<b>[A-Za-z]{3})[a-z]*",
  h: "(?<b>[A-Za-z]{3})[a-z]*",
  a: "[A-Za-z]+",
  A: "[A-Za-z]+",
  s: "(?<s>\\d+)",
  n: "\\s*",
  t: "\\s*",
  "%": "%"
}

const combined: Readonly<Record<string, string>> = { T: "%H:%M:%S", D: "%m/%d/%y", F: "%Y-%m-%d", R: "%H:%M" }

const parseTime = (_: Scope, data: string): string | undefined => {
  const [text = "", zone = "", format = ""] = argumentsOf(data, 3)
  if (text === "" || format === "") return undefined
  const source = format
    .replaceAll(/%([TDFR])/g, (all, letter) => combined[String(letter)] ?? String(all))
    .replaceAll(
      /%(.)|\s+|[^\w%]/g,
      (all, letter) => letter === undefined ? /^\s/.test(all) ? "\\s*" : `\\${all}` : readers[String(letter)] ?? "(?!)"
    )
  const pattern = Result.getOrUndefined(Result.try(() => new RegExp(`^${source}`)))
  const found = pattern?.exec(text)?.groups
  if (found === undefined) return undefined
  if (found["s"] !== undefined) return found["s"]
  const number = (name: string, otherwise: number) => found[name] === undefined ? otherwise : Number(found[name])
  const short = number("y", 70)
  const year = number("Y", short < 69 ? 2000 + short : 1900 + short)
  const named = months.findIndex((name) => name.slice(0, 3).toLowerCase() === found["b"]?.toLowerCase())
  const month = named === -1 ? number("m", 1) - 1 : named
  const local = Date.UTC(year, month, number("d", 1), number("H", 0), number("M", 0), number("S", 0))
  return String(Math.floor((local - offsetOf(zone, local) * minute) / 1000))
}

/** The functions of time. */
export const functions: DialplanFunctions = {
  STRFTIME: { read: formatTime },
  STRPTIME: { read: parseTime }
}
