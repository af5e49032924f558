/**
 * The rules of the project's structure, applied to every file of it.
 *
 * Each test first applies its rule to a small sample that breaks it, so that a
 * rule that stopped working is noticed, and then to the project. Exceptions are
 * listed here, each with its reason; one that is no longer needed fails too.
 */
import { assert, describe, it } from "@effect/vitest"
import { posix } from "node:path"
import packageJson from "../package.json" with { type: "json" }
import { clocksBelowTheClient, emptyNames, type Exception, forbiddenSyntax, machineTraces } from "./project/code.ts"
import { pages } from "./project/fences.ts"
import { found, none } from "./project/findings.ts"
import {
  foreignInternals,
  foreignPackages,
  impureBarrels,
  impureProtocol,
  layers,
  nodeOutsideNode,
  openInternals,
  unstableModules,
  upwardImports
} from "./project/imports.ts"
import { deadLinks, deadPaths, linksOutside, longPages } from "./project/markdown.ts"
import { exists, filesUnder, readText, sourcesUnder } from "./project/source.ts"
import { unstable } from "./project/unstable.ts"

/** Modules of Effect that are plain data and functions: no runtime, no fiber, no clock. */
const pureModules = [
  "effect/Data",
  "effect/Duration",
  "effect/Equal",
  "effect/Hash",
  "effect/Option",
  "effect/Predicate",
  "effect/Redacted",
  "effect/Result",
  "effect/Schema",
  "effect/SchemaGetter",
  "effect/SchemaIssue",
  "effect/SchemaTransformation",
  // Hexadecimal digits and bytes, both ways.
  "effect/encoding/Hex",
  // Only the plain MD5 function is used, which WebCrypto lacks; never the service.
  "effect/crypto/Digest",
  // Instants on the wire become `DateTime.Utc`; only its parser and formatter are used, never the clock.
  "effect/DateTime"
]

/** Where the library's code uses what it otherwise does without. */
const exceptions: ReadonlyArray<Exception> = []

const sources = sourcesUnder("src")
const written = ["src", "test", "scripts", "tools", "examples", "bench", "web", "api"].flatMap((folder) =>
  filesUnder(folder, (path) => /\.(ts|js|mjs|json|md|txt|sh|conf|html|css|yaml|yml)$/.test(path))
)
const documents = [...pages(), "package.json", "vitest.config.ts", "tsconfig.base.json", ".ci/run"]

