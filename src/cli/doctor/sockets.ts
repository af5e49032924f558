/**
 * Looks at names, ports and certificates, with sockets of its own.
 *
 * Each look has a time limit, and ends its socket. What goes wrong is a value: a refused connection is what `doctor` is
 * asked about.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Dns from "node:dns"
import * as Net from "node:net"
import * as Tls from "node:tls"
import { monotonicMillis } from "../../internal/monotonic.ts"

/** What ended a look: a code of the system such as `ECONNREFUSED`, a code of OpenSSL, or `ETIMEDOUT`. */
export interface Failed {
  readonly _tag: "Failed"
  readonly code: string
}

const failed = (code: string): Failed => ({ _tag: "Failed", code })

const codeOf = (error: Error): string => {
  const { code } = error as NodeJS.ErrnoException
  return typeof code === "string" && code !== "" ? code : error.message
}

/** Ends with `ETIMEDOUT` what takes longer. */
const within = <A, E, R>(look: Effect.Effect<A, E, R>, limit: Duration.Input): Effect.Effect<A | Failed, E, R> =>
  Effect.timeoutOrElse(look, { duration: limit, orElse: () => Effect.succeed(failed("ETIMEDOUT")) })

// --- Names ------------------------------------------------------------------

/** The addresses of a host. */
export const resolve = (
  host: string,
  limit: Duration.Input
): Effect.Effect<ReadonlyArray<string> | Failed> =>
  within(
    Effect.callback<ReadonlyArray<string> | Failed>((resume) => {
      Dns.lookup(host, { all: true }, (error, found) => {
        resume(Effect.succeed(error === null ? found.map(({ address }) => address) : failed(codeOf(error))))
      })
    }),
    limit
  )

// --- Ports ------------------------------------------------------------------

export interface Open {
  readonly _tag: "Open"
  readonly socket: Net.Socket
  readonly ms: number
}

/** Connects; the scope ends the socket. */
export const open = Effect.fnUntraced(function*(
  host: string,
  port: number,
  limit: Duration.Input
): Effect.fn.Return<Open | Failed, never, Scope.Scope> {
  const now = monotonicMillis(yield* Clock.Clock)
  const begun = now()
  const socket = yield* Effect.acquireRelease(
    Effect.sync(() => {
      const socket = Net.connect({ host, port, noDelay: true })
      // After this look is over, nobody is left who could do something about an error.
      socket.on("error", () => undefined)
      return socket
    }),
    (socket) => Effect.sync(() => socket.destroy())
  )
  return yield* within(
    Effect.callback<Open | Failed>((resume) => {
      socket.once("connect", () => resume(Effect.succeed({ _tag: "Open", socket, ms: now() - begun })))
      socket.once("error", (error) => resume(Effect.succeed(failed(codeOf(error)))))
    }),
    limit
  )
})

/** Whether a port can be connected to. */
export const isOpen = (host: string, port: number, limit: Duration.Input): Effect.Effect<boolean> =>
  Effect.scoped(Effect.map(open(host, port, limit), ({ _tag }) => _tag === "Open"))

/** No answer that is looked at is longer. */
const most = 65_536

/** The text that comes, until it is `enough`, the other side ends, or the time is over; and how it ended. */
export const hear = (
  socket: Net.Socket,
  limit: Duration.Input,
  enough: (text: string) => boolean
): Effect.Effect<{ readonly text: string; readonly end: "enough" | "closed" | "silence" }> => {
  let text = ""
  return Effect.map(
    within(
      Effect.callback<"enough" | "closed">((resume) => {
        const onData = (bytes: Uint8Array) => {
          text += Buffer.from(bytes).toString("latin1")
          if (enough(text) || text.length >= most) resume(Effect.succeed("enough"))
        }
        const onEnd = () => resume(Effect.succeed("closed"))
        socket.on("data", onData)
        socket.once("end", onEnd)
        socket.once("close", onEnd)
        if (socket.destroyed || socket.readableEnded) onEnd()
        return Effect.sync(() => {
          socket.off("data", onData)
          socket.off("end", onEnd)
          socket.off("close", onEnd)
        })
      }),
      limit
    ),
    (end) => ({ text, end: typeof end === "string" ? end : "silence" })
  )
}

// --- TLS --------------------------------------------------------------------

/** A handshake that was made, and what is to say about the certificate. */
export interface Secured {
  readonly _tag: "Secured"
  readonly socket: Tls.TLSSocket
  readonly protocol: string
  readonly cipher: string
  readonly certificate: Certificate
  /** Why the chain is not trusted, a code of OpenSSL. */
  readonly untrusted: string | undefined
  /** Why the name does not fit. */
  readonly misnamed: string | undefined
}

export interface Certificate {
  readonly subject: string
  readonly issuer: string
  /** The names and addresses that it is for. */
  readonly names: ReadonlyArray<string>
  readonly validFrom: number
  readonly validTo: number
  readonly fingerprint256: string
}

/**
 * Makes a TLS handshake that rejects nothing, so that it can be said what is wrong. Nothing is sent over it but a request
 * for the sign of life of a port that speaks HTTP.
 */
