/**
 * What is in the bundle of the command line: its parts, their sizes, and the packages that they come from.
 */
import { readdir, readFile } from "node:fs/promises"
import { join, relative } from "node:path"
import { brotliCompressSync, gzipSync } from "node:zlib"

/** A file of the bundle. */
export interface Part {
  readonly name: string
  /** As it is on the disk: some are compressed. */
  readonly content: string | Uint8Array
  /** The files that are loaded with it. */
  readonly imports: ReadonlyArray<string>
  /** The modules in it, relative to the project, as far as code is left of them. */
  readonly modules: ReadonlyArray<string>
  readonly kind: Kind
}

/**
 * What a file is for: the commands, or only the simulator (`--demo` and `ami simulate` load it), only `ami serve`, only
 * `ami journal` or only `ami gateway`, or it is data.
 */
export type Kind = "commands" | "simulator" | "serve" | "journal" | "gateway" | "data"

/** The limit in bytes of all files together, as they are on the disk. */
export const mostOnDisk = 1_187_000

/** The limits in bytes of gzip. */
export const limits: Readonly<Record<Kind, number>> = {
  commands: 300_000,
  simulator: 168_000,
  serve: 24_000,
  journal: 22_000,
  gateway: 34_000,
  data: 62_000
}

interface Chunk {
  readonly type: "chunk"
  readonly name: string
  readonly fileName: string
  readonly code: string
  readonly imports: ReadonlyArray<string>
  readonly dynamicImports: ReadonlyArray<string>
  readonly modules: Readonly<Record<string, { readonly renderedLength: number }>>
}

interface Asset {
  readonly type: "asset"
  readonly fileName: string
  readonly source: string | Uint8Array
}

/** What a file loads at once or later, and is not for its own kind alone. */
const reached = (chunks: ReadonlyArray<Chunk>, from: ReadonlyArray<string>, except: ReadonlyArray<string>) => {
  const names = new Set<string>()
  const visit = (chunk: Chunk | undefined): void => {
    if (chunk === undefined || names.has(chunk.fileName) || except.includes(chunk.name)) return
    names.add(chunk.fileName)
    for (const file of [...chunk.imports, ...chunk.dynamicImports]) {
      visit(chunks.find(({ fileName }) => fileName === file))
    }
  }
  for (const chunk of chunks) if (from.includes(chunk.name)) visit(chunk)
  return names
}

/** The files of a bundle. */
export const contents = (files: ReadonlyArray<Chunk | Asset>, project: string): ReadonlyArray<Part> => {
  const chunks = files.filter((file) => file.type === "chunk")
  const ofCommands = reached(chunks, ["ami"], ["demo", "simulate", "serve", "journal", "gateway"])
  const ofSimulator = reached(chunks, ["demo", "simulate"], ["serve", "journal", "gateway"])
  const ofJournal = reached(chunks, ["journal"], ["serve", "gateway"])
  const ofServe = reached(chunks, ["serve"], ["gateway"])
  return files.map((file): Part => {
    const name = file.fileName
    if (file.type === "asset") return { name, content: file.source, imports: [], modules: [], kind: "data" }
    return {
      name,
      content: isPacked(name) ? brotliCompressSync(file.code) : file.code,
      imports: file.imports,
      modules: Object.entries(file.modules).flatMap(([path, { renderedLength }]) =>
        renderedLength > 0 && path.startsWith(project) ? [relative(project, path)] : []
      ),
      kind: ofCommands.has(name)
        ? "commands"
        : ofSimulator.has(name)
        ? "simulator"
        : ofJournal.has(name)
        ? "journal"
        : ofServe.has(name)
        ? "serve"
        : "gateway"
    }
  })
}

/** Whether a file has its code compressed; `src/cli/bin.ts` unpacks it when it is loaded. */
const isPacked = (name: string): boolean => name.endsWith(".js.br")

const gzipped = ({ content }: Part): number => gzipSync(content).length

const sum = (numbers: ReadonlyArray<number>): number => numbers.reduce((total, one) => total + one, 0)

/** The size of the parts of a kind, in bytes of gzip. */
export const sizeOf = (parts: ReadonlyArray<Part>, kind: Part["kind"]): number =>
  sum(parts.filter((part) => part.kind === kind).map(gzipped))

