/**
 * The contract between the client and whatever carries AMI.
 *
 * A transport connects; a connection hands over batches of decoded messages in
 * the order of the wire and takes encoded actions. Messages and not bytes, so
 * that TCP, TLS, HTTP and the mock are equals. Login, ActionIDs and deadlines of
 * actions are the client's business, and one suite of tests runs on every
 * transport.
 *
 * Over HTTP each action is a request of its own, which may fail alone, and events
 * may get lost between two polls: a connection tells both as notices.
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
 * What a connection tells besides messages.
 *
 * **Details**
 *
 * `Missed`: events may have been lost here. `dropped` is how many messages the
 * transport itself has dropped, if it has counted them; a subscriber gets the
 * number in a `Gap`. `NotSent`, `NotExecuted` and `Unanswered`: the action with
 * this ActionID will not be answered, because not one byte of it was written,
 * because it was refused before it was executed, or for reasons that leave open
 * whether it was.
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
 * What a connection may know of those who take what it receives.
 *
 * **When to use**
 *
 * A peer on the same machine sends faster than a program can handle, and the
 * buffer of a subscription would overflow although its handler is quick. So a
 * connection that can read less lets the subscribers catch up now and then, but
 * never for long: Asterisk hangs up on a client when a write to it waits for 100
 * milliseconds (manager.conf, `writetimeout`). `pacer` of `inbound` says when.
 *
 * @category models
 * @since 0.2.0
 */
export interface Subscribers {
  /** Calls back once, at once or when every subscriber has handled what it got; it replaces what was to be called before. */
  readonly onceCaughtUp: (run: () => void) => void
}

/**
 * Who logs in.
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
  /** What Asterisk said first, such as `Asterisk Call Manager/11.0.0`; undefined if the transport has no banner. */
  readonly banner: string | undefined
  /**
   * Hands every message to the receiver, those that came before it included, and fails when the connection has ended.
   *
   * The receiver runs synchronously with the arrival of the bytes and must not throw: Asterisk hangs up on a client that
   * stops reading for 100 ms (manager.conf, `writetimeout`), so nothing may come between the two. It is called with all
   * messages of one read at once, and is not called any more after this effect ended. Notices come in their place
   * between the messages. A connection that can read less may look at `subscribers`.
   */
  readonly receive: (
    onMessages: (messages: ReadonlyArray<AmiMessage>) => void,
    onNotice?: (notice: Notice) => void,
    subscribers?: Subscribers
  ) => Effect.Effect<never, AmiError>
  /**
   * Writes an action. False says that the connection had ended and that no byte was written; true says nothing about
   * its arrival.
   */
  readonly write: (action: EncodedAction) => boolean
  /** How many bytes were received so far: what tells a peer that is slow from one that is gone. */
  readonly heard?: (() => number) | undefined
  /** True if the connection notices by itself that nobody is there any more, so that the client need not ask. */
  readonly noticesSilence?: boolean | undefined
  /**
   * How many actions may be written and not answered, if that is less than what the client allows. It is read before
   * each action, and may change.
   */
  readonly maxInFlight?: number | undefined
  /** What cannot be carried although Asterisk could read it, such as an action that is too large for a request. */
  readonly refusal?: ((action: EncodedAction) => EncodeFailure | undefined) | undefined
  /** Proves the secret where the transport does so itself, as with HTTP Digest; else the client logs in by actions. */
  readonly authenticate?: ((credentials: Credentials) => Effect.Effect<void, AmiError>) | undefined
}

/**
 * Carries AMI between the client and Asterisk.
 *
 * **Details**
 *
 * `connect` succeeds once the peer is known to speak AMI, so that no credential
 * is sent to anything else. Closing its scope closes the connection, and leaves
 * nothing open even if the peer does not react.
 *
 * @category services
 * @since 0.1.0
 */
export class AmiTransport extends Context.Service<AmiTransport, {
  readonly connect: Effect.Effect<Connection, AmiError, Scope.Scope>
  /** Where it connects to, such as `127.0.0.1:5038`: the name of a client that is given no other. It holds no secret. */
  readonly address?: string | undefined
}>()("effect-ami/transport/AmiTransport") {}

// --- For transports of your own ----------------------------------------------

/**
 * What a connection has received and how it ended: the inbound half of the contract, which all transports share.
 *
 * @category models
 * @since 0.2.0
 */
export interface Inbound {
  /** The `receive` of the connection. */
  readonly receive: Connection["receive"]
  /** Hands over the messages of one read. */
  readonly deliver: (messages: ReadonlyArray<AmiMessage>) => void
  /** Tells a notice, after everything that was delivered. */
  readonly notify: (notice: Notice) => void
  /** Ends the connection, after everything that was delivered; the first reason counts. */
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
 * When a connection lets everything else run before it reads on: after 128 KiB, for as long as subscribers lag, and
 * for 20 milliseconds at most. In a storm, it leaves time to read 20 MB a second: Asterisk hangs up on a client when a write
 * to its socket waits for 100 milliseconds (manager.conf, `writetimeout`).
 *
 * @category models
 * @since 0.2.0
 */
export interface Pacer {
  /** True from the read after which there is a pause until its end. */
  readonly isPaused: boolean
  /** Counts the bytes that were read. False if `pause` has to be called before more is read. */
  readonly mayReadOn: (size: number) => boolean
  /** Calls back once, when more may be read. A peer that is patient waits longer than Asterisk does over a socket. */
  readonly pause: (resume: () => void, isPatient?: boolean) => void
  /** Ends a pause without calling back. */
  readonly stop: () => void
}

/**
 * Makes the inbound side of a connection: messages that come before there is a receiver wait for it, and the end comes
 * after everything that was delivered.
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
 * The reason that a code of a system or TLS error stands for: `TlsRejected` for those of TLS, `ConnectFailed` for all
 * others.
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
  /** What the system, Node or OpenSSL says of it. */
  readonly detail?: string | undefined
}): Reason => ConnectReason.make(failure)

/**
 * The reason that an error stands for: its code, what it says, and what to do about it.
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
 * The code of an error, or of what caused it, and whether it came before anything could be written.
 *
 * **Details**
 *
 * Libraries wrap the errors of the system, and Node gathers those of several
 * addresses in one.
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
 * Warns if the host is another machine, to which AMI in clear text should not go; `instead` says what to use.
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
