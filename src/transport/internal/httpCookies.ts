/**
 * The cookies of one connection over HTTP: that of its session, and those set by a proxy in front of Asterisk.
 *
 * All requests go to one address, so every cookie received is sent back, whatever its `Path` and `Domain`: a load
 * balancer finds its server by one, and a proxy that serves Asterisk under another path may not rewrite them.
 *
 * @since 0.2.0
 */
import * as Duration from "effect/Duration"
import type * as Cookies from "effect/http/Cookies"

export interface Jar {
  /** The `Cookie` header of a request. */
  readonly header: () => string | undefined
  /** Stores the cookies of an answer. */
  readonly keep: (cookies: Cookies.Cookies) => void
}

/** The cookie by which Asterisk identifies a session (manager.c, generic_http_callback). */
export const sessionCookie = "mansession_id"

/** http.c reads lines of 4,096 bytes, including the name of the header. */
const maxLength = 4000
const maxCookies = 50

/** Keeps the first session for life: it is logged in, and another one would not be. */
export const make = (now: () => number): Jar => {
  let session: string | undefined
  /** By name, in the order in which they were last set. */
  const others = new Map<string, string>()
  let header: string | undefined

  const compose = (): string | undefined => {
    const parts = session === undefined ? [] : [session]
    let length = session?.length ?? 0
    for (const cookie of [...others.values()].toReversed()) {
      length += cookie.length + 2
      if (parts.length < maxCookies && length <= maxLength) parts.push(cookie)
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
            if (others.size < maxCookies) break
            others.delete(oldest)
          }
        }
        hasChanged = true
      }
      if (hasChanged) header = compose()
    }
  }
}

/** True if a cookie is deleted, by an expiry in the past. */
const isOver = ({ options }: Cookies.Cookie, now: number): boolean =>
  options?.maxAge !== undefined
    ? Duration.toMillis(Duration.fromInputUnsafe(options.maxAge)) <= 0
    : options?.expires !== undefined && options.expires.getTime() <= now
