/**
 * HTTP responses as Asterisk writes them (http.c, ast_http_send).
 *
 * @since 0.1.0
 */
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { asteriskVersion } from "../actions/version.ts"
import * as wire from "../wire.ts"

type Headers = Readonly<Record<string, string>>

const server = `Asterisk/${asteriskVersion}`

/** Headers of every response. */
const common: Headers = { server, "cache-control": "no-cache, no-store" }

/** The messages of an action, possibly none. */
export const messages = (text: string, headers: Headers = {}): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.uint8Array(wire.toBytes(text), {
    contentType: "text/plain",
    headers: { ...common, "content-type": "text/plain", ...headers }
  })

/** The headers that identify a session over HTTP from then on. */
export const cookie = (key: string, life: number): Headers => ({
  // A cookie with a lifetime of zero seconds would never be sent back.
  "set-cookie": `mansession_id="${key}"; Version=1; Max-Age=${Math.max(1, Math.round(life / 1000))}`,
  pragma: "SuppressEvents"
})

const failure = (
  status: number,
  title: string,
  text: string,
  headers: Headers = {}
): HttpServerResponse.HttpServerResponse => {
  const lines = [
    "<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\">",
    "<html><head>",
    `<title>${status} ${title}</title>`,
    "</head><body>",
    `<h1>${title}</h1>`,
    `<p>${text}</p>`,
    "<hr />",
    `<address>${server}</address>`,
    "</body></html>"
  ]
  return HttpServerResponse.uint8Array(wire.toBytes(lines.map((line) => `${line}\r\n`).join("")), {
    status,
    statusText: title,
    contentType: "text/html",
    headers: { ...common, ...headers, "content-type": "text/html" }
  })
}

/** Asks for a digest; `stale` if the nonce was too old but the secret right (http.c, ast_http_auth). */
export const unauthorized = (nonce: string, stale: boolean): HttpServerResponse.HttpServerResponse => {
  const challenge = `Digest algorithm=MD5, realm="asterisk", nonce="${nonce}", qop="auth", opaque="${nonce}"`
  return failure(401, "Unauthorized", "", { "www-authenticate": stale ? `${challenge}, stale=true` : challenge })
}

/** Not a path of AMI. */
export const notFound = /*#__PURE__*/ failure(404, "Not Found", "The requested URL was not found on this server.")

/** A method other than GET, HEAD or POST. */
export const notImplemented = /*#__PURE__*/ failure(
  501,
  "Not Implemented",
  "Attempt to use unimplemented / unsupported method"
)

/** A form that is too long. */
export const bodyTooLarge = /*#__PURE__*/ failure(413, "Request Entity Too Large", "Body too large", {
  connection: "close"
})

/** A form that was cut short. */
export const badBody = /*#__PURE__*/ failure(400, "Bad Request", "Error parsing request body")

/** A request line that is too long. */
export const lineTooLong = /*#__PURE__*/ failure(400, "Bad Request", "Request line too long", { connection: "close" })
