/**
 * The conventions of the project's code, tests and documentation, applied to every file of it.
 *
 * As in `architecture.test.ts`, each test first applies its rule to a sample that breaks it.
 */
import { assert, describe, it } from "@effect/vitest"
import { undocumentedExports, undocumentedModules } from "./project/documentation.ts"
import { found, none } from "./project/findings.ts"
import { linted } from "./project/lint.ts"
import { mutantsOf, mutated, sourcesIn } from "./project/mutants.ts"
import { exists, projectRoot, readText, sourcesUnder } from "./project/source.ts"
import { misplacedCodes } from "./project/testNames.ts"

const sources = sourcesUnder("src")

describe("mutants", () => {
  it("each match their expressions once, and their tests exist", () => {
    const edit = (search: string) => [{ search, replacement: "2" }]
    const samples = new Map([["a.ts", "const a = 1\nconst b = 1"], ["b.ts", "call(\n  one\n)"]])
    assert.strictEqual(mutated(samples, edit("= 1")), "2 times in src: = 1")
    assert.strictEqual(mutated(samples, edit("a = 2")), "0 times in src: a = 2")
    assert.deepStrictEqual(mutated(samples, edit("call( one )")), new Map([["b.ts", "2"]]))

    const mutants = mutantsOf(readText("test/mutants.txt"))
    assert.isAtLeast(mutants.length, 39)
    const library = sourcesIn(projectRoot)
    none(mutants.flatMap(({ edits, name, tests }) => {
      const found = mutated(library, edits)
      return [...typeof found === "string" ? [found] : [], ...tests.filter((test) => !exists(test))]
        .map((finding) => `${name}: ${finding}`)
    }))
  })
})

describe("the linter", () => {
  it("finds what src does without, and only there", () => {
    const lines = (count: number) => `export const a = 1\n${"//\n".repeat(count - 1)}`
    const samples = {
      "src/A.ts": `import * as B from "./B.ts"\nexport const a: B.B = 1`,
      "src/B.ts": `import type { a } from "./A.ts"\nexport type B = typeof a | 1`,
      "src/client/C.ts": [
        `export const a = 1 as any`,
        `export const b = (x: any) => x!`,
        `export const c = async () => {}`,
        `export const d = (): unknown => { console.log("as any") }`,
        `// @ts-ignore`,
        `// @ts-expect-error`,
        `await b(1)`,
        `export const ok = { console: 1, process: 2 }.process // process`
      ].join("\n"),
      "src/client/Long.ts": lines(501),
      "src/client/Short.ts": lines(500),
      "src/catalog/Events.ts": lines(501),
      "test/E.ts": `console.log(process.argv[0]!)\n${lines(501)}`
    }
    assert.deepStrictEqual(linted(samples), [
      "src/A.ts:1 no-cycle",
      "src/B.ts:1 no-cycle",
      "src/client/C.ts:1 no-explicit-any",
      "src/client/C.ts:2 no-explicit-any",
      "src/client/C.ts:2 no-non-null-assertion",
      "src/client/C.ts:3 no-async-await",
      "src/client/C.ts:4 no-console",
      "src/client/C.ts:5 ban-ts-comment",
      "src/client/C.ts:6 ban-ts-comment",
      "src/client/C.ts:7 no-top-level-await",
      "src/client/Long.ts:501 max-lines"
    ])
  })
})

describe("documentation in src", () => {
  const doc = (...lines: ReadonlyArray<string>) => ["/**", ...lines.map((line) => ` * ${line}`), " */"].join("\n")
  const tags = ["", "@category constructors", "@since 0.1.0"]
  const example = ["", "**Example** (Making one)", "", "```ts import.meta.vitest", "make() // => 1", "@x", "```"]

  it("opens every module with a description", () => {
    const samples = {
      "src/A.ts": doc("What it is.", "", "What it has.", "What it does not.", "", "@since 0.1.0"),
      "src/B.ts": `import "./A.ts"`,
      "src/C.ts": doc("What it is.", "What it has.", "What it does not."),
      "src/internal/D.ts": doc("What it is."),
      "src/internal/F.ts": "/** What it is */",
      "src/E.ts": doc("What it is.", "@since 0.1.0")
    }
    assert.deepStrictEqual(found(undocumentedModules, samples), [
      "src/B.ts does not open with a doc comment",
      "src/C.ts opens without @since",
      "src/internal/F.ts does not open with a doc comment",
      "src/E.ts opens with less than three lines"
    ])

    none(undocumentedModules(sources))
  })

  it("describes every export with its category and version, and shows functions in examples", () => {
    const samples = {
      "src/client/A.ts": [
        doc("The module."),
        `export const none = 1`,
        doc("Makes one.", ...example, ...tags),
        `export const make = () => 1`,
        doc("Makes one without showing it.", ...tags),
        `export const dark = Effect.fn("dark")(function*() {})`,
        doc("No period", "", "@category things", "@since soon", "@param x a number"),
        `export interface Model {}`,
        doc("Sections.", "", "**Gotchas**", "", "**Details**", "", "Text.", ...tags),
        `export class Sections {}`,
        doc("A local function.", ...tags),
        `function local() {}`,
        `export { local as renamed }`,
        doc("Kept from the published types.", "", "@internal"),
        `export const hidden = () => 1`
      ].join("\n"),
      "src/client/internal/B.ts": `export const inside = () => 1`,
      "src/catalog/Actions.ts": [
        `// Generated by a script.`,
        doc("The module."),
        doc("Sends a ping.", ...tags),
        `export interface Ping {}`,
        `export const Ping = () => 1`,
        `export const Pong = () => 1`
      ].join("\n"),
      "src/index.ts": `${
        doc("The barrel.")
      }\n/** A module. */\nexport * as A from "./client/A.ts"\nexport * from "./B.ts"`
    }
    assert.deepStrictEqual(found(undocumentedExports, samples), [
      "src/client/A.ts:4:none has no doc comment",
      "src/client/A.ts:25:dark is a function without an **Example**",
      "src/client/A.ts:33:Model has no first sentence that ends in a period",
      "src/client/A.ts:33:Model has the tag @param",
      "src/client/A.ts:33:Model needs one @category of the list, not things",
      "src/client/A.ts:33:Model needs one @since with a version",
      "src/client/A.ts:46:Sections has an empty section **Gotchas**",
      "src/client/A.ts:46:Sections has its sections in another order than When to use, Details, Gotchas, Example",
      "src/client/A.ts:54:renamed is a function without an **Example**",
      "src/catalog/Actions.ts:13:Pong has no doc comment",
      "src/index.ts:6:* is not a named export"
    ])

    none(undocumentedExports(sources))
  })
})

describe("names of tests", () => {
  it("state the behaviour first, and the part of the contract that it proves at the end", () => {
    const samples = {
      "test/a.test.ts": [
        `it("settles once (C9, row 37)", () => {})`,
        `it.live(\`waits (C3, rows 4, 5)\`, () => {})`,
        `test("C9: settles once", () => {})`,
        `describe("row 12", () => {})`,
        `it(\`takes \${what} (C9) and more\`, () => {})`
      ].join("\n")
    }
    assert.deepStrictEqual(found(misplacedCodes, samples), [
      "test/a.test.ts:3 C9: settles once",
      "test/a.test.ts:4 row 12",
      "test/a.test.ts:5 takes … (C9) and more"
    ])

    none(misplacedCodes(sourcesUnder("test")))
  })
})
