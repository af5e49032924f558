/**
 * How `ami events` keeps up with a busy server: 100,000 events at 20,000 a second, into a file.
 *
 *     npm run bundle && node bench/cli/events.ts
 *
 * The events are those of recorded conversations. The program fails if a line is missing or more are there than were sent.
 * CPU is user and system time of the command, of which the start is measured by itself and subtracted.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { closeSync, openSync, readFileSync } from "node:fs"
import { createServer } from "node:net"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { events } from "../mix.ts"
import { letIn, listening, serve } from "../peer.ts"
import { ami, inFolder, reported, reporting } from "./measured.ts"

/** What a command did. */
export interface EventsToFile {
  readonly events: number
  /** Lines of events in the file, and of marks of lost ones. */
  readonly lines: number
  readonly gaps: number
  /** CPU an event, in microseconds, without the start. */
  readonly cpu: number
  readonly seconds: number
}

/** Runs `ami events` against a server that sends so many events at this rate, a write every 5 ms. */
const measured = (count: number, rate: number, flags: ReadonlyArray<string>): Promise<EventsToFile> =>
  inFolder(async (folder) => {
    const mix = events(16_384)
    const server = createServer((socket) =>
      void serve(socket, {
        login: (asked, connection) => {
          letIn(asked, connection)
          const from = performance.now()
          let sent = 0
          const timer = setInterval(() => {
            const due = Math.min(count, Math.floor((performance.now() - from) * rate / 1000))
            while (sent < due) {
              // Up to the end of the mix, which then begins again.
              const first = sent % mix.starts.length
              const last = Math.min(mix.starts.length, first + due - sent)
              connection.write(mix.bytes.subarray(mix.starts[first], mix.starts[last] ?? mix.bytes.length))
              sent += last - first
            }
            if (sent >= count) clearInterval(timer)
          }, 5)
          socket.on("close", () => clearInterval(timer))
        }
      })
    )
    const port = await listening(server)
    const file = join(folder, "events")
    const output = openSync(file, "w")
    const from = performance.now()
    const args = ["events", ...flags, "-n", String(count), "--timeout", String(60 + count / rate)]
    const child = spawn(process.execPath, [...reporting(folder), ami, ...args], {
      env: { ...process.env, AMI_URL: `ami://a:b@127.0.0.1:${port}`, CPU_FILE: join(folder, "cpu") },
      stdio: ["ignore", output, "inherit"]
    })
    await once(child, "exit")
    const seconds = (performance.now() - from) / 1000
    closeSync(output)
    server.close()
    const lines = readFileSync(file, "utf8").split("\n").slice(0, -1)
    return {
      events: count,
      lines: lines.filter((line) => !line.startsWith(`{"_"`)).length,
      gaps: lines.filter((line) => line.startsWith(`{"_":{"mark":"Gap"`)).length,
      cpu: (reported(folder).at(-1)?.cpu ?? Number.NaN) * 1000 / count,
      seconds
    }
  })

/** Measures the command, less what one costs that sees one event. */
export const eventsToFile = async (flags: ReadonlyArray<string> = ["--ndjson"]): Promise<EventsToFile> => {
  const count = 100_000
  const start = await measured(1, 1000, flags)
  const all = await measured(count, 20_000, flags)
  return { ...all, cpu: all.cpu - start.cpu / count }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const flags = process.argv.slice(2)
  const { cpu, events, gaps, lines, seconds } = await eventsToFile(flags.length === 0 ? undefined : flags)
  console.log(
    `${lines} of ${events} events in the file, ${gaps} gaps, ${cpu.toFixed(1)} µs of CPU an event, ${
      seconds.toFixed(1)
    } s`
  )
  if (lines !== events || gaps > 0) process.exitCode = 1
}
