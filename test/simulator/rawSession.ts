/**
 * A client of nothing but sockets and text, which shares no code with the library.
 *
 * Text is sent with CR LF for each line feed, one character per byte, and comes back
 * the same way. The server's output is consumed piece by piece, in order.
 */
import { Effect, Layer } from "effect"
import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"
import type * as net from "node:net"
import { rawSocket } from "../rawSocket.ts"

export interface RawSession {
  /** Writes requests; every line feed is sent as CR LF. */
  readonly send: (text: string) => Effect.Effect<void>
  /** Writes exactly this. */
  readonly sendRaw: (text: string) => Effect.Effect<void>
  /** The next line, such as the banner. */
  readonly line: Effect.Effect<string>
  /** The next message, its lines joined by line feeds. */
  readonly message: Effect.Effect<string>
  /** The next message that is a response; events before it are dropped. */
  readonly reply: Effect.Effect<string>
  /** The next event of this name; messages before it are dropped. */
  readonly event: (name: string) => Effect.Effect<string>
  /** Everything still to come, until the server has closed. */
  readonly rest: Effect.Effect<string>
  /** Closes this side; the server may still write. */
  readonly end: Effect.Effect<void>
  /** What arrived, one entry per read. */
  readonly reads: ReadonlyArray<string>
  readonly socket: net.Socket
}

const crlf = (text: string): string => text.replaceAll("\n", "\r\n")
const lf = (text: string): string => text.replaceAll("\r\n", "\n")

/** Connects, and disconnects with the scope. */
export const connect = Effect.fnUntraced(function*(port: number) {
  const reads: Array<string> = []
  let buffer = ""
  const raw = yield* rawSocket({ port }, (text) => {
    reads.push(text)
    buffer += text
  })

  /** Consumes input up to and including the terminator. */
  const take = (terminator: string): Effect.Effect<string> =>
    raw.until(() => {
      const at = buffer.indexOf(terminator)
      if (at === -1) return undefined
      const piece = buffer.slice(0, at)
      buffer = buffer.slice(at + terminator.length)
      return lf(piece)
    }).pipe(
      Effect.flatMap((piece) =>
        piece === undefined
          ? Effect.die(new Error(`closed after ${JSON.stringify(buffer)}`))
          : Effect.succeed(piece)
      )
    )

  const message = take("\r\n\r\n")
  const until = (matches: (message: string) => boolean): Effect.Effect<string> =>
    Effect.repeat(message, { until: matches })
  const write = (text: string) => raw.write(Buffer.from(text, "latin1"))
  const session: RawSession = {
    send: (text) => write(crlf(text)),
    sendRaw: write,
    line: take("\r\n"),
    message,
    reply: until((found) => found.startsWith("Response: ")),
    event: (name) => until((found) => found.startsWith(`Event: ${name}\n`)),
    rest: Effect.map(raw.until(() => undefined), () => lf(buffer)),
    end: Effect.sync(() => void raw.socket.end()),
    reads,
    socket: raw.socket
  }
  return session
})

/** Connects to a simulator and reads its banner. */
export const open = Effect.gen(function*() {
  const { port } = yield* AmiSimulator.AmiSimulator
  const session = yield* connect(port)
  yield* session.line
  return session
})

/** Connects to a simulator and logs in, with the given account and events. */
export const login = Effect.fnUntraced(function*(
  options: { readonly user?: string; readonly secret?: string; readonly events?: string } = {}
) {
  const { events = "on", secret = "world", user = "hello" } = options
  const session = yield* open
  yield* session.send(`Action: Login\nUsername: ${user}\nSecret: ${secret}\nEvents: ${events}\nActionID: login\n\n`)
  const reply = yield* session.reply
  if (!reply.startsWith("Response: Success")) return yield* Effect.die(new Error(reply))
  // The events of the login are over once another request is answered.
  yield* session.send("Action: Ping\nActionID: logged-in\n\n")
  yield* session.reply
  return session
})

/** Gives a test a simulator. By default its calls take no time. */
export const simulator = (
  options?: NodeSimulator.Options
): Layer.Layer<AmiSimulator.AmiSimulator> => Layer.orDie(NodeSimulator.layer({ timeScale: 0, ...options }))
