/**
 * `npm run fidelity -- --requests`: odd requests, sent to the simulator and to real servers.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { versions } from "../conversations.ts"
import { differencesOf, keepAnswers, printed, recordedAnswers } from "./requests.ts"
import { scenes } from "./scenes.ts"
import { real, simulated } from "./servers.ts"

/** The share of equal answers that is aimed at, in per cent. */
const aim = 97

const floors = new URL("./floors.json", import.meta.url)

const kept = (): Readonly<Record<string, number>> => existsSync(floors) ? JSON.parse(readFileSync(floors, "utf8")) : {}

/** Prints each difference, and whether what is kept is reached. */
export const compareRequests = async (options: {
  readonly asterisk: boolean
  readonly keep: boolean
  readonly port: number
}): Promise<boolean> => {
  const all = scenes()
  const shares: Record<string, number> = {}
  for (const [index, version] of versions.entries()) {
    const simulator = await simulated(version, all)
    const asterisk = options.asterisk ? await real(version, options.port + 4 * index, all) : recordedAnswers(version)
    if (options.asterisk && options.keep) keepAnswers(version, asterisk)
    const { count, differences } = differencesOf(asterisk, simulator)
    console.log(`=== Asterisk ${version} (-) and the simulator (+)`)
    let scene = ""
    for (const difference of differences) {
      if (difference.scene !== scene) console.log(`\n# ${difference.scene}`)
      scene = difference.scene
      console.log(printed(difference))
    }
    shares[version] = count === 0 ? 0 : Math.floor((count - differences.length) / count * 1000) / 10
    console.log(
      `\n${count - differences.length} of ${count} answers equal on ${version}: ${shares[version]} %, aim ${aim} %\n`
    )
  }
  if (options.keep) writeFileSync(floors, `${JSON.stringify(shares, undefined, 2)}\n`)
  const worse = Object.entries(kept()).filter(([version, floor]) => (shares[version] ?? 0) < floor)
  for (const [version, floor] of worse) console.error(`${shares[version]} % on ${version}, and ${floor} % is kept`)
  return worse.length === 0
}
