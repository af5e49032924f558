/** Runs a case of `bench/scale.ts`, and its server, each in a separate process. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { startPeer } from "../peer.ts"
import type { CaseFigures, CaseName } from "./client.ts"

export const measureCase = async (name: CaseName): Promise<CaseFigures> => {
  const server = await startPeer("scale/server.ts")
  try {
    const path = fileURLToPath(new URL("client.ts", import.meta.url))
    const order = JSON.stringify({ name, port: server.port })
    const child = spawn(process.execPath, ["--expose-gc", path, order], {
      stdio: ["ignore", "pipe", "inherit"],
      timeout: 120_000
    })
    let text = ""
    child.stdout.setEncoding("utf8").on("data", (chunk) => text += String(chunk))
    const [status] = await once(child, "close")
    if (status !== 0) throw new Error(`${name} ended with status ${status}`)
    // What the client logs comes before.
    return JSON.parse(text.trim().split("\n").at(-1) ?? "")
  } finally {
    await server.stop()
  }
}
