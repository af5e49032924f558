/**
 * Prints what changed from one release of Asterisk to another.
 *
 *     npm run catalog:diff -- 22 23
 */
import { difference } from "./difference.ts"
import { byTime, readInventory } from "./model.ts"

const inventory = readInventory()
const known = Object.keys(inventory.sources).sort(byTime)
const [, , from = "", to = ""] = process.argv
const unknown = [from, to].filter((label) => !known.includes(label))
if (unknown.length > 0) {
  console.error(
    `Usage: npm run catalog:diff -- FROM TO\n\nThe catalogue knows ${
      known.join(", ")
    }; \`npm run catalog:extract\` adds another.`
  )
  process.exit(64)
}
console.log(difference(inventory, from, to))
