/**
 * HTTP responses as Asterisk writes them (http.c, ast_http_send).
 *
 * @since 0.1.0
 */
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import type { Version } from "../actionList.ts"
import { asteriskVersion } from "../actions/version.ts"
import * as wire from "../wire.ts"

type Headers = Readonly<Record<string, string>>
type Response = HttpServerResponse.HttpServerResponse

/** The headers that identify a session over HTTP from then on. */
export const cookie = (key: string, life: number): Headers => ({
  // A cookie with a lifetime of zero seconds would never be sent back.
  "set-cookie": `mansession_id="${key}"; Version=1; Max-Age=${Math.max(1, Math.round(life / 1000))}`,
  pragma: "SuppressEvents"
})

/** What a server answers over HTTP. */
export interface Responses {
  /** The messages of an action, possibly none. */
  readonly messages: (text: string, headers?: Headers) => Response
  /** Asks for a digest; `stale` if the nonce was too old but the secret right (http.c, ast_http_auth). */
  readonly unauthorized: (nonce: string, stale: boolean) => Response
  /** Not a path of AMI. */
  readonly notFound: Response
  /** A method other than GET, HEAD or POST. */
  readonly notImplemented: Response
  /** A form that is too long. */
  readonly bodyTooLarge: Response
  /** A form that was cut short. */
  readonly badBody: Response
  /** A request line that is too long. */
  readonly lineTooLong: Response
}

/** The responses of a version; its name for itself is the realm of its digests. */
export const make = (version: Version, realm: string): Responses => {
  const server = `Asterisk/${asteriskVersion[version]}`
  const common: Headers = { server, "cache-control": "no-cache, no-store" }
  const failure = (status: number, title: string, text: string, headers: Headers = {}): Response => {
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
  return {
    messages: (text, headers = {}) =>
      HttpServerResponse.uint8Array(wire.toBytes(text), {
        contentType: "text/plain",
        headers: { ...common, "content-type": "text/plain", ...headers }
      }),
    unauthorized: (nonce, stale) => {
      const challenge = `Digest algorithm=MD5, realm="${realm}", nonce="${nonce}", qop="auth", opaque="${nonce}"`
      return failure(401, "Unauthorized", "", { "www-authenticate": stale ? `${challenge}, stale=true` : challenge })
    },
    notFound: failure(404, "Not Found", "The requested URL was not found on this server."),
    notImplemented: failure(501, "Not Implemented", "Attempt to use unimplemented / unsupported method"),
    bodyTooLarge: failure(413, "Request Entity Too Large", "Body too large", { connection: "close" }),
    badBody: failure(400, "Bad Request", "Error parsing request body"),
    lineTooLong: failure(400, "Bad Request", "Request line too long", { connection: "close" })
  }
}
