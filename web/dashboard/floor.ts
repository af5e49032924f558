/** What is computed from the rows: sums, order, and what belongs to what. */
import type {
  AgentRow,
  AgentState,
  CallRow,
  EndpointRow,
  History,
  QueueRow,
  WaitingRow
} from "../../src/dashboard/internal/row.ts"
import type { Options } from "./options.ts"
import type { Keyed, State } from "./state.ts"

/** How many agents are in each of the groups, as a text, so that it is compared by value: `1,0,7,0,1,0`. */
export type Groups = string

/** The groups that agents are counted in, in the order of a bar; one on hold is on a call. */
const groups: ReadonlyArray<AgentState> = ["ready", "ringing", "talking", "wrapup", "paused", "off"]

/** The groups with somebody in them. */
export const countsOf = (counted: Groups): ReadonlyArray<{ readonly state: AgentState; readonly n: number }> =>
  groups.map((state, index) => ({ state, n: Number(counted.split(",")[index] ?? 0) })).filter(({ n }) => n > 0)

const counted = (agents: ReadonlyArray<Keyed<AgentRow>>): Groups =>
  groups.map((group) => agents.filter(({ row: { state } }) => (state === "hold" ? "talking" : state) === group).length)
    .join(",")

const order: ReadonlyArray<AgentState> = ["ringing", "talking", "hold", "wrapup", "ready", "paused", "off"]

/** A queue with what is known of it from other rows. */
export interface QueueView {
  readonly key: string
  readonly row: QueueRow
  readonly waiting: number
  /** Since when the first one waits. */
  readonly oldest: number | undefined
  readonly agents: Groups
}

/** All that is shown. */
export interface Floor {
  readonly oldest: number | undefined
  readonly answered: number
  readonly abandoned: number
  /** The service level in percent, rounded, or undefined if nothing was answered. */
  readonly level: number | undefined
  readonly counted: Groups
  readonly queues: ReadonlyArray<QueueView>
  readonly waiting: ReadonlyArray<Keyed<WaitingRow>>
  readonly calls: ReadonlyArray<Keyed<CallRow>>
  readonly agents: ReadonlyArray<Keyed<AgentRow>>
  readonly lines: ReadonlyArray<Keyed<EndpointRow>>
  readonly history: History | undefined
}

const sum = <A>(items: ReadonlyArray<A>, of: (item: A) => number | undefined): number =>
  items.reduce((total, item) => total + (of(item) ?? 0), 0)

/**
 * The service level of queues in percent, each weighted with its calls. It is rounded before it is compared with the goal: an
 * amber 80 would look wrong.
 */
export const levelOf = (queues: ReadonlyArray<QueueRow>, level: number): number | undefined => {
  const percent = (queue: QueueRow) => level === 2 ? queue.perf2 : queue.perf
  const weight = (queue: QueueRow) =>
    percent(queue) === undefined ? 0 : (queue.completed ?? 0) + (level === 2 ? queue.abandoned ?? 0 : 0)
  const all = sum(queues, weight)
  return all === 0 ? undefined : Math.round(sum(queues, (queue) => weight(queue) * (percent(queue) ?? 0)) / all)
}

const compare = <A extends number | string>(a: A, b: A): number => a < b ? -1 : a > b ? 1 : 0

const oldestFirst = (a: Keyed<{ readonly since: number }>, b: Keyed<{ readonly since: number }>) =>
  a.row.since - b.row.since || compare(a.key, b.key)

/** Computes what is shown of the queues that are wanted. */
export const floorOf = (state: State, options: Pick<Options, "queues" | "level">): Floor => {
  const isAll = options.queues.size === 0
  const isShown = (queue = "") => isAll || options.queues.has(queue)
  const rows = state.list<QueueRow>("q").filter(({ row }) => isShown(row.name))
  const waiting = state.list<WaitingRow>("w").filter(({ row }) => isShown(row.queue)).sort(oldestFirst)
  const agents = state.list<AgentRow>("a").filter(({ row }) => isAll || row.queues.some(isShown)).sort((a, b) =>
    order.indexOf(a.row.state) - order.indexOf(b.row.state) || oldestFirst(a, b)
  )
  const queues = rows.map(({ key, row }): QueueView => {
    const mine = waiting.filter((caller) => caller.row.queue === row.name)
    return {
      key,
      row,
      waiting: mine.length,
      oldest: mine[0]?.row.since,
      agents: counted(agents.filter((agent) => agent.row.queues.includes(row.name)))
    }
  })
  return {
    oldest: waiting[0]?.row.since,
    answered: sum(rows, ({ row }) => row.completed),
    abandoned: sum(rows, ({ row }) => row.abandoned),
    level: levelOf(rows.map(({ row }) => row), options.level),
    counted: counted(agents),
    queues: queues.sort((a, b) =>
      compare(a.oldest ?? Infinity, b.oldest ?? Infinity) || compare(a.row.name, b.row.name)
    ),
    waiting,
    calls: state.list<CallRow>("c").filter(({ row }) => row.state !== "waiting" && isShown(row.queue)).sort(
      oldestFirst
    ),
    agents,
    lines: state.list<EndpointRow>("e").sort((a, b) => compare(a.row.name, b.row.name)),
    history: state.at<History>("history")
  }
}
