/**
 * Commands in processes of their own that get SIGTERM while events come fast: what came is written, and as much is said.
 */
import { afterAll, assert, describe, it } from "@effect/vitest"
import { spawn } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { createServer, type Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const bin = fileURLToPath(new URL("../../src/cli/bin.ts", import.meta.url))
const folder = mkdtempSync(join(tmpdir(), "effect-ami-ending-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const block = (...lines: ReadonlyArray<string>) => `${lines.join("\r\n")}\r\n\r\n`

/** Raises events with numbers that count up, 50 at a time, as fast as the client reads them. */
const flood = (socket: Socket): void => {
  let number = 0
  const more = () => {
    if (socket.writableEnded || socket.destroyed) return
    const events = Array.from({ length: 50 }, () => block("Event: UserEvent", "UserEvent: N", `Number: ${++number}`))
    socket.write(events.join(""), () => setImmediate(more))
  }
  more()
}

const serve = (socket: Socket): void => {
  socket.on("error", () => undefined).setEncoding("latin1").write("Asterisk Call Manager/11.0.0\r\n")
  let text = ""
  socket.on("data", (data) => {
    const asked = `${text}${data}`.split("\r\n\r\n")
    text = asked.pop() ?? ""
    for (const action of asked) {
      const id = `ActionID: ${/ActionID: (.*)/i.exec(action)?.[1] ?? ""}`
      const name = /Action: (\w+)/i.exec(action)?.[1]
      if (name === "Logoff") socket.end(block("Response: Goodbye", id, "Message: Bye"))
      else if (name === "Challenge") socket.write(block("Response: Success", id, "Challenge: 123"))
      else socket.write(block("Response: Success", id, "Message: Authentication accepted"))
      if (name !== "Login") continue
      socket.write(block("Event: FullyBooted", "Status: Fully Booted"))
      flood(socket)
    }
  })
}

/** Runs a command at such a server, and ends it when it has said that it has begun, and some more has come. */
const ended = async (...args: ReadonlyArray<string>) => {
  const server = createServer(serve)
  const port = await new Promise<number>((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port))
  )
  const { NODE_COMPILE_CACHE = "", PATH = "" } = process.env
  const env = {
    PATH,
    NODE_COMPILE_CACHE,
    HOME: "/nonexistent",
    AMI_URL: `ami://hello@127.0.0.1:${port}`,
    AMI_SECRET: "x"
  }
  const child = spawn(process.execPath, [bin, ...args], { env })
  let [stdout, stderr] = ["", ""]
  const begun = () => {
    setTimeout(() => child.kill("SIGTERM"), 300)
  }
  child.stdout.once("data", begun).on("data", (data) => stdout += String(data))
  child.stderr.once("data", begun).on("data", (data) => stderr += String(data))
  const code = await new Promise((resolve) => child.on("close", resolve))
  server.close()
  return { code, stdout, stderr }
}

/** How many numbered events are in lines of JSON. What is missing between two of them is counted in its place. */
const countOf = (text: string): number => {
  let [count, last, dropped] = [0, 0, 0]
  for (const line of text.split("\n")) {
    dropped += Number(/"dropped":(\d+)/.exec(line)?.[1] ?? 0)
    const number = Number(/"Number"[:,]"?(\d+)/.exec(line)?.[1] ?? 0)
    if (number === 0) continue
    if (count > 0) assert.strictEqual(number, last + dropped + 1)
    count += 1
    last = number
    dropped = 0
  }
  assert.isAbove(count, 0)
  return count
}

describe("SIGTERM while events come fast", { concurrent: true }, () => {
  it("leaves a recording that has as many messages as it says, and counts what is missing in its place", async () => {
    const file = join(folder, "all.ndjson")
    const { code, stderr } = await ended("record", file)
    assert.strictEqual(code, 143, stderr)
    assert.include(stderr, `\n${countOf(readFileSync(file, "utf8"))} messages, `)
  })

  it("leaves a journal that has as many events as it says, and counts what is missing in its place", async () => {
    const file = join(folder, "all.db")
    const { code, stderr } = await ended("journal", "write", file, "--server", "pbx")
    assert.strictEqual(code, 143, stderr)
    const read = spawn(process.execPath, [bin, "journal", "read", file, "UserEvent"])
    let text = ""
    read.stdout.on("data", (data) => text += String(data))
    await new Promise((resolve) => read.on("close", resolve))
    const [, stored] = /(\d+) events of pbx stored\n$/.exec(stderr) ?? assert.fail(stderr)
    // That of the boot may be one of them.
    assert.include([0, 1], Number(stored) - countOf(text))
  })

  it("prints what had come in whole lines, and counts what is missing in its place", async () => {
    const { code, stderr, stdout } = await ended("events", "UserEvent")
    assert.strictEqual(code, 143, stderr)
    assert.isTrue(stdout.endsWith("}\n"))
    countOf(stdout)
  })
})
