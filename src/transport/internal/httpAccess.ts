/**
 * How Asterisk identifies an HTTP session: by a cookie, or by the nonce of a digest.
 *
 * Asterisk answers every request, even without a valid session, so each method has its own sign that a session is gone:
 * an answer with another cookie, or a challenge other than the one that a session keeps for life.
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

/** The parts of a request that are up to the caller. */
export type Sending = Pick<ActionRequest, "headers" | "onMessages" | "caughtUp">

export interface Access {
  readonly send: (request: Sending) => Effect.Effect<Head, Failure>
  /** Records that Asterisk accepted the login of this answer's session. */
  readonly loggedIn: (head: Head) => void
  /** Whether an answer came from a session other than the one that is logged in. */
  readonly isAnother: (head: Head) => boolean
  /** Whether an answer came from a session other than the first, while none is logged in. */
  readonly isStray: (head: Head) => boolean
  /** Why answers come from several sessions, although each request has the cookie of the first. */
  readonly whyStray: Effect.Effect<string>
  /** Whether Asterisk still has the session, for cases in which the next answer would not tell. */
  readonly isAlive: Effect.Effect<boolean, Failure>
  readonly authenticate: Connection["authenticate"]
}

/** Asks for a challenge, which needs no login and no privilege, and leaves no trace in a log. */
const challenge: ReadonlyArray<Header> = [["Action", "Challenge"], ["AuthType", "MD5"]]

/** The options of a request, except for the cookies, which belong to one connection. */
export type Options = Omit<RequestOptions, "jar">

const withJar = (options: Options): Effect.Effect<RequestOptions> =>
  Effect.map(Clock.Clock, (clock) => ({ ...options, jar: Cookies.make(() => clock.currentTimeMillisUnsafe()) }))

/** Detects AMI, and thereby gets a session, which has 5 seconds to log in (manager.c, generic_http_callback). */
export const byCookie = Effect.fnUntraced(function*(given: Options): Effect.fn.Return<Access, AmiError> {
  const options = yield* withJar(given)
  const sendWithCookie: Access["send"] = (request) => send(options, request)
  let session: string | undefined

  const answer = yield* Effect.mapError(ask(sendWithCookie), unavailable(options.url))
  if (!answer.messages.some(({ kind }) => kind === "Response")) {
    return yield* unavailable(options.url)({
      _tag: "Garbled",
      status: 200,
      detail: "HTTP 200 without an answer from AMI"
    })
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
        Array.from({ length: probes }),
        () => Effect.match(ask(sendWithCookie), { onSuccess: ({ head }) => head.sessionId, onFailure: () => undefined })
      ),
      (ids) => ids.includes(first) ? severalServers : cookieIsLost
    ),
    isAlive: Effect.succeed(true),
    authenticate: undefined
  }
})

/** After this many requests, one of a few servers that answer in turn is met again. */
const probes = 4

const noCookie = `The answer sets no cookie \`${Cookies.sessionCookie}\`, by which Asterisk knows a session: `
  + "a proxy in front of it removes `Set-Cookie`"
const cookieIsLost =
  `each request was answered by another session: the cookie \`${Cookies.sessionCookie}\` does not reach `
  + "Asterisk, because a proxy removes it from the requests, or many servers answer in turn"
const severalServers = "several servers answer in turn, each with sessions of its own: the load balancer must keep a "
  + "client on one of them, by its address or by a cookie"

/** Detects AMI from the challenge of its HTTP server. */
export const byDigest = Effect.fnUntraced(function*(given: Options): Effect.fn.Return<Access, AmiError> {
  const options = yield* withJar(given)
  let current = yield* unauthorized(options)
  let count = 0
  let account: { readonly username: string; readonly secret: Redacted.Redacted<string> } | undefined
  /** Asterisk keeps the challenge of a session for life, so another challenge means another session. */
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
          // Of two requests sent at once, a poll and an action, the second may arrive first.
          const isOvertaken = current.nonce !== nonce || count > own
          const mayTry = number === 1 || (isOvertaken && number < maxAttempts)
          if (next === undefined || !next.stale || !mayTry) return Effect.fail(failure)
          // Another request may already have received this nonce: its counter goes on.
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
        const rule = "must be printable ASCII, because it is part of an HTTP header"
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

/** The same texts as for a login over TCP; only the status tells an address that is not permitted. */
const refused = {
  401: "Authentication failed",
  403: "Permission denied to this address"
} as const

const printable = /^[ -~]+$/

/** A request whose digest is called stale was not processed and may be sent again: once, or while other requests overtake it. */
const maxAttempts = 4

const randomHex = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("")

const ask = (sending: Access["send"]) =>
  Effect.suspend(() => {
    // Reset for each run, so that messages of an earlier answer are not reused.
    const messages: Array<AmiMessage> = []
    return Effect.map(
      sending({ headers: challenge, onMessages: (more) => messages.push(...more) }),
      (head) => ({ head, messages })
    )
  })

/** Sends a request without a proof, to which the server must answer with a challenge. */
const unauthorized = (options: RequestOptions): Effect.Effect<AmiDigest.Challenge, AmiError> =>
  Effect.matchEffect(send(options, { headers: challenge, onMessages: () => undefined }), {
    onSuccess: () =>
      Effect.fail(
        unavailable(options.url)({ _tag: "Garbled", status: 200, detail: "HTTP 200 without a request for a digest" })
      ),
    onFailure: (failure) => {
      if (failure._tag !== "Refused" || failure.status !== 401) return Effect.fail(unavailable(options.url)(failure))
      const asked = AmiDigest.parse(failure.challenge ?? "")
      if (asked !== undefined) return Effect.succeed(asked)
      if (/^ *(?!digest)\w/i.test(failure.challenge ?? "")) return Effect.fail(unavailable(options.url)(failure))
      const detail = `the server asks for authentication other than Digest with MD5 and qop=auth`
      return fail(new ChallengeUnavailable({ detail }))
    }
  })
