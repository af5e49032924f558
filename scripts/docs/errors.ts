/**
 * The tables of `docs/errors.md`: a row for each reason of an `AmiError`, and for each of its causes.
 *
 * Messages, causes and whether an error is retryable come from `AmiError` itself. A reason or cause without a row is an error.
 */
import * as AmiError from "../../src/AmiError.ts"
import * as AmiMessage from "../../src/protocol/AmiMessage.ts"
import { type Page, table } from "./markdown.ts"

interface Row {
  readonly reason: AmiError.Reason
  /** Whether the action may have run. */
  readonly ran: string
  /** The cause if the message does not say it, and what to do. */
  readonly todo: string
}

const row = (reason: AmiError.Reason, ran: string, todo: string): Row => ({ reason, ran, todo })

const refused = (words: string) => AmiMessage.make([["Response", "Error"], ["Message", words]])
const action = "Originate"
const address = "pbx:5038"
const actionId = "…"

// --- Rows -------------------------------------------------------------------

const notSent = (why: AmiError.NotSent["why"], todo: string) =>
  row(
    new AmiError.NotSent({
      action,
      why,
      ...(why === "Invalid" ? { field: "Exten", rule: "must not contain CR, LF or NUL" } : {})
    }),
    "no",
    todo
  )

const unknown = (cause: AmiError.OutcomeUnknown["cause"], todo: string) =>
  row(new AmiError.OutcomeUnknown({ action, actionId, epoch: 1, cause }), "**maybe**", todo)

const unlisted = (cause: AmiError.ListIncomplete["cause"], todo: string) =>
  row(new AmiError.ListIncomplete({ action: "QueueStatus", items: [], cause }), "yes, in part", todo)

const unanswered = (outcome: AmiError.NotAnswered["outcome"], cause: number, causeText: string, todo: string) =>
  row(
    new AmiError.NotAnswered({ action, channel: "PJSIP/100", channelId: "…", outcome, cause, causeText }),
    "yes",
    todo
  )

const actions: ReadonlyArray<Row> = [
  notSent(
    "NotConnected",
    "Retry, or let it wait with `onDisconnected: \"wait\"`. `status` says why there is no connection"
  ),
  notSent("QueueFull", "Send fewer at once, or raise `limits.queued`"),
  notSent("QueuedTimeout", "Retry later. Is an action before it slow, or Asterisk away?"),
  notSent("Closed", "The scope of the client has ended: keep it open as long as you send"),
  notSent(
    "Invalid",
    "Fix the value: the message names the header and the rule. Also a dangerous action with `dangerous: \"refuse\"`"
  ),
  row(
    new AmiError.NotExecuted({ action, response: refused("Invalid/unknown command: Originate") }),
    "no",
    "Unknown action (is its module loaded?), or Asterisk is shutting down. Fix the name, or wait for the restart"
  ),
  row(
    new AmiError.NotExecuted({ action, response: refused("Permission denied"), why: "SessionExpired" }),
    "no",
    "HTTP only: Asterisk forgot the session. The client logs in again; retry"
  ),
  row(
    new AmiError.PermissionDenied({ action, needs: ["originate", "all"], response: refused("Permission denied") }),
    "no",
    "Give the account the class in manager.conf. See [security](security.md)"
  ),
  row(
    new AmiError.ActionFailed({
      action,
      message: "Extension does not exist.",
      response: refused("Extension does not exist.")
    }),
    "yes, and failed",
    "Asterisk's own message: no such channel, extension, queue … For calls, is `context` right? It defaults to `from-internal`"
  ),
  unknown("Timeout", "Look first (`Ami.findCall` for calls), then decide. Does an earlier action block the session?"),
  unknown("Disconnected", "Look first: it may have run before the connection ended"),
  unknown("Closed", "The client closed before the answer: keep its scope open until the action is done"),
  unknown("ProtocolError", "HTTP only: a proxy or another server answered. `detail` has what it said"),
  row(
    new AmiError.DecodeFailed({ action: "DBCount", issue: "Expected an integer", response: refused("") }),
    "yes",
    "Fix the schema of your own action; `response` has the answer. A schema must not throw, nor wait for anything"
  )
]

