/**
 * Headers to typed records and back, by the fields of a schema.
 *
 * A field is found by its name whatever its case (Asterisk spells `Uniqueid`
 * in three ways). Its schema says what it takes: one header if it encodes
 * to text; all headers of its name if it encodes to texts; all headers of
 * the message if it encodes to headers. The schema is built at the first
 * use, so that a catalogue of hundreds costs nothing at start, and run by
 * `SchemaParser` itself: the error of `Schema` would be 2.7 kB of every bundle.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaParser from "effect/SchemaParser"
import * as Readers from "../../internal/readers.ts"
import type { EncodeFailure } from "../../protocol/AmiCodec.ts"
import type * as AmiMessage from "../../protocol/AmiMessage.ts"
import { cameFrom, direct, faultsOf, none, wireOf } from "./direct.ts"
import {
  codec,
  type Fields,
  issueOf,
  oddOf,
  once,
  type Part,
  partsOf,
  readAlone,
  type Strictness,
  type Wire
} from "./fields.ts"

export { cameFrom, faultsOf, messageOf } from "./direct.ts"
export { type Field, type Fields, once, onceBare, type Strictness } from "./fields.ts"

// --- Reading ----------------------------------------------------------------

/**
 * Reads a record from the headers of a message; a failure names the field and what was expected, not the value.
 *
 * A value that does not fit is left out if its field is optional. Lenient reading never fails: a field whose header is missing
 * or does not fit is left out, or is `NaN` if it is a number that is always there, and is named among the faults.
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
  // The seam to the interface of the record.
  return (message) => (decode ??= build())(message) as Result.Result<A, string>
}

/** Reads each field by its schema alone. */
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
    const decoded = readAlone(part, wire)
    if (Result.isSuccess(decoded)) {
      // Not an assignment, which would set the prototype by a field of that name.
      value = { ...value, ...decoded.success }
      if (part.takes === "headers") faults = [...faults, ...faultsOf(value[name])]
      continue
    }
    const odd = oddOf(part, wire, strictness)
    if (odd.isFatal) return Result.fail(odd.fault)
    if (odd.instead !== undefined) value[name] = odd.instead
    faults = [...faults, odd.fault]
  }
  return Result.succeed(cameFrom(value, message, faults))
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