describe("imports", () => {
  it("only go to the rows above in the layer table", () => {
    const samples = {
      "src/protocol/AmiCodec.ts": `import * as AmiError from "../AmiError.ts"`,
      "src/catalog/AmiAction.ts": `\nimport type { X } from "../client/AmiClient.ts"`,
      "src/AmiError.ts": `import * as AmiAction from "./catalog/AmiAction.ts"`,
      "src/simulator/AmiSimulator.ts": `export * as AmiClient from "../client/AmiClient.ts"`,
      "src/node/NodeAmi.ts": `import * as AmiSimulator from "../simulator/AmiSimulator.ts"`,
      "src/live/AmiCalls.ts": `export const load = () => import("../node/NodeAmi.ts")`,
      "src/index.ts": `export * as NodeAmi from "./node/NodeAmi.ts"`,
      "src/tasks/Ami.ts": `import "../live/AmiCalls.ts"\nimport "../client/AmiClient.ts"`,
      "src/agi/AmiAgi.ts": `import "../tasks/Ami.ts"\nimport "../live/AmiCalls.ts"\nimport "../dialer/AmiDial.ts"`,
      "src/sink/AmiSink.ts": `import "../journal/AmiJournal.ts"\nimport "../fleet/AmiFleet.ts"`,
      "src/cluster/AmiCluster.ts": `import "../fleet/AmiFleet.ts"\nimport "../gateway/AmiGateway.ts"`,
      "src/cli/bin.ts": `import "../gateway/AmiGateway.ts"\nimport "../node/NodeAmi.ts"\nimport "../index.ts"`,
      "web/dashboard/page.ts": `import "../../src/gateway/AmiGrant.ts"\nimport "../../src/node/NodeAmi.ts"`,
      "src/extras/Extra.ts": ``
    }
    assert.deepStrictEqual(found(upwardImports, samples), [
      "src/extras/Extra.ts is in no layer",
      "src/protocol/AmiCodec.ts:1 protocol must not use ../AmiError.ts",
      "src/catalog/AmiAction.ts:2 catalog must not use ../client/AmiClient.ts",
      "src/simulator/AmiSimulator.ts:1 simulator must not use ../client/AmiClient.ts",
      "src/node/NodeAmi.ts:1 node must not use ../simulator/AmiSimulator.ts",
      "src/live/AmiCalls.ts:1 live must not use ../node/NodeAmi.ts",
      "src/index.ts:1 index must not use ./node/NodeAmi.ts",
      "src/tasks/Ami.ts:1 tasks must not use ../live/AmiCalls.ts",
      "src/agi/AmiAgi.ts:3 agi must not use ../dialer/AmiDial.ts",
      "src/sink/AmiSink.ts:2 sink must not use ../fleet/AmiFleet.ts",
      "src/cluster/AmiCluster.ts:2 cluster must not use ../gateway/AmiGateway.ts",
      "web/dashboard/page.ts:2 web must not use ../../src/node/NodeAmi.ts"
    ])

    none(upwardImports([...sources, ...sourcesUnder("web")]))
  })

  it("through the shared internal/ do not reach what the importing folder must not use", () => {
    const samples = {
      "src/internal/clock.ts": `import * as Effect from "effect/Effect"`,
      "src/internal/marks.ts": `import "./buffer.ts"`,
      "src/internal/buffer.ts": `import type { Buffer } from "../client/AmiInbox.ts"`,
      "src/internal/server.ts": `import "../simulator/AmiSimulator.ts"`,
      "src/protocol/AmiCodec.ts": `import "../internal/clock.ts"`,
      "src/live/AmiCalls.ts": `import "../internal/marks.ts"`,
      "src/transport/AmiTransport.ts": `import "../internal/clock.ts"\nimport "../internal/marks.ts"`
    }
    assert.deepStrictEqual(found(upwardImports, samples), [
      "src/internal/server.ts:1 internal must not use ../simulator/AmiSimulator.ts",
      "src/transport/AmiTransport.ts:2 transport must not use ../internal/marks.ts, which uses client"
    ])
  })

  it("have a row in the layer table for every planned folder", () => {
    const drawing =
      "internal protocol catalog AmiError transport client tasks live dialer agi fleet journal sink cluster "
      + "gateway dashboard simulator node cli web index"
    assert.sameMembers([...layers], drawing.split(" "))
  })

  it("of Node and its platform package are only in the Node parts", () => {
    const samples = {
      "src/client/AmiClient.ts": `import { createHash } from "node:crypto"\nexport const size = Buffer.byteLength("a")`,
      "src/simulator/AmiSimulator.ts": `import * as NodeSocket from "@effect/platform-node/NodeSocket"`,
      "src/simulator/NodeSimulator.ts": `import "node:net"`,
      "src/node/NodeAmi.ts": `import "node:net"\nprocess.exit()`,
      "src/protocol/AmiAuth.ts":
        `export const ours = { process: 1, Buffer: 2 }.process // process\ninterface Buffer {}\nexport let own: Buffer`
    }
    assert.deepStrictEqual(found(nodeOutsideNode, samples), [
      "src/client/AmiClient.ts:1 imports node:crypto",
      "src/simulator/AmiSimulator.ts:1 imports @effect/platform-node/NodeSocket",
      "src/client/AmiClient.ts:2 uses Buffer of Node"
    ])

    none(nodeOutsideNode(sources))
  })

  it("name modules of Effect and our own files, and no other package", () => {
    const samples = {
      "src/A.ts": `import { Effect } from "effect"\nimport * as Schema from "effect/Schema"`,
      "src/B.ts": `import pad from "left-pad"\nimport type { Rule } from "../test/project/imports.ts"\nimport "./A"`
    }
    assert.deepStrictEqual(found(foreignPackages, samples), [
      "src/A.ts:1 imports the barrel of effect: name the module, as in effect/Effect",
      "src/B.ts:1 depends on left-pad",
      "src/B.ts:2 imports ../test/project/imports.ts from outside src",
      "src/B.ts:3 imports ./A without its extension"
    ])

    none(foreignPackages(sources))
  })

  it("of protocol/ are plain data and functions", () => {
    const samples = {
      "src/protocol/AmiCodec.ts":
        `import * as Result from "effect/Result"\nimport type * as Effect from "effect/Effect"\nimport "../internal/md5.ts"`,
      "src/internal/md5.ts": `import * as Fiber from "effect/Fiber"`,
      "src/client/AmiClient.ts": `import * as Effect from "effect/Effect"`
    }
    assert.deepStrictEqual(found(impureProtocol(pureModules), samples), [
      "src/protocol/AmiCodec.ts:2 imports effect/Effect, which is not pure data",
      "src/internal/md5.ts:1 imports effect/Fiber, which is not pure data"
    ])

    none(impureProtocol(pureModules)(sources))
  })

  it("leave the internal/ of other folders alone", () => {
    const samples = {
      "src/client/AmiClient.ts": `import "./internal/session.ts"\nimport "../protocol/internal/frames.ts"`,
      "src/client/internal/session/session.ts": `import "./pending.ts"\nimport "../../../internal/clock.ts"`,
      "src/simulator/index.ts": `export * as frames from "../protocol/internal/frames.ts"`
    }
    assert.deepStrictEqual(found(foreignInternals, samples), [
      "src/client/AmiClient.ts:2 reaches into ../protocol/internal/frames.ts",
      "src/simulator/index.ts:1 reaches into ../protocol/internal/frames.ts"
    ])

    none(foreignInternals(sources))
  })

  it("of internal/ are closed to users of the package", () => {
    const paths = ["src/A.ts", "src/internal/a.ts", "src/client/internal/session/b.ts", "src/live/internal/c.ts"]
    const closed = { "./*": "./dist/*.js", "./internal/*": null, "./client/internal/*": null, "./*/index": null }
    assert.deepStrictEqual(openInternals(paths, closed), ["src/live/internal/"])

    const { exports } = JSON.parse(readText("package.json"))
    none(openInternals(sources.map(({ path }) => path), exports))
    // Those of folders that are still empty too.
    const folders = layers.filter((layer) => !["AmiError", "index", "web"].includes(layer))
    none(openInternals(folders.map((folder) => `src/${folder}/internal/a.ts`), exports))
  })

  it("of modules that may change in a minor of Effect are in a few listed files", () => {
    const allowed = { "src/node/A.ts": { modules: ["effect/http", "effect/net/NetAddress"], reason: "a sample" } }
    const samples = {
      "src/node/A.ts": `import * as Http from "effect/http"`,
      "src/node/B.ts": `import * as Socket from "effect/socket/Socket"\nimport * as Effect from "effect/Effect"`
    }
    assert.deepStrictEqual(found(unstableModules(allowed), samples), [
      "src/node/B.ts:1 imports effect/socket/Socket, which is unstable",
      "src/node/A.ts need not be allowed effect/net/NetAddress"
    ])

    none(unstableModules(unstable)(sources))
  })
})

