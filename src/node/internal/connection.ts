/**
 * A connection over a Node socket, plain or TLS.
 *
 * This does not use `effect/socket`: its writer queues silently while disconnected, so an action could become the first
 * bytes of the next connection; a write after the peer's close never returns; a stuck peer keeps the handle open for
 * good; and it pulls, so a busy consumer stops the reader (Asterisk disconnects after 100 ms) and the last message
 * before a reset is lost. Here the socket flows, each read is decoded and delivered in the same step, and closing
 * always ends in `destroy`.
 *
 * @since 0.1.0
 */
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Scope from "effect/Scope"
import type * as Net from "node:net"
import { type AmiError, ConnectFailed, type ConnectionLost, NotAmi, type Reason } from "../../AmiError.ts"
import { errorFor, fail, hinted, lost } from "../../internal/failing.ts"
import * as AmiCodec from "../../protocol/AmiCodec.ts"
import {
  type Connection,
  connectReasonOf,
  type Inbound,
  inbound as makeInbound,
  type Pacer
} from "../../transport/AmiTransport.ts"

export interface ConnectOptions {
  /** Starts to connect, with a socket that reads into the given buffer. */
  readonly dial: (onread: Net.OnReadOpts) => Net.Socket
  /** The event that signals that the socket is ready. */
  readonly ready: "connect" | "secureConnect"
  /** The address, for errors. */
  readonly address: string
  readonly connectTimeout: Duration.Duration
  readonly bannerTimeout: Duration.Duration
  readonly decoder: AmiCodec.DecoderOptions
}

const keepAliveAfter = 30_000
const closeGrace = Duration.millis(500)

/** Connects and waits for the banner; the scope closes the socket, however the peer behaves. */
export const connect = Effect.fnUntraced(function*(
  options: ConnectOptions
): Effect.fn.Return<Connection, AmiError, Scope.Scope> {
  const { address } = options
  const inbound = makeInbound()
  const { closed, ready, socket, takeBytes } = yield* Effect.acquireRelease(dial(options, inbound), destroy)
  yield* Effect.timeoutOrElse(Deferred.await(ready), {
    duration: options.connectTimeout,
    orElse: () => fail(new ConnectFailed({ address, code: "TIMEOUT" }))
  })
  const heard = () => socket.bytesRead
  const decoder = AmiCodec.makeDecoder(options.decoder)
  yield* Effect.timeoutOrElse(awaitBanner(socket, takeBytes, decoder, inbound, options), {
    duration: options.bannerTimeout,
    orElse: () => fail(new ConnectFailed({ address, code: "NO_BANNER", ...hinted(noBannerHints[options.ready]) }))
  })
  const { flush, write } = writer(socket, inbound)
  yield* Effect.addFinalizer(() => {
    flush()
    inbound.end(lost("ClientClosed"))
    socket.end()
    return Effect.timeoutOption(Deferred.await(closed), closeGrace)
  })
  return { banner: decoder.banner, receive: inbound.receive, write, heard }
})

interface Dialled {
  readonly socket: Net.Socket
  readonly ready: Deferred.Deferred<void, AmiError>
  /** Done when the handle is gone, which is later than `socket.closed` says. */
  readonly closed: Deferred.Deferred<void>
  /** Sets the receiver of the bytes, from the first one on. */
  readonly takeBytes: Reader["take"]
}

/** Starts to connect. No event of the socket is missed from here on. */
const dial = (options: ConnectOptions, inbound: Inbound): Effect.Effect<Dialled, AmiError> =>
  Effect.try({
    try: () => {
      const { pacer } = inbound
      const { onread, take } = reader((size) => {
        if (pacer.mayReadOn(size)) return true
        setImmediate(() => pacer.pause(() => socket.resume()))
        return false
      })
      const socket = readOutAfterReset(options.dial(onread), pacer)
      const ready = Deferred.makeUnsafe<void, AmiError>()
      const closed = Deferred.makeUnsafe<void>()
      socket.once("close", () => {
        pacer.stop()
        Deferred.doneUnsafe(closed, Exit.void)
      })
      socket.on("error", (error) => Deferred.doneUnsafe(ready, fail(reasonOf(error, options))))
      socket.once(options.ready, () => {
        socket.setNoDelay(true)
        socket.setKeepAlive(true, keepAliveAfter)
        Deferred.doneUnsafe(ready, Exit.void)
      })
      return { socket, ready, closed, takeBytes: take }
    },
    // Node throws for an invalid option, such as a malformed private key.
    catch: (error) => errorFor(reasonOf(error instanceof Error ? error : new Error(String(error)), options))
  })

/**
 * After a reset, a write that fails makes Node destroy the socket and drop bytes that are still readable. This delays
 * that destroy until one turn of the event loop has read nothing.
 */
const readOutAfterReset = (socket: Net.Socket, pacer: Pacer): Net.Socket => {
  const destroy = socket.destroy
  const destroyWhenQuiet = (error: Error): void => {
    const before = socket.bytesRead
    // Between two check phases the event loop polls each of its sockets once.
    setImmediate(() =>
      setImmediate(() => {
        if (socket.bytesRead === before && !pacer.isPaused) destroy.call(socket, error)
        else destroyWhenQuiet(error)
      })
    )
  }
  socket.destroy = (error?: NodeJS.ErrnoException) => {
    if (error === undefined || !isReset(error)) return destroy.call(socket, error)
    destroyWhenQuiet(error)
    return socket
  }
  return socket
}

