/**
 * Security events: who logged in, who failed to, and who asked for what is not allowed or not known.
 *
 * @since 0.2.0
 */
import type { Hub } from "./hub.ts"
import type { Address } from "./line.ts"
import { event, type Lines } from "./messages.ts"
import type { Session } from "./sessions.ts"

/** A time as it is in JSON, with milliseconds. */
const timeOf = (now: number): string => new Date(now).toISOString().replace("Z", "+0000")

/** A pointer of the session, as `%p` prints it: always the same, and different for each session. */
const pointerOf = ({ id }: Session): string =>
  `0x7f${((id * 0x9e37_79b0) % 0x1_0000_0000).toString(16).padStart(8, "0")}${(id % 256).toString(16).padStart(2, "0")}`

const addressOf = (transport: string, { host, port }: Address): string =>
  `${host.includes(":") ? "IPV6" : "IPV4"}/${transport}/${host}/${port}`

interface Report {
  readonly severity: "Error" | "Informational"
  readonly version: number
  /** The account; undefined if it is the last header of the event. */
  readonly account: string | undefined
  /** Between the addresses and the time of the session. */
  readonly lines: Lines
  /** After the time of the session. */
  readonly rest?: Lines
}

const publish = (hub: Hub, session: Session, name: string, report: Report): void => {
  const { account, lines, rest = [], severity, version } = report
  const { local, remote, transport } = session.peer
  hub.publish(event(name, "security", [
    `EventTV: ${timeOf(hub.now)}`,
    `Severity: ${severity}`,
    "Service: AMI",
    `EventVersion: ${version}`,
    ...(account === undefined ? [] : [`AccountID: ${account}`]),
    `SessionID: ${pointerOf(session)}`,
    `LocalAddress: ${addressOf(transport, local)}`,
    `RemoteAddress: ${addressOf(transport, remote)}`,
    ...lines,
    // A session that is not logged in has no time yet.
    `SessionTV: ${timeOf(session.since)}`,
    ...rest
  ]))
}

const error = (hub: Hub, session: Session, name: string, account: string, lines: Lines = []): void =>
  publish(hub, session, name, { severity: "Error", version: 1, account, lines })

/** The name of the action is cut (manager.c, report_req_not_allowed). */
const requestType = (action: string): string => `RequestType: ${`Action: ${action}`.slice(0, 63)}`

/** An account logged in. */
export const successfulAuth = (hub: Hub, session: Session): void =>
  publish(hub, session, "SuccessfulAuth", {
    severity: "Informational",
    version: 1,
    account: session.user ?? "",
    lines: ["UsingPassword: 0"]
  })

/** There is no account of this name. */
export const invalidAccount = (hub: Hub, session: Session, account: string): void =>
  error(hub, session, "InvalidAccountID", account)

/** The secret was wrong. */
export const invalidPassword = (hub: Hub, session: Session, account: string): void =>
  publish(hub, session, "InvalidPassword", { severity: "Error", version: 2, account, lines: [] })

/** The answer to a challenge was wrong. */
export const challengeFailed = (hub: Hub, session: Session, response: string, expected: string): void =>
  error(hub, session, "ChallengeResponseFailed", "", [
    `Challenge: ${session.challenge}`,
    `Response: ${response}`,
    `ExpectedResponse: ${expected}`
  ])

/** The account has a session and may have one only. */
export const sessionLimit = (hub: Hub, session: Session): void => error(hub, session, "SessionLimit", "")

/** The account may not send the action, or nobody is logged in. */
export const notAllowed = (hub: Hub, session: Session, action: string): void =>
  error(hub, session, "RequestNotAllowed", session.user ?? "", [requestType(action)])

/** There is no such action; `NONE` if the request has none. */
export const badFormat = (hub: Hub, session: Session, action: string): void =>
  publish(hub, session, "RequestBadFormat", {
    severity: "Error",
    version: 1,
    account: undefined,
    lines: [requestType(action)],
    rest: [`AccountID: ${session.user ?? ""}`]
  })
