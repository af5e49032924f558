/**
 * Limits the number of concurrent actions over HTTP, each of which takes a connection.
 *
 * While `sessionlimit` connections (http.conf) are open, Asterisk closes the next one without a byte, and the outcome of
 * its action is unknown. So after such a close the limit drops to a quarter, and grows by one for each ten seconds
 * without another.
 *
 * @since 0.2.0
 */

export interface ConcurrencyLimit {
  readonly current: () => number
  /** Lowers the limit after a close without a byte, of a request sent at `began` while `inFlight` of them were open. */
  readonly lower: (began: number, inFlight: number) => void
}

/** The limit grows by one after this many milliseconds without a close. */
const growthMillis = 10_000

/** A limit of at most `max`; `now` is in milliseconds. */
export const make = (max: number, now: () => number): ConcurrencyLimit => {
  let current = max
  let changedAt = -Infinity
  const grow = () => {
    const steps = Math.floor((now() - changedAt) / growthMillis)
    if (current >= max || steps < 1) return
    current = Math.min(max, current + steps)
    changedAt += steps * growthMillis
  }
  return {
    current: () => {
      grow()
      return current
    },
    lower: (began, inFlight) => {
      grow()
      // Concurrent requests are closed together, which means no more than a single close.
      if (began < changedAt) return
      current = Math.max(1, Math.floor(Math.min(current, inFlight) / 4))
      changedAt = now()
    }
  }
}
