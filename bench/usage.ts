/** What a stretch of a process takes: time, CPU, memory, and how long its event loop is away. */
import { readFileSync } from "node:fs"
import { monitorEventLoopDelay } from "node:perf_hooks"

export interface Usage {
  readonly millis: number
  /** User and system, of all threads of this process. */
  readonly cpuMillis: number
  /** The most memory that the process ever had. */
  readonly peakMegabytes: number
  readonly rssMegabytes: number
  /** By how much a timer of a millisecond is late. */
  readonly delayP50: number
  readonly delayP99: number
  readonly delayMax: number
  /** How long the thread of the event loop was able to run and had no core, as Linux tells; 0 elsewhere. */
  readonly waitMillis: number
}

const resolution = 1

const waited = (): number => {
  if (process.platform !== "linux") return 0
  return Number(readFileSync("/proc/self/schedstat", "utf8").split(" ")[1]) / 1e6
}

/** On Linux, what `maxRSS` says begins with that of the process which started this one; the status of the process does not. */
const peak = (): number =>
  process.platform === "linux"
    ? Number(/^VmHWM:\s*(\d+)/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) / 1024
    : process.resourceUsage().maxRSS / 1024

/** Begins a stretch; what it gives ends that. The delays are 0 where nobody asks for them: looking costs a timer a millisecond. */
export const watch = (ofDelays = true): () => Usage => {
  const delay = monitorEventLoopDelay({ resolution })
  if (ofDelays) delay.enable()
  const before = process.cpuUsage()
  const waitedBefore = waited()
  const from = performance.now()
  return () => {
    const millis = performance.now() - from
    const { system, user } = process.cpuUsage(before)
    delay.disable()
    const late = (nanos: number) => Math.max(0, nanos / 1e6 - resolution)
    return {
      millis,
      cpuMillis: (user + system) / 1000,
      peakMegabytes: peak(),
      rssMegabytes: process.memoryUsage().rss / 2 ** 20,
      delayP50: late(delay.percentile(50)),
      delayP99: late(delay.percentile(99)),
      delayMax: late(delay.max),
      waitMillis: waited() - waitedBefore
    }
  }
}

/**
 * Looks at each turn of the event loop that takes a millisecond or more; what it gives ends that, and tells the most CPU
 * that one took, in milliseconds. Other than time, it holds nothing of what other processes do to a busy machine.
 */
export const watchTurns = (): () => number => {
  // Of the thread of the event loop alone, where Node tells that.
  const cpu = () => {
    const { system, user } = (process.threadCpuUsage ?? process.cpuUsage)()
    return user + system
  }
  let longest = 0
  let before = cpu()
  const look = () => {
    const now = cpu()
    longest = Math.max(longest, now - before)
    before = now
  }
  const timer = setInterval(look, 1)
  return () => {
    clearInterval(timer)
    look()
    return longest / 1000
  }
}

/** Keeps the CPU for so long, as a handler does that computes. */
export const burn = (micros: number): void => {
  const until = performance.now() + micros / 1000
  while (performance.now() < until);
}
