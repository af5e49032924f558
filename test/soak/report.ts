/**
 * The report lines of a soak: what happened since the last one, and the state of the process.
 */
import { Effect } from "effect"
import { monitorEventLoopDelay } from "node:perf_hooks"
import type { Account } from "./account.ts"
import { outcomes, type Requests } from "./requests.ts"

/** Bytes of the heap in use. */
export const heap = () => {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

export const sockets = () => process.getActiveResourcesInfo().filter((name) => name === "TCPSocketWrap").length

/** The connections of this process. */
export const endpoints = (): ReadonlyArray<string> => {
  const report: { readonly libuv?: ReadonlyArray<Handle> } = process.report.getReport()
  return (report.libuv ?? []).flatMap(({ localEndpoint: local, remoteEndpoint: remote }) =>
    remote === undefined || remote === null ? [] : [`${local?.port} to ${remote.port}`]
  )
}

interface Endpoint {
  readonly port: number
}

interface Handle {
  readonly localEndpoint?: Endpoint | null
  readonly remoteEndpoint?: Endpoint | null
}

const columns: ReadonlyArray<readonly [name: string, width: number]> = [
  ["minute", 6],
  ["events", 9],
  ["gaps", 6],
  ["lost", 9],
  ["epochs", 6],
  ...outcomes.slice(1).map((name) => [name, Math.max(name.length, 7)] as const),
  ["heap kB", 8],
  ["delay ms", 8],
  ["sockets", 7]
]

export const heading: string = columns.map(([name, width]) => name.padStart(width)).join("  ")

/** Returns a function that prints one line. */
export const reporter = Effect.fnUntraced(function*(quick: Account, slow: Account, requests: Requests) {
  const delay = monitorEventLoopDelay({ resolution: 10 })
  delay.enable()
  yield* Effect.addFinalizer(() => Effect.sync(() => delay.disable()))
  let longest = 0
  let last = totals(quick, slow, requests)
  return (minute: number): string => {
    longest = Math.max(longest, delay.max / 1e6)
    const max = delay.max / 1e6
    delay.reset()
    const now = totals(quick, slow, requests)
    const since = now.map((value, index) => value - (last[index] ?? 0))
    last = now
    const cells = [minute.toFixed(1), ...since, Math.round(heap() / 1000), max.toFixed(0), sockets()]
    // Do not count the collection above as a delay of the client.
    delay.reset()
    return columns.map(([, width], index) => String(cells[index]).padStart(width)).join("  ")
  }
})

const totals = (quick: Account, slow: Account, requests: Requests): ReadonlyArray<number> => {
  const counts = requests.counts()
  return [
    quick.delivered(),
    quick.gaps() + slow.gaps(),
    quick.dropped() + slow.dropped(),
    quick.epochs(),
    ...outcomes.slice(1).map((name) => counts[name])
  ]
}
