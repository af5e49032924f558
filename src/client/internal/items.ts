/**
 * The items of a list, decoded by whoever asked for them.
 *
 * A list may have 50,000 items, and a schema of the caller's may take its time
 * over each. So the fiber of the caller decodes them, not the reader, and it
 * lets the others have their turn after each portion.
 *
 * @since 0.2.0
 */
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import type * as Pull from "effect/Pull"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { AmiError, DecodeFailed } from "../../AmiError.ts"
import type * as AmiAction from "../../catalog/AmiAction.ts"
import type { AmiMessage } from "../../protocol/AmiMessage.ts"
import { readItem } from "./answers.ts"

/** So many items are decoded in a millisecond or two. */
const portion = 512

/** Decodes the items of a list that is whole; where one cannot be decoded, the error keeps them all. */
export const decodeAll = <Item>(
  action: AmiAction.ListAction<Item>,
  messages: ReadonlyArray<AmiMessage>
): Effect.Effect<Array<Item>, AmiError> =>
  Effect.gen(function*() {
    const items: Array<Item> = []
    for (let index = 0; index < messages.length; index += portion) {
      if (index > 0) yield* Effect.yieldNow
      for (const message of messages.slice(index, index + portion)) {
        const item = readItem(action, message)
        if (item === undefined) continue
        if (Result.isFailure(item)) return yield* Effect.fail(withItems(item.failure, messages))
        items.push(item.success)
      }
    }
    return items
  })

const withItems = (error: AmiError, items: ReadonlyArray<AmiMessage>): AmiError => {
  const { reason } = error
  if (reason._tag !== "DecodeFailed") return error
  const { action, issue, response } = reason
  return new AmiError({ reason: new DecodeFailed({ action, issue, response, items }) })
}

/** Decodes the items of a list that broke off; what cannot be decoded stays the message that it is. */
export const decodeSome = <Item>(
  action: AmiAction.ListAction<Item>,
  messages: ReadonlyArray<AmiMessage>
): Effect.Effect<Array<Item | AmiMessage>> =>
  Effect.gen(function*() {
    const items: Array<Item | AmiMessage> = []
    for (let index = 0; index < messages.length; index += portion) {
      if (index > 0) yield* Effect.yieldNow
      for (const message of messages.slice(index, index + portion)) {
        const item = readItem(action, message)
        if (item !== undefined) items.push(Result.getOrElse(item, () => message))
      }
    }
    return items
  })

/** Decodes items as they come; one that cannot be decoded ends the stream after those before it. */
export const decodeStream = <Item>(
  action: AmiAction.ListAction<Item>,
  messages: Stream.Stream<AmiMessage, AmiError>,
  onFailure: (error: AmiError) => void
): Stream.Stream<Item, AmiError> =>
  Stream.transformPull(messages, (pull) =>
    Effect.sync(() => {
      let waiting: ReadonlyArray<AmiMessage> = []
      let failure: AmiError | undefined
      const decode = (): Pull.Pull<Arr.NonEmptyReadonlyArray<Item>, AmiError> => {
        const items: Array<Item> = []
        for (const message of waiting.slice(0, portion)) {
          const item = readItem(action, message)
          if (item === undefined) continue
          if (Result.isFailure(item)) {
            failure = item.failure
            onFailure(failure)
            break
          }
          items.push(item.success)
        }
        waiting = waiting.slice(portion)
        return Arr.isReadonlyArrayNonEmpty(items) ? Effect.succeed(items) : next
      }
      const next: Pull.Pull<Arr.NonEmptyReadonlyArray<Item>, AmiError> = Effect.suspend(() => {
        if (failure !== undefined) return Effect.fail(failure)
        if (waiting.length > 0) return Effect.andThen(Effect.yieldNow, Effect.suspend(decode))
        return Effect.flatMap(pull, (chunk) => {
          waiting = chunk
          return decode()
        })
      })
      return next
    }))
