/**
 * Says before the tests whether there is a browser: without one they are skipped with a notice, or the run fails if
 * `AMI_TEST_REQUIRED` is set.
 */
import { absence, program } from "./chromium.ts"

export const setup = (): void => {
  if (program !== undefined) return
  if ((process.env["AMI_TEST_REQUIRED"] ?? "") !== "") {
    throw new Error(`AMI_TEST_REQUIRED is set, and there is ${absence}`)
  }
  process.stderr.write(`\n## BROWSER TESTS SKIPPED: ${absence}\n\n`)
}
