/**
 * What subscribers make of the events of a mock, so that a test fails whose events nobody could decode.
 *
 * Subscribers tell it of the events that a mock has delivered, and of no others: a program without a mock pays for one
 * question a batch.
 *
 * @since 0.2.0
 */
import type { AmiMessage } from "../protocol/AmiMessage.ts"

/** Keeps what became of the events of one mock. */
export class Witness {
  private readonly decoded = new WeakSet<AmiMessage>()
  private readonly issues = new Map<AmiMessage, string>()

  /** The events that somebody wanted and nobody could decode, with what did not fit. */
  get undecoded(): ReadonlyArray<string> {
    return [...this.issues].map(([{ name }, issue]) => `${name} (${issue})`)
  }

  /** Follows an event from here on. */
  follow(message: AmiMessage): void {
    isAnybodyThere = true
    witnesses.set(message, this)
  }

  tell(message: AmiMessage, issue: string | undefined): void {
    if (issue === undefined) {
      this.decoded.add(message)
      this.issues.delete(message)
    } else if (!this.decoded.has(message)) {
      this.issues.set(message, issue)
    }
  }
}

const witnesses = /*#__PURE__*/ new WeakMap<AmiMessage, Witness>()
let isAnybodyThere = false

/** Whether any mock has delivered anything. */
export const isNeeded = (): boolean => isAnybodyThere

/** Tells that an event was decoded, or the issue for which it was not. */
export const tell = (message: AmiMessage, issue: string | undefined): void =>
  witnesses.get(message)?.tell(message, issue)
