/**
 * Checks the package as its users get it: `npm run pack:check`.
 *
 * Builds and packs it, lets `publint` and `attw` judge the tarball, installs
 * the tarball in an empty folder with plain npm, and there imports every entry
 * point, type-checks and runs a first program, and type-checks the quickstart
 * of the README. Stops at the first step that fails, with its output.
 */
import { spawn } from "node:child_process"
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

/** The first program of a user, on the mock transport. It prints the value of `expected`. */
const firstProgram = {
  text: `import { Console, Effect, Layer, Redacted } from "effect"
import { Actions, AmiClient, AmiTransportMock } from "effect-ami"

const Asterisk = AmiTransportMock.layer({ Ping: "Response: Success\\nPing: Pong\\nTimestamp: 1" })
const Ami = AmiClient.layer({ username: "demo", secret: Redacted.make("demo") }).pipe(Layer.provide(Asterisk))
const program = Effect.flatMap(AmiClient.AmiClient, (ami) => ami.send(Actions.Ping()))

await Effect.runPromise(Effect.flatMap(program, ({ Ping }) => Console.log(Ping)).pipe(Effect.provide(Ami)))
`,
  expected: "Pong"
}

const project = fileURLToPath(new URL("..", import.meta.url))
const bin = (name: string) => join(project, "node_modules/.bin", name)
const manifest = JSON.parse(await readFile(join(project, "package.json"), "utf8"))

/** Runs a program and returns its standard output; a program that fails is an error with all that it wrote. */
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

/** What `exports` opens, with `./*` expanded over the built files, and the built files that it keeps closed. */
const entryPoints = async (): Promise<
  { readonly open: ReadonlyArray<string>; readonly closed: ReadonlyArray<string> }
> => {
  const open = Object.keys(manifest.exports).filter((key) => !key.includes("*") && manifest.exports[key] !== null)
  const closed: Array<string> = []
  const files = (await readdir(join(project, "dist"), { recursive: true })).map((file) => file.replaceAll("\\", "/"))
  for (const file of files.filter((file) => file.endsWith(".js")).sort()) {
    const entry = `./${file.slice(0, -".js".length)}`
    // A file that starts with #! is a program: to import it is to run it.
    const isProgram = (await readFile(join(project, "dist", file), "utf8")).startsWith("#!")
    if (/\/internal\/|\/index$/.test(entry)) closed.push(entry)
    else if (!isProgram && !open.includes(entry)) open.push(entry)
  }
  return { open, closed }
}

/** The quickstart of the README: the first TypeScript under its heading. */
const quickstart = async (): Promise<string> => {
  const readme = await readFile(join(project, "README.md"), "utf8")
  const code = /^##+ Quickstart\n(?:(?!#).*\n)*?```ts\b.*\n([^]*?)^```$/m.exec(readme)?.[1]
  if (code === undefined) throw new Error("README.md has no TypeScript under a heading `Quickstart`")
  return code
}

const compilerOptions = ["--noEmit", "--strict", "--module", "nodenext"]

const typeCheck = (...files: ReadonlyArray<string>) =>
  run(consumer, join(consumer, "node_modules/.bin/tsc"), ...compilerOptions, ...files)

/** The oldest TypeScript whose users can take the declarations, and what these need to be checked themselves. */
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
  // attw cannot expand "./*", so it gets the list; package.json has no types to be judged. The types are in the
  // tarball itself, so DefinitelyTyped is not asked.
  const typed = open.filter((entry) => entry !== "./package.json")
  return run(project, bin("attw"), tarball, "--profile", "esm-only", "--no-definitely-typed", "--entrypoints", ...typed)
})
await step("install in an empty folder", async () => {
  const peers = ["effect", "@effect/platform-node", "typescript"]
  const dependencies = Object.fromEntries(peers.map((name) => [name, manifest.devDependencies[name]]))
  await mkdir(consumer)
  await writeFile(
    join(consumer, "package.json"),
    JSON.stringify({
      private: true,
      type: "module",
      dependencies: { ...dependencies, ...oldest, [manifest.name]: `file:${tarball}` }
    })
  )
  await run(consumer, "npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock")
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
  await writeFile(join(consumer, "imports.js"), [...opened, ...refused].join("\n"))
  await run(consumer, process.execPath, "imports.js")
})
await step("type-check and run a first program", async () => {
  await writeFile(join(consumer, "program.ts"), firstProgram.text)
  await typeCheck("program.ts")
  const output = await run(consumer, process.execPath, "program.ts")
  if (output.trim() !== firstProgram.expected) throw new Error(`it printed ${output}`)
})
await step("type-check the quickstart of the README", async () => {
  await writeFile(join(consumer, "quickstart.ts"), await quickstart())
  await typeCheck("quickstart.ts")
})
await step("type-check every declaration with TypeScript 5.9", async () => {
  const imports = open.filter((entry) => !entry.endsWith(".json")).map((entry, index) =>
    `import * as entry${index} from ${JSON.stringify(`${manifest.name}${entry.slice(1)}`)}\nvoid entry${index}`
  )
  // Once as an ES module, and once as a module that gets them by `require`.
  for (const file of ["declarations.ts", "declarations.cts"]) await writeFile(join(consumer, file), imports.join("\n"))
  const tsc = join(consumer, "node_modules/typescript-5.9/bin/tsc")
  const options = [...compilerOptions, "--skipLibCheck", "false"]
  await run(consumer, process.execPath, tsc, ...options, "declarations.ts", "declarations.cts", "program.ts")
})
await rm(scratch, { recursive: true, force: true })
