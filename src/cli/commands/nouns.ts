/**
 * `ami endpoints` and the other lists of Asterisk, of which `nouns.ts` is the table.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Ami from "../../tasks/Ami.ts"
import { withClient } from "../client.ts"
import { failed } from "../failure.ts"
import { byText } from "../look/kinds.ts"
import { typedJson } from "../messages.ts"
import { type Noun, type NounColumn, type NounName, nouns } from "../nouns.ts"
import { type Column, elapsed, printRows, type Table } from "../output.ts"

/** Headers with the names of the wire, and values of their kind. */
const output = Schema.Array(Schema.Record(Schema.String, Schema.Json))

type Row = Readonly<Record<string, unknown>>

/** A year: Asterisk counts below zero what has no end. */
const endless = 31_536_000

const textOf = (value: unknown, as: NounColumn["as"]): string => {
  if (value === undefined) return ""
  if (as === "seconds" && typeof value === "number") return value > endless ? "" : elapsed(value)
  return Array.isArray(value) ? value.join(", ") : String(value)
}

const columnOf = ({ as, field, title }: NounColumn): Column<Row> => ({
  field,
  title,
  value: (row) => textOf(row[field], as),
  ...as === undefined ? {} : { align: "right" }
})

const tableOf = ({ columns, empty }: Noun): Table<Row> => ({
  columns: columns.map(columnOf),
  json: (row) => row,
  empty
})

/** What belongs to the answer, and not to the thing that is listed. */
const isOfAnswer = (name: string): boolean => name === "Event" || name === "ActionID" || name === "EventList"

/** Sends the action; names the module if Asterisk does not have it. */
const request = ({ action, module }: Noun) =>
  Ami.request({ Action: action }).pipe(Effect.catchIf(
    ({ reason }) => reason._tag === "NotExecuted" && module !== undefined,
    () =>
      Effect.fail(failed(`Asterisk has no action ${action}: its module ${module} is not loaded`, {
        reason: "NotExecuted",
        details: { action, module },
        hints: [`ami command module show like ${module}`, `ami command module load ${module}.so`]
      }))
  ))

/** The command of a noun. */
export const nounCommand = (name: NounName) => {
  const noun = nouns[name]
  return {
    output,
    run: () =>
      Effect.gen(function*() {
        const { items } = yield* withClient(request(noun), {
          events: "off",
          bootTimeout: 0,
          reconnect: false
        })
        const json = typedJson({ isRaw: false })
        const rows = items
          .filter((item) => item.name === noun.item)
          .map((item): Row => Object.fromEntries(Object.entries(json(item)).filter(([name]) => !isOfAnswer(name))))
        yield* printRows(
          tableOf(noun),
          rows.sort((one, other) => byText(String(one[noun.key]), String(other[noun.key])))
        )
      })
  }
}
