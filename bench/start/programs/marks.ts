/**
 * Reports how far a program has come, and what it cost by its end.
 *
 * Every program imports it, even the bare ones, and otherwise only what it shows.
 */
import { readFileSync } from "node:fs"

const marks: Record<string, number> = {}
/** The same by the clock of V8's profiler, in microseconds. */
const ticks: Record<string, number> = {}

/** How long ago Node started to run the program: what comes before is the same for every program. */
export const mark = (name: string): void => {
  marks[name] = performance.now() - performance.nodeTiming.bootstrapComplete
  ticks[name] = Number(process.hrtime.bigint() / 1000n)
}

/** `maxRSS` starts with that of the parent process; this does not. */
const peak = (): number => Number(/^VmHWM:\s*(\d+)/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) / 1024

process.on("exit", () => {
  const { systemCPUTime, userCPUTime } = process.resourceUsage()
  const reported = { marks, ticks, cpuMillis: (userCPUTime + systemCPUTime) / 1000, rssMegabytes: peak() }
  process.stdout.write(JSON.stringify(reported))
})

export const port = Number(process.env["AMI_PORT"])
