/**
 * Runs the built library on every runtime that the README names: `npm run smoke`.
 *
 * Bun, Deno and the other versions of Node come from npm, exactly those of the lock file, only into `smoke/runtimes`. A
 * runtime that cannot be installed is reported, and is a failure with `AMI_TEST_REQUIRED=1`.
 */
import { spawn, spawnSync } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { stripTypeScriptTypes } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { bundled, tooOld } from "./smoke/bundled.ts"
import { install, programOf, type RuntimeName, versionOf } from "./smoke/installed.ts"

const at = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

interface Program {
  readonly file: string
  /** The required exit status. Defaults to 0. */
  readonly status?: number
}

interface Runtime {
  readonly name: string
  /** The program, and its arguments before the path of a script; undefined if it is not installed. */
  readonly command: ReadonlyArray<string> | undefined
  readonly programs: ReadonlyArray<Program>
}

interface Outcome {
  readonly check: string
  readonly error?: string | undefined
}

// --- The runtimes -----------------------------------------------------------

const npm = (folder: string, ...args: ReadonlyArray<string>): boolean =>
  spawnSync("npm", args, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] }).status === 0

const runtimes = (): ReadonlyArray<Runtime> => {
  // 130 stands for SIGINT.
  const all = [{ file: "program.mjs" }, { file: "require.cjs" }, { file: "stop.mjs", status: 130 }]
  const of = (name: RuntimeName, ...args: ReadonlyArray<string>) => {
    const program = programOf(name)
    return program === undefined ? undefined : [program, ...args]
  }
  return [
    { name: `Node ${process.versions.node}`, command: [process.execPath], programs: all },
    { name: `Node ${versionOf("node-22")}`, command: of("node-22"), programs: all },
    { name: `Bun ${versionOf("bun")}`, command: of("bun"), programs: all },
    { name: `Deno ${versionOf("deno")}`, command: of("deno", "run", "--allow-all"), programs: all },
    { name: `Node ${versionOf("node-20")}`, command: of("node-20"), programs: [{ file: "tooOld.mjs" }] }
  ]
}

// --- The programs -----------------------------------------------------------

/** A folder like a user's, with the built library and Effect in its `node_modules`, and the programs as JavaScript. */
const makeConsumer = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "effect-ami-smoke-"))
  mkdirSync(join(folder, "node_modules/effect-ami"), { recursive: true })
  mkdirSync(join(folder, "node_modules/@effect"))
  // A copy, so that the library resolves Effect as it does when installed.
  for (const part of ["package.json", "dist"]) {
    cpSync(at(part), join(folder, "node_modules/effect-ami", part), { recursive: true })
  }
  for (const name of ["effect", "@effect/platform-node"]) {
    symlinkSync(at(`node_modules/${name}`), join(folder, "node_modules", name))
  }
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }))
  cpSync(at("test/node/certificates"), join(folder, "certificates"), { recursive: true })
  cpSync(at("scripts/smoke/require.cjs"), join(folder, "require.cjs"))
  for (const name of ["program", "stop", "tooOld"]) {
    const source = readFileSync(at(`scripts/smoke/${name}.ts`), "utf8")
    writeFileSync(join(folder, `${name}.mjs`), stripTypeScriptTypes(source))
  }
  return folder
}

const longest = 120_000

/** Runs a program to its end, and returns its results. */
const run = (folder: string, [command = "", ...args]: ReadonlyArray<string>, { file, status: wanted = 0 }: Program) =>
  new Promise<ReadonlyArray<Outcome>>((resolve) => {
    const child = spawn(command, [...args, file], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, DENO_DIR: join(folder, "deno"), DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" }
    })
    let output = ""
    let errors = ""
    child.stdout.setEncoding("utf8").on("data", (text) => output += String(text))
    child.stderr.setEncoding("utf8").on("data", (text) => errors += String(text))
    const timer = setTimeout(() => child.kill("SIGKILL"), longest)
    child.on("error", (error) => errors += error.message)
    child.on("close", (status) => {
      clearTimeout(timer)
      const found = output.split("\n").filter((line) => line.startsWith("{")).map((line): Outcome => JSON.parse(line))
      const how = status === null ? `did not end within ${longest / 1000} s` : `ended with status ${status}`
      const error = status === wanted && found.length > 0 ? undefined : `${how}: ${errors.slice(0, 2000)}`
      resolve([...found, { check: `${file} exits`, error }])
    })
  })

// --- Results ----------------------------------------------------------------

if (!npm(at(""), "run", "build")) throw new Error("the build failed")
install("node-22", "bun", "deno", "node-20")
const folder = makeConsumer()
let failures = 0
let missing = 0
try {
  for (const { command, name, programs } of runtimes()) {
    if (command === undefined) {
      missing++
      console.log(`smoke  ${name}: NOT RUN, because it could not be installed from npm`)
      continue
    }
    const found: Array<Outcome> = []
    for (const program of programs) found.push(...await run(folder, command, program))
    if (name.startsWith("Node")) {
      found.push(...await (programs.some(({ file }) => file === "tooOld.mjs") ? tooOld : bundled)(folder, command))
    }
    const passed = found.filter(({ error }) => error === undefined).map(({ check }) => check)
    const failed = found.filter(({ error }) => error !== undefined)
    failures += failed.length
    console.log(`smoke  ${name}: ${passed.length} of ${found.length} pass: ${passed.join("; ")}`)
    for (const { check, error } of failed) console.log(`smoke  ${name}: ${check} FAILED: ${error}`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
const isRequired = process.env["AMI_TEST_REQUIRED"] === "1"
if (failures > 0 || (missing > 0 && isRequired)) process.exitCode = 1
