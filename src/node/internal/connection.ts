/**
 * A connection over a Node socket, plain or TLS.
 *
 * Why not `effect/socket`: its writer queues silently while it is disconnected,
 * so that an action could become the first bytes of the next connection; a write
 * behind the peer's close never returns; a stuck peer keeps the handle open for
 * good; and it pulls, so that a busy consumer stops the reader (Asterisk hangs
 * up after 100 ms) and the last message before a reset is lost. Here the socket
 * flows, each read is decoded and handed over in the same step, and closing ends
 * in `destroy`.
 *
 * @since 0.1.0
 */
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Scope from "effect/Scope"
import type * as Net from "node:net"
import { AmiError, ConnectFailed, ConnectionLost, NotAmi, type Reason, TlsRejected } from "../../AmiError.ts"
import * as AmiCodec from "../../protocol/AmiCodec.ts"
import type { Connection } from "../../transport/AmiTransport.ts"
import * as Inbound from "../../transport/Inbound.ts"

export interface ConnectOptions {
  /** Starts to connect. */
  readonly dial: () => Net.Socket
  /** The event that says that the socket is ready. */
  readonly ready: "connect" | "secureConnect"
  /** For errors: where it connects to. */
  readonly address: string
  readonly connectTimeout: Duration.Duration
  readonly bannerTimeout: Duration.Duration
  readonly decoder: AmiCodec.DecoderOptions
}

const fail = (reason: Reason) => Effect.fail(new AmiError({ reason }))

const keepAliveAfter = 30_000
const closeGrace = Duration.millis(500)

/** Connects and waits for the banner; the scope closes the socket, however the peer behaves. */
export const connect = Effect.fnUntraced(function*(
  options: ConnectOptions
): Effect.fn.Return<Connection, AmiError, Scope.Scope> {
  const { address } = options
  const { socket } = yield* Effect.acquireRelease(
    Effect.timeoutOrElse(dial(options), {
      duration: options.connectTimeout,
      orElse: () => fail(new ConnectFailed({ address, code: "TIMEOUT" }))
    }),
    close,
    { interruptible: true }
  )
  const inbound = Inbound.make()
  const decoder = AmiCodec.makeDecoder(options.decoder)
  yield* Effect.timeoutOrElse(awaitBanner(socket, decoder, inbound, options), {
    duration: options.bannerTimeout,
    orElse: () => fail(new ConnectFailed({ address, code: "NO_BANNER", ...hint(noBannerHints[options.ready]) }))
  })
  return { banner: decoder.banner, receive: inbound.receive, write: writer(socket, inbound) }
})

const dial = (options: ConnectOptions): Effect.Effect<Established, AmiError> =>
  Effect.flatMap(
    // Node throws where an option is of no use, such as a `ca` that is no certificate.
    Effect.try({
      try: options.dial,
      catch: (error) => new AmiError({ reason: reasonOf(error instanceof Error ? error : new Error(String(error)), options) })
    }),
    (socket) => established(socket, options)
  )

interface Established {
  readonly socket: Net.Socket
  /** Done when the handle is gone, which is later than `socket.closed` says. */
  readonly closed: Deferred.Deferred<void>
}

const established = (socket: Net.Socket, options: ConnectOptions): Effect.Effect<Established, AmiError> =>
  Effect.callback((resume) => {
    const closed = Deferred.makeUnsafe<void>()
    socket.once("close", () => Deferred.doneUnsafe(closed, Exit.void))
    const onError = (error: NodeJS.ErrnoException) => resume(fail(reasonOf(error, options)))
    socket.once("error", onError)
    socket.once(options.ready, () => {
      socket.off("error", onError)
      // An error between here and the listeners of the connection is told by `destroyed`.
      socket.on("error", () => undefined)
      socket.setNoDelay(true)
      socket.setKeepAlive(true, keepAliveAfter)
      resume(Effect.succeed({ socket, closed }))
    })
    return Effect.sync(() => socket.destroy())
  })

