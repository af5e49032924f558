/**
 * The rules for who may import what in `src/`.
 *
 * Each rule takes parsed files and returns its findings as readable lines, none
 * if the files obey. What a rule allows by exception is an argument, so that
 * the exceptions stand in `test/architecture.test.ts` with their reasons.
 */
import { existsSync, readFileSync } from "node:fs"
import { posix } from "node:path"
import {
  child,
  type Import,
  importsOf,
  isReference,
  nameOf,
  type Node,
  place,
  projectRoot,
  type Source,
  walk
} from "./source.ts"

/** A rule: the findings in a set of files. */
export type Rule = (sources: ReadonlyArray<Source>) => ReadonlyArray<string>

const rows = ["internal", "protocol", "catalog", "AmiError", "transport", "client", "live"]
const upTo = (row: string): ReadonlyArray<string> => rows.slice(0, rows.indexOf(row) + 1)

/**
 * The layer table: what each folder, and each file beside the folders, may use of ours besides itself.
 *
 * The simulator never uses the client: a client tested against its own code proves nothing.
 */
const mayUse: Readonly<Record<string, ReadonlyArray<string>>> = {
  internal: [],
  protocol: upTo("internal"),
  catalog: upTo("protocol"),
  AmiError: upTo("catalog"),
  transport: upTo("AmiError"),
  client: upTo("transport"),
  live: upTo("client"),
  simulator: upTo("transport"),
  node: [...rows, "simulator"],
  cli: [...rows, "simulator", "node", "index"],
  index: rows
}

const layerOf = (path: string): string => path.split("/")[1]?.replace(/\.ts$/, "") ?? path

const findings = (sources: ReadonlyArray<Source>, judge: (imported: Import) => string | undefined) =>
  sources.flatMap(importsOf).flatMap((imported) => {
    const finding = judge(imported)
    return finding === undefined ? [] : [`${place(imported.source, imported.node)} ${finding}`]
  })

/** A folder uses only the rows above it. */
export const upwardImports: Rule = (sources) => [
  ...sources.filter(({ path }) => mayUse[layerOf(path)] === undefined).map(({ path }) => `${path} is in no layer`),
  ...findings(sources, ({ source, specifier, target }) => {
    const from = layerOf(source.path)
    const to = target?.startsWith("src/") ? layerOf(target) : target
    if (to === undefined || to === from || mayUse[from]?.includes(to)) return undefined
    return `${from} must not use ${specifier}`
  })
]

/** Whether a file is for Node alone. */
const isForNode = (path: string): boolean => /^src\/(node|cli)\/|^src\/simulator\/(.*\/)?[Nn]ode[^/]*$/.test(path)

const nodeGlobals = new Set(["Buffer", "process", "require", "__dirname", "__filename"])

/** The names that a file gives to something of its own or imports. */
const namesOf = (source: Source): ReadonlySet<string> => {
  const names = new Set<string>()
  walk(source.program, (node, _parent, property) => {
    if (property === "id" || property === "local") names.add(nameOf(node) ?? "")
  })
  return names
}

/** Node and its platform package are used where the package is for Node alone. */
export const nodeOutsideNode: Rule = (sources) => {
  const common = sources.filter(({ path }) => !isForNode(path))
  const globals = common.flatMap((source) => {
    const found: Array<string> = []
    const ours = namesOf(source)
    walk(source.program, (node, _parent, property) => {
      const name = isReference(node, property) ? nameOf(node) : undefined
      if (name !== undefined && nodeGlobals.has(name) && !ours.has(name)) {
        found.push(`${place(source, node)} uses ${name} of Node`)
      }
    })
    return found
  })
  const imports = findings(
    common,
    ({ specifier }) => /^node:|^@effect\/platform-node/.test(specifier) ? `imports ${specifier}` : undefined
  )
  return [...imports, ...globals]
}

/** Nothing but ourselves, the modules of Effect, its platform package and Node is imported. */
export const foreignPackages: Rule = (sources) =>
  findings(sources, ({ specifier, target }) => {
    if (specifier === "effect") return "imports the barrel of effect: name the module, as in effect/Effect"
    if (target !== undefined) {
      if (!target.startsWith("src/")) return `imports ${specifier} from outside src`
      return target.endsWith(".ts") ? undefined : `imports ${specifier} without its extension`
    }
    return /^effect\/|^node:|^@effect\/platform-node(\/|$)/.test(specifier) ? undefined : `depends on ${specifier}`
  })

