/**
 * What a bundled program includes: the actions and events that it names, HTTP if it uses HTTP, and nothing else.
 */
import { assert, describe, it } from "@effect/vitest"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { rolldown } from "rolldown"
import { isQuick } from "../size.ts"

const source = (path: string): string => JSON.stringify(fileURLToPath(new URL(`../../src/${path}`, import.meta.url)))

/** The code of a program, bundled and minified as it would be shipped, and every file that it loads at startup. */
const bundle = async (program: string): Promise<{ readonly code: string; readonly files: ReadonlyArray<string> }> => {
  // Inside the project, so that the packages resolve.
  const folder = mkdtempSync(fileURLToPath(new URL("../../node_modules/.bundle-", import.meta.url)))
  const input = `${folder}/program.ts`
  const imports = new Map<string, ReadonlyArray<string>>()
  const files = new Set<string>()
  const load = (file: string): void => {
    if (files.has(file)) return
    files.add(file)
    imports.get(file)?.forEach(load)
  }
  const reading = {
    name: "reading",
    moduleParsed: ({ id, importedIds }: { readonly id: string; readonly importedIds: ReadonlyArray<string> }) => {
      imports.set(id, importedIds)
    }
  }
  try {
    writeFileSync(input, program)
    const bundle = await rolldown({ input, platform: "node", logLevel: "silent", plugins: [reading] })
    const { output } = await bundle.generate({ minify: true, format: "esm" })
    load(input)
    return { code: output.map((part) => (part.type === "chunk" ? part.code : "")).join(""), files: [...files] }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const bundled = async (program: string): Promise<string> => (await bundle(program)).code

// Effect's Cookies and Headers are part of its own core, and options do not use HTTP.
const isHttp = (file: string): boolean =>
  !/[\\/](AmiTransportHttp|httpAddress|httpOptions)\.ts$/.test(file)
  && /[\\/](undici|platform-node|http[\\/](Http|Fetch)|[\w-]*[Hh]ttp[A-Z])/.test(file)

const actions = `import * as Actions from ${source("catalog/Actions.ts")}`
const events = `import * as Events from ${source("catalog/Events.ts")}`

describe("a bundle", () => {
  it("of a program that only pings has at most 82 kB", async () => {
    const code = await bundled(`${actions}\nconsole.log(Actions.Ping().encode())`)

    assert.include(code, "Ping")
    assert.isAtMost(code.length, 82_000)
  })

  it.skipIf(isQuick)("has no action and no event that the program does not name", async () => {
    const code = await bundled(`${actions}\n${events}\nconsole.log(Actions.QueueAdd, Events.Hangup.name)`)

    assert.include(code, "QueueAdd")
    assert.include(code, "Cause-txt")
    for (const name of ["QueueRemove", "Originate", "CoreShowChannels", "Newchannel", "QueueMember", "Cdr"]) {
      assert.notInclude(code, `"${name}"`)
      assert.notInclude(code, `\`${name}\``)
    }
  })

  it("of a program over TCP has no HTTP client, and at most 240 kB", async () => {
    const code = await bundled([
      `import { Effect, Layer, Redacted } from "effect"`,
      `import { Ami, AmiClient } from ${source("index.ts")}`,
      `import * as NodeAmi from ${source("node/tcp.ts")}`,
      `const login = { username: "hello", secret: Redacted.make("world") }`,
      `const AmiLive = Layer.provide(AmiClient.layer(login), NodeAmi.layerTcp())`,
      `Effect.runFork(Effect.provide(Ami.ping, AmiLive))`
    ].join("\n"))

    assert.include(code, "node:net")
    for (const name of ["undici", "UND_ERR_SOCKET", "HttpClientRequest"]) assert.notInclude(code, name)
    assert.isAtMost(code.length, 240_000)
  })

  it.skipIf(isQuick)(
    "of the main entry or of those for Node loads no file of HTTP before it is used, and none of the simulator",
    async () => {
      for (const entry of ["index.ts", "node/index.ts", "node/tcp.ts"]) {
        const { files } = await bundle(`export * from ${source(entry)}`)

        assert.isNotEmpty(files.filter((file) => file.endsWith(entry)))
        assert.deepEqual(files.filter(isHttp), [])
        assert.deepEqual(files.filter((file) => /[\\/]simulator[\\/]/.test(file)), [])
      }
      const { files } = await bundle(`export * from ${source("simulator/index.ts")}`)
      assert.isNotEmpty(files.filter(isHttp))
    }
  )

  it.skipIf(isQuick)("of a program that uses every event has them all", async () => {
    const code = await bundled(`import { all } from ${source("catalog/AllEvents.ts")}\nconsole.log(all.length)`)

    for (const name of ["Newchannel", "QueueMember", "Cdr"]) assert.match(code, new RegExp(`["\`]${name}["\`]`))
  })
})
