/**
 * Writes the public API as one text: `npm run api`, or `npm run api -- --check` to see whether it is up to date.
 *
 * `api/effect-ami.api.d.ts` has the named exports of each module, without comments, as users get them, and those parts of
 * internal modules that they refer to. So a commit's diff shows each change of the API.
 */
import { execFileSync } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, posix } from "node:path"
import { fileURLToPath } from "node:url"
import { child, children, nameOf, type Node, projectRoot, source, walk } from "../test/project/source.ts"

const report = "api/effect-ami.api.d.ts"

/** One emitted file of declarations. */
export interface Module {
  readonly path: string
  /** By local name: the file that it comes from, and its name there, or `*` for all of it. */
  readonly imports: ReadonlyMap<string, { readonly from: string; readonly name: string }>
  readonly importLines: ReadonlyArray<string>
  /** By name: all of its declarations, such as overloads, or a type beside a value. */
  readonly declarations: ReadonlyMap<string, ReadonlyArray<{ readonly node: Node; readonly text: string }>>
  /** What is exported without being declared here. */
  readonly reexports: ReadonlyArray<
    { readonly text: string; readonly from: string; readonly names: ReadonlyArray<string> }
  >
}

/** The specifier with which users import a module; internal ones have the same form. */
const packagePath = (path: string): string => `effect-ami/${path.replace(/\.d\.ts$/, "")}`.replace(/\/index$/, "")

const isInternal = (path: string): boolean => /(^|\/)internal\//.test(path)

const namesOf = (declaration: Node): ReadonlyArray<string> =>
  declaration.type === "VariableDeclaration"
    ? children(declaration, "declarations").map((one) => nameOf(child(one, "id")) ?? "?")
    : [nameOf(child(declaration, "id")) ?? "?"]

