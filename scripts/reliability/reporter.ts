/**
 * Appends a line of JSON for each test to the file that `AMI_RELIABILITY_LOG` names: see `reliability.ts` and `ran.ts`.
 */
import { appendFileSync } from "node:fs"
import type { Reporter, TestCase } from "vitest/node"
import type { Ran } from "./table.ts"

export default class implements Reporter {
  onTestCaseResult(test: TestCase): void {
    const file = process.env.AMI_RELIABILITY_LOG
    if (file === undefined) return
    const ran: Ran = {
      name: test.fullName,
      project: test.project.name,
      file: test.module.relativeModuleId,
      state: test.result().state,
      millis: test.diagnostic()?.duration ?? 0
    }
    appendFileSync(file, `${JSON.stringify(ran)}\n`)
  }
}
