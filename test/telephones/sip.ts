/**
 * SIP messages, as far as a telephone on loopback needs them.
 */
import { randomBytes } from "node:crypto"

/** A message: its first line, its headers by their long names in lower case, and its body. */
export interface SipMessage {
  readonly start: string
  readonly body: string
  /** The first value of a header; empty if there is none. */
  readonly get: (name: string) => string
  readonly all: (name: string) => ReadonlyArray<string>
}

export type SipHeader = readonly [name: string, value: string | number]

const longNames: Readonly<Record<string, string>> = {
  v: "via",
  f: "from",
  t: "to",
  i: "call-id",
  m: "contact",
  l: "content-length",
  c: "content-type"
}

export const parse = (text: string): SipMessage => {
  const end = text.indexOf("\r\n\r\n")
  const [start = "", ...lines] = text.slice(0, end < 0 ? undefined : end).split("\r\n")
  const headers = new Map<string, Array<string>>()
  for (const line of lines) {
    const colon = line.indexOf(":")
    const name = line.slice(0, colon).trim().toLowerCase()
    const key = longNames[name] ?? name
    headers.set(key, [...headers.get(key) ?? [], line.slice(colon + 1).trim()])
  }
  const all = (name: string) => headers.get(name) ?? []
  return { start, body: end < 0 ? "" : text.slice(end + 4), all, get: (name) => all(name)[0] ?? "" }
}

export const format = (start: string, headers: ReadonlyArray<SipHeader>, body = ""): string =>
  [
    start,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    "User-Agent: test telephone",
    "Allow: INVITE, ACK, CANCEL, BYE, REFER, NOTIFY, INFO, OPTIONS, UPDATE",
    ...(body === "" ? [] : ["Content-Type: application/sdp"]),
    `Content-Length: ${body.length}`,
    "",
    body
  ].join("\r\n")

export const token = (bytes = 6): string => randomBytes(bytes).toString("hex")

export const newBranch = (): string => `z9hG4bK${token()}`

/** The tag of a From or To. */
export const tagOf = (value: string): string | undefined => /;tag=([^;>\s]+)/.exec(value)?.[1]

/** The address in a Contact. */
export const uriOf = (value: string): string => /<([^>]+)>/.exec(value)?.[1] ?? value.split(";")[0] ?? ""

/** The status of an answer; undefined if it is a request. */
export const statusOf = ({ start }: SipMessage): number | undefined => {
  const status = /^SIP\/2\.0 (\d+)/.exec(start)?.[1]
  return status === undefined ? undefined : Number(status)
}

const reasons: Readonly<Record<number, string>> = {
  100: "Trying",
  180: "Ringing",
  183: "Session Progress",
  200: "OK",
  302: "Moved Temporarily",
  403: "Forbidden",
  404: "Not Found",
  408: "Request Timeout",
  480: "Temporarily Unavailable",
  481: "Call Does Not Exist",
  484: "Address Incomplete",
  486: "Busy Here",
  487: "Request Terminated",
  488: "Not Acceptable Here",
  500: "Server Internal Error",
  503: "Service Unavailable",
  600: "Busy Everywhere",
  603: "Decline"
}

/** An answer to a request. `tag` is that of the side that answers, if the request has none for it. */
export const answerTo = (
  request: SipMessage,
  status: number,
  tag: string,
  headers: ReadonlyArray<SipHeader> = [],
  body = ""
): string => {
  const to = request.get("to")
  return format(`SIP/2.0 ${status} ${reasons[status] ?? "Refused"}`, [
    ...request.all("via").map((via): SipHeader => ["Via", via]),
    ["From", request.get("from")],
    ["To", tagOf(to) !== undefined || status === 100 ? to : `${to};tag=${tag}`],
    ["Call-ID", request.get("call-id")],
    ["CSeq", request.get("cseq")],
    ...headers
  ], body)
}

let version = 1000

/** An offer of one audio stream in µ-law with digits as events (RFC 4733). */
export const soundAt = (port: number, direction: "sendrecv" | "sendonly"): string => {
  version += 1
  return [
    "v=0",
    `o=- ${version} ${version} IN IP4 127.0.0.1`,
    "s=-",
    "c=IN IP4 127.0.0.1",
    "t=0 0",
    `m=audio ${port} RTP/AVP 0 101`,
    "a=rtpmap:0 PCMU/8000",
    "a=rtpmap:101 telephone-event/8000",
    "a=fmtp:101 0-16",
    `a=${direction}`,
    ""
  ].join("\r\n")
}

/** Where the audio of an offer or an answer goes. */
export const audioOf = (body: string): { readonly address: string; readonly port: number } | undefined => {
  const address = /^c=IN IP4 (\S+)/m.exec(body)?.[1]
  const port = Number(/^m=audio (\d+)/m.exec(body)?.[1] ?? 0)
  return address === undefined || port === 0 ? undefined : { address, port }
}
