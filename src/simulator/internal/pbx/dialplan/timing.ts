/**
 * Times of day, weekdays, days and months as the dialplan writes them (pbx_timing.c).
 *
 * @since 0.2.0
 */

const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

/** Whether a value is in one of the ranges of a field; undefined if the field is wrong. */
const isIn = (
  field: string,
  value: number,
  size: number,
  parse: (text: string) => number | undefined
): boolean | undefined => {
  const text = field.trim()
  if (text === "" || text === "*") return true
  let found = false
  for (const range of text.split("&")) {
    const [first = "", last = first] = range.split("-")
    const [from, to] = [parse(first.trim()), parse(last.trim())]
    if (from === undefined || to === undefined) return undefined
    // A range may wrap around, as in `fri-mon`.
    found ||= (value - from + size) % size <= (to - from + size) % size
  }
  return found
}

const named = (names: ReadonlyArray<string>, first: number) => (text: string): number | undefined => {
  const at = names.indexOf(text.toLowerCase().slice(0, 3))
  if (at !== -1) return at + first
  const number = /^\d{1,2}$/.test(text) ? Number(text) : -1
  return number >= first && number < names.length + first ? number : undefined
}

const minute = (text: string): number | undefined => {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(text) ?? []
  const number = Number(hours) * 60 + Number(minutes)
  return number < 24 * 60 ? number : undefined
}

const day = (text: string): number | undefined => {
  const number = /^\d{1,2}$/.test(text) ? Number(text) : 0
  return number >= 1 && number <= 31 ? number : undefined
}

/** Whether a time, in milliseconds since the epoch, is within `times,weekdays,days,months`. The time zone is UTC. */
export const matches = (spec: string, at: number): boolean => {
  const [times = "", weekday = "", days = "", month = ""] = spec.split(/[,|]/)
  const now = new Date(at)
  return [
    isIn(times, now.getUTCHours() * 60 + now.getUTCMinutes(), 24 * 60, minute),
    isIn(weekday, now.getUTCDay(), 7, named(weekdays, 0)),
    isIn(days, now.getUTCDate(), 31, day),
    isIn(month, now.getUTCMonth() + 1, 12, named(months, 1))
  ].every((within) => within === true)
}
