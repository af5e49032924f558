/**
 * What makes the bundle of the command line smaller: parts of Effect that it never calls are left out, and its data is in
 * compressed files.
 */
import { basename } from "node:path"
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
  // Connections that an HTTP client upgrades: AMI over HTTP has none.
  {
    importer: /\/platform-node\/dist\/NodeHttpClient\.js$/,
    module: "./internal/upgrade.js",
    code: uncalled("toSocket")
  },
  // Forms with files in them: neither the dashboard nor AMI over HTTP takes one.
  {
    importer: /\/platform-node\/dist\/NodeHttpServer\.js$/,
    module: "./NodeMultipart.js",
    code: uncalled("persisted", "stream")
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

/** Where the page of the dashboard is. */
const page = /\/src\/dashboard\/internal\/page\.ts$/

/** Keeps the JSON files and the page of the dashboard as compressed files: Node unpacks one in a few milliseconds. */
export const compressedData = (): Plugin => {
  const read = (file: string): string =>
    `brotliDecompressSync(readFileSync(new URL(import.meta.ROLLUP_FILE_URL_${file}))).toString()`
  return {
    name: "compressed-data",
    transform: {
      filter: { id: [/\.json$/, page] },
      async handler(text, id) {
        const isPage = page.test(id)
        const data: string = isPage ? (await import(id)).page : JSON.stringify(JSON.parse(text))
        const file = this.emitFile({
          type: "asset",
          name: isPage ? "dashboard.html.br" : `${basename(id)}.br`,
          source: brotliCompressSync(data)
        })
        return {
          code: `import { readFileSync } from "node:fs"
import { brotliDecompressSync } from "node:zlib"
${isPage ? `export const page = ${read(file)}` : `export default JSON.parse(${read(file)})`}`,
          moduleType: "js"
        }
      }
    }
  }
}
