/**
 * The one error of the library, and its reasons.
 *
 * Each reason says what the caller may do next: `NotSent` proves that no byte was written, `NotExecuted` and
 * `PermissionDenied` that Asterisk refused before it executed anything, `ActionFailed` that it executed and failed,
 * `NotAnswered` that a call was made and nobody answered it, and `OutcomeUnknown` that the action was written and may
 * have run. The reason alone decides whether a retry is safe; the library itself never retries an action.
 *
 * No error holds a secret. Errors contain the number that was called, its context and the id of its call, but no other
 * header value that the caller sent.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import {
  ChallengeUnavailable,
  ConnectFailed,
  ConnectionLost,
  InvalidOption,
  LoginRejected,
  LoginTimeout,
  NotAmi,
  TlsRejected
} from "./internal/connectionReasons.ts"
import { InvalidRecording } from "./internal/recordingReasons.ts"
import { brokenOff } from "./internal/words.ts"
import * as AmiMessage from "./protocol/AmiMessage.ts"

const TypeId = "~effect-ami/AmiError"

const Response = AmiMessage.redacted

const Items = /*#__PURE__*/ Schema.Array(Response)

/**
 * The action was not sent: not one byte of it was written.
 *
 * **Details**
 *
 * `Invalid` names the header in `field` and the rule that its value breaks in `rule`; retrying with the same value
 * cannot help. The other causes may pass: `NotConnected`, `QueueFull` (too many actions are waiting already),
 * `QueuedTimeout` (it timed out while it was queued) and `Closed` (the client is closing).
 *
 * @category errors
 * @since 0.1.0
 */
export class NotSent extends Schema.TaggedError<NotSent>("effect-ami/AmiError/NotSent")("NotSent", {
  action: Schema.String,
  why: Schema.Literals(["NotConnected", "QueueFull", "QueuedTimeout", "Closed", "Invalid"]),
  field: Schema.optionalKey(Schema.String),
  rule: Schema.optionalKey(Schema.String)
}) {
  override get message(): string {
    switch (this.why) {
      case "Invalid":
        return `${this.action} was not sent: ${this.field} ${this.rule}`
      case "NotConnected":
        return `${this.action} was not sent: there is no connection to Asterisk`
      case "QueueFull":
        return `${this.action} was not sent: too many actions are waiting already (options limits.inFlight, limits.queued)`
      case "QueuedTimeout":
        return `${this.action} was not sent: it timed out (option actionTimeout) while waiting for a connection, or for earlier answers`
      case "Closed":
        return `${this.action} was not sent: the client is closing`
    }
  }

  /** True, except for an invalid value: nothing ran, so it may be sent again. */
  get isRetryable(): boolean {
    return this.why !== "Invalid"
  }
}

/**
 * Asterisk refused the action before it executed anything.
 *
 * **Details**
 *
 * Either the action is unknown (its module may not be loaded), Asterisk is shutting down, or it could not parse the
 * action. `why` is `SessionExpired` if the HTTP session had ended before the action arrived: the client logs in again
 * on its own, after which the action may be sent again.
 *
 * @category errors
 * @since 0.1.0
 */
export class NotExecuted extends Schema.TaggedError<NotExecuted>("effect-ami/AmiError/NotExecuted")("NotExecuted", {
  action: Schema.String,
  response: Response,
  why: Schema.optionalKey(Schema.Literal("SessionExpired"))
}) {
  override get message(): string {
    return `${this.action} was not executed: ${this.response.get("Message") ?? "Asterisk refused it"}`
  }

  /** False, because Asterisk would refuse it again, except for `SessionExpired`. */
  get isRetryable(): boolean {
    return this.why === "SessionExpired"
  }
}

/**
 * The AMI account may not run the action.
 *
 * `needs` lists the privilege classes of which the account needs one in its `write=` line; it is empty if they are not
 * known. The message advises the one that allows the least: `system` can run programs. Asterisk gives the same answer to
 * an action whose module was unloaded (manager.c, process_message).
 *
 * @category errors
 * @since 0.1.0
 */
