/**
 * The fields of a record: which headers each takes, and how it is decoded on its own.
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

/** A schema that encodes to one text, several texts, or headers. */
export type Field = Schema.Constraint & {
  readonly Encoded: Wire | undefined
  readonly DecodingServices: never
  readonly EncodingServices: never
}

export type Wire = string | ReadonlyArray<string> | ReadonlyArray<AmiMessage.Header>

export type WireRecord = Record<string, Wire | undefined>

/** A field, and how to decode it on its own. */
export interface Part {
  readonly name: string
  readonly takes: Takes
  /** Decodes its value without the schema interpreter, if its schema supports that. */
  readonly reader: Reader<unknown> | undefined
  /** The fault if a message lacks it; undefined if it may be absent. */
  readonly missing: () => string | undefined
  /** Decodes a record with only this field. */
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

// A type assertion between a record of schemas and the interface next to it in the catalogue. TypeScript does not check
// it, which would cost twenty times the work over the whole catalogue; the tests of the catalogue do.
export const codec = <A>(fields: Fields) => Schema.Struct(fields) as Schema.Constraint as Schema.Codec<A, WireRecord>

type Takes = "text" | "texts" | "headers"

const takesOf = (field: Field): Takes => {
  const { ast } = Schema.toEncoded(field)
  if (ast._tag !== "Arrays") return "text"
  return ast.rest[0]?._tag === "Arrays" ? "headers" : "texts"
}

/** Decodes a field with its schema alone, as a record with only this field. */
export const decodeAlone = (
  { decode, name }: Pick<Part, "decode" | "name">,
  wire: Wire | undefined
): Result.Result<object, SchemaIssue.Issue> => {
  const record: WireRecord = Object.create(null)
  if (wire !== undefined) record[name] = wire
  return decode()(record)
}

// --- What does not fit ------------------------------------------------------

/** Which fields a record may lack although they are required: none, or all that do not fit. */
export type Strictness = "strict" | "lenient"

/** What to do with a field that does not fit: omit it, replace it, or reject the record. */
export interface FieldFailure {
  readonly fault: string
  readonly isFatal: boolean
  readonly instead: unknown
}

/** Decides what to do with a field whose header is missing or has an invalid value. */
export const failureOf = (part: Part, wire: Wire | undefined, strictness: Strictness): FieldFailure => {
  const missing = part.missing()
  return {
    fault: wire === undefined ? missing ?? part.name : faultOf(part, wire) ?? part.name,
    // The record of another event is rejected.
    isFatal: (strictness === "strict" || part.name === "Event") && missing !== undefined,
    instead: wire === undefined ? undefined : part.reader?.instead
  }
}

const faultOf = (part: Pick<Part, "decode" | "name">, wire: Wire | undefined): string | undefined => {
  const decoded = decodeAlone(part, wire)
  return Result.isFailure(decoded) ? `${part.name}: ${issueOf(decoded.failure).rule}` : undefined
}

/** The field of an issue, and what was expected of it. */
export const issueOf = (failure: SchemaIssue.Issue): { readonly field: string; readonly rule: string } => {
  const [issue] = SchemaIssue.makeFormatterStandardSchemaV1()(failure).issues
  const [first] = issue?.path ?? []
  const field = typeof first === "object" ? first.key : first
  return { field: String(field ?? "payload"), rule: issue?.message ?? "does not fit its schema" }
}

/** Builds a value on first use and caches it. */
export const once = <A>(build: () => A): () => A => {
  let built: { readonly value: A } | undefined
  return () => (built ??= { value: build() }).value
}

/** Caches the value without a payload: the most frequent actions, above all Ping, have none. */
export const onceEmpty = <Payload, A>(construct: (payload?: Payload) => A): (payload?: Payload) => A => {
  const empty = once(() => construct())
  return (payload) => payload === undefined ? empty() : construct(payload)
}
