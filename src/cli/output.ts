/**
 * How results are printed: data on stdout, talk on stderr.
 *
 * A pipe gets the same table as a terminal, but uncut and uncoloured. JSON is never coloured.
 *
 * @since 0.2.0
 */
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as AmiMessage from "../protocol/AmiMessage.ts"
import { Cli } from "./context.ts"
import type { Failed } from "./failure.ts"
import { nameIn, noField } from "./fields.ts"
import { Host } from "./host.ts"
import { fit, printable, type Style, widthOf } from "./style.ts"

export { elapsed, fit, pad, printable, widthOf } from "./style.ts"

// --- Streams ----------------------------------------------------------------

/** Writes to stdout, and waits while the pipe is full: one call for a batch. */
export const writeOut = (text: string): Effect.Effect<void, never, Host> => Host.use((host) => host.stdout(text))

/** Says something on stderr, unless `--quiet`. */
export const say = (text: string): Effect.Effect<void, never, Cli | Host> =>
  Effect.gen(function*() {
    const { isQuiet } = yield* Cli
    if (!isQuiet) yield* (yield* Host).stderr(`${text}\n`)
  })

/** A warning on stderr, unless `--quiet`. */
export const warn = (text: string): Effect.Effect<void, never, Cli | Host> =>
  Cli.use(({ errorStyle }) => say(`${errorStyle.yellow("ami:")} ${text}`))

// --- JSON -------------------------------------------------------------------

/** A value as JSON has it: durations in seconds, times in ISO 8601, messages as objects, secrets replaced. */
export const jsonValue = (value: unknown): unknown => {
  if (Duration.isDuration(value)) return Math.round(Duration.toMillis(value)) / 1000
  if (DateTime.isDateTime(value)) return DateTime.formatIso(value)
  if (AmiMessage.isAmiMessage(value)) return objectOf(value.toJSON())
  if (Array.isArray(value)) return value.map(jsonValue)
  if (!Predicate.isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, field]) =>
      field === undefined ? [] : [[name, AmiMessage.isSecretHeader(name) ? "<redacted>" : jsonValue(field)]]
    )
  )
}

/** Headers as an object; a repeated header becomes an array. */
const objectOf = (headers: ReadonlyArray<AmiMessage.Header>): Record<string, string | Array<string>> => {
  const object: Record<string, string | Array<string>> = {}
  for (const [name, value] of headers) {
    const before = Object.hasOwn(object, name) ? object[name] : undefined
    const all = before === undefined ? value : [before, value].flat()
    // A header may have any name, also that of a setter.
    if (name !== "__proto__") object[name] = all
    else Object.defineProperty(object, name, { value: all, configurable: true, enumerable: true, writable: true })
  }
  return object
}

/** Prints one JSON value: indented on a terminal, one line in a pipe and with `--ndjson`. */
export const printJson = (value: unknown): Effect.Effect<void, never, Cli | Host> =>
  Cli.use(({ format, isTerminal }) =>
    writeOut(`${JSON.stringify(jsonValue(value), null, isTerminal && format === "json" ? 2 : 0)}\n`)
  )

/** Prints one result: its JSON, or what people read. */
export const printOne = (
  value: object,
  human: string | ReadonlyArray<string>
): Effect.Effect<void, Failed, Cli | Host> =>
  Effect.flatMap(Effect.all([Cli, Gather]), ([{ fields, format }, gather]) =>
    gather !== undefined
      ? printRows({
        columns: [{ field: "result", title: "RESULT", value: () => [human].flat().join("; ") }],
        json: (row: object) => row,
        empty: ""
      }, [value])
      : format === "human"
      ? writeOut([human].flat().map((line) => `${line}\n`).join(""))
      : format === "json" || format === "ndjson"
      ? printJson(picked(jsonValue(value), fields))
      : printRows({ columns: [], json: (row: object) => row, empty: "" }, [value]))

// --- Rows -------------------------------------------------------------------

