/**
 * How Asterisk knows an HTTP session: by a cookie, or by the nonce of a digest.
 *
 * Asterisk answers every request, whatever has become of its session, so each
 * way has its own sign that a session is gone: an answer with another cookie, or
 * another challenge than the one that a session keeps for life.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import { type AmiError, ChallengeUnavailable, ConnectFailed, InvalidOption, LoginRejected } from "../../AmiError.ts"
import { errorFor, fail } from "../../internal/failing.ts"
import * as AmiDigest from "../../protocol/AmiDigest.ts"
import type { AmiMessage, Header } from "../../protocol/AmiMessage.ts"
import type { Connection } from "../AmiTransport.ts"
import * as Cookies from "./httpCookies.ts"
import { type Failure, unavailable } from "./httpFailures.ts"
import { type ActionRequest, type Head, type RequestOptions, send } from "./httpRequest.ts"

/** What a request may add to itself is not the caller's business. */
export type Sending = Pick<ActionRequest, "headers" | "onMessages" | "caughtUp">

export interface Access {
  readonly send: (request: Sending) => Effect.Effect<Head, Failure>
  /** Notes that the session of this answer was taken for logged in. */
  readonly loggedIn: (head: Head) => void
  /** Whether an answer came from another session than the one that was logged in. */
  readonly isAnother: (head: Head) => boolean
  /** Whether an answer came from another session than the first one, while none is logged in. */
  readonly isStray: (head: Head) => boolean
  /** Why answers come from several sessions, though each request has the cookie of the first. */
  readonly whyStray: Effect.Effect<string>
  /** Whether Asterisk still has the session, if the next answer would not tell. */
  readonly isAlive: Effect.Effect<boolean, Failure>
  readonly authenticate: Connection["authenticate"]
}

/** Asks for a challenge, which needs no login, no privilege, and leaves no trace in a log. */
const challenge: ReadonlyArray<Header> = [["Action", "Challenge"], ["AuthType", "MD5"]]

/** What a request needs besides the cookies, which are those of one connection. */
export type Options = Omit<RequestOptions, "jar">

const withJar = (options: Options): Effect.Effect<RequestOptions> =>
  Effect.map(Clock.Clock, (clock) => ({ ...options, jar: Cookies.make(() => clock.currentTimeMillisUnsafe()) }))

/** Learns that AMI is there, and gets a session by the way, which has 5 seconds to log in (manager.c, generic_http_callback). */
export const byCookie = Effect.fnUntraced(function*(given: Options): Effect.fn.Return<Access, AmiError> {
  const options = yield* withJar(given)
  const sendWithCookie: Access["send"] = (request) => send(options, request)
  let session: string | undefined

  const answer = yield* Effect.mapError(ask(sendWithCookie), unavailable(options.url))
  if (!answer.messages.some(({ kind }) => kind === "Response")) {
    return yield* unavailable(options.url)({ _tag: "Garbled", status: 200, detail: "HTTP 200 with no answer of AMI" })
  }
  const { sessionId: first } = answer.head
  if (first === undefined) {
    const address = options.url.origin
    return yield* fail(new ConnectFailed({ address, code: "NO_SESSION_COOKIE", hint: noCookie }))
  }
  return {
    send: sendWithCookie,
    loggedIn: ({ sessionId }) => {
      session = sessionId
    },
    isAnother: ({ sessionId }) => session !== undefined && sessionId !== undefined && sessionId !== session,
    isStray: ({ sessionId }) => session === undefined && sessionId !== undefined && sessionId !== first,
    whyStray: Effect.map(
      Effect.forEach(
        Array.from({ length: looks }),
        () => Effect.match(ask(sendWithCookie), { onSuccess: ({ head }) => head.sessionId, onFailure: () => undefined })
      ),
      (ids) => ids.includes(first) ? severalServers : cookieIsLost
    ),
    isAlive: Effect.succeed(true),
    authenticate: undefined
  }
})

/** Asked so often, one of a few servers that answer in turn is met again. */
const looks = 4

const noCookie = `The answer sets no cookie \`${Cookies.sessionCookie}\`, by which Asterisk knows a session: `
  + "a proxy before it takes `Set-Cookie` out"
const cookieIsLost =
  `each request was answered by another session: the cookie \`${Cookies.sessionCookie}\` does not reach `
  + "Asterisk, because a proxy takes it out of the requests, or many servers answer in turn"
const severalServers =
  "several servers answer in turn, each with sessions of its own: the balancer before them has to keep a "
  + "client on one of them, by its address or by a cookie"

