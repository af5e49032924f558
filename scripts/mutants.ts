/**
 * Shows that the tests bite: `npm run mutants`, or `npm run mutants -- reuses lets-nul` for some of them.
 *
 * Each mutant of `test/mutants.txt` breaks the library in an expression or two. That is done in a copy of the tree, and
 * the tests that it names must find it. Fails if one finds nothing, if an expression does not occur exactly once in `src`,
 * and if a test fails without any mutant, because such a test finds nothing either.
 */
import { spawn } from "node:child_process"
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const project = fileURLToPath(new URL("..", import.meta.url))
const copied = ["src", "test", "package.json", "tsconfig.base.json", "tsconfig.json", "vitest.config.ts"]

/** A mutant that makes a test go round for ever is found too. */
const patience = 180_000

interface Edit {
  search: string
  replacement: string
}

interface Mutant {
  readonly name: string
  readonly breaks: string
  readonly tests: ReadonlyArray<string>
  readonly edits: ReadonlyArray<Edit>
}

interface Run {
  readonly code: number | undefined
  readonly output: string
}

// What mutants make of the tests is no proof of anything.
const env = { ...process.env, NO_COLOR: "1", AMI_RELIABILITY_LOG: undefined }

const run = (cwd: string, timeout: number, program: string, ...args: ReadonlyArray<string>): Promise<Run> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, timeout })
    let output = ""
    child.stdout.setEncoding("utf8").on("data", (text) => (output += text))
    child.stderr.setEncoding("utf8").on("data", (text) => (output += text))
    child.on("error", reject)
    child.on("close", (code) => resolve({ code: code ?? undefined, output }))
  })

/** Reads the list: a mutant is a name and what it breaks, its tests, and the lines taken out and put in. */
const mutantsOf = (text: string): ReadonlyArray<Mutant> =>
  text.split(/\n\n+/).filter((part) => /^[\w-]+: /.test(part)).map((part) => {
    const [head = "", tests = "", ...lines] = part.trimEnd().split("\n")
    const edits: Array<Edit> = []
    let isOpen = false
    for (const line of lines) {
      if (line.startsWith("-") && !isOpen) edits.push({ search: "", replacement: "" })
      isOpen = line.startsWith("-")
      const edit = edits.at(-1)
      if (edit === undefined) throw new Error(`${head}: nothing is taken out`)
      edit[isOpen ? "search" : "replacement"] += `${line.slice(2)}\n`
    }
    const [name = "", breaks = ""] = head.split(/: (.*)/)
    return { name, breaks, tests: tests.split(" ").slice(1), edits }
  })

/** Any white space stands for any other, so that formatting changes nothing. */
const patternOf = (search: string): RegExp =>
  new RegExp(search.trim().split(/\s+/).map((word) => word.replace(/[^\w\s]/g, "\\$&")).join("\\s+"), "g")

/** Breaks the library in memory; gives the files that are other than before, or what is not there once. */
const mutated = (sources: ReadonlyMap<string, string>, edits: ReadonlyArray<Edit>): Map<string, string> | string => {
  const changed = new Map<string, string>()
  for (const { replacement, search } of edits) {
    const pattern = patternOf(search)
    const found = [...sources].flatMap(([path, text]) =>
      [...(changed.get(path) ?? text).matchAll(pattern)].map(() => path)
    )
    const [path, ...others] = found
    if (path === undefined || others.length > 0) return `${found.length} times in src: ${search.trim()}`
    changed.set(path, (changed.get(path) ?? sources.get(path) ?? "").replace(pattern, () => replacement.trim()))
  }
  return changed
}

interface Report {
  readonly numTotalTests: number
  readonly testResults: ReadonlyArray<{
    readonly name: string
    readonly message: string
    readonly assertionResults: ReadonlyArray<{ readonly status: string; readonly fullName: string }>
  }>
}

type Verdict =
  | { readonly _tag: "passed" }
  | { readonly _tag: "failed"; readonly test: string }
  | { readonly _tag: "hung" }
  /** Not one test failed, and yet the run did. */
  | { readonly _tag: "broken"; readonly output: string }

/** Runs test files in a tree up to their first failure. */
const judge = async (tree: string, tests: ReadonlyArray<string>, timeout: number): Promise<Verdict> => {
  const report = join(tree, "report.json")
  await rm(report, { force: true })
  const vitest = join(project, "node_modules/vitest/vitest.mjs")
  const options = ["run", "--project", "thorough", "--bail", "1", "--reporter", "json", "--outputFile", report]
  const { code, output } = await run(tree, timeout, process.execPath, vitest, ...options, ...tests)
  if (code === undefined) return { _tag: "hung" }
  const results = (JSON.parse(await readFile(report, "utf8").catch(() => `{"testResults":[]}`)) as Report).testResults
  const failed = results.flatMap(({ assertionResults }) => assertionResults).find(({ status }) => status === "failed")
  if (failed !== undefined) return { _tag: "failed", test: failed.fullName }
  return code === 0 && results.length > 0 ? { _tag: "passed" } : { _tag: "broken", output }
}

const wanted = process.argv.slice(2)
const mutants = mutantsOf(await readFile(join(project, "test/mutants.txt"), "utf8")).filter(({ name }) =>
  wanted.length === 0 || wanted.some((start) => name.startsWith(start))
)
const sources = new Map<string, string>()
for (const path of await readdir(join(project, "src"), { recursive: true })) {
  // The catalogue that a script writes has no mutants.
  if (!path.endsWith(".ts") || /^catalog\/(Actions|Events|All)/.test(path)) continue
  sources.set(path, await readFile(join(project, "src", path), "utf8"))
}
const tree = await mkdtemp(join(tmpdir(), "effect-ami-mutants-"))
for (const name of copied) await cp(join(project, name), join(tree, name), { recursive: true })
await symlink(join(project, "node_modules"), join(tree, "node_modules"))

const say = (what: string, name: string, start: number, more: string) =>
  console.log(
    `${what.padEnd(9)} ${name.padEnd(38)} ${((performance.now() - start) / 1000).toFixed(1).padStart(5)} s  ${more}`
  )

const write = async (files: ReadonlyMap<string, string>) => {
  for (const [path, text] of files) await writeFile(join(tree, "src", path), text)
}

const start = performance.now()
const whole = await judge(tree, [...new Set(mutants.flatMap(({ tests }) => tests))], 4 * patience)
say(whole._tag, "without any of them", start, whole._tag === "failed" ? whole.test : "")
if (whole._tag === "broken") console.error(whole.output)
let killed = 0
for (const { breaks, edits, name, tests } of whole._tag === "passed" ? mutants : []) {
  const start = performance.now()
  const changed = mutated(sources, edits)
  if (typeof changed === "string") {
    say("STALE", name, start, changed)
    continue
  }
  await write(changed)
  const verdict = await judge(tree, tests, patience)
  await write(sources)
  if (verdict._tag === "failed" || verdict._tag === "hung") {
    killed += 1
    say("killed", name, start, verdict._tag === "hung" ? "by a test that never ended" : verdict.test)
  } else say(verdict._tag === "passed" ? "SURVIVED" : "BROKEN", name, start, breaks)
}
await rm(tree, { recursive: true, force: true })
console.log(`${killed} of ${mutants.length} killed`)
process.exit(killed === mutants.length && killed > 0 ? 0 : 1)
