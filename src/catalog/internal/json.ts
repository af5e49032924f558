/**
 * The decoded side of records as schemas with a JSON form.
 *
 * Nothing here is loaded before such a schema is requested, except for the links of a few fields.
 *
 * @since 0.2.0
 */
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import * as SchemaTransformation from "effect/SchemaTransformation"
import { readerOf } from "../../internal/readers.ts"
import type { Field, Fields, Strictness } from "./fields.ts"

/**
 * The schema of a decoded record. A lenient record may lack any field, and has `NaN` for an invalid number; an open one
 * may contain other text.
 */
export const typed = <A>(fields: Fields, strictness: Strictness, isOpen = false): Schema.Codec<A> => {
  const typedFields = Object.entries(fields).map(([name, field]) => [
    name,
    strictness === "strict" || name === "Event" ? required(field) : Schema.optional(lenient(field))
  ])
  const struct = Schema.Struct(Object.fromEntries(typedFields))
  const others = Schema.Record(Schema.String, Schema.UndefinedOr(Schema.String))
  // A type assertion to the interface of the record, as in `fields.ts`.
  return (isOpen ? Schema.StructWithRest(struct, [others]) : struct) as Schema.Constraint as Schema.Codec<A>
}

/** TypeScript allows `undefined` for absent fields, unless a project sets `exactOptionalPropertyTypes`. */
const required = (field: Field): Schema.Constraint => {
  const type = Schema.toType(field)
  return SchemaAST.isOptional(type.ast) ? Schema.optional(safe(type)) : safe(type)
}

const lenient = (field: Field): Schema.Constraint =>
  // `Schema.Int` would refuse `NaN`.
  typeof readerOf(field)?.instead === "number" ? Schema.Number : safe(Schema.toType(field))

/**
 * Records whose keys are data, such as variables, are encoded as a list of pairs if a key ends in a backslash: once V8
 * 13.6 (Node 24) has read such a key, `JSON.parse` may confuse it with another key that starts the same and has an
 * escape at that position.
 */
const safe = (type: Schema.Constraint): Schema.Constraint => {
  const { ast } = type
  if (!SchemaAST.isObjects(ast) || ast.propertySignatures.length > 0) return type
  const [signature, ...others] = ast.indexSignatures
  if (signature === undefined || others.length > 0 || signature.parameter !== SchemaAST.string) return type
  const value: Schema.Codec<unknown> = Schema.make(signature.type)
  const record = Schema.Record(Schema.String, value)
  const [check, ...checks] = (ast.checks ?? []) as ReadonlyArray<SchemaAST.Check<typeof record.Type>>
  return Schema.Union([Schema.Array(Schema.Tuple([Schema.String, value])), record]).pipe(
    Schema.decodeTo(
      check === undefined ? record : record.check(check, ...checks),
      SchemaTransformation.transform({
        decode: (json: Pairs | typeof record.Type) => isPairs(json) ? Object.fromEntries(json) : json,
        encode: (keyed: typeof record.Type): Pairs | typeof record.Type =>
          Object.keys(keyed).some((key) => key.endsWith("\\")) ? Object.entries(keyed) : keyed
      })
    )
  )
}

type Pairs = ReadonlyArray<readonly [name: string, value: unknown]>

const isPairs = (json: Pairs | Readonly<Record<string, unknown>>): json is Pairs => Array.isArray(json)

/** A list of records that several headers decode to, kept as it is with the messages that the records come from. */
export const listOf = <A>(fields: () => Fields): Schema.Codec<ReadonlyArray<A>> =>
  Schema.declare((value): value is ReadonlyArray<A> => Array.isArray(value), {
    expected: "a list",
    toCodecJson: () =>
      Schema.link<ReadonlyArray<A>>()(
        Schema.Array(typed<A>(fields(), "lenient")),
        SchemaTransformation.passthrough<ReadonlyArray<A>>()
      )
  })
