/** A floor on which much happens: what the page costs the browser, and whether its memory grows. */
import type { CDPSession, Page } from "playwright-core"
import type { AgentRow, AgentState, CallRow, Rows } from "../../../src/dashboard/internal/row.ts"
import { floor, type Size } from "./fixtures.ts"
import { type Fixture, serve } from "./server.ts"

/** Moves the times of rows, which are those of the fixtures, so that they are from now. */
const moved = (rows: Rows, by: number): Rows =>
  Object.fromEntries(
    Object.entries(rows).map(([key, row]) => {
      const since = (row as { readonly since?: number } | undefined)?.since
      return [key, since === undefined ? row : { ...row as object, since: since + by }]
    })
  )

/** A floor whose agents take and end calls: each step is a patch. */
export interface Busy {
  readonly server: Fixture
  readonly rows: Map<string, unknown>
  /** Changes so many agents, with their calls and callers, and sends the patch. */
  readonly step: (changes: number) => void
}

export const busy = async (size: Size, fixtureTime: number): Promise<Busy> => {
  const start = moved(floor(size), Date.now() - fixtureTime)
  const server = await serve(start)
  const rows = new Map<string, unknown>(Object.entries(start))
  const agents = [...rows.keys()].filter((key) => key.startsWith("a:"))
  const states: ReadonlyArray<AgentState> = ["ringing", "talking", "talking", "wrapup", "ready", "paused"]
  let turn = 0
  let callers = 1000
  return {
    server,
    rows,
    step: (changes) => {
      const set: Record<string, unknown> = {}
      const del: Array<string> = []
      for (let change = 0; change < changes; change++) {
        turn++
        const key = agents[turn * 37 % agents.length] ?? ""
        const before = rows.get(key) as AgentRow
        const state = states[turn % states.length] ?? "ready"
        const isInCall = state === "ringing" || state === "talking"
        const { iface, known, name, queues } = before
        const agent: AgentRow = {
          name,
          iface,
          queues,
          known,
          state,
          paused: state === "paused",
          reason: state === "paused" ? "Break" : "",
          since: Date.now(),
          taken: before.taken + (state === "wrapup" ? 1 : 0),
          ...isInCall ? { peer: `+1555${turn}`, channel: `${before.iface}-${turn}` } : {}
        }
        set[key] = agent
        const callKey = `c:of ${key}`
        const call: CallRow = {
          from: `+1555${turn}`,
          to: before.name,
          state: state === "ringing" ? "ringing" : "talking",
          since: Date.now(),
          known: true,
          queue: before.queues[0] ?? "",
          legs: []
        }
        if (isInCall) set[callKey] = call
        else if (rows.has(callKey)) del.push(callKey)
        const caller = `w:support:${callers++}`
        set[caller] = { queue: "support", num: `+1666${callers}`, name: "", since: Date.now(), position: 1 }
        const waiting = [...rows.keys()].filter((other) => other.startsWith("w:"))
        if (waiting.length >= size.waiting && waiting[0] !== undefined) del.push(waiting[0])
        const queue = `q:${before.queues[0] ?? ""}`
        const row = rows.get(queue) as { readonly completed: number }
        set[queue] = { ...row, completed: row.completed + 1 }
        for (const gone of del) rows.delete(gone)
        for (const [name, value] of Object.entries(set)) if (!del.includes(name)) rows.set(name, value)
      }
      for (const gone of del) delete set[gone]
      server.patch(set as Rows, del)
    }
  }
}

/** What the browser has spent since the page was opened, in seconds, and what it holds. */
export interface Costs {
  readonly tasks: number
  readonly script: number
  readonly layout: number
  readonly style: number
  readonly heap: number
  readonly nodes: number
}

export const costsOf = async (session: CDPSession): Promise<Costs> => {
  await session.send("HeapProfiler.collectGarbage")
  const { metrics } = await session.send("Performance.getMetrics")
  const value = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? 0
  return {
    tasks: value("TaskDuration"),
    script: value("ScriptDuration"),
    layout: value("LayoutDuration"),
    style: value("RecalcStyleDuration"),
    heap: value("JSHeapUsedSize"),
    nodes: value("Nodes")
  }
}

export const measuring = async (page: Page): Promise<CDPSession> => {
  const session = await page.context().newCDPSession(page)
  // The time of the processor: on a busy machine the time of the clock says little.
  await session.send("Performance.enable", { timeDomain: "threadTicks" })
  return session
}
