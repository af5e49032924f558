/**
 * What `ami doctor` finds: a line for each thing that it looked at, with the cause and the exact change if it is wrong.
 *
 * @since 0.2.0
 */
import * as Schema from "effect/Schema"
import { codes } from "../failure.ts"

/** `fail` makes the rest, or a task, impossible; `skip` could not be looked at. */
export const Status = Schema.Literals(["ok", "info", "warn", "fail", "skip"])

/** What to change: lines of a section of a file, what to run then, and what to know about it. */
export const Fix = Schema.Struct({
  file: Schema.optionalKey(Schema.String),
  section: Schema.optionalKey(Schema.String),
  /** One or more lines, with a line feed between them. */
  line: Schema.optionalKey(Schema.String),
  /** A command, or several with a line feed between them. */
  run: Schema.optionalKey(Schema.String),
  note: Schema.optionalKey(Schema.String)
})

export interface Fix extends Schema.Schema.Type<typeof Fix> {}

export const Finding = Schema.Struct({
  /** What was looked at, such as `tcp` or `for:dial`. */
  id: Schema.String,
  status: Status,
  title: Schema.String,
  cause: Schema.optionalKey(Schema.String),
  fix: Schema.optionalKey(Fix),
  data: Schema.optionalKey(Schema.Record(Schema.String, Schema.Json))
})

export interface Finding extends Schema.Schema.Type<typeof Finding> {}

/** What `ami doctor --json` prints. */
export const Report = Schema.Struct({
  /** The address, with the account and without its secret. */
  target: Schema.String,
  ok: Schema.Boolean,
  exitCode: Schema.Int,
  findings: Schema.Array(Finding)
})

export interface Report extends Schema.Schema.Type<typeof Report> {}

/** A step that makes the later ones impossible says with which code to exit. */
export interface Step {
  readonly findings: ReadonlyArray<Finding>
  readonly exit?: number
}

export const passed = (...findings: ReadonlyArray<Finding>): Step => ({ findings })

export const stopped = (exit: number, ...findings: ReadonlyArray<Finding>): Step => ({ findings, exit })

/** The report of all findings: the code is that of the first failure, or 1 if `strict` and something is to look at. */
export const reportOf = (
  target: string,
  findings: ReadonlyArray<Finding>,
  exit: number,
  strict: boolean
): Report => {
  const isWarned = strict && findings.some(({ status }) => status === "warn")
  const exitCode = exit === codes.done && isWarned ? codes.failed : exit
  return { target, ok: exitCode === codes.done, exitCode, findings }
}
