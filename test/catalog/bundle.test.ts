/**
 * What a program of few actions carries along: the catalogue must cost what is named, and nothing else.
 */
import { assert, describe, it } from "@effect/vitest"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { rolldown } from "rolldown"

const source = (path: string): string => JSON.stringify(fileURLToPath(new URL(`../../src/${path}`, import.meta.url)))

/** The code of a program, bundled and minified, as users ship it. */
const bundled = async (program: string): Promise<string> => {
  // Inside the project, so that the packages are found.
  const folder = mkdtempSync(fileURLToPath(new URL("../../node_modules/.bundle-", import.meta.url)))
  try {
    writeFileSync(`${folder}/program.ts`, program)
    const bundle = await rolldown({ input: `${folder}/program.ts`, platform: "node", logLevel: "silent" })
    const { output } = await bundle.generate({ minify: true, format: "esm" })
    return output.map((part) => (part.type === "chunk" ? part.code : "")).join("")
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const actions = `import * as Actions from ${source("catalog/Actions.ts")}`
const events = `import * as Events from ${source("catalog/Events.ts")}`

describe("a bundle", { timeout: 60_000 }, () => {
  it("of a program that only pings has at most 81.5 kB", async () => {
    const code = await bundled(`${actions}\nconsole.log(Actions.Ping().encode())`)

    assert.include(code, "Ping")
    assert.isAtMost(code.length, 81_500)
  })

  it("has no action and no event that the program does not name", async () => {
    const code = await bundled(`${actions}\n${events}\nconsole.log(Actions.QueueAdd, Events.Hangup.name)`)

    assert.include(code, "QueueAdd")
    assert.include(code, "Cause-txt")
    for (const name of ["QueueRemove", "Originate", "CoreShowChannels", "Newchannel", "QueueMember", "Cdr"]) {
      assert.notInclude(code, `"${name}"`)
      assert.notInclude(code, `\`${name}\``)
    }
  })

  it("of a program that takes every event has them all", async () => {
    const code = await bundled(`import { all } from ${source("catalog/AllEvents.ts")}\nconsole.log(all.length)`)

    for (const name of ["Newchannel", "QueueMember", "Cdr"]) assert.match(code, new RegExp(`["\`]${name}["\`]`))
  })
})
