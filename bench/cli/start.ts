/**
 * What a short command costs: the CPU of its process from start to end, against Node that does nothing and Node that
 * imports Effect.
 *
 *     npm run bundle && node bench/cli/start.ts
 *
 * The programs take turns; each figure is the least of its runs, which other processes change least.
 */
import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import { ami, cpuOf } from "./measured.ts"

const effect = fileURLToPath(import.meta.resolve("effect"))

/** The commands, and how many times as much as Node alone each may cost. */
const commands: ReadonlyArray<{ readonly args: ReadonlyArray<string>; readonly limit: number }> = [
  { args: ["--version"], limit: 1.5 },
  { args: ["--help"], limit: 5 },
  { args: ["describe", "Hangup"], limit: 7 },
  { args: ["ping", "-c", "1"], limit: 9 },
  { args: ["channels"], limit: 10 }
]

/** CPU of a program in milliseconds, and how many times as much as Node alone it is. */
export interface Start {
  readonly name: string
  readonly cpu: number
  readonly times: number
  readonly limit: number | undefined
}

/** Starts a simulated PBX in a process of its own; gives its URL. */
const pbx = async () => {
  const child = spawn(process.execPath, [
    ami,
    "simulate",
    "--port",
    "0",
    "--json",
    "--calls-per-minute",
    "6",
    "--quiet"
  ], {
    stdio: ["ignore", "pipe", "inherit"]
  })
  const url = await new Promise<string>((resolve, reject) => {
    let text = ""
    child.on("exit", () => reject(new Error(`ami simulate ended: ${text}`)))
    child.stdout.setEncoding("utf8").on("data", (data) => {
      text += String(data)
      const found = /ami:\/\/[^"\s]+/.exec(text)?.[0]
      if (found !== undefined) resolve(found)
    })
  })
  return { url, stop: () => child.kill("SIGTERM") }
}

/** Measures the starts, in so many rounds. */
export const starts = async (rounds = 7): Promise<ReadonlyArray<Start>> => {
  const { stop, url } = await pbx()
  const programs = [
    { name: "node, nothing", args: ["-e", "0"], limit: undefined },
    {
      name: "node, import of effect",
      args: ["--input-type=module", "-e", `await import(${JSON.stringify(effect)})`],
      limit: undefined
    },
    ...commands.map(({ args, limit }) => ({ name: `ami ${args.join(" ")}`, args: [ami, ...args], limit }))
  ]
  const least = programs.map(() => Infinity)
  // The first round fills the compile cache.
  for (let round = 0; round <= rounds; round++) {
    for (const [index, { args }] of programs.entries()) {
      const cpu = await cpuOf(args, { AMI_URL: url })
      if (round > 0) least[index] = Math.min(least[index] ?? Infinity, cpu)
    }
  }
  stop()
  return programs.map(({ limit, name }, index) => {
    const cpu = least[index] ?? Number.NaN
    return { name, cpu, times: cpu / (least[0] ?? Number.NaN), limit }
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { cpu, limit, name, times } of await starts()) {
    console.log(
      `${name.padEnd(26)}${cpu.toFixed(0).padStart(5)} ms${times.toFixed(1).padStart(7)} ×${
        limit === undefined ? "" : ` of ${limit}`
      }`
    )
    if (limit !== undefined && times > limit) process.exitCode = 1
  }
}
