/**
 * What the library costs its users: in a bundle, in the compiler, and at startup; and what the command `ami` costs: on the
 * disk, at its start, with many events, and on the screen.
 *
 *     npm run build && npm run costs
 *
 * Sizes and counts are the same in each run, which fails if they exceed their limit.
 * Times are medians of cold processes, run in turn, because machines are noisy;
 * compare them only within one run. Those of `ami` are CPU times, as multiples of what Node alone takes in the same run: a
 * machine may be a quarter slower than it was a minute ago.
 */
import { execFileSync, spawnSync } from "node:child_process"
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { fileURLToPath } from "node:url"
import { rolldown } from "rolldown"
import { eventsToFile } from "./cli/events.ts"
import { starts } from "./cli/start.ts"
import { hasTerminal, screens } from "./cli/top.ts"

const root = fileURLToPath(new URL("../", import.meta.url))
const folder = mkdtempSync(`${root}node_modules/.costs-`)
mkdirSync(`${folder}/node_modules/@effect`, { recursive: true })
symlinkSync(root, `${folder}/node_modules/effect-ami`)
symlinkSync(`${root}node_modules/effect`, `${folder}/node_modules/effect`)

const row = (label: string, ...values: ReadonlyArray<string | number>): void =>
  console.log(label.padEnd(44) + values.map((value) => String(value).padStart(12)).join(""))

/** Prints a figure that has a limit, and fails the run if it exceeds it. */
const limited = (label: string, value: number, limit: number, digits: number): void => {
  row(label, value.toFixed(digits), `of ${limit.toFixed(digits)}`)
  if (value > limit) process.exitCode = 1
}

// --- Bundles ----------------------------------------------------------------

const programs = {
  "Effect and Schema, empty": `import { Console, Effect, Schema } from "effect"
const empty = Schema.Struct({ a: Schema.String })
Effect.runPromise(Effect.flatMap(Schema.decodeUnknownEffect(empty)({ a: "b" }), Console.log))`,
  "writes a Ping": `import { Ping } from "effect-ami/catalog/Actions"
console.log(Ping().encode())`,
  "writes a Ping and reads its answer": `import { Ping } from "effect-ami/catalog/Actions"
import { make } from "effect-ami/protocol/AmiMessage"
console.log(Ping().encode(), Ping().decode(make([["Response", "Success"], ["Ping", "Pong"]])))`,
  "pings with a client over TCP": `import { Console, Effect, Layer, Redacted } from "effect"
import { Actions, AmiClient } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
const client = AmiClient.layer({ username: "a", secret: Redacted.make("b") }).pipe(
  Layer.provide(NodeAmi.layerTcp({ host: "127.0.0.1" }))
)
AmiClient.AmiClient.use((ami) => ami.send(Actions.Ping())).pipe(
  Effect.flatMap(Console.log), Effect.provide(client), Effect.runPromise
)`,
  "knows every event": `import { all } from "effect-ami/catalog/AllEvents"
console.log(all.length)`
}

const bundled = async (program: string): Promise<number> => {
  writeFileSync(`${folder}/program.ts`, program)
  const bundle = await rolldown({ input: `${folder}/program.ts`, platform: "node", logLevel: "silent" })
  const { output } = await bundle.generate({ minify: true, format: "esm" })
  return output.reduce((sum, part) => sum + (part.type === "chunk" ? part.code.length : 0), 0)
}

row("Bundle, minified", "kB")
for (const [label, program] of Object.entries(programs)) {
  const size = (await bundled(program)) / 1000
  if (label === "writes a Ping") limited(`  ${label}`, size, 82, 1)
  else row(`  ${label}`, size.toFixed(1))
}

// --- Types ------------------------------------------------------------------

const options = {
  target: "ES2024",
  lib: ["ES2024"],
  module: "NodeNext",
  strict: true,
  skipLibCheck: true,
  noEmit: true
}