/** `protocol/` uses only those modules of Effect that are plain data and functions. */
export const impureProtocol = (pure: ReadonlyArray<string>): Rule => (sources) =>
  findings(
    sources.filter(({ path }) => path.startsWith("src/protocol/")),
    ({ specifier, target }) =>
      target !== undefined || pure.includes(specifier) ? undefined : `imports ${specifier}, which is not pure data`
  )

/** The `internal/` of a folder is its own; the entry points for Node and the simulator may reach into it. */
export const foreignInternals: Rule = (sources) =>
  findings(sources, ({ source, specifier, target }) => {
    const owner = target === undefined ? undefined : /^(.*?\/)internal\//.exec(target)?.[1]
    const isAllowed = source.path.startsWith("src/node/") || source.path === "src/simulator/index.ts"
    return owner === undefined || source.path.startsWith(owner) || isAllowed
      ? undefined
      : `reaches into ${specifier}`
  })

/** A barrel is `export * as X from "./X.ts"` and nothing else. */
export const impureBarrels: Rule = (sources) =>
  sources.filter(({ path }) => posix.basename(path) === "index.ts").flatMap((source) =>
    (source.program.body as ReadonlyArray<Node>).flatMap((node) => {
      const name = node.type === "ExportAllDeclaration" ? nameOf(child(node, "exported")) : undefined
      if (name === undefined) return [`${place(source, node)} is not \`export * as X from\``]
      const file = posix.basename(nameOf(child(node, "source")) ?? "", ".ts")
      return file === name ? [] : [`${place(source, node)} calls ${file} by another name: ${name}`]
    })
  )

/** No module imports itself through others, not even for types alone. */
export const cycles: Rule = (sources) => {
  const graph = new Map(sources.map((source) => [source.path, importsOf(source).flatMap(({ target }) => target ?? [])]))
  const found: Array<string> = []
  const finished = new Set<string>()
  const visit = (path: string, above: ReadonlyArray<string>): void => {
    if (above.includes(path)) found.push([...above.slice(above.indexOf(path)), path].join(" -> "))
    if (above.includes(path) || finished.has(path)) return
    for (const target of graph.get(path) ?? []) visit(target, [...above, path])
    finished.add(path)
  }
  for (const path of graph.keys()) visit(path, [])
  return found
}

/** The stability that the header of a module of Effect declares, such as `unstable`. */
const stabilityOf = (specifier: string): string => {
  if (!specifier.startsWith("effect/")) return specifier.startsWith("@effect/platform-node") ? "unstable" : "stable"
  const file = `${projectRoot}node_modules/effect/src/${specifier.slice("effect/".length)}`
  const path = [`${file}.ts`, `${file}/index.ts`].find(existsSync)
  const header = path === undefined ? "" : readFileSync(path, "utf8").slice(0, 4000).split("*/")[0]
  return /@stability (\w+)/.exec(header ?? "")?.[1] ?? "unknown"
}

/**
 * Modules of Effect that a minor may change are imported by the named files alone.
 *
 * The argument maps the path of a file to the specifiers that it may import and the reason.
 */
export const unstableModules = (
  allowed: Readonly<Record<string, { readonly modules: ReadonlyArray<string>; readonly reason: string }>>
): Rule =>
(sources) => [
  ...findings(sources, ({ source, specifier, target }) => {
    if (target !== undefined || specifier.startsWith("node:")) return undefined
    const stability = stabilityOf(specifier)
    const isAllowed = stability === "stable" || allowed[source.path]?.modules.includes(specifier)
    return isAllowed ? undefined : `imports ${specifier}, which is ${stability}`
  }),
  ...Object.entries(allowed).flatMap(([path, { modules }]) => {
    const source = sources.find((source) => source.path === path)
    const used = source === undefined ? [] : importsOf(source).map(({ specifier }) => specifier)
    return modules.filter((module) => !used.includes(module)).map((module) => `${path} need not be allowed ${module}`)
  })
]
