import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { isQuick } from "../size.ts"

/** What a script prints that ends a sink again and again. */
const killed = (script: string, ...args: ReadonlyArray<string>): string => {
  const path = fileURLToPath(new URL(script, import.meta.url))
  const { status, stderr, stdout } = spawnSync(process.execPath, [path, ...args], { encoding: "utf8" })
  assert.strictEqual(status, 0, `${stdout}${stderr}`)
  return stdout
}

describe.skipIf(isQuick)("A sink in a process of its own", () => {
  for (const [signal, ends] of [["SIGKILL", "is killed"], ["SIGTERM", "ends in an orderly way"]] as const) {
    it(`that ${ends} loses nothing and keeps the order if it is a webhook (seed 3)`, () => {
      const printed = killed("kills.ts", "--events", "5000", "--kills", "10", "--seed", "3", "--signal", signal)
      assert.include(printed, "0 lost, 0 out of order, 0 wrong deliveries")
    }, 600_000)

    it(`that ${ends} loses nothing, keeps the order and has whole lines if it writes files (seed 3)`, () => {
      const printed = killed("fileKills.ts", "--events", "5000", "--kills", "6", "--seed", "3", "--signal", signal)
      assert.include(printed, "0 lost, 0 out of order, 0 broken")
    }, 600_000)
  }
})