/** Listens for the life of the connection, and returns when the peer has shown that it speaks AMI. */
const awaitBanner = (
  socket: Net.Socket,
  decoder: AmiCodec.Decoder,
  inbound: Inbound.Inbound,
  { address }: ConnectOptions
): Effect.Effect<void, AmiError> =>
  Effect.callback((resume) => {
    const end = (why: ConnectionLost["why"], detail?: string) => {
      inbound.end(new AmiError({ reason: new ConnectionLost(detail === undefined ? { why } : { why, detail }) }))
      if (decoder.banner === undefined) resume(fail(closedBeforeBanner(address)))
    }
    socket.on("data", (chunk) => {
      if (inbound.ended() !== undefined) return
      const messages = decoder.push(chunk)
      const { banner, failure } = decoder
      if (failure?._tag === "NotAmi") return resume(fail(new NotAmi({ address, sample: failure.sample })))
      if (banner !== undefined) resume(Effect.void)
      inbound.deliver(messages)
      // The framing cannot be trusted any more: nothing of what follows is read.
      if (failure !== undefined) {
        end("TooLarge", `${failure.limit} is ${failure.allowed}`)
        socket.destroy()
      }
    })
    socket.on("error", (error: NodeJS.ErrnoException) => end("Reset", error.code))
    socket.on("end", () => end("Ended"))
    socket.on("close", () => end("Ended"))
    if (socket.destroyed) end("Ended")
  })

/** The actions of one turn leave in one write. */
const writer = (socket: Net.Socket, inbound: Inbound.Inbound): Connection["write"] => {
  let outgoing = ""
  const flush = () => {
    const text = outgoing
    outgoing = ""
    socket.write(text)
  }
  return ({ text }) => {
    if (inbound.ended() !== undefined || !socket.writable) return false
    if (outgoing === "") queueMicrotask(flush)
    outgoing += text
    return true
  }
}

/** Ends politely, and destroys the socket where the peer does not react: `end` waits for a flush that may never come. */
const close = ({ closed, socket }: Established): Effect.Effect<void> =>
  Effect.suspend(() => {
    socket.end()
    return Effect.timeoutOrElse(Deferred.await(closed), {
      duration: closeGrace,
      orElse: () => Effect.andThen(Effect.sync(() => socket.destroy()), Deferred.await(closed))
    })
  })

// --- Errors -----------------------------------------------------------------

const reasonOf = (error: NodeJS.ErrnoException, { address, ready }: ConnectOptions): Reason => {
  const code = error.code ?? error.message
  // What the system reports names its call; what TLS reports does not, but for a reset in the handshake.
  const isTls = ready === "secureConnect" && code !== "ECONNRESET" && (error.syscall === undefined || code === "EPROTO")
  if (!isTls) return new ConnectFailed({ address, code, ...hint(connectHints[code]) })
  return new TlsRejected({ address, code, ...hint(tlsHints[code] ?? (code.includes("SELF_SIGNED") ? untrusted : undefined)) })
}

const hint = (text: string | undefined) => (text === undefined ? {} : { hint: text })

const untrusted = "Pass the certificate of the server, or of the authority that signed it, as `ca`"

const tlsHints: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "The certificate of the server has to be renewed",
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  ERR_SSL_WRONG_VERSION_NUMBER: "The port does not speak TLS: that is usually 5039, and 5038 is plain",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "The port does not speak TLS: that is usually 5039, and 5038 is plain",
  ERR_TLS_CERT_ALTNAME_INVALID: "The certificate names another host: connect to that name, or set `servername`"
}

const connectHints: Readonly<Record<string, string>> = {
  ECONNREFUSED: "Is `enabled = yes` in manager.conf, and does `bindaddr` include this address?",
  ENOTFOUND: "The name of the host is not known"
}

const noBannerHints = {
  connect: "Is this the TLS port? Asterisk says nothing there before a handshake",
  secureConnect: undefined
} as const

/** Asterisk accepts and closes at once where `authlimit` connections have not logged in yet (manager.c, session_do). */
const closedBeforeBanner = (address: string) =>
  new ConnectFailed({
    address,
    code: "CLOSED_BEFORE_BANNER",
    hint: "Asterisk does so while too many connections have not logged in (`authlimit` in manager.conf)"
  })
