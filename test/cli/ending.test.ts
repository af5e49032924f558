/**
 * Commands in processes of their own that get SIGTERM while events come fast: what came is written, and as much is said.
 */
import { afterAll, assert, describe, it } from "@effect/vitest"
import { execFileSync, spawn } from "node:child_process"
import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs"
import { createServer, type Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { isQuick } from "../size.ts"

const bin = fileURLToPath(new URL("../../src/cli/bin.ts", import.meta.url))
const folder = mkdtempSync(join(tmpdir(), "effect-ami-ending-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const block = (...lines: ReadonlyArray<string>) => `${lines.join("\r\n")}\r\n\r\n`

/** So many events have been sent when a command is ended: more than fit between the sockets. */
const much = 200_000

/** Raises events with numbers that count up, 50 at a time, as fast as the client reads them. */
const flood = (socket: Socket, onMuch: () => void): void => {
  let number = 0
  const more = () => {
    if (socket.writableEnded || socket.destroyed) return
    const events = Array.from({ length: 50 }, () => block("Event: UserEvent", "UserEvent: N", `Number: ${++number}`))
    socket.write(events.join(""), () => setImmediate(more))
    if (number === much) onMuch()
  }
  more()
}

const serve = (onMuch: () => void) => (socket: Socket): void => {
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
      flood(socket, onMuch)
    }
  })
}

/**
 * Runs a command at such a server, and ends it when it has said that it has begun, and much has come. Its stdout is read, or is
 * a file.
 */
const ended = async (args: ReadonlyArray<string>, stdout: "pipe" | number = "pipe") => {
  let [isBegun, isMuch] = [stdout !== "pipe", false]
  const check = () => void (isBegun && isMuch && !child.killed && child.kill("SIGTERM"))
  const server = createServer(serve(() => {
    isMuch = true
    check()
  }))
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
  const child = spawn(process.execPath, [bin, ...args], { env, stdio: ["ignore", stdout, "pipe"] })
  let [written, stderr] = ["", ""]
  const begun = () => {
    isBegun = true
    check()
  }
  child.stdout?.once("data", begun).on("data", (data) => written += String(data))
  child.stderr?.once("data", begun).on("data", (data) => stderr += String(data))
  const code = await new Promise((resolve) => child.on("close", resolve))
  server.close()
  return { code, stdout: written, stderr }
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

// They start processes, and the last one takes 20 seconds.
describe.skipIf(isQuick)("SIGTERM while events come fast", { concurrent: true }, () => {
  it("leaves a recording that has as many messages as it says, and counts what is missing in its place", async () => {
    const file = join(folder, "all.ndjson")
    const { code, stderr } = await ended(["record", file])
    assert.strictEqual(code, 143, stderr)
    assert.include(stderr, `\n${countOf(readFileSync(file, "utf8"))} messages, `)
  })

  it("leaves a journal that has as many events as it says, and counts what is missing in its place", async () => {
    const file = join(folder, "all.db")
    const { code, stderr } = await ended(["journal", "write", file, "--server", "pbx"])
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
    const { code, stderr, stdout } = await ended(["events", "UserEvent"])
    assert.strictEqual(code, 143, stderr)
    assert.isTrue(stdout.endsWith("}\n"))
    countOf(stdout)
  })

  it("ends a command whose reader takes nothing any more, and says so", async () => {
    const path = join(folder, "pipe")
    execFileSync("mkfifo", [path])
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const writer = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK)
    const fill = () => {
      while (true) writeSync(writer, "x".repeat(4096))
    }
    assert.throws(fill, /EAGAIN/)
    const { code, stderr } = await ended(["events", "UserEvent"], writer)
    closeSync(reader)
    closeSync(writer)
    assert.strictEqual(code, 143, stderr)
    assert.include(stderr, "ami: not done within 20 s: what is left is lost\n")
  })
})
