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
import * as security from "../security.ts"
import type { Session } from "../sessions.ts"
import type { Account } from "../settings.ts"
import * as wire from "../wire.ts"
import type { SessionActions } from "./session.ts"

const answersChallenge = (hub: Hub, session: Session, account: Account, request: Request): boolean => {
  const key = valueOf(request, "Key")
  if (key === "" || session.challenge === "") return false
  const expected = AmiAuth.challengeKey(session.challenge, Redacted.make(wire.toText(account.secret)))
  if (key !== expected) security.challengeFailed(hub, session, key, expected)
  return key === expected
}

const hasSecret = (hub: Hub, session: Session, account: Account, request: Request): boolean => {
  const isRight = valueOf(request, "Secret") === account.secret
  if (!isRight) security.invalidPassword(hub, session, valueOf(request, "Username"))
  return isRight
}

/** Looks up the account and its proof, and reports what is wrong (manager.c, authenticate). */
const accountOf = (hub: Hub, session: Session, request: Request): Account | undefined => {
  const username = valueOf(request, "Username")
  if (username === "") return undefined
  const account = hub.settings.accounts.get(username.toLowerCase())
  if (account === undefined) {
    security.invalidAccount(hub, session, username)
    return undefined
  }
  const isChallenged = valueOf(request, "AuthType").toLowerCase() === "md5"
  const isRight = isChallenged
    ? answersChallenge(hub, session, account, request)
    : hasSecret(hub, session, account, request)
  return isRight ? account : undefined
}

const fullyBooted = (hub: Hub): Lines => {
  const { uptime } = hub
  const lines = [`Uptime: ${uptime}`, `LastReload: ${uptime}`, "Status: Fully Booted"]
  return event("FullyBooted", "system", lines).lines
}

const login: SessionActions[string]["answer"] = (hub, session, request) => {
  if (session.user !== undefined) return { messages: [acknowledgement(request, "Already authenticated")] }
  const account = accountOf(hub, session, request)
  if (account === undefined) return { messages: [refusal(request, "Authentication failed")], end: "refused" }
  session.logIn(account, valueOf(request, "Username"), hub.now)
  session.mask = privileges.eventMask(valueOf(request, "Events")) ?? session.mask
  const accepted = acknowledgement(request, "Authentication accepted")
  hub.joined.openUnsafe()
  security.successfulAuth(hub, session)
  const isAnnounced = hub.isBooted && session.mayReceive(privileges.parse("system"))
  return { messages: isAnnounced ? [accepted, fullyBooted(hub)] : [accepted] }
}

const challenge: SessionActions[string]["answer"] = (hub, session, request) => {
  if (valueOf(request, "AuthType").toLowerCase() !== "md5") {
    return { messages: [refusal(request, "Must specify AuthType")] }
  }
  // One challenge per session, however often it asks.
  if (session.challenge === "") session.challenge = hub.challenge()
  return { messages: [success(request, `Challenge: ${session.challenge}`)] }
}

/** Refuses `Login` and `Challenge` of an account that has a session and may have one only. */
export const alreadyInUse = (hub: Hub, session: Session, request: Request): boolean => {
  const username = valueOf(request, "Username").toLowerCase()
  const account = hub.settings.accounts.get(username)
  if (account === undefined || account.allowsMultipleLogin) return false
  const isInUse = hub.sessions().some(({ user }) => user?.toLowerCase() === username)
  if (isInUse) security.sessionLimit(hub, session)
  return isInUse
}

/** `Challenge`, `Login` and `Logoff`. */
export const actions: SessionActions = {
  Challenge: { answer: challenge },
  Login: { answer: login },
  Logoff: {
    answer: (_, __, request) => ({ messages: [goodbye(request)], end: "closed" })
  }
}