/** Learns that AMI is there from the challenge of its HTTP server. */
export const byDigest = Effect.fnUntraced(function*(given: Options): Effect.fn.Return<Access, AmiError> {
  const options = yield* withJar(given)
  let current = yield* unauthorized(options)
  let count = 0
  let account: { readonly username: string; readonly secret: Redacted.Redacted<string> } | undefined
  /** Asterisk keeps the challenge of a session for its life, so that another one tells of another session. */
  let fingerprint: string | undefined

  const attempt = (request: Sending, number: number): Effect.Effect<Head, Failure> =>
    Effect.suspend(() => {
      const { nonce } = current
      const own = ++count
      const authorization = account === undefined ? undefined : AmiDigest.authorization(current, {
        ...account,
        method: "POST",
        uri: options.url.pathname,
        count: own,
        cnonce: randomHex()
      })
      return Effect.catchIf(
        send(options, { ...request, authorization }),
        (failure) => failure._tag === "Refused" && failure.status === 401,
        (failure) => {
          const next = AmiDigest.parse(failure._tag === "Refused" ? failure.challenge ?? "" : "")
          // Of two requests that are sent at once, a poll and an action, the second may come first.
          const isOvertaken = current.nonce !== nonce || count > own
          const mayTry = number === 1 || (isOvertaken && number < maxAttempts)
          if (next === undefined || !next.stale || !mayTry) return Effect.fail(failure)
          // Another request may have learned it before: its counter goes on.
          if (next.nonce !== current.nonce) {
            current = next
            count = 0
          }
          return attempt(request, number + 1)
        }
      )
    })
  const sendWithDigest: Access["send"] = (request) => attempt(request, 1)

  const challengeOf = Effect.map(
    ask(sendWithDigest),
    ({ messages }) => messages.find((message) => message.kind === "Response")?.get("Challenge")
  )

  return {
    send: sendWithDigest,
    loggedIn: () => undefined,
    isAnother: () => false,
    isStray: () => false,
    whyStray: Effect.succeed(""),
    isAlive: Effect.map(challengeOf, (known) => known === fingerprint),
    authenticate: Effect.fnUntraced(function*(credentials) {
      const { username } = credentials
      if (!printable.test(username)) {
        const rule = "must be printable ASCII, because it stands in a header of HTTP"
        return yield* fail(new InvalidOption({ of: "AmiClient", option: "username", rule }))
      }
      account = credentials
      const known = yield* Effect.mapError(
        challengeOf,
        (failure) =>
          failure._tag === "Refused" && (failure.status === 401 || failure.status === 403)
            ? errorFor(new LoginRejected({ username, message: refused[failure.status] }))
            : unavailable(options.url)(failure)
      )
      if (known === undefined) {
        return yield* fail(new LoginRejected({ username, message: "Asterisk is shutting down" }))
      }
      fingerprint = known
    })
  }
})

/** In the words of a login over TCP; an address that is not permitted is told apart by its status alone. */
const refused = {
  401: "Authentication failed",
  403: "Permission denied to this address"
} as const

const printable = /^[ -~]+$/

/** A digest that is called stale was not looked at, so that its request may be sent again: once, and while others overtake it. */
const maxAttempts = 4

const randomHex = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("")

const ask = (sending: Access["send"]) =>
  Effect.suspend(() => {
    // Gathered again each time it is asked: what was answered before must not answer now.
    const messages: Array<AmiMessage> = []
    return Effect.map(
      sending({ headers: challenge, onMessages: (more) => messages.push(...more) }),
      (head) => ({ head, messages })
    )
  })

/** Sends a request without a proof, which must be asked for one. */
const unauthorized = (options: RequestOptions): Effect.Effect<AmiDigest.Challenge, AmiError> =>
  Effect.matchEffect(send(options, { headers: challenge, onMessages: () => undefined }), {
    onSuccess: () =>
      Effect.fail(
        unavailable(options.url)({ _tag: "Garbled", status: 200, detail: "HTTP 200 without asking for a digest" })
      ),
    onFailure: (failure) => {
      if (failure._tag !== "Refused" || failure.status !== 401) return Effect.fail(unavailable(options.url)(failure))
      const asked = AmiDigest.parse(failure.challenge ?? "")
      if (asked !== undefined) return Effect.succeed(asked)
      if (/^ *(?!digest)\w/i.test(failure.challenge ?? "")) return Effect.fail(unavailable(options.url)(failure))
      const detail = `the server asks for another proof than Digest with MD5 and qop=auth`
      return fail(new ChallengeUnavailable({ detail }))
    }
  })
