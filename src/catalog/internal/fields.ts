/**
 * The fields of a record: what each takes of a message, and how it is read on its own.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaParser from "effect/SchemaParser"
import { type Reader, readerOf } from "../../internal/readers.ts"
import type * as AmiMessage from "../../protocol/AmiMessage.ts"

/** The fields of a record: wire names and their schemas, which need no services. */
export type Fields = Readonly<Record<string, Field>>

/** A schema whose wire side is one text, several, or headers. */
export type Field = Schema.Constraint & {
  readonly Encoded: Wire | undefined
  readonly DecodingServices: never
  readonly EncodingServices: never
}

export type Wire = string | ReadonlyArray<string> | ReadonlyArray<AmiMessage.Header>

export type WireRecord = Record<string, Wire | undefined>

/** A field, and how it is read on its own. */
export interface Part {
  readonly name: string
  readonly takes: Takes
  /** What gives its value without the interpreter of schemas, if its schema has that. */
  readonly reader: Reader<unknown> | undefined
  /** The fault of a message that lacks it; undefined if it may be absent. */
  readonly missing: () => string | undefined
  /** Reads a record of which this is the only field. */
  readonly decode: () => (record: WireRecord) => Result.Result<object, SchemaIssue.Issue>
}

export const partsOf = (fields: Fields): ReadonlyArray<Part> =>
  Object.entries(fields).map(([name, field]) => {
    const decode = once(() => SchemaParser.decodeUnknownResult(codec<object>({ [name]: field })))
    return {
      name,
      takes: takesOf(field),
      reader: readerOf(field),
      missing: once(() => faultOf({ name, decode }, undefined)),
      decode
    }
  })

// The seam between a record of schemas and the interface that a catalogue writes beside it: TypeScript does not check it
// (that costs twenty times the work over the whole catalogue), the tests of the catalogue do.
export const codec = <A>(fields: Fields) => Schema.Struct(fields) as Schema.Constraint as Schema.Codec<A, WireRecord>

type Takes = "text" | "texts" | "headers"

const takesOf = (field: Field): Takes => {
  const { ast } = Schema.toEncoded(field)
  if (ast._tag !== "Arrays") return "text"
  return ast.rest[0]?._tag === "Arrays" ? "headers" : "texts"
}

/** Reads a field by its schema alone, as a record that has no other. */
export const readAlone = (
  { decode, name }: Pick<Part, "decode" | "name">,
  wire: Wire | undefined
): Result.Result<object, SchemaIssue.Issue> => {
  const record: WireRecord = Object.create(null)
  if (wire !== undefined) record[name] = wire
  return decode()(record)
}

// --- What does not fit ------------------------------------------------------

/** What a record may lack of the fields that it should have: nothing, or whatever does not fit. */
export type Strictness = "strict" | "lenient"

/** What becomes of a field that does not fit: a record without it, with something instead, or no record. */
export interface Odd {
  readonly fault: string
  readonly isFatal: boolean
  readonly instead: unknown
}

/** Says what becomes of a field whose header is missing, or has a value that does not fit. */
export const oddOf = (part: Part, wire: Wire | undefined, strictness: Strictness): Odd => {
  const missing = part.missing()
  return {
    fault: wire === undefined ? missing ?? part.name : faultOf(part, wire) ?? part.name,
    // A record of another event is none.
    isFatal: (strictness === "strict" || part.name === "Event") && missing !== undefined,
    instead: wire === undefined ? undefined : part.reader?.instead
  }
}

const faultOf = (part: Pick<Part, "decode" | "name">, wire: Wire | undefined): string | undefined => {
  const decoded = readAlone(part, wire)
  return Result.isFailure(decoded) ? `${part.name}: ${issueOf(decoded.failure).rule}` : undefined
}

/** The field that an issue is about, and what was expected of it. */
export const issueOf = (failure: SchemaIssue.Issue): { readonly field: string; readonly rule: string } => {
  const [issue] = SchemaIssue.makeFormatterStandardSchemaV1()(failure).issues
  const [first] = issue?.path ?? []
  const field = typeof first === "object" ? first.key : first
  return { field: String(field ?? "payload"), rule: issue?.message ?? "does not fit its schema" }
}

/** Builds a value at its first use and keeps it. */
export const once = <A>(build: () => A): () => A => {
  let built: { readonly value: A } | undefined
  return () => (built ??= { value: build() }).value
}

/** Makes what has no payload once: the actions that are sent most often, Ping above all, have none. */
export const onceBare = <Payload, A>(construct: (payload?: Payload) => A): (payload?: Payload) => A => {
  const bare = once(() => construct())
  return (payload) => payload === undefined ? bare() : construct(payload)
}
