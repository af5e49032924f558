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
import * as AmiValue from "../../protocol/AmiValue.ts"

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
    const own = Object.entries(all).map(([name, field]): Own => ({
      name,
      takes: takesOf(field),
      reader: AmiValue.readerOf(field),
      decode: once(() => SchemaParser.decodeUnknownResult(codec<object>({ [name]: field })))
    }))
    return {
      own,
      Room: roomy(),
      // An assignment to a field of this name would set the prototype.
      isDirect: !own.some(({ name }) => name === "__proto__"),
      decode: once(() => SchemaParser.decodeUnknownResult(codec<A>(all)))
    }
  })
  return (message) => {
    const { Room, decode, isDirect, own } = build()
    const direct = isDirect ? readDirectly(own, message, new Room()) : undefined
    // The seam to the interface of the record, as in `codec`.
    if (direct !== undefined) return Result.succeed(Origin.of(direct as A & object, message, none))
    const record: WireRecord = Object.create(null)
    for (const { name, takes } of own) {
      const value = wireOf(message, name, takes)
      if (value !== undefined) record[name] = value
    }
    const decoded = decode()(record)
    const read = Result.isSuccess(decoded)
      ? Result.succeed({ faults: none, value: decoded.success })
      : readEach<A>(own, record, strictness)
    return Result.map(read, ({ faults, value }) => Origin.of(value as A & object, message, faults))
  }
}

const none: ReadonlyArray<string> = []

/** A field, and how it is read on its own. */
interface Own {
  readonly name: string
  readonly takes: Takes
  readonly reader: AmiValue.Reader<unknown> | undefined
  readonly decode: () => (record: WireRecord) => Result.Result<object, SchemaIssue.Issue>
}

/**
 * Reads each field by its reader, or by its schema alone where that has none; undefined where something does not fit.
 *
 * This is what makes typed events cheap: the interpreter of schemas takes several times as long over the whole record.
 */
const readDirectly = (
  own: ReadonlyArray<Own>,
  message: AmiMessage.AmiMessage,
  record: Record<string, unknown>
): object | undefined => {
  for (const { decode, name, reader, takes } of own) {
    const wire = wireOf(message, name, takes)
    if (reader === undefined) {
      const decoded = decode()(wire === undefined ? {} : { [name]: wire })
      if (Result.isFailure(decoded)) return undefined
      Object.assign(record, decoded.success)
    } else if (wire !== undefined) {
      const value = reader.read(wire)
      if (value === AmiValue.misfit) return undefined
      if (value !== undefined) record[name] = value
    } else if (!reader.optional) return undefined
  }
  return record
}

/**
 * A constructor of plain objects with room for the properties of a record.
 *
 * V8 makes a hash table of a plain object that is given more than 16 properties by name, which takes three times the memory and
 * the time. An object of a constructor has room for as many properties as are assigned in its code, whether they ever are or
 * not, and less when the first few objects did not need it; each constructor has a room of its own.
 */
const roomy = (): new() => Record<string, unknown> => {
  function Room(this: { a: unknown }, occupied?: boolean) {
    if (occupied === undefined) return
    this.a = this.a = this.a = this.a = this.a = this.a = this.a = this.a = this.a = this.a = this.a = this.a = this.a
    this.a = this.a = this.a = this.a = this.a = this.a = this.a = this.a = this.a = this.a = this.a = this.a = this.a
    this.a = this.a = this.a = this.a = this.a = this.a = this.a = this.a = this.a = this.a = this.a = this.a = this.a
    this.a = this.a = this.a = this.a = this.a = this.a = this.a = this.a = this.a = this.a = this.a = this.a = this.a
  }
  Room.prototype = Object.prototype
  return Room as object as new() => Record<string, unknown>
}

/** What a message has for a field; undefined where it has nothing. */
const wireOf = (message: AmiMessage.AmiMessage, name: string, takes: Takes): Wire | undefined => {
  if (takes === "headers") return message.headers.length === 0 ? undefined : message.headers
  const value = message.get(name)
  return takes === "text" || value === undefined ? value : message.getAll(name)
}

/** Reads field by field what did not fit as a whole. */
const readEach = <A>(
  own: ReadonlyArray<Own>,
  record: WireRecord,
  strictness: Strictness
): Result.Result<{ readonly value: A; readonly faults: ReadonlyArray<string> }, string> => {
  const value: object = {}
  const faults: Array<string> = []
  for (const { decode, name } of own) {
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
  return Result.succeed({ value: value as A, faults })
}

/** Gives what it is given, so that a class above it adds its private fields to that. */
// oxlint-disable-next-line typescript/no-extraneous-class
class Given {
  constructor(record: object) {
    return record
  }
}

/**
 * What a record was read from, in private fields of the record: nobody sees them, and they cost a fiftieth of what properties
 * do that are hidden by `defineProperty`.
 */
class Origin extends Given {
  readonly #message: AmiMessage.AmiMessage
  readonly #faults: ReadonlyArray<string>

  constructor(record: object, message: AmiMessage.AmiMessage, faults: ReadonlyArray<string>) {
    super(record)
    this.#message = message
    this.#faults = faults
  }

  static of<A extends object>(record: A, message: AmiMessage.AmiMessage, faults: ReadonlyArray<string>): A {
    // What is made is the record itself.
    return new Origin(record, message, faults) as object as A
  }

  static message(record: object): AmiMessage.AmiMessage | undefined {
    return #message in record ? record.#message : undefined
  }

  static faults(record: object): ReadonlyArray<string> {
    return #faults in record ? record.#faults : none
  }
}

/** The message that a record was read from. */
export const messageOf = (record: object): AmiMessage.AmiMessage | undefined => Origin.message(record)

/** What did not fit in the message that a record was read from. */
export const faultsOf = (record: object): ReadonlyArray<string> => Origin.faults(record)

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

/** Schema for a text that is always the same. */
export const literal = <const Text extends string>(text: Text): Schema.Codec<Text> =>
  AmiValue.direct(Schema.Literal(text), (value) => (value === text ? text : AmiValue.misfit))

/** Builds a schema in one call, which bundlers leave out where nobody uses it. */
export const built = <A>(build: () => A): A => build()

/** Builds a value at its first use and keeps it. */
export const once = <A>(build: () => A): () => A => {
  let built: { readonly value: A } | undefined
  return () => (built ??= { value: build() }).value
}
