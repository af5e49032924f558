/**
 * The tables of rights in the documentation, compared with the catalogue's facts about actions and events.
 */
import { assert, describe, it } from "@effect/vitest"
import { AmiPermission } from "effect-ami"
import * as AllActions from "effect-ami/catalog/AllActions"
import * as AllEvents from "effect-ami/catalog/AllEvents"
import { readText } from "./source.ts"

type Row = ReadonlyArray<string>

/** The rows of the table with these columns in its header, each with their cells. */
const rowsOf = (path: string, ...columns: ReadonlyArray<string>): ReadonlyArray<Row> => {
  const cells = (line: string): Row => line.split("|").slice(1, -1).map((cell) => cell.trim())
  const lines = readText(path).split("\n")
  const at = lines.findIndex((line) => columns.every((column) => cells(line).includes(column)))
  const header = cells(lines[at] ?? "")
  const end = lines.findIndex((line, index) => index > at && !line.startsWith("|"))
  return lines.slice(at + 2, end).map(cells).map((row) => columns.map((column) => row[header.indexOf(column)] ?? ""))
}

const namesIn = (cell: string): Row =>
  cell.replaceAll(/\(.*?\)/g, "").split(",").map((name) => name.trim()).filter(Boolean)

const classesIn = (cell: string): ReadonlyArray<AmiPermission.Class> =>
  AmiPermission.classes.filter((name) => cell.includes(`\`${name}\``))

/** What is wrong with the classes that a row lists for its actions: too few, or one that none of them needs. */
const wrongWrite = (task: string, actions: Row, cell: string): Row => {
  const given = classesIn(cell)
  const needs = actions.map((name) => AllActions.byName(name)?.needs)
  return [
    ...actions.filter((_, index) => needs[index] === undefined).map((name) => `${task}: there is no action ${name}`),
    ...actions.filter((_, index) => {
      const classes = needs[index] ?? []
      return classes.length > 0 && !classes.some((name) => given.includes(name))
    }).map((name) => `${task}: ${name} needs another class than ${cell}`),
    ...given.filter((name) => !needs.some((classes) => classes?.includes(name))).map((name) =>
      `${task}: needs no ${name}`
    )
  ]
}

/** The classes of the events with this name, or with this prefix if it ends in `…`. */
const classesOf = (name: string): ReadonlyArray<AmiPermission.Class> =>
  AllEvents.all
    .filter((event) => name.endsWith("…") ? event.name.startsWith(name.slice(0, -1)) : event.name === name)
    .flatMap(({ privilege }) => privilege)

describe("the rights in the documentation", () => {
  it("in docs/pbx.md are those that the actions and events need", () => {
    const rows = rowsOf("docs/pbx.md", "to do", "actions", "`write`", "events to watch", "`read`")
    const wrong = rows.flatMap(([task = "", actions = "", write = "", events = "", read = ""]) => {
      const needed = [...new Set(namesIn(events).flatMap(classesOf))]
      const isRight = needed.toSorted().join() === classesIn(read).toSorted().join()
      return [
        ...wrongWrite(task, namesIn(actions), write),
        ...(isRight ? [] : [`${task}: read is ${read}, and must be ${needed}`])
      ]
    })

    assert.isAbove(rows.length, 10)
    assert.deepStrictEqual(wrong, [])
  })

  const actionsOf: Readonly<Record<string, Row>> = {
    ping: ["Ping"],
    channels: ["CoreShowChannels"],
    dial: ["Originate", "Hangup"],
    originate: ["Originate"],
    redirect: ["Redirect"],
    blindTransfer: ["BlindTransfer"],
    attendedTransfer: ["Atxfer"],
    hangup: ["Hangup"],
    findCall: ["CoreShowChannels"],
    command: ["Command"],
    request: [],
    onEvent: []
  }

  it("of the tasks in the README are those that their actions need", () => {
    const rows = rowsOf("README.md", "task", "function", "`write` class")
    const names = rows.map(([, call = ""]) => /^`Ami\.(\w+)/.exec(call)?.[1] ?? call)

    assert.deepStrictEqual(names.toSorted(), Object.keys(actionsOf).toSorted())
    assert.deepStrictEqual(
      rows.flatMap(([task = "", , write = ""], index) => wrongWrite(task, actionsOf[names[index] ?? ""] ?? [], write)),
      []
    )
  })
})