describe("files", () => {
  it("called index.ts only collect modules", () => {
    const samples = {
      "src/index.ts": [
        `export * as AmiError from "./AmiError.ts"`,
        `export * as Errors from "./AmiError.ts"`,
        `export { AmiClient } from "./client/AmiClient.ts"`,
        `export const version = "1"`
      ].join("\n")
    }
    assert.deepStrictEqual(found(impureBarrels, samples), [
      "src/index.ts:2 calls AmiError by another name: Errors",
      "src/index.ts:3 is not `export * as X from`",
      "src/index.ts:4 is not `export * as X from`"
    ])

    none(impureBarrels(sources))
  })

  it("have names that say what they contain", () => {
    const samples = ["src/utils.ts", "src/common/A.ts", "test/Helpers.test.ts", "src/types.ts", "src/AmiMessage.ts"]
    assert.deepStrictEqual(emptyNames(samples), samples.slice(0, 4))

    none(emptyNames(written))
  })

  it("link to existing files and headings", () => {
    const text = [
      "# Here",
      "[a](a.md), [b](gone.ts#part), [c](https://example.org) and [d](#here)",
      "[e](a.md#the-two-ways), [f](a.md#one-way) and `[g](gone.md)`",
      "```md",
      "[h](gone.md)",
      "```"
    ].join("\n")
    const read = (path: string) => path === "docs/a.md" ? "## The `two` ways\n## One _way_?" : undefined
    assert.deepStrictEqual(deadLinks({ path: "docs/README.md", text }, read), [
      "docs/README.md links to docs/gone.ts, which is not there",
      "docs/README.md links to docs/a.md#one-way, and there is no such heading"
    ])

    const readIfThere = (path: string) => exists(path) ? posix.extname(path) === "" ? "" : readText(path) : undefined
    const markdown = [...written.filter((path) => path.endsWith(".md")), ...pages()]
    none(markdown.flatMap((path) => deadLinks({ path, text: readText(path) }, readIfThere)))
  })

  it("are named in the documentation with existing paths", () => {
    const text = "`src/a.ts`, `src/b/`, `src/gone.ts`, `other/gone.ts` and `npm test`"
    assert.deepStrictEqual(deadPaths({ path: "docs/a.md", text }, (path) => /^src\/(a.ts|b\/)$/.test(path)), [
      "docs/a.md names src/gone.ts, which is not there"
    ])

    const lasting = pages().filter((path) => path !== "CHANGELOG.md")
    none(lasting.flatMap((path) => deadPaths({ path, text: readText(path) }, exists)))
  })

  it("of the package link to nothing outside it", () => {
    const text = "[a](docs/a.md), [b](test/b.ts), [c](https://example.org), [d](#here), [e](LICENSE), [f](src/c.ts), "
      + "[g](docs/a.png), [h](docs/) and [i](dist/a/b.d.ts)"
    const files = ["docs/**/*.md", "src/**/*.ts", "dist/**/*.{js,d.ts}"]
    assert.deepStrictEqual(linksOutside({ path: "README.md", text }, files), [
      "README.md links to test/b.ts, which is not in the package",
      "README.md links to https://example.org, which is not in the package",
      "README.md links to docs/a.png, which is not in the package"
    ])
    assert.deepStrictEqual(
      linksOutside({ path: "docs/a.md", text: "[a](../test/b.ts) and [b](../README.md#c)" }, files),
      [
        "docs/a.md links to ../test/b.ts, which is not in the package"
      ]
    )

    none(pages().flatMap((path) => linksOutside({ path, text: readText(path) }, packageJson.files)))
  })

  it("of the documentation do not exceed their budget", () => {
    const text = "line\n".repeat(151)
    assert.deepStrictEqual(longPages([{ path: "docs/a.md", text }, { path: "README.md", text }]), [
      "docs/a.md has 151 lines; 150 are its budget"
    ])

    none(longPages(pages().map((path) => ({ path, text: readText(path) }))))
  })

  it("reveal nothing about the machine and the registry that they were written with", () => {
    // Assembled here, so that this file itself complies.
    const lines = [
      ["see ", "home", "someone"].join("/"),
      ["cd ", "work", "main"].join("/"),
      ["https://registry", "example.org/effect"].join("."),
      ["C:", "Users", "someone"].join("\\"),
      "/etc/asterisk/manager.conf, src/work/main.ts and ./tmp/a are fine"
    ]
    assert.deepStrictEqual(
      machineTraces([{ path: "README.md", text: lines.join("\n") }]).map((line) => line.split(":")[1]?.split(" ")[0]),
      ["1", "2", "3", "4"]
    )

    const paths = [...written, ...documents.filter(exists)]
    none(machineTraces(paths.map((path) => ({ path, text: readText(path) }))))
  })
})

