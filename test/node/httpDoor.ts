/** How Asterisk authenticates HTTP Digest (manager.c, auth_http_callback), implemented separately from `src`. */
import { createHash } from "node:crypto"
import type * as Http from "node:http"
import type { Reply, Session } from "./httpServer.ts"

const md5 = (text: string) => createHash("md5").update(text).digest("hex")

/** The key that proves a secret in a challenge login. */
export const secretKey = (challenge: string, secret: string) => md5(challenge + secret)

export interface DoorOptions {
  readonly secret: () => string
  readonly find: (id: string) => Session | undefined
  readonly make: (id: string) => Session
}

/** The fields of an `Authorization` header, parsed as Asterisk does: by name, in any order. */
export const fieldsOf = (authorization: string | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...(authorization ?? "").matchAll(/(\w+)=(?:"([^"]*)"|([^,\s]*))/g)].map(([, name, quoted, token]) => [
      name,
      quoted ?? token ?? ""
    ])
  )

/** Admits requests with a valid proof, or challenges; counters must grow, and the session outlives its nonce. */
export const digestDoor = ({ find, make, secret }: DoorOptions) => {
  const counters = new Map<Session, number>()
  /** The current and the previous key of each session. */
  const names = new Map<string, Session>()
  const oldNames = new Map<string, Session>()
  let issued = 0

  const refuse = (more: string, nonce = (0x5000_0000 + ++issued * 0x1_2345).toString(16)): Reply => ({
    status: 401,
    type: "text/html",
    headers: [[
      "WWW-authenticate",
      `Digest algorithm=MD5, realm="asterisk", nonce="${nonce}", qop="auth", opaque="${nonce}"${more}`
    ]],
    body: "<h1>Unauthorized</h1>",
    cookie: null
  })
  const stale = (session: Session): Reply => {
    const nonce = (0x5000_0000 + ++issued * 0x1_2345).toString(16)
    for (const [known, one] of oldNames) if (one === session) oldNames.delete(known)
    for (const [known, one] of names) {
      if (one !== session) continue
      names.delete(known)
      oldNames.set(known, session)
    }
    names.set(nonce, session)
    counters.set(session, 0)
    return refuse(", stale=true", nonce)
  }

  const enter = (message: Http.IncomingMessage): Session | { readonly refusal: Reply } => {
    const { cnonce = "", nc = "", nonce = "", qop = "", realm = "", response, uri = "", username = "" } = fieldsOf(
      message.headers.authorization
    )
    const account = md5(`${username}:${realm}:${secret()}`)
    const proof = md5(`${account}:${nonce}:${nc}:${cnonce}:${qop}:${md5(`${message.method}:${uri}`)}`)
    if (response === undefined || response !== proof || qop !== "auth") return { refusal: refuse("") }
    const old = oldNames.get(nonce)
    if (old !== undefined && find(old.id) === old) {
      const [current] = [...names].find(([, one]) => one === old) ?? []
      return { refusal: refuse(", stale=true", current) }
    }
    const named = names.get(nonce)
    const isKnown = named !== undefined && find(named.id) === named
    // An unknown nonce starts a session, whoever made it up.
    const session = isKnown ? named : make(find(nonce) === undefined ? nonce : `${nonce}.${++issued}`)
    session.isLoggedIn = true
    if (!isKnown) names.set(nonce, session)
    const count = Number.parseInt(nc, 16)
    if (count <= (counters.get(session) ?? 0)) return { refusal: stale(session) }
    counters.set(session, count)
    return session
  }
  return Object.assign(enter, { refuse, stale })
}
