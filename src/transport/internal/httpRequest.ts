/**
 * One request to AMI over HTTP: a POST with an action, and the messages of its answer.
 *
 * Messages are handed over as the body comes, so that an answer that breaks off
 * leaves what was there. A failure says whether the action may have been
 * executed, because that is all that its caller can go by: nothing here sends a
 * request twice, and no redirect is followed.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Stream from "effect/Stream"
import type { Reason } from "../../AmiError.ts"
import * as AmiCodec from "../../protocol/AmiCodec.ts"
import type { AmiMessage, Header } from "../../protocol/AmiMessage.ts"
import * as ConnectReason from "../ConnectReason.ts"

/** What the head of an answer tells. */
export interface Head {
  /** The id of the session that answered, where it has a cookie. */
  readonly sessionId: string | undefined
  /** How many seconds Asterisk keeps the session (manager.conf, `httptimeout`). */
  readonly maxAge: number | undefined
}

/** Why there is no answer. */
export type Failure =
  /** No connection was made, so that not one byte was written. */
  | { readonly _tag: "NotSent"; readonly reason: Reason }
  /** The HTTP server refused it before AMI saw it. */
  | { readonly _tag: "Refused"; readonly status: number; readonly challenge: string | undefined }
  /** The connection ended; `reason` is what that means to whoever connects. */
  | { readonly _tag: "Lost"; readonly detail: string; readonly reason: Reason }
  /** What came is none of Asterisk's answers. */
  | { readonly _tag: "Garbled"; readonly status: number; readonly detail: string }

export interface RequestOptions {
  readonly client: HttpClient.HttpClient
  /** Options of `fetch`, where that carries the requests. */
  readonly fetch: RequestInit
  readonly url: URL
  readonly decoder: AmiCodec.DecoderOptions
}

export interface ActionRequest {
  readonly headers: ReadonlyArray<Header>
  /** The `Authorization` header. */
  readonly authorization?: string | undefined
  /** Takes the messages of the answer, as they come. */
  readonly onMessages: (messages: ReadonlyArray<AmiMessage>, head: Head) => void
}

export const sessionCookie = "mansession_id"

/** Statuses with which Asterisk's HTTP server refuses a request without handing it on (http.c; manager.c, auth_http_callback). */
const refusals: ReadonlySet<number> = /*#__PURE__*/ new Set([400, 401, 403, 404, 413])

/** The parameters as the body of a form. */
export const formOf = (headers: ReadonlyArray<Header>): string =>
  new URLSearchParams(headers.map(([name, value]): [string, string] => [name, value])).toString()

/** Sends one action, and hands over the messages of its answer. */
export const send = (
  { client, decoder: decoding, fetch, url }: RequestOptions,
  { authorization, headers, onMessages }: ActionRequest
): Effect.Effect<Head, Failure> => {
  // No banner tells whether Asterisk is old enough to write raw output, but nothing else than a Command is answered with it.
  const rawOutput = headers[0]?.[1].toLowerCase() === "command"
  const request = HttpClientRequest.post(url).pipe(
    HttpClientRequest.setHeader("accept", "text/plain"),
    HttpClientRequest.bodyText(formOf(headers), "application/x-www-form-urlencoded"),
    authorization === undefined ? (same) => same : HttpClientRequest.setHeader("authorization", authorization)
  )
  return client.execute(request).pipe(
    // A library traces its own operations; a span a request would tell its cookie and lead the trace into Asterisk.
    Effect.provideService(HttpClient.TracerDisabledWhen, () => true),
    Effect.provideService(FetchHttpClient.RequestInit, { ...fetch, redirect: "manual" }),
    Effect.mapError((error) => failureOf(error, url)),
    Effect.flatMap((response) => read(response, url, { ...decoding, banner: false, rawOutput }, onMessages))
  )
}

const read = (
  response: HttpClientResponse.HttpClientResponse,
  url: URL,
  decoding: AmiCodec.DecoderOptions,
  onMessages: ActionRequest["onMessages"]
): Effect.Effect<Head, Failure> => {
  const { headers, status } = response
  const fail = (failure: Failure) => Effect.andThen(drain(response), Effect.fail(failure))
  if (refusals.has(status)) return fail({ _tag: "Refused", status, challenge: headers["www-authenticate"] })
  const type = headers["content-type"] ?? "no type"
  if (status !== 200 || !/^text\/plain\b/i.test(type)) {
    const isRedirect = status === 0 || (status >= 300 && status < 400)
    const detail = isRedirect
      ? `HTTP ${status}: redirects are not followed`
      : `HTTP ${status} with ${type.slice(0, 64)}`
    return fail({ _tag: "Garbled", status, detail })
  }
  const head = headOf(response)
  const decoder = AmiCodec.makeDecoder(decoding)
  return response.stream.pipe(
    Stream.runForEachWhile((chunk) =>
      Effect.sync(() => {
        const messages = decoder.push(chunk)
        if (messages.length > 0) onMessages(messages, head)
        return decoder.failure === undefined
      })
    ),
    Effect.mapError((error) => failureOf(error, url)),
    Effect.flatMap((): Effect.Effect<Head, Failure> => {
      const { failure, pending } = decoder
      if (failure?._tag === "TooLarge") {
        return Effect.fail({ _tag: "Garbled", status, detail: `${failure.limit} is ${failure.allowed}` })
      }
      return pending > 0
        ? Effect.fail({ _tag: "Garbled", status, detail: "the answer ended within a message" })
        : Effect.succeed(head)
    })
  )
}

const headOf = ({ cookies: { cookies } }: HttpClientResponse.HttpClientResponse): Head => {
  const cookie = cookies[sessionCookie]
  const maxAge = cookie?.options?.maxAge
  return {
    sessionId: cookie?.value.replaceAll("\"", ""),
    maxAge: maxAge === undefined ? undefined : Duration.toSeconds(Duration.fromInputUnsafe(maxAge))
  }
}

/** A page that refuses is short and comes at once; one that does not end keeps nobody waiting. */
const drainTimeout = Duration.millis(100)

/** Reads a little of a body that nobody wants, so that its connection can be used again. */
const drain = (response: HttpClientResponse.HttpClientResponse): Effect.Effect<void> =>
  Effect.asVoid(Effect.timeoutOption(Effect.ignore(Stream.runDrain(Stream.take(response.stream, 4))), drainTimeout))

const failureOf = ({ reason: failed }: HttpClientError.HttpClientError, url: URL): Failure => {
  const error = "cause" in failed ? failed.cause : failed
  const { code, connecting } = ConnectReason.codeOf(error)
  const reason = ConnectReason.fromError(error, { address: url.origin, tls: url.protocol === "https:" })
  return connecting ? { _tag: "NotSent", reason } : { _tag: "Lost", detail: code, reason }
}
