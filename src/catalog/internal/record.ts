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
import * as AmiMessage from "../../protocol/AmiMessage.ts"

/** The fields of a record: wire names and their schemas, which need no services. */
export type Fields = Readonly<Record<string, Field>>

/** A schema whose wire side is one text, several, or headers. */
export type Field = Schema.Constraint & {
  readonly Encoded: Wire | undefined
  readonly DecodingServices: never
  readonly EncodingServices: never
}

type Wire = string | ReadonlyArray<string> | ReadonlyArray<AmiMessage.Header>

type WireRecord = Record<string, Wire | undefined>

const issueOf = (failure: SchemaIssue.Issue): { readonly field: string; readonly rule: string } => {
  const [issue] = SchemaIssue.makeFormatterStandardSchemaV1()(failure).issues
  const [first] = issue?.path ?? []
  const field = typeof first === "object" ? first.key : first
  return { field: String(field ?? "payload"), rule: issue?.message ?? "does not fit its schema" }
}

// --- Reading ----------------------------------------------------------------

const Source = Symbol.for("~effect-ami/catalog/message")
const Faults = Symbol.for("~effect-ami/catalog/faults")

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
    return {
      names: Object.entries(all).map(([name, field]) => ({ name, takes: takesOf(field) })),
      decode: SchemaParser.decodeUnknownResult(codec<A>(all)),
      single: once(() => singleDecoders(all))
    }
  })
  return (message) => {
    const { decode, names, single } = build()
    const record: WireRecord = Object.create(null)
    for (const { name, takes } of names) {
      const value = wireOf(message, name, takes)
      if (value !== undefined) record[name] = value
    }
    const decoded = decode(record)
    const read = Result.isSuccess(decoded)
      ? Result.succeed({ faults: [], value: decoded.success })
      : readEach<A>(single(), record, strictness)
    return Result.map(
      read,
      ({ faults, value }) =>
        Object.defineProperties(value, { [Source]: { value: message }, [Faults]: { value: faults } })
    )
  }
}

/** What a message has for a field; undefined where it has nothing. */
const wireOf = (message: AmiMessage.AmiMessage, name: string, takes: Takes): Wire | undefined => {
  if (takes === "text") return message.get(name)
  const values = takes === "texts" ? message.getAll(name) : message.headers
  return values.length === 0 ? undefined : values
}

type Single = (record: WireRecord) => Result.Result<object, SchemaIssue.Issue>

const singleDecoders = (fields: Fields): ReadonlyArray<readonly [name: string, decode: Single]> =>
  Object.entries(fields).map((
    [name, field]
  ) => [name, SchemaParser.decodeUnknownResult(codec<object>({ [name]: field }))])

/** Reads field by field what did not fit as a whole. */
const readEach = <A>(
  single: ReadonlyArray<readonly [name: string, decode: Single]>,
  record: WireRecord,
  strictness: Strictness
): Result.Result<{ readonly value: A; readonly faults: ReadonlyArray<string> }, string> => {
  const value: object = {}
  const faults: Array<string> = []
  for (const [name, decode] of single) {
    const own = decode(record)
    if (Result.isSuccess(own)) {
      Object.assign(value, own.success)
      continue
    }
    const fault = `${name}: ${issueOf(own.failure).rule}`
    const without: Result.Result<object, unknown> = record[name] === undefined || name === "Event" ? own : decode({})
    if (Result.isFailure(without) && (strictness === "strict" || without === own)) return Result.fail(fault)
    faults.push(fault)
  }
  return Result.succeed({ value: value as A, faults })
}

/** The message that a record was read from. */
export const messageOf = (record: object): AmiMessage.AmiMessage | undefined => {
  const message: unknown = Reflect.get(record, Source)
  return AmiMessage.isAmiMessage(message) ? message : undefined
}

/** What did not fit in the message that a record was read from. */
export const faultsOf = (record: object): ReadonlyArray<string> => {
  const faults: unknown = Reflect.get(record, Faults)
  return Array.isArray(faults) ? faults : []
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
  return (record) => {
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
}

const headersOf = (name: string, value: Wire | undefined): ReadonlyArray<AmiMessage.Header> =>
  value === undefined
    ? []
    : typeof value === "string"
    ? [[name, value]]
    : value.map((one) => (typeof one === "string" ? [name, one] : one))

// --- Schemas ----------------------------------------------------------------

// The seam between a record of schemas and the interface that a catalogue writes beside it: TypeScript does not check it
// (that costs twenty times the work over the whole catalogue), the tests of the catalogue do.
const codec = <A>(fields: Fields) => Schema.Struct(fields) as Schema.Constraint as Schema.Codec<A, WireRecord>

type Takes = "text" | "texts" | "headers"

const takesOf = (field: Field): Takes => {
  const { ast } = Schema.toEncoded(field)
  if (ast._tag !== "Arrays") return "text"
  return ast.rest[0]?._tag === "Arrays" ? "headers" : "texts"
}

/** Builds a schema in one call, which bundlers leave out where nobody uses it. */
export const built = <A>(build: () => A): A => build()

/** Builds a value at its first use and keeps it. */
export const once = <A>(build: () => A): () => A => {
  let built: { readonly value: A } | undefined
  return () => (built ??= { value: build() }).value
}
