/**
 * What a connection has received and how it ended.
 *
 * It is the half of the transport contract that all transports share: messages
 * that come before there is a receiver wait for it, and the end stands behind
 * everything that was delivered. A transport of your own is made with it.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type { AmiError } from "../AmiError.ts"
import type { AmiMessage } from "../protocol/AmiMessage.ts"
import type { Connection, Notice, Subscribers } from "./AmiTransport.ts"
import { ReadPacer } from "./internal/readPacer.ts"

/**
 * The inbound side of one connection.
 *
 * @category models
 * @since 0.1.0
 */
export interface Inbound {
  /** The `receive` of the connection. */
  readonly receive: Connection["receive"]
  /** Hands over the messages of one read. */
  readonly deliver: (messages: ReadonlyArray<AmiMessage>) => void
  /** Tells a notice, behind everything that was delivered. */
  readonly notify: (notice: Notice) => void
  /** Ends the connection, behind everything that was delivered; the first reason counts. */
  readonly end: (error: AmiError) => void
  /** Why the connection ended, if it has. */
  readonly ended: () => AmiError | undefined
  /** Says when everything else must run before more is read, for a connection that is called with what was read. */
  readonly pacer: Pacer
  /**
   * The same for a connection that asks for more, of a peer that waits for it, as an HTTP server does: counts `size` bytes
   * that were read, and waits when it is time to.
   */
  readonly caughtUp: (size: number) => Effect.Effect<void>
}

/**
 * When a connection lets everything else run before it reads on: after 128 KiB, for as long as subscribers are behind, and
 * for 20 milliseconds at most. In a storm, it leaves time to read 20 MB a second: Asterisk hangs up on a client when a write
 * to its socket waits for 100 milliseconds (manager.conf, `writetimeout`).
 *
 * @category models
 * @since 0.2.0
 */
export interface Pacer extends Pick<ReadPacer, "isPaused" | "mayReadOn" | "pause" | "stop"> {}

/**
 * Makes the inbound side of a connection.
 *
 * **Example** (Delivering before there is a receiver)
 *
 * ```ts import.meta.vitest
 * import { Effect } from "effect"
 * import { AmiError, AmiMessage, Inbound } from "effect-ami"
 *
 * const inbound = Inbound.make()
 * inbound.deliver([AmiMessage.make([["Event", "Hangup"]])])
 * inbound.end(new AmiError.AmiError({ reason: new AmiError.ConnectionLost({ why: "Ended" }) }))
 *
 * const names: Array<string> = []
 * const program = inbound.receive((messages) => names.push(...messages.map((message) => message.name)))
 *
 * ;(await Effect.runPromise(Effect.flip(program))).reason._tag // => "ConnectionLost"
 * names // => ["Hangup"]
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (): Inbound => {
  /** What came before there was a receiver, in order. */
  let backlog: Array<(receiver: Receiver) => void> = []
  let receiver: Receiver | undefined
  let fail: ((effect: Effect.Effect<never, AmiError>) => void) | undefined
  let error: AmiError | undefined
  const pacer = new ReadPacer(() => receiver?.subscribers)
  return {
    receive: (onMessages, onNotice = () => undefined, subscribers) =>
      Effect.callback((resume) => {
        const taking: Receiver = { onMessages, onNotice, subscribers }
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

interface Receiver {
  readonly onMessages: (messages: ReadonlyArray<AmiMessage>) => void
  readonly onNotice: (notice: Notice) => void
  readonly subscribers: Subscribers | undefined
}
