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
  return SchemaAST.isOptional(type.ast) ? Schema.optional(type) : type
}

const lenient = (field: Field): Schema.Constraint =>
  // An integer is checked to be one, which `NaN` is not.
  typeof readerOf(field)?.instead === "number" ? Schema.Number : Schema.toType(field)

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
