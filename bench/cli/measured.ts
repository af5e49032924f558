/**
 * Runs Node programs and measures their CPU time: what a busy machine changes least.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

/** The bundled command. */
export const ami = fileURLToPath(new URL("../../dist/bin/ami.js", import.meta.url))

/** What a process has used at a moment, in milliseconds since its start. */
export interface Used {
  readonly at: number
  readonly cpu: number
}

/** Writes the CPU time of a process into the file of `CPU_FILE` when it ends: each second if `CPU_SECONDS` is set, and all. */
const reporter = `
const all = []
const { cpuUsage } = process
const note = () => { const { user, system } = cpuUsage(); all.push({ at: performance.now(), cpu: (user + system) / 1000 }) }
if (process.env.CPU_SECONDS) setInterval(note, 1000).unref()
process.on("exit", () => { note(); require("node:fs").writeFileSync(process.env.CPU_FILE, JSON.stringify(all)) })
`

/** A folder for the files of a measurement, removed at its end. */
export const inFolder = async <A>(use: (folder: string) => Promise<A>): Promise<A> => {
  const folder = mkdtempSync(join(tmpdir(), "ami-costs-"))
  writeFileSync(join(folder, "reporter.cjs"), reporter)
  try {
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** What makes a process report its CPU time. */
export const reporting = (folder: string): ReadonlyArray<string> => ["--require", join(folder, "reporter.cjs")]

/** What a process reported. */
export const reported = (folder: string): ReadonlyArray<Used> => JSON.parse(readFileSync(join(folder, "cpu"), "utf8"))

/** The CPU time of one run of Node with these arguments, in milliseconds. Fails if it does not end with 0. */
export const cpuOf = (args: ReadonlyArray<string>, env: Readonly<Record<string, string>> = {}): Promise<number> =>
  inFolder(async (folder) => {
    const child = spawn(process.execPath, [...reporting(folder), ...args], {
      env: { ...process.env, ...env, CPU_FILE: join(folder, "cpu") },
      stdio: ["ignore", "ignore", "inherit"]
    })
    const [code] = await once(child, "exit")
    if (code !== 0) throw new Error(`node ${args.join(" ")} ended with ${code}`)
    return reported(folder).at(-1)?.cpu ?? Number.NaN
  })