/** Reads one emitted file. */
export const moduleOf = (path: string, text: string): Module => {
  const imports = new Map<string, { from: string; name: string }>()
  const importLines: Array<string> = []
  const declarations = new Map<string, Array<{ node: Node; text: string }>>()
  const reexports: Array<Module["reexports"][number]> = []
  const slice = (node: Node) => text.slice(node.start, node.end)
  const target = (node: Node) =>
    posix.join(posix.dirname(path), nameOf(child(node, "source")) ?? "").replace(/\.ts$/, ".d.ts")
  const named = (node: Node) =>
    slice(node).replace(/from "(\.[^"]*)"/, () => `from ${JSON.stringify(packagePath(target(node)))}`)
  for (const node of children(source(path, text).program, "body")) {
    if (node.type === "ImportDeclaration") {
      // Whether a module is imported only for its types does not matter here.
      importLines.push(named(node).replaceAll(/(?<=import |[{,] )type (?=[\w{*])/g, ""))
      for (const one of children(node, "specifiers")) {
        const name = one.type === "ImportNamespaceSpecifier" ? "*" : nameOf(child(one, "imported")) ?? "default"
        imports.set(nameOf(child(one, "local")) ?? "?", { from: target(node), name })
      }
    } else if (child(node, "source") !== undefined) {
      const names = children(node, "specifiers").map((one) => nameOf(child(one, "local")) ?? "?")
      reexports.push({ text: named(node), from: target(node), names })
    } else {
      const declaration = node.type === "ExportNamedDeclaration" ? child(node, "declaration") : node
      for (const name of declaration === undefined ? [] : namesOf(declaration)) {
        declarations.set(name, [...declarations.get(name) ?? [], { node, text: slice(node).replace(/\bdeclare /, "") }])
      }
    }
  }
  return { path, imports, importLines, declarations, reexports }
}

/** What a declaration refers to in other modules and in its own: pairs of a file and a name. */
const namedBy = (module: Module, node: Node): ReadonlyArray<readonly [path: string, name: string]> => {
  const found: Array<readonly [string, string]> = []
  walk(node, (at) => {
    // `Space.Name`, as a type and in what an interface extends.
    const space = module.imports.get(nameOf(child(at, "left") ?? child(at, "object")) ?? "")
    const within = nameOf(child(at, "right") ?? child(at, "property"))
    if (space?.name === "*" && within !== undefined) found.push([space.from, within])
    const name = at.type === "Identifier" ? nameOf(at) : undefined
    if (name === undefined) return
    const imported = module.imports.get(name)
    if (imported !== undefined && imported.name !== "*") found.push([imported.from, imported.name])
    else if (module.declarations.has(name)) found.push([module.path, name])
  })
  return found
}

/** The API of emitted files, by path. */
export const textOf = (modules: ReadonlyMap<string, Module>): string => {
  const shown = new Map<string, Set<string>>()
  const show = (path: string, name: string): void => {
    const module = modules.get(path)
    const names = shown.get(path) ?? new Set()
    if (module === undefined || names.has(name)) return
    shown.set(path, names.add(name))
    const origin = module.reexports.find(({ names }) => names.includes(name))
    if (origin !== undefined && isInternal(origin.from)) show(origin.from, name)
    for (const { node } of module.declarations.get(name) ?? []) {
      for (const [from, other] of namedBy(module, node)) {
        if (isInternal(from) || from === path) show(from, other)
      }
    }
  }
  for (const module of modules.values()) {
    if (isInternal(module.path)) continue
    shown.set(module.path, shown.get(module.path) ?? new Set())
    for (const name of module.declarations.keys()) show(module.path, name)
    for (const { names } of module.reexports) for (const name of names) show(module.path, name)
  }
  const order = (path: string) => `${isInternal(path) ? 1 : 0}${packagePath(path)}`
  const byPath = [...shown].sort(([left], [right]) => order(left) < order(right) ? -1 : 1)
  const blocks = byPath.map(([path, names]) => {
    const module = modules.get(path)
    const lines = [
      ...[...module?.importLines ?? []].sort(),
      ...(module?.reexports ?? []).filter((one) => !isInternal(path) || one.names.some((name) => names.has(name)))
        .map(({ text }) => text).sort(),
      ...[...names].sort().flatMap((name) => (module?.declarations.get(name) ?? []).map(({ text }) => text))
    ]
    return `declare module ${JSON.stringify(packagePath(path))} {\n${lines.join("\n")}\n}\n`
  })
  return `// The public API, written by \`npm run api\`. Do not edit.\n\n${blocks.join("\n")}`
}

/** Emits the declarations of a copy of the project, and writes its API as one formatted text. */
export const apiOf = (root: string): string => {
  const folder = mkdtempSync(join(tmpdir(), "effect-ami-api-"))
  const bin = (name: string) => join(projectRoot, "node_modules/.bin", name)
  const options = ["--emitDeclarationOnly", "--declarationMap", "false", "--removeComments", "--outDir", folder]
  execFileSync(bin("tsc"), ["-p", join(root, "tsconfig.build.json"), ...options], { cwd: root, stdio: "inherit" })
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".d.ts"))
  const modules = paths.map((path) => [path, moduleOf(path, readFileSync(join(folder, path), "utf8"))] as const)
  const text = textOf(new Map(modules.toSorted(([left], [right]) => left < right ? -1 : 1)))
  rmSync(folder, { recursive: true })
  return execFileSync(bin("dprint"), ["fmt", "--stdin", "api.d.ts"], {
    cwd: projectRoot,
    input: text,
    encoding: "utf8",
    maxBuffer: 1 << 26
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const path = join(projectRoot, report)
  const text = apiOf(projectRoot)
  if (!process.argv.includes("--check")) writeFileSync(path, text)
  else if (readFileSync(path, "utf8") !== text) {
    console.error(`${report} is not the public API of this source: run \`npm run api\`, and commit what it changes.`)
    process.exit(1)
  }
}