export const secure = (
  socket: Net.Socket,
  host: string,
  ca: string | undefined,
  limit: Duration.Input
): Effect.Effect<Secured | Failed> =>
  within(
    Effect.callback<Secured | Failed>((resume) => {
      const tls = Tls.connect({
        socket,
        host,
        minVersion: "TLSv1.2",
        rejectUnauthorized: false,
        ...(Net.isIP(host) === 0 ? { servername: host } : {}),
        ...(ca === undefined ? {} : { ca, allowPartialTrustChain: true })
      })
      tls.once("secureConnect", () => resume(Effect.succeed(securedBy(tls, host))))
      tls.on("error", (error) => resume(Effect.succeed(failed(codeOf(error)))))
      tls.once("close", () => resume(Effect.succeed(failed("ECONNRESET"))))
    }),
    limit
  )

const securedBy = (tls: Tls.TLSSocket, host: string): Secured | Failed => {
  const certificate = tls.getPeerCertificate()
  if (Object.keys(certificate).length === 0) return failed("ERR_NO_CERTIFICATE")
  const misnamed = Tls.checkServerIdentity(host, certificate)?.message
  const reason = tls.authorized ? "" : String(tls.authorizationError)
  return {
    _tag: "Secured",
    socket: tls,
    protocol: tls.getProtocol() ?? "TLS",
    cipher: tls.getCipher().standardName,
    certificate: certificateOf(certificate),
    untrusted: reason === "" || reason.includes("ALTNAME") ? undefined : reason,
    misnamed
  }
}

const certificateOf = (certificate: Tls.PeerCertificate): Certificate => {
  const { fingerprint256, issuer, subject, subjectaltname = "", valid_from: from, valid_to: to } = certificate
  const names = subjectaltname.split(", ").flatMap((one) => /^(?:DNS|IP Address):(.+)$/.exec(one)?.[1] ?? [])
  const called = nameIn(subject)
  return {
    subject: called,
    issuer: nameIn(issuer),
    names: names.length > 0 || called === "" ? names : [called],
    validFrom: Date.parse(from),
    validTo: Date.parse(to),
    fingerprint256
  }
}

/** A name may have several `CN`, or none. */
const nameIn = (name: Tls.Certificate | undefined): string => {
  const { CN, O } = (name ?? {}) as { readonly CN?: unknown; readonly O?: unknown }
  return [CN, O].flat().filter((one) => typeof one === "string").at(0) ?? ""
}

// --- What speaks there ------------------------------------------------------

/** What a port speaks: `Silent` says nothing and answers nothing. */
export type Spoken =
  | { readonly _tag: "Ami"; readonly banner: string }
  | { readonly _tag: "Http"; readonly text: string }
  | { readonly _tag: "Other"; readonly text: string; readonly isClosed: boolean }
  | { readonly _tag: "Silent"; readonly isClosed: boolean }

/** The first line of AMI (manager.c, AMI_VERSION). */
export const isBanner = (text: string): boolean => /^Asterisk Call Manager(?:\/| )/.test(text)

const isHttpAnswer = (text: string): boolean => /^HTTP\/1\.[01] \d{3}/.test(text)

const spoken = (text: string, isClosed: boolean): Spoken => {
  if (isBanner(text)) return { _tag: "Ami", banner: text.split(/\r?\n/, 1)[0] ?? "" }
  if (isHttpAnswer(text)) return { _tag: "Http", text }
  return text === "" ? { _tag: "Silent", isClosed } : { _tag: "Other", text, isClosed }
}

/** What a port says by itself. */
export const listen = (socket: Net.Socket, limit: Duration.Input): Effect.Effect<Spoken> =>
  Effect.map(hear(socket, limit, (text) => text.includes("\n")), ({ end, text }) => spoken(text, end === "closed"))

/** Sends an HTTP request, and reads what comes back. */
export const ask = (
  socket: Net.Socket,
  host: string,
  path: string,
  limit: Duration.Input,
  enough: (text: string) => boolean
): Effect.Effect<Spoken> =>
  Effect.andThen(
    Effect.sync(() => {
      if (socket.writable) {
        socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAccept: text/plain\r\nConnection: close\r\n\r\n`)
      }
    }),
    Effect.map(hear(socket, limit, enough), ({ end, text }) => spoken(text, end === "closed"))
  )

/** Whether a port makes a TLS handshake, with whatever certificate. */
export const speaksTls = (host: string, port: number, limit: Duration.Input): Effect.Effect<boolean> =>
  Effect.scoped(Effect.gen(function*() {
    const opened = yield* open(host, port, limit)
    if (opened._tag === "Failed") return false
    return (yield* secure(opened.socket, host, undefined, limit))._tag === "Secured"
  }))

/** What a port speaks without TLS: what it says by itself, or answers to an HTTP request. */
export const speaksPlainly = (host: string, port: number, limit: Duration.Input): Effect.Effect<Spoken> =>
  Effect.scoped(Effect.gen(function*() {
    const opened = yield* open(host, port, limit)
    if (opened._tag === "Failed") return { _tag: "Silent" as const, isClosed: true }
    return yield* ask(opened.socket, host, "/", limit, (text) => text.includes("\n"))
  }))