/** After a reset nothing more can arrive; after another failed write a peer might go on forever. */
const isReset = ({ code, syscall }: NodeJS.ErrnoException): boolean =>
  syscall === "write" && (code === "ECONNRESET" || code === "EPIPE")

interface Reader {
  readonly onread: Net.OnReadOpts
  /** Sets the receiver of the bytes. Their memory is reused by the next read. */
  readonly take: (onBytes: (bytes: Uint8Array) => void) => void
}

const bufferSize = 65_536

/** One buffer for all reads of a socket saves an allocation, a stream and an event for each of them. */
const reader = (mayReadOn: (size: number) => boolean): Reader => {
  const buffer = Buffer.allocUnsafeSlow(bufferSize)
  // A peer may send before there is a receiver.
  const early: Array<Uint8Array> = []
  let onBytes = (bytes: Uint8Array): void => {
    early.push(Buffer.from(bytes))
  }
  return {
    onread: {
      buffer,
      callback: (size) => {
        onBytes(buffer.subarray(0, size))
        return mayReadOn(size)
      }
    },
    take: (next) => {
      onBytes = next
      for (const bytes of early.splice(0)) next(bytes)
    }
  }
}

/** Destroys the socket. `end` alone would wait for a flush that may never happen. */
const destroy = ({ closed, socket }: Dialled): Effect.Effect<void> =>
  Effect.suspend(() => {
    socket.destroy()
    return Deferred.await(closed)
  })

/** Sets up the inbound path for the life of the connection, and completes when the banner has arrived. */
const awaitBanner = (
  socket: Net.Socket,
  takeBytes: Reader["take"],
  decoder: AmiCodec.Decoder,
  inbound: Inbound,
  options: ConnectOptions
): Effect.Effect<void, AmiError> =>
  Effect.callback((resume) => {
    const { address } = options
    const end = (why: ConnectionLost["why"], detail?: string) => {
      inbound.end(lost(why, detail))
      if (decoder.banner === undefined) resume(fail(closedBeforeBanner(address)))
    }
    takeBytes((chunk) => {
      if (inbound.ended() !== undefined) return
      const messages = decoder.push(chunk)
      const { banner, failure } = decoder
      if (failure?._tag === "NotAmi") return resume(fail(new NotAmi({ address, sample: failure.sample })))
      if (banner !== undefined) resume(Effect.void)
      inbound.deliver(messages)
      // The framing is unreliable from here on: nothing that follows is read.
      if (failure !== undefined) {
        end("TooLarge", `${failure.limit} is ${failure.allowed}`)
        socket.destroy()
      }
    })
    socket.on("error", (error: NodeJS.ErrnoException) => {
      // With TLS 1.3, the server's verdict on our certificate arrives after the handshake.
      const reason = reasonOf(error, options)
      if (reason._tag === "TlsRejected") resume(fail(reason))
      end("Reset", error.code)
    })
    socket.on("end", () => end("Ended"))
    socket.on("close", () => end("Ended"))
    if (socket.destroyed) end("Ended")
  })

/** Flush threshold, about 64 small actions: Asterisk works on those while more are made. */
const flushBytes = 4096

/** Batches the actions of one turn into few writes. A connection that closes in this turn does not wait for them. */
const writer = (socket: Net.Socket, inbound: Inbound) => {
  let outgoing = ""
  let outgoingBytes = 0
  const flush = () => {
    const text = outgoing
    // Pure ASCII can be written as Latin-1, which saves Node the encoding.
    const encoding = outgoingBytes === text.length ? "latin1" : "utf8"
    outgoing = ""
    outgoingBytes = 0
    if (text !== "") socket.write(text, encoding)
  }
  const write: Connection["write"] = ({ bytes, text }) => {
    if (inbound.ended() !== undefined || !socket.writable) return false
    if (outgoing === "") queueMicrotask(flush)
    outgoing += text
    outgoingBytes += bytes
    if (outgoingBytes >= flushBytes) flush()
    return true
  }
  return { flush, write }
}

// --- Errors -----------------------------------------------------------------

const reasonOf = (error: NodeJS.ErrnoException, { address, ready }: ConnectOptions): Reason =>
  connectReasonOf(error, { address, tls: ready === "secureConnect" })

const noBannerHints = {
  connect: "Is this the TLS port? Asterisk says nothing there before a handshake, nor on its HTTP port (usually 8088)",
  secureConnect: "Is this the port of HTTPS, usually 8089? AMI over TLS is usually 5039"
} as const

/** Asterisk accepts and closes at once while `authlimit` connections have not logged in yet (manager.c, session_do). */
const closedBeforeBanner = (address: string) =>
  new ConnectFailed({
    address,
    code: "CLOSED_BEFORE_BANNER",
    hint: "Asterisk does so while too many connections have not logged in (`authlimit` in manager.conf)"
  })
