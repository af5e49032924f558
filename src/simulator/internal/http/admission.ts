/**
 * Finds the session of an HTTP request: by its cookie, or by its digest.
 *
 * @since 0.1.0
 */
import type { Hub } from "../hub.ts"
import type { Peer } from "../line.ts"
import * as privileges from "../privileges.ts"
import { type Account, realmOf } from "../settings.ts"
import * as digest from "./digest.ts"
import { HttpSession } from "./httpSession.ts"
import { cookieOf } from "./parameters.ts"

/** A nonce older than this is stale (the figure is Asterisk's). */
const nonceTimeout = 62_000

const sessionsOf = (hub: Hub): ReadonlyArray<HttpSession> =>
  hub.sessions().filter((session) => session instanceof HttpSession)

const open = (hub: Hub, key: string, mask: number, peer: Peer): HttpSession => {
  const { httpTimeout: life, maxQueuedBytes } = hub.settings
  return hub.add((id) => new HttpSession({ id, key, mask, peer, life, maxQueuedBytes }))
}

/** The session of a cookie, or a new one; its events are off until it asks for them. */
export const byCookie = (hub: Hub, header: string, peer: Peer): HttpSession => {
  const key = cookieOf(header)
  return sessionsOf(hub).find((session) => session.key === key) ?? open(hub, hub.key(), 0, peer)
}

/** The session that a digest admits to, or the nonce to challenge with. */
export type Admission =
  | { readonly session: HttpSession }
  | { readonly session: undefined; readonly nonce: string; readonly stale: boolean }

const openFor = (hub: Hub, account: Account, nonce: string, peer: Peer): HttpSession => {
  // A longer nonce is truncated when it is stored, and so never found again.
  const session = open(hub, nonce.slice(-8), privileges.all, peer)
  session.logIn(account, account.name, hub.now)
  session.keyedAt = hub.now
  hub.joined.openUnsafe()
  return session
}

/** The session whose key is or was this nonce; all zeros is not a key (manager.c, find_session_by_nonce). */
const sessionOf = (hub: Hub, account: Account, nonce: string): HttpSession | undefined =>
  sessionsOf(hub).find(({ formerKey, key, user }) =>
    nonce !== "00000000" &&
    user?.toLowerCase() === account.name.toLowerCase() &&
    (key === nonce || formerKey === nonce)
  )

/** Admits as manager.c, auth_http_callback does: even a nonce that was never issued is accepted. */
export const byDigest = (hub: Hub, method: string, header: string, peer: Peer): Admission => {
  const refused = { session: undefined, nonce: hub.key(), stale: false }
  const shown = digest.read(header)
  const account = hub.settings.accounts.get(shown?.username.toLowerCase() ?? "")
  if (shown === undefined || account === undefined || !digest.isRight(shown, method, account, realmOf(hub.settings))) {
    return refused
  }
  const session = sessionOf(hub, account, shown.nonce)
  if (session === undefined) {
    const opened = openFor(hub, account, shown.nonce, peer)
    opened.renew(hub.now)
    return { session: opened }
  }
  if (session.key !== shown.nonce) return { session: undefined, nonce: session.key, stale: true }
  if (session.nonceCount >= shown.count || hub.now - session.keyedAt > nonceTimeout) {
    session.nonceCount = 0
    session.formerKey = session.key
    session.key = hub.key()
    session.keyedAt = hub.now
    return { session: undefined, nonce: session.key, stale: true }
  }
  session.nonceCount = shown.count
  session.renew(hub.now)
  return { session }
}
