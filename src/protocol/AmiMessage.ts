/**
 * A message of the Asterisk Manager Interface: an ordered list of headers.
 *
 * The name of the **first** header alone decides what a message is: `OriginateResponse` is an event that carries a
 * `Response` header. An `ActionID` before it is skipped, because some modules and proxies write one there (app_rpt
 * before 3.5, rpt_manager.c). Names keep their spelling and order, repeated headers are kept, and look-ups are
 * case-insensitive and take the first occurrence, so that a line forged further down in a message never wins.
 *
 * Nothing here frames bytes (see `AmiCodec`) or decodes values (see `AmiValue`).
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"
import * as Messages from "./internal/messages.ts"
import * as Printing from "./internal/printing.ts"
import * as Wire from "./internal/wire.ts"

/**
 * A header of a message: its name as spelled on the wire, and its value.
 *
 * @category models
 * @since 0.1.0
 */
export type Header = readonly [name: string, value: string]

/**
 * What a message is, decided by the name of its first header other than `ActionID`.
 *
 * **Details**
 *
 * `Unknown` is the rest of a value that contained an empty line: the text after it starts with neither `Response` nor
 * `Event`.
 *
 * @category models
 * @since 0.1.0
 */
export type Kind = "Response" | "Event" | "Unknown"

/**
 * One message that Asterisk sent.
 *
 * @category models
 * @since 0.1.0
 */
export interface AmiMessage {
  /** Whether this is a response, an event, or neither. */
  readonly kind: Kind
  /** The value of the header that decides the kind: `Success`, `Error` or the name of the event. */
  readonly name: string
  /** Every header in the order of the wire. */
  readonly headers: ReadonlyArray<Header>
  /** The value of the first header with this name, ignoring case. */
  get(name: string): string | undefined
  /** The values of all headers with this name, ignoring case, in order. */
  getAll(name: string): ReadonlyArray<string>
  /** The `Output` lines of a `Command` response, joined by line feeds. */
  readonly output: string
  /** The message as text, one line per header, with control characters escaped and the values of secret headers replaced. */
  toString(): string
  /** The headers with the values of secret headers replaced. */
  toJSON(): ReadonlyArray<Header>
}

/**
 * Builds a message from its headers.
 *
 * **Example** (Reading a header)
 *
 * ```ts import.meta.vitest
 * import { AmiMessage } from "effect-ami"
 *
 * const message = AmiMessage.make([["Event", "Hangup"], ["Uniqueid", "17.1"], ["Cause", "16"]])
 *
 * message.kind // => "Event"
 * message.get("uniqueID") // => "17.1"
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (headers: ReadonlyArray<Header>): AmiMessage => new Messages.ListedMessage(headers)

/**
 * Tells whether a value is an `AmiMessage`.
 *
 * **Example** (Telling a message from other values)
 *
 * ```ts import.meta.vitest
 * import { AmiMessage } from "effect-ami"
 *
 * AmiMessage.isAmiMessage(AmiMessage.make([["Response", "Success"]])) // => true
 * AmiMessage.isAmiMessage({ kind: "Response" }) // => false
 * ```
 *
 * @category guards
 * @since 0.1.0
 */
export const isAmiMessage = (value: unknown): value is AmiMessage =>
  typeof value === "object" && value !== null && Messages.TypeId in value

/**
 * Tells whether the value of a header must never be printed.
 *
 * **Details**
 *
 * `ExpectedResponse` and `Response` of `ChallengeResponseFailed` carry
 * `md5(challenge + secret)` to every account that may read security events
 * (security_events.c), and `ReceivedHash` of `InvalidPassword` what a peer has
 * answered; `Password` is in clear text in `PJSIPShowAuths`.
 *
 * **Example** (Keeping a secret out of a log)
 *
 * ```ts import.meta.vitest
 * import { AmiMessage } from "effect-ami"
 *
 * AmiMessage.isSecretHeader("secret") // => true
 * AmiMessage.isSecretHeader("Channel") // => false
 * ```
 *
 * @category guards
 * @since 0.1.0
 */
export const isSecretHeader = (name: string): boolean => Messages.isSecretHeader(name)

/**
 * Counts the characters of a message on the wire, as a measure of its size.
 *
 * **Example** (Measuring a message)
 *
 * ```ts import.meta.vitest
 * import { AmiMessage } from "effect-ami"
 *
 * AmiMessage.sizeOf(AmiMessage.make([["Event", "Hangup"], ["Cause", "16"]])) // => 26
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const sizeOf = (message: AmiMessage): number => Messages.sizeOf(message)

/**
 * Returns a message as text, as it was received: its lines, each with CR LF, and the empty line.
 *
 * **When to use**
 *
 * To store messages or forward them. `AmiCodec.makeDecoder({ banner: false })` decodes the UTF-8 of the text, and of
 * any number of such texts in a row, to the same headers.
 *
 * **Details**
 *
 * A message that Asterisk wrote in its usual form still has its text, and is not split into headers for this. Any other
 * is written from its headers. Secret values are included.
 *
 * Undefined for a message made by hand that has no such text, such as one with an empty line in a value: it would be
 * decoded as another message.
 *
 * **Example** (Keeping a message)
 *
 * ```ts import.meta.vitest
 * import { AmiCodec, AmiMessage } from "effect-ami"
 *
 * const text = AmiMessage.wire(AmiMessage.make([["Event", "Hangup"], ["Cause", "16"]]))
 * text // => "Event: Hangup\r\nCause: 16\r\n\r\n"
 *
 * const [read] = AmiCodec.makeDecoder({ banner: false }).push(new TextEncoder().encode(text))
 * read?.get("Cause") // => "16"
 * ```
 *
 * @category combinators
 * @since 0.2.0
 */