/** A column of a table. */
export interface Column<Row> {
  /** Its name for `--fields`: that of the field in the JSON. */
  readonly field: string
  readonly title: string
  readonly value: (row: Row) => string
  readonly align?: "left" | "right"
  /** The width below which it is not cut. Defaults to 8. */
  readonly least?: number
  /** How its cells are coloured. */
  readonly style?: (row: Row, style: Style) => ((text: string) => string) | undefined
}

/** A table: its columns for people, and its JSON for programs. */
export interface Table<Row> {
  readonly columns: ReadonlyArray<Column<Row>>
  readonly json: (row: Row) => object
  /** What is said on stderr if there are no rows. */
  readonly empty: string
}

/** Takes the rows of one PBX of several, which are printed together; undefined if they are printed at once. */
export const Gather = Context.Reference<((table: Table<unknown>, rows: ReadonlyArray<unknown>) => void) | undefined>(
  "effect-ami/cli/Gather",
  { defaultValue: () => undefined }
)

/** Prints rows in the form that the flags ask for. */
export const printRows = <Row>(
  table: Table<Row>,
  rows: ReadonlyArray<Row>
): Effect.Effect<void, Failed, Cli | Host> =>
  Effect.gen(function*() {
    const cli = yield* Cli
    const gather = yield* Gather
    // Who gathers hands each table only rows of its own.
    if (gather !== undefined) return gather(table as Table<unknown>, rows)
    if (!cli.areFieldsKnown) yield* checkFields(table, rows, cli.fields)
    if (cli.format === "json" || cli.format === "ndjson") {
      const values = rows.map((row) => picked(jsonValue(table.json(row)), cli.fields))
      return yield* cli.format === "json"
        ? printJson(values)
        : writeOut(values.map((value) => `${JSON.stringify(value)}\n`).join(""))
    }
    const columns = columnsOf(table, rows, cli.fields)
    if (cli.format !== "human") {
      // For programs: the values of the JSON, and not what people read.
      const plain = columns.map(({ field, title }) => jsonColumn(table, field, title))
      return yield* writeOut(separated(plain, rows, { hasHeader: cli.hasHeader, isTab: cli.format === "tsv" }))
    }
    if (rows.length === 0) return yield* say(table.empty)
    yield* writeOut(tableText(columns, rows, cli))
  })

/** The named fields of an object, in the order of `--fields`. */
export const picked = (value: unknown, fields: ReadonlyArray<string>): unknown => {
  if (fields.length === 0 || !Predicate.isObject(value)) return value
  return Object.fromEntries(fields.flatMap((field) => {
    const name = nameIn(Object.keys(value), field)
    return name === undefined ? [] : [[name, Reflect.get(value, name)] as const]
  }))
}

const keysOf = <Row>(table: Table<Row>, rows: ReadonlyArray<Row>): ReadonlyArray<string> => [
  ...new Set(rows.flatMap((row) => Object.keys(table.json(row))))
]

/** Rows that may have any field have one with each name that was asked for. */
const checkFields = <Row>(
  table: Table<Row>,
  rows: ReadonlyArray<Row>,
  fields: ReadonlyArray<string>
): Effect.Effect<void, Failed> => {
  if (fields.length === 0 || rows.length === 0) return Effect.void
  const names = [...new Set([...table.columns.map(({ field }) => field), ...keysOf(table, rows)])]
  const unknown = fields.find((field) => nameIn(names, field) === undefined)
  return unknown === undefined ? Effect.void : Effect.fail(noField(unknown, names))
}

/** The columns to print: those of the table, or those that `--fields` names, of the table or of the JSON. */
export const columnsOf = <Row>(
  table: Table<Row>,
  rows: ReadonlyArray<Row>,
  fields: ReadonlyArray<string>
): ReadonlyArray<Column<Row>> => {
  if (fields.length === 0 && table.columns.length > 0) return table.columns
  const keys = keysOf(table, rows)
  const names = table.columns.map(({ field }) => field)
  return (fields.length === 0 ? keys : fields).map((field) => {
    const known = nameIn(names, field)
    const key = nameIn(keys, field) ?? field
    return table.columns.find((column) => column.field === known) ?? jsonColumn(table, key, key.toUpperCase())
  })
}

