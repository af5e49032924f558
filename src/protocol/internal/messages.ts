/**
 * The two forms of a message: a list of headers, and a text with the offsets of its values, which become strings when
 * they are read.
 *
 * @since 0.1.0
 */
import * as Equal from "effect/Equal"
import * as Hash from "effect/Hash"
import { escapeControls } from "./printing.ts"

type Header = readonly [name: string, value: string]

type Kind = "Response" | "Event" | "Unknown"

export const TypeId = "~effect-ami/protocol/AmiMessage"

/** What both forms have in common: two messages with the same headers are equal, whatever their form. */
abstract class Message {
  readonly [TypeId] = TypeId

  abstract get kind(): Kind
  abstract get name(): string
  abstract get headers(): ReadonlyArray<Header>
  /** The characters of a message, with the separators on the wire. */
  abstract get size(): number
  abstract get(name: string): string | undefined
  abstract getAll(name: string): ReadonlyArray<string>

  get output(): string {
    return this.getAll("Output").join("\n")
  }

  toJSON(): ReadonlyArray<Header> {
    const security = this.get("Event") === answersChallenge
    return this.headers.map(([name, value]) =>
      isSecretHeader(name) || (security && name.toLowerCase() === "response")
        ? [name, "<redacted>"]
        : [name, value.replace(secretAssignment, "$1$2<redacted>")]
    )
  }

  toString(): string {
    return this.toJSON().map(([name, value]) => escapeControls(`${name}: ${value}`)).join("\n")
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `AmiMessage(${this.toString()})`
  }

  [Equal.symbol](that: unknown): boolean {
    return that instanceof Message && Equal.equals(this.headers, that.headers)
  }

  [Hash.symbol](): number {
    return Hash.hash(this.headers)
  }
}

/** A message that holds its headers. */
export class ListedMessage extends Message {
  readonly kind: Kind
  readonly name: string
  readonly headers: ReadonlyArray<Header>

  constructor(headers: ReadonlyArray<Header>) {
    super()
    this.headers = headers
    const first = firstOf(headers)
    this.kind = kindOf(first?.[0])
    this.name = first?.[1] ?? ""
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

  get size(): number {
    return this.headers.reduce((size, [name, value]) => size + name.length + value.length + 4, 0)
  }
}

/** Does not create value strings that were not read yet. */
export const sizeOf = (message: { readonly headers: ReadonlyArray<Header> }): number =>
  message instanceof Message ? message.size : new ListedMessage(message.headers).size

/** The same text as it is kept for the names of properties: to compare it with a literal is to compare two references. */
const interned = (text: string): string => Object.keys({ [text]: true })[0] ?? text

/** The header names of a message, shared by all messages that have the same names after the same first line. */
export class MessageShape {
  readonly kind: "Response" | "Event"
  /** The value of the first header. */
  readonly name: string
  readonly names: ReadonlyArray<string>
  /** The length of each name on the wire, with its colon and blank. */
  readonly lengths: ReadonlyArray<number>
  // Indexes by requested name. A program usually asks for few names; at most `maxCached` are cached, in case its users
  // choose them.
  private readonly first = new Map<string, number>()
  private readonly all = new Map<string, ReadonlyArray<number>>()
  /** Whether a header holds a secret, whatever its value is. */
  readonly isSecret: boolean

  constructor(kind: "Response" | "Event", name: string, names: ReadonlyArray<string>) {
    this.kind = kind
    this.name = interned(name)
    this.names = names
    this.lengths = names.map((name) => name.length + 2)
    this.isSecret = name === answersChallenge || names.some(isSecretHeader)
  }

  /** The index of the first header with this name, ignoring case; -1 if there is none. */
  indexOf(name: string): number {
    return this.first.get(name) ?? cached(this.first, name, indexOfName(this.names, name))
  }

  /** The indexes of all headers with this name, ignoring case. */
  allOf(name: string): ReadonlyArray<number> {
    return this.all.get(name) ?? cached(this.all, name, indexesOfName(this.names, name))
  }
}

const maxCached = 256

const cached = <A>(known: Map<string, A>, name: string, value: A): A => {
  if (known.size < maxCached) known.set(name, value)
  return value
}

const indexOfName = (names: ReadonlyArray<string>, name: string): number => {
  const lower = name.toLowerCase()
  return names.findIndex((own) => own === name || (own.length === name.length && own.toLowerCase() === lower))
}

const indexesOfName = (names: ReadonlyArray<string>, name: string): ReadonlyArray<number> => {
  const lower = name.toLowerCase()
  return names.flatMap((own, index) => own.toLowerCase() === lower ? [index] : [])
}

/** A message as it was on the wire, of `Name: value` lines that end with CR LF. */
export class SlicedMessage extends Message {
  /** With the terminators of the last line and of the message. */
  readonly wire: string
  private readonly shape: MessageShape
  private readonly ends: ReadonlyArray<number>
  // Private, so that structural comparison does not see it: it only says whether the headers were read before.
  #headers: ReadonlyArray<Header> | undefined = undefined

  constructor(shape: MessageShape, wire: string, ends: ReadonlyArray<number>) {
    super()
    this.wire = wire
    this.shape = shape
    this.ends = ends
  }

  get kind(): Kind {
    return this.shape.kind
  }

  get name(): string {
    return this.shape.name
  }

  get headers(): ReadonlyArray<Header> {
    return (this.#headers ??= this.shape.names.map((name, index) => [name, this.valueAt(index)]))
  }

  get(name: string): string | undefined {
    const index = this.shape.indexOf(name)
    return index === -1 ? undefined : this.valueAt(index)
  }

  getAll(name: string): ReadonlyArray<string> {
    return this.shape.allOf(name).map((index) => this.valueAt(index))
  }

  get size(): number {
    return this.wire.length - 2
  }

  /** Whether something in it may be replaced before it is printed. Reads no header for that. */
  get mayHoldSecrets(): boolean {
    return this.shape.isSecret || secretWord.test(this.wire)
  }

  private valueAt(index: number): string {
    const line = index === 0 ? 0 : (this.ends[index - 1] ?? 0) + 2
    return this.wire.slice(line + (this.shape.lengths[index] ?? 0), this.ends[index])
  }
}

/** The header that decides what a message is: app_rpt before 3.5 (rpt_manager.c) and proxies write an `ActionID` before it. */
const firstOf = (headers: ReadonlyArray<Header>): Header | undefined => {
  const [first] = headers
  return first !== undefined && isActionId(first) ? headers.find((header) => !isActionId(header)) ?? first : first
}

const isActionId = ([name]: Header): boolean => name.length === 8 && name.toLowerCase() === "actionid"

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

/** Its `Response` is a hash of a challenge with the secret. */
const answersChallenge = "ChallengeResponseFailed"

export const isSecretHeader = (name: string): boolean => secretHeaders.has(name.toLowerCase())

const secretHeaders: ReadonlySet<string> = /*#__PURE__*/ new Set([
  "secret",
  "key",
  "challenge",
  "expectedresponse",
  "receivedchallenge",
  "receivedhash",
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

/** Stands in every value in which `secretAssignment` finds something; there are names of headers that have such a word too. */
const secretWord = /(?:secret|password|md5_cred)(?<=: [^\r]*)/i
