/** Durations, numbers and times of day as the reader's language writes them. */

const two = (value: number): string => String(value).padStart(2, "0")

/** A duration: `0:07`, `12:40`, `1:02:03`, and `2 d 3 h` from a day on. */
export const duration = (milliseconds: number, days = "{d} d {h} h"): string => {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  if (hours >= 24) return days.replace("{d}", `${Math.floor(hours / 24)}`).replace("{h}", `${hours % 24}`)
  const rest = two(seconds % 60)
  return hours > 0 ? `${hours}:${two(minutes % 60)}:${rest}` : `${minutes}:${rest}`
}

/** Numbers and times in a language. */
export interface Formats {
  readonly number: (value: number) => string
  /** A share in percent, rounded. */
  readonly percent: (percent: number) => string
  /** The time of day with seconds, and without. */
  readonly clock: (time: number) => string
  readonly minute: (time: number) => string
}

/** Makes the formats of a language. */
export const formats = (locale: string): Formats => {
  const number = new Intl.NumberFormat(locale)
  const percent = new Intl.NumberFormat(locale, { style: "percent" })
  const time = { hour: "2-digit", minute: "2-digit" } as const
  const clock = new Intl.DateTimeFormat(locale, { ...time, second: "2-digit" })
  const minute = new Intl.DateTimeFormat(locale, time)
  return {
    number: number.format,
    percent: (value) => percent.format(Math.round(value) / 100),
    clock: clock.format,
    minute: minute.format
  }
}

/** A text of others as it can be shown: without characters that control a terminal, or the direction of what follows. */
export const visible = (text: string): string =>
  text.replaceAll(/[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/gu, "\uFFFD")
