/**
 * A message of the Asterisk Manager Interface: an ordered list of headers.
 *
 * The name of the **first** header decides what a message is, and nothing else
 * does: `OriginateResponse` is an event that carries a `Response` header. Names
 * keep their spelling and order, repeated headers are kept, and look-ups ignore
 * case and take the first occurrence, so that a line forged further down in a
 * message never wins.
 *
 * Nothing here frames bytes (see `AmiCodec`) or decodes values (see `AmiValue`).
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"
import * as Printing from "./internal/printing.ts"

/**
 * A header of a message: its name as spelled on the wire, and its value.
 *
 * @category models
 * @since 0.1.0
 */
export type Header = readonly [name: string, value: string]

/**
 * What a message is, decided by the name of its first header.
 *
 * **Details**
 *
 * `Unknown` is what remains of a value that contained an empty line: the text
 * after it starts with neither `Response` nor `Event`.
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
  /** The value of the first header: `Success`, `Error` or the name of the event. */
  readonly name: string
  /** Every header in the order of the wire. */
  readonly headers: ReadonlyArray<Header>
  /** The value of the first header with this name, whatever its case. */
  get(name: string): string | undefined
  /** The values of all headers with this name, whatever its case, in order. */
  getAll(name: string): ReadonlyArray<string>
  /** The `Output` lines of a `Command` response, joined by line feeds. */
  readonly output: string
  /** The message as text, a line for each header: control characters escaped, the values of secret headers replaced. */
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
export const make = (headers: ReadonlyArray<Header>): AmiMessage => new Message(headers)

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
  typeof value === "object" && value !== null && TypeId in value

/**
 * Tells whether the value of a header must never be printed.
 *
 * **Details**
 *
 * `ExpectedResponse` and `Response` of `ChallengeResponseFailed` carry
 * `md5(challenge + secret)` to every account that may read security events
 * (security_events.c); `Password` stands in clear in `PJSIPShowAuths`.
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
export const isSecretHeader = (name: string): boolean => secretHeaders.has(name.toLowerCase())

/**
 * Schema for a message. It is serialized as its headers, with the values of secret ones replaced.
 *
 * @category schemas
 * @since 0.1.0
 */
export const schema: Schema.Codec<AmiMessage> = /*#__PURE__*/ Schema.declare(isAmiMessage, {
  expected: "AmiMessage",
  toCodecJson: () =>
    Schema.link<AmiMessage>()(
      Schema.Array(Schema.Tuple([Schema.String, Schema.String])),
      SchemaTransformation.transform({
        decode: (headers: ReadonlyArray<Header>) => make(headers),
        encode: (message: AmiMessage) => message.toJSON()
      })
    )
})

/**
 * Schema for the items of a list: whole where they are handed to the caller, redacted where they are serialized.
 *
 * @category schemas
 * @since 0.1.0
 */
export const items: Schema.Codec<ReadonlyArray<unknown>> = /*#__PURE__*/ Schema.declare(
  (value): value is ReadonlyArray<unknown> => Array.isArray(value),
  {
    expected: "items of a list",
    toCodecJson: () =>
      Schema.link<ReadonlyArray<unknown>>()(
        Schema.Array(Schema.Unknown),
        SchemaTransformation.transform({
          decode: (items: ReadonlyArray<unknown>): ReadonlyArray<unknown> => items,
          encode: (items: ReadonlyArray<unknown>): ReadonlyArray<unknown> => items.map(redact)
        })
      )
  }
)

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
 * Makes text from the network safe to log: control characters are escaped, and the rest is cut.
 *
 * **Details**
 *
 * A caller ID may hold line breaks that forge a line of a log, and sequences
 * that a terminal obeys.
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

const secretHeaders: ReadonlySet<string> = /*#__PURE__*/ new Set([
  "secret",
  "key",
  "challenge",
  "expectedresponse",
  "password",
  "newpassword",
  "passworddigest",
  "oauthsecret",
  "refreshtoken",
  "md5cred",
  "md5digest",
  "authorization",
  "cookie",
  "set-cookie"
])

/** A secret inside a value: a line of `GetConfig`, of the output of a `Command`, or of the JSON of `GetConfigJSON`. */
const secretAssignment = /(secret|password|md5_cred)("?\s*(?:=>?|:)\s*)\S[^\n]*/gi

const TypeId = "~effect-ami/protocol/AmiMessage"

class Message implements AmiMessage {
  readonly [TypeId] = TypeId
  readonly kind: Kind
  readonly headers: ReadonlyArray<Header>

  constructor(headers: ReadonlyArray<Header>) {
    this.headers = headers
    this.kind = kindOf(headers[0]?.[0])
  }

  get name(): string {
    return this.headers[0]?.[1] ?? ""
  }

  get(name: string): string | undefined {
    const headers = this.headers
    const lower = name.toLowerCase()
    for (const header of headers) {
      const key = header[0]
      if (key === name || (key.length === name.length && key.toLowerCase() === lower)) return header[1]
    }
    return undefined
  }

  getAll(name: string): ReadonlyArray<string> {
    const lower = name.toLowerCase()
    const values: Array<string> = []
    for (const [key, value] of this.headers) {
      if (key.toLowerCase() === lower) values.push(value)
    }
    return values
  }

  get output(): string {
    return this.getAll("Output").join("\n")
  }

  toJSON(): ReadonlyArray<Header> {
    const security = this.get("Event") === "ChallengeResponseFailed"
    return this.headers.map(([name, value]) =>
      isSecretHeader(name) || (security && name.toLowerCase() === "response")
        ? [name, "<redacted>"]
        : [name, value.replace(secretAssignment, "$1$2<redacted>")]
    )
  }

  toString(): string {
    return this.toJSON().map(([name, value]) => Printing.escapeControls(`${name}: ${value}`)).join("\n")
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `AmiMessage(${this.toString()})`
  }
}

const kindOf = (name: string | undefined): Kind => {
  switch (name?.toLowerCase()) {
    case "response":
      return "Response"
    case "event":
      return "Event"
    default:
      return "Unknown"
  }
}
