/**
 * Checks the package as users get it: `npm run pack:check`.
 *
 * Builds and packs it, runs `publint` and `attw` on the tarball, installs it in an
 * empty folder after `npm init -y`, and there imports every entry point,
 * type-checks and runs the first program of the README, with the Node that runs
 * this and with the oldest supported one, and runs the command `ami`. Stops at the first step that fails, with
 * its output.
 */
import * as Effect from "effect/Effect"
import { spawn } from "node:child_process"
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { fencesOfMarkdown } from "../test/project/fences.ts"
import { type Program, programsOf, run as runProgram } from "../test/project/programs.ts"
import * as Examples from "./pack/examples.ts"
import { install, programOf, versionOf } from "./smoke/installed.ts"

const project = fileURLToPath(new URL("..", import.meta.url))
const bin = (name: string) => join(project, "node_modules/.bin", name)
const manifest = JSON.parse(await readFile(join(project, "package.json"), "utf8"))

/** Runs a program and returns its standard output; if it fails, the error has its whole output. */
const run = (cwd: string, program: string, ...args: ReadonlyArray<string>): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NO_COLOR: "1" }
    })
    let output = ""
    let all = ""
    child.stdout.setEncoding("utf8").on("data", (text) => (output += text, all += text))
    child.stderr.setEncoding("utf8").on("data", (text) => (all += text))
    child.on("error", reject)
    child.on(
      "close",
      (code) =>
        code === 0 ? resolve(output) : reject(new Error(`${program} ${args.join(" ")} ended with ${code}:\n${all}`))
    )
  })

const step = async <A>(name: string, work: () => Promise<A>): Promise<A> => {
  const start = performance.now()
  const seconds = () => `${((performance.now() - start) / 1000).toFixed(1)} s`
  try {
    const result = await work()
    console.log(`pack:check  ${name}  ${seconds()}`)
    return result
  } catch (error) {
    console.error(`pack:check  ${name} FAILED after ${seconds()}\n${error instanceof Error ? error.message : error}`)
    await rm(scratch, { recursive: true, force: true })
    process.exit(1)
  }
}

/** What `exports` opens, with `./*` expanded over the built files, and the built files that it hides. */
const entryPoints = async (): Promise<
  { readonly open: ReadonlyArray<string>; readonly closed: ReadonlyArray<string> }
> => {
  const open = Object.keys(manifest.exports).filter((key) => !key.includes("*") && manifest.exports[key] !== null)
  const closed: Array<string> = []
  const files = (await readdir(join(project, "dist"), { recursive: true })).map((file) => file.replaceAll("\\", "/"))
  for (const file of files.filter((file) => file.endsWith(".js")).sort()) {
    const entry = `./${file.slice(0, -".js".length)}`
    // A file that starts with #! is a program: importing it would run it.
    const isProgram = (await readFile(join(project, "dist", file), "utf8")).startsWith("#!")
    if (/\/internal\/|\/index$|^\.\/bin\//.test(entry)) closed.push(entry)
    else if (!isProgram && !open.includes(entry)) open.push(entry)
  }
  return { open, closed }
}

/** The programs of the README: the first one, and the simulated Asterisk that it watches. */
const readme = programsOf(fencesOfMarkdown("README.md", await readFile(join(project, "README.md"), "utf8")))
const [watch] = readme
const pbx = readme.find(({ name }) => name === watch?.beside)
const simulatorPage = await readFile(join(project, "docs/simulator.md"), "utf8")
const [center] = programsOf(fencesOfMarkdown("docs/simulator.md", simulatorPage))

/** The programs that watch a busy call centre, which has queues, transfers and callers who give up, and the centre itself. */
const ofPages = (await readdir(join(project, "docs"))).filter((file) => file.endsWith(".md")).map(async (file) =>
  programsOf(fencesOfMarkdown(`docs/${file}`, await readFile(join(project, "docs", file), "utf8")))
)
const documented = (await Promise.all(ofPages)).flat()
const busy = documented.find(({ name }) => name === "busy.mts")
const example = async (name: string, output: string): Promise<Program> => {
  const code = await readFile(join(project, `examples/${name}.ts`), "utf8")
  const fence = { path: `examples/${name}.ts`, line: 1, title: name, language: "ts", marks: "", code }
  return { fence, name: `${name}.mts`, code, output, beside: "busy.mts", status: 0 }
}
const watching = [
  ...documented.filter(({ beside }) => beside === "busy.mts"),
  await example("wallboard", "sales | …\n…"),
  await example("supervisor", "…")
]

/** A port that was free a moment ago. */
const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
    })
  })

