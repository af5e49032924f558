/** Rows of imagined floors, the same ones each time: of a small team, and of a large one. */
import type {
  AgentRow,
  AgentState,
  CallRow,
  EndpointRow,
  Point,
  QueueRow,
  Rows,
  Server,
  WaitingRow
} from "../../../src/dashboard/internal/row.ts"

/** The time of the fixtures: a morning. */
export const noon = Date.UTC(2026, 10, 30, 12, 0, 30)

const names =
  `Alice Bob Carol Dave Erin Frank Grace Heidi Ivan Judy Kamal Lena Mallory Niaj Olivia Peggy Quentin Rupert Sybil
  Trent Ursula Victor Walter Xenia Yusuf Zoe`.split(/\s+/)

const queueNames = ["support", "billing", "emergency", "sales"]

/** Numbers that look random and never differ. */
const random = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor(state / 65_536) % below
  }
}

/** How large a floor is. */
export interface Size {
  readonly agents: number
  readonly queues: number
  readonly waiting: number
}

const history = (seed: number): ReadonlyArray<Point> => {
  const next = random(seed)
  return Array.from({ length: 54 }, (_, index) => ({
    t: noon - noon % 300_000 - (54 - index) * 300_000,
    waiting: Math.max(0, next(3) + Math.round(4 - 4 * Math.cos(index / 8))),
    answered: next(14),
    abandoned: next(4) === 0 ? 1 + next(3) : 0
  }))
}

/** The PBX of a viewer who may only look. */
export const pbx: Server = {
  name: "pbx.example.org",
  version: "22.10.1",
  actions: [],
  reasons: ["Break", "Lunch", "Training"]
}

/** The rows of a floor at `noon`. */
export const floor = ({ agents, queues, waiting }: Size): Rows => {
  const next = random(7)
  const queueOf = (index: number) => queueNames[index] ?? `team ${String(index + 1).padStart(2, "0")}`
  const number = () => `+1555010${String(1000 + next(9000))}`
  const rows: Record<string, unknown> = {
    link: { state: "live", since: noon - 3_600_000 },
    server: pbx,
    rate: 4,
    history: { step: 300_000, points: history(3) }
  }
  for (let index = 0; index < queues; index++) {
    const completed = 40 + next(260)
    const row: QueueRow = {
      name: queueOf(index),
      completed,
      abandoned: next(20),
      serviceLevel: [20, 30, 10, 20][index % 4] ?? 20,
      perf: 55 + next(440) / 10,
      perf2: 50 + next(440) / 10,
      holdtime: 5 + next(40),
      talkTime: 100 + next(150)
    }
    rows[`q:${row.name}`] = row
  }
  rows["x:support"] = {
    queue: "support",
    callers: Array.from({ length: 3 }, (_, index) => ({
      num: number(),
      name: "",
      at: noon - (index + 1) * 214_000,
      waited: 20_000 + next(90_000)
    }))
  }
  for (let index = 0; index < waiting; index++) {
    const row: WaitingRow = {
      queue: queueOf(next(Math.min(queues, 5)) === 0 ? 1 % queues : 0),
      num: number(),
      name: "",
      since: noon - 3000 - next(85) * 1000 - (index === 0 ? 20_000 : 0),
      position: index + 1
    }
    rows[`w:${row.queue}:${index}`] = row
  }
  for (let index = 0; index < agents; index++) {
    const turn = next(100)
    const state: AgentState = index === 3
      ? "ringing"
      : turn < 62
      ? "talking"
      : turn < 66
      ? "hold"
      : turn < 72
      ? "wrapup"
      : turn < 86
      ? "ready"
      : turn < 95
      ? "paused"
      : "off"
    const iface = `PJSIP/${101 + index}`
    const isInCall = state === "talking" || state === "hold" || state === "ringing"
    const peer = number()
    const name = names[index % names.length] ?? ""
    const since = noon - (state === "ringing" ? 4 : state === "wrapup" ? 8 : 10 + next(600)) * 1000
    const mine = [queueOf(index % queues), queueOf((index * 7 + 1) % queues)]
    const row: AgentRow = {
      name: index < names.length ? name : `${name} ${String.fromCharCode(65 + Math.floor(index / names.length))}.`,
      iface,
      queues: [...new Set(mine)].sort(),
      taken: next(40),
      state,
      paused: state === "paused",
      reason: state === "paused" ? ["Lunch", "Break", "Training"][next(3)] ?? "" : "",
      since,
      known: next(9) !== 0,
      ...isInCall ? { peer, channel: `${iface}-000011${index.toString(16)}`, queue: mine[0] ?? "" } : {}
    }
    rows[`a:${iface}`] = row
    if (!isInCall) continue
    const call: CallRow = {
      from: peer,
      to: row.name,
      state: state === "ringing" ? "ringing" : state === "hold" ? "hold" : "talking",
      since: since - 20_000,
      known: true,
      queue: mine[0] ?? "",
      legs: [
        { channel: `PJSIP/trunk-a-0000${index.toString(16)}`, who: peer, state: "talking" },
        { channel: row.channel ?? "", who: row.name, state: state === "ringing" ? "ringing" : "talking" }
      ]
    }
    rows[`c:${index}`] = call
  }
  rows["c:parked"] = { from: number(), to: "", state: "parked", since: noon - 95_000, known: true, legs: [] }
  const line = (name: string, state: EndpointRow["state"], trunk: boolean) => {
    rows[`e:${name}`] = { name, state, trunk } satisfies EndpointRow
  }
  line("trunk-a", "up", true)
  line("trunk-b", "down", true)
  for (let index = 0; index < agents; index++) line(`${101 + index}`, index === 12 ? "down" : "up", false)
  return rows
}

/** A floor of 14 agents and 4 queues. */
export const small: Size = { agents: 14, queues: 4, waiting: 8 }

/** A floor of 210 agents and 60 queues. */
export const large: Size = { agents: 210, queues: 60, waiting: 23 }
