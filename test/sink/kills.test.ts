import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { isQuick } from "../size.ts"

describe("AmiWebhook in a process of its own", () => {
  it.skipIf(isQuick)("loses nothing and keeps the order when it is killed (seed 3)", () => {
    const script = fileURLToPath(new URL("kills.ts", import.meta.url))
    const args = [script, "--events", "5000", "--kills", "10", "--seed", "3"]
    const { status, stderr, stdout } = spawnSync(process.execPath, args, { encoding: "utf8" })
    assert.strictEqual(status, 0, `${stdout}${stderr}`)
    assert.include(stdout, "0 lost, 0 out of order, 0 wrong deliveries")
  }, 600_000)
})
