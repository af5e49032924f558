/**
 * What `ami top --demo` costs while somebody looks at it: its CPU, and the bytes that it writes to the terminal.
 *
 *     npm run bundle && node bench/cli/top.ts
 *
 * It runs in a terminal of `script` (util-linux), all sizes and lists at once. The start is not counted.
 */
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { ami, inFolder, reported, reporting } from "./measured.ts"

/** What one screen costs. */
export interface Screen {
  readonly columns: number
  readonly rows: number
  readonly list: string
  /** CPU, in % of one core. */
  readonly cpu: number
  /** Bytes a second to the terminal. */
  readonly bytes: number
}

/** Seconds before and while it is measured. */
const [warmUp, watched] = [6, 20]

const screen = (columns: number, rows: number, list: string): Promise<Screen> =>
  inFolder(async (folder) => {
    const command = join(folder, "command.sh")
    const words = [process.execPath, ...reporting(folder), ami, "top", "--demo", "--list", list]
    writeFileSync(command, `stty rows ${rows} cols ${columns}\nexec ${words.map((word) => `'${word}'`).join(" ")}\n`)
    const child = spawn("script", ["-qfec", `sh ${command}`, "/dev/null"], {
      env: { ...process.env, TERM: "xterm", CPU_FILE: join(folder, "cpu"), CPU_SECONDS: "1" },
      stdio: ["pipe", "pipe", "inherit"]
    })
    let bytes = 0
    child.stdout.on("data", (data: Buffer) => bytes += data.length)
    const later = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000))
    await later(warmUp)
    bytes = 0
    await later(watched)
    const written = bytes
    child.stdin.write("q")
    await once(child, "exit")
    // The last report is of the end, which is not counted either.
    const used = reported(folder).filter(({ at }) => at > warmUp * 1000).slice(0, -1)
    const [first, last] = [used.at(0), used.at(-1)]
    if (first === undefined || last === undefined) throw new Error(`ami top ended within ${warmUp} seconds`)
    const cpu = (last.cpu - first.cpu) / (last.at - first.at) * 100
    return { columns, rows, list, cpu, bytes: written / watched }
  })

export const hasTerminal = process.platform === "linux" && spawnSync("script", ["--version"]).status === 0

/** Measures the lists that write most, on a small and on a large screen. */
export const screens = (): Promise<ReadonlyArray<Screen>> =>
  Promise.all(
    ["queues", "events"].flatMap((list) => [screen(80, 24, list), screen(200, 60, list)])
  )

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { bytes, columns, cpu, list, rows } of await screens()) {
    console.log(
      `${columns}×${rows} ${list.padEnd(8)}${cpu.toFixed(1).padStart(6)} % CPU${bytes.toFixed(0).padStart(7)} B/s`
    )
  }
}
