/**
 * How much a subscriber is handed at once, and when it must let the connection be read.
 *
 * A handler that computes holds the only thread there is, and Asterisk hangs up on a client when a write to it waits for
 * 100 ms (manager.c, `writetimeout`). So subscribers share a slice of time, behind which they wait for the next turn of
 * the event loop, and what one is handed follows from how long it took over what it was handed before.
 *
 * @since 0.1.0
 */

/** What all subscribers of a client may take together before the connection is read. */
const sliceMillis = 20

/** What one hand-over should take, where there is one subscriber. */
const handOverMillis = 5

const maxHandOver = 256

/** The slice of time that the subscribers of a client share. */
export class Turns {
  /** By the monotonic clock, in milliseconds. */
  readonly now: () => number
  /** Counts the slices. */
  turn = 0
  private spent = 0

  constructor(now: () => number) {
    this.now = now
  }

  get isOver(): boolean {
    return this.spent >= sliceMillis
  }

  spend(millis: number): void {
    this.spent += millis
  }

  /** Begins the slice behind this one, unless another subscriber that has waited for it did. */
  beginAfter(turn: number): void {
    if (turn !== this.turn) return
    this.turn += 1
    this.spent = 0
  }
}

/** What one subscriber is handed. */
export class Portion {
  /** How many messages are handed over next. */
  size = 4
  private readonly turns: Turns
  private handed = 0
  private at = 0

  constructor(turns: Turns) {
    this.turns = turns
  }

  handOver(count: number): void {
    this.handed = count
    this.at = this.turns.now()
  }

  /** Measures what was handed over last, once its subscriber asks for more. */
  handled(subscribers: number): void {
    if (this.handed === 0) return
    const millis = this.turns.now() - this.at
    this.turns.spend(millis)
    const fitting = Math.floor(this.handed * handOverMillis / (subscribers * millis))
    // Grows slowly: a handler may be quick with many events and slow with the next.
    this.size = Math.max(1, Math.min(maxHandOver, 4 * this.handed, fitting))
    this.handed = 0
  }
}
