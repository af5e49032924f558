/**
 * What a failed request means: for whoever connects, and for the action that it carried.
 *
 * @since 0.1.0
 */
import { AmiError, ConnectFailed, NotAmi } from "../../AmiError.ts"
import * as AmiMessage from "../../protocol/AmiMessage.ts"
import type { Notice } from "../AmiTransport.ts"
import type { Failure } from "./httpRequest.ts"

const addressOf = (url: URL): string => `${url.origin}${url.pathname}`

const notFound =
  "Are `webenabled = yes` in manager.conf and `enabled = yes` in http.conf, and is `prefix` that of http.conf?"

/** The error of connecting. A server that is overloaded or shuts down may come back; one that is no Asterisk will not. */
export const unavailable = (url: URL) => (failure: Failure): AmiError => {
  const address = addressOf(url)
  switch (failure._tag) {
    case "NotSent":
    case "Lost":
      return new AmiError({ reason: failure.reason })
    case "Refused": {
      const sample = `HTTP ${failure.status}`
      return new AmiError({
        reason: new NotAmi({ address, sample, ...(failure.status === 404 ? { hint: notFound } : {}) })
      })
    }
    case "Garbled":
      return new AmiError({
        reason: failure.status >= 500
          ? new ConnectFailed({ address, code: `HTTP_${failure.status}` })
          : new NotAmi({ address, sample: AmiMessage.printable(failure.detail, 64) })
      })
  }
}

const words: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  413: "Body too large"
}

/** What becomes of the action that a failed request carried. */
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

/** What to print of a failure of a poll. */
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
