/**
 * How results are printed: for people and for programs, on a terminal and in a pipe.
 */
import { assert, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { contents, mostOnDisk, refused } from "../../scripts/bundle/contents.ts"
import { grouping } from "../../scripts/bundle/grouping.ts"
import { commands } from "../../src/cli/cli.ts"
import { widthOf } from "../../src/cli/style.ts"
import { importsOf, sourcesUnder } from "../project/source.ts"
import { run } from "./run.ts"

/** Every escape sequence of a terminal. */
// oxlint-disable-next-line no-control-regex
const escapes = /\u001b\[[\d;]*m/g

const cells = (table: string): ReadonlyArray<ReadonlyArray<string>> =>
  table.replaceAll(escapes, "").trimEnd().split("\n").map((line) => line.trim().split(/ {2,}/))

describe("a table", () => {
  it("is the same in a pipe and on a terminal, where it is coloured", async () => {
    const piped = await run(["describe", "Queue*"])
    const shown = await run(["describe", "Queue*"], { isTerminal: true, columns: 400 })
    assert.notMatch(piped.stdout, escapes)
    assert.match(shown.stdout, escapes)
    assert.deepStrictEqual(cells(piped.stdout), cells(shown.stdout))
  })

  it.each([1, 5, 12, 30, 44, 60, 100])("is no wider than a terminal of %i columns", async (columns) => {
    for (const [command, title] of [["members", "QUEUE"], ["channels", "CHANNEL"], ["queues", "QUEUE"]] as const) {
      const { stdout } = await run([command, "--demo"], { isTerminal: true, columns })
      const lines = stdout.replaceAll(escapes, "").split("\n")
      for (const line of lines) assert.isAtMost(widthOf(line), columns)
      if (columns >= 12) assert.include(lines[0], title)
    }
  })

  it("is cut to the width of a terminal, and never in a pipe", async () => {
    const narrow = await run(["describe", "Queue*"], { isTerminal: true, columns: 60 })
    for (const line of narrow.stdout.replaceAll(escapes, "").split("\n")) assert.isAtMost(widthOf(line), 60)
    assert.include(narrow.stdout, "…")
    const given = await run(["describe", "Queue*"], { isTerminal: true, columns: 200, env: { COLUMNS: "60" } })
    assert.strictEqual(given.stdout, narrow.stdout)
    assert.notInclude((await run(["describe", "Queue*"], { env: { COLUMNS: "60" } })).stdout, "…")
    const piped = await run(["describe", "Queue*"], { columns: 60 })
    assert.notInclude(piped.stdout, "…")
    assert.isTrue(piped.stdout.split("\n").some((line) => line.length > 80))
  })

  it("has no escape sequence for NO_COLOR, TERM=dumb and JSON, whatever FORCE_COLOR says", async () => {
    const isTerminal = true
    const plain = [
      await run(["--demo", "queues"], { isTerminal, env: { NO_COLOR: "1" } }),
      await run(["--demo", "queues"], { isTerminal, env: { TERM: "dumb" } }),
      await run(["--demo", "queues", "--json"], { isTerminal, env: { FORCE_COLOR: "1" } }),
      await run(["--demo", "queues", "--csv"], { isTerminal, env: { FORCE_COLOR: "1" } }),
      await run(["--demo", "queues"])
    ]
    for (const { code, stdout } of plain) {
      assert.strictEqual(code, 0)
      assert.notInclude(stdout, "\u001b")
    }
    assert.match((await run(["--demo", "queues"], { env: { FORCE_COLOR: "1" } })).stdout, escapes)
  })

  it("prints the fields that are asked for, in their order, in every form", async () => {
    const args = ["describe", "Queue*", "--fields", "kind,name"]
    const [first = ""] = (await run([...args, "--csv"])).stdout.split("\n").slice(1)
    assert.match(first, /^(action|event),Queue\w+$/)
    assert.match((await run([...args, "--csv"])).stdout, /^kind,name\n/)
    assert.match((await run([...args, "--tsv", "--no-header"])).stdout, /^\w+\tQueue/)
    assert.deepStrictEqual(Object.keys(JSON.parse((await run([...args, "--json"])).stdout)[0]), ["kind", "name"])
    assert.match((await run(args)).stdout, /^KIND +NAME\n/)
    const unknown = await run(["describe", "Queue*", "--fields", "nope"])
    assert.deepStrictEqual({ code: unknown.code, stdout: unknown.stdout }, { code: 2, stdout: "" })
    assert.match(unknown.stderr, /^ami: There is no field nope\n {2}→ Fields: \w+, .*name/)
  })

  it("refuses a field that a command never prints before anything is sent, in every form; others may be absent", async () => {
    for (const form of [[], ["--json"], ["--csv"]]) {
      // There is no server at this address.
      const { code, stderr, stdout } = await run(["channels", "--fields", "nope", ...form], {
        env: { AMI_URL: "ami://hello:world@127.0.0.1:1" }
      })
      assert.deepStrictEqual({ code, stdout }, { code: 2, stdout: "" })
      assert.include(stderr, "There is no field nope")
    }
    for (const form of ["--json", "--csv"]) {
      const { code, stderr } = await run(["--demo", "queues", "--fields", "queue,longestWait", form])
      assert.deepStrictEqual({ code, stderr }, { code: 0, stderr: "" })
      const open = await run(["--demo", "endpoints", "--fields", "nope", form])
      assert.deepStrictEqual({ code: open.code, stdout: open.stdout }, { code: 2, stdout: "" })
    }
  })

  it("escapes what could change a terminal", async () => {
    const { stdout } = await run(["send", "UserEvent", "UserEvent=A", "A=\u001b[2J", "--dry-run"])
    assert.notInclude(stdout, "\u001b")
  })
})

describe("the tree of commands", () => {
  it("imports nothing that only some commands need", () => {
    const sources = sourcesUnder("src/cli")
    const reached = new Set(["src/cli/cli.ts"])
    for (const path of reached) {
      const source = sources.find((source) => source.path === path)
      for (const { node, target } of source === undefined ? [] : importsOf(source)) {
        // An `import()` is loaded when a command runs, and a type never.
        const isStatic = node.type !== "ImportExpression" && node["importKind"] !== "type"
        if (target !== undefined && isStatic) reached.add(target)
      }
    }
    assert.deepStrictEqual(
      [...reached].filter((path) =>
        /^src\/(transport|catalog\/(Actions|Events|All)|client|live|simulator|node|tasks|dialer)/.test(path)
      ),
      []
    )
  })

  it("publishes a schema of the JSON of each command that prints some", async () => {
    const { $defs } = JSON.parse(readFileSync("docs/cli.schema.json", "utf8"))
    for (const { load, name } of commands) {
      const { output } = await load()
      assert.strictEqual(Object.hasOwn($defs, name.replace(" ", "-")), output !== undefined, name)
    }
  })
})

describe("the bundle", () => {
  it("is refused if it holds undici or a circle, and counts the simulator apart", () => {
    const chunk = (name: string, module: string, imports: ReadonlyArray<string> = []) => ({
      type: "chunk" as const,
      name,
      fileName: `${name}.js`,
      code: "x",
      imports: [],
      dynamicImports: imports.map((name) => `${name}.js`),
      modules: { [`/p/${module}`]: { renderedLength: 9 } }
    })
    assert.deepStrictEqual(refused(contents([chunk("ami", "src/cli/cli.ts")], "/p/")), [])
    assert.deepStrictEqual(refused(contents([chunk("ami", "node_modules/undici/index.js")], "/p/")), [
      "holds undici: HTTP goes through node:http"
    ])
    const parts = contents([
      chunk("ami", "src/cli/cli.ts", ["demo", "shared"]),
      chunk("demo", "src/cli/demo.ts", ["simulator", "shared"]),
      chunk("simulator", "src/simulator/A.ts"),
      chunk("shared", "src/protocol/A.ts")
    ], "/p/")
    assert.deepStrictEqual(parts.map(({ kind }) => kind), ["commands", "simulator", "simulator", "commands"])
    const circle = contents([
      { ...chunk("a", "src/cli/a.ts"), imports: ["b.js"] },
      { ...chunk("b", "src/cli/b.ts"), imports: ["a.js"] }
    ], "/p/")
    assert.deepStrictEqual(refused(circle), ["has files that import one another: a.js → b.js → a.js"])
  })

  it("is refused if it is too large on the disk, where some of its files are compressed", () => {
    const parts = contents([
      {
        type: "chunk",
        name: "simulator",
        fileName: "simulator.js.br",
        code: "x".repeat(mostOnDisk * 2),
        imports: [],
        dynamicImports: [],
        modules: {}
      },
      { type: "asset", fileName: "a.br", source: new Uint8Array(mostOnDisk) }
    ], "/p/")
    assert.deepStrictEqual(refused(parts.slice(0, 1)), [])
    assert.include(refused(parts), "is too large on the disk")
  })

  it("has a module in the file of the commands that need it, and in that of the client if others do too", () => {
    const chunk = (name: string, imports: ReadonlyArray<string> = [], isDynamicEntry = true) => ({
      name,
      fileName: `${name}.js`,
      isDynamicEntry,
      imports: imports.map((name) => `${name}.js`),
      modules: { [name]: { renderedLength: 9 }, [`unused by ${name}`]: { renderedLength: 0 } }
    })
    const all = ["main", "connecting", "target", "tcp", "completions", "originate", "spy", "doctor", "profile", "top"]
    const file = grouping([
      ...[...all, "file", "from", "inbox", "record", "replay", "http", "httpTransport"].map((name) => chunk(name)),
      chunk("ping", ["words", "effect"]),
      chunk("send", ["words"]),
      chunk("dial", ["calls", "effect"]),
      chunk("look", ["calls"]),
      chunk("demo", ["pbx", "effect"]),
      chunk("simulate", ["pbx"]),
      ...["words", "effect", "calls", "pbx"].map((name) => chunk(name, [], false))
    ])
    const ids = ["main", "ping", "words", "effect", "dial", "calls", "pbx", "demo", "unused by ping"]
    assert.deepStrictEqual(ids.map(file), [
      "core",
      "commands",
      "commands",
      "client",
      "live",
      "live",
      "simulator",
      undefined,
      undefined
    ])
    assert.throws(() => grouping([chunk("main")]), /^Nothing loads connecting, target, tcp, .* any more$/)
  })
})
