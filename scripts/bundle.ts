/**
 * Bundles the command line: `npm run bundle`.
 *
 * Writes `dist/bin/`, in which the library and Effect are, in parts that load when they are needed, so that `ami` starts
 * fast and needs no other package. Then writes `dist-cli/`, the package `effect-ami-cli`: the same files, and no
 * dependencies. Fails if the bundle is larger than its limit, or holds what it must not. With `--sizes` it prints where
 * the bytes are.
 */
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { type InputOptions, type OutputAsset, type OutputChunk, type OutputOptions, rolldown } from "rolldown"
import { contents, licences, refused, report } from "./bundle/contents.ts"
import { grouping } from "./bundle/grouping.ts"
import { compressedData, withoutUncalled } from "./bundle/lighter.ts"
import { sizes } from "./bundle/sizes.ts"

const project = fileURLToPath(new URL("..", import.meta.url))
const manifest = JSON.parse(await readFile(join(project, "package.json"), "utf8"))
const folder = join(project, "dist/bin")
const standalone = join(project, "dist-cli")

const input: InputOptions = {
  input: { ami: join(project, "src/cli/bin.ts") },
  platform: "node",
  resolve: { alias: { ws: join(project, "scripts/bundle/noWebSockets.ts") } },
  preserveEntrySignatures: false,
  logLevel: "warn",
  onLog: (level, log, print) => {
    // What is left out would be called after all.
    if (log.code === "IMPORT_IS_UNDEFINED") throw new Error(log.message)
    if (log.code !== "INEFFECTIVE_DYNAMIC_IMPORT") print(level, log)
  },
  // Neither Effect nor this project does anything when a module is loaded.
  treeshake: { moduleSideEffects: false, propertyReadSideEffects: false, unknownGlobalSideEffects: false },
  transform: { define: { AMI_VERSION: JSON.stringify(manifest.version) } }
}

const bundled = async (options: InputOptions, output: OutputOptions) => {
  const bundle = await rolldown({ ...input, ...options, plugins: [withoutUncalled(), compressedData()] })
  const { output: files } = await bundle.generate({ format: "esm", ...output })
  await bundle.close()
  return files
}

/** The files that are needed least, or run for long: a compressed one is smaller, and Node keeps no compiled code of it. */
const compressed: ReadonlySet<string> = new Set([
  "AmiJournal",
  "HttpRouter",
  "doctor",
  "gateway",
  "http",
  "journal",
  "serve",
  "simulator"
])

const chunksOf = (output: ReadonlyArray<OutputChunk | OutputAsset>) => output.filter((file) => file.type === "chunk")

// A first time to see what needs which modules.
const fileOf = grouping(chunksOf(await bundled({ experimental: { chunkOptimization: false } }, {})))

const output = await bundled({}, {
  minify: true,
  // The bundle is the last one: nobody leaves out its unused functions.
  comments: { annotation: false },
  codeSplitting: {
    includeDependenciesRecursively: false,
    groups: [{ debugName: "by what needs it", name: (id) => fileOf(id) ?? null }]
  },
  entryFileNames: "[name].js",
  chunkFileNames: ({ name }) => compressed.has(name) ? "[name]-[hash].js.br" : "[name]-[hash].js",
  assetFileNames: "[name]-[hash][extname]"
})

const parts = contents(output, project)
const written: ReadonlyMap<string, string | Uint8Array> = new Map([
  ...parts.map(({ content, name }) => [name, content] as const),
  ["THIRD-PARTY-LICENSES", await licences(parts, project)]
])
await mkdir(folder, { recursive: true })
// A command that runs loads files later: each is replaced in one step, and only those of another bundle are removed.
for (const [name, content] of written) {
  const whole = join(folder, `${name}.${process.pid}`)
  await writeFile(whole, content, { mode: name === "ami.js" ? 0o755 : 0o644 })
  await rename(whole, join(folder, name))
}
const isOfOthers = (name: string) => !written.has(name) && !/\.\d+$/.test(name)
for (const name of (await readdir(folder)).filter(isOfOthers)) await rm(join(folder, name), { recursive: true })

// --- effect-ami-cli -----------------------------------------------------------

await rm(standalone, { recursive: true, force: true })
await mkdir(join(standalone, "bin"), { recursive: true })
for (const name of written.keys()) await cp(join(folder, name), join(standalone, "bin", name))
await cp(join(project, "LICENSE"), join(standalone, "LICENSE"))
const { engines, keywords, license, publishConfig, version } = manifest
await writeFile(
  join(standalone, "package.json"),
  `${
    JSON.stringify(
      {
        name: "effect-ami-cli",
        version,
        description: "ami: Asterisk over its manager interface (AMI), from the command line.",
        keywords: [...keywords.filter((word: string) => !["effect", "typescript"].includes(word)), "cli"],
        license,
        type: "module",
        bin: { ami: "bin/ami.js", "effect-ami-cli": "bin/ami.js" },
        files: ["bin"],
        engines,
        publishConfig
      },
      null,
      2
    )
  }\n`
)
await writeFile(
  join(standalone, "README.md"),
  `# effect-ami-cli

\`ami\`: Asterisk over its manager interface (AMI), from the command line, in one package without dependencies.

\`\`\`sh
npx effect-ami-cli --demo ping       # a simulated call centre instead of a PBX
npm install --global effect-ami-cli
ami --help
\`\`\`

It is the command of the library \`effect-ami\`, bundled.
`
)

// --- Limits -----------------------------------------------------------------

if (process.argv.includes("--sizes")) {
  for (const line of sizes(chunksOf(output), project)) console.log(line)
}
for (const line of report(parts)) console.log(line)
for (const fault of refused(parts)) {
  console.error(`bundle  ${fault}`)
  process.exitCode = 1
}
console.log(`bundle  ${relative(project, folder)}/ and ${relative(project, standalone)}/ written`)
