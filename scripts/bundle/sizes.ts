/**
 * Where the bytes of the bundle are: `npm run bundle -- --sizes`.
 */
import { relative } from "node:path"
import { gzipSync } from "node:zlib"
import { minifySync } from "rolldown/utils"

interface Chunk {
  readonly fileName: string
  readonly code: string
  readonly modules: Readonly<Record<string, { readonly code: string | null }>>
}

/** A module by itself, minified; its size in the bundle is about that. */
const sizeOf = (code: string): { readonly bytes: number; readonly gzip: number } => {
  const { code: minified } = minifySync("module.js", code, {
    compress: true,
    mangle: { toplevel: true },
    module: false
  })
  return { bytes: minified.length, gzip: gzipSync(minified).length }
}

const line = (name: string, { bytes, gzip }: { readonly bytes: number; readonly gzip: number }): string =>
  `${(bytes / 1000).toFixed(1).padStart(8)} ${(gzip / 1000).toFixed(1).padStart(7)}  ${name}`

/** The files with their largest modules, in kB minified and gzip. */
export const sizes = (chunks: ReadonlyArray<Chunk>, project: string, largest = 12): ReadonlyArray<string> => [
  "      kB    gzip",
  ...chunks.toSorted((one, other) => other.code.length - one.code.length).flatMap(({ code, fileName, modules }) => [
    line(fileName, { bytes: code.length, gzip: gzipSync(code).length }),
    ...Object.entries(modules)
      .flatMap(([path, { code }]) => code ? [{ path, ...sizeOf(code) }] : [])
      .toSorted((one, other) => other.bytes - one.bytes)
      .slice(0, largest)
      .map(({ path, ...size }) => line(`    ${relative(project, path)}`, size))
  ])
]
