/**
 * Runs the code in the documentation: doc comments of `src/`, `README.md`, and
 * the types of the programs in `examples/`.
 *
 * Every fence becomes a module in a folder of its own, which is type-checked in
 * one run of the compiler; those marked `import.meta.vitest` are then run.
 */
import { assert, beforeAll, describe, it } from "@effect/vitest"
import { execFile } from "node:child_process"
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { pathToFileURL } from "node:url"
import { examplesOfMarkdown, examplesOfSource, isRunnable, moduleOf } from "./project/examples.ts"
import { exists, filesUnder, projectRoot, readText, source, sourcesUnder } from "./project/source.ts"
import { isQuick } from "./size.ts"

const readme = ["README.md"].filter(exists)
const examples = [
  ...sourcesUnder("src").flatMap(examplesOfSource),
  ...readme.flatMap((path) => examplesOfMarkdown(path, readText(path)))
].map((example) => ({
  ...example,
  file: `${example.path.replaceAll(/[^\w-]/g, "_")}_${example.line}.ts`,
  module: moduleOf(example, "../../test/project/examples.ts")
}))
const runnable = examples.filter(isRunnable)
const programs = filesUnder("examples", (path) => path.endsWith(".ts"))

// Inside node_modules, so that git ignores it and `effect` resolves; the aliases make `effect-ami` mean src/.
const folder = `${projectRoot}node_modules/.examples/`

const run = (program: string, ...args: ReadonlyArray<string>): Promise<string> =>
  new Promise((resolve) => {
    execFile(program, args, { cwd: projectRoot, maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      resolve(error === null ? "" : `${stdout}${stderr}` || error.message))
  })

/** Names the place in the documentation that a message of the compiler is about. */
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
      { path: "README.md", line: 10, title: "Sample", marks: "import.meta.vitest", code },
      "../../test/project/examples.ts"
    )

  const runCode = (name: string, code: string) => {
    writeFileSync(`${folder}${name}.ts`, moduleOfCode(code).text)
    return import(/* @vite-ignore */ pathToFileURL(`${folder}${name}.ts`).href)
  }

  it("asserts the value behind an expression, a constant and an await, also on lines below it", async () => {
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

  it("fails where the value is another", async () => {
    const error = await runCode("wrong", "const sum = 1 + 1\nsum // => 3").catch((error) => error)

    assert.include(String(error), "line 11: expected 2 to deeply equal 3")
  })

  it("tells an assertion that was not reached", async () => {
    const { $reached } = await runCode("unreached", "const never = () => {\n  1 // => 2\n}\nnever.length // => 0")

    assert.deepStrictEqual([...$reached], [13])
  })

  it("refuses an example that asserts nothing or what it cannot assert", () => {
    assert.deepStrictEqual(moduleOfCode("1 + 1").faults, ["asserts nothing: no line ends in `// => value`"])
    assert.include(moduleOfCode("const { length } = [] // => 0").faults[0], "does not stand behind an expression")
    assert.include(moduleOfCode("1 + 1 // => about two").faults[0], "is not an expression")
    assert.include(moduleOfCode("1 +").faults[0], "does not parse")
  })

  it("finds the fences of doc comments and of Markdown", () => {
    const fence = (marks: string, code: string) => `\`\`\`${marks}\n${code}\n\`\`\``
    const markdown = `## Title\n\n${fence("sh", "# none")}\n${fence("ts import.meta.vitest", "1")}\n${
      fence("ts", "2")
    }\n`
    const doc = `/**\n * One.\n *\n * **Example** (Counting)\n *\n * \`\`\`ts\n *   3\n * \`\`\`\n */\n`

    assert.deepStrictEqual(examplesOfMarkdown("README.md", markdown), [
      { path: "README.md", line: 7, title: "Title", marks: "import.meta.vitest", code: "1" },
      { path: "README.md", line: 10, title: "Title", marks: "", code: "2" }
    ])
    assert.deepStrictEqual(examplesOfSource(source("a.ts", doc)), [
      { path: "a.ts", line: 7, title: "Counting", marks: "", code: "  3" }
    ])
  })
})

describe("the examples in the documentation", () => {
  it.skipIf(isQuick)("have the types that they are written for", async () => {
    const output = await run(process.execPath, "node_modules/typescript/bin/tsc", "-p", folder)

    assert.deepStrictEqual(output.split("\n").filter((line) => line !== "").map(inDocumentation), [])
  })

  it("exist once there is a README", () => {
    assert.isTrue(readme.length === 0 || runnable.length > 0)
  })

  for (const example of runnable) {
    it(`${example.path}:${example.line} ${example.title}`, async () => {
      assert.deepStrictEqual(example.module.faults, [])

      const { $reached } = await import(/* @vite-ignore */ pathToFileURL(`${folder}${example.file}`).href)

      assert.deepStrictEqual([...$reached].toSorted((left, right) => left - right), [...example.module.assertions])
    })
  }
})
