/**
 * The rules for doc comments in `src/`.
 *
 * An export is documented by the doc comment right above it: a summary that
 * ends in a period, sections in a fixed order, then `@category` and `@since`.
 * The first doc comment of a file belongs to the module.
 */
import { posix } from "node:path"
import { isGenerated } from "./code.ts"
import type { Rule } from "./imports.ts"
import { child, children, type Comment, lineAt, nameOf, type Node, type Source } from "./source.ts"

/** The closed list of categories. */
const categories = [
  "models",
  "constructors",
  "schemas",
  "services",
  "layers",
  "combinators",
  "guards",
  "errors",
  "actions",
  "events",
  "constants",
  "testing"
]

const sections = ["When to use", "Details", "Gotchas", "Example"]

/** The lines of a doc comment without their asterisks. */
export const docLines = (comment: Comment): ReadonlyArray<string> =>
  comment.value.replace(/^\*/, "").split("\n").map((line) => line.replace(/^\s*\* ?/, "").trimEnd())

const isDoc = (comment: Comment): boolean => comment.type === "Block" && comment.value.startsWith("*")

/** The doc comment of the module: only line comments may precede it. */
const moduleDoc = (source: Source): Comment | undefined => {
  const first = source.comments.find((comment) => comment.type === "Block")
  const before = first === undefined ? "" : source.text.slice(0, first.start)
  return first !== undefined && isDoc(first) && /^(\s*(\/\/.*|#!.*)?\n)*\s*$/.test(before) ? first : undefined
}

/** The doc comment right above a node. */
const docAbove = (source: Source, node: Node): Comment | undefined => {
  const above = source.comments.filter((comment) => comment.end <= node.start && isDoc(comment)).at(-1)
  if (above === undefined || above === moduleDoc(source)) return undefined
  return /^(\s*(\/\/.*\n)?)*$/.test(source.text.slice(above.end, node.start)) ? above : undefined
}

interface Export {
  readonly source: Source
  readonly name: string
  readonly line: number
  readonly kind: "function" | "namespace" | "other"
  readonly doc: Comment | undefined
}

const functionMakers = new Set(["fn", "fnUntraced", "dual"])

/** Whether an expression looks like it makes a function: an arrow, `function`, `Effect.fn(...)` or `dual(...)`. */
const isFunction = (node: Node | undefined): boolean => {
  if (node === undefined) return false
  if (node.type === "ArrowFunctionExpression" || node.type === "FunctionExpression") return true
  if (node.type === "TSAsExpression" || node.type === "ParenthesizedExpression") {
    return isFunction(child(node, "expression"))
  }
  if (node.type !== "CallExpression") return false
  const callee = child(node, "callee")
  const name = callee?.type === "MemberExpression" ? nameOf(child(callee, "property")) : nameOf(callee)
  return callee?.type === "CallExpression" ? isFunction(callee) : functionMakers.has(name ?? "")
}

const declared = (declaration: Node): ReadonlyArray<{ readonly name: string; readonly kind: Export["kind"] }> => {
  if (declaration.type !== "VariableDeclaration") {
    const kind = /Function/.test(declaration.type) ? "function" : "other"
    return [{ name: nameOf(child(declaration, "id")) ?? "?", kind }]
  }
  return children(declaration, "declarations").map((declarator) => ({
    name: nameOf(child(declarator, "id")) ?? "{ ... }",
    kind: isFunction(child(declarator, "init")) ? "function" : "other"
  }))
}

/** Every export of a file; for overloads of a function, the first one. */
const exportsOf = (source: Source): ReadonlyArray<Export> => {
  const body = children(source.program, "body")
  const at = (node: Node) => ({ source, line: lineAt(source.text, node.start) })
  const locals = body.filter((node) => node.type.endsWith("Declaration") && !/^(Import|Export)/.test(node.type))
  const found: Array<Export> = []
  for (const node of body) {
    const declaration = child(node, "declaration")
    if (node.type === "ExportNamedDeclaration" && declaration !== undefined) {
      for (const { kind, name } of declared(declaration)) {
        const isOverload = kind === "function" && found.some((other) => other.name === name && other.kind === kind)
        if (!isOverload) found.push({ ...at(node), name, kind, doc: docAbove(source, node) })
      }
    } else if (node.type === "ExportNamedDeclaration") {
      for (const specifier of children(node, "specifiers")) {
        const local = nameOf(child(specifier, "local"))
        const origin = child(node, "source") === undefined
          ? locals.find((candidate) => declared(candidate).some(({ name }) => name === local))
          : undefined
        const name = nameOf(child(specifier, "exported")) ?? "?"
        const kind = origin === undefined ? "other" : declared(origin).find((found) => found.name === local)?.kind
        const doc = docAbove(source, specifier) ?? docAbove(source, node) ?? (origin && docAbove(source, origin))
        found.push({ ...at(specifier), name, kind: kind ?? "other", doc })
      }
    } else if (node.type === "ExportAllDeclaration") {
      const name = nameOf(child(node, "exported")) ?? "*"
      found.push({ ...at(node), name, kind: "namespace", doc: docAbove(source, node) })
    } else if (node.type === "ExportDefaultDeclaration") {
      found.push({ ...at(node), name: "default", kind: "other", doc: docAbove(source, node) })
    }
  }
  return found
}

/** The first paragraph of a doc comment. */
const summaryOf = (lines: ReadonlyArray<string>): string => {
  const text = lines.slice(lines.findIndex((line) => line !== ""))
  const end = text.findIndex((line) => line === "" || /^(@|\*\*|```)/.test(line))
  return (end < 0 ? text : text.slice(0, end)).join(" ").trim()
}

/** The part of a doc comment outside its fences. */
const prose = (lines: ReadonlyArray<string>): ReadonlyArray<string> => {
  let fenced = false
  return lines.map((line) => {
    const isFence = line.startsWith("```")
    if (isFence) fenced = !fenced
    return isFence || fenced ? "```" : line
  })
}

const heading = /^\*\*([^*]+)\*\*(?: \((.*)\))?$/

/** The errors in the sections of a doc comment. */
const sectionFaults = (lines: ReadonlyArray<string>): ReadonlyArray<string> => {
  const heads = lines.flatMap((line, index) => {
    const [, name, title] = heading.exec(line) ?? []
    return name === undefined ? [] : [{ name, title, body: lines.slice(index + 1) }]
  })
  const faults = heads.flatMap(({ body, name, title }) => {
    if (!sections.includes(name)) return [`has a section **${name}**`]
    const first = body.find((line) => line !== "")
    if (first === undefined || first.startsWith("@") || heading.test(first)) return [`has an empty section **${name}**`]
    if (name !== "Example") return []
    if (!/^[A-Z][a-z-]*ing\b/.test(title ?? "")) {
      return ["has an **Example** without a title such as (Sending an action)"]
    }
    const until = body.findIndex((line) => heading.test(line))
    const hasCode = (until < 0 ? body : body.slice(0, until)).includes("```")
    return hasCode ? [] : ["has an **Example** without code"]
  })
  const order = heads.map(({ name }) => sections.indexOf(name))
  const isOrdered = order.every((position, index) => index === 0 || position >= (order[index - 1] ?? 0))
  return isOrdered ? faults : [...faults, `has its sections in another order than ${sections.join(", ")}`]
}

const faultsOf = (exported: Export): ReadonlyArray<string> => {
  if (exported.name === "*" || exported.name === "default") return ["is not a named export"]
  if (exported.doc === undefined) return ["has no doc comment"]
  const lines = prose(docLines(exported.doc))
  const faults: Array<string> = []
  if (!/\.\)?$/.test(summaryOf(lines))) faults.push("has no first sentence that ends in a period")
  const tags = lines.flatMap((line) => {
    const [, name, value] = /^@(\w+)\s*(.*)$/.exec(line) ?? []
    return name === undefined ? [] : [{ name, value: value ?? "" }]
  })
  const valuesOf = (tag: string) => tags.flatMap(({ name, value }) => name === tag ? [value] : [])
  const names = tags.map(({ name }) => name)
  const strange = names.filter((name) => !["category", "since", "see", "internal", "deprecated"].includes(name))
  faults.push(...strange.map((name) => `has the tag @${name}`), ...sectionFaults(lines))
  // A barrel's lines only introduce modules, and what is internal is not in the published types.
  if (exported.kind === "namespace" || names.includes("internal")) return faults
  const category = valuesOf("category")
  if (category.length !== 1 || !categories.includes(category[0] ?? "")) {
    faults.push(`needs one @category of the list, not ${category.join(", ") || "none"}`)
  }
  const since = valuesOf("since")
  if (since.length !== 1 || !/^\d+\.\d+\.\d+$/.test(since[0] ?? "")) faults.push("needs one @since with a version")
  const needsExample = exported.kind === "function" && !isGenerated(exported.source)
  if (needsExample && !lines.some((line) => line.startsWith("**Example**"))) {
    faults.push("is a function without an **Example**")
  }
  return faults
}

// The command line is a program: nobody imports it.
const isPublic = (source: Source): boolean => !/\/internal\/|^src\/cli\//.test(source.path)

/** Every export outside `internal/` and `cli/` is documented in the house style. */
export const undocumentedExports: Rule = (sources) =>
  sources.filter(isPublic).flatMap((source) => {
    const exports = exportsOf(source)
    return exports.flatMap((exported) => {
      // A generated interface and its schema share a name, and an editor shows the documentation of both.
      const isCompanion = isGenerated(source) && exported.doc === undefined &&
        exports.some((other) => other.name === exported.name && other.doc !== undefined)
      return isCompanion
        ? []
        : faultsOf(exported).map((fault) => `${source.path}:${exported.line}:${exported.name} ${fault}`)
    })
  })

/** Every module opens with a doc comment that says what it is. */
export const undocumentedModules: Rule = (sources) =>
  sources.flatMap((source) => {
    const doc = moduleDoc(source)
    const lines = doc === undefined ? [] : prose(docLines(doc))
    if (!/\.\)?$/.test(summaryOf(lines))) return [`${source.path} does not open with a doc comment`]
    if (!isPublic(source)) return []
    const said = lines.filter((line) => line !== "" && !line.startsWith("@")).length
    if (posix.basename(source.path) !== "index.ts" && said < 3) {
      return [`${source.path} opens with less than three lines`]
    }
    const isVersioned = lines.some((line) => /^@since \d+\.\d+\.\d+$/.test(line))
    return isVersioned ? [] : [`${source.path} opens without @since`]
  })
