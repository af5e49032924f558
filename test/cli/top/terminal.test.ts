/** `ami top` in a real terminal: how it leaves it, and that no line is wider. Needs `script` of util-linux. */
import { assert, describe, it } from "@effect/vitest"
import { spawn, spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { isQuick } from "../../size.ts"
import { Emulator } from "./emulator.ts"

const hasTerminals = process.platform === "linux" && spawnSync("script", ["--version"]).status === 0

const bin = new URL("../../../src/cli/bin.ts", import.meta.url).pathname

/** The state of the terminal before and after, and all that was written to it. */
const inTerminal = (
  columns: number,
  rows: number,
  end: (terminal: { readonly type: (keys: string) => void; readonly kill: () => void }) => void
) => {
  const folder = mkdtempSync(join(tmpdir(), "ami-top-"))
  const state = (name: string) => readFileSync(join(folder, name), "utf8")
  // A shell that restores nothing itself: after a kill it waits for the terminal to be as it was, up to 10 seconds.
  const shell = [
    `cd '${folder}'; stty rows ${rows} cols ${columns}; stty -a > before`,
    `sh -c 'echo $$ > pid; exec "${process.execPath}" "${bin}" top --demo'`,
    "for turn in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20",
    "do stty -a > after; cmp -s before after && break; sleep 0.5; done"
  ].join("\n")
  return new Promise<{ readonly written: string; readonly before: string; readonly after: string }>(
    (resolve, reject) => {
      const script = spawn("script", ["-qfec", shell, "/dev/null"], { stdio: ["pipe", "pipe", "inherit"] })
      let written = ""
      let isLive = false
      script.on("error", reject)
      script.stdout.setEncoding("utf8").on("data", (text: string) => {
        written += text
        if (isLive || !written.includes("● ") || !written.includes("ev/s")) return
        isLive = true
        end({
          type: (keys) => script.stdin.write(keys),
          kill: () => process.kill(Number(state("pid")), "SIGKILL")
        })
      })
      script.on("close", () => resolve({ written, before: state("before"), after: state("after") }))
    }
  )
}

describe.skipIf(!hasTerminals || isQuick)("ami top in a terminal", () => {
  const enter = "\x1b[?1049h"
  const leave = "\x1b[?7h\x1b[?25h\x1b[?1049l"

  it.each([[80, 24], [200, 60]])(
    "leaves %i columns and %i rows as they were, at q",
    { timeout: 120_000 },
    async (columns, rows) => {
      const { after, before, written } = await inTerminal(columns, rows, ({ type }) => {
        type("2")
        type("3")
        type("q")
      })
      assert.strictEqual(after, before)
      assert.strictEqual(written.split(enter).length, 2)
      assert.isTrue(written.trimEnd().endsWith(leave))
      const screen = new Emulator(columns, rows)
      // oxlint-disable-next-line no-control-regex
      for (const [, frame = ""] of written.matchAll(/\x1b\[\?2026h([^]*?)\x1b\[\?2026l/g)) screen.write(frame)
      assert.match(screen.text, /FROM +TO +STATE/)
    }
  )

  it("leaves it as it was when it is killed", { timeout: 120_000 }, async () => {
    const { after, before, written } = await inTerminal(80, 24, ({ kill }) => kill())
    assert.strictEqual(after, before)
    assert.include(written.slice(written.indexOf(enter)), leave)
  })
})
