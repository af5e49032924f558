/**
 * Runs the code in the documentation: doc comments of `src/`, the pages of the package, and the types of the programs in
 * `examples/`.
 *
 * Every fence of TypeScript becomes a module in its own folder, which is type-checked in one run of the compiler. Those
 * marked `import.meta.vitest` are then run, those marked `program=NAME` are run by Node against the simulator, and those marked
 * `test=NAME` by vitest. Those marked `broker=NAME` are run by `brokers/`.
 * `project/duties.ts` says what the other fences must do.
 */
import { assert, beforeAll, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"
import { execFile, spawnSync } from "node:child_process"
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { pathToFileURL } from "node:url"
import packageJson from "../package.json" with { type: "json" }
import { freePort } from "./cluster/processes.ts"
import { faultsOf, type Surroundings } from "./project/duties.ts"
import { isRunnable, moduleOf } from "./project/examples.ts"
import { type Fence, fencesOfMarkdown, fencesOfSource, isTypeScript, markOf, pages } from "./project/fences.ts"
import { difference, type Program, programsOf, run as runProgram } from "./project/programs.ts"
import { filesUnder, projectRoot, readText, source, sourcesUnder } from "./project/source.ts"
import { isQuick } from "./size.ts"

const fences = pages().map((path) => fencesOfMarkdown(path, readText(path)))
const documented = fences.flatMap(programsOf)
const examples = [...sourcesUnder("src").map(fencesOfSource), ...fences].flat().filter(isTypeScript).map((example) => ({
  ...example,
  file: `${example.path.replaceAll(/[^\w-]/g, "_")}_${example.line}.ts`,
  module: moduleOf(example, "../../test/project/examples.ts")
}))
const runnable = examples.filter(isRunnable)
const programs = filesUnder("examples", (path) => path.endsWith(".ts"))

// Inside node_modules, so that git ignores it and `effect` resolves; aliases make `effect-ami` resolve to src/.
const folder = `${projectRoot}node_modules/.examples/`

const run = (program: string, ...args: ReadonlyArray<string>): Promise<string> =>
  new Promise((resolve) => {
    execFile(program, args, { cwd: projectRoot, maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      resolve(error === null ? "" : `${stdout}${stderr}` || error.message))
  })

/** Translates a compiler message to the place in the documentation that it is about. */
const inDocumentation = (message: string): string => {
  const [, file, line] = /([\w-]+\.ts)\((\d+),\d+\)/.exec(message) ?? []
  const example = examples.find((example) => example.file === file)
  return example === undefined
    ? message
    : `${example.path}:${example.line + Number(line) - 1} (${example.title})${message.slice(message.indexOf(": "))}`
}

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const { file, module } of examples) writeFileSync(`${folder}${file}`, module.text)
  writeFileSync(`${folder}package.json`, JSON.stringify({ type: "module" }))
  writeFileSync(
    `${folder}tsconfig.json`,
    JSON.stringify({
      extends: "../../tsconfig.json",
      // A fence of a few lines may end in a constant that the next one uses.
      compilerOptions: { noUnusedLocals: false },
      files: [...examples.map(({ file }) => file), ...programs.map((path) => `../../${path}`)],
      include: []
    })
  )
})

describe("turning an example into a module", () => {
  const moduleOfCode = (code: string) =>
    moduleOf(
      { path: "README.md", line: 10, title: "Sample", language: "ts", marks: "import.meta.vitest", code },
      "../../test/project/examples.ts"
    )

  const runCode = (name: string, code: string) => {
    writeFileSync(`${folder}${name}.ts`, moduleOfCode(code).text)
    return import(/* @vite-ignore */ pathToFileURL(`${folder}${name}.ts`).href)
  }

  it("asserts the value after an expression, a constant and an await, even on lines below it", async () => {
    const code = [
      "1 + 1 // => 2",
      "const two = 2 // => 2",
      "await Promise.resolve([two])",
      "// => [",
      "//   2",
      "// ]"
    ].join("\n")

    const { $reached } = await runCode("right", code)

    assert.deepStrictEqual(moduleOfCode(code).assertions, [10, 11, 13])
    assert.deepStrictEqual([...$reached], [10, 11, 13])
  })

  it("fails if the value differs", async () => {
    const error = await runCode("wrong", "const sum = 1 + 1\nsum // => 3").catch((error) => error)

    assert.include(String(error), "line 11: expected 2 to deeply equal 3")
  })

  it("reports an assertion that was not reached", async () => {
    const { $reached } = await runCode("unreached", "const never = () => {\n  1 // => 2\n}\nnever.length // => 0")

    assert.deepStrictEqual([...$reached], [13])
  })

  it("rejects an example that asserts nothing or what it cannot assert", () => {
    assert.deepStrictEqual(moduleOfCode("1 + 1").faults, ["asserts nothing: no line ends in `// => value`"])
    assert.include(moduleOfCode("const { length } = [] // => 0").faults[0], "does not follow an expression")
    assert.include(moduleOfCode("1 + 1 // => about two").faults[0], "is not an expression")
    assert.include(moduleOfCode("1 +").faults[0], "does not parse")
  })

  it("finds the fences of doc comments and of Markdown", () => {
    const fence = (marks: string, code: string) => `\`\`\`${marks}\n${code}\n\`\`\``
    const markdown = `## Title\n\n${fence("sh", "# none")}\n${fence("ts import.meta.vitest", "1")}\n${
      fence("ts", "2")
    }\n`
    const doc = `/**\n * One.\n *\n * **Example** (Counting)\n *\n * \`\`\`ts\n *   3\n * \`\`\`\n */\n`

    const typescript = fencesOfMarkdown("README.md", markdown).filter(isTypeScript)
    assert.deepStrictEqual(typescript.map(({ code, line, marks, title }) => ({ code, line, marks, title })), [
      { line: 7, title: "Title", marks: "import.meta.vitest", code: "1" },
      { line: 10, title: "Title", marks: "", code: "2" }
    ])
    assert.deepStrictEqual(fencesOfSource(source("a.ts", doc)), [
      { path: "a.ts", line: 7, title: "Counting", language: "ts", marks: "", code: "  3" }
    ])
  })
})

