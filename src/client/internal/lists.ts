/**
 * The life of one list: its start, its items, and whichever of its ends comes first.
 *
 * A list starts with a response that carries `EventList: start`, and ends with
 * an event that carries `EventList: Complete`. Some actions answer `Error`, or
 * `Success` without a list, where there is nothing to list.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import { AmiError, ListIncomplete } from "../../AmiError.ts"
import type * as AmiAction from "../../catalog/AmiAction.ts"
import { type AmiMessage, sizeOf } from "../../protocol/AmiMessage.ts"
import { decodeFailed, errorOf, failureOf, isErrorResponse } from "./answers.ts"
import type { Listener } from "./correlation.ts"
import { isListStart, listMark } from "./listMarks.ts"

/** Where the items and the end of a list go. */
export interface Target<Item> {
  readonly onItem: (item: Item) => void
  readonly onEnd: (end: Result.Result<void, AmiError>) => void
  /** What came so far, for the error of a list that breaks off; empty where the items were handed on. */
  readonly items: () => ReadonlyArray<Item>
}

/** What lists may hold in memory. */
export interface Limits {
  readonly maxListItems: number
  readonly maxListBytes: number
}

/** How much a list holds. */
export interface Size {
  readonly count: () => number
  /** Counts an item, or tells the limit that it would pass. */
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

/** Listens to one list. */
export const listener = <Item>(
  action: AmiAction.ListAction<Item>,
  epoch: number,
  size: Size,
  target: Target<Item>
): Listener => {
  let started = false
  const end = (result: Result.Result<void, AmiError>) => {
    size.release()
    target.onEnd(result)
    return "done" as const
  }
  const incomplete = (cause: ListIncomplete["cause"]) =>
    Result.fail(new AmiError({ reason: new ListIncomplete({ action: action.name, items: target.items(), cause }) }))

  const onResponse = (response: AmiMessage) => {
    if (isErrorResponse(response)) {
      const isEmpty = action.emptyErrors.includes(response.get("Message") ?? "")
      return end(isEmpty ? Result.void : Result.fail(errorOf(action, response)))
    }
    started = isListStart(response)
    return started ? "more" : end(Result.void)
  }

  const onEvent = (event: AmiMessage) => {
    switch (listMark(event)) {
      case "complete": {
        const announced = Number(event.get("ListItems") ?? 0)
        return end(action.counted && announced > size.count() ? incomplete("CountMismatch") : Result.void)
      }
      case "cancelled":
        return end(incomplete("Cancelled"))
    }
    const passed = size.add(event)
    if (passed !== undefined) return end(incomplete(passed))
    const item = action.decodeItem(event)
    if (item === undefined) return "more"
    if (Result.isFailure(item)) return end(Result.fail(decodeFailed(action, item.failure, event)))
    target.onItem(item.success)
    return "more"
  }

  return {
    onMessage: (message) => (message.kind === "Response" ? onResponse(message) : onEvent(message)),
    onFailure: (failure) =>
      end(
        started && failure._tag === "Unanswered"
          ? incomplete(failure.cause)
          : Result.fail(failureOf(action, epoch, failure))
      )
  }
}