export const wire = (message: AmiMessage): string | undefined => Wire.wireOf(message)

/**
 * Returns a message as text, as `wire` does, with `<redacted>` in place of each secret, as in its JSON.
 *
 * **When to use**
 *
 * To store messages on a disk. A message that can hold no secret is not split into headers.
 *
 * **Example** (Keeping a message without its secrets)
 *
 * ```ts import.meta.vitest
 * import { AmiMessage } from "effect-ami"
 *
 * AmiMessage.redactedWire(AmiMessage.make([["Event", "AuthDetail"], ["Password", "hidden"]]))
 * // => "Event: AuthDetail\r\nPassword: <redacted>\r\n\r\n"
 * ```
 *
 * @category combinators
 * @since 0.2.0
 */
export const redactedWire = (message: AmiMessage): string | undefined => Wire.redactedWireOf(message)

const serialized = (headersOf: (message: AmiMessage) => ReadonlyArray<Header>): Schema.Codec<AmiMessage> =>
  Schema.declare(isAmiMessage, {
    expected: "AmiMessage",
    toCodecJson: () =>
      Schema.link<AmiMessage>()(
        Schema.Array(Schema.Tuple([Schema.String, Schema.String])),
        SchemaTransformation.transform({ decode: (headers: ReadonlyArray<Header>) => make(headers), encode: headersOf })
      )
  })

/**
 * Schema for a message. Its JSON is the list of its headers, without loss.
 *
 * **Details**
 *
 * Order, spelling and repeated headers are kept. A message decoded from JSON equals the one that was encoded.
 *
 * **Gotchas**
 *
 * The values of secret headers are in the JSON too. Use `redacted` for anything that is printed or displayed.
 *
 * **Example** (Storing a message)
 *
 * ```ts import.meta.vitest
 * import { AmiMessage } from "effect-ami"
 * import { Schema } from "effect"
 *
 * const json = Schema.toCodecJson(AmiMessage.schema)
 * const message = AmiMessage.make([["Response", "Success"], ["Output", "a"], ["Output", "b"]])
 *
 * Schema.encodeSync(json)(message) // => [["Response", "Success"], ["Output", "a"], ["Output", "b"]]
 * Schema.decodeSync(json)([["Response", "Success"], ["Output", "a"]]).output // => "a"
 * ```
 *
 * @category schemas
 * @since 0.1.0
 */
export const schema: Schema.Codec<AmiMessage> = /*#__PURE__*/ serialized((message) => message.headers)

/**
 * Schema for a message whose JSON has `<redacted>` in place of each secret, as `AmiMessage.toJSON` does.
 *
 * **Details**
 *
 * The messages in an `AmiError` have this schema. Only the JSON is redacted; the message itself is complete.
 *
 * **Example** (Sending a message to somebody who must not see secrets)
 *
 * ```ts import.meta.vitest
 * import { AmiMessage } from "effect-ami"
 * import { Schema } from "effect"
 *
 * const message = AmiMessage.make([["Event", "AuthDetail"], ["Password", "hidden"]])
 *
 * Schema.encodeSync(Schema.toCodecJson(AmiMessage.redacted))(message)
 * // => [["Event", "AuthDetail"], ["Password", "<redacted>"]]
 * ```
 *
 * @category schemas
 * @since 0.2.0
 */
export const redacted: Schema.Codec<AmiMessage> = /*#__PURE__*/ serialized((message) => message.toJSON())

/**
 * Replaces the values of secret headers in a message, in a record that was decoded from one, and in lists of them.
 *
 * **Example** (Printing the items of a list)
 *
 * ```ts import.meta.vitest
 * import { AmiMessage } from "effect-ami"
 *
 * AmiMessage.redact({ Username: "alice", Password: "hidden" }) // => { Username: "alice", Password: "<redacted>" }
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const redact = (value: unknown): unknown => {
  if (isAmiMessage(value)) return value.toJSON()
  if (Array.isArray(value)) return value.map(redact)
  if (!Predicate.isObject(value) || Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, isSecretHeader(name) ? "<redacted>" : redact(field)])
  )
}

/**
 * Makes text from the network safe to log: escapes control characters, and truncates it.
 *
 * **Details**
 *
 * A caller ID may contain line breaks that forge log lines, or terminal escape sequences.
 *
 * **Example** (Logging what a caller chose)
 *
 * ```ts import.meta.vitest
 * import { AmiMessage } from "effect-ami"
 *
 * AmiMessage.printable("Bob\nadmin logged in") // => "Bob\\u000aadmin logged in"
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const printable = (text: string, length = 200): string => Printing.printable(text, length)