describe("the examples in the documentation", () => {
  it.skipIf(isQuick)("type-check", async () => {
    const output = await run(process.execPath, "node_modules/typescript/bin/tsc", "-p", folder)

    assert.deepStrictEqual(output.split("\n").filter((line) => line !== "").map(inDocumentation), [])
  })

  it("exist", () => {
    assert.isAbove(runnable.length, 0)
    assert.isAbove(documented.length, 0)
  })

  for (const example of runnable) {
    it(`${example.path}:${example.line} ${example.title}`, async () => {
      assert.deepStrictEqual(example.module.faults, [])

      const { $reached } = await import(/* @vite-ignore */ pathToFileURL(`${folder}${example.file}`).href)

      assert.deepStrictEqual([...$reached].toSorted((left, right) => left - right), [...example.module.assertions])
    })
  }
})

describe("the test files in the documentation", () => {
  const tests = fences.flat().flatMap((fence) => {
    const name = markOf(fence, "test")
    return name === undefined ? [] : [{ fence, name }]
  })

  it.skipIf(isQuick)("pass as they stand, in a project of their own", async () => {
    const home = `${folder}tests/`
    mkdirSync(home, { recursive: true })
    for (const { fence, name } of tests) writeFileSync(`${home}${name}`, fence.code)
    const alias = ["effect-ami", "effect-ami/dashboard", "effect-ami/node", "effect-ami/simulator"].map((find) => ({
      find,
      replacement: `${projectRoot}src/${find.split("/")[1] ?? "."}/index.ts`.replace("/./", "/")
    }))
    const exactly = JSON.stringify(alias)
    writeFileSync(
      `${home}vitest.config.js`,
      `export default { resolve: { alias: ${exactly}.map((one) => ({ ...one, find: new RegExp("^" + one.find + "$") })) } }`
    )
    // The tests of a user know nothing of these.
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV|TEST$)/.test(name))
    )
    const vitest = spawnSync(
      process.execPath,
      [`${projectRoot}node_modules/vitest/vitest.mjs`, "run", "--root", home],
      {
        encoding: "utf8",
        env: { ...env, NO_COLOR: "1" }
      }
    )

    assert.strictEqual(vitest.status, 0, `${vitest.stdout}${vitest.stderr}`)
    assert.match(vitest.stdout, new RegExp(`Test Files +${tests.length} passed`))
  })

  it("exist", () => assert.isAtLeast(tests.length, 2))
})

describe("the programs in the documentation", () => {
  it("are compared with their output, ignoring digits", () => {
    const promised = "listening on 5038\nHangup of PJSIP/100-00000001"

    assert.isUndefined(difference(promised, "listening on 40123\nHangup of PJSIP/100-00000027\n"))
    assert.include(`${difference(promised, "listening on 40123\n")}`, "(nothing)")
    assert.include(`${difference(promised, "listening on 40123\nHangup of SIP/100-00000001\n")}`, "line 2")
    assert.isUndefined(difference("listening on 5038\nHangup …\n…", "listening on 1\nHangup of PJSIP/100\nAnd more\n"))
    assert.include(`${difference("listening on 5038", "listening on 1\nAnd more\n")}`, "And more")
  })

  it("have unique names, and an output below", () => {
    const names = documented.map(({ name }) => name)

    assert.deepStrictEqual(names.filter((name, index) => names.indexOf(name) !== index), [])
    assert.deepStrictEqual(documented.filter(({ output }) => output === undefined).map(({ name }) => name), [])
  })

  const simulator = NodeSimulator.layer({ http: true, loginDelay: 0 })

  /** Those of the README in `npm test`, all in `npm run test:all`. */
  const isInSample = ({ fence: { path } }: Program): boolean => path === "README.md"

  for (const program of documented) {
    const { beside, fence, name } = program
    it.live.skipIf(isQuick && !isInSample(program))(
      `${fence.path}:${fence.line} ${name} prints the output below it`,
      () =>
        Effect.gen(function*() {
          const { httpPort = 0, port } = yield* AmiSimulator.AmiSimulator
          const other = documented.find(({ name }) => name === beside)
          // A program that listens itself gets ports that were free a moment ago.
          const listens = other !== undefined || /NodeSimulator\.layer/.test(program.code)
          const ports = listens ? yield* freePorts : { ami: port, http: httpPort }

          const own = yield* Effect.promise(freePort)
          assert.isUndefined(yield* runProgram(program, other, { ...ports, own }))
        }).pipe(Effect.provide(simulator)),
      120_000
    )
  }
})

