/**
 * How much the catalogue contains.
 */
import type { Catalogue } from "./catalogue.ts"
import { actions as actionOverrides, events as eventOverrides, families, groups } from "./overrides.ts"

const count = (label: string, ...numbers: ReadonlyArray<number | string>): string =>
  `${label.padEnd(42)}${numbers.map((one) => String(one).padStart(9)).join("")}`

/** Tables of what the catalogue contains, per release, and of the corrections. */
export const figures = ({ actions, events, labels }: Catalogue): string => {
  const has = (labelsOf: ReadonlyArray<string>, label: string) => label === "all" || labelsOf.includes(label)
  const columns = [...labels, "all"]
  const members = events.flatMap(({ event, members: own }) => own.map((member) => ({ member, in: event.in })))
  const fieldsOf = (label: string) =>
    events.filter(({ event }) => has(event.in, label)).reduce(
      (sum, { event, members: own }) =>
        sum + own.length + event.snapshots.reduce((all, one) => all + (one.of === "channel" ? 16 : 8), 0),
      0
    )
  const wires = actions.filter(({ action, identifier }) => action.name === identifier)
  const overrides = [...Object.values(eventOverrides), ...Object.values(actionOverrides)]
  const total = (of: (override: Record<string, unknown>) => number) =>
    overrides.reduce((sum, one) => sum + of(one as Record<string, unknown>), 0)
  const keysOf = (value: unknown) => Object.keys(value ?? {}).length
  return [
    count("", ...columns),
    count("actions", ...columns.map((label) => wires.filter(({ action }) => has(action.in, label)).length)),
    count(
      "  that list",
      ...columns.map((label) => actions.filter(({ action, isList }) => isList && has(action.in, label)).length)
    ),
    count(
      "  fields of payloads",
      ...columns.map((label) =>
        actions.filter(({ action }) => has(action.in, label)).reduce((sum, { payload }) => sum + payload.length, 0)
      )
    ),
    count(
      "  fields of answers",
      ...columns.map((label) =>
        actions.filter(({ action, isList }) => !isList && has(action.in, label)).reduce(
          (sum, { answer }) => sum + answer.length,
          0
        )
      )
    ),
    count("events", ...columns.map((label) => events.filter(({ event }) => has(event.in, label)).length)),
    count("  fields", ...columns.map(fieldsOf)),
    count(
      "  fields of their own",
      ...columns.map((label) => members.filter((one) => has(one.in, label)).length)
    ),
    count(
      "  of these other than plain text",
      ...columns.map((label) => members.filter((one) => has(one.in, label) && one.member.type !== "string").length)
    ),
    count(
      "  of these words of a list (enums)",
      ...columns.map((label) =>
        members.filter((one) => has(one.in, label) && one.member.type.startsWith("AmiValue.Open<")).length
      )
    ),
    "",
    "Corrections of the facts:",
    count("  headers of events and answers, payloads", total((one) => keysOf(one["fields"]) + keysOf(one["answer"]))),
    count(
      "  headers of groups of events",
      groups.reduce(
        (sum, { fields, having }) =>
          sum + events.filter(({ event }) => event.fields.some(({ name }) => name === having)).length * keysOf(fields),
        0
      )
    ),
    count("  headers added or gathered", total((one) => keysOf(one["add"]) + keysOf(one["addAnswer"]))),
    count("  families of numbered headers", families.length),
    count("  lists that are answered by errors", total((one) => (one["empty"] === undefined ? 0 : 1))),
    count("  lists that miscount", total((one) => (one["miscounts"] === undefined ? 0 : 1))),
    count("  actions that block the session", total((one) => (one["blocks"] === undefined ? 0 : 1))),
    count("  actions that can be misused", total((one) => (one["danger"] === undefined ? 0 : 1))),
    count("  actions with a second constructor", total((one) => (one["matching"] === undefined ? 0 : 1))),
    count("  left out", total((one) => (one["absent"] === undefined ? 0 : 1)))
  ].join("\n")
}