/** A column with what a field has in the JSON. */
const jsonColumn = <Row>(table: Table<Row>, field: string, title: string): Column<Row> => ({
  field,
  title,
  value: (row) => textOf(jsonValue(Reflect.get(table.json(row), field)))
})

const textOf = (value: unknown): string =>
  value === undefined || value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value)

/** A table as text, cut to a width if there is one: cells get shorter, then the last columns have no place. */
export const tableText = <Row>(
  all: ReadonlyArray<Column<Row>>,
  rows: ReadonlyArray<Row>,
  options: { readonly width: number | undefined; readonly hasHeader: boolean; readonly style: Style }
): string => {
  const { hasHeader, style } = options
  const cells = rows.map((row) => all.map((column) => printable(column.value(row))))
  const natural = all.map(({ title }, index) =>
    Math.max(hasHeader ? widthOf(title) : 0, ...cells.map((row) => widthOf(row[index] ?? "")))
  )
  const widths = options.width === undefined
    ? natural
    : fitting(natural, all.map(({ least = 8 }) => least), options.width)
  const columns = all.slice(0, widths.length)
  const line = (texts: ReadonlyArray<string>, paint: (index: number) => ((text: string) => string) | undefined) =>
    `${
      texts.map((text, index) => {
        const width = widths[index] ?? 0
        const cell = fit(text, width)
        const isLast = index === texts.length - 1
        const isRight = columns[index]?.align === "right"
        const gap = isLast && !isRight ? "" : " ".repeat(Math.max(0, width - widthOf(cell)))
        const painted = (paint(index) ?? ((text: string) => text))(cell)
        return isRight ? gap + painted : painted + gap
      }).join("  ").trimEnd()
    }\n`
  const header = hasHeader ? [line(columns.map(({ title }) => title), () => style.bold)] : []
  return [
    ...header,
    ...rows.map((row, at) =>
      line((cells[at] ?? []).slice(0, columns.length), (index) => columns[index]?.style?.(row, style))
    )
  ].join("")
}

/** The widths of the columns that fit into a line, the first ones: at least one of them. */
const fitting = (
  natural: ReadonlyArray<number>,
  least: ReadonlyArray<number>,
  width: number
): ReadonlyArray<number> => {
  const widths = natural.slice()
  while (widths.length > 1 && total(widths.map((one, index) => Math.min(one, least[index] ?? 0))) > width) widths.pop()
  shrink(widths, least, width)
  return widths.length === 1 ? widths.map((one) => Math.max(1, Math.min(one, width))) : widths
}

/** The width of a line of columns, two spaces apart. */
const total = (widths: ReadonlyArray<number>): number => widths.reduce((sum, one) => sum + one + 2, -2)

/** Takes from the widest columns until the line fits, but no column below its least width. */
const shrink = (widths: Array<number>, least: ReadonlyArray<number>, width: number): void => {
  const spare = (index: number) => (widths[index] ?? 0) - (least[index] ?? 0)
  for (let over = total(widths) - width; over > 0; over--) {
    const widest = widths.reduce((best, _, index) => spare(index) > spare(best) ? index : best, 0)
    if (spare(widest) <= 0) return
    widths[widest] = (widths[widest] ?? 0) - 1
  }
}

/** Rows as CSV (RFC 4180), or as TSV, whose cells have no tabs and line breaks. */
const separated = <Row>(
  columns: ReadonlyArray<Column<Row>>,
  rows: ReadonlyArray<Row>,
  { hasHeader, isTab }: { readonly hasHeader: boolean; readonly isTab: boolean }
): string => {
  const cell = (text: string) =>
    isTab
      ? text.replaceAll(/[\t\r\n]+/g, " ")
      : /[",\r\n]/.test(text)
      ? `"${text.replaceAll(`"`, `""`)}"`
      : text
  const line = (texts: ReadonlyArray<string>) => `${texts.map(cell).join(isTab ? "\t" : ",")}\n`
  return [
    ...hasHeader ? [line(columns.map(({ field }) => field))] : [],
    ...rows.map((row) => line(columns.map(({ value }) => value(row))))
  ].join("")
}
