/**
 * Why no connection could be made, from the code of a system, TLS or HTTP error.
 *
 * A wrong certificate has to be mended first, a refused connection may pass: the
 * code tells the two apart, and what to look at. A transport of your own reports
 * its errors with it.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import { ConnectFailed, type Reason, TlsRejected } from "../AmiError.ts"

/**
 * The reason that a code stands for: `TlsRejected` for those of TLS, `ConnectFailed` for all others.
 *
 * **Example** (Telling a refused connection from a bad certificate)
 *
 * ```ts import.meta.vitest
 * import { ConnectReason } from "effect-ami"
 *
 * ConnectReason.make({ address: "pbx:5038", code: "ECONNREFUSED", tls: false })._tag // => "ConnectFailed"
 * ConnectReason.make({ address: "pbx:5039", code: "CERT_HAS_EXPIRED", tls: true })._tag // => "TlsRejected"
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (
  { address, code, tls }: { readonly address: string; readonly code: string; readonly tls: boolean }
): Reason =>
  !tls || isNetworkCode(code)
    ? new ConnectFailed({ address, code, ...hint(connectHints[code]) })
    : new TlsRejected({
      address,
      code,
      ...hint(tlsHints[code] ?? (code.includes("SELF_SIGNED") ? untrusted : undefined))
    })

/**
 * The code of an error, or of what caused it, and whether it came before anything could be written.
 *
 * **Details**
 *
 * Libraries wrap the errors of the system, and Node gathers those of several
 * addresses in one.
 *
 * **Example** (Looking behind the error of a library)
 *
 * ```ts import.meta.vitest
 * import { ConnectReason } from "effect-ami"
 *
 * const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED", syscall: "connect" })
 *
 * ConnectReason.codeOf(new Error("fetch failed", { cause: refused })) // => { code: "ECONNREFUSED", connecting: true }
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const codeOf = (error: unknown): { readonly code: string; readonly connecting: boolean } => {
  let at = error
  let code: string | undefined
  let syscall: unknown
  for (let depth = 0; depth < maxDepth && Predicate.isObject(at); depth++) {
    const { cause, code: own, errors, syscall: call } = at as Wrapped
    if (typeof own === "string" && own !== "") code = own
    syscall ??= call
    at = cause ?? (Array.isArray(errors) ? errors[0] : undefined)
  }
  const connecting = code !== undefined
    && (syscall === "connect" || syscall === "getaddrinfo" || beforeWriting.has(code) || isCertificateCode(code))
  return { code: code ?? (error instanceof Error ? error.message : String(error)), connecting }
}

interface Wrapped {
  readonly code?: unknown
  readonly syscall?: unknown
  readonly cause?: unknown
  readonly errors?: unknown
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
  !code.startsWith("ERR_SSL_") && /CERT|SELF_SIGNED|^ERR_OSSL_|^ERR_TLS_|^UNABLE_TO_/.test(code)

const hint = (text: string | undefined) => (text === undefined ? {} : { hint: text })

const untrusted = "Pass the certificate of the server, or of the authority that signed it, as `ca`"

const noTls = "The port does not speak TLS: that is usually 5039, or 8089 for HTTP; 5038 and 8088 are plain"

const tlsHints: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "The certificate of the server has to be renewed",
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  ERR_SSL_WRONG_VERSION_NUMBER: noTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: noTls,
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: "The server asks for a certificate: pass `cert` and `key`",
  ERR_TLS_CERT_ALTNAME_INVALID: "The certificate names another host: connect to that name, or set `servername`"
}

const connectHints: Readonly<Record<string, string>> = {
  ECONNREFUSED:
    "Is `enabled = yes` in manager.conf, or in http.conf for HTTP, and does `bindaddr` include this address?",
  ENOTFOUND: "The name of the host is not known"
}
