/**
 * Moments on the command line: a date and time, or how long ago.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { type Failed, usage } from "../failure.ts"

const seconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

/** Reads `10m`, `2026-11-29` or `2026-11-29T12:00`: in the zone of this machine, unless one is named. */
export const momentOf = (flag: string, text: string): Effect.Effect<Date, Failed> =>
  Effect.gen(function*() {
    const [, count, unit] = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text) ?? []
    const at = count === undefined || unit === undefined
      ? Date.parse(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00` : text)
      : (yield* Clock.currentTimeMillis) - Number(count) * 1000 * (seconds[unit] ?? 0)
    const date = new Date(at)
    return Number.isNaN(date.getTime())
      ? yield* usage(`--${flag} ${text} is no moment`, "Write 10m, 2h or 3d, or 2026-11-29T12:00")
      : date
  })
