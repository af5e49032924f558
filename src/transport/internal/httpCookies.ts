/**
 * The cookies of one connection over HTTP: that of its session, and those that a proxy before Asterisk has set.
 *
 * All requests go to one address, so that every cookie that comes from there goes
 * back there, whatever `Path` and `Domain` say: a balancer finds its server by one,
 * and a proxy that serves Asterisk under another path may forget to rewrite them.
 *
 * @since 0.2.0
 */
import * as Duration from "effect/Duration"
import type * as Cookies from "effect/http/Cookies"

export interface Jar {
  /** The `Cookie` header of a request. */
  readonly header: () => string | undefined
  /** Keeps what an answer sets. */
  readonly keep: (cookies: Cookies.Cookies) => void
}

/** The cookie by which Asterisk knows a session (manager.c, generic_http_callback). */
export const sessionCookie = "mansession_id"

/** http.c reads lines of 4,096 bytes, the name of the header included. */
const longest = 4000
const most = 50

/** Keeps the first session for life: it is logged in, and another one would not be. */
export const make = (now: () => number): Jar => {
  let session: string | undefined
  /** By name; the one that was set last stands last. */
  const others = new Map<string, string>()
  let header: string | undefined

  const compose = (): string | undefined => {
    const parts = session === undefined ? [] : [session]
    let length = session?.length ?? 0
    for (const cookie of [...others.values()].toReversed()) {
      length += cookie.length + 2
      if (parts.length < most && length <= longest) parts.push(cookie)
    }
    return parts.length === 0 ? undefined : parts.join("; ")
  }

  return {
    header: () => header,
    keep: ({ cookies }) => {
      let hasChanged = false
      for (const cookie of Object.values(cookies)) {
        const { name, valueEncoded } = cookie
        const text = `${name}=${valueEncoded}`
        if (name === sessionCookie) {
          if (session !== undefined) continue
          session = text
        } else if (isOver(cookie, now())) {
          if (!others.delete(name)) continue
        } else {
          if (others.get(name) === text) continue
          others.delete(name)
          others.set(name, text)
          for (const oldest of others.keys()) {
            if (others.size < most) break
            others.delete(oldest)
          }
        }
        hasChanged = true
      }
      if (hasChanged) header = compose()
    }
  }
}

/** True if a cookie is taken back, which is said by an end that has passed. */
const isOver = ({ options }: Cookies.Cookie, now: number): boolean =>
  options?.maxAge !== undefined
    ? Duration.toMillis(Duration.fromInputUnsafe(options.maxAge)) <= 0
    : options?.expires !== undefined && options.expires.getTime() <= now
