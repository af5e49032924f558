/**
 * Why no connection could be made, from the code of a system, TLS or HTTP error.
 *
 * A wrong certificate must be fixed first, a refused connection may pass: the code distinguishes them, and tells what
 * to check. `AmiTransport` exports these functions for custom transports.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import { ConnectFailed, type Reason, TlsRejected } from "../../AmiError.ts"
import { hinted } from "../../internal/failing.ts"
import { printable } from "../../protocol/AmiMessage.ts"
import * as Hints from "./connectHints.ts"

/** The reason for a code: `TlsRejected` for TLS codes, `ConnectFailed` for all others. */
export const make = (failure: {
  readonly address: string
  readonly code: string
  readonly tls: boolean
  /** The text of the error from the system, Node or OpenSSL. */
  readonly detail?: string | undefined
}): Reason => reasonOf(failure, undefined)

/** The reason for an error: its code, its text, and what to do about it. */
export const fromError = (
  error: unknown,
  { address, tls }: { readonly address: string; readonly tls: boolean }
): Reason => {
  const { certificate, code, words } = rootCauseOf(error)
  // An error without a code says nothing about TLS.
  const isTls = tls && code !== undefined
  return reasonOf({ address, code: code ?? words, tls: isTls, detail: isNew(words, code, address) }, certificate)
}

const reasonOf = (
  { address, code, detail, tls }: Parameters<typeof make>[0],
  certificate: Hints.Certificate | undefined
): Reason => {
  const isTls = tls && !isNetworkCode(code)
  const hint = Hints.hintOf({ code, tls: isTls, words: detail, certificate })
  const fields = {
    address,
    code,
    ...(detail === undefined ? {} : { detail: printable(detail, maxLength) }),
    ...hinted(hint)
  }
  return isTls ? new TlsRejected(fields) : new ConnectFailed(fields)
}

/** How many characters of a library's error text are kept. */
const maxLength = 200

/** The part of the text that repeats neither the code nor the address, if there is any. */
const isNew = (words: string, code: string | undefined, address: string): string | undefined => {
  const text = words.trim()
  if (code === undefined || text === "" || text === code) return undefined
  const [what, where] = text.split(` ${code} `)
  return where !== undefined && what !== undefined && /^[a-z]+$/.test(what) && address.includes(where)
    ? undefined
    : text
}

/** The code of an error or of its cause, and whether it occurred before anything could be written. */
export const codeOf = (error: unknown): { readonly code: string; readonly connecting: boolean } => {
  const { code, syscall, words } = rootCauseOf(error)
  const connecting = code !== undefined
    && (syscall === "connect" || syscall === "getaddrinfo" || beforeWriting.has(code) || isCertificateCode(code))
  return { code: code ?? words, connecting }
}

interface Found {
  /** The code of the underlying cause. */
  readonly code: string | undefined
  readonly syscall: unknown
  /** The text of the error with that code; if none has a code, that of the outermost error. */
  readonly words: string
  readonly certificate: Hints.Certificate | undefined
}

/** Follows the causes of an error to the innermost code. */
const rootCauseOf = (error: unknown): Found => {
  let at = error
  let code: string | undefined
  let syscall: unknown
  let words = error instanceof Error ? error.message : String(error)
  let certificate: Hints.Certificate | undefined
  for (let depth = 0; depth < maxDepth && Predicate.isObject(at); depth++) {
    const { cause, code: own, errors, syscall: call } = at as Wrapped
    if (typeof own === "string" && own !== "") {
      code = own
      words = wordsOf(at as Wrapped)
      certificate = certificateOf(at as Wrapped)
    }
    syscall ??= call
    at = cause ?? (Array.isArray(errors) ? errors[0] : undefined)
  }
  return { code, syscall, words, certificate }
}

/** An error of a library, whose fields may be anything. */
interface Wrapped {
  readonly code?: unknown
  readonly syscall?: unknown
  readonly cause?: unknown
  readonly errors?: unknown
  readonly message?: unknown
  /** OpenSSL's text, without its source location. */
  readonly reason?: unknown
  readonly library?: unknown
  readonly host?: unknown
  readonly cert?: unknown
}

const wordsOf = ({ library, message, reason }: Wrapped): string => {
  if (typeof library === "string" && typeof reason === "string") return reason
  return typeof message === "string" ? message : ""
}

/** The certificate that does not name the host. */
const certificateOf = ({ cert, host }: Wrapped): Hints.Certificate | undefined => {
  if (typeof host !== "string" || !Predicate.isObject(cert)) return undefined
  const { subject, subjectaltname } = cert as { readonly subject?: unknown; readonly subjectaltname?: unknown }
  const name = Predicate.isObject(subject) ? (subject as { readonly CN?: unknown }).CN : undefined
  return {
    host,
    altNames: typeof subjectaltname === "string" ? subjectaltname : undefined,
    commonName: typeof name === "string" ? name : undefined
  }
}

const maxDepth = 6

const beforeWriting: ReadonlySet<string> = /*#__PURE__*/ new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT"
])

/** Codes of the system (such as `ECONNRESET` in a handshake), of socket options and of HTTP; all others are TLS codes. */
const isNetworkCode = (code: string): boolean =>
  code !== "EPROTO" && /^(E[A-Z0-9]+|(EAI|ERR_SOCKET|UND_ERR|HPE|TIMEOUT)[A-Z_]*)$/.test(code)

/**
 * The codes with which this side refuses a certificate, the peer's or (`ERR_OSSL`) its own, before anything is written.
 * Other TLS codes may also occur in an established connection, and from TLS 1.3 on alerts from the peer always may.
 */
const isCertificateCode = (code: string): boolean =>
  !code.startsWith("ERR_SSL_")
  && /CERT|SELF_SIGNED|^ERR_OSSL_|^ERR_TLS_|^UNABLE_TO_|^INVALID_(CA|PURPOSE)$|^PATH_LENGTH|^UNSPECIFIED$/.test(code)
