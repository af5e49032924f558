/**
 * The differences between two releases of Asterisk.
 */
import type { Field, Inventory, Label } from "./model.ts"

interface Entry {
  readonly name: string
  readonly in: ReadonlyArray<Label>
}

interface Changes {
  readonly added: ReadonlyArray<string>
  readonly removed: ReadonlyArray<string>
  readonly changed: ReadonlyArray<readonly [name: string, fields: ReadonlyArray<string>]>
}

const changesOf = <A extends Entry>(
  entries: ReadonlyArray<A>,
  from: Label,
  to: Label,
  fieldsOf: (entry: A) => ReadonlyArray<Field>
): Changes => {
  const has = (entry: Entry, label: Label) => entry.in.includes(label)
  return {
    added: entries.filter((entry) => !has(entry, from) && has(entry, to)).map(({ name }) => name),
    removed: entries.filter((entry) => has(entry, from) && !has(entry, to)).map(({ name }) => name),
    changed: entries.filter((entry) => has(entry, from) && has(entry, to)).flatMap((entry) => {
      const fields = fieldsOf(entry).flatMap((field) =>
        has(field, from) === has(field, to) ? [] : [`${has(field, to) ? "+" : "-"} ${field.name}`]
      )
      return fields.length === 0 ? [] : [[entry.name, fields] as const]
    })
  }
}

const section = (title: string, { added, changed, removed }: Changes): ReadonlyArray<string> => [
  `${title}: ${added.length} added, ${removed.length} removed, ${changed.length} changed`,
  ...added.map((name) => `  + ${name}`),
  ...removed.map((name) => `  - ${name}`),
  ...changed.map(([name, fields]) => `  ~ ${name}: ${fields.join(", ")}`)
]

/** The differences between two releases, one line per action and event. */
export const difference = (inventory: Inventory, from: Label, to: Label): string =>
  [
    `Asterisk ${inventory.sources[from]?.asterisk} to ${inventory.sources[to]?.asterisk}`,
    "",
    ...section(
      "Actions",
      changesOf(inventory.actions, from, to, (action) => [...action.parameters, ...action.answer ?? []])
    ),
    "",
    ...section("Events", changesOf(inventory.events, from, to, (event) => event.fields))
  ].join("\n")
