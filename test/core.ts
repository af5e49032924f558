/** Whether the machine gave this process the CPU that it wanted: other processes may be running beside it. */
import { readFileSync } from "node:fs"

/** How long the event loop's thread was runnable without a core so far, in milliseconds, according to Linux; 0 elsewhere. */
export const waitedMillis = (): number =>
  process.platform === "linux" ? Number(readFileSync("/proc/self/schedstat", "utf8").split(" ")[1]) / 1e6 : 0

/** Begins a period; calling the result gives the share of the CPU that the process got of what it wanted in it, 0 to 1. */
export const watchCore = (): () => number => {
  const before = process.cpuUsage()
  const waitedBefore = waitedMillis()
  return () => {
    const { system, user } = process.cpuUsage(before)
    return coreShare((system + user) / 1000, waitedMillis() - waitedBefore)
  }
}

/** The share of the CPU that a process got which used so much of it, and waited for it for so long, in milliseconds. */
export const coreShare = (cpuMillis: number, waitMillis: number): number => cpuMillis / (cpuMillis + waitMillis)
