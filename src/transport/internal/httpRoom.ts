/**
 * How many actions may be under way at once over HTTP, each of which takes a connection.
 *
 * Where `sessionlimit` connections of http.conf are open Asterisk closes the next
 * without a byte, and nothing tells what became of the action on it. So after such
 * a close there are a quarter as many, and one more for each ten seconds without one.
 *
 * @since 0.2.0
 */

export interface Room {
  readonly size: () => number
  /** Takes a close without a byte of a request that began at this time, of so many that were under way. */
  readonly shrink: (began: number, underWay: number) => void
}

/** After how many milliseconds without a close there is one more. */
const growth = 10_000

/** Room for at most `most`, by a clock in milliseconds. */
export const make = (most: number, now: () => number): Room => {
  let size = most
  let changedAt = -Infinity
  const grow = () => {
    const steps = Math.floor((now() - changedAt) / growth)
    if (size >= most || steps < 1) return
    size = Math.min(most, size + steps)
    changedAt += steps * growth
  }
  return {
    size: () => {
      grow()
      return size
    },
    shrink: (began, underWay) => {
      grow()
      // Those that were under way together are closed together, which says no more than one of them.
      if (began < changedAt) return
      size = Math.max(1, Math.floor(Math.min(size, underWay) / 4))
      changedAt = now()
    }
  }
}
