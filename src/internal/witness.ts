/**
 * Records whether the events of a mock were decoded.
 *
 * @since 0.2.0
 */
import type * as AmiMessage from "../protocol/AmiMessage.ts"

/**
 * Records whether the events of a mock were decoded, so that a test fails if nobody could decode one.
 *
 * Subscribers report only events that a mock has delivered. A program without a mock pays for one check of a flag.
 */
export class Witness {
  private readonly decoded = new WeakSet<AmiMessage.AmiMessage>()
  private readonly issues = new Map<AmiMessage.AmiMessage, string>()

  /** The events that somebody wanted and nobody could decode, with the issue. */
  get undecoded(): ReadonlyArray<string> {
    return [...this.issues].map(([{ name }, issue]) => `${name} (${issue})`)
  }

  /** Follows an event from here on. */
  follow(message: AmiMessage.AmiMessage): void {
    witnessing.isOn = true
    witnesses.set(message, this)
  }

  report(message: AmiMessage.AmiMessage, issue: string | undefined): void {
    if (issue === undefined) {
      this.decoded.add(message)
      this.issues.delete(message)
    } else if (!this.decoded.has(message)) {
      this.issues.set(message, issue)
    }
  }
}

const witnesses = /*#__PURE__*/ new WeakMap<AmiMessage.AmiMessage, Witness>()
/** Whether any mock has delivered anything. */
export const witnessing = { isOn: false }

/** Reports that an event was decoded, or why it was not. */
export const reportDecoded = (message: AmiMessage.AmiMessage, issue: string | undefined): void =>
  witnesses.get(message)?.report(message, issue)
