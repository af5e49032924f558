/**
 * One probe of one contestant, in a separate process: `run.ts CONTESTANT PROBE` sends its verdict to its parent, or
 * prints it if it was started by hand.
 */
import { contestants } from "../contestants/index.ts"
import { probes } from "./index.ts"
import { started, type Verdict } from "./probe.ts"

const tell = (verdict: Verdict): void => {
  if (process.send !== undefined) return void process.send(verdict, () => process.exit(0))
  console.log(JSON.stringify(verdict))
  process.exit(0)
}

// If the parent is gone, nobody waits for the verdict.
process.on("disconnect", () => process.exit(1))

const [name = "", probeName] = process.argv.slice(2)
const contestant = await contestants[name]?.()
const probe = probes.find(({ name }) => name === probeName)
if (contestant === undefined || probe === undefined) throw new Error(`There is no ${name} or no probe ${probeName}`)
// What ends this process earlier is not a verdict on the client, but a failure of the run.
process.send?.(started)
process.on("uncaughtException", (error) => tell({ verdict: "crashed", why: String(error).split("\n")[0] ?? "" }))
tell(await probe.run(contestant))
