/**
 * The tables of `docs/options.md`: every option of every public constructor.
 *
 * Names, types and sentences come from the interfaces. Defaults come from the code that applies them, and the doc comment
 * of an option must state the same default: otherwise it is an error.
 */
import { docLines } from "../../test/project/documentation.ts"
import {
  child,
  children,
  importsOf,
  nameOf,
  type Node,
  readText,
  type Source,
  source,
  sourcesUnder,
  walk
} from "../../test/project/source.ts"
import { type Page, table } from "./markdown.ts"
import { type Group, tables } from "./optionTables.ts"

export interface Option {
  readonly name: string
  readonly type: string
  readonly isOptional: boolean
  /** Its doc comment, in one line. */
  readonly doc: string
}

// --- Interfaces -------------------------------------------------------------

const interfaceOf = (from: Source, name: string): Node | undefined => {
  let found: Node | undefined
  walk(from.program, (node) => {
    if (node.type === "TSInterfaceDeclaration" && nameOf(child(node, "id")) === name) found ??= node
  })
  return found
}

const textOf = (from: Source, node: Node | undefined): string =>
  node === undefined ? "" : from.text.slice(node.start, node.end)

const docOf = (from: Source, node: Node): string => {
  const above = from.comments.filter(({ end }) => end <= node.start).at(-1)
  const isIts = above !== undefined && from.text.slice(above.end, node.start).trim() === ""
  return isIts ? docLines(above).filter((line) => !line.startsWith("@")).join(" ").replaceAll(/\s+/g, " ").trim() : ""
}

/** The file that a name of another module comes from. */
const fileOf = (from: Source, name: string, read: (path: string) => Source): Source | undefined => {
  const found = importsOf(from).find(({ node }) =>
    children(node, "specifiers").some((specifier) => nameOf(child(specifier, "local")) === name)
  )
  return found?.target === undefined ? undefined : read(found.target)
}

/** The options of an interface and of those that it extends, its own first. */
export const optionsOf = (from: Source, name: string, read: (path: string) => Source): ReadonlyArray<Option> => {
  const declaration = interfaceOf(from, name)
  if (declaration === undefined) throw new Error(`${from.path} has no interface ${name}`)
  const own = children(child(declaration, "body") ?? declaration, "body").flatMap((member): ReadonlyArray<Option> => {
    if (member.type !== "TSPropertySignature") return []
    const type = textOf(from, child(child(member, "typeAnnotation") ?? member, "typeAnnotation"))
    return [{
      name: nameOf(child(member, "key")) ?? "?",
      type: type.replace(/ \| undefined$/, "").replaceAll(/\s+/g, " "),
      isOptional: member["optional"] === true,
      doc: docOf(from, member)
    }]
  })
  const inherited = children(declaration, "extends").flatMap((heritage) =>
    inheritedFrom(from, textOf(from, heritage), read)
  )
  return [...own, ...inherited.filter((option) => own.every((other) => other.name !== option.name))]
}

/** `Options`, `Settings.Options`, or `Pick<TlsOptions, "ca" | "cert">`. */
const inheritedFrom = (from: Source, text: string, read: (path: string) => Source): ReadonlyArray<Option> => {
  const [, picked = text, wanted] = /^Pick<([\w.]+),(.*)>$/s.exec(text) ?? []
  const names = wanted === undefined ? undefined : [...wanted.matchAll(/"(\w+)"/g)].map(([, name]) => name)
  const [space = "", member] = picked.replace(/<.*$/s, "").split(".")
  const file = interfaceOf(from, space) === undefined ? fileOf(from, space, read) : from
  if (file === undefined) throw new Error(`${from.path}: nobody knows where ${space} is`)
  const all = optionsOf(file, member ?? space, read)
  return names === undefined ? all : all.filter(({ name }) => names.includes(name))
}

// --- Defaults ---------------------------------------------------------------

const units: Readonly<Record<string, string>> = { millis: "milliseconds", seconds: "seconds", minutes: "minutes" }

const sized = (bytes: number): string =>
  bytes % (1 << 20) === 0 && bytes > 0 ? `${bytes >> 20} MiB` : bytes.toLocaleString("en")

