/**
 * Records conversations: `node test/captures/record.ts wanted.ami recorded.ami --port 5038`, over TCP or HTTP alike.
 *
 * The first file contains what the client says, in the format of `conversation.ts`; what a server says in it is ignored, so
 * that a recording can be recorded again. The second file gets what both sides said.
 */
import { once } from "node:events"
import { readFileSync, writeFileSync } from "node:fs"
import { connect } from "node:net"
import { setTimeout } from "node:timers/promises"
import { parseArgs } from "node:util"
import { type Conversation, parse, print, type Step } from "./conversation.ts"

/** Seconds before a step without a time, and after the last step before the client closes. */
const pause = 0.3

/** Says what the client says in a conversation, and records both sides. */
const record = async (wanted: Conversation, host: string, port: number): Promise<Conversation> => {
  const steps: Array<Step> = []
  let end = "the client closed"
  const start = performance.now()
  const seconds = () => Math.round((performance.now() - start) * 10) / 10_000
  const socket = connect({ host, port, noDelay: true, allowHalfOpen: true })
  socket.on("data", (bytes) => steps.push({ at: seconds(), from: "server", bytes: new Uint8Array(bytes) }))
  socket.on("end", () => (end = "the server closed"))
  socket.on("error", () => (end = "the server reset the connection"))
  await once(socket, "connect")
  const isOver = () => socket.destroyed || socket.readableEnded
  const waitUntil = async (at: number) => {
    while (!isOver() && seconds() < at) await setTimeout(5)
  }
  for (const { at, bytes, from } of wanted.steps) {
    if (from === "server") continue
    await waitUntil(at ?? seconds() + pause)
    if (isOver()) break
    socket.write(bytes)
    steps.push({ at: seconds(), from, bytes })
  }
  await waitUntil(seconds() + pause)
  socket.destroy()
  return {
    name: wanted.name,
    remarks: [...wanted.remarks.filter((remark) => !/^the \w+ (?:re|c)/.test(remark)), end],
    steps
  }
}

const { positionals: [from, to], values: { host, port } } = parseArgs({
  allowPositionals: true,
  options: { host: { type: "string", default: "127.0.0.1" }, port: { type: "string", default: "5038" } }
})
if (from === undefined || to === undefined) {
  console.error("usage: node test/captures/record.ts wanted.ami recorded.ami [--host HOST] [--port PORT]")
  process.exit(1)
}
const recorded: Array<Conversation> = []
for (const wanted of parse(readFileSync(from, "latin1"))) recorded.push(await record(wanted, host, Number(port)))
writeFileSync(to, print(recorded))
