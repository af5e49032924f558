/**
 * What is in the bundle of the command line: its parts, their sizes, and the packages that they come from.
 */
import { readdir, readFile } from "node:fs/promises"
import { join, relative } from "node:path"
import { gzipSync } from "node:zlib"

/** A file of the bundle. */
export interface Part {
  readonly name: string
  readonly code: string
  /** The modules in it, relative to the project, as far as code is left of them. */
  readonly modules: ReadonlyArray<string>
  /** What it holds besides the command line: the simulator, which only `--demo` and `ami simulate` load, or data. */
  readonly kind: "simulator" | "data" | undefined
}

/** The limits in bytes of gzip: of what commands load, and of the simulator. */
export const limits = { commands: 340_000, simulator: 200_000 }

interface Chunk {
  readonly fileName: string
  readonly code: string
  readonly modules: Readonly<Record<string, { readonly renderedLength: number }>>
}

/** The files of a bundle. */
export const contents = (chunks: ReadonlyArray<Chunk | undefined>, project: string): ReadonlyArray<Part> =>
  chunks.flatMap((chunk) => {
    if (chunk === undefined) return []
    const modules = Object.entries(chunk.modules).flatMap(([path, { renderedLength }]) =>
      renderedLength > 0 && path.startsWith(project) ? [{ path: relative(project, path), size: renderedLength }] : []
    )
    const ofSimulator = modules.filter(({ path }) => path.startsWith("src/simulator/"))
    const isServer = modules.some(({ path }) => path === "src/cli/commands/simulate.ts")
    const isSimulator = isServer || sum(ofSimulator.map(({ size }) => size)) * 2 > sum(modules.map(({ size }) => size))
    return [{
      name: chunk.fileName,
      code: chunk.code,
      modules: modules.map(({ path }) => path),
      kind: /^(reference|dashboard)/.test(chunk.fileName) ? "data" : isSimulator ? "simulator" : undefined
    }]
  })

const gzipped = ({ code }: Part): number => gzipSync(code).length

const sum = (numbers: ReadonlyArray<number>): number => numbers.reduce((total, one) => total + one, 0)

/** The size of the parts of a kind, in bytes of gzip. */
export const sizeOf = (parts: ReadonlyArray<Part>, kind: Part["kind"]): number =>
  sum(parts.filter((part) => part.kind === kind).map(gzipped))

/** The name of the package of a module: `effect`, `@effect/platform-node`. */
const packageOf = (module: string): string | undefined => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(module)?.[1]

/** The packages that are in a bundle. */
export const packagesOf = (parts: ReadonlyArray<Part>): ReadonlyArray<string> =>
  [...new Set(parts.flatMap(({ modules }) => modules.flatMap((module) => packageOf(module) ?? [])))].sort()

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(0).padStart(5)} kB`

/** The sizes, a line each. */
export const report = (parts: ReadonlyArray<Part>): ReadonlyArray<string> => [
  `bundle  commands   ${kilobytes(sizeOf(parts, undefined))} gzip of ${kilobytes(limits.commands)}`,
  `bundle  simulator  ${kilobytes(sizeOf(parts, "simulator"))} gzip of ${kilobytes(limits.simulator)}`,
  `bundle  data       ${kilobytes(sizeOf(parts, "data"))} gzip`,
  `bundle  all        ${kilobytes(sum(parts.map(({ code }) => code.length)))} in ${parts.length} files, of ${
    packagesOf(parts).join(", ")
  }`
]

/** What a bundle must not have. */
export const refused = (parts: ReadonlyArray<Part>): ReadonlyArray<string> => [
  ...sizeOf(parts, undefined) > limits.commands ? ["is too large without the simulator"] : [],
  ...sizeOf(parts, "simulator") > limits.simulator ? ["has a simulator that is too large"] : [],
  ...packagesOf(parts).includes("undici") ? ["holds undici: HTTP goes through node:http"] : []
]

/** The licences of the packages in a bundle, and the copyright notices within their modules. */
export const licences = async (parts: ReadonlyArray<Part>, project: string): Promise<string> => {
  const modules = parts.flatMap((part) => part.modules)
  const sections = await Promise.all(
    packagesOf(parts).map(async (name) => {
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
