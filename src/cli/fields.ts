/**
 * The fields that `--fields` names: those of the schema of what a command prints.
 *
 * @since 0.2.0
 */
import type * as Schema from "effect/Schema"
import type * as SchemaAST from "effect/SchemaAST"
import { type Failed, usage } from "./failure.ts"

/** The name of a field as it is spelt, whatever its case was when it was asked for. */
export const nameIn = (names: ReadonlyArray<string>, wanted: string): string | undefined =>
  names.find((name) => name === wanted) ?? names.find((name) => name.toLowerCase() === wanted.toLowerCase())

/** The error for a field that there is not. */
export const noField = (field: string, names: ReadonlyArray<string>): Failed =>
  usage(`There is no field ${field}`, `Fields: ${names.join(", ")}`)

/** The names of the fields of what is printed, or of each row; `undefined` if it may have any. */
export const fieldNames = (output: Schema.Top): ReadonlyArray<string> | undefined => namesOf(output.ast)

const namesOf = (ast: SchemaAST.AST): ReadonlyArray<string> | undefined => {
  switch (ast._tag) {
    case "Arrays":
      return all(ast.rest)
    case "Union":
      return all(ast.types)
    case "Objects":
      return ast.indexSignatures.length > 0 ? undefined : ast.propertySignatures.flatMap(({ name, type }) => // The rows of a report are one of its fields.
      [String(name), ...type._tag === "Arrays" ? namesOf(type) ?? [] : []])
    default:
      return undefined
  }
}

const all = (asts: ReadonlyArray<SchemaAST.AST>): ReadonlyArray<string> | undefined => {
  const names = new Set<string>()
  for (const ast of asts) {
    const found = namesOf(ast)
    if (found === undefined) return undefined
    for (const name of found) names.add(name)
  }
  return [...names]
}
