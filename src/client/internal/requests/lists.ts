/**
 * The life of one list: its start, its items, and whichever of its ends comes first.
 *
 * A list starts with a response that carries `EventList: start`, and ends with
 * an event that carries `EventList: Complete`. Some actions answer `Error`, or
 * `Success` without a list, if there is nothing to list.
 *
 * @since 0.1.0
 */
import type { AmiError, ListIncomplete } from "../../../AmiError.ts"
import type * as AmiAction from "../../../catalog/AmiAction.ts"
import { brokenOff, errorOf, isErrorResponse } from "../../../internal/answers.ts"
import { isGlued, isListStart, lacksItems, listMark } from "../../../internal/listMarks.ts"
import { type AmiMessage, sizeOf } from "../../../protocol/AmiMessage.ts"
import type { Listener } from "../session/correlation.ts"
import { failureOf } from "../session/failures.ts"

/** How a list ended: whole, with an error, or broken off after the items that came. */
export type End =
  | { readonly _tag: "Whole" }
  | { readonly _tag: "Failed"; readonly error: AmiError }
  | {
    readonly _tag: "Incomplete"
    readonly cause: ListIncomplete["cause"]
    /** The error that Asterisk answered within the list. */
    readonly response?: AmiMessage
  }

/** Receives the items and the end of a list, as messages: the receiver decodes them. */
export interface Target {
  readonly onItem: (item: AmiMessage) => void
  readonly onEnd: (end: End) => void
}

/** What lists may hold in memory. */
export interface Limits {
  readonly maxListItems: number
  readonly maxListBytes: number
}

/** How much a list holds. */
export interface Size {
  readonly count: () => number
  /** Counts an item, or returns the limit that it would exceed. */
  readonly add: (item: AmiMessage) => "TooManyItems" | "TooLarge" | undefined
  /** Gives back what was counted, when the list is over. */
  readonly release: () => void
}

/**
 * Counts what a list holds; `held` is what all lists of a client hold, which together may be twice as large as one.
 *
 * Values are counted by their characters, and what an item takes besides by a flat sum.
 */
export const size = (held: { bytes: number }, limits: Limits): Size => {
  let count = 0
  let bytes = 0
  return {
    count: () => count,
    add: (item) => {
      if (count === limits.maxListItems) return "TooManyItems"
      const size = bytesPerItem + sizeOf(item)
      if (bytes + size > limits.maxListBytes || held.bytes + size > 2 * limits.maxListBytes) return "TooLarge"
      count += 1
      bytes += size
      held.bytes += size
      return undefined
    },
    release: () => {
      held.bytes -= bytes
      bytes = 0
    }
  }
}

const bytesPerItem = 64

const whole: End = { _tag: "Whole" }

const failed = (error: AmiError): End => ({ _tag: "Failed", error })

const incomplete = (cause: ListIncomplete["cause"]): End => ({ _tag: "Incomplete", cause })

/** The error of a list that did not end whole. */
export const errorOfEnd = (
  action: AmiAction.Any,
  end: Exclude<End, typeof whole>,
  items: ReadonlyArray<AmiMessage>
): AmiError =>
  end._tag === "Failed"
    ? end.error
    : brokenOff(action.name, items, end.cause, end.response)

/** Listens to one list. */
export const listener = (
  action: AmiAction.ListAction<unknown>,
  epoch: number,
  size: Size,
  target: Target
): Listener => {
  let started = false
  const end = (how: End) => {
    size.release()
    target.onEnd(how)
    return "done" as const
  }

  const onResponse = (response: AmiMessage) => {
    if (isErrorResponse(response)) {
      const isEmpty = size.count() === 0 && action.emptyErrors.includes(response.get("Message") ?? "")
      if (isEmpty) return end(whole)
      return end(started ? { _tag: "Incomplete", cause: "Failed", response } : failed(errorOf(action, response)))
    }
    started = isListStart(response)
    return started ? "more" : end(whole)
  }

  const onItem = (event: AmiMessage) => {
    const passed = size.add(event)
    if (passed !== undefined) return end(incomplete(passed))
    target.onItem(event)
    return "more"
  }

  const onComplete = (event: AmiMessage) => {
    if (listMark(event) === "cancelled") return end(incomplete("Cancelled"))
    // Items that stand in one message with the end of their list, and cannot be told apart: it is handed over as it is.
    if (isGlued(event)) return onItem(event) === "done" ? "done" : end(incomplete("CountMismatch"))
    return end(lacksItems(action, event, size.count()) ? incomplete("CountMismatch") : whole)
  }

  return {
    completes: action.complete?.name,
    onMessage: (message, endsList) =>
      message.kind === "Response" ? onResponse(message) : endsList ? onComplete(message) : onItem(message),
    onFailure: (failure) =>
      end(
        started && failure._tag === "Unanswered"
          ? incomplete(failure.cause)
          : failed(failureOf(action, epoch, failure))
      )
  }
}