export class PermissionDenied
  extends Schema.TaggedError<PermissionDenied>("effect-ami/AmiError/PermissionDenied")("PermissionDenied", {
    action: Schema.String,
    needs: Schema.Array(Schema.String),
    response: Response
  })
{
  override get message(): string {
    const least = ["reporting", "call"].find((name) => this.needs.includes(name)) ?? this.needs[0]
    return least === undefined
      ? `${this.action} is not permitted for this account: \`ListCommands\` shows what is`
      : `${this.action} is not permitted for this account: it needs ${this.needs.join(" or ")}. `
        + `Add \`${least}\` to its \`write =\` line in manager.conf, run \`manager reload\`, and log in again`
  }

  /** False: the account has to change first. */
  readonly isRetryable = false
}

const unanswered = {
  Timeout: "no answer came in time",
  Disconnected: "the connection ended before an answer came",
  Closed: "the connection ended before an answer came",
  ProtocolError: "the answer did not come from Asterisk"
}

/**
 * The action was written and no answer came: it may have been executed.
 *
 * **Details**
 *
 * `ProtocolError` is an answer over HTTP that did not come from Asterisk, such as the error page of a proxy. `detail`
 * says what it was, or why the connection ended: an answer larger than the `limits` of the transport ends it.
 *
 * **Gotchas**
 *
 * Sending it again may execute it twice: with `Originate`, somebody is called twice. Check the state of Asterisk first.
 *
 * @category errors
 * @since 0.1.0
 */
export class OutcomeUnknown
  extends Schema.TaggedError<OutcomeUnknown>("effect-ami/AmiError/OutcomeUnknown")("OutcomeUnknown", {
    action: Schema.String,
    actionId: Schema.String,
    epoch: Schema.Int,
    cause: Schema.Literals(["Disconnected", "Timeout", "Closed", "ProtocolError"]),
    detail: Schema.optionalKey(Schema.String)
  })
{
  override get message(): string {
    const what = `${unanswered[this.cause]}${this.detail === undefined ? "" : ` (${this.detail})`}`
    return `${this.action} (ActionID ${this.actionId}) may have been executed: ${what}. Check before sending it again`
  }

  /** False: it may have run. */
  readonly isRetryable = false
}

/**
 * Asterisk executed the action and it failed. `message` is Asterisk's own text, or the output of a failed `Command`;
 * `hint` says what may help, if that is known.
 *
 * @category errors
 * @since 0.1.0
 */
export class ActionFailed extends Schema.TaggedError<ActionFailed>("effect-ami/AmiError/ActionFailed")("ActionFailed", {
  action: Schema.String,
  message: Schema.String,
  response: Response,
  hint: Schema.optionalKey(Schema.String)
}) {
  /** False: it ran and failed. */
  readonly isRetryable = false
}

const unansweredBecause = {
  Busy: "is busy",
  NoAnswer: "did not answer in time",
  Congestion: "could not be reached: the network or the far end had no capacity for the call",
  Rejected: "rejected the call",
  Unreachable: "could not be reached: it does not exist, or is not registered",
  Cancelled: "was hung up before it answered",
  Failed: "was not connected"
}

/**
 * A call was made, and nobody answered it. `Ami.dial` fails with this reason.
 *
 * **Details**
 *
 * | `outcome`     | what happened                                                         | causes (Q.850)                   | SIP                          |
 * | ------------- | --------------------------------------------------------------------- | -------------------------------- | ---------------------------- |
 * | `NoAnswer`    | it rang, or was silent, until the timeout                             | 18, 19, or 0                     | 408, 480                     |
 * | `NoAnswer`    | it rang, or said nothing, until the time was over                     | 18, 19, or 0                     | 408, 480                     |
 * | `Rejected`    | somebody or something declined the call                               | 21, 52, 54                       | 403, 603                     |
 * | `Congestion`  | the network or the far end had no capacity                            | 34, 38, 41, 42, 44               | 500, 503                     |
 * | `Cancelled`   | the call was hung up before it was answered, from Asterisk's side     | 26, or 127 with SIP status 487   | 487                          |
 * | `Failed`      | anything else, such as no codec in common                             | all others, such as 58 and 127   | 488, and those without cause |
 *
 * `cause` and `causeText` come from the `Hangup` of the called device, `dialStatus` from its `DialEnd`; each is absent
 * if Asterisk did not report it. A call through a `Local` channel (such as `100` without a technology) has the outcome
 * of the device that its extension dials. If it dials several, the first of busy, rejected and not answered counts.
 * `response` is the `OriginateResponse`, absent if the call ended without one: its `Reason` is 0 for most of these
 * (manager.c, fast_originate).
 *
 * @category errors
 * @since 0.2.0
 */