/** The size of all parts on the disk, in bytes. */
export const onDisk = (parts: ReadonlyArray<Part>): number =>
  sum(parts.map(({ content }) => Buffer.byteLength(content)))

/** The name of the package of a module: `effect`, `@effect/platform-node`. */
const packageOf = (module: string): string | undefined => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(module)?.[1]

/** The packages that are in a bundle. */
export const packagesOf = (parts: ReadonlyArray<Part>): ReadonlyArray<string> =>
  [...new Set(parts.flatMap(({ modules }) => modules.flatMap((module) => packageOf(module) ?? [])))].sort()

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(0).padStart(5)} kB`

const kinds = Object.keys(limits) as ReadonlyArray<Kind>

/** The sizes, a line each. */
export const report = (parts: ReadonlyArray<Part>): ReadonlyArray<string> => [
  ...kinds.map((kind) =>
    `bundle  ${kind.padEnd(9)}  ${kilobytes(sizeOf(parts, kind))} gzip of ${kilobytes(limits[kind])}`
  ),
  `bundle  on the disk${kilobytes(onDisk(parts))}      of ${kilobytes(mostOnDisk)}`,
  `bundle  ${parts.length} files, of ${packagesOf(parts).join(", ")}`
]

/** Files that import one another, of which one would run before what it needs is there. */
const circle = (parts: ReadonlyArray<Part>): ReadonlyArray<string> | undefined => {
  const done = new Set<string>()
  const visit = (name: string, way: ReadonlyArray<string>): ReadonlyArray<string> | undefined => {
    if (way.includes(name)) return [...way.slice(way.indexOf(name)), name]
    if (done.has(name)) return undefined
    done.add(name)
    for (const next of parts.find((part) => part.name === name)?.imports ?? []) {
      const found = visit(next, [...way, name])
      if (found !== undefined) return found
    }
    return undefined
  }
  for (const { name } of parts) {
    const found = visit(name, [])
    if (found !== undefined) return found
  }
  return undefined
}

/** What a bundle must not have. */
export const refused = (parts: ReadonlyArray<Part>): ReadonlyArray<string> => {
  const found = circle(parts)
  return [
    ...kinds.flatMap((kind) => sizeOf(parts, kind) > limits[kind] ? [`is too large: ${kind}`] : []),
    ...onDisk(parts) > mostOnDisk ? ["is too large on the disk"] : [],
    ...found === undefined ? [] : [`has files that import one another: ${found.join(" → ")}`],
    ...packagesOf(parts).includes("undici") ? ["holds undici: HTTP goes through node:http"] : []
  ]
}

/** The licences of the packages in a bundle, and the copyright notices within their modules. */
export const licences = async (parts: ReadonlyArray<Part>, project: string): Promise<string> => {
  const modules = parts.flatMap((part) => part.modules)
  // The page of the dashboard is a text, with Preact in it.
  const inTexts = modules.some((module) => module.endsWith("src/dashboard/internal/page.ts")) ? ["preact"] : []
  const sections = await Promise.all(
    [...packagesOf(parts), ...inTexts].map(async (name) => {
      const folder = join(project, "node_modules", name)
      const { license, version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"))
      const file = (await readdir(folder)).find((file) => /^licen[cs]e/i.test(file))
      const text = file === undefined ? `Licence: ${license}` : await readFile(join(folder, file), "utf8")
      const own = modules.filter((module) => packageOf(module) === name)
      const notices = (await Promise.all(own.map((module) => noticesIn(join(project, module))))).flat()
      return [`${name} ${version}`, text.trim(), ...new Set(notices)].join("\n\n")
    })
  )
  return `Packages that are in this bundle, and their licences.\n\n${sections.join(`\n\n${"-".repeat(78)}\n\n`)}\n`
}

/** Comments of a module that name a copyright: what it was taken from. */
const noticesIn = async (path: string): Promise<ReadonlyArray<string>> => {
  const text = await readFile(path.replace(/\?.*$/, ""), "utf8")
  return [...text.matchAll(/\/\*[^]*?\*\//g)]
    .map(([comment]) => comment)
    .filter((comment) => /copyright \(c\)/i.test(comment))
    .map((comment) => comment.replaceAll(/^\s*\/?\*+\/? ?|\*\/$/gm, "").trim())
}
