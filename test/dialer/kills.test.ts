import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { isQuick } from "../size.ts"

describe("AmiCampaign in a process of its own", () => {
  it.skipIf(isQuick)("calls nobody twice and forgets nobody when it is killed (seed 3)", () => {
    const script = fileURLToPath(new URL("kills.ts", import.meta.url))
    const { status, stderr, stdout } = spawnSync(process.execPath, [script, "--kills", "10", "--seed", "3"], {
      encoding: "utf8"
    })
    assert.strictEqual(status, 0, `${stdout}${stderr}`)
    assert.include(stdout, "0 called twice, 0 forgotten, 0 wrong")
  }, 600_000)
})
