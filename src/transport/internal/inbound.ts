/**
 * What a connection has received and how it ended.
 *
 * It is the half of the transport contract that all transports share: messages
 * that come before there is a receiver wait for it, and the end stands behind
 * everything that was delivered. `AmiTransport.inbound` documents it.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type { AmiError } from "../../AmiError.ts"
import type { AmiMessage } from "../../protocol/AmiMessage.ts"
import { ReadPacer, type Takers } from "./readPacer.ts"

export interface Inbound<Notice> {
  readonly receive: (
    onMessages: (messages: ReadonlyArray<AmiMessage>) => void,
    onNotice?: (notice: Notice) => void,
    subscribers?: Takers
  ) => Effect.Effect<never, AmiError>
  readonly deliver: (messages: ReadonlyArray<AmiMessage>) => void
  readonly notify: (notice: Notice) => void
  readonly end: (error: AmiError) => void
  readonly ended: () => AmiError | undefined
  readonly pacer: ReadPacer
  readonly caughtUp: (size: number) => Effect.Effect<void>
}

export const make = <Notice>(): Inbound<Notice> => {
  /** What came before there was a receiver, in order. */
  let backlog: Array<(receiver: Receiver<Notice>) => void> = []
  let receiver: Receiver<Notice> | undefined
  let fail: ((effect: Effect.Effect<never, AmiError>) => void) | undefined
  let error: AmiError | undefined
  const pacer = new ReadPacer(() => receiver?.subscribers)
  return {
    receive: (onMessages, onNotice = () => undefined, subscribers) =>
      Effect.callback((resume) => {
        const taking: Receiver<Notice> = { onMessages, onNotice, subscribers }
        // What arrives while these are handed over joins them, behind.
        for (const handOver of backlog) handOver(taking)
        backlog = []
        if (error !== undefined) return resume(Effect.fail(error))
        receiver = taking
        fail = resume
        return Effect.sync(() => {
          receiver = undefined
          fail = undefined
        })
      }),
    deliver: (messages) => {
      if (messages.length === 0 || error !== undefined) return
      if (receiver === undefined) backlog.push(({ onMessages }) => onMessages(messages))
      else receiver.onMessages(messages)
    },
    notify: (notice) => {
      if (error !== undefined) return
      if (receiver === undefined) backlog.push(({ onNotice }) => onNotice(notice))
      else receiver.onNotice(notice)
    },
    end: (reason) => {
      if (error !== undefined) return
      error = reason
      receiver = undefined
      fail?.(Effect.fail(reason))
    },
    ended: () => error,
    pacer,
    caughtUp: (size) =>
      Effect.suspend(() =>
        pacer.mayReadOn(size) ? Effect.void : Effect.callback((resume) => {
          // An HTTP server lets a client take its time (http.conf, `session_inactivity`).
          pacer.pause(() => resume(Effect.yieldNow), true)
          return Effect.sync(() => pacer.stop())
        })
      )
  }
}

interface Receiver<Notice> {
  readonly onMessages: (messages: ReadonlyArray<AmiMessage>) => void
  readonly onNotice: (notice: Notice) => void
  readonly subscribers: Takers | undefined
}
