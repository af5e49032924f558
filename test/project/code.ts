/**
 * The rules for what the code may contain: forbidden syntax, sizes, names and
 * references to the machine it was written on.
 *
 * Syntax is checked on the syntax tree, so comments and strings never count.
 */
import { posix } from "node:path"
import { type Rule, withShared } from "./imports.ts"
import { child, isReference, nameOf, type Node, place, type Source, walk } from "./source.ts"

/** An allowed finding: the rule may match in this file, for this reason. */
export interface Exception {
  readonly file: string
  readonly rule: ForbiddenSyntax
  readonly reason: string
}

/** Syntax that the library's code does without. */
export type ForbiddenSyntax =
  | "as unknown as"
  | "throw"
  | "try"
  | "let x!"

const syntaxOf = (node: Node): ForbiddenSyntax | undefined => {
  switch (node.type) {
    case "TSAsExpression":
    case "TSTypeAssertion": {
      const inner = child(node, "expression")
      return inner?.type === node.type && child(inner, "typeAnnotation")?.type === "TSUnknownKeyword"
        ? "as unknown as"
        : undefined
    }
    case "ThrowStatement":
      return "throw"
    case "TryStatement":
      return "try"
    case "VariableDeclarator":
    case "PropertyDefinition":
      return node.definite === true ? "let x!" : undefined
    default:
      return undefined
  }
}

/** The library does without syntax that hides a failure or a type. */
export const forbiddenSyntax = (exceptions: ReadonlyArray<Exception>): Rule => (sources) => {
  const used = new Set<Exception>()
  const found: Array<string> = []
  const judge = (source: Source, at: { readonly start: number }, rule: ForbiddenSyntax | undefined) => {
    if (rule === undefined) return
    const exception = exceptions.find((exception) => exception.file === source.path && exception.rule === rule)
    if (exception === undefined) found.push(`${place(source, at)} ${rule}`)
    else used.add(exception)
  }
  for (const source of sources) {
    walk(source.program, (node) => judge(source, node, syntaxOf(node)))
  }
  const unused = exceptions.filter((exception) => !used.has(exception))
  return [...found, ...unused.map(({ file, rule }) => `${file} need not be allowed ${rule}`)]
}

const clocks = new Set(["Date", "performance", "setTimeout", "setInterval", "setImmediate", "queueMicrotask", "fetch"])

/** The rows without a runtime (`protocol/`, `catalog/`), and their part of `internal/`, read no clock and start nothing. */
export const clocksBelowTheClient: Rule = (sources) =>
  withShared(sources, sources.filter(({ path }) => /^src\/(protocol|catalog)\//.test(path))).flatMap((source) => {
    const found: Array<string> = []
    walk(source.program, (node, _parent, property) => {
      const name = isReference(node, property) ? nameOf(node) : undefined
      if (name !== undefined && clocks.has(name)) found.push(`${place(source, node)} uses ${name}`)
    })
    return found
  })

/** Whether a file is a generated one of the catalogue. */
export const isGenerated = (source: Source): boolean =>
  /^src\/catalog\/(Actions|Events|AllEvents)\.ts$/.test(source.path) &&
  /Generated/.test(source.text.split("\n", 1)[0] ?? "")

/** No file or folder has a name that does not say what it contains. */
export const emptyNames = (paths: ReadonlyArray<string>): ReadonlyArray<string> =>
  paths.filter((path) =>
    path.split("/").some((part) => /^(utils?|helpers?|common|types)(\.|$)/i.test(posix.basename(part)))
  )

const machinePatterns: Readonly<Record<string, RegExp>> = {
  "a home folder": /(?<![\w.])(?:\/(?:home|Users)\/[\w-]|\/root\/)|~\/|[A-Z]:\\\\?Users/,
  "a folder of the machine": /(?<![\w.}/])\/(?:work|farm|tmp|workspace|mnt|builds?)\/[\w.-]/,
  "a registry": /\bregistry\.[\w-]+\.\w+|\bnpm\.pkg\.|\bartifactory\b|\bverdaccio\b|:48[7]3\b|_auth[Tt]oken/
}

/** Nothing reveals the machine or the registry that the project was made with. */
export const machineTraces = (files: ReadonlyArray<{ readonly path: string; readonly text: string }>) =>
  files.flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, index) =>
      Object.entries(machinePatterns)
        .filter(([, pattern]) => pattern.test(line))
        .map(([what]) => `${path}:${index + 1} names ${what}: ${line.trim().slice(0, 100)}`)
    )
  )