const lists: ReadonlyArray<Row> = [
  unlisted("Disconnected", "Ask again when connected. `items` has what came"),
  unlisted("Timeout", "Raise `actionTimeout`: it counts from item to item"),
  unlisted("Closed", "Keep the scope of the client open"),
  unlisted("ProtocolError", "HTTP only: something else answered"),
  unlisted("Cancelled", "Asterisk gave up: look at its log"),
  unlisted("TooManyItems", "Take `ami.stream` with `Stream.take`, or raise `limits.listItems`"),
  unlisted("TooLarge", "Raise `limits.listBytes`, or run fewer lists at once"),
  unlisted("CountMismatch", "Ask again. If it stays, take the items from the error"),
  unlisted("Failed", "Asterisk reported an error within the list: `response` has its message")
]

const calls: ReadonlyArray<Row> = [
  unanswered("Busy", 17, "User busy", "Try later: people decide when"),
  unanswered("NoAnswer", 19, "User alerting, no answer", "Let it ring longer with `timeout`, or try later"),
  unanswered("Rejected", 21, "Call Rejected", "Somebody declined, or the telephone is on “do not disturb”"),
  unanswered(
    "Unreachable",
    20,
    "Subscriber absent",
    "Is the extension right, and the telephone registered? `pjsip show endpoints`"
  ),
  unanswered("Congestion", 34, "Circuit/channel congestion", "The trunk or the network has no room: try later"),
  unanswered("Cancelled", 26, "Answered elsewhere", "Hung up on Asterisk's side before it answered"),
  unanswered(
    "Failed",
    58,
    "Bearer capability not available",
    "Often no codec in common: `cause` and `dialStatus` say more"
  )
]

const connecting = (code: string, todo: string) => row(new AmiError.ConnectFailed({ address, code }), "no", todo)
const tls = (code: string, todo: string) => row(new AmiError.TlsRejected({ address: "pbx:5039", code }), "no", todo)
const login = (message: string, todo: string) =>
  row(new AmiError.LoginRejected({ username: "hello", message }), "no", todo)

const connections: ReadonlyArray<Row> = [
  row(
    new AmiError.InvalidOption({
      of: "AmiClient",
      option: "limits.inFlight",
      rule: "must be a whole number of 1 or more",
      given: "0"
    }),
    "no",
    "Fix the option: the message has its name, its rule and the given value. See [options](options.md)"
  ),
  connecting(
    "ECONNREFUSED",
    "`enabled = yes` in manager.conf? Does `bindaddr` include this address? Is Asterisk running?"
  ),
  connecting("ENOTFOUND", "The host name cannot be resolved"),
  connecting("TIMEOUT", "A firewall, or the wrong address. `connectTimeout` is 5 seconds"),
  connecting("NO_BANNER", "Is it the port for TLS or HTTP? Plain AMI is 5038, TLS 5039, HTTP 8088 and 8089"),
  connecting("CLOSED_BEFORE_BANNER", "Too many connections have not logged in (`authlimit` in manager.conf)"),
  row(
    new AmiError.NotAmi({ address, sample: "SSH-2.0-OpenSSH" }),
    "no",
    "Another service has this port. Over HTTP: is `webenabled = yes`, and is `prefix` right?"
  ),
  tls("DEPTH_ZERO_SELF_SIGNED_CERT", "Pass the server's certificate as `ca`. It cannot be ignored"),
  tls("ERR_TLS_CERT_ALTNAME_INVALID", "Connect to a name in the certificate, or set `servername`"),
  tls("CERT_HAS_EXPIRED", "Renew the certificate"),
  tls("ERR_SSL_WRONG_VERSION_NUMBER", "The port does not speak TLS"),
  login("Authentication failed", "Name, secret, or `permit` and `deny`; was `manager reload` run?"),
  login("Permission denied to this address", "HTTP Digest: `permit` or `deny` keeps this address out"),
  login("Login Already In Use", "`allowmultiplelogin = no`, and somebody else is logged in. The client keeps trying"),
  login("Asterisk is shutting down", "Wait for the restart: the client keeps trying"),
  row(
    new AmiError.ChallengeUnavailable({ detail: "Permission denied" }),
    "no",
    "The secret is not sent in clear unless you say so: `auth: \"plaintext\"`, over TLS"
  ),
  row(
    new AmiError.LoginTimeout({ username: "hello" }),
    "no",
    "Asterisk is busy or frozen. Retry, or raise `loginTimeout`"
  )
]

