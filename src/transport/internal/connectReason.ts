/**
 * Why no connection could be made, from the code of a system, TLS or HTTP error.
 *
 * A wrong certificate has to be mended first, a refused connection may pass: the
 * code tells the two apart, and what to look at. `AmiTransport` has these functions
 * for transports of your own.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import { ConnectFailed, type Reason, TlsRejected } from "../../AmiError.ts"
import { hinted } from "../../internal/failing.ts"
import { printable } from "../../protocol/AmiMessage.ts"
import * as Hints from "./connectHints.ts"

/** The reason that a code stands for: `TlsRejected` for those of TLS, `ConnectFailed` for all others. */
export const make = (failure: {
  readonly address: string
  readonly code: string
  readonly tls: boolean
  /** What the system, Node or OpenSSL says of it. */
  readonly detail?: string | undefined
}): Reason => reasonOf(failure, undefined)

/** The reason that an error stands for: its code, what it says, and what to do about it. */
export const fromError = (
  error: unknown,
  { address, tls }: { readonly address: string; readonly tls: boolean }
): Reason => {
  const { certificate, code, words } = look(error)
  // A library that has nothing but words for it says nothing of TLS.
  const isTls = tls && code !== undefined
  return reasonOf({ address, code: code ?? words, tls: isTls, detail: isNew(words, code, address) }, certificate)
}

const reasonOf = (
  { address, code, detail, tls }: Parameters<typeof make>[0],
  certificate: Hints.Certificate | undefined
): Reason => {
  const isTls = tls && !isNetworkCode(code)
  const hint = Hints.hintOf({ code, tls: isTls, words: detail, certificate })
  const said = {
    address,
    code,
    ...(detail === undefined ? {} : { detail: printable(detail, longest) }),
    ...hinted(hint)
  }
  return isTls ? new TlsRejected(said) : new ConnectFailed(said)
}

/** As many characters of what a library says are kept. */
const longest = 200

/** What is said besides the code and the address, if anything is. */
const isNew = (words: string, code: string | undefined, address: string): string | undefined => {
  const said = words.trim()
  if (code === undefined || said === "" || said === code) return undefined
  const [what, where] = said.split(` ${code} `)
  return where !== undefined && what !== undefined && /^[a-z]+$/.test(what) && address.includes(where)
    ? undefined
    : said
}

/** The code of an error, or of what caused it, and whether it came before anything could be written. */
export const codeOf = (error: unknown): { readonly code: string; readonly connecting: boolean } => {
  const { code, syscall, words } = look(error)
  const connecting = code !== undefined
    && (syscall === "connect" || syscall === "getaddrinfo" || beforeWriting.has(code) || isCertificateCode(code))
  return { code: code ?? words, connecting }
}

interface Found {
  /** The code of the underlying cause. */
  readonly code: string | undefined
  readonly syscall: unknown
  /** What the error with that code says; where none has a code, what the outermost says. */
  readonly words: string
  readonly certificate: Hints.Certificate | undefined
}

/** Looks behind an error, for what caused it. */
const look = (error: unknown): Found => {
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
  /** What OpenSSL says, without where in its source it says so. */
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

/** The codes of the system, such as `ECONNRESET` in a handshake, of options of the socket, and of HTTP; others are of TLS. */
const isNetworkCode = (code: string): boolean =>
  code !== "EPROTO" && /^(E[A-Z0-9]+|(EAI|ERR_SOCKET|UND_ERR|HPE|TIMEOUT)[A-Z_]*)$/.test(code)

/**
 * The codes with which this side refuses a certificate, that of the peer or (`ERR_OSSL`) its own, which it does before
 * anything is written. Other codes of TLS may come in the middle of a connection, and from TLS 1.3 on the alerts of the
 * peer always may.
 */
const isCertificateCode = (code: string): boolean =>
  !code.startsWith("ERR_SSL_")
  && /CERT|SELF_SIGNED|^ERR_OSSL_|^ERR_TLS_|^UNABLE_TO_|^INVALID_(CA|PURPOSE)$|^PATH_LENGTH|^UNSPECIFIED$/.test(code)
