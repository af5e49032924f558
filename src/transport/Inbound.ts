/**
 * What a connection has received and how it ended: the half of the transport contract that every transport shares.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type { AmiError } from "../AmiError.ts"
import type { AmiMessage } from "../protocol/AmiMessage.ts"
import type { Connection } from "./AmiTransport.ts"

/** The inbound side of one connection. */
export interface Inbound {
  readonly receive: Connection["receive"]
  /** Hands over the messages of one read. */
  readonly deliver: (messages: ReadonlyArray<AmiMessage>) => void
  /** Ends the connection, behind everything that was delivered; the first reason counts. */
  readonly end: (error: AmiError) => void
  readonly ended: () => AmiError | undefined
}

export const make = (): Inbound => {
  let backlog: Array<ReadonlyArray<AmiMessage>> = []
  let receiver: ((messages: ReadonlyArray<AmiMessage>) => void) | undefined
  let fail: ((effect: Effect.Effect<never, AmiError>) => void) | undefined
  let error: AmiError | undefined
  return {
    receive: (onMessages) =>
      Effect.callback((resume) => {
        const waiting = backlog
        backlog = []
        for (const messages of waiting) onMessages(messages)
        if (error !== undefined) return resume(Effect.fail(error))
        receiver = onMessages
        fail = resume
        return Effect.sync(() => {
          receiver = undefined
          fail = undefined
        })
      }),
    deliver: (messages) => {
      if (messages.length === 0 || error !== undefined) return
      if (receiver === undefined) backlog.push(messages)
      else receiver(messages)
    },
    end: (reason) => {
      if (error !== undefined) return
      error = reason
      receiver = undefined
      fail?.(Effect.fail(reason))
    },
    ended: () => error
  }
}