/** Thousands are separated, but not in a port number. */
const numbered = (value: number): string => ports.has(value) ? String(value) : value.toLocaleString("en")
const ports = new Set([5038, 5039, 8088, 8089])

const duration = (amount: number, unit: string): string => `${amount} ${amount === 1 ? unit.replace(/s$/, "") : unit}`

/** A constant of the code as text; undefined if it is none. */
const wordsOf = (from: Source, node: Node | undefined): string | undefined => {
  if (node === undefined) return undefined
  switch (node.type) {
    case "Literal": {
      const { value } = node
      const [, amount, unit] = typeof value === "string" ? /^(\d+) (millis|seconds?|minutes?)$/.exec(value) ?? [] : []
      if (amount !== undefined && unit !== undefined) {
        return duration(Number(amount), units[unit] ?? units[`${unit}s`] ?? unit)
      }
      if (typeof value === "number") return numbered(value)
      return value === ""
        ? undefined
        : typeof value === "string" || typeof value === "boolean"
        ? `\`${value}\``
        : undefined
    }
    case "BinaryExpression": {
      const [left, right] = [child(node, "left")?.["value"], child(node, "right")?.["value"]]
      return node["operator"] === "<<" && typeof left === "number" && typeof right === "number"
        ? sized(left * 2 ** right)
        : undefined
    }
    case "ObjectExpression":
      return `\`${textOf(from, node).replaceAll(/\s+/g, " ").replaceAll(/(\d)_(\d)/g, "$1$2")}\``
    case "CallExpression": {
      const unit = /^Duration\.(\w+)$/.exec(textOf(from, child(node, "callee")))?.[1]
      const amount = children(node, "arguments")[0]?.["value"]
      return unit !== undefined && typeof amount === "number" ? duration(amount, units[unit] ?? unit) : undefined
    }
    case "TSAsExpression":
    case "TSSatisfiesExpression":
      return wordsOf(from, child(node, "expression"))
    case "Identifier": {
      let found: string | undefined
      walk(from.program, (other) => {
        if (other.type !== "VariableDeclarator" || nameOf(child(other, "id")) !== nameOf(node)) return
        found ??= wordsOf(from, child(other, "init"))
      })
      return found
    }
    default:
      return undefined
  }
}

/** The defaults that a file applies, by option: `defaults` objects, destructuring, and `options.x ?? …`. */
export const defaultsIn = (from: Source): ReadonlyMap<string, ReadonlySet<string>> => {
  const found = new Map<string, Set<string>>()
  const add = (name: string | undefined, value: Node | undefined) => {
    const words = wordsOf(from, value)
    if (name !== undefined && words !== undefined) found.set(name, (found.get(name) ?? new Set()).add(words))
  }
  walk(from.program, (node, parent) => {
    if (node.type === "LogicalExpression" && node["operator"] === "??") {
      const left = child(node, "left")
      if (left?.type === "MemberExpression") add(nameOf(child(left, "property")), child(node, "right"))
    }
    if (node.type === "AssignmentPattern" && parent?.type === "Property") {
      add(nameOf(child(parent, "key")), child(node, "right"))
    }
    if (node.type === "VariableDeclarator" && nameOf(child(node, "id"))?.startsWith("default")) {
      let init = child(node, "init")
      while (init !== undefined && init.type !== "ObjectExpression") init = child(init, "expression")
      for (const property of init === undefined ? [] : children(init, "properties")) {
        add(nameOf(child(property, "key")), child(property, "value"))
      }
    }
  })
  return found
}

/** Whether the doc of an option states its default: "Defaults to 5 seconds", "`allow` (the default)". */
const states = (doc: string, value: string): boolean =>
  [value, value.replaceAll("`", "")].some((words) =>
    doc.toLowerCase().includes(`defaults to ${words.toLowerCase()}`) || doc.includes(`${words} (the default)`)
  )

