/**
 * Measures the rows of a table side by side: each has its own process that warms up, and then they take turns, one
 * measuring period each, round by round.
 */
import type { Case } from "./cases.ts"
import { keepingBusy, measuring, type Serving, serving } from "./clients.ts"
import { found } from "./contestants/panoramisk.ts"
import type { Ending, Figures, Order, Warm } from "./order.ts"
import packageJson from "./package.json" with { type: "json" }
import type { Result } from "./report.ts"
import { panoramisk } from "./subjects.ts"

export interface Pace extends Pick<Order, "warmMillis" | "periodMillis"> {
  readonly rounds: number
}

const showing = (what: string) => process.stderr.isTTY && process.stderr.write(`\r${what.slice(0, 78).padEnd(78)}\r`)

/** The replay servers: one that has the whole machine, and one on the first core. */
const servers = new Map<boolean, Promise<Serving>>()

export const serverOf = (isOnOneCore: boolean): Promise<Serving> => {
  const server = servers.get(isOnOneCore) ?? serving(isOnOneCore)
  servers.set(isOnOneCore, server)
  return server
}

const measureTable = async (table: ReadonlyArray<Case>, pace: Pace): Promise<ReadonlyArray<Result>> => {
  const isOnOneCore = table.some((one) => one.isOnOneBusyCore)
  const { listening, longestWrite } = await serverOf(isOnOneCore)
  const stopBusy = isOnOneCore ? keepingBusy() : undefined
  const running = []
  for (const one of table) {
    showing(`${one.table}: ${one.name} warming up`)
    // A request and its answer are more code than an event, which takes longer to compile.
    const warmMillis = pace.warmMillis * (one.order.work.kind === "roundTrips" ? 2 : 1)
    const order: Order = { ...one.order, ...pace, warmMillis, place: { port: listening[one.over], over: one.over } }
    const python = one.client === panoramisk ? found?.python : undefined
    const isOurs = !(one.client in packageJson.dependencies) && python === undefined
    const process = measuring(order, python, isOurs, isOnOneCore)
    const warm = await process.next() as Warm | undefined
    running.push({ one, process, warm, rounds: Array<Figures | undefined>() })
  }
  for (let round = 0; round < pace.rounds; round++) {
    for (const { one, process, rounds, warm } of running) {
      if (round >= one.mostRounds) continue
      showing(`${one.table}: ${one.name}, round ${round + 1}`)
      const hasEnded = warm === undefined || (rounds.length > 0 && rounds.at(-1) === undefined)
      await longestWrite()
      const figures = hasEnded ? undefined : await process.tell("run") as Figures | undefined
      rounds.push(figures === undefined ? undefined : { ...figures, longestWrite: await longestWrite() })
    }
  }
  const results: Array<Result> = []
  for (const { one, process, rounds, warm } of running) {
    const ending = await process.tell("end") as Ending | undefined
    results.push({ case: one, warm: warm?.warm ?? [], rounds, ending })
    await process.close()
  }
  stopBusy?.()
  return results
}

/** Measures all tables, one after the other. */
export const measure = async (cases: ReadonlyArray<Case>, pace: Pace): Promise<ReadonlyArray<Result>> => {
  const results: Array<Result> = []
  for (const table of Map.groupBy(cases, ({ table }) => table).values()) {
    results.push(...await measureTable(table, pace))
  }
  showing("")
  return results
}
