/**
 * Says on stderr why a command failed.
 *
 * @since 0.2.0
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import { codes, type Failed, failed } from "./failure.ts"
import { type Host, isColoured } from "./host.ts"
import { styleOf } from "./style.ts"

const oneLine = (message: string): string => message.replaceAll(/\s*\n\s*/g, " ")

/** Writes why a command failed: a sentence and at most two hints, or one line of JSON. */
export const report = (host: Host["Service"], failure: Failed, isJson: boolean): Effect.Effect<void> => {
  if (failure.message === "") return Effect.void
  if (isJson) return host.stderr(`${JSON.stringify({ error: failure.json })}\n`)
  const style = styleOf(isColoured(host, "stderr"))
  const hints = failure.hints.slice(0, 2).map((hint) => `  ${style.dim("→")} ${hint}\n`)
  return host.stderr(`${style.red("ami:")} ${failure.message}\n${hints.join("")}`)
}

/** What the program says of a mistake of its own. */
export const defect = (cause: Cause.Cause<unknown>): Failed => {
  const message = `Something is wrong in ami itself: ${oneLine(String(Cause.squash(cause)))}`
  return failed(message, {
    exitCode: codes.defect,
    hints: ["Please report it, with the command line and what --json says"],
    reason: "Defect",
    details: { cause: Cause.pretty(cause) }
  })
}