const lost = (why: AmiError.ConnectionLost["why"], todo: string) =>
  row(new AmiError.ConnectionLost({ why }), "see the action's error", todo)

const losses: ReadonlyArray<Row> = [
  lost("Ended", "A restart, `manager kick session`, or `writetimeout`. The client connects again"),
  lost("Reset", "As above, or the network. The client connects again"),
  lost("TooLarge", "Raise `limits` of the transport if such a message is right"),
  lost("WriteFailed", "The network. The client connects again"),
  lost("ClientClosed", "Nothing: your own scope has ended"),
  lost("SessionExpired", "HTTP only. The client logs in again"),
  lost("SessionStolen", "HTTP only: another client uses the same cookie. The client logs in again"),
  lost("Unreachable", "A frozen Asterisk or a cut cable, found by the keep-alive. The client connects again"),
  lost("Defect", "A transport or schedule of yours threw: fix it. The client has ended"),
  row(
    new AmiError.SlowConsumer({ capacity: 16_384 }),
    "–",
    "Only with `overflow: \"fail\"`, and for `changes` of a tracker: handle faster, or raise `capacity`, and subscribe again"
  ),
  row(
    new AmiError.InvalidRecording({ file: "monday.ndjson", line: 3, problem: "has neither `headers` nor a `mark`" }),
    "–",
    "Mend or leave out that line. Keep the first one if you cut a file: it says the format. See [recordings](recordings.md)"
  )
]

// --- The page ---------------------------------------------------------------

/** What a row needs to identify a reason. */
interface Told {
  readonly _tag: string
  readonly why?: unknown
  readonly cause?: unknown
  readonly code?: unknown
  readonly outcome?: unknown
}

/** The field that distinguishes causes, such as `why` of `NotSent`. */
const causeIn = (reason: Told): string => {
  const { cause, code, outcome, why } = reason
  const told = outcome ?? why ?? cause ?? code
  return typeof told === "string" ? told : ""
}

const longest = 120

const cut = (text: string): string =>
  text.length <= longest ? text : `${text.slice(0, text.lastIndexOf(" ", longest - 2)).replace(/[.,:;(]+$/, "")} …`

const print = (rows: ReadonlyArray<Row>): string =>
  table(
    ["reason", "message", "may have run", "retryable", "cause, and what to do"],
    rows.map(({ ran, reason, todo }) => {
      const cause = causeIn(reason)
      const error = new AmiError.AmiError({ reason })
      const name = `\`${reason._tag}\`${cause === "" ? "" : ` \`${cause}\``}`
      return [name, cut(error.message), ran, error.isRetryable ? "yes" : "no", todo]
    })
  )

/** The literals of a field, optional or not. */
const literalsOf = (field: unknown): ReadonlyArray<string> => {
  const { literal, literals, schema } = (field ?? {}) as {
    readonly literals?: ReadonlyArray<string>
    readonly literal?: string
    readonly schema?: unknown
  }
  if (literals !== undefined) return literals
  return literal === undefined ? schema === undefined ? [] : literalsOf(schema) : [literal]
}

interface Described {
  readonly identifier: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** Reasons, and their causes, that have no row. */
export const untold = (
  reasons: ReadonlyArray<Described>,
  rows: ReadonlyArray<{ readonly reason: Told }>
): ReadonlyArray<string> =>
  reasons.flatMap(({ fields, identifier }) => {
    const tag = identifier.replace(/^.*\//, "")
    const own = rows.filter(({ reason }) => reason._tag === tag)
    if (own.length === 0) return [`has no row for the reason ${tag}`]
    return ["why", "cause", "outcome"].flatMap((field) =>
      literalsOf(fields[field])
        .filter((literal) => own.every(({ reason }) => causeIn(reason) !== literal))
        .map((literal) => `has no row for ${field} ${literal} of ${tag}`)
    )
  })

/** `docs/errors.md`. */
export const errorsPage = (): Page => ({
  path: "docs/errors.md",
  parts: {
    actions: print(actions),
    lists: print(lists),
    calls: print(calls),
    connections: print(connections),
    losses: print(losses)
  },
  faults: untold(AmiError.Reason.members, [...actions, ...lists, ...calls, ...connections, ...losses])
})
