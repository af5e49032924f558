/**
 * Every help and every example in it, found in the tree of commands.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { AmiMessage, AmiRecordingFile } from "effect-ami"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { commands } from "../../src/cli/cli.ts"
import { widthOf } from "../../src/cli/style.ts"
import { fencesOfMarkdown } from "../project/fences.ts"
import { sample } from "../size.ts"
import { run, running } from "./run.ts"

/** The words of the first command of a line, which a shell would find: before a pipe, a redirection or `&&`. */
const wordsOf = (line: string): ReadonlyArray<string> => {
  const words = [...line.matchAll(/(?:[^\s"'|>&]+|"[^"]*"|'[^']*')+|[|>]|&&/g)].map(([word]) => word)
  const end = words.findIndex((word) => ["|", ">", "&&"].includes(word))
  const [program, ...args] = (end < 0 ? words : words.slice(0, end)).map((word) =>
    word.replaceAll(/"([^"]*)"|'([^']*)'/g, "$1$2")
  )
  assert.strictEqual(program, "ami", line)
  return args
}

/** The commands of `ami` in the shell fences of a page, without their comments. */
const linesOf = (page: string): ReadonlyArray<string> =>
  fencesOfMarkdown(page, readFileSync(page, "utf8")).filter(({ language }) => language === "sh").flatMap(({ code }) =>
    code.split("\n").map((line) => line.replace(/^npx effect-ami-cli /, "ami ").replace(/\s+#.*$/, "")).filter((line) =>
      line.startsWith("ami ")
    )
  )

/** Runs something in a folder of its own, in which examples may write files. */
const inFolder = async <A>(work: (folder: string) => Promise<A>): Promise<A> => {
  const before = process.cwd()
  const folder = mkdtempSync(join(tmpdir(), "ami-examples-"))
  process.chdir(folder)
  const profiles = join(folder, ".config/effect-ami/profiles")
  mkdirSync(profiles, { recursive: true })
  for (const name of ["prod", "old", "older"]) {
    writeFileSync(join(profiles, `${name}.toml`), `url = "ami://hello@pbx.example.org"\n`, { mode: 0o600 })
  }
  try {
    return await work(folder)
  } finally {
    process.chdir(before)
    rmSync(folder, { recursive: true, force: true })
  }
}

const formats = ["--json", "--ndjson", "--csv", "--tsv"]

/** A recording that examples read. */
const sessionAt = (at: number): string =>
  AmiRecordingFile.print({
    at,
    masked: false,
    entries: ["Newchannel", "Hangup"].map((name) => ({
      _tag: "Message",
      t: 0,
      message: AmiMessage.make([
        ["Event", name],
        ["Channel", "PJSIP/101-00000001"],
        ["Uniqueid", "1790000000.1"],
        ["Linkedid", "1790000000.1"],
        ["Cause", "16"]
      ])
    }))
  })

const session = sessionAt(1_790_000_000_000)

/** A command that streams has printed, and goes on: it is interrupted then. */
const example = (line: string, folder: string) => {
  const args = wordsOf(line)
  const [first, second] = args.filter((arg) => !arg.startsWith("-"))
  const isWriting = first === "journal" && second === "write"
  const isEndless = ["top", "serve", "gateway", "simulate", "repl", "record"].includes(first ?? "") ||
    args.includes("--watch")
    || (first === "trace" && !args.includes("--from")) || isWriting || args.includes("--follow")
    || (first === "events" && !args.includes("-n") && !args.includes("--timeout"))
  // A recording takes the place of the demo; one that is being made says so on stderr.
  const demo = args.includes("--from") ? [] : ["--demo"]
  const until = (stdout: string, stderr: string) =>
    stdout !== "" || (isWriting && stderr.startsWith("Writing")) ||
    (first === "record" && stderr.startsWith("Recording"))
    || (first === "trace" && stderr.startsWith("Waiting"))
  return running([...demo, ...args.filter((arg) => arg !== "--demo")], {
    env: { HOME: folder },
    ...isEndless ? { until } : {}
  })
}

describe("the examples of every help", () => {
  const lines = sample(commands.flatMap(({ examples, name }) => examples.map(([line]) => ({ line, name }))), 2)

  it("run with --demo, as they are written, and print the JSON that is published for their command", () =>
    inFolder(async (folder) => {
      writeFileSync("session.ndjson", session)
      writeFileSync("grants.json", "[]")
      writeFileSync("session.ndjson.gz", gzipSync(session))
      writeFileSync("recent.ndjson", sessionAt(Date.now()))
      await run(["journal", "write", "journal.db", "--from", "recent.ndjson"])
      const results = await Effect.runPromise(
        Effect.forEach(
          lines,
          ({ line, name }) => Effect.map(example(line, folder), (result) => ({ line, name, ...result })),
          { concurrency: 20 }
        )
      )
      assert.deepStrictEqual(
        results.filter(({ code }) => code !== 0 && code !== 130).map(({ code, line, stderr }) =>
          `${line}: ${code} ${stderr}`
        ),
        []
      )
      // A command of which no example prints JSON is asked for it.
      const json = await Effect.runPromise(
        Effect.forEach(commands, ({ examples, load, name }) =>
          Effect.gen(function*() {
            const { output } = yield* Effect.promise(load)
            if (output === undefined) return []
            const shown = results.filter((one) => one.name === name && wordsOf(one.line).includes("--json"))
            const plain = examples.map(([line]) => line).find((line) =>
              !formats.some((format) => line.includes(format))
            )
            const asked = shown.length > 0 || plain === undefined
              ? shown
              : [{ line: plain, ...yield* example(plain.replace(/^ami /, "ami --json "), folder) }]
            return asked.map(({ line, stdout }) => ({ line, stdout, output }))
          }), { concurrency: 20 })
      )
      for (const { line, output, stdout } of json.flat()) {
        const decode = Schema.decodeUnknownSync(output as Schema.Codec<unknown>, { onExcessProperty: "error" })
        const texts = /^ami (events|replay|journal read)/.test(line.replace("ami --json ", "ami "))
          ? stdout.trim().split("\n")
          : [stdout]
        for (const text of texts) assert.doesNotThrow(() => decode(JSON.parse(text)), line)
      }
    }))
})

describe("the commands in the documentation", () => {
  const lines = ["README.md", "docs/command-line.md"].flatMap(linesOf).map((line) =>
    // The file that it makes is there already, for those that read it.
    line.startsWith("ami record") && !line.includes("--from") ? line.replace("report", "new") : line
  )

  it("are given as they must be", () =>
    inFolder(async (folder) => {
      writeFileSync("report.ndjson", session)
      const results = await Effect.runPromise(
        Effect.forEach(
          lines,
          (line) =>
            Effect.map(
              example(`${line} --yes${line.includes("--watch") ? " --ndjson" : ""}`, folder),
              (result) => ({ line, ...result })
            ),
          { concurrency: 20 }
        )
      )
      assert.isAbove(results.length, 20)
      // Channels that they name are not there; nothing else is wrong with them.
      assert.deepStrictEqual(
        results.filter(({ code }) => ![0, 1, 7, 130].includes(code)).map(({ code, line, stderr }) =>
          `${line}: ${code} ${stderr}`
        ),
        []
      )
    }))
})

describe("every help", () => {
  const pages = [[], ...commands.map(({ name }) => name.split(" "))]

  it("fits a terminal of 80 columns and 60 lines", async () => {
    for (const path of pages) {
      const { code, stderr, stdout } = await run([...path, "--help"])
      assert.deepStrictEqual({ code, stderr }, { code: 0, stderr: "" })
      const lines = stdout.split("\n")
      assert.isAtMost(lines.length, 60, path.join(" "))
      assert.deepStrictEqual(lines.filter((line) => widthOf(line) > 80), [], path.join(" "))
      assert.match(stdout, /\nEXAMPLES\n/)
    }
  })

  it("is not printed for a mistake, which is one of three lines on stderr at most", async () => {
    for (const path of pages) {
      for (const args of [[...path, "--nope"], [...path, "--nope", "--json"]]) {
        const { code, stderr, stdout } = await run(args)
        assert.deepStrictEqual({ code, stdout }, { code: 2, stdout: "" })
        const lines = stderr.split("\n").length - 1
        assert.isAtMost(lines, args.includes("--json") ? 1 : 3)
        assert.isAtLeast(lines, 1)
      }
    }
    assert.match((await run(["evnets"])).stderr, /^ami: Unknown subcommand "evnets"/)
  })

  it("is what ami prints alone, with exit code 0", async () => {
    const { code, stderr, stdout } = await run([])
    assert.deepStrictEqual({ code, stderr }, { code: 0, stderr: "" })
    assert.match(stdout, /\nUSAGE {2}ami COMMAND/)
  })
})
