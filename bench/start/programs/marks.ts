/**
 * Tells how far a program has come, and what it cost until its end.
 *
 * Every program imports it, the bare ones too, and imports nothing else besides what it shows.
 */
import { readFileSync } from "node:fs"

const marks: Record<string, number> = {}
/** The same by the clock that the profiler of V8 has, in microseconds. */
const ticks: Record<string, number> = {}

/** How long ago Node had started to run what it was given: what comes before is the same for every program. */
export const mark = (name: string): void => {
  marks[name] = performance.now() - performance.nodeTiming.bootstrapComplete
  ticks[name] = Number(process.hrtime.bigint() / 1000n)
}

/** What `maxRSS` says begins with that of the process which started this one; this does not. */
const peak = (): number => Number(/^VmHWM:\s*(\d+)/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) / 1024

process.on("exit", () => {
  const { systemCPUTime, userCPUTime } = process.resourceUsage()
  const told = { marks, ticks, cpuMillis: (userCPUTime + systemCPUTime) / 1000, rssMegabytes: peak() }
  process.stdout.write(JSON.stringify(told))
})

export const port = Number(process.env["AMI_PORT"])
