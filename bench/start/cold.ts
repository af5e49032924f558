/**
 * One program in a cold process, and what it reported at its end.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"

export interface Reported {
  /** Milliseconds since Node began to run the program, by the name of the milestone. */
  readonly marks: Readonly<Record<string, number>>
  /** The same by the clock of V8's profiler, in microseconds. */
  readonly ticks: Readonly<Record<string, number>>
  readonly cpuMillis: number
  readonly rssMegabytes: number
}

export interface Cold extends Reported {
  /** From the start of the process to its end. */
  readonly wallMillis: number
}

/** Runs Node with these arguments, and returns its output. */
export const node = async (
  args: ReadonlyArray<string>,
  environment: Readonly<Record<string, string>> = {},
  cwd?: string
): Promise<string> => {
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...environment },
    ...(cwd === undefined ? {} : { cwd })
  })
  let text = ""
  child.stdout.setEncoding("utf8").on("data", (chunk) => text += String(chunk))
  const [status] = await once(child, "close")
  if (status !== 0) throw new Error(`node ${args.join(" ")} ended with status ${status}`)
  return text
}

export const runCold = async (
  args: ReadonlyArray<string>,
  environment: Readonly<Record<string, string>>
): Promise<Cold> => {
  const from = performance.now()
  const reported: Reported = JSON.parse(await node(args, environment))
  return { ...reported, wallMillis: performance.now() - from }
}

export const median = (values: ReadonlyArray<number>): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
