/**
 * Events as Asterisk writes them, from the values that a test cares for.
 *
 * @since 0.2.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaParser from "effect/SchemaParser"
import type * as AmiEvent from "../../catalog/AmiEvent.ts"
import { type Invalid, isRecord } from "../../internal/options.ts"
import { nearest } from "../../internal/spelling.ts"
import * as AmiMessage from "../../protocol/AmiMessage.ts"

type Field = ReturnType<AmiEvent.Any["fields"]>[string]
type Wire = string | ReadonlyArray<string> | ReadonlyArray<AmiMessage.Header>

/** The text of an event, or the value that cannot be written. */
export const textOf = (event: AmiEvent.Any, given: Readonly<Record<string, unknown>>): Result.Result<string, Invalid> =>
  Result.gen(function*() {
    if (!isRecord(given)) return yield* Result.fail({ option: "fields", rule: "must be an object of values" })
    const fields = event.fields()
    const known = Object.keys(fields)
    const unknown = Object.keys(given).find((name) => given[name] !== undefined && !known.includes(name))
    if (unknown !== undefined) {
      const meant = nearest(unknown, known)
      const rule = `is no header of ${event.name}${meant === undefined ? "" : `: did you mean \`${meant}\`?`}`
      return yield* Result.fail({ option: unknown, rule })
    }
    const privilege = event.privilege.length === 0
      ? []
      : [["Privilege", [...event.privilege, "all"].join(",")] as const]
    const headers: Array<AmiMessage.Header> = [["Event", event.name], ...privilege]
    for (const [name, field] of Object.entries(fields)) {
      if (name !== "Event") headers.push(...yield* headersOf(name, field, given[name]))
    }
    const broken = headers.find(([, value]) => /[\r\n]/.test(value))
    if (broken !== undefined) return yield* Result.fail({ option: broken[0], rule: "must be without line breaks" })
    const message = AmiMessage.make(headers)
    const read = Result.try(() => event.decode(message))
    const issue = Result.isFailure(read)
      ? "its schema throws"
      : Result.isFailure(read.success)
      ? read.success.failure
      : event.matches(message)
      ? undefined
      : "it is another one"
    if (issue !== undefined) {
      return yield* Result.fail({ option: "fields", rule: `must make an event that can be read again: ${issue}` })
    }
    return headers.map(([name, value]) => `${name}: ${value}`).join("\n")
  })

/** The headers of one field: those of its value, or those without which the event could not be read. */
const headersOf = (
  name: string,
  field: Field,
  value: unknown
): Result.Result<ReadonlyArray<AmiMessage.Header>, Invalid> => {
  const schema = Schema.Struct({ [name]: field }) as Schema.Constraint as Schema.Codec<object, Record<string, Wire>>
  if (value === undefined) {
    const decode = SchemaParser.decodeUnknownResult(schema)
    const fits = (record: object) => Result.getOrElse(Result.try(() => Result.isSuccess(decode(record))), () => false)
    const wire = fits({}) ? undefined : defaultsOf(field).find((wire) => fits({ [name]: wire }))
    return Result.succeed(linesOf(name, wire))
  }
  const encoded = Result.try(() => SchemaParser.encodeUnknownResult(schema)({ [name]: value }))
  if (Result.isFailure(encoded)) return Result.fail({ option: name, rule: "must be a value that its schema can write" })
  if (Result.isFailure(encoded.success)) {
    const [issue] = SchemaIssue.makeFormatterStandardSchemaV1()(encoded.success.failure).issues
    return Result.fail({ option: name, rule: `must be as its type says: ${issue?.message ?? "it does not fit"}` })
  }
  return Result.succeed(linesOf(name, encoded.success.success[name]))
}

const linesOf = (name: string, wire: Wire | undefined): ReadonlyArray<AmiMessage.Header> =>
  wire === undefined
    ? []
    : typeof wire === "string"
    ? [[name, wire]]
    : wire.map((one) => (typeof one === "string" ? [name, one] : one))

/** What Asterisk writes for nothing: the first that a field takes. */
const defaultsOf = (field: Field): ReadonlyArray<Wire> => {
  const { ast } = Schema.toEncoded(field)
  const alone = [
    ...literalsOf(ast),
    "",
    "0",
    "No",
    "no",
    "false",
    "00:00:00",
    "1970-01-01 00:00:00",
    "0.000000",
    "1970-01-01T00:00:00.000+0000"
  ]
  return ast._tag === "Arrays" ? alone.map((text) => [text]) : alone
}

const literalsOf = (ast: Schema.Constraint["ast"]): ReadonlyArray<string> =>
  ast._tag === "Literal" ? [String(ast.literal)] : ast._tag === "Union" ? ast.types.flatMap(literalsOf) : []
