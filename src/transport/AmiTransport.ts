/**
 * The contract between the client and whatever carries AMI.
 *
 * A transport connects; a connection delivers batches of decoded messages in wire order and takes encoded actions. It
 * exchanges messages rather than bytes, so that TCP, TLS, HTTP and the mock are interchangeable. Login, ActionIDs and
 * action deadlines belong to the client. One test suite runs on every transport.
 *
 * Over HTTP each action is a separate request, which may fail on its own, and events may be lost between two polls: a
 * connection reports both as notices.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type { AmiError, NotExecuted, OutcomeUnknown, Reason } from "../AmiError.ts"
import * as ClearText from "../internal/clearText.ts"
import type { EncodedAction, EncodeFailure } from "../protocol/AmiCodec.ts"
import type { AmiMessage } from "../protocol/AmiMessage.ts"
import * as ConnectReason from "./internal/connectReason.ts"
import * as InboundSide from "./internal/inbound.ts"

/**
 * What a connection reports besides messages.
 *
 * **Details**
 *
 * `Missed`: events may have been lost at this point. `dropped` is how many messages the transport itself dropped, if it
 * counted them; subscribers get the number in a `Gap`. `NotSent`, `NotExecuted` and `Unanswered`: the action with this
 * ActionID will not be answered, because no byte of it was written, because it was refused before execution, or for a
 * reason that leaves its outcome unknown.
 *
 * @category models
 * @since 0.1.0
 */
export type Notice =
  | {
    readonly _tag: "Missed"
    readonly why: "PollFailed" | "SessionStolen" | "SlowConsumer"
    readonly dropped?: number | undefined
  }
  | { readonly _tag: "NotSent"; readonly actionId: string }
  | {
    readonly _tag: "NotExecuted"
    readonly actionId: string
    readonly message: string
    readonly why?: NotExecuted["why"]
  }
  | {
    readonly _tag: "Unanswered"
    readonly actionId: string
    readonly cause: Exclude<OutcomeUnknown["cause"], "Closed">
    readonly detail?: string | undefined
  }

/**
 * What a connection can learn about the subscribers of its messages.
 *
 * **When to use**
 *
 * A peer on the same machine can send faster than a program handles messages, and a subscription's buffer would
 * overflow although its handler is quick. So a connection that can slow down its reading lets subscribers catch up from
 * time to time, but never for long: Asterisk disconnects a client when a write to it blocks for 100 milliseconds
 * (manager.conf, `writetimeout`). The `pacer` of `inbound` decides when.
 *
 * @category models
 * @since 0.2.0
 */
export interface Subscribers {
  /**
   * Calls `run` once, as soon as every subscriber has handled what it got, which may be immediately. Replaces an
   * earlier callback that is still pending.
   */
  readonly onceCaughtUp: (run: () => void) => void
  /**
   * Calls `run` once, as soon as the connection is ready and somebody subscribes to what comes over it, which may be
   * immediately. Replaces an earlier callback that is still pending.
   */
  readonly onceListening?: ((run: () => void) => void) | undefined
}

/**
 * What a client expects of the answer to an action: for a connection that passes it to another client.
 *
 * @category models
 * @since 0.2.0
 */
export interface Due {
  /** How long the answer may take, in milliseconds. For a list, how long each item may. */
  readonly timeout: number
  /** Whether Asterisk may answer no other action of the connection meanwhile. */
  readonly blocks: boolean
}

/**
 * The account to log in with.
 *
 * @category models
 * @since 0.1.0
 */
export interface Credentials {
  readonly username: string
  readonly secret: Redacted.Redacted<string>
}

/**
 * One connection to Asterisk, from its banner to its end.
 *
 * @category models
 * @since 0.1.0
 */
export interface Connection {
  /** The first line from Asterisk, such as `Asterisk Call Manager/11.0.0`; undefined if the transport has no banner. */
  readonly banner: string | undefined
  /**
   * Delivers every message to the receiver, including those that arrived earlier, and fails when the connection has
   * ended. The receiver runs synchronously as bytes arrive and must not throw: Asterisk disconnects a client that stops
   * reading for 100 ms (manager.conf, `writetimeout`), so nothing may delay it. It gets all messages of a read in one
   * call, and is not called after this effect has ended. Notices are delivered in order between the messages. A
   * connection that can slow down its reading may use `subscribers`.
   */
  readonly receive: (
    onMessages: (messages: ReadonlyArray<AmiMessage>) => void,
    onNotice?: (notice: Notice) => void,
    subscribers?: Subscribers
  ) => Effect.Effect<never, AmiError>
  /**
   * Writes an action. False means that the connection had ended and no byte was written; true does not mean that it
   * arrived. `due` is for a connection that shares another client: any other may ignore it.
   */
  readonly write: (action: EncodedAction, due?: Due) => boolean
  /** How many bytes were received so far, to tell a slow peer from one that is gone. */
  readonly heard?: (() => number) | undefined
  /** True if the connection detects on its own that the peer is gone, so that the client need not send pings. */
  readonly noticesSilence?: boolean | undefined
  /**
   * The maximum number of unanswered actions, if it is lower than the client's own. Read before each action, and may
   * change.
   */
  readonly maxInFlight?: number | undefined
  /** Why an action cannot be carried although Asterisk could read it, such as one that is too large for a request. */
  readonly refusal?: ((action: EncodedAction) => EncodeFailure | undefined) | undefined
  /** Proves the secret if the transport does that itself, as with HTTP Digest; otherwise the client logs in with actions. */
  readonly authenticate?: ((credentials: Credentials) => Effect.Effect<void, AmiError>) | undefined
}

