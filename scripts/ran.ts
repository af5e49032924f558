/**
 * Prints how many tests have run and passed: `npm run ran -- PROJECT...`, with the projects of `vitest.config.ts` that must
 * have run.
 *
 * Counts the lines of the file that `AMI_RELIABILITY_LOG` names, to which test runs with the same variable have appended one
 * for each test. Fails if a project has run no test, or if one has failed.
 */
import { existsSync, readFileSync } from "node:fs"
import { countsOf, problemsOf, tableOf } from "./reliability/counts.ts"

const file = process.env.AMI_RELIABILITY_LOG ?? ""
if (!existsSync(file)) {
  console.error("ran: set AMI_RELIABILITY_LOG to the path of a file, run the tests, then run this again")
  process.exit(1)
}
const counts = countsOf(readFileSync(file, "utf8").split("\n"))
console.log(tableOf(counts))
const problems = problemsOf(counts, process.argv.slice(2))
for (const problem of problems) console.error(`ran: ${problem}`)
process.exit(problems.length === 0 ? 0 : 1)
