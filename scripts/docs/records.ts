/**
 * The tables of `docs/call-records.md`: every field of a record, with the sentences of its doc comments.
 *
 * The tables of outcomes and roles are written by hand; each must have a row for every value of its type.
 */
import { child, nameOf, type Source, walk } from "../../test/project/source.ts"
import { type Page, table } from "./markdown.ts"
import { optionsOf, sourceOf } from "./options.ts"
import { programFence } from "./programs.ts"

/** The parts of the page, by name: the file and the interface of each. */
const parts: Readonly<Record<string, { readonly from: string; readonly type: string }>> = {
  record: { from: "src/live/CallRecord.ts", type: "CallRecord" },
  party: { from: "src/live/internal/recordParties.ts", type: "Party" },
  leg: { from: "src/live/internal/recordParties.ts", type: "Leg" },
  queue: { from: "src/live/internal/recordSteps.ts", type: "QueueVisit" },
  ring: { from: "src/live/internal/recordSteps.ts", type: "Ring" },
  transfer: { from: "src/live/internal/recordSteps.ts", type: "Transfer" },
  forward: { from: "src/live/internal/recordSteps.ts", type: "Forward" },
  pickup: { from: "src/live/internal/recordSteps.ts", type: "Pickup" },
  parking: { from: "src/live/internal/recordSteps.ts", type: "Parking" },
  conference: { from: "src/live/internal/recordSteps.ts", type: "ConferenceVisit" },
  recording: { from: "src/live/internal/recordSteps.ts", type: "Recorded" },
  unknown: { from: "src/live/internal/recordSteps.ts", type: "UnknownSpan" }
}

/** The values that tables by hand must have. */
const enumerated = [
  { from: "src/live/CallRecord.ts", type: "Outcome" },
  { from: "src/live/internal/recordParties.ts", type: "LegOutcome" },
  { from: "src/live/internal/recordParties.ts", type: "Role" }
]

const valuesOf = (from: Source, name: string): ReadonlyArray<string> => {
  const values: Array<string> = []
  walk(from.program, (node) => {
    if (node.type !== "TSTypeAliasDeclaration" || nameOf(child(node, "id")) !== name) return
    walk(node, (one) => {
      if (one.type === "Literal" && typeof one["value"] === "string") values.push(one["value"])
    })
  })
  return values
}

/** What a type is in JSON, for a reader who may not know TypeScript. */
const typeInWords = (type: string): string => {
  const [, one] = /^ReadonlyArray<(.*)>$/.exec(type) ?? []
  if (one !== undefined) return `list of ${typeInWords(one)}`
  return type.includes("\"") || type.startsWith("{") ? "" : type === "string" ? "text" : type
}

const rowsOf = ({ from, type }: { readonly from: string; readonly type: string }) =>
  optionsOf(sourceOf(from), type, sourceOf).map(({ doc, isOptional, name, type }) => {
    const words = typeInWords(type)
    const values = words === "" ? `\`${type.replace(/^\| /, "").replaceAll("\"", "")}\`` : words
    return [`\`${name}${isOptional ? "?" : ""}\``, values, doc.replace(/\.$/, "")]
  })

/** `docs/call-records.md`. */
export const recordsPage = (readPage: (path: string) => string): Page => {
  const path = "docs/call-records.md"
  const page = readPage(path)
  const made = Object.entries(parts).map(([name, part]) => ({ name, part, rows: rowsOf(part) }))
  return {
    path,
    parts: {
      program: programFence("call-records", readPage),
      ...Object.fromEntries(made.map(({ name, rows }) => [name, table(["field", "is", "means"], rows)]))
    },
    faults: [
      ...made.flatMap(({ part, rows }) =>
        rows.filter(([, , doc]) => doc === "").map(([field]) => `${field} of ${part.type} has no doc comment`)
      ),
      ...enumerated.flatMap(({ from, type }) =>
        valuesOf(sourceOf(from), type)
          .filter((value) => !new RegExp(`^\\|[^|]*\`${value}\`[^|]*\\|`, "m").test(page))
          .map((value) => `has no row for ${value} of ${type}`)
      )
    ]
  }
}
