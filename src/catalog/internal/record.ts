/**
 * Headers to typed records and back, by the fields of a schema.
 *
 * A field is found by its name whatever its case (Asterisk spells `Uniqueid`
 * in three ways), takes the first header of that name, or all of them where its
 * schema encodes to an array. The schema is built at the first use, so that a
 * catalogue of hundreds costs nothing at start.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import type { EncodeFailure } from "../../protocol/AmiCodec.ts"
import type { AmiMessage, Header } from "../../protocol/AmiMessage.ts"

/** The fields of a record: wire names and their schemas, which need no services. */
export type Fields = Readonly<Record<string, Field>>

/** A schema whose wire side is one text or several. */
export type Field = Schema.Constraint & {
  readonly Encoded: string | ReadonlyArray<string> | undefined
  readonly DecodingServices: never
  readonly EncodingServices: never
}

const issueOf = (error: Schema.SchemaError): { readonly field: string; readonly rule: string } => {
  const [issue] = SchemaIssue.makeFormatterStandardSchemaV1()(error.issue).issues
  const [first] = issue?.path ?? []
  const field = typeof first === "object" ? first.key : first
  return { field: String(field ?? "payload"), rule: issue?.message ?? "does not fit its schema" }
}

/** Reads a record from the headers of a message; a failure names the field and what was expected, not the value. */
export const decoder = <A>(fields: () => Fields): (message: AmiMessage) => Result.Result<A, string> => {
  const build = once(() => {
    const all = fields()
    return {
      names: Object.entries(all).map(([name, field]) => ({ name, repeated: isRepeated(field) })),
      decode: Schema.decodeUnknownResult(codec<A>(all))
    }
  })
  return (message) => {
    const { decode, names } = build()
    const record: WireRecord = Object.create(null)
    for (const { name, repeated } of names) {
      const value = repeated ? message.getAll(name) : message.get(name)
      if (value !== undefined && (!repeated || value.length > 0)) record[name] = value
    }
    return tolerant(decode, record)
  }
}

type WireRecord = Record<string, string | ReadonlyArray<string> | undefined>

/** A header of the wrong kind is left out where its field is optional; it does not cost the whole record. */
const tolerant = <A>(
  decode: (record: WireRecord) => Result.Result<A, Schema.SchemaError>,
  record: WireRecord
): Result.Result<A, string> => {
  const decoded = decode(record)
  if (Result.isSuccess(decoded)) return Result.succeed(decoded.success)
  const { field, rule } = issueOf(decoded.failure)
  const failed = Result.fail(`${field}: ${rule}`)
  if (record[field] === undefined) return failed
  const others = Object.fromEntries(Object.entries(record).filter(([name]) => name !== field))
  const rest = tolerant(decode, others)
  return Result.isSuccess(rest) ? rest : failed
}

/** Writes a record as headers in the order of its fields; a key that is no field is refused, as Asterisk would ignore it. */
export const encoder = <A extends object>(
  fields: () => Fields
): (record: A) => Result.Result<ReadonlyArray<Header>, EncodeFailure> => {
  const build = once(() => {
    const all = fields()
    return { names: Object.keys(all), encode: Schema.encodeUnknownResult(codec<A>(all)) }
  })
  return (record) => {
    const { encode, names } = build()
    // TypeScript lets a payload hold `undefined` for what is left out, unless a project forbids it.
    const given = Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined))
    const foreign = Object.keys(given).find((name) => !names.includes(name))
    if (foreign !== undefined) return Result.fail({ field: foreign, rule: "is no header of this action" })
    return Result.mapBoth(encode(given), {
      onFailure: (error) => {
        const { field, rule } = issueOf(error)
        return { field, rule: `is not valid: ${rule}` }
      },
      onSuccess: (encoded) => names.flatMap((name) => headersOf(name, encoded[name]))
    })
  }
}

const headersOf = (name: string, value: string | ReadonlyArray<string> | undefined): ReadonlyArray<Header> =>
  value === undefined ? [] : typeof value === "string" ? [[name, value]] : value.map((one) => [name, one])

// The seam between a record of schemas and the interface that a catalogue writes beside it: TypeScript does not check it
// (that costs twenty times the work over the whole catalogue), the tests of the catalogue do.
const codec = <A>(fields: Fields) => Schema.Struct(fields) as Schema.Constraint as Schema.Codec<A, WireRecord>

const isRepeated = (field: Field): boolean => Schema.toEncoded(field).ast._tag === "Arrays"

/** Builds a value at its first use and keeps it. */
export const once = <A>(build: () => A): () => A => {
  let built: { readonly value: A } | undefined
  return () => (built ??= { value: build() }).value
}
