/**
 * The actions that open and close a session: `Challenge`, `Login` and `Logoff`.
 *
 * @since 0.1.0
 */
import * as Redacted from "effect/Redacted"
import * as AmiAuth from "../../../protocol/AmiAuth.ts"
import type { Hub } from "../hub.ts"
import { acknowledgement, event, goodbye, type Lines, refusal, success } from "../messages.ts"
import * as privileges from "../privileges.ts"
import { type Request, valueOf } from "../requests.ts"
import type { Session } from "../sessions.ts"
import type { Account } from "../settings.ts"
import * as wire from "../wire.ts"
import type { SessionActions } from "./session.ts"

const answersChallenge = (session: Session, account: Account, request: Request): boolean =>
  session.challenge !== "" &&
  valueOf(request, "Key") === AmiAuth.challengeKey(session.challenge, Redacted.make(wire.toText(account.secret)))

const accountOf = (hub: Hub, session: Session, request: Request): Account | undefined => {
  const account = hub.settings.accounts.get(valueOf(request, "Username").toLowerCase())
  if (account === undefined) return undefined
  const isChallenged = valueOf(request, "AuthType").toLowerCase() === "md5"
  const isRight = isChallenged
    ? answersChallenge(session, account, request)
    : valueOf(request, "Secret") === account.secret
  return isRight ? account : undefined
}

const fullyBooted = (hub: Hub): Lines => {
  const uptime = Math.floor((hub.now - hub.startedAt) / 1000)
  const lines = [`Uptime: ${uptime}`, `LastReload: ${uptime}`, "Status: Fully Booted"]
  return event("FullyBooted", "system", lines).lines
}

/** Every session that may read security events sees all logins. */
const successfulAuth = (hub: Hub, session: Session, user: string) => {
  const time = new Date(hub.now).toISOString().replace("Z", "+0000")
  return event("SuccessfulAuth", "security", [
    `EventTV: ${time}`,
    "Severity: Informational",
    "Service: AMI",
    "EventVersion: 1",
    `AccountID: ${user}`,
    `SessionID: 0x${session.id.toString(16).padStart(12, "0")}`,
    "LocalAddress: IPV4/TCP/127.0.0.1/5038",
    "RemoteAddress: IPV4/TCP/127.0.0.1/0",
    "UsingPassword: 0",
    `SessionTV: ${time}`
  ])
}

const login: SessionActions[string]["answer"] = (hub, session, request) => {
  if (session.user !== undefined) return { messages: [acknowledgement(request, "Already authenticated")] }
  const account = accountOf(hub, session, request)
  if (account === undefined) return { messages: [refusal(request, "Authentication failed")], end: "refused" }
  const user = valueOf(request, "Username")
  session.user = user
  session.since = hub.now
  session.read = account.read
  session.write = account.write
  session.mask = privileges.eventMask(valueOf(request, "Events")) ?? session.mask
  const accepted = acknowledgement(request, "Authentication accepted")
  hub.publish(successfulAuth(hub, session, user))
  return { messages: session.mayHear(privileges.parse("system")) ? [accepted, fullyBooted(hub)] : [accepted] }
}

const challenge: SessionActions[string]["answer"] = (hub, session, request) => {
  if (valueOf(request, "AuthType").toLowerCase() !== "md5") {
    return { messages: [refusal(request, "Must specify AuthType")] }
  }
  // One challenge per session, however often it asks.
  if (session.challenge === "") session.challenge = hub.challenge()
  return { messages: [success(request, `Challenge: ${session.challenge}`)] }
}

/** `Challenge`, `Login` and `Logoff`. */
export const actions: SessionActions = {
  Challenge: { answer: challenge },
  Login: { answer: login },
  Logoff: {
    answer: (_, __, request) => ({ messages: [goodbye(request)], end: "closed" })
  }
}
