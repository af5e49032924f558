/**
 * Headers to typed records and back, by the fields of a schema.
 *
 * A field is found by its name whatever its case (Asterisk spells `Uniqueid`
 * in three ways). Its schema says what it takes: one header, where it encodes
 * to text; all headers of its name, where it encodes to texts; all headers of
 * the message, where it encodes to headers. The schema is built at the first
 * use, so that a catalogue of hundreds costs nothing at start, and run by
 * `SchemaParser` itself: the error of `Schema` would be 2.7 kB of every bundle.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaParser from "effect/SchemaParser"
import type { EncodeFailure } from "../../protocol/AmiCodec.ts"
import type * as AmiMessage from "../../protocol/AmiMessage.ts"
import * as Readers from "../../protocol/readers.ts"
import { direct } from "./direct.ts"
import { codec, type Fields, once, type Part, partsOf, recordOf, type Wire, type WireRecord } from "./fields.ts"
import { cameFrom } from "./origin.ts"

export { type Field, type Fields, once } from "./fields.ts"
export { faultsOf, messageOf } from "./origin.ts"

const issueOf = (failure: SchemaIssue.Issue): { readonly field: string; readonly rule: string } => {
  const [issue] = SchemaIssue.makeFormatterStandardSchemaV1()(failure).issues
  const [first] = issue?.path ?? []
  const field = typeof first === "object" ? first.key : first
  return { field: String(field ?? "payload"), rule: issue?.message ?? "does not fit its schema" }
}

// --- Reading ----------------------------------------------------------------

/** What may happen to a header whose value does not fit the field that every record should have. */
export type Strictness = "strict" | "lenient"

/**
 * Reads a record from the headers of a message; a failure names the field and what was expected, not the value.
 *
 * A value that does not fit is left out where its field is optional, and where the reading is lenient.
 */
export const decoder = <A>(
  fields: () => Fields,
  strictness: Strictness
): (message: AmiMessage.AmiMessage) => Result.Result<A, string> => {
  const build = once(() => {
    const all = fields()
    const parts = partsOf(all)
    return {
      parts,
      directly: direct(parts),
      decode: once(() => SchemaParser.decodeUnknownResult(codec<object>(all)))
    }
  })
  return (message) => {
    const { decode, directly, parts } = build()
    const read = directly(message)
    if (read !== undefined) return Result.succeed(cameFrom<A>(read, message))
    const record = recordOf(message, parts)
    const decoded = decode()(record)
    return Result.isSuccess(decoded)
      ? Result.succeed(cameFrom<A>(decoded.success, message))
      : Result.map(readEach(parts, record, strictness), ({ faults, value }) => cameFrom<A>(value, message, faults))
  }
}

/** Reads field by field what did not fit as a whole. */
const readEach = (
  parts: ReadonlyArray<Part>,
  record: WireRecord,
  strictness: Strictness
): Result.Result<{ readonly value: object; readonly faults: ReadonlyArray<string> }, string> => {
  const value: object = {}
  const faults: Array<string> = []
  for (const { decode, name } of parts) {
    const decoded = decode()(record)
    if (Result.isSuccess(decoded)) {
      Object.assign(value, decoded.success)
      continue
    }
    const fault = `${name}: ${issueOf(decoded.failure).rule}`
    const without: Result.Result<object, unknown> = record[name] === undefined || name === "Event"
      ? decoded
      : decode()({})
    if (Result.isFailure(without) && (strictness === "strict" || without === decoded)) return Result.fail(fault)
    faults.push(fault)
  }
  return Result.succeed({ value, faults })
}

// --- Writing ----------------------------------------------------------------

/**
 * Writes a record as headers in the order of its fields.
 *
 * A key that is no field is refused, as Asterisk would ignore it, unless the record is `open`: then it is a header.
 */
export const encoder = <A extends object>(
  fields: () => Fields,
  open: boolean
): (record: A) => Result.Result<ReadonlyArray<AmiMessage.Header>, EncodeFailure> => {
  const build = once(() => {
    const all = fields()
    return { names: Object.keys(all), encode: SchemaParser.encodeUnknownResult(codec<A>(all)) }
  })
  const write = (record: object): Result.Result<ReadonlyArray<AmiMessage.Header>, EncodeFailure> => {
    const { encode, names } = build()
    // TypeScript lets a payload hold `undefined` for what is left out, unless a project forbids it.
    const given = Object.entries(record).filter(([, value]) => value !== undefined)
    const foreign = given.filter(([name]) => !names.includes(name))
    for (const [field, value] of foreign) {
      if (!open) return Result.fail({ field, rule: "is no header of this action" })
      if (typeof value !== "string") return Result.fail({ field, rule: "is not valid: Expected text" })
    }
    const own = Object.fromEntries(given.filter(([name]) => names.includes(name)))
    return Result.mapBoth(encode(own), {
      onFailure: (failure) => {
        const { field, rule } = issueOf(failure)
        return { field, rule: `is not valid: ${rule}` }
      },
      onSuccess: (encoded) => [...names.flatMap((name) => headersOf(name, encoded[name])), ...foreign]
    })
  }
  // The actions that are sent most often, Ping above all, have no payload: it is written once.
  const nothing = once(() => write({}))
  return (record) => Object.keys(record).length === 0 ? nothing() : write(record)
}

const headersOf = (name: string, value: Wire | undefined): ReadonlyArray<AmiMessage.Header> =>
  value === undefined
    ? []
    : typeof value === "string"
    ? [[name, value]]
    : value.map((one) => (typeof one === "string" ? [name, one] : one))

// --- Schemas ----------------------------------------------------------------

/** Schema for a text that is always the same. */
export const literal = <const Text extends string>(text: Text): Schema.Codec<Text> =>
  Readers.direct(Schema.Literal(text), (value) => (value === text ? text : Readers.misfit))

/** Builds a schema in one call, which bundlers leave out where nobody uses it. */
export const built = <A>(build: () => A): A => build()