describe("code in src", () => {
  it("does without syntax that hides a failure or a type", () => {
    const allowed: Exception = { file: "src/A.ts", rule: "throw", reason: "a sample" }
    const unneeded: Exception = { file: "src/B.ts", rule: "try", reason: "a sample" }
    const samples = {
      "src/A.ts": `throw "allowed"`,
      "src/B.ts": [
        `export const b = "x" as unknown as number`,
        `// try { throw } as unknown as`,
        `throw "x"`,
        `let later!: number`
      ].join("\n")
    }
    assert.deepStrictEqual(found(forbiddenSyntax([allowed, unneeded]), samples), [
      "src/B.ts:1 as unknown as",
      "src/B.ts:3 throw",
      "src/B.ts:4 let x!",
      "src/B.ts need not be allowed try"
    ])

    none(forbiddenSyntax(exceptions)(sources))
  })

  it("reads no clock and starts nothing in protocol/ and catalog/", () => {
    const samples = {
      "src/protocol/AmiCodec.ts": `export const now = () => Date.now()`,
      "src/catalog/AmiEvent.ts": `export const field = { Date: "Date", performance: 1 }.performance`,
      "src/catalog/AmiAction.ts": `import "../internal/words.ts"`,
      "src/internal/words.ts": `export const at = performance.now()`,
      "src/client/AmiClient.ts": `setTimeout(() => {}, 1)`
    }
    assert.deepStrictEqual(found(clocksBelowTheClient, samples), [
      "src/protocol/AmiCodec.ts:1 uses Date",
      "src/internal/words.ts:1 uses performance"
    ])

    none(clocksBelowTheClient(sources))
  })
})
