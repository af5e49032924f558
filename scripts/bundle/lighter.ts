/**
 * What makes the bundle of the command line smaller: parts of Effect that it never calls are left out, and its data is
 * compressed.
 */
import { brotliCompressSync } from "node:zlib"
import type { Plugin } from "rolldown"

/** A module that is left out where another one imports it, and what stands in its place. */
interface LeftOut {
  readonly importer: RegExp
  readonly module: string
  readonly code: string
}

const uncalled = (...names: ReadonlyArray<string>): string =>
  `const uncalled = () => { throw new Error("This is not in the bundle of ami") }
export { ${names.map((name) => `uncalled as ${name}`).join(", ")} }`

const leftOut: ReadonlyArray<LeftOut> = [
  // `--wizard` and the prompts of Effect's parser: ami has neither.
  {
    importer: /\/effect\/dist\/cli\/Command\.js$/,
    module: "./internal/wizard.js",
    code: uncalled("run", "renderIntroduction", "renderCompletion", "renderQuit")
  },
  {
    importer: /\/effect\/dist\/cli\/Command\.js$/,
    module: "./Prompt.js",
    code: uncalled("Theme", "run", "Toggle")
  },
  // `--completions` of Effect's parser: `ami completions` loads the scripts of the shells itself.
  {
    importer: /\/effect\/dist\/cli\/GlobalFlag\.js$/,
    module: "./Completions.js",
    code: uncalled("fromCommand", "generate")
  },
  // Patterns of file names.
  {
    importer: /\/effect\/dist\/FileSystem\.js$/,
    module: "./internal/glob.js",
    code: `${uncalled("glob")}\nexport const make = () => uncalled`
  }
]

const prefix = "\0left-out:"

/** Leaves out what is never called. Fails if a module of the list is imported no longer: then the list is old. */
export const withoutUncalled = (): Plugin => {
  const seen = new Set<LeftOut>()
  return {
    name: "without-uncalled",
    resolveId: {
      filter: { id: /^\.\/.*\.js$/ },
      handler: (source, importer) => {
        const found = leftOut.find((one) => one.module === source && one.importer.test(importer ?? ""))
        if (found === undefined) return null
        seen.add(found)
        return `${prefix}${leftOut.indexOf(found)}`
      }
    },
    load: (id) => id.startsWith(prefix) ? leftOut[Number(id.slice(prefix.length))]?.code : null,
    buildEnd: () => {
      const old = leftOut.filter((one) => !seen.has(one))
      if (old.length > 0) throw new Error(`Nothing imports ${old.map(({ module }) => module).join(", ")} any more`)
    }
  }
}

/** Compresses the JSON files: Node unpacks one in a few milliseconds when a command loads it. */
export const compressedData = (): Plugin => ({
  name: "compressed-data",
  transform: {
    filter: { id: /\.json$/ },
    handler: (text) => {
      const packed = brotliCompressSync(JSON.stringify(JSON.parse(text))).toString("base64")
      return {
        code: `import { brotliDecompressSync } from "node:zlib"
export default JSON.parse(brotliDecompressSync(Buffer.from("${packed}", "base64")).toString())`,
        moduleType: "js"
      }
    }
  }
})

interface Chunk {
  readonly fileName: string
  readonly name: string
  readonly imports: ReadonlyArray<string>
  readonly modules: Readonly<Record<string, { readonly renderedLength: number }>>
}

/** The modules that are loaded with a part, as far as code is left of them. */
export const loadedWith = (part: string, chunks: ReadonlyArray<Chunk>): ReadonlySet<string> => {
  const visited = new Set<Chunk>()
  const visit = (chunk: Chunk | undefined): void => {
    if (chunk === undefined || visited.has(chunk)) return
    visited.add(chunk)
    for (const file of chunk.imports) visit(chunks.find(({ fileName }) => fileName === file))
  }
  visit(chunks.find(({ name }) => name === part))
  return new Set(
    [...visited].flatMap(({ modules }) =>
      Object.entries(modules).flatMap(([id, { renderedLength }]) => renderedLength > 0 ? [id] : [])
    )
  )
}