const compilerOptions = ["--noEmit", "--strict", "--module", "nodenext"]

const typeCheck = (...files: ReadonlyArray<string>) =>
  run(consumer, join(consumer, "node_modules/.bin/tsc"), ...compilerOptions, ...files)

/** The oldest TypeScript that accepts the declarations, and what checking them requires. */
const oldest = { "typescript-5.9": "npm:typescript@5.9.3", "@types/node": manifest.devDependencies["@types/node"] }

const scratch = await mkdtemp(join(tmpdir(), "effect-ami-pack-"))
const consumer = join(scratch, "consumer")

await step("build", () => run(project, "npm", "run", "build"))
const { closed, open } = await entryPoints()
const tarball = await step("pack", async () => {
  const [{ filename }] = JSON.parse(
    await run(project, "npm", "pack", "--json", "--silent", "--pack-destination", scratch)
  )
  return join(scratch, filename)
})
await step("publint", () => run(project, bin("publint"), "run", tarball, "--strict"))
await step("attw", () => {
  // attw cannot expand "./*", so it gets the list; package.json has no types to check. The types are in the
  // tarball itself, so DefinitelyTyped is not queried.
  const typed = open.filter((entry) => entry !== "./package.json")
  return run(project, bin("attw"), tarball, "--profile", "esm-only", "--no-definitely-typed", "--entrypoints", ...typed)
})
await step("install in an empty folder", async () => {
  const peers = ["effect", "@effect/platform-node", "typescript"]
  const packages = [
    ...peers.map((name) => `${name}@${manifest.devDependencies[name]}`),
    ...Object.entries(oldest).map(([name, version]) => `${name}@${version}`)
  ]
  await mkdir(consumer)
  await run(consumer, "npm", "init", "-y")
  await run(
    consumer,
    "npm",
    "install",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--no-package-lock",
    tarball,
    ...packages
  )
})
await step(`import ${open.length} entry points and none of ${closed.length} closed files`, async () => {
  const name = (entry: string) => JSON.stringify(`${manifest.name}${entry.slice(1)}`)
  const opened = open.map((entry) =>
    entry.endsWith(".json")
      ? `await import(${name(entry)}, { with: { type: "json" } })`
      : `await import(${name(entry)})`
  )
  const refused = closed.map((entry) =>
    `await import(${name(entry)}).then(
      () => Promise.reject(new Error(${name(entry)} + " can be imported")),
      (error) => error.code === "ERR_PACKAGE_PATH_NOT_EXPORTED" ? undefined : Promise.reject(error)
    )`
  )
  await writeFile(join(consumer, "imports.mjs"), [...opened, ...refused].join("\n"))
  await run(consumer, process.execPath, "imports.mjs")
})
await step("type-check every program of the README", async () => {
  for (const { code, name } of readme) await writeFile(join(consumer, name), code)
  await typeCheck(...readme.map(({ name }) => name))
})
await step("run the command of the package, and of effect-ami-cli alone", async () => {
  await run(consumer, join(consumer, "node_modules/.bin/ami"), "--demo", "ping")
  const [{ filename }] = JSON.parse(
    await run(join(project, "dist-cli"), "npm", "pack", "--json", "--silent", "--pack-destination", scratch)
  )
  const alone = join(scratch, "alone")
  await mkdir(alone)
  await run(alone, "npm", "init", "-y")
  await run(alone, "npm", "install", "--offline", "--no-audit", "--no-fund", join(scratch, filename))
  await run(alone, join(alone, "node_modules/.bin/ami"), "--demo", "ping")
  const installed = (await readdir(join(alone, "node_modules"))).filter((name) => !name.startsWith("."))
  if (installed.join() !== "effect-ami-cli") throw new Error(`It brings other packages: ${installed.join(", ")}`)
})
install("node-22")
for (
  const [version, node] of [[process.versions.node, process.execPath], [
    versionOf("node-22"),
    programOf("node-22")
  ]] as const
) {
  if (node === undefined && process.env.AMI_TEST_REQUIRED === undefined) {
    console.log(`pack:check  Node ${version}: NOT RUN, because it could not be installed from npm`)
    continue
  }
  await step(`run the first program of the README on Node ${version}`, async () => {
    if (node === undefined) throw new Error("it could not be installed from npm")
    if (watch === undefined || pbx === undefined) {
      throw new Error("README.md has no program beside a simulated Asterisk")
    }
    const ports = { ami: await freePort(), http: await freePort() }
    const fault = await Effect.runPromise(runProgram(watch, pbx, ports, { command: [node], folder: consumer }))
    if (fault !== undefined) throw new Error(fault)
  })
}
await step("type-check and run the call centre of docs/simulator.md", async () => {
  if (center === undefined) throw new Error("docs/simulator.md has no program")
  await writeFile(join(consumer, center.name), center.code)
  await typeCheck(center.name)
  const ports = { ami: await freePort(), http: await freePort() }
  const fault = await Effect.runPromise(
    runProgram(center, undefined, ports, { command: [process.execPath], folder: consumer })
  )
  if (fault !== undefined) throw new Error(fault)
})
await step(`find the programs beside a call centre: ${watching.map(({ name }) => name).join(", ")}`, async () => {
  if (!watching.some(({ name }) => name === "call-records.mts")) {
    throw new Error("docs/ has no program call-records.mts")
  }
})
for (const program of watching) {
  await step(`type-check and run ${program.name} of ${program.fence.path} beside a call centre`, async () => {
    if (busy === undefined) throw new Error("docs/ has no program busy.mts")
    for (const { code, name } of [busy, program]) await writeFile(join(consumer, name), code)
    await typeCheck("--types", "node", busy.name, program.name)
    const ports = { ami: await freePort(), http: await freePort() }
    // The examples take it from there.
    process.env["AMI_URL"] = `ami://hello:world@127.0.0.1:${ports.ami}`
    const fault = await Effect.runPromise(
      runProgram(program, busy, ports, { command: [process.execPath], folder: consumer })
    )
    if (fault !== undefined) throw new Error(fault)
  })
}
const kit = { consumer, freePort, typeCheck }
await step("type-check and run examples/click-to-call beside a simulated house", () => Examples.clickToCall(kit))
await step("type-check and run examples/dialer beside a simulated house", () => Examples.dialer(kit))
await step("type-check every declaration with TypeScript 5.9", async () => {
  const imports = open.filter((entry) => !entry.endsWith(".json")).map((entry, index) =>
    `import * as entry${index} from ${JSON.stringify(`${manifest.name}${entry.slice(1)}`)}\nvoid entry${index}`
  )
  // Once as an ES module, and once as a module that uses `require`.
  for (const file of ["declarations.ts", "declarations.cts"]) await writeFile(join(consumer, file), imports.join("\n"))
  const tsc = join(consumer, "node_modules/typescript-5.9/bin/tsc")
  const options = [...compilerOptions, "--skipLibCheck", "false"]
  await run(
    consumer,
    process.execPath,
    tsc,
    ...options,
    "declarations.ts",
    "declarations.cts",
    ...readme.map(({ name }) => name)
  )
})
await rm(scratch, { recursive: true, force: true })
