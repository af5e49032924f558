/**
 * The items of a list, decoded in the fiber of the caller.
 *
 * A list may have 50,000 items, and a schema of the caller may be slow. So the
 * caller decodes them, not the reader, and yields after each batch. It decodes
 * after each read: decoding everything at the end takes half as long again.
 *
 * @since 0.2.0
 */
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import type * as Pull from "effect/Pull"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { type AmiError, DecodeFailed } from "../../../AmiError.ts"
import type * as AmiAction from "../../../catalog/AmiAction.ts"
import { readItem } from "../../../internal/answers.ts"
import { errorFor } from "../../../internal/failing.ts"
import type { AmiMessage } from "../../../protocol/AmiMessage.ts"

/** Takes a millisecond or two to decode. */
const batchSize = 512

/** The items of a list that is collected. */
export class Collection<Item> {
  private readonly action: AmiAction.ListAction<Item>
  private readonly messages: Array<AmiMessage> = []
  private readonly items: Array<Item> = []
  /** Messages that are no items of this list. */
  private readonly foreign = new Set<AmiMessage>()
  private failure: AmiError | undefined = undefined
  private decoded = 0

  constructor(action: AmiAction.ListAction<Item>) {
    this.action = action
  }

  add(message: AmiMessage): void {
    this.messages.push(message)
  }

  /** Whether all that came is decoded. */
  get isDecoded(): boolean {
    return this.decoded === this.messages.length
  }

  /** Decodes some of what came. */
  decode(): void {
    const { action, messages } = this
    const to = Math.min(messages.length, this.decoded + batchSize)
    for (let index = this.decoded; index < to; index++) {
      const message = messages[index]
      const item = message === undefined ? undefined : readItem(action, message)
      if (message === undefined) continue
      if (item === undefined) this.foreign.add(message)
      else if (Result.isSuccess(item)) this.items.push(item.success)
      else this.failure ??= item.failure
    }
    this.decoded = to
  }

  /** The items of a list that is whole. If one cannot be decoded, the error keeps them all. */
  whole(): Result.Result<Array<Item>, AmiError> {
    const { failure, items, messages } = this
    if (failure === undefined) return Result.succeed(items)
    const { reason } = failure
    if (reason._tag !== "DecodeFailed") return Result.fail(failure)
    const { action, issue, response } = reason
    return Result.fail(errorFor(new DecodeFailed({ action, issue, response, items: messages })))
  }

  /** The items of a list that broke off, as messages. */
  some(): ReadonlyArray<AmiMessage> {
    const { foreign, messages } = this
    return foreign.size === 0 ? messages : messages.filter((message) => !foreign.has(message))
  }
}

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
        for (const message of waiting.slice(0, batchSize)) {
          const item = readItem(action, message)
          if (item === undefined) continue
          if (Result.isFailure(item)) {
            failure = item.failure
            onFailure(failure)
            break
          }
          items.push(item.success)
        }
        waiting = waiting.slice(batchSize)
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
