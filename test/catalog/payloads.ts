/**
 * Payloads for each action of the catalogue, made from values that its fields accept.
 */
import { assert } from "@effect/vitest"
import { Duration, Redacted, Result, Schema, type SchemaAST } from "effect"
import * as AllActions from "effect-ami/catalog/AllActions"
import * as fc from "fast-check"
import type { Field } from "../../src/catalog/internal/record.ts"

/** Values of every kind that some payload accepts. */
const candidates: ReadonlyArray<unknown> = [
  "PJSIP/alice-00000001",
  "/^PJSIP/",
  "",
  "a=b, \"c\" \\ (d)",
  "1",
  0,
  1,
  17,
  true,
  false,
  Duration.millis(1),
  Duration.millis(1500),
  Duration.seconds(30),
  Duration.minutes(5),
  ["a", "b"],
  ["call", "cdr"],
  "on",
  "off",
  { A: "1" },
  { __LANG: "de", "CALLERID(name)": "O'Neil, \"Bob\"" },
  Redacted.make("hidden"),
  [{ UnitAmount: 3, UnitType: 1 }, { UnitAmount: 4 }],
  [
    { Action: "NewCat", Cat: "sales" },
    { Action: "Append", Cat: "sales", Var: "strategy", Value: "ringall" },
    { Action: "Delete", Cat: "sales", Var: "member", Match: "a", Line: 2 }
  ]
]

/** The words of an enumeration. */
const literals = (ast: SchemaAST.AST): ReadonlyArray<unknown> =>
  ast._tag === "Literal" ? [ast.literal] : ast._tag === "Union" ? ast.types.flatMap(literals) : []

const fieldsOf = (field: Field) => Schema.Struct({ field }) as Schema.Constraint as Schema.Codec<unknown, unknown>

/** Whether a field can be written with a value. */
export const isTaken = (field: Field, value: unknown): boolean => {
  const encoded = Schema.encodeUnknownResult(fieldsOf(field))({ field: value })
  // A secret is an object without own keys, which would be an empty set of variables.
  return Result.isSuccess(encoded) && JSON.stringify(encoded.success) !== `{"field":[]}`
}

/** Whether a payload may lack a field. */
export const isOptional = (field: Field): boolean => Result.isSuccess(Schema.encodeUnknownResult(fieldsOf(field))({}))

/** The values that the schema of a field accepts, and any text if it accepts any. */
const valuesOf = (name: string, field: Field): fc.Arbitrary<unknown> => {
  const taken = [...candidates, ...literals(field.ast)].filter((value) => isTaken(field, value))
  assert.isNotEmpty(taken, `no candidate fits ${name}`)
  const isText = taken.includes("PJSIP/alice-00000001") && taken.includes("")
  return isText ? fc.oneof(fc.constantFrom(...taken), fc.string()) : fc.constantFrom(...taken)
}

/** Each action with its fields, and payloads that it accepts. */
export const payloads = AllActions.all.map((make) => {
  const fields = make.fields()
  const entries = Object.entries(fields)
  return {
    make,
    fields,
    payload: fc.record(
      Object.fromEntries(entries.map(([name, field]) => [name, valuesOf(`${make.name}.${name}`, field)])),
      { requiredKeys: entries.filter(([, field]) => !isOptional(field)).map(([name]) => name) }
    )
  }
})
