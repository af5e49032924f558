/**
 * The code in the documentation as modules that can be type-checked and run.
 *
 * A fence that starts with `ts import.meta.vitest` is runnable: each comment
 * `// => value` after an expression or a constant becomes an assertion that
 * records that it was reached, so that one inside a callback cannot be skipped.
 * Line numbers are kept: line 3 of a module is line 3 of its fence.
 */
import { assert } from "@effect/vitest"
import type { Fence } from "./fences.ts"
import { child, children, type Comment, lineAt, nameOf, type Node, type Source, source, walk } from "./source.ts"

/** An example as a module: its text, the lines of its assertions and its errors. */
export interface ExampleModule {
  readonly text: string
  readonly assertions: ReadonlyArray<number>
  readonly faults: ReadonlyArray<string>
}

/** Whether an example is run and not just type-checked. */
export const isRunnable = (example: Fence): boolean => example.marks.includes("import.meta.vitest")

const parsedExpression = (text: string): boolean => {
  try {
    return children(source("value.ts", `(${text}\n)`).program, "body").length === 1
  } catch {
    return false
  }
}

/** The expected value: the text after `=>`, with the comments below that continue it. */
const expectedAt = (code: string, comments: ReadonlyArray<Comment>, index: number): string | undefined => {
  let text = comments[index]?.value.replace(/^\s*=>/, "").trim() ?? ""
  for (let next = index + 1; !parsedExpression(text); next++) {
    const comment = comments[next]
    const gap = code.slice(comments[next - 1]?.end, comment?.start)
    if (comment === undefined || !/^\s*$/.test(gap) || /^\s*=>/.test(comment.value)) return undefined
    text += ` ${comment.value.trim()}`
  }
  return text
}

/** What can be asserted about a statement: its expression, or the constant that it declares. */
const subjectOf = (statement: Node): { readonly expression: Node; readonly constant?: string } | undefined => {
  if (statement.type === "ExpressionStatement") {
    const expression = child(statement, "expression")
    return expression === undefined ? undefined : { expression }
  }
  const [declarator, ...others] = statement.type === "VariableDeclaration" ? children(statement, "declarations") : []
  const constant = declarator === undefined || others.length > 0 ? undefined : nameOf(child(declarator, "id"))
  return declarator === undefined || constant === undefined ? undefined : { expression: declarator, constant }
}

/** Turns an example into a module; `support` is the specifier with which it imports this file. */
export const moduleOf = (example: Fence, support: string): ExampleModule => {
  const { code } = example
  const withPrologue = (text: string) =>
    `import { check as $check } from ${JSON.stringify(support)}; export const $reached = new Set<number>(); ${text}\n`
  let parsed: Source
  try {
    parsed = source(`${example.path}:${example.line}`, code)
  } catch (error) {
    return { text: withPrologue(code), assertions: [], faults: [String(error)] }
  }
  const statements: Array<Node> = []
  walk(parsed.program, (node) => {
    if (subjectOf(node) !== undefined) statements.push(node)
  })
  const insertions: Array<{ readonly at: number; readonly text: string }> = []
  const assertions: Array<number> = []
  const faults: Array<string> = []
  for (const [index, comment] of parsed.comments.entries()) {
    if (comment.type !== "Line" || !/^\s*=>/.test(comment.value)) continue
    const line = example.line + lineAt(code, comment.start) - 1
    const statement = statements.findLast(({ end }) =>
      end <= comment.start && /^[\s;]*$/.test(code.slice(end, comment.start))
    )
    const subject = statement === undefined ? undefined : subjectOf(statement)
    const expected = expectedAt(code, parsed.comments, index)
    if (subject === undefined) faults.push(`line ${line}: \`// =>\` does not follow an expression or a constant`)
    if (expected === undefined) faults.push(`line ${line}: what follows \`=>\` is not an expression`)
    if (subject === undefined || expected === undefined) continue
    assertions.push(line)
    if (subject.constant !== undefined) {
      insertions.push({
        at: subject.expression.end,
        text: `; $check($reached, ${line}, ${subject.constant}, (${expected}))`
      })
    } else {
      insertions.push({ at: subject.expression.start, text: `$check($reached, ${line}, (` })
      insertions.push({ at: subject.expression.end, text: `), (${expected}))` })
    }
  }
  if (isRunnable(example) && assertions.length === 0) faults.push("asserts nothing: no line ends in `// => value`")
  const text = insertions
    .toSorted((left, right) => right.at - left.at)
    .reduce((text, insertion) => text.slice(0, insertion.at) + insertion.text + text.slice(insertion.at), code)
  return { text: withPrologue(text), assertions, faults }
}

/** Compares a value in an example with the one that its comment promises, and records that the line was reached. */
export const check = (reached: Set<number>, line: number, actual: unknown, expected: unknown): void => {
  reached.add(line)
  assert.deepStrictEqual(actual, expected, `line ${line}`)
}
