/**
 * What an editor shows for the types of the catalogue: names, not expansions.
 */
import { assert, describe, it } from "@effect/vitest"
import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { isQuick } from "../size.ts"

const root = fileURLToPath(new URL("../../", import.meta.url))

const program = `
import type { AmiClient } from "effect-ami"
import { Actions, Events } from "effect-ami"
declare const ami: AmiClient.AmiClient["Service"]
export const stream = ami.events(Events.Hangup, Events.AttendedTransfer)
export const members = ami.collect(Actions.QueueStatus())
export const settings = ami.send(Actions.CoreSettings())
export const pause = Actions.QueuePause
export const hangup = Events.Hangup
`

/** The types of the exports, as the compiler prints them. */
const typesOf = (source: string): string => {
  const folder = mkdtempSync(`${root}test/.hovers-`)
  try {
    writeFileSync(`${folder}/program.ts`, source)
    const compilerOptions = { noEmit: false, declaration: true, emitDeclarationOnly: true, outDir: "out" }
    const include = { extends: "../../tsconfig.json", compilerOptions, include: ["program.ts"] }
    writeFileSync(`${folder}/tsconfig.json`, JSON.stringify(include))
    execFileSync("tsc", ["-p", folder, "--rootDir", root])
    const [name] = folder.split("/").slice(-1)
    return readFileSync(`${folder}/out/test/${name}/program.d.ts`, "utf8")
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe("the types of the catalogue", () => {
  it.skipIf(isQuick)("are shown by their names", () => {
    const shown = typesOf(program).split("\n").filter((line) => line.startsWith("export declare"))

    assert.deepStrictEqual(shown.map((line) => line.replaceAll(/import\("[^"]*"\)\./g, "")), [
      "export declare const stream: Stream<Events.AttendedTransfer | Events.Hangup, AmiError, never>;",
      "export declare const members: Effect<(Events.QueueEntry | Events.QueueMember | Events.QueueParams)[], AmiError, never>;",
      "export declare const settings: Effect<Actions.CoreSettingsResponse, AmiError, never>;",
      "export declare const pause: Constructor<Actions.QueuePausePayload, Action<Acknowledgement>>;",
      "export declare const hangup: AmiEvent<Events.Hangup>;"
    ])
  })
})
