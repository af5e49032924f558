/**
 * How many calls may be in setup, that is dialled and not yet with an agent, so that an agent is there for those who answer.
 *
 * Pure: times are given, in milliseconds.
 *
 * @since 0.2.0
 */

/** What a controller is made of. */
export interface Limits {
  /** The highest share of answered calls for which no agent is there in time. */
  readonly maxAbandonRate: number
  /** For how long an answer counts. */
  readonly windowMillis: number
  /** The most calls in setup for each free agent. */
  readonly maxRatio: number
}

/** Two-sided 90 %, so that 95 % of all true rates lie below the bound. */
const z = 1.645

/** The upper bound of a rate of which `hits` in `of` were seen, by Wilson; 1 if nothing was seen. */
export const upperBound = (hits: number, of: number): number => {
  if (of === 0) return 1
  const rate = hits / of
  const square = z * z / of
  return Math.min(1, (rate + square / 2 + z * Math.sqrt(rate * (1 - rate) / of + square / of / 4)) / (1 + square))
}

/** Answers and abandons of the last while, counted by the second. */
export class Window {
  answers = 0
  abandons = 0
  private readonly millis: number
  private readonly seconds: Array<{ readonly second: number; answers: number; abandons: number }> = []

  constructor(millis: number) {
    this.millis = millis
  }

  add(at: number, isAbandoned: boolean): void {
    this.forget(at)
    const second = Math.floor(at / 1000)
    let last = this.seconds.at(-1)
    if (last === undefined || last.second < second) this.seconds.push(last = { second, answers: 0, abandons: 0 })
    last.answers += 1
    this.answers += 1
    if (!isAbandoned) return
    last.abandons += 1
    this.abandons += 1
  }

  forget(at: number): void {
    const oldest = (at - this.millis) / 1000
    const kept = this.seconds.findIndex(({ second }) => second >= oldest)
    for (const { abandons, answers } of this.seconds.splice(0, kept === -1 ? this.seconds.length : kept)) {
      this.answers -= answers
      this.abandons -= abandons
    }
  }
}

/** The ratio rises by this after so many answers in a row for which an agent was there. */
const step = 0.1
const cleanRun = 20

/**
 * Finds out how many calls there may be for each free agent.
 *
 * The ratio rises slowly while an agent is there for everybody, and falls with each abandoned call by so much that both balance
 * at two thirds of the highest rate. It counts only while the upper bound of the rate allows it, and is 1 otherwise: so a
 * campaign begins as a progressive one, with 90 answers for a rate of 3 %.
 */
export class Predictor {
  readonly window: Window
  private readonly limits: Limits
  private readonly fall: number
  private learned = 1
  private clean = 0

  constructor(limits: Limits) {
    this.limits = limits
    this.window = new Window(limits.windowMillis)
    this.fall = step / (cleanRun * limits.maxAbandonRate * 2 / 3)
  }

  /** A person has answered; an agent was there in time or not. */
  answered(at: number, isAbandoned: boolean): void {
    const { limits } = this
    this.window.add(at, isAbandoned)
    if (isAbandoned) {
      this.clean = 0
      const { abandons, answers } = this.window
      this.learned = abandons / answers > limits.maxAbandonRate ? 1 : Math.max(1, this.learned - this.fall)
      return
    }
    this.clean += 1
    if (this.clean % cleanRun !== 0 || !this.isAllowed()) return
    this.learned = Math.min(limits.maxRatio, this.learned + step)
  }

  /** How many calls in setup there may be for each free agent. */
  ratio(at: number): number {
    this.window.forget(at)
    return this.isAllowed() ? this.learned : 1
  }

  private isAllowed(): boolean {
    return upperBound(this.window.abandons, this.window.answers) <= this.limits.maxAbandonRate
  }
}
