/**
 * Proves that the tests find errors: `npm run mutants`, or `npm run mutants -- reuses lets-nul` for some of them.
 *
 * Each mutant of `test/mutants.txt` breaks the library in an expression or two, in a copy of the tree, and the tests that
 * it names must find it: at the size of `npm test`, which finds most, or else at full size. Each core has a tree and a
 * mutant of its own. Fails if a mutant survives, if an expression does not occur exactly once in `src`, and if a test fails
 * without a mutant, because such a test proves nothing.
 */
import { spawn } from "node:child_process"
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises"
import { availableParallelism, tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { type Mutant, mutantsOf, mutated, sourcesIn } from "../test/project/mutants.ts"

const project = fileURLToPath(new URL("..", import.meta.url))
const copied = ["src", "test", "package.json", "tsconfig.base.json", "tsconfig.json", "vitest.config.ts"]

/** A mutant that makes a test hang counts as found. */
const patience = 180_000

interface Run {
  readonly code: number | undefined
  readonly output: string
}

// Tests of mutants must not be logged as proof.
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
  /** No test failed, but the run did. */
  | { readonly _tag: "broken"; readonly output: string }

/** The size of `npm test`, and that of `npm run test:all`. */
type Size = "unit" | "thorough"

/** How long a test may take before it counts as found, unless it says so itself. Without a mutant it must pass in this time. */
const longest: Readonly<Record<Size, number>> = { unit: 15_000, thorough: 60_000 }

/** Runs test files in a tree up to their first failure. */
const judge = async (
  tree: string,
  tests: ReadonlyArray<string>,
  size: Size,
  timeout = patience,
  workers = 1
): Promise<Verdict> => {
  const report = join(tree, "report.json")
  await rm(report, { force: true })
  const vitest = join(project, "node_modules/vitest/vitest.mjs")
  const options = ["run", "--project", size, "--bail", "1", "--reporter", "json", "--outputFile", report]
    .concat("--maxWorkers", `${workers}`, "--testTimeout", `${longest[size]}`)
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
const sources = sourcesIn(project)
const trees: Array<string> = []
for (let core = 0; core < availableParallelism(); core++) {
  const tree = await mkdtemp(join(tmpdir(), "effect-ami-mutants-"))
  for (const name of copied) await cp(join(project, name), join(tree, name), { recursive: true })
  await symlink(join(project, "node_modules"), join(tree, "node_modules"))
  trees.push(tree)
}

const say = (what: string, name: string, start: number, more: string) =>
  console.log(
    `${what.padEnd(9)} ${name.padEnd(38)} ${((performance.now() - start) / 1000).toFixed(1).padStart(5)} s  ${more}`
  )

const write = async (tree: string, files: ReadonlyMap<string, string>) => {
  for (const [path, text] of files) await writeFile(join(tree, "src", path), text)
}

/** Whether tests pass in a tree without any mutant. */
const pass = async (tree: string, tests: ReadonlyArray<string>, size: Size, workers: number): Promise<boolean> => {
  const start = performance.now()
  const whole = await judge(tree, tests, size, 4 * patience, workers)
  say(whole._tag, "without any of them", start, whole._tag === "failed" ? whole.test : "")
  if (whole._tag === "broken") console.error(whole.output)
  return whole._tag === "passed"
}

const isFound = ({ _tag }: Verdict): boolean => _tag === "failed" || _tag === "hung"

/** Whether the tests of a mutant find it. */
const isKilled = async (tree: string, { breaks, edits, name, tests }: Mutant): Promise<boolean> => {
  const start = performance.now()
  const changed = mutated(sources, edits)
  if (typeof changed === "string") {
    say("STALE", name, start, changed)
    return false
  }
  await write(tree, changed)
  const quick = await judge(tree, tests, "unit")
  const verdict = isFound(quick) ? quick : await judge(tree, tests, "thorough")
  await write(tree, sources)
  if (!isFound(verdict)) {
    say(verdict._tag === "passed" ? "SURVIVED" : "BROKEN", name, start, breaks)
    return false
  }
  const found = verdict._tag === "failed" ? verdict.test : "by a test that never ended"
  say("killed", name, start, verdict === quick ? found : `${found}, at full size`)
  // At full size, these tests have not been seen to pass yet.
  return verdict === quick || await pass(tree, tests, "thorough", 1)
}

const waiting = [...mutants]
let killed = 0

const work = async (tree: string): Promise<void> => {
  for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
    if (await isKilled(tree, mutant)) killed += 1
  }
}

const tests = [...new Set(mutants.flatMap(({ tests }) => tests))]
if (trees[0] !== undefined && await pass(trees[0], tests, "unit", trees.length + 1)) await Promise.all(trees.map(work))
for (const tree of trees) await rm(tree, { recursive: true, force: true })
console.log(`${killed} of ${mutants.length} killed`)
process.exit(killed === mutants.length && killed > 0 ? 0 : 1)