const instantiations = (path: string): number => {
  const config = {
    compilerOptions: { ...options, exactOptionalPropertyTypes: true, preserveSymlinks: true, types: [] },
    files: [path]
  }
  writeFileSync(`${folder}/tsconfig.json`, JSON.stringify(config))
  const { status, stdout } = spawnSync("tsc", ["-p", `${folder}/tsconfig.json`, "--extendedDiagnostics"], {
    encoding: "utf8"
  })
  if (status !== 0) throw new Error(stdout)
  return Number(/Instantiations:\s+(\d+)/.exec(stdout)?.[1])
}

writeFileSync(`${folder}/nothing.ts`, `import { Effect } from "effect"\nexport const nothing = Effect.void\n`)
writeFileSync(`${folder}/forty.ts`, readFileSync(`${root}bench/fortyCalls.ts`))
console.log("")
row("Type instantiations", "count")
row("  a program of Effect without a call", instantiations("nothing.ts"))
limited("  a program of 40 calls and 4 events", instantiations("forty.ts"), 20_000, 0)

// --- Start ------------------------------------------------------------------

const imported = (...modules: ReadonlyArray<string>): number => {
  const imports = modules.map((module) => `await import(${JSON.stringify(module)})`).join(";")
  const code = `const start = performance.now(); ${imports}; console.log(performance.now() - start)`
  return Number(
    execFileSync(process.execPath, ["--input-type=module", "-e", code], { cwd: folder, encoding: "utf8" })
  )
}

const median = (values: ReadonlyArray<number>): string =>
  ([...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0).toFixed(0)

const rounds = Array.from({ length: 15 }, () => [
  imported("effect"),
  imported("effect-ami"),
  imported("effect", "effect-ami")
])
console.log("")
row("Import in a cold process, median of 15", "ms")
for (const [index, label] of ["effect", "effect-ami", "effect, then effect-ami"].entries()) {
  row(`  ${label}`, median(rounds.map((round) => round[index] ?? 0)))
}

rmSync(folder, { recursive: true })

// --- The command ------------------------------------------------------------

/** The bytes of a folder, with all that is in it. */
const bytesIn = (folder: string): number =>
  readdirSync(folder, { withFileTypes: true, recursive: true }).reduce(
    (sum, file) => file.isFile() ? sum + statSync(`${file.parentPath}/${file.name}`).size : sum,
    0
  )

console.log("")
if (!existsSync(`${root}dist-cli`)) throw new Error("There is no dist-cli/: npm run bundle")
row("The package effect-ami-cli", "MB")
limited("  on the disk", bytesIn(`${root}dist-cli`) / 1e6, 1.2, 2)

console.log("")
row("A short command, CPU of its process", "× Node alone", "", "ms")
const all = await starts()
for (const { cpu, limit, name, times } of all) {
  row(`  ${name}`, times.toFixed(1), limit === undefined ? "" : `of ${limit.toFixed(1)}`, cpu.toFixed(0))
  if (limit !== undefined && times > limit) process.exitCode = 1
}

/** What 1,000 events may cost, as a multiple of Node alone. That is 40 µs an event where Node alone takes 23 ms. */
const mostTimes = 1.75
const alone = all[0]?.cpu ?? Number.NaN
let file = await eventsToFile()
// Others who take the caches can only add to what it costs: if it is too much, and all is there, it is measured again.
for (
  let tries = 1;
  tries < 3 && file.cpu > mostTimes * alone && file.lines === file.events && file.gaps === 0;
  tries++
) {
  file = await eventsToFile()
}
console.log("")
row("100,000 events at 20,000/s into a file", "")
limited("  not in the file", file.events - file.lines, 0, 0)
limited("  marks of lost ones", file.gaps, 0, 0)
row("  CPU an event, µs", file.cpu.toFixed(1))
limited("  CPU of 1,000 events, × Node alone", file.cpu / alone, mostTimes, 2)

console.log("")
if (hasTerminal) {
  row("ami top --demo", "")
  for (const { bytes, columns, cpu, list, rows } of await screens()) {
    limited(`  ${list} on ${columns}×${rows}, % CPU`, cpu, 5, 1)
    limited(`  ${list} on ${columns}×${rows}, bytes a second`, bytes, 1000, 0)
  }
} else row("ami top --demo: needs the program script", "")
