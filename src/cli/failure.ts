/**
 * How a command fails: its exit code, its words and its JSON.
 *
 * The exit code says what may have happened in Asterisk: 2 means that nothing was sent, 8 that it may have run.
 *
 * @since 0.2.0
 */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import { AmiError } from "../AmiError.ts"
import { forUsers } from "./wording.ts"

/** The exit codes; `ami help exit-codes` explains them. */
export const codes = {
  done: 0,
  failed: 1,
  usage: 2,
  unreachable: 3,
  login: 4,
  permission: 5,
  timeout: 6,
  notAnswered: 7,
  unknown: 8,
  defect: 70,
  interrupted: 130
} as const

/** What `--json` prints on stderr, below `error`. */
export interface ErrorJson {
  readonly reason: string
  readonly message: string
  readonly retryable: boolean
  readonly exitCode: number
  readonly [field: string]: unknown
}

/** A command failed, and this is what the program says of it. */
export class Failed extends Data.TaggedError("Failed")<{
  /** One sentence; "" if everything was said already. */
  readonly message: string
  readonly exitCode: number
  /** What to do next, a line each; two at most are printed. */
  readonly hints: ReadonlyArray<string>
  readonly json: ErrorJson
}> {}

/** A failure of the command line itself. */
export const failed = (
  message: string,
  options: {
    readonly exitCode?: number
    readonly hints?: ReadonlyArray<string>
    readonly reason?: string
    readonly details?: Readonly<Record<string, unknown>>
  } = {}
): Failed => {
  const { details = {}, exitCode = codes.failed, hints = [], reason = "Failed" } = options
  return new Failed({ message, exitCode, hints, json: { reason, ...details, message, retryable: false, exitCode } })
}

/** The command was not given as it must be: nothing was sent. */
export const usage = (message: string, ...hints: ReadonlyArray<string>): Failed =>
  failed(message, { exitCode: codes.usage, hints, reason: "Usage" })

/** Ends with a code, if the command has printed already what there is to say. */
export const exitWith = (exitCode: number): Effect.Effect<void, Failed> =>
  exitCode === 0 ? Effect.void : Effect.fail(failed("", { exitCode }))

/** The exit code of an error of the library. */
export const codeOf = ({ reason }: AmiError): number => {
  switch (reason._tag) {
    case "NotSent":
      return reason.why === "Invalid" ? codes.usage : reason.why === "QueuedTimeout" ? codes.timeout : codes.unreachable
    case "InvalidOption":
    case "InvalidRecording":
      return codes.usage
    case "NotExecuted":
    case "ActionFailed":
    case "DecodeFailed":
      return codes.failed
    case "PermissionDenied":
      return codes.permission
    case "NotAnswered":
      return codes.notAnswered
    case "OutcomeUnknown":
    case "ListIncomplete":
      return codes.unknown
    case "ConnectFailed":
    case "NotAmi":
    case "TlsRejected":
    case "ConnectionLost":
    case "SlowConsumer":
      return codes.unreachable
    case "LoginRejected":
    case "ChallengeUnavailable":
      return codes.login
    case "LoginTimeout":
      return codes.timeout
  }
}

/** What to do next; nothing that the message says already. */
const hintsOf = ({ reason }: AmiError): ReadonlyArray<string> => {
  switch (reason._tag) {
    case "ConnectFailed":
      return reason.code === "ECONNREFUSED"
        ? ["ami doctor looks closer", "No PBX at hand? Add --demo"]
        : ["ami doctor looks closer"]
    case "NotAmi":
    case "TlsRejected":
    case "LoginRejected":
      return ["ami doctor looks closer"]
    case "PermissionDenied":
      return [`ami permissions ${reason.action}`]
    case "OutcomeUnknown":
      return ["Look before you repeat it: ami channels"]
    default:
      return []
  }
}

/** The fields of a reason that are safe and useful to a program: no answer of Asterisk, which may contain secrets. */
const fields = [
  "action",
  "actionId",
  "needs",
  "address",
  "code",
  "why",
  "cause",
  "causeText",
  "channel",
  "channelId",
  "dialStatus",
  "field",
  "hint",
  "option",
  "outcome",
  "rule",
  "username"
]

/** What the program says of an error of the library. */
export const fromAmi = (error: AmiError): Failed => {
  const { reason } = error
  const details = Object.fromEntries(
    Object.entries(reason).filter(([name, value]) => fields.includes(name) && value !== undefined)
  )
  const exitCode = codeOf(error)
  // Without the name of the client: there is only one.
  const message = forUsers(new AmiError({ reason }).message)
  return new Failed({
    message,
    exitCode,
    hints: hintsOf(error),
    json: { reason: reason._tag, ...details, message, retryable: error.isRetryable, exitCode }
  })
}
