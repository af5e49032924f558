/**
 * Decodes headers to typed records and encodes them, by the fields of a schema.
 *
 * Field names are matched ignoring case (Asterisk spells `Uniqueid` in three ways). The schema of a field determines
 * what it takes: one header if it encodes to text; all headers of its name if it encodes to texts; all headers of the
 * message if it encodes to headers. Schemas are built on first use, so that a catalogue of hundreds costs nothing at
 * start, and run by `SchemaParser` directly: the error class of `Schema` would add 2.7 kB to every bundle.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaParser from "effect/SchemaParser"
import * as Readers from "../../internal/readers.ts"
import type { EncodeFailure } from "../../protocol/AmiCodec.ts"
import type * as AmiMessage from "../../protocol/AmiMessage.ts"
import { direct, faultsOf, none, wireOf, withSource } from "./direct.ts"
import {
  codec,
  decodeAlone,
  failureOf,
  type Fields,
  issueOf,
  once,
  type Part,
  partsOf,
  type Strictness,
  type Wire
} from "./fields.ts"

export { faultsOf, messageOf, withSource } from "./direct.ts"
export { type Field, type Fields, once, onceEmpty, type Strictness } from "./fields.ts"

// --- Reading ----------------------------------------------------------------

/**
 * Decodes a record from the headers of a message; a failure names the field and what was expected, but not the value.
 *
 * A value that does not fit is omitted if its field is optional. Lenient decoding never fails: a required field whose
 * header is missing or does not fit is omitted, or is `NaN` if it is a number, and is named among the faults.
 */
export const decoder = <A>(
  fields: () => Fields,
  strictness: Strictness
): (message: AmiMessage.AmiMessage) => Result.Result<A, string> => {
  const build = () => {
    const parts = partsOf(fields())
    return direct(parts, strictness, (message) => readEach(parts, message, strictness))
  }
  let decode: ReturnType<typeof build> | undefined
  // A type assertion to the interface of the record.
  return (message) => (decode ??= build())(message) as Result.Result<A, string>
}

/** Decodes each field with its schema alone. */
const readEach = (
  parts: ReadonlyArray<Part>,
  message: AmiMessage.AmiMessage,
  strictness: Strictness
): Result.Result<object, string> => {
  let value: Record<string, unknown> = {}
  let faults = none
  for (const part of parts) {
    const { name } = part
    const wire = wireOf(message, part)
    const decoded = decodeAlone(part, wire)
    if (Result.isSuccess(decoded)) {
      // Not an assignment, which would set the prototype for a field named `__proto__`.
      value = { ...value, ...decoded.success }
      if (part.takes === "headers") faults = [...faults, ...faultsOf(value[name])]
      continue
    }
    const failure = failureOf(part, wire, strictness)
    if (failure.isFatal) return Result.fail(failure.fault)
    if (failure.instead !== undefined) value[name] = failure.instead
    faults = [...faults, failure.fault]
  }
  return Result.succeed(withSource(value, message, faults))
}

// --- Writing ----------------------------------------------------------------

/**
 * Encodes a record as headers in the order of its fields.
 *
 * A key without a schema is refused, because Asterisk would ignore it, unless the record is `open`: then it becomes a
 * header.
 */
export const encoder = <A extends object>(
  fields: () => Fields,
  open: boolean
): (record: A) => Result.Result<ReadonlyArray<AmiMessage.Header>, EncodeFailure> => {
  const build = once(() => {
    const all = fields()
    const names = Object.keys(all)
    const listed = names.length === 0 ? "" : `: ${names.join(", ")}`
    return { names, listed, encode: SchemaParser.encodeUnknownResult(codec<A>(all)) }
  })
  const write = (record: object): Result.Result<ReadonlyArray<AmiMessage.Header>, EncodeFailure> => {
    const { encode, listed, names } = build()
    // Untyped callers may pass the value of a header alone.
    if (typeof record !== "object" || Array.isArray(record)) {
      return Result.fail({ field: "payload", rule: `must be an object of headers${listed}` })
    }
    // TypeScript allows `undefined` for absent fields, unless a project sets `exactOptionalPropertyTypes`.
    const given = Object.entries(record).filter(([, value]) => value !== undefined)
    const foreign = given.filter(([name]) => !names.includes(name))
    for (const [field, value] of foreign) {
      if (!open) return Result.fail({ field, rule: `is not a header of this action${listed}` })
      if (typeof value !== "string") return Result.fail({ field, rule: "is not valid: Expected text" })
    }
    const own = Object.fromEntries(given.filter(([name]) => names.includes(name)))
    return Result.mapBoth(encode(own), {
      onFailure: (failure) => {
        const { field, rule } = issueOf(failure)
        return { field, rule: rule === "Missing key" ? "must be given" : `is not valid: ${rule}` }
      },
      onSuccess: (encoded) => [...names.flatMap((name) => headersOf(name, encoded[name])), ...foreign]
    })
  }
  // The most frequent actions, above all Ping, have no payload: it is encoded once.
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

/** Schema for a constant text. */
export const literal = <const Text extends string>(text: Text): Schema.Codec<Text> =>
  Readers.direct(Schema.Literal(text), (value) => (value === text ? text : Readers.misfit))
