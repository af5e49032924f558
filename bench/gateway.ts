/**
 * What a gateway costs: `node bench/gateway.ts [SECONDS]`.
 *
 * A peer in this process sends 1,000 events a second over TCP to a gateway in a process of its own. First one stream takes all of
 * them, then 100 streams of as many tokens take 10 a second each: both hear 1,000 a second. Prints the CPU of each, whether all was
 * heard, and how long the first byte of a stream took. Fails if something is missing, if 100 streams cost more than 1.5 times the CPU
 * of one, or if the first byte of one took more than 50 ms. That of 100 streams is of those that are opened at once.
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { Effect, Layer, Redacted } from "effect"
import { HttpRouter, HttpServer } from "effect/http"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { createServer as createHttpServer, get } from "node:http"
import { createServer, type Socket } from "node:net"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { AmiGateway, AmiGrant } from "../src/gateway/index.ts"
import { AmiClient } from "../src/index.ts"
import { layerTcp } from "../src/node/tcp.ts"

const streams = 100
const perSecond = 1000

const tokenOf = (name: string): string => `ami_${name}_${"x".repeat(32)}`

// --- The gateway, in a process of its own -----------------------------------------

const gateway = (port: number) =>
  Layer.unwrap(Effect.gen(function*() {
    const grant = (name: string, events: NonNullable<AmiGrant.Grant["events"]>) =>
      Effect.map(AmiGrant.hashOf(Redacted.make(tokenOf(name))), (tokenHash): AmiGrant.Grant => ({
        name,
        tokenHash,
        servers: ["*"],
        events
      }))
    const grants = yield* Effect.all([
      grant("all", [{ name: "UserEvent" }]),
      ...Array.from({ length: streams }, (_, n) => grant(`n${n}`, [{ name: "UserEvent", where: { Of: String(n) } }]))
    ])
    // What asks before all is there is never answered.
    const ready = Layer.effectDiscard(
      HttpServer.HttpServer.useSync(({ address }) => console.log("port" in address ? address.port : 0))
    )
    return Layer.provideMerge(
      ready,
      HttpRouter.serve(AmiGateway.layer({ grants, server: "bench" }), {
        disableLogger: true,
        disableListenLog: true
      })
    ).pipe(
      Layer.provide(AmiClient.layer({ username: "bench", secret: Redacted.make("bench") })),
      Layer.provide(layerTcp({ host: "127.0.0.1", port })),
      Layer.provide(NodeHttpServer.layer(createHttpServer, { host: "127.0.0.1", port: 0 }))
    )
  }))

// --- The peer ----------------------------------------------------------------------

const peer = async () => {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on("error", () => {}).on("close", () => sockets.delete(socket))
    socket.write("Asterisk Call Manager/9.0.0\r\n")
    let text = ""
    socket.on("data", (data) => {
      const parts = (text + String(data)).split("\r\n\r\n")
      text = parts.pop() ?? ""
      for (const part of parts) {
        const id = /^ActionID: (.*)$/m.exec(part)?.[1] ?? ""
        const more = part.includes("Challenge") && !part.includes("Key:") ? "Challenge: 1234567\r\n" : ""
        socket.write(
          `Response: Success\r\nActionID: ${id}\r\n${more}Ping: Pong\r\nMessage: Authentication accepted\r\n\r\n`
        )
        if (part.includes("Login")) {
          socket.write("Event: FullyBooted\r\nPrivilege: system,all\r\nStatus: Fully Booted\r\n\r\n")
        }
      }
    })
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  let sent = 0
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    /** Sends so many events, of all numbers in turn. */
    send: (count: number) => {
      let text = ""
      for (let n = 0; n < count; n++) {
        text += "Event: UserEvent\r\nPrivilege: user,all\r\nUserEvent: Bench\r\nChannel: PJSIP/100-00000001\r\n"
          + `Uniqueid: 1790000000.${sent}\r\nCallerIDNum: 0201234567\r\nContext: from-internal\r\nOf: ${
            sent % streams
          }\r\n\r\n`
        sent++
      }
      for (const socket of sockets) socket.write(text)
    },
    close: () => server.close()
  }
}

// --- The readers -------------------------------------------------------------------

interface Reader {
  heard: number
  readonly firstByte: number
  readonly close: () => void
}

const read = (port: number, name: string): Promise<Reader> =>
  new Promise((resolve, reject) => {
    const from = performance.now()
    const headers = { authorization: `Bearer ${tokenOf(name)}` }
    const asked = get({ host: "127.0.0.1", port, path: "/v1/events", headers, agent: false }, (response) => {
      let reader: Reader | undefined
      response.on("data", (data: Buffer) => {
        if (reader === undefined) {
          resolve(reader = { heard: 0, firstByte: performance.now() - from, close: () => asked.destroy() })
        }
        for (let at = data.indexOf("id: "); at >= 0; at = data.indexOf("id: ", at + 1)) reader.heard++
      }).on("error", () => {})
    }).on("error", reject)
  })

/** Seconds of CPU of a process. */
const cpuOf = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1]?.split(" ") ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}

const main = async (seconds: number) => {
  const pbx = await peer()
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), "gateway", String(pbx.port)], {
    stdio: ["ignore", "pipe", "inherit"]
  })
  const [line] = await once(child.stdout, "data")
  const port = Number(String(line))
  const pid = child.pid ?? 0

  const flood = async (for_: number) => {
    const from = performance.now()
    let sent = 0
    while (sent < for_ * perSecond) {
      const due = Math.min(for_ * perSecond, Math.floor((performance.now() - from) * perSecond / 1000))
      pbx.send(due - sent)
      sent = due
      await sleep(10)
    }
    await sleep(500)
    return sent
  }
  const measure = async (names: ReadonlyArray<string>) => {
    const readers = await Promise.all(names.map((name) => read(port, name)))
    await flood(2)
    for (const reader of readers) reader.heard = 0
    const before = cpuOf(pid)
    const sent = await flood(seconds)
    const cpu = cpuOf(pid) - before
    const heard = readers.reduce((sum, reader) => sum + reader.heard, 0)
    for (const { close } of readers) close()
    const first = readers.map(({ firstByte }) => firstByte).toSorted((a, b) => a - b)
    await sleep(200)
    return { cpu, sent, heard, median: first[Math.floor(first.length / 2)] ?? 0, most: first.at(-1) ?? 0 }
  }
  const one = await measure(["all"])
  const many = await measure(Array.from({ length: streams }, (_, n) => `n${n}`))
  child.kill()
  pbx.close()
  for (const [name, { cpu, heard, median, most, sent }] of Object.entries({ "1 stream": one, "100 streams": many })) {
    console.log(
      `${name.padEnd(12)}  ${(cpu / seconds * 100).toFixed(1)} % of a core  ${heard} of ${sent} heard  `
        + `first byte ${median.toFixed(1)} ms, at most ${most.toFixed(1)} ms`
    )
  }
  const ratio = many.cpu / one.cpu
  console.log(`CPU of 100 streams: ${ratio.toFixed(2)} times that of one`)
  const isWhole = one.heard === one.sent && many.heard === many.sent
  process.exitCode = isWhole && ratio <= 1.5 && one.median <= 50 ? 0 : 1
}

if (process.argv[2] === "gateway") await Effect.runPromise(Layer.launch(gateway(Number(process.argv[3]))))
else await main(Number(process.argv[2] ?? 20))