/**
 * Carries AMI between the client and Asterisk.
 *
 * **Details**
 *
 * `connect` succeeds once the peer is known to speak AMI, so that credentials are never sent to anything else. Closing
 * its scope closes the connection and leaves nothing open, even if the peer does not react.
 *
 * @category services
 * @since 0.1.0
 */
export class AmiTransport extends Context.Service<AmiTransport, {
  readonly connect: Effect.Effect<Connection, AmiError, Scope.Scope>
  /** The address it connects to, such as `127.0.0.1:5038`; also the default name of a client. Contains no secret. */
  readonly address?: string | undefined
}>()("effect-ami/transport/AmiTransport") {}

// --- For transports of your own ----------------------------------------------

/**
 * What a connection has received and how it ended: the inbound half of the contract, shared by all transports.
 *
 * @category models
 * @since 0.2.0
 */
export interface Inbound {
  /** The `receive` of the connection. */
  readonly receive: Connection["receive"]
  /** Delivers the messages of one read. */
  readonly deliver: (messages: ReadonlyArray<AmiMessage>) => void
  /** Delivers a notice, after everything delivered before. */
  readonly notify: (notice: Notice) => void
  /** Ends the connection, after everything delivered before; only the first call counts. */
  readonly end: (error: AmiError) => void
  /** Why the connection ended, if it has. */
  readonly ended: () => AmiError | undefined
  /** When to pause reading, for a connection that is called with what was read. */
  readonly pacer: Pacer
  /**
   * The same for a connection that pulls from a peer that waits, such as an HTTP server: counts `size` bytes read, and
   * waits if a pause is due.
   */
  readonly caughtUp: (size: number) => Effect.Effect<void>
}

/**
 * When a connection pauses reading to let the rest of the program run: after 128 KiB, for as long as subscribers lag,
 * and for at most 20 milliseconds. Under sustained load it leaves time to read 20 MB a second: Asterisk disconnects a
 * client when a write to its socket blocks for 100 milliseconds (manager.conf, `writetimeout`).
 *
 * @category models
 * @since 0.2.0
 */
export interface Pacer {
  /** True from the read that causes a pause until the pause ends. */
  readonly isPaused: boolean
  /** Counts the bytes read. False if `pause` must be called before reading more. */
  readonly mayReadOn: (size: number) => boolean
  /** Calls `resume` once, when reading may go on. A patient peer waits longer than Asterisk does over a socket. */
  readonly pause: (resume: () => void, isPatient?: boolean) => void
  /** Ends a pause without calling back. */
  readonly stop: () => void
}

/**
 * Makes the inbound half of a connection: messages are queued until there is a receiver, and the end comes after
 * everything delivered before.
 *
 * **Example** (Delivering before there is a receiver)
 *
 * ```ts import.meta.vitest
 * import { Effect } from "effect"
 * import { AmiError, AmiMessage, AmiTransport } from "effect-ami"
 *
 * const inbound = AmiTransport.inbound()
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
 * @since 0.2.0
 */
export const inbound = (): Inbound => InboundSide.make<Notice>()

/**
 * The reason for a system or TLS error code: `TlsRejected` for TLS codes, `ConnectFailed` for all others.
 *
 * **Example** (Telling a refused connection from a bad certificate)
 *
 * ```ts import.meta.vitest
 * import { AmiTransport } from "effect-ami"
 *
 * AmiTransport.connectReason({ address: "pbx:5038", code: "ECONNREFUSED", tls: false })._tag // => "ConnectFailed"
 * AmiTransport.connectReason({ address: "pbx:5039", code: "CERT_HAS_EXPIRED", tls: true })._tag // => "TlsRejected"
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const connectReason = (failure: {
  readonly address: string
  readonly code: string
  readonly tls: boolean
  /** The text of the error from the system, Node or OpenSSL. */
  readonly detail?: string | undefined
}): Reason => ConnectReason.make(failure)

/**
 * The reason for an error: its code, its text, and what to do about it.
 *
 * **Example** (Keeping what Node says)
 *
 * ```ts import.meta.vitest
 * import { AmiTransport } from "effect-ami"
 *
 * const weak = Object.assign(new Error("EE certificate key too weak"), { code: "UNSPECIFIED" })
 * const reason = AmiTransport.connectReasonOf(weak, { address: "pbx:5039", tls: true })
 *
 * reason._tag === "TlsRejected" && reason.detail // => "EE certificate key too weak"
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const connectReasonOf = (
  error: unknown,
  to: { readonly address: string; readonly tls: boolean }
): Reason => ConnectReason.fromError(error, to)

/**
 * The code of an error or of its cause, and whether it occurred before anything could be written.
 *
 * **Details**
 *
 * Libraries wrap system errors, and Node combines those of several addresses into one.
 *
 * **Example** (Looking into the error of a library)
 *
 * ```ts import.meta.vitest
 * import { AmiTransport } from "effect-ami"
 *
 * const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED", syscall: "connect" })
 * const failed = new Error("fetch failed", { cause: refused })
 *
 * AmiTransport.connectCodeOf(failed) // => { code: "ECONNREFUSED", connecting: true }
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const connectCodeOf = (error: unknown): { readonly code: string; readonly connecting: boolean } =>
  ConnectReason.codeOf(error)

/**
 * Warns if the host is another machine, to which AMI should not be sent in clear text; `instead` says what to use.
 *
 * **Example** (Warning of plain TCP)
 *
 * ```ts
 * import { AmiTransport } from "effect-ami"
 *
 * export const warning = AmiTransport.warnClearText("pbx.example.org", "NodeAmi.layerTls")
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const warnClearText = (host: string, instead: string): Effect.Effect<void> => ClearText.warn(host, instead)
