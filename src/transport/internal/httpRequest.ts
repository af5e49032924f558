/**
 * One request to AMI over HTTP: a POST with an action, and the messages of its answer.
 *
 * Messages are delivered as the body arrives, so that an answer that breaks off keeps what was received. A failure says
 * whether the action may have been executed, because that is what its caller needs to know: no request is sent twice
 * here, and no redirect is followed.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Stream from "effect/Stream"
import * as AmiCodec from "../../protocol/AmiCodec.ts"
import type { AmiMessage, Header } from "../../protocol/AmiMessage.ts"
import { decompressed, isPlain, looksLikeAmi } from "./httpBody.ts"
import { type Jar, sessionCookie } from "./httpCookies.ts"
import { type Failure, failureOf } from "./httpFailures.ts"
import { explain } from "./httpPages.ts"

/** The head of an answer. */
export interface Head {
  /** The id of the session that answered, if it has a cookie. */
  readonly sessionId: string | undefined
  /** How many seconds Asterisk keeps the session (manager.conf, `httptimeout`). */
  readonly maxAge: number | undefined
}

export interface RequestOptions {
  readonly client: HttpClient.HttpClient
  /** Options of `fetch`, if that is the HTTP client. */
  readonly fetch: RequestInit
  readonly url: URL
  readonly jar: Jar
  readonly decoder: AmiCodec.DecoderOptions
}

export interface ActionRequest {
  readonly headers: ReadonlyArray<Header>
  /** The `Authorization` header. */
  readonly authorization?: string | undefined
  /** Takes the messages of the answer as they arrive. */
  readonly onMessages: (messages: ReadonlyArray<AmiMessage>, head: Head) => void
  /** Called with the number of bytes read; waits if subscribers need it. */
  readonly caughtUp?: ((size: number) => Effect.Effect<void>) | undefined
}

/** Statuses with which Asterisk's HTTP server refuses a request before AMI sees it (http.c; manager.c, auth_http_callback). */
const refusals: ReadonlySet<number> = /*#__PURE__*/ new Set([400, 401, 403, 404, 413])

/** The parameters as a form body. */
export const formOf = (headers: ReadonlyArray<Header>): string =>
  new URLSearchParams(headers.map(([name, value]): [string, string] => [name, value])).toString()

/** Sends one action, and delivers the messages of its answer. */
export const send = (
  { client, decoder: decoding, fetch, jar, url }: RequestOptions,
  { authorization, caughtUp, headers, onMessages }: ActionRequest
): Effect.Effect<Head, Failure> => {
  // Without a banner the version is unknown, so raw output is accepted, but only as the answer to a `Command`.
  const rawOutput = headers[0]?.[1].toLowerCase() === "command"
  const cookie = jar.header()
  const request = HttpClientRequest.post(url, {
    headers: {
      accept: "text/plain",
      // Without this header a proxy may compress as it likes (RFC 9110, 12.5.3).
      "accept-encoding": "identity",
      ...(cookie === undefined ? {} : { cookie }),
      ...(authorization === undefined ? {} : { authorization })
    }
  }).pipe(HttpClientRequest.bodyText(formOf(headers), "application/x-www-form-urlencoded"))
  return client.execute(request).pipe(
    // The client traces its own operations; a span for each request would reveal the cookie and propagate the trace
    // into Asterisk.
    Effect.provideService(HttpClient.TracerDisabledWhen, () => true),
    Effect.provideService(FetchHttpClient.RequestInit, { ...fetch, redirect: "manual" }),
    Effect.mapError((error) => failureOf(error, url, false)),
    Effect.flatMap((response) => {
      jar.keep(response.cookies)
      return read(response, url, { ...decoding, banner: false, rawOutput }, onMessages, caughtUp)
    })
  )
}

const read = (
  response: HttpClientResponse.HttpClientResponse,
  url: URL,
  decoding: AmiCodec.DecoderOptions,
  onMessages: ActionRequest["onMessages"],
  caughtUp: ActionRequest["caughtUp"]
): Effect.Effect<Head, Failure> => {
  const { headers, status } = response
  const fail = (failure: Failure) => Effect.andThen(drain(response), Effect.fail(failure))
  const challenge = headers["www-authenticate"]
  if (refusals.has(status)) return fail({ _tag: "Refused", status, challenge })
  const type = headers["content-type"] ?? ""
  const page = () => {
    const shown = type === "" ? "no type" : type.slice(0, 64)
    return explain({ status, type: shown, location: headers["location"], challenge }, url)
  }
  if (status !== 200) return fail({ _tag: "Garbled", status, ...page() })
  const head = headOf(response)
  const decoder = AmiCodec.makeDecoder(decoding)
  let isAmi = isPlain(type) ? true : undefined
  /** The first bytes of an answer without a type. */
  let early: Uint8Array = new Uint8Array(0)
  const take = (bytes: Uint8Array) => {
    const messages = decoder.push(bytes)
    if (messages.length > 0) onMessages(messages, head)
    return decoder.failure === undefined
  }
  const sniff = (chunk: Uint8Array): boolean => {
    if (isAmi === true) return take(chunk)
    early = joined(early, chunk)
    if (early.length < sniffLength) return true
    isAmi = looksLikeAmi(early)
    return isAmi && take(early)
  }
  const bytes = Stream.mapError(response.stream, (error) => failureOf(error, url, true))
  return decompressed(bytes, headers["content-encoding"] ?? "").pipe(
    Stream.runForEachWhile((chunk) =>
      Effect.suspend(() => {
        const mayGoOn = sniff(chunk)
        return caughtUp === undefined ? Effect.succeed(mayGoOn) : Effect.as(caughtUp(chunk.length), mayGoOn)
      })
    ),
    Effect.flatMap((): Effect.Effect<Head, Failure> => {
      const { failure, pending } = decoder
      // An answer without a type may be empty, such as that to a poll ended by another poll.
      if (isAmi === false || (isAmi === undefined && (type !== "" || early.length > 0))) {
        return Effect.fail({ _tag: "Garbled", status, ...page() })
      }
      if (failure?._tag === "TooLarge") {
        return Effect.fail({ _tag: "Garbled", status, detail: `${failure.limit} is ${failure.allowed}` })
      }
      return pending > 0
        ? Effect.fail({ _tag: "Garbled", status, detail: "the answer ended within a message" })
        : Effect.succeed(head)
    })
  )
}

/** Enough bytes to recognize an AMI answer; the shortest one is longer. */
const sniffLength = 16

const joined = (first: Uint8Array, second: Uint8Array): Uint8Array => {
  if (first.length === 0) return second
  const both = new Uint8Array(first.length + second.length)
  both.set(first)
  both.set(second, first.length)
  return both
}

const headOf = ({ cookies: { cookies } }: HttpClientResponse.HttpClientResponse): Head => {
  const cookie = cookies[sessionCookie]
  const maxAge = cookie?.options?.maxAge
  return {
    sessionId: cookie?.value.replaceAll("\"", ""),
    maxAge: maxAge === undefined ? undefined : Duration.toSeconds(Duration.fromInputUnsafe(maxAge))
  }
}

/** A refusal is short and arrives at once; a body that does not end delays nobody. */
const drainTimeout = Duration.millis(100)

/** Reads a little of an unwanted body, so that its connection can be reused. */
const drain = (response: HttpClientResponse.HttpClientResponse): Effect.Effect<void> =>
  Effect.asVoid(Effect.timeoutOption(Effect.ignore(Stream.runDrain(Stream.take(response.stream, 4))), drainTimeout))
