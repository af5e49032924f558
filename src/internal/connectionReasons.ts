/**
 * Why there is no connection.
 *
 * They are exported by `AmiError`, and stand here because they need nothing of ours.
 *
 * @since 0.2.0
 */
import * as Schema from "effect/Schema"
import { endings, loginHints } from "./words.ts"

// --- Options ----------------------------------------------------------------

/**
 * An option is wrong: nothing was connected to and nothing was sent.
 *
 * **Details**
 *
 * `of` is whose option it is, such as `AmiClient` or `NodeAmi.layerTcp`, and `option`
 * its name, such as `buffer.capacity`. `rule` says what it must be, `given` what it
 * was: only its kind, such as `a plain text`, if its content may be a secret.
 *
 * @category errors
 * @since 0.2.0
 */
export class InvalidOption
  extends Schema.TaggedError<InvalidOption>("effect-ami/AmiError/InvalidOption")("InvalidOption", {
    of: Schema.String,
    option: Schema.String,
    rule: Schema.String,
    given: Schema.optionalKey(Schema.String)
  })
{
  override get message(): string {
    const given = this.given === undefined ? "" : `; it is ${this.given}`
    return `The option \`${this.option}\` of ${this.of} ${this.rule}${given}`
  }

  /** False: the option has to change first. */
  readonly isRetryable = false
}

// --- Connections ------------------------------------------------------------

const details = (of: { readonly code?: string; readonly detail?: string; readonly hint?: string }): string =>
  `${of.code ?? ""}${of.detail === undefined ? "" : ` (${of.detail})`}${of.hint === undefined ? "" : `. ${of.hint}`}`

/**
 * No connection could be made to the address, or none in time.
 *
 * @category errors
 * @since 0.1.0
 */
export class ConnectFailed
  extends Schema.TaggedError<ConnectFailed>("effect-ami/AmiError/ConnectFailed")("ConnectFailed", {
    address: Schema.String,
    /** The code of the system, such as `ECONNREFUSED`, or `TIMEOUT`, `NO_BANNER`, `CLOSED_BEFORE_BANNER`. */
    code: Schema.String,
    detail: Schema.optionalKey(Schema.String),
    hint: Schema.optionalKey(Schema.String)
  })
{
  override get message(): string {
    return `No AMI connection to ${this.address}: ${details(this)}`
  }

  /** True: nothing was sent, and Asterisk may come back. */
  readonly isRetryable = true
}

/**
 * What listens there does not speak AMI; `sample` is the beginning of what it sent, escaped.
 *
 * @category errors
 * @since 0.1.0
 */
export class NotAmi extends Schema.TaggedError<NotAmi>("effect-ami/AmiError/NotAmi")("NotAmi", {
  address: Schema.String,
  sample: Schema.String,
  hint: Schema.optionalKey(Schema.String)
}) {
  override get message(): string {
    return `${this.address} does not speak AMI: it began with "${this.sample}"${details(this)}`
  }

  /** False: the address is wrong. */
  readonly isRetryable = false
}

/**
 * The TLS handshake failed: the certificate is not trusted, names another host, or the port does not speak TLS.
 *
 * @category errors
 * @since 0.1.0
 */
export class TlsRejected extends Schema.TaggedError<TlsRejected>("effect-ami/AmiError/TlsRejected")("TlsRejected", {
  address: Schema.String,
  /** The code of OpenSSL or Node, such as `DEPTH_ZERO_SELF_SIGNED_CERT`. */
  code: Schema.String,
  detail: Schema.optionalKey(Schema.String),
  hint: Schema.optionalKey(Schema.String)
}) {
  override get message(): string {
    return `TLS to ${this.address} failed: ${details(this)}`
  }

  /** False: the certificate, the `ca` option or the port has to change first. */
  readonly isRetryable = false
}

/**
 * Asterisk refused the login; `message` holds its words.
 *
 * **Details**
 *
 * A wrong name, secret or address (`permit`) gives the same answer. Two answers
 * say nothing about the credentials, and may pass: `Asterisk is shutting down`,
 * and `Login Already In Use` if the account allows one login.
 *
 * @category errors
 * @since 0.1.0
 */
export class LoginRejected
  extends Schema.TaggedError<LoginRejected>("effect-ami/AmiError/LoginRejected")("LoginRejected", {
    username: Schema.String,
    message: Schema.String
  })
{
  /** What to look at, if the words are known: it stands in the message of the `AmiError`. */
  get hint(): string | undefined {
    return loginHints.get(this.message)
  }

  /** True only if the answer says nothing about the credentials. */
  get isRetryable(): boolean {
    return this.message === "Asterisk is shutting down" || this.message === "Login Already In Use"
  }
}

/**
 * Asterisk gave no challenge, so that the secret would have to be sent in clear, which the client does not do unasked.
 *
 * @category errors
 * @since 0.1.0
 */
export class ChallengeUnavailable
  extends Schema.TaggedError<ChallengeUnavailable>("effect-ami/AmiError/ChallengeUnavailable")("ChallengeUnavailable", {
    detail: Schema.String
  })
{
  override get message(): string {
    return `Asterisk gave no challenge (${this.detail}). Over TLS the option auth: "plaintext" may be used instead`
  }

  /** False: a setting has to change first. */
  readonly isRetryable = false
}

/**
 * Asterisk did not answer the login in time.
 *
 * @category errors
 * @since 0.1.0
 */
export class LoginTimeout extends Schema.TaggedError<LoginTimeout>("effect-ami/AmiError/LoginTimeout")("LoginTimeout", {
  username: Schema.String
}) {
  override get message(): string {
    return `Asterisk did not answer the login of ${this.username} in time (option loginTimeout)`
  }

  /** True: it may answer later. */
  readonly isRetryable = true
}

/**
 * The connection ended.
 *
 * **Details**
 *
 * `why` says how: `Ended` (the peer closed it), `Reset`, `TooLarge` (a message
 * passed a limit of the decoder, so the framing cannot be trusted any more),
 * `WriteFailed`, `Unreachable` (nothing was heard for too long) or `ClientClosed`.
 * Over HTTP also `SessionExpired` (Asterisk has forgotten the session) and
 * `SessionStolen` (somebody else polls it). `Defect` says that code which is not
 * this library's threw, such as a transport or a schedule: the client ends then,
 * and `detail` is what was thrown.
 *
 * @category errors
 * @since 0.1.0
 */
export class ConnectionLost
  extends Schema.TaggedError<ConnectionLost>("effect-ami/AmiError/ConnectionLost")("ConnectionLost", {
    why: Schema.Literals([
      "Ended",
      "Reset",
      "TooLarge",
      "WriteFailed",
      "ClientClosed",
      "SessionExpired",
      "SessionStolen",
      "Unreachable",
      "Defect"
    ]),
    detail: Schema.optionalKey(Schema.String)
  })
{
  override get message(): string {
    return `The connection to Asterisk ended (${this.why}: ${this.detail ?? endings[this.why]})`
  }

  /**
   * True unless it is a `Defect`: a new connection may be made. Whether an action may be sent again is said by the error of
   * that action.
   */
  get isRetryable(): boolean {
    return this.why !== "Defect"
  }
}
