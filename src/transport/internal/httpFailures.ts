/**
 * Why a request has no answer, and what that means for connecting, and for the action that it carried.
 *
 * @since 0.1.0
 */
import type * as HttpClientError from "effect/http/HttpClientError"
import * as Predicate from "effect/Predicate"
import { type AmiError, ConnectFailed, NotAmi, type Reason } from "../../AmiError.ts"
import { errorFor, hinted } from "../../internal/failing.ts"
import * as AmiMessage from "../../protocol/AmiMessage.ts"
import type { Notice } from "../AmiTransport.ts"
import * as ConnectReason from "./connectReason.ts"
import * as Pages from "./httpPages.ts"

/** Why there is no answer. */
export type Failure =
  /** No connection was made, so no byte was written. */
  | { readonly _tag: "NotSent"; readonly reason: Reason }
  /** The HTTP server refused it before AMI saw it. */
  | { readonly _tag: "Refused"; readonly status: number; readonly challenge: string | undefined }
  /** The connection ended; `reason` is the error if that happens while connecting. */
  | {
    readonly _tag: "Lost"
    readonly detail: string
    readonly reason: Reason
    /** True if a new connection ended before a byte of an answer arrived. */
    readonly isSilent: boolean
  }
  /** The answer is not Asterisk's. */
  | { readonly _tag: "Garbled"; readonly status: number; readonly detail: string; readonly hint?: string }

/** The failure of a request, before its answer has begun or after. */
export const failureOf = (
  { reason: failed }: HttpClientError.HttpClientError,
  url: URL,
  hasBegun: boolean
): Failure => {
  const error = "cause" in failed ? failed.cause : failed
  const { code, connecting } = ConnectReason.codeOf(error)
  const reason = ConnectReason.fromError(error, { address: url.origin, tls: url.protocol === "https:" })
  if (connecting) return { _tag: "NotSent", reason }
  const { bytesRead, text } = receivedOf(error)
  if (text !== undefined) {
    return { _tag: "Lost", detail: `no HTTP: "${text}"`, reason: notHttp(text, url), isSilent: false }
  }
  const isSilent = !hasBegun && bytesRead === 0 && closings.test(code) && reason._tag === "ConnectFailed"
  return isSilent
    ? { _tag: "Lost", isSilent, detail: `${code}: ${silence}`, reason: closed(reason, url) }
    : { _tag: "Lost", isSilent, detail: code, reason }
}

/** How clients report that the peer has closed: undici and `fetch`, `node:http`, Bun, Deno. */
const closings =
  /^(UND_ERR_SOCKET|ECONNRESET|EPIPE|ConnectionClosed|ERR_STREAM_PREMATURE_CLOSE|.*(closed|socket hang up|connection reset).*)$/i

const silence = "closed without a byte, as Asterisk does while `sessionlimit` (http.conf) connections are open"

const closed = (reason: ConnectFailed, { origin, protocol }: URL): ConnectFailed => {
  const { code, detail } = reason
  const isLimit = "Asterisk does so while `sessionlimit` connections of http.conf are open"
  return new ConnectFailed({
    address: origin,
    code,
    ...(detail === undefined ? {} : { detail }),
    hint: protocol === "https:"
      ? `The connection was closed without an answer. ${isLimit}`
      : "The connection was closed without an answer. Does this port speak TLS? Then `url` begins with https: (8089 is usual, "
        + `5039 is AMI without HTTP). Or are there too many connections? ${isLimit}`
  })
}

const isAmiItself = /^(Asterisk Call Manager|Response:|Event:)/

const notHttp = (text: string, { origin, protocol }: URL): ConnectFailed => {
  const layer = protocol === "https:" ? "NodeAmi.layerTls" : "NodeAmi.layerTcp"
  return new ConnectFailed({
    address: origin,
    code: "NOT_HTTP",
    detail: `it began with "${text}"`,
    hint: isAmiItself.test(text)
      ? `This is AMI without HTTP: use ${layer}, or the port of Asterisk's HTTP server, usually 8088 or 8089`
      : "Is this the port of Asterisk's HTTP server? That is usually 8088, or 8089 for HTTPS"
  })
}

interface Parsed {
  /** Of undici, the part that it could not parse; of `node:http`, the packet that contained it. */
  readonly data?: unknown
  readonly rawPacket?: unknown
  readonly socket?: unknown
  readonly cause?: unknown
}

const maxDepth = 6

/** What the peer had sent, if the client reports it: how much over this connection, and which part is not HTTP. */
const receivedOf = (error: unknown): { readonly bytesRead: number; readonly text: string | undefined } => {
  let at = error
  let bytesRead = 0
  for (let depth = 0; depth < maxDepth && Predicate.isObject(at); depth++) {
    const { cause, data, rawPacket, socket } = at as Parsed
    if (typeof data === "string" && data !== "") return { bytesRead, text: beginningOf(data) }
    if (rawPacket instanceof Uint8Array) return { bytesRead, text: beginningOf(new TextDecoder().decode(rawPacket)) }
    if (Predicate.isObject(socket)) {
      const { bytesRead: read } = socket as { readonly bytesRead?: unknown }
      if (typeof read === "number") bytesRead = read
    }
    at = cause
  }
  return { bytesRead, text: undefined }
}

const beginningOf = (text: string): string => AmiMessage.printable(text.trimStart().split(/\r?\n/, 1)[0] ?? "", 64)

const addressOf = (url: URL): string => `${url.origin}${url.pathname}`

/**
 * The error of connecting. An overloaded server, or one that shuts down, may come back; a server that is not Asterisk
 * will not.
 */
export const unavailable = (url: URL) => (failure: Failure): AmiError => {
  const address = addressOf(url)
  switch (failure._tag) {
    case "NotSent":
    case "Lost":
      return errorFor(failure.reason)
    case "Refused":
      return errorFor(new NotAmi({ address, sample: `HTTP ${failure.status}`, ...hinted(Pages.hintOf(failure, url)) }))
    case "Garbled": {
      const { detail, hint, status } = failure
      return errorFor(
        status >= 500
          ? new ConnectFailed({ address, code: `HTTP_${status}`, ...hinted(hint) })
          : new NotAmi({ address, sample: AmiMessage.printable(detail, 200), ...hinted(hint) })
      )
    }
  }
}

const words: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  413: "Body too large"
}

/** The outcome of the action that a failed request carried. */
export const noticeOf = (actionId: string, failure: Failure): Notice => {
  switch (failure._tag) {
    case "NotSent":
      return { _tag: "NotSent", actionId }
    case "Refused": {
      const message = `The HTTP server refused it: ${failure.status} ${words[failure.status] ?? ""}`
      return { _tag: "NotExecuted", actionId, message }
    }
    case "Lost":
      return { _tag: "Unanswered", actionId, cause: "Disconnected", detail: AmiMessage.printable(failure.detail) }
    case "Garbled":
      return { _tag: "Unanswered", actionId, cause: "ProtocolError", detail: AmiMessage.printable(failure.detail) }
  }
}

/** The text for a failed poll. */
export const detailOf = (failure: Failure): string => {
  switch (failure._tag) {
    case "NotSent":
      return failure.reason._tag === "ConnectFailed" ? failure.reason.code : failure.reason._tag
    case "Refused":
      return `HTTP ${failure.status}`
    case "Lost":
    case "Garbled":
      return AmiMessage.printable(failure.detail)
  }
}
