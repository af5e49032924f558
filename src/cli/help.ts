/**
 * The text of `--help`: at most 80 columns, the commands by what they are for.
 *
 * @since 0.2.0
 */
import type * as HelpDoc from "effect/cli/HelpDoc"
import * as Option from "effect/Option"
import { pad, type Style, widthOf, wrap } from "./style.ts"

/** The width of a terminal that every help fits. */
const columns = 80

/** The widest first column. */
const widest = 30

interface Row {
  readonly left: string
  readonly right: string
}

/** Two columns; a left side that is too long has a line of its own. */
const rows = (items: ReadonlyArray<Row>): ReadonlyArray<string> => {
  const fitting = items.map(({ left }) => widthOf(left)).filter((width) => width <= widest)
  const width = Math.max(0, ...fitting)
  return items.flatMap(({ left, right }) => {
    const [first = "", ...others] = wrap(right, columns - width - 4)
    const rest = others.map((line) => `${" ".repeat(width + 4)}${line}`)
    return widthOf(left) > width
      ? [`  ${left}`, ...(right === "" ? [] : [`${" ".repeat(width + 4)}${first}`, ...rest])]
      : [`  ${pad(left, width)}  ${first}`.trimEnd(), ...rest]
  })
}

const flagRow = ({ aliases, description, name, type }: HelpDoc.FlagDoc): Row => {
  const [alias] = aliases
  const value = type === "boolean" ? "" : ` ${type}`
  return {
    left: `${alias === undefined ? "   " : `${alias},`} --${name}${value}`,
    right: Option.getOrElse(description, () => "")
  }
}

const argumentRow = ({ description, name, required, variadic }: HelpDoc.ArgDoc): Row => ({
  left: `${required ? name : `[${name}]`}${variadic ? "…" : ""}`,
  right: Option.getOrElse(description, () => "")
})

const usageOf = (doc: HelpDoc.HelpDoc): string => {
  const path = (doc.commandPath ?? ["ami"]).join(" ")
  const args = (doc.args ?? []).map((arg) => argumentRow(arg).left).join(" ")
  const subcommand = (doc.subcommands ?? []).length > 0 ? " COMMAND" : ""
  return `${path}${subcommand}${args === "" ? "" : ` ${args}`} [flags]`
}

/** The examples: the command line, and after it what it is for if both fit into the line. */
const exampleLines = (examples: ReadonlyArray<HelpDoc.ExampleDoc>, style: Style): ReadonlyArray<string> => {
  const width = Math.max(...examples.map(({ command }) => widthOf(command)))
  return examples.map(({ command, description = "" }) => {
    const purpose = description === "" ? "" : `  # ${description}`
    return width + widthOf(purpose) + 2 <= columns
      ? `  ${pad(command, width)}${style.dim(purpose)}`.trimEnd()
      : `  ${command}`
  })
}

/** Commands with the same sentence share a row. */
const commandRows = (commands: ReadonlyArray<HelpDoc.SubcommandDoc>): ReadonlyArray<Row> =>
  [...Map.groupBy(commands, ({ description, shortDescription }) => shortDescription ?? description)]
    .map(([right, alike]) => ({ left: alike.map(({ name }) => name).join(", "), right }))

/** The flags of every command that the first page names; `ami help flags` has all of them. */
const first = ["url", "profile", "demo", "json", "yes"]

/** All flags that every command has. */
export const flagsText = (doc: HelpDoc.HelpDoc, style: Style): string =>
  [
    "Flags of every command, before it or after it. For each setting: the flag, the",
    "environment, the profile, the default (ami help environment).",
    "",
    style.bold("FLAGS"),
    ...rows([...doc.flags, ...doc.globalFlags ?? []].map(flagRow)),
    ""
  ].join("\n")

/** The help of a command. */
export const helpText = (doc: HelpDoc.HelpDoc, style: Style): string => {
  const section = (title: string, lines: ReadonlyArray<string>) =>
    lines.length === 0 ? [] : ["", style.bold(title.toUpperCase()), ...lines]
  const [does = "", ...details] = doc.description.split("\n\n")
  const isRoot = (doc.commandPath ?? []).length <= 1
  const own = isRoot ? [] : doc.flags
  const groups = (doc.subcommands ?? []).flatMap(({ commands, group }) =>
    section(group ?? "Commands", rows(commandRows(commands)))
  )
  const lines = [
    does,
    ...details.flatMap((paragraph) => ["", ...wrap(paragraph, columns)]),
    ...(isRoot ? ["", `${style.bold("USAGE")}  ${usageOf(doc)}`] : section("Usage", [`  ${usageOf(doc)}`])),
    ...section(
      "Examples",
      doc.examples === undefined || doc.examples.length === 0 ? [] : exampleLines(doc.examples, style)
    ),
    ...groups,
    ...section("Arguments", rows((doc.args ?? []).map(argumentRow))),
    ...section("Flags", rows(own.map(flagRow))),
    ...(isRoot
      ? section(
        "Flags of every command",
        rows([
          ...doc.flags.filter(({ name }) => first.includes(name)).map(flagRow),
          { left: "ami help flags", right: "the others; ami help COMMAND: those of a command" }
        ])
      )
      : ["", style.dim("Flags of every command (--url, --profile, --demo, --json, …): ami help flags")])
  ]
  return `${lines.join("\n")}\n`
}
