/**
 * Bundles the command line: `npm run bundle`.
 *
 * Writes `dist/bin/`, in which the library and Effect are, in parts that load when they are needed, so that `ami` starts
 * fast and needs no other package. Then writes `dist-cli/`, the package `effect-ami-cli`: the same files, and no
 * dependencies. Fails if the bundle is larger than its limit, or holds what it must not. With `--sizes` it prints where
 * the bytes are.
 */
import { chmod, cp, mkdir, readFile, rm, writeFile } from "node:fs/promises"
import { join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { rolldown } from "rolldown"
import { contents, licences, refused, report } from "./bundle/contents.ts"
import { compressedData, loadedWith, withoutUncalled } from "./bundle/lighter.ts"
import { sizes } from "./bundle/sizes.ts"

const project = fileURLToPath(new URL("..", import.meta.url))
const manifest = JSON.parse(await readFile(join(project, "package.json"), "utf8"))
const folder = join(project, "dist/bin")
const standalone = join(project, "dist-cli")

const bundle = await rolldown({
  input: { ami: join(project, "src/cli/bin.ts") },
  platform: "node",
  resolve: { alias: { ws: join(project, "scripts/bundle/noWebSockets.ts") } },
  plugins: [withoutUncalled(), compressedData()],
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
})

// A first time to see what is loaded even for `--help`: nothing else shall be in that file.
const sketch = await bundle.generate({ format: "esm" })
const core = loadedWith("main", sketch.output.filter((part) => part.type === "chunk"))

const { output } = await bundle.generate({
  format: "esm",
  minify: true,
  // The bundle is the last one: nobody leaves out its unused functions.
  comments: { annotation: false },
  // What several commands load is in few files, which pack better.
  codeSplitting: {
    groups: [
      { name: "core", test: (id) => core.has(id), priority: 3, includeDependenciesRecursively: false },
      {
        name: "ami-client",
        test: /src\/(client|protocol|transport|catalog|internal|tasks|AmiError)/,
        minShareCount: 3,
        priority: 2
      },
      { name: "live", test: /src\/live\//, minShareCount: 2, priority: 1 },
      { name: "cli", test: /src\/cli\//, minShareCount: 3 }
    ]
  },
  entryFileNames: "[name].js",
  chunkFileNames: "[name]-[hash].js"
})
await bundle.close()

await rm(folder, { recursive: true, force: true })
await mkdir(folder, { recursive: true })
const parts = contents(output.map((part) => part.type === "chunk" ? part : undefined), project)
for (const { code, name } of parts) await writeFile(join(folder, name), code)
await writeFile(join(folder, "THIRD-PARTY-LICENSES"), await licences(parts, project))
await chmod(join(folder, "ami.js"), 0o755)

// --- effect-ami-cli -----------------------------------------------------------

await rm(standalone, { recursive: true, force: true })
await cp(folder, join(standalone, "bin"), { recursive: true })
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
  const chunks = output.flatMap((part) => part.type === "chunk" ? [part] : [])
  for (const line of sizes(chunks, project)) console.log(line)
}
for (const line of report(parts)) console.log(line)
for (const fault of refused(parts)) {
  console.error(`bundle  ${fault}`)
  process.exitCode = 1
}
console.log(`bundle  ${relative(project, folder)}/ and ${relative(project, standalone)}/ written`)