/** The first sentence, without the default, which has its own column. */
const sentenceOf = (doc: string): string => {
  const [first = "", second = ""] = doc.split(/(?<=[.)])\s+(?=[A-Z`])/)
  return (first.startsWith("Defaults to ") ? second : first).replace(/(;|,) defaults to .*$/i, "").replace(/\.$/, "")
}

// --- The page ---------------------------------------------------------------

/** The rows of some options, and their errors. */
export const rowsOf = (
  { defaults, from, prefix = "", type, without = [], words = {} }: Group,
  read: (path: string) => Source
): { readonly rows: ReadonlyArray<ReadonlyArray<string>>; readonly faults: ReadonlyArray<string> } => {
  const applied = defaults.map((path) => defaultsIn(read(path)))
  const faults: Array<string> = []
  const rows = optionsOf(read(from), type, read).filter((option) => !without.includes(option.name)).map((option) => {
    const found = [...new Set(applied.flatMap((all) => [...all.get(option.name) ?? []]))]
    const place = `\`${option.name}\` of ${type} (${from})`
    const given = words[option.name]
    if (found.length > 1 && given === undefined) faults.push(`${place} has several defaults: ${found.join(", ")}`)
    if (option.doc === "") faults.push(`${place} has no doc comment`)
    faults.push(
      ...found.filter((value) => !states(option.doc, value))
        .map((value) => `${place} defaults to ${value}, which its doc comment does not say`)
    )
    const value = given ?? found[0] ?? (option.isOptional ? "none" : "required")
    return [`\`${prefix}${option.name}\``, `\`${option.type}\``, value, sentenceOf(option.doc)]
  })
  return { rows, faults }
}

const cache = new Map<string, Source>()
/** A source file, parsed once. */
export const sourceOf = (path: string): Source => {
  const known = cache.get(path) ?? source(path, readText(path))
  cache.set(path, known)
  return known
}

/** Interfaces of options outside `internal/` that are in no table. Those of actions and tasks belong to single calls. */
const unlisted = (groups: ReadonlyArray<Group>): ReadonlyArray<string> =>
  sourcesUnder("src").filter(({ path }) => !/\/internal\/|^src\/(catalog|cli|tasks)\/|\/index\.ts$/.test(path)).flatMap(
    (
      file
    ) =>
      children(file.program, "body").flatMap((node) => {
        const declaration = child(node, "declaration")
        const name = declaration?.type === "TSInterfaceDeclaration" ? nameOf(child(declaration, "id")) ?? "" : ""
        const isListed = groups.some(({ from, type }) => from === file.path && type === name)
          || elsewhere.has(`${name} of ${file.path}`)
        return name.endsWith("Options") && !isListed ? [`${name} of ${file.path} is in no table`] : []
      })
  )

/** Options that are in other tables under another name. */
const elsewhere = new Set([
  "HttpOptions of src/node/NodeAmi.ts",
  "WriteOptions of src/journal/AmiJournal.ts",
  "Options of src/sink/AmiNdjson.ts",
  "ReplayOptions of src/journal/AmiJournal.ts",
  "ConsumeOptions of src/journal/AmiJournal.ts",
  "UrlOptions of src/node/NodeAmi.ts",
  "ConfigOptions of src/node/NodeAmi.ts",
  "TcpOptions of src/node/tcp.ts",
  "Options of src/node/NodeSqlite.ts",
  "ClientOptions of src/cluster/AmiCluster.ts",
  "ReplayOptions of src/journal/AmiRecording.ts",
  "Options of src/simulator/AmiSimulator.ts",
  "Options of src/simulator/SimulatedPbx.ts"
])

/** `docs/options.md`. */
export const optionsPage = (): Page => {
  const made = Object.entries(tables).map(([name, groups]) => {
    const all = groups.map((group) => rowsOf(group, sourceOf))
    return {
      name,
      text: table(["option", "type", "default", "what for"], all.flatMap(({ rows }) => rows)),
      faults: all.flatMap(({ faults }) => faults)
    }
  })
  return {
    path: "docs/options.md",
    parts: Object.fromEntries(made.map(({ name, text }) => [name, text])),
    faults: [...made.flatMap(({ faults }) => faults), ...unlisted(Object.values(tables).flat())]
  }
}
