/**
 * `ami describe`: what an action or an event is, from the reference that the catalogue is generated with.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Cli } from "../context.ts"
import { usage } from "../failure.ts"
import { globOf } from "../glob.ts"
import * as Known from "../known.ts"
import { printRows, type Table, writeOut } from "../output.ts"
import { pad, type Style, wrap } from "../style.ts"

const Field = Schema.Struct({
  name: Schema.String,
  type: Schema.String,
  required: Schema.optionalKey(Schema.Boolean),
  says: Schema.optionalKey(Schema.String)
})

const Entry = Schema.Struct({
  kind: Schema.Literals(["action", "event"]),
  name: Schema.String,
  /** The name of its constructor in the library, if that is another one. */
  identifier: Schema.optionalKey(Schema.String),
  says: Schema.String,
  details: Schema.optionalKey(Schema.Array(Schema.String)),
  gotchas: Schema.optionalKey(Schema.Array(Schema.String)),
  /** Of an action: one of them is needed in `write`. Of an event: all of them are needed in `read`. */
  classes: Schema.Array(Schema.String),
  releases: Schema.String,
  danger: Schema.optionalKey(Schema.String),
  blocks: Schema.optionalKey(Schema.Boolean),
  isItem: Schema.optionalKey(Schema.Boolean),
  items: Schema.optionalKey(Schema.Array(Schema.String)),
  fields: Schema.optionalKey(Schema.Array(Field)),
  answer: Schema.optionalKey(Schema.Array(Field))
})

type Entry = typeof Entry.Type

/** What is described. */
export const output = Schema.Array(Entry)

/** Loaded here only: it is the largest part of the bundle. */
const reference = Effect.promise(() => import("../reference.json", { with: { type: "json" } }))

/** So many are described in full; more are a table. */
const mostInFull = 3

export const run = ({ name = "*" }: { readonly name: string | undefined }) =>
  Effect.gen(function*() {
    const { format, style } = yield* Cli
    const entries = yield* Effect.orDie(Schema.decodeUnknownEffect(output)((yield* reference).default))
    const pattern = globOf(name)
    const found = entries.filter((entry) => pattern.test(entry.name))
    if (found.length === 0) {
      const near = Known.near(name, [...new Set(entries.map((entry) => entry.name))])
      return yield* usage(
        `There is no action and no event ${name}`,
        near.length === 0 ? "ami describe lists them all" : `Did you mean ${near.join(", ")}?`
      )
    }
    yield* format === "human" && found.length <= mostInFull
      ? writeOut(found.map((entry) => inFull(entry, style)).join("\n"))
      : printRows(table, found)
  })

const table: Table<Entry> = {
  columns: [
    { field: "name", title: "NAME", value: ({ name }) => name },
    { field: "kind", title: "KIND", value: ({ kind }) => kind },
    { field: "classes", title: "CLASS", value: ({ classes }) => classes.join(",") || "-", least: 6 },
    { field: "releases", title: "ASTERISK", value: (entry) => releasesOf(entry), least: 4 },
    { field: "says", title: "", value: ({ danger, says }) => `${danger === undefined ? "" : "! "}${says}`, least: 12 }
  ],
  json: (entry) => entry,
  empty: ""
}

const releasesOf = ({ releases }: Entry): string => releases.replace(/^In Asterisk |\.$/g, "").replace("Asterisk ", "")

const width = 80

/** A label, and text that is wrapped beside it. */
const labelled = (label: string, text: string): ReadonlyArray<string> =>
  wrap(text, width - 12).map((line, index) => `  ${pad(index === 0 ? label : "", 9)} ${line}`)

const fieldLines = (title: string, fields: Entry["fields"], style: Style): ReadonlyArray<string> => {
  if (fields === undefined || fields.length === 0) return []
  const widest = Math.max(...fields.map(({ name }) => name.length))
  return [
    "",
    `  ${style.bold(title)}`,
    ...fields.flatMap(({ name, required, says, type }) => [
      `    ${style.cyan(name)}${" ".repeat(widest - name.length)}  ${type}${required === true ? ", required" : ""}`,
      ...(says === undefined ? [] : wrap(says, width - 8).map((line) => `        ${style.dim(line)}`))
    ])
  ]
}

/** The headers of an event that belong to its channels and bridges, which every such event has. */
const otherHeaders = (entry: Entry): string => {
  const own = new Set(entry.fields?.map(({ name }) => name))
  const names = Object.keys(Known.eventOf(entry.name)?.fields() ?? {})
  return names.filter((name) => name !== "Event" && !own.has(name)).join(", ")
}

const inFull = (entry: Entry, style: Style): string => {
  const { answer, blocks, classes, danger, details = [], fields, gotchas = [], isItem, items, kind, name } = entry
  const isAction = kind === "action"
  const others = isAction ? "" : otherHeaders(entry)
  const required = fields?.filter((field) => field.required === true).map((field) => ` ${field.name}=…`).join("") ?? ""
  const needs = isAction
    ? classes.length === 0 ? "any account may send it" : `write = ${classes.join(" or ")}`
    : isItem === true
    ? "an item of a list: it comes to who asks"
    : classes.length === 0
    ? "every account"
    : `read = ${classes.join(" and ")}`
  const lines = [
    `${style.bold(name)}  ${kind}`,
    ...[entry.says, ...details].flatMap((text, index) => [
      ...index === 0 ? [] : [""],
      ...wrap(text, width - 2).map((line) => `  ${line}`)
    ]),
    ...gotchas.flatMap((text) => ["", ...wrap(text, width - 4).map((line) => `  ${style.yellow("|")} ${line}`)]),
    "",
    ...labelled(isAction ? "needs" : "comes to", needs),
    ...labelled("Asterisk", releasesOf(entry)),
    ...danger === undefined ? [] : labelled("danger", danger),
    ...blocks === true ? labelled("blocks", "the whole session, while it runs") : [],
    ...items === undefined || items.length === 0 ? [] : labelled("items", items.join(", ")),
    ...fieldLines("headers", fields, style),
    ...fieldLines("answer", answer, style),
    ...others === "" ? [] : ["", ...labelled("and", others)],
    "",
    `  ${style.dim(isAction ? `ami send ${name}${required}` : `ami events ${name}`)}`
  ]
  return `${lines.join("\n")}\n`
}
