/**
 * Events as Asterisk writes them, from the values that a test specifies.
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

/** The wire forms of a header: with a value, and without. */
interface Part {
  readonly name: string
  readonly write: (value: unknown) => Result.Result<ReadonlyArray<AmiMessage.Header>, Invalid>
  readonly otherwise: ReadonlyArray<AmiMessage.Header>
}

/** Cached, because building them takes a hundred times as long as writing an event. */
const parts = new WeakMap<AmiEvent.Any, ReadonlyArray<Part>>()

const partsOf = (event: AmiEvent.Any): ReadonlyArray<Part> => {
  const known = parts.get(event)
    ?? Object.entries(event.fields()).filter(([name]) => name !== "Event").map(([name, field]) => partOf(name, field))
  parts.set(event, known)
  return known
}

/** The text of an event, or the value that cannot be written. */
export const textOf = (event: AmiEvent.Any, given: Readonly<Record<string, unknown>>): Result.Result<string, Invalid> =>
  Result.gen(function*() {
    if (!isRecord(given)) return yield* Result.fail({ option: "fields", rule: "must be an object of values" })
    const parts = partsOf(event)
    const known = parts.map(({ name }) => name)
    const unknown = Object.keys(given).find((name) => given[name] !== undefined && !known.includes(name))
    if (unknown !== undefined) {
      const meant = nearest(unknown, known)
      const rule = `is not a header of ${event.name}${meant === undefined ? "" : `: did you mean \`${meant}\`?`}`
      return yield* Result.fail({ option: unknown, rule })
    }
    const privilege = event.privilege.length === 0
      ? []
      : [["Privilege", [...event.privilege, "all"].join(",")] as const]
    const headers: Array<AmiMessage.Header> = [["Event", event.name], ...privilege]
    for (const { name, otherwise, write } of parts) {
      headers.push(...given[name] === undefined ? otherwise : yield* write(given[name]))
    }
    const broken = headers.find(([, value]) => /[\r\n]/.test(value))
    if (broken !== undefined) return yield* Result.fail({ option: broken[0], rule: "must be without line breaks" })
    const issue = issueOf(event, AmiMessage.make(headers))
    if (issue !== undefined) {
      return yield* Result.fail({ option: "fields", rule: `must make an event that can be read again: ${issue}` })
    }
    return headers.map(([name, value]) => `${name}: ${value}`).join("\n")
  })

/** Why a subscriber to an event would not receive a message. */
const issueOf = (event: AmiEvent.Any, message: AmiMessage.AmiMessage): string | undefined => {
  const read = Result.try(() => event.decode(message))
  if (Result.isFailure(read)) return "its schema throws"
  if (Result.isFailure(read.success)) return read.success.failure
  return event.matches(message) ? undefined : "it is another one"
}

const partOf = (name: string, field: Field): Part => {
  const schema = Schema.Struct({ [name]: field }) as Schema.Constraint as Schema.Codec<object, Record<string, Wire>>
  const encode = SchemaParser.encodeUnknownResult(schema)
  const decode = SchemaParser.decodeUnknownResult(schema)
  const fits = (record: object) => Result.getOrElse(Result.try(() => Result.isSuccess(decode(record))), () => false)
  const wire = fits({}) ? undefined : defaultsOf(field).find((wire) => fits({ [name]: wire }))
  const no = (rule: string) => Result.fail<Invalid>({ option: name, rule })
  return {
    name,
    otherwise: linesOf(name, wire),
    write: (value) => {
      const encoded = Result.try(() => encode({ [name]: value }))
      if (Result.isFailure(encoded)) return no("must be a value that its schema can write")
      if (Result.isSuccess(encoded.success)) return Result.succeed(linesOf(name, encoded.success.success[name]))
      const [issue] = SchemaIssue.makeFormatterStandardSchemaV1()(encoded.success.failure).issues
      return no(`must be as its type says: ${issue?.message ?? "it does not fit"}`)
    }
  }
}

const linesOf = (name: string, wire: Wire | undefined): ReadonlyArray<AmiMessage.Header> =>
  wire === undefined
    ? []
    : typeof wire === "string"
    ? [[name, wire]]
    : wire.map((one) => (typeof one === "string" ? [name, one] : one))

/** The placeholder that Asterisk writes for no value: the first that a field accepts. */
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
