/**
 * When calls are allowed: hours of days of the week, in the time zone of a place.
 *
 * Pure: times are given, in milliseconds since 1970. What is found out about a zone holds until its next opening or closing.
 *
 * @since 0.2.0
 */
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"

/** Hours of some days. */
export interface Hours {
  /** From when, such as `09:00`. */
  readonly from: string
  /** Until when, such as `20:00`; `24:00` is midnight. */
  readonly to: string
  /** The days of the week, 1 for Monday to 7 for Sunday. Defaults to all. */
  readonly days?: ReadonlyArray<number> | undefined
}

/** The hour and minute of a clock; undefined if it is none. */
export const minutesOf = (clock: string): number | undefined => {
  const match = /^(\d\d):(\d\d)$/.exec(clock)
  if (match === null) return undefined
  const [hour, minute] = [Number(match[1]), Number(match[2])]
  return minute < 60 && (hour < 24 || (hour === 24 && minute === 0)) ? hour * 60 + minute : undefined
}

/** Whether there is such a zone, by its IANA name or as an offset. */
export const isZone = (zone: string): boolean => Option.isSome(DateTime.zoneFromString(zone))

/** A span of time in which calls are allowed throughout, or not at all. */
interface Span {
  readonly isOpen: boolean
  readonly from: number
  readonly to: number
}

const dayMillis = 86_400_000
/** The same weekday comes again after a week, and an hour that does not exist in spring is there on the next day. */
const daysAhead = 8

export class Calendar {
  private readonly hours: ReadonlyArray<Hours>
  private readonly spans = new Map<string, Span>()

  constructor(hours: ReadonlyArray<Hours>) {
    this.hours = hours
  }

  /** When calls are allowed next: now, if they are; never, if the zone is none or no day is open. */
  opens(zone: string, at: number): number {
    const known = this.spans.get(zone)
    const span = known !== undefined && known.from <= at && at < known.to ? known : this.spanAt(zone, at)
    this.spans.set(zone, span)
    return span.isOpen ? at : span.to
  }

  private spanAt(zone: string, at: number): Span {
    const named = DateTime.zoneFromString(zone)
    const always = { from: -Infinity, to: Infinity }
    if (Option.isNone(named)) return { isOpen: false, ...always }
    if (this.hours.length === 0) return { isOpen: true, ...always }
    const timeZone = named.value
    const local = DateTime.toParts(DateTime.makeZonedUnsafe(at, { timeZone }))
    let next = Infinity
    for (let day = -1; day <= daysAhead; day++) {
      // Noon, so that no change of the clocks moves the date.
      const date = new Date(Date.UTC(local.year, local.month - 1, local.day, 12) + day * dayMillis)
      const weekday = date.getUTCDay() === 0 ? 7 : date.getUTCDay()
      for (const { days, from, to } of this.hours) {
        if (days !== undefined && !days.includes(weekday)) continue
        const opens = momentOf(date, minutesOf(from) ?? 0, timeZone)
        const closes = momentOf(date, minutesOf(to) ?? 0, timeZone)
        if (opens <= at && at < closes) return { isOpen: true, from: opens, to: closes }
        if (opens > at && closes > opens) next = Math.min(next, opens)
      }
    }
    return { isOpen: false, from: at, to: next }
  }
}

const momentOf = (date: Date, minutes: number, timeZone: DateTime.TimeZone): number =>
  DateTime.toEpochMillis(DateTime.makeZonedUnsafe(
    {
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate() + Math.floor(minutes / 1440),
      hour: Math.floor(minutes / 60) % 24,
      minute: minutes % 60
    },
    { timeZone, adjustForTimeZone: true }
  ))
