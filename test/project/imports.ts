/**
 * The rules for who may import what in `src/`.
 *
 * Each rule takes parsed files and returns its findings as readable lines, none
 * if the files comply. Exceptions to a rule are arguments, so that they are
 * listed in `test/architecture.test.ts` with their reasons.
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

const engine = ["protocol", "catalog", "AmiError", "transport", "client"]
const upTo = (row: string): ReadonlyArray<string> => engine.slice(0, engine.indexOf(row) + 1)
const models = [...engine, "tasks", "live"]
const services = ["dialer", "agi", "fleet", "journal", "sink"]

/**
 * The layer table: what each folder, and each file beside the folders, may use besides itself.
 *
 * All of them may use `src/internal/`, whose files are in no layer: what such a file uses counts as used by its
 * importer. So two folders can share code there, and no folder reaches another through it.
 *
 * The simulator never uses the client: a client tested against its own code proves nothing.
 */
const mayUse: Readonly<Record<string, ReadonlyArray<string>>> = {
  internal: engine,
  protocol: [],
  catalog: upTo("protocol"),
  AmiError: upTo("catalog"),
  transport: upTo("AmiError"),
  client: upTo("transport"),
  tasks: engine,
  live: engine,
  dialer: models,
  agi: models,
  fleet: models,
  journal: models,
  sink: [...models, "journal"],
  cluster: [...models, ...services],
  gateway: [...models, ...services],
  dashboard: models,
  simulator: upTo("transport"),
  node: [...engine, "cluster"],
  cli: [...models, ...services, "cluster", "gateway", "dashboard", "simulator", "node", "index"],
  web: [...models, ...services, "gateway", "dashboard"],
  index: [...models, ...services, "gateway", "dashboard"]
}

/** The rows of the layer table: the folders of `src/`, the files beside them, and `web/`. */
export const layers: ReadonlyArray<string> = Object.keys(mayUse)

const layerOf = (path: string): string =>
  path.startsWith("web/") ? "web" : path.split("/")[1]?.replace(/\.ts$/, "") ?? path

const isShared = (path: string): boolean => path.startsWith("src/internal/")

/** What files reach: themselves, and what they use of `src/internal/`, directly or through its other files. */
export const withShared = (sources: ReadonlyArray<Source>, from: ReadonlyArray<Source>): ReadonlyArray<Source> => {
  const reached = new Set(from)
  for (const source of reached) {
    for (const { target } of importsOf(source)) {
      const shared = target !== undefined && isShared(target) ? sources.find(({ path }) => path === target) : undefined
      if (shared !== undefined) reached.add(shared)
    }
  }
  return [...reached]
}

/** The layers that an import leads to: that of the file, or those used by a shared file, which is in none. */
const layersOf = (sources: ReadonlyArray<Source>, target: string): ReadonlyArray<string> => {
  const shared = isShared(target) ? sources.filter(({ path }) => path === target) : []
  return shared.length === 0
    ? [layerOf(target)]
    : withShared(sources, shared).flatMap(importsOf).flatMap(({ target }) =>
      target === undefined || isShared(target) ? [] : [layerOf(target)]
    )
}

const findings = (sources: ReadonlyArray<Source>, judge: (imported: Import) => string | undefined) =>
  sources.flatMap(importsOf).flatMap((imported) => {
    const finding = judge(imported)
    return finding === undefined ? [] : [`${place(imported.source, imported.node)} ${finding}`]
  })

/** A folder uses only the rows above it. */
export const upwardImports: Rule = (sources) => [
  ...sources.filter(({ path }) => mayUse[layerOf(path)] === undefined).map(({ path }) => `${path} is in no layer`),
  ...findings(sources, ({ source, specifier, target }) => {
    if (target === undefined) return undefined
    const from = layerOf(source.path)
    const to = /^(src|web)\//.test(target) ? layersOf(sources, target) : [target]
    const forbidden = to.find((layer) => layer !== from && layer !== "internal" && !mayUse[from]?.includes(layer))
    if (forbidden === undefined) return undefined
    return `${from} must not use ${specifier}${isShared(target) ? `, which uses ${forbidden}` : ""}`
  })
]

/** Whether a file is only for Node. */
const isForNode = (path: string): boolean =>
  /^src\/(node|cli)\/|^src\/(simulator|gateway)\/(.*\/)?[Nn]ode[^/]*$/.test(path)

const nodeGlobals = new Set(["Buffer", "process", "require", "__dirname", "__filename"])

/** The names that a file declares or imports. */
const namesOf = (source: Source): ReadonlySet<string> => {
  const names = new Set<string>()
  walk(source.program, (node, _parent, property) => {
    if (property === "id" || property === "local") names.add(nameOf(node) ?? "")
  })
  return names
}

/** Node and its platform package are used only in the Node part of the package. */
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

/** Nothing is imported except our own files, the modules of Effect, its platform package and Node. */
export const foreignPackages: Rule = (sources) =>
  findings(sources, ({ specifier, target }) => {
    if (specifier === "effect") return "imports the barrel of effect: name the module, as in effect/Effect"
    if (target !== undefined) {
      if (!target.startsWith("src/")) return `imports ${specifier} from outside src`
      return /\.(ts|json)$/.test(target) ? undefined : `imports ${specifier} without its extension`
    }
    return /^effect\/|^node:|^@effect\/platform-node(\/|$)/.test(specifier) ? undefined : `depends on ${specifier}`
  })

/** `protocol/`, and what it uses of `internal/`, use only those modules of Effect that are plain data and functions. */
export const impureProtocol = (pure: ReadonlyArray<string>): Rule => (sources) =>
  findings(
    withShared(sources, sources.filter(({ path }) => path.startsWith("src/protocol/"))),
    ({ specifier, target }) =>
      target !== undefined || pure.includes(specifier) ? undefined : `imports ${specifier}, which is not pure data`
  )

/** The `internal/` of a folder is private to it; `src/internal/` is shared. */
export const foreignInternals: Rule = (sources) =>
  findings(sources, ({ source, specifier, target }) => {
    const owner = target === undefined ? undefined : /^(.*?\/)internal\//.exec(target)?.[1]
    return owner === undefined || source.path.startsWith(owner) ? undefined : `reaches into ${specifier}`
  })

/** The `internal` folders whose files could be imported from the package, because `exports` does not close them. */
export const openInternals = (
  paths: ReadonlyArray<string>,
  exported: Readonly<Record<string, string | null>>
): ReadonlyArray<string> => {
  const closed = Object.entries(exported).flatMap(([key, target]) =>
    target === null && key.endsWith("/*") ? [key.slice(0, -1)] : []
  )
  return [...new Set(paths.map((path) => /^src\/(.*\/)?internal\//.exec(path)?.[0] ?? ""))]
    .filter((folder) => folder !== "" && !closed.some((key) => folder.replace(/^src/, ".").startsWith(key)))
}

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

/** The stability that the header of a module of Effect declares, such as `unstable`. */
const stabilityOf = (specifier: string): string => {
  if (!specifier.startsWith("effect/")) return specifier.startsWith("@effect/platform-node") ? "unstable" : "stable"
  const file = `${projectRoot}node_modules/effect/src/${specifier.slice("effect/".length)}`
  const path = [`${file}.ts`, `${file}/index.ts`].find(existsSync)
  const header = path === undefined ? "" : readFileSync(path, "utf8").slice(0, 4000).split("*/")[0]
  return /@stability (\w+)/.exec(header ?? "")?.[1] ?? "unknown"
}

/**
 * Modules of Effect that may change in a minor are imported only by the listed files.
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
