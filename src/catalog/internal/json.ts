/**
 * The typed side of records as schemas: what can be written as JSON, and read again.
 *
 * Nothing here is loaded before somebody asks for such a schema, except for the links of a few fields.
 *
 * @since 0.2.0
 */
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import * as SchemaTransformation from "effect/SchemaTransformation"
import { readerOf } from "../../internal/readers.ts"
import type { Field, Fields, Strictness } from "./fields.ts"

/**
 * The schema of what a record is read as. A lenient record may lack any field, and has `NaN` for a number that is none; an
 * open one may hold other text.
 */
export const typed = <A>(fields: Fields, strictness: Strictness, isOpen = false): Schema.Codec<A> => {
  const typedFields = Object.entries(fields).map(([name, field]) => [
    name,
    strictness === "strict" || name === "Event" ? required(field) : Schema.optional(lenient(field))
  ])
  const struct = Schema.Struct(Object.fromEntries(typedFields))
  const others = Schema.Record(Schema.String, Schema.UndefinedOr(Schema.String))
  // The seam to the interface of the record, as in `fields.ts`.
  return (isOpen ? Schema.StructWithRest(struct, [others]) : struct) as Schema.Constraint as Schema.Codec<A>
}

/** TypeScript lets a record hold `undefined` for what may be absent, unless a project forbids it. */
const required = (field: Field): Schema.Constraint => {
  const type = Schema.toType(field)
  return SchemaAST.isOptional(type.ast) ? Schema.optional(safe(type)) : safe(type)
}

const lenient = (field: Field): Schema.Constraint =>
  // An integer is checked to be one, which `NaN` is not.
  typeof readerOf(field)?.instead === "number" ? Schema.Number : safe(Schema.toType(field))

/**
 * Records whose keys are data, such as variables, are written as a list of pairs if a key ends in a backslash: once V8 13.6 (of
 * Node 24) has read such a key, `JSON.parse` may take it for another key that begins alike and has an escape there.
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

/** What several headers make, as it is: a list of records that keep what they were read from. */
export const listOf = <A>(fields: () => Fields): Schema.Codec<ReadonlyArray<A>> =>
  Schema.declare((value): value is ReadonlyArray<A> => Array.isArray(value), {
    expected: "a list",
    toCodecJson: () =>
      Schema.link<ReadonlyArray<A>>()(
        Schema.Array(typed<A>(fields(), "lenient")),
        SchemaTransformation.passthrough<ReadonlyArray<A>>()
      )
  })
