/**
 * The project's own TypeScript files as data, for the tests that judge them.
 *
 * A `Source` is a file with its syntax tree and its comments, so that a rule
 * never mistakes a word in a comment or a string for code. The parser is that
 * of `rolldown`, which bundles the project anyway.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { posix } from "node:path"
import { fileURLToPath } from "node:url"
import { parseSync } from "rolldown/utils"

/** A node of the syntax tree (ESTree with the TypeScript nodes). */
export interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [property: string]: unknown
}

/** A comment; `value` is its text without the delimiters. */
export interface Comment {
  readonly type: "Line" | "Block"
  readonly value: string
  readonly start: number
  readonly end: number
}

/** A parsed file. Its path is relative to the project, with `/`. */
export interface Source {
  readonly path: string
  readonly text: string
  readonly program: Node
  readonly comments: ReadonlyArray<Comment>
}

/** An import of one module by another, including type imports and re-exports. */
export interface Import {
  readonly source: Source
  readonly node: Node
  /** The specifier, such as `effect/Schema` or `../AmiError.ts`. */
  readonly specifier: string
  /** The path of the imported file, if the specifier is relative. */
  readonly target: string | undefined
}

/** The folder of the project. */
export const projectRoot: string = fileURLToPath(new URL("../..", import.meta.url))

/** Reads a file of the project as text. */
export const readText = (path: string): string => readFileSync(posix.join(projectRoot, path), "utf8")

/** Whether the project has this file or folder. */
export const exists = (path: string): boolean => existsSync(posix.join(projectRoot, path))

/** Lists the files under a folder of the project, or nothing if it does not exist. */
export const filesUnder = (folder: string, matches: (path: string) => boolean): ReadonlyArray<string> => {
  const entries = exists(folder)
    ? readdirSync(posix.join(projectRoot, folder), { recursive: true, withFileTypes: true })
    : []
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => posix.join(entry.parentPath, entry.name).slice(projectRoot.length))
    .filter((path) => !path.includes("node_modules/") && matches(path))
    .sort()
}

/** Parses text as a file of that path; throws if it does not parse. The tree is made when it is first read. */
export const source = (path: string, text: string): Source => {
  const parsed = parseSync(path, text, { lang: "ts", sourceType: "module" })
  const { comments, errors } = parsed
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`)
  return {
    path,
    text,
    get program() {
      return parsed.program as unknown as Node
    },
    comments
  }
}

/** Parses every TypeScript file under a folder of the project. */
export const sourcesUnder = (folder: string): ReadonlyArray<Source> =>
  filesUnder(folder, (path) => path.endsWith(".ts")).map((path) => source(path, readText(path)))

/** The last text whose lines were asked for, and where each of them ends. */
let lines: { readonly text: string; readonly ends: ReadonlyArray<number> } = { text: "", ends: [] }

/** The line number of an offset, from 1. */
export const lineAt = (text: string, offset: number): number => {
  if (lines.text !== text) lines = { text, ends: Array.from(text.matchAll(/\n/g), ({ index }) => index) }
  const next = lines.ends.findIndex((end) => end >= offset)
  return 1 + (next === -1 ? lines.ends.length : next)
}

/** The place of a node, as `src/AmiError.ts:12`. */
export const place = (from: Source, node: { readonly start: number }): string =>
  `${from.path}:${lineAt(from.text, node.start)}`

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string"

/** Visits a node and everything under it, with its parent and the property that contains it. */
export const walk = (
  node: Node,
  visit: (node: Node, parent: Node | undefined, property: string) => void,
  parent?: Node,
  property = ""
): void => {
  visit(node, parent, property)
  for (const [name, value] of Object.entries(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) walk(child, visit, node, name)
    }
  }
}

/** The node in a property of a node, if there is one. */
export const child = (node: Node, property: string): Node | undefined => {
  const value = node[property]
  return isNode(value) ? value : undefined
}

/** The nodes in a list property of a node. */
export const children = (node: Node, property: string): ReadonlyArray<Node> => {
  const value = node[property]
  return Array.isArray(value) ? value.filter(isNode) : []
}

/** The name of an identifier, or the text of a string literal. */
export const nameOf = (node: Node | undefined): string | undefined => {
  const name = node?.type === "Literal" ? node.value : node?.name
  return typeof name === "string" ? name : undefined
}

/** Whether a node is a name that refers to a value or a type, rather than a property. */
export const isReference = (node: Node, property: string): boolean =>
  node.type === "Identifier" && property !== "key" && property !== "property"

const importing = new Set([
  "ImportDeclaration",
  "ExportNamedDeclaration",
  "ExportAllDeclaration",
  "ImportExpression",
  "TSImportType"
])

/** Every import of a file, in order. */
export const importsOf = (from: Source): ReadonlyArray<Import> => {
  const imports: Array<Import> = []
  walk(from.program, (node) => {
    const specifier = importing.has(node.type) ? nameOf(child(node, "source")) : undefined
    if (specifier === undefined) return
    const target = specifier.startsWith(".") ? posix.join(posix.dirname(from.path), specifier) : undefined
    imports.push({ source: from, node, specifier, target })
  })
  return imports
}
