import { assert, describe, it } from "@effect/vitest"
import { errorsPage, untold } from "../../scripts/docs/errors.ts"
import { filled, table } from "../../scripts/docs/markdown.ts"
import { differences } from "../../scripts/docs/observability.ts"
import { rowsOf } from "../../scripts/docs/options.ts"
import type { Group } from "../../scripts/docs/optionTables.ts"
import { source } from "../project/source.ts"

describe("a generated page", () => {
  const page = "# Page\n\nWords.\n\n<!-- generated: one -->\n<!-- /generated -->\n\nMore.\n"

  it("keeps hand-written text, and regenerates its own part", () => {
    const first = filled(page, { one: "| a |" })

    assert.deepStrictEqual(first.absent, [])
    assert.include(first.text, "Words.\n\n<!-- generated: one -->\n\n| a |\n\n<!-- /generated -->\n\nMore.\n")
    assert.strictEqual(filled(first.text, { one: "| b |" }).text, first.text.replace("| a |", "| b |"))
  })

  it("names a part that it lacks", () => {
    assert.deepStrictEqual(filled(page, { one: "1", two: "2" }).absent, ["two"])
  })

  it("formats tables as the formatter does", () => {
    assert.strictEqual(
      table(["a", "be"], [["`x | y`", ""]]),
      "| a        | be  |\n| -------- | --- |\n| `x \\| y` |     |"
    )
  })
})

describe("the page of errors", () => {
  it("reports a reason and a cause that have no row", () => {
    const reasons = [
      { identifier: "effect-ami/AmiError/NotSent", fields: { why: { literals: ["Closed", "Moved"] } } },
      { identifier: "effect-ami/AmiError/Abducted", fields: {} }
    ]

    assert.deepStrictEqual(errorsPage().faults, [])
    assert.deepStrictEqual(untold(reasons, [{ reason: { _tag: "NotSent", why: "Closed" } }]), [
      "has no row for why Moved of NotSent",
      "has no row for the reason Abducted"
    ])
  })
})

describe("the page of options", () => {
  const rows = (interval: string, doc: string, apply: string) => {
    const text = `
      import type * as More from "./more.ts"
      export interface Options extends More.Options {
        /** Where to. Required for a reason. */
        readonly host: string
        /** ${doc} */
        readonly pingInterval?: Duration.Input | undefined
      }
      const defaults = { pingInterval: ${interval} }
      ${apply}
    `
    const more = "export interface Options {\n/** How many. Defaults to 1,024. */\nreadonly size?: number | undefined }"
    const group: Group = { from: "src/a.ts", type: "Options", defaults: ["src/a.ts"] }
    return rowsOf(group, (path) => source(path, path === "src/a.ts" ? text : more))
  }

  it("shows the default that the code applies", () => {
    const { faults, rows: found } = rows(
      "Duration.seconds(15)",
      "How often. Defaults to 15 seconds.",
      "const size = options.size ?? 1024"
    )

    assert.deepStrictEqual(faults, [])
    assert.deepStrictEqual(found, [
      ["`host`", "`string`", "required", "Where to"],
      ["`pingInterval`", "`Duration.Input`", "15 seconds", "How often"],
      ["`size`", "`number`", "1,024", "How many"]
    ])
  })

  it("reports an option whose doc comment has another default, or none", () => {
    const told = "`pingInterval` of Options (src/a.ts) defaults to 20 seconds, which its doc comment does not say"

    assert.deepStrictEqual(rows("\"20 seconds\"", "How often. Defaults to 15 seconds.", "").faults, [told])
    assert.deepStrictEqual(rows("\"20 seconds\"", "How often.", "").faults, [told])
  })

  it("reports an option with several defaults", () => {
    const doc = "Defaults to 1 second, or defaults to 2 seconds."
    const { faults } = rows("\"1 second\"", doc, "const f = ({ pingInterval = \"2 seconds\" }) => pingInterval")

    assert.deepStrictEqual(faults, ["`pingInterval` of Options (src/a.ts) has several defaults: 1 second, 2 seconds"])
  })
})

describe("the page of logs, spans and metrics", () => {
  const code = [
    source("src/a.ts", "meter.counter(\"ami_new_total\"); log(`Attempt ${n} failed`)"),
    source("src/observing.ts", "type Kind = \"send\" | \"guess\"")
  ]

  it("reports what it lacks, and what the code does not have", () => {
    const page =
      "`AmiClient.send`\n| warn | `Attempt … failed` | … |\n| warn | `Attempt … succeeded` | … |\n`ami_old_total{cause}`"

    assert.deepStrictEqual(differences(page, code), [
      "lacks the metric ami_new_total",
      "names the metric ami_old_total, which the code does not have",
      "lacks the span AmiClient.guess",
      "has a log line that the code does not write: succeeded"
    ])
  })
})
