/**
 * Prints what the tests have proven of `docs/contract.md`: `npm run reliability`.
 *
 * Reads the file that `AMI_RELIABILITY_LOG` names, which test runs with the same variable have appended to, and fails if a
 * clause or a row of the page has no test, or a failed one.
 */
import { existsSync, readFileSync } from "node:fs"
import { contractOf } from "./reliability/contract.ts"
import { summarize } from "./reliability/table.ts"

/** What no test can name, and why. */
const excused = {}

const file = process.env.AMI_RELIABILITY_LOG ?? ""
if (!existsSync(file)) {
  console.error("reliability: set AMI_RELIABILITY_LOG to the path of a file, run the tests, then run this again")
  process.exit(1)
}
const contract = contractOf(readFileSync(new URL("../docs/contract.md", import.meta.url), "utf8"))
const { missing, text } = summarize(readFileSync(file, "utf8").split("\n"), contract, excused)
console.log(text)
process.exit(missing.length === 0 ? 0 : 1)
