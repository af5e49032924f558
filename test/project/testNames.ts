/**
 * The rule for test names: the behaviour comes first, and what it proves of the contract at the end, in brackets.
 */
import type { Rule } from "./imports.ts"
import { child, children, place, type Source, walk } from "./source.ts"

const code = String.raw`(?:C\d{1,2}|rows? (?:\d+|…)(?:, \d+)*|[PI]\d{1,2})`
const codes = new RegExp(String.raw`\b${code}`)
const lastBrackets = new RegExp(String.raw`(?<=\S) \(${code}(?:, ${code})*\)$`)

/** The name of a test, or of a group of tests, with `…` for interpolated parts. */
const namesIn = (source: Source): ReadonlyArray<{ readonly name: string; readonly start: number }> => {
  const found: Array<{ readonly name: string; readonly start: number }> = []
  walk(source.program, (node) => {
    if (node.type !== "CallExpression") return
    const callee = child(node, "callee")
    const called = callee === undefined ? "" : source.text.slice(callee.start, callee.end)
    if (!/^(it|test|describe)\b/.test(called)) return
    const [first] = children(node, "arguments")
    if (first?.type === "Literal" && typeof first["value"] === "string") {
      found.push({ name: first["value"], start: first.start })
    }
    if (first?.type === "TemplateLiteral") {
      const parts = children(first, "quasis").map(({ value }) => (value as { readonly raw: string }).raw)
      found.push({ name: parts.join("…"), start: first.start })
    }
  })
  return found
}

/** Names of tests whose codes are anywhere but at the end in brackets. */
export const misplacedCodes: Rule = (sources) =>
  sources.flatMap((source) =>
    namesIn(source)
      .filter(({ name }) => codes.test(name.replace(lastBrackets, "")))
      .map(({ name, start }) => `${place(source, { start })} ${name}`)
  )
