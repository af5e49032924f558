/**
 * What the page of the dashboard costs a browser: `node bench/page.ts`, with `--seconds 1800`, `--agents 210`, `--changes 6`
 * (agents that change in each of the four patches of a second) and `--tv`.
 *
 * Prints the share of the time in which the main thread was busy, and by how much the heap grew after a collection; fails if
 * those are more than the page may take. Software rendering, as on a machine without a graphics card.
 */
import { parseArgs } from "node:util"
import { start, television } from "../test/dashboard/browser/chromium.ts"
import { noon } from "../test/dashboard/browser/fixtures.ts"
import { busy, costsOf, measuring } from "../test/dashboard/browser/load.ts"

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    agents: { type: "string", default: "210" },
    changes: { type: "string", default: "1" },
    tv: { type: "boolean", default: false }
  }
})
const [seconds, agents, changes] = [Number(values.seconds), Number(values.agents), Number(values.changes)]

const floor = await busy({ agents, queues: Math.ceil(agents / 3.5), waiting: Math.ceil(agents / 9) }, noon)
const { close, page } = await start({ window: television })
await page.goto(`${floor.server.url}${values.tv ? "?tv" : ""}`)
await page.locator(".tiles").waitFor()
const session = await measuring(page)
const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

const play = async (duration: number) => {
  for (let time = 0; time < duration * 1000; time += 250) {
    floor.step(changes)
    await wait(250)
  }
}

await play(5)
const before = await costsOf(session)
const began = performance.now()
await play(seconds)
const elapsed = (performance.now() - began) / 1000
const after = await costsOf(session)
await close()
await floor.server.close()

const share = (name: "tasks" | "script" | "layout" | "style") => 100 * (after[name] - before[name]) / elapsed
const grown = (after.heap - before.heap) / 1e6
for (const name of ["tasks", "script", "layout", "style"] as const) {
  console.log(`page  ${name.padEnd(7)} ${share(name).toFixed(1)} % of ${elapsed.toFixed(0)} s`)
}
console.log(`page  heap    ${(after.heap / 1e6).toFixed(1)} MB, ${grown.toFixed(2)} MB more than at the start`)
console.log(`page  nodes   ${after.nodes}, ${after.nodes - before.nodes} more than at the start`)
if (grown > 5) {
  console.error("page  the heap may grow by 5 MB")
  process.exitCode = 1
}
if (share("tasks") > 50) {
  console.error("page  the main thread may be busy for half of the time")
  process.exitCode = 1
}