export class NotAnswered extends Schema.TaggedError<NotAnswered>("effect-ami/AmiError/NotAnswered")("NotAnswered", {
  action: Schema.String,
  /** What was called, such as `PJSIP/100`, or `Local/100@from-internal`. */
  channel: Schema.String,
  /** The `Uniqueid` of the call, which its events carry. */
  channelId: Schema.String,
  outcome: Schema.Literals(["Busy", "NoAnswer", "Congestion", "Rejected", "Unreachable", "Cancelled", "Failed"]),
  /** The Q.850 cause code. */
  cause: Schema.optionalKey(Schema.Int),
  /** The cause in English. */
  causeText: Schema.optionalKey(Schema.String),
  /** How the dial ended, such as `BUSY`. */
  dialStatus: Schema.optionalKey(Schema.String),
  response: Schema.optionalKey(Response)
}) {
  override get message(): string {
    const { cause, causeText, channel, outcome } = this
    const why = cause === undefined || cause === 0
      ? ""
      : ` (cause ${cause}${causeText === undefined ? "" : `, ${causeText}`})`
    return `${channel} ${unansweredBecause[outcome]}${why}`
  }

  /** False: a call was made. Calling again is a decision for people. */
  readonly isRetryable = false
}

/**
 * A list broke off. `items` holds the messages received so far; the action's `decodeItem` decodes them.
 *
 * **Details**
 *
 * `TooManyItems` and `TooLarge`: it exceeded `listItems` or `listBytes` of the option `limits`; the connection stays
 * open. `Failed`: Asterisk answered with an error inside the list, which is in `response`, as for `PJSIPShowEndpoint`
 * of an endpoint whose transport does not exist (pjsip_configuration.c, ami_show_endpoint). `CountMismatch`: fewer
 * items arrived than Asterisk announced, or several of them arrived in one message that cannot be split.
 *
 * @category errors
 * @since 0.1.0
 */
export class ListIncomplete
  extends Schema.TaggedError<ListIncomplete>("effect-ami/AmiError/ListIncomplete")("ListIncomplete", {
    action: Schema.String,
    items: Items,
    cause: Schema.Literals([
      "Disconnected",
      "Timeout",
      "Closed",
      "ProtocolError",
      "Cancelled",
      "TooManyItems",
      "TooLarge",
      "CountMismatch",
      "Failed"
    ]),
    response: Schema.optionalKey(Response)
  })
{
  override get message(): string {
    const words = this.response?.get("Message") ?? ""
    const why = `${this.cause}: ${words === "" ? brokenOff[this.cause] : words}`
    return `The list of ${this.action} broke off after ${this.items.length} items (${why})`
  }

  /** False: request the list again, since it may have changed meanwhile. */
  readonly isRetryable = false
}

/**
 * The answer does not fit the schema of the action, or the schema throws or is asynchronous. `response` is the answer
 * or the item, and `items` holds all items of a complete list, as messages. The actions of the catalogue always fit.
 *
 * @category errors
 * @since 0.1.0
 */
export class DecodeFailed extends Schema.TaggedError<DecodeFailed>("effect-ami/AmiError/DecodeFailed")("DecodeFailed", {
  action: Schema.String,
  issue: Schema.String,
  response: Response,
  items: Schema.optionalKey(Items)
}) {
  override get message(): string {
    return `The answer to ${this.action} does not fit its schema: ${this.issue}`
  }

  /** False: it ran. */
  readonly isRetryable = false
}

// --- Options and connections ------------------------------------------------

export {
  /**
   * Asterisk gave no challenge, and the secret is not sent in clear unless the option `auth` allows it.
   *
   * @category errors
   * @since 0.1.0
   */
  ChallengeUnavailable,
  /**
   * No connection could be made to the address, or none in time.
   *
   * @category errors
   * @since 0.1.0
   */
  ConnectFailed,
  /**
   * The connection ended.
   *
   * @category errors
   * @since 0.1.0
   */
  ConnectionLost,
  /**
   * An option is wrong: nothing was connected to and nothing was sent.
   *
   * @category errors
   * @since 0.2.0
   */
  InvalidOption,
  /**
   * Asterisk refused the login; `message` is its own text.
   *
   * @category errors
   * @since 0.1.0
   */
  LoginRejected,
  /**
   * Asterisk did not answer the login in time.
   *
   * @category errors
   * @since 0.1.0
   */
  LoginTimeout,
  /**
   * The server does not speak AMI; `sample` is the beginning of what it sent, escaped.
   *
   * @category errors
   * @since 0.1.0
   */
  NotAmi,
  /**
   * The TLS handshake failed: the certificate is not trusted, names another host, or the port does not speak TLS.
   *
   * @category errors
   * @since 0.1.0
   */
  TlsRejected
} from "./internal/connectionReasons.ts"

