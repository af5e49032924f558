/**
 * The program itself, as a process: its streams and its signals.
 */
import { assert, describe, it } from "@effect/vitest"
import { spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import { createServer } from "node:net"
import { fileURLToPath } from "node:url"
import { isQuick } from "../size.ts"

const bin = fileURLToPath(new URL("../../src/cli/bin.ts", import.meta.url))

interface Started {
  readonly stdout: string
  readonly stderr: string
  readonly code: number | null
}

/** Runs the program; `act` gets it and what it has written when it has written something. */
const start = (
  args: ReadonlyArray<string>,
  env: Readonly<Record<string, string>> = {},
  act: (child: ReturnType<typeof spawn>, written: string) => void = () => undefined
): Promise<Started> =>
  new Promise((resolve, reject) => {
    const { NODE_COMPILE_CACHE = "", PATH = "" } = process.env
    const child = spawn(process.execPath, [bin, ...args], {
      env: { PATH, NODE_COMPILE_CACHE, HOME: "/nonexistent", ...env }
    })
    let stdout = ""
    let stderr = ""
    child.stdout.on("data", (data) => {
      stdout += String(data)
      act(child, stdout)
    })
    child.stderr.on("data", (data) => stderr += String(data))
    child.on("error", reject)
    child.on("close", (code) => resolve({ stdout, stderr, code }))
  })

describe("the program ami", () => {
  it("says its version without loading the rest, and ends well if its reader goes away", async () => {
    const [version, gone] = await Promise.all([
      start(["--version"]),
      start(["describe"], {}, (child) => child.stdout?.destroy())
    ])
    assert.deepStrictEqual(version, { stdout: "ami development\n", stderr: "", code: 0 })
    assert.deepStrictEqual({ code: gone.code, stderr: gone.stderr }, { code: 0, stderr: "" })
  })

  it.runIf(!isQuick && process.platform === "linux" && process.execve !== undefined)(
    "takes little memory for what is new as a server of months, unless another size was chosen",
    async () => {
      const serve = async (env: Readonly<Record<string, string>>) => {
        let command = ""
        const { code, stderr } = await start(["serve", "--demo", "--port", "0"], env, (child, written) => {
          if (!written.endsWith("ends it.\n")) return
          command = readFileSync(`/proc/${child.pid}/cmdline`, "latin1").replaceAll("\0", " ")
          child.kill("SIGINT")
        })
        assert.deepStrictEqual({ code, stderr }, { code: 130, stderr: "" })
        return command
      }
      const [own, chosen] = await Promise.all([serve({}), serve({ NODE_OPTIONS: "--max-semi-space-size=8" })])
      assert.include(own, " --max-semi-space-size=16 ")
      assert.notInclude(chosen, "--max-semi-space-size")
    }
  )

  it("ends with 130 at Ctrl-C, at once at the second one, and shows no secret in its arguments", async () => {
    // A server that never says anything.
    let connected: () => void = () => undefined
    const seen = new Promise<void>((resolve) => connected = resolve)
    const server = createServer((socket) => {
      socket.on("error", () => undefined)
      connected()
    })
    const port = await new Promise<number>((resolve) =>
      server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port))
    )
    const env = { AMI_URL: `ami://hello@127.0.0.1:${port}`, AMI_SECRET: "hidden-word", PATH: process.env.PATH ?? "" }
    const child = spawn(process.execPath, [bin, "ping"], { env, stdio: ["ignore", "ignore", "pipe"] })
    await seen
    if (process.platform === "linux") {
      assert.notInclude(readFileSync(`/proc/${child.pid}/cmdline`, "utf8"), "hidden-word")
    }
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve))
    // It says so after a moment if the server does not let it go.
    child.stderr?.on("data", (data) => String(data).includes("once more ends at once") && child.kill("SIGINT"))
    child.kill("SIGINT")
    assert.strictEqual(await ended, 130)
    server.close()
  })
})