const freePorts = Effect.map(
  AmiSimulator.AmiSimulator,
  ({ httpPort = 0, port }) => ({ ami: port, http: httpPort })
).pipe(Effect.provide(NodeSimulator.layer({ http: true })))

describe("the other fences in the documentation", () => {
  const surroundings: Surroundings = {
    scripts: Object.keys(packageJson.scripts),
    packages: [packageJson.name, ...Object.keys(packageJson.devDependencies)],
    programs: documented.map(({ name }: Program) => name)
  }
  const faults = (language: string, marks: string, ...lines: ReadonlyArray<string>) => {
    const fence: Fence = { path: "docs/a.md", line: 10, title: "Sample", language, marks, code: lines.join("\n") }
    return faultsOf(fence, { ...surroundings, programs: ["watch.mts"] })
  }

  it("in ini have options and classes that Asterisk knows", () => {
    assert.deepStrictEqual(faults("ini", "", "[general]", "enabled = yes ; a comment", "", "; another", "[shop]"), [])
    assert.deepStrictEqual(faults("ini", "", "[general]", "enable = yes", "read = call,calls", "anything"), [
      "docs/a.md:11 has an option that Asterisk does not know: enable",
      "docs/a.md:12 calls is no class",
      "docs/a.md:13 is neither a section nor an option: anything"
    ])
  })

  it("in ini grant what the program sends and reads, and nothing else", () => {
    const account = (read: string, write: string, ...uses: ReadonlyArray<string>) =>
      faults("ini", "", "[shop]", ...uses, `read = ${read}`, `write = ${write}`)

    assert.deepStrictEqual(account("system,call", "originate", "; sends: Originate, Ping", "; reads: Hangup"), [])
    assert.deepStrictEqual(account("system,call", "originate,command", "; sends: Originate", "; reads: Hangup"), [
      "docs/a.md:14 write is command,originate, and must be originate"
    ])
    assert.deepStrictEqual(account("system", "originate", "; sends: Orignate"), [
      "docs/a.md:10 names no action or event: Orignate"
    ])
  })

  it("in ini may be a dialplan", () => {
    const lines = ["[from-internal]", "exten => 200,1,Answer()", " same => n,UserEvent(Checkout,Amount: 42)"]

    assert.deepStrictEqual(faults("ini", "dialplan", ...lines), [])
    assert.deepStrictEqual(faults("ini", "dialplan", "exten => 200,Answer()"), [
      "docs/a.md:10 is no line of a dialplan: exten => 200,Answer()"
    ])
  })

  it("in sh name existing scripts, packages and programs", () => {
    const right = [
      "npm init -y",
      "npm install effect-ami effect",
      "node watch.mts # a comment",
      "npm test",
      "fwconsole reload"
    ]

    assert.deepStrictEqual(faults("sh", "", ...right), [])
    assert.deepStrictEqual(faults("sh", "", "npm run nothing", "npm i left-pad", "node main.mts", "curl x && npm ci"), [
      "docs/a.md:10 runs the script nothing, which package.json does not have",
      "docs/a.md:11 installs left-pad: no package of ours",
      "docs/a.md:12 runs main.mts, which is no program of the documentation",
      "docs/a.md:13 runs curl, of which nothing is known"
    ])
  })

  it("in json parse, and code of before is short", () => {
    assert.deepStrictEqual(faults("json", "", "{ \"a\": 1 }"), [])
    assert.strictEqual(faults("json", "", "{ a: 1 }").length, 1)
    assert.deepStrictEqual(faults("js", "before", "const ami = require(\"asterisk-manager\")"), [])
    assert.include(faults("js", "before", "const = 1")[0], "does not parse")
    assert.include(faults("py", "before", ...Array<string>(16).fill("pass"))[0], "16 lines")
  })

  it("in any other language are rejected", () => {
    assert.deepStrictEqual(faults("yaml", "", "a: 1"), [
      "docs/a.md:10 has a fence in \"yaml\": no check is known for it"
    ])
    assert.strictEqual(faults("", "", "anything").length, 1)
    assert.strictEqual(faults("js", "", "1").length, 1)
  })

  it("do what is required", () => {
    assert.deepStrictEqual(fences.flat().flatMap((fence) => faultsOf(fence, surroundings)), [])
  })
})