export {
  /**
   * A text is no recording of a session: `line` is the number of the line that is wrong.
   *
   * @category errors
   * @since 0.2.0
   */
  InvalidRecording
} from "./internal/recordingReasons.ts"

// --- Subscriptions ----------------------------------------------------------

/**
 * A subscriber that asked to fail instead of losing events was too slow.
 *
 * @category errors
 * @since 0.1.0
 */
export class SlowConsumer extends Schema.TaggedError<SlowConsumer>("effect-ami/AmiError/SlowConsumer")("SlowConsumer", {
  capacity: Schema.Int
}) {
  override get message(): string {
    return `The subscriber fell ${this.capacity} events behind, which fills its buffer: handle them faster, or raise its \`capacity\``
  }

  /** True: subscribe again. */
  readonly isRetryable = true
}

/**
 * Schema for every reason of an `AmiError`.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Reason = Schema.Union([
  NotSent,
  NotExecuted,
  PermissionDenied,
  OutcomeUnknown,
  ActionFailed,
  NotAnswered,
  ListIncomplete,
  DecodeFailed,
  InvalidOption,
  ConnectFailed,
  NotAmi,
  TlsRejected,
  LoginRejected,
  ChallengeUnavailable,
  LoginTimeout,
  ConnectionLost,
  SlowConsumer,
  InvalidRecording
])

/**
 * Any reason of an `AmiError`.
 *
 * @category models
 * @since 0.1.0
 */
export type Reason = typeof Reason.Type

/**
 * The error of every operation of the library.
 *
 * **Details**
 *
 * Recover from one reason with `Effect.catchReason("AmiError", "ActionFailed", …)`,
 * retry with `Effect.retry({ while: (error) => error.isRetryable, schedule })`.
 *
 * @category errors
 * @since 0.1.0
 */
export class AmiError extends Schema.TaggedError<AmiError>("effect-ami/AmiError")("AmiError", {
  reason: Reason,
  /** The name of the client; absent if it has none, or if there is no client yet. */
  client: Schema.optionalKey(Schema.String)
}) {
  readonly [TypeId] = TypeId

  /**
   * What happened, to which client, and what to do about it if that is known. Safe to log, unlike Asterisk's own text
   * in `reason`.
   */
  override get message(): string {
    const { reason } = this
    const words = reason._tag === "ActionFailed"
      ? `${reason.action} failed: ${oneLine(reason.message) || "Asterisk gave no reason"}${
        reason.hint === undefined ? "" : ` ${reason.hint}`
      }`
      : reason._tag === "LoginRejected"
      ? `Asterisk refused the login of ${reason.username}: ${reason.message}${
        reason.hint === undefined ? "" : `. ${reason.hint}`
      }`
      : reason.message
    const { client } = this
    // A connection error already contains the address, which is also the default name of a client.
    const isNamed = client === undefined || ("address" in reason && reason.address.includes(client))
    return isNamed ? AmiMessage.printable(words, 1000) : AmiMessage.printable(`${client}: ${words}`, 1000)
  }

  /** Whether trying again is safe and may help. */
  get isRetryable(): boolean {
    return this.reason.isRetryable
  }
}

/** The output of a command has several lines. */
const oneLine = (words: string): string => words.replace(/\s*\n\s*/g, " ")

/**
 * Tells whether a value is an `AmiError`.
 *
 * **Example** (Telling an error of AMI from others)
 *
 * ```ts import.meta.vitest
 * import { AmiError } from "effect-ami"
 * const error = new AmiError.AmiError({ reason: new AmiError.NotSent({ action: "Ping", why: "NotConnected" }) })
 *
 * AmiError.isAmiError(error) // => true
 * error.message // => "Ping was not sent: there is no connection to Asterisk"
 * error.isRetryable // => true
 * ```
 *
 * @category guards
 * @since 0.1.0
 */
export const isAmiError = (value: unknown): value is AmiError => Predicate.hasProperty(value, TypeId)
