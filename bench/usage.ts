/** What a process uses in a measuring period: time, CPU, memory, and event loop delays. */
import { readFileSync } from "node:fs"
import { monitorEventLoopDelay } from "node:perf_hooks"
import { waitedMillis } from "../test/core.ts"

export interface Usage {
  readonly millis: number
  /** User and system, of all threads of this process. */
  readonly cpuMillis: number
  /** The peak memory of the process so far. */
  readonly peakMegabytes: number
  readonly rssMegabytes: number
  /** By how much a 1 ms timer is late. */
  readonly delayP50: number
  readonly delayP99: number
  readonly delayMax: number
  /** How long the event loop's thread was runnable without a core, according to Linux; 0 elsewhere. */
  readonly waitMillis: number
}

const resolution = 1

/** On Linux, `maxRSS` starts with that of the parent process; the status of the process does not. */
const peak = (): number =>
  process.platform === "linux"
    ? Number(/^VmHWM:\s*(\d+)/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) / 1024
    : process.resourceUsage().maxRSS / 1024

/** Begins a period; calling the result ends it. Delays are 0 unless requested: measuring them takes a timer every millisecond. */
export const watch = (ofDelays = true): () => Usage => {
  const delay = monitorEventLoopDelay({ resolution })
  if (ofDelays) delay.enable()
  const before = process.cpuUsage()
  const waitedBefore = waitedMillis()
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
      waitMillis: waitedMillis() - waitedBefore
    }
  }
}

/**
 * Observes each turn of the event loop that takes a millisecond or more; calling the result ends that, and returns the most
 * CPU that one of them took, in milliseconds. Unlike time, it does not include what other processes do to a busy machine.
 */
export const watchTurns = (): () => number => {
  // Of the event loop's thread alone, if Node reports that.
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

/** Uses the CPU for this long, as a computing handler does. */
export const burn = (micros: number): void => {
  const until = performance.now() + micros / 1000
  while (performance.now() < until);
}
