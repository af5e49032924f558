/**
 * Login and logoff.
 *
 * Nothing is sent after a login until it is answered, and a secret is never
 * sent in clear unless the caller asked for it: if Asterisk gives no challenge,
 * the login fails.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { type AmiError, ChallengeUnavailable, ConnectionLost, LoginRejected, LoginTimeout } from "../../../AmiError.ts"
import { isErrorResponse } from "../../../internal/answers.ts"
import { fail } from "../../../internal/failing.ts"
import { challengeKey } from "../../../protocol/AmiAuth.ts"
import * as AmiCodec from "../../../protocol/AmiCodec.ts"
import type { AmiMessage, Header } from "../../../protocol/AmiMessage.ts"
import type * as AmiTransport from "../../../transport/AmiTransport.ts"
import type { Session } from "./session.ts"

export interface Credentials extends AmiTransport.Credentials {
  readonly auth: "challenge" | "plaintext"
}

/** The credential that cannot be written, if there is one. Checked before anything is sent, also if a challenge comes first. */
export const refusal = ({ auth, secret, username }: Credentials): AmiCodec.EncodeFailure | undefined => {
  const inClear: ReadonlyArray<Header> = auth === "plaintext" ? [["Secret", Redacted.value(secret)]] : []
  const encoded = AmiCodec.encode("Login", "1", [["Username", username], ...inClear])
  return Result.isFailure(encoded) ? encoded.failure : undefined
}

/**
 * Logs in; `events` is the mask that Asterisk gets.
 *
 * If the connection proves the secret itself, Asterisk considers the session logged in, and only the mask is left to send.
 */
export const login = Effect.fnUntraced(function*(
  session: Session,
  credentials: Credentials,
  events: string,
  timeout: Duration.Duration
): Effect.fn.Return<void, AmiError> {
  const { username } = credentials
  const ask = (name: string, headers: ReadonlyArray<Header>) =>
    session.ask(name, headers, timeout).pipe(
      Effect.catchReasons("AmiError", {
        OutcomeUnknown: ({ cause, detail }) =>
          fail(cause === "Timeout" ? new LoginTimeout({ username }) : lostWhileLoggingIn(detail)),
        NotSent: (reason) => fail(reason.why === "NotConnected" ? lostWhileLoggingIn() : reason)
      })
    )
  if (session.authenticate !== undefined) {
    yield* session.authenticate(credentials)
    const masked = yield* ask("Events", [["EventMask", events]])
    return isErrorResponse(masked) ? yield* rejected(masked, username) : undefined
  }
  const proof = credentials.auth === "plaintext"
    ? [["Secret", Redacted.value(credentials.secret)] as const]
    : yield* answerChallenge(yield* ask("Challenge", [["AuthType", "MD5"]]), credentials)
  const response = yield* ask("Login", [["Username", username], ...proof, ["Events", events]])
  if (response.name.toLowerCase() !== "success") {
    return yield* rejected(response, username)
  }
})

const rejected = (response: AmiMessage, username: string) =>
  fail(new LoginRejected({ username, message: response.get("Message") ?? "no reason given" }))

const lostWhileLoggingIn = (detail?: string) =>
  new ConnectionLost({ why: "Ended", detail: `while logging in${detail === undefined ? "" : `: ${detail}`}` })

const answerChallenge = (
  response: AmiMessage,
  credentials: Credentials
): Effect.Effect<ReadonlyArray<Header>, AmiError> => {
  const { secret, username } = credentials
  const challenge = response.get("Challenge")
  if (isErrorResponse(response)) {
    // An account that allows one login refuses the second at the challenge already (manager.c, action_challenge).
    const message = response.get("Message") ?? "no reason given"
    const rejected = new LoginRejected({ username, message })
    return fail(rejected.isRetryable ? rejected : new ChallengeUnavailable({ detail: message }))
  }
  if (challenge === undefined || challenge === "") return fail(new ChallengeUnavailable({ detail: "it was empty" }))
  return Effect.succeed([["AuthType", "MD5"], ["Key", challengeKey(challenge, secret)]])
}

/** Says goodbye, and waits at most `timeout` for the answer or the end of the connection. */
export const logoff = (session: Session, timeout: Duration.Duration): Effect.Effect<void> =>
  Effect.ignore(session.ask("Logoff", [], timeout))
