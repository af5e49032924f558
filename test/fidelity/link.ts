/**
 * Connections to a simulator in memory: a socket server without a network.
 */
import { type Cause, Context, Effect, Layer, Queue } from "effect"
import { HttpServer } from "effect/http"
import { Socket, SocketServer } from "effect/socket"
import { AmiSimulator } from "../../src/simulator/index.ts"
import { latin1, type Lines, messagesIn } from "./conversations.ts"

/** One connection: what the server wrote so far, and how to write to it. */
export class Link {
  /** Called for each whole message. */
  onMessage: (lines: Lines) => void = () => {}
  private text = ""
  private handled = 0
  private readonly inbox: Queue.Enqueue<Uint8Array, Cause.Done>

  constructor(inbox: Queue.Enqueue<Uint8Array, Cause.Done>) {
    this.inbox = inbox
  }

  /** What the server wrote so far. */
  get messages(): ReadonlyArray<Lines> {
    return messagesIn(this.text)
  }

  write(bytes: Uint8Array): void {
    Queue.offerUnsafe(this.inbox, bytes)
  }

  hear(text: string): void {
    this.text += text
    const end = this.text.lastIndexOf("\r\n\r\n")
    if (end < this.handled) return
    const whole = this.text.slice(this.handled, end + 4)
    this.handled = end + 4
    for (const lines of messagesIn(whole)) this.onMessage(lines)
  }
}

/** Where nothing listens. */
const nowhere = { _tag: "UnixAddress", path: "memory" } as unknown as HttpServer.HttpServer["Service"]["address"]

/** A simulator that listens for HTTP too, as the recorded servers did; nobody asks there. */
export const simulatorOf = (options: AmiSimulator.Options) =>
  Layer.build(AmiSimulator.layerHttp(options)).pipe(
    Effect.map(Context.get(AmiSimulator.AmiSimulator)),
    Effect.provideService(HttpServer.HttpServer, HttpServer.make({ serve: () => Effect.void, address: nowhere }))
  )

const closed = Effect.fail(
  new Socket.SocketError({ reason: new Socket.SocketCloseError({ code: 1000, closeReason: undefined }) })
)

/** A socket server without a network, and how to connect to it. */
export const network = (isEncrypted = false) => {
  let accept: ((socket: Socket.Socket) => Effect.Effect<unknown, unknown>) | undefined
  const server = SocketServer.SocketServer.of({
    address: nowhere,
    run: (handler) =>
      Effect.contextWith((context) => {
        accept = (socket) => Effect.provide(handler(socket), context)
        return Effect.never
      }) as never
  })
  /** What the simulator learns of the other end. */
  const NetSocket = Context.Service<unknown, { readonly encrypted: boolean }>(
    "@effect/platform-node/NodeSocket/NetSocket"
  )
  const connect = Effect.gen(function*() {
    const inbox = yield* Queue.unbounded<Uint8Array, Cause.Done>()
    const link = new Link(inbox)
    const write = (chunk: Uint8Array | string | Socket.CloseEvent): Effect.Effect<void, Socket.SocketError> =>
      Effect.sync(() => {
        if (Socket.isCloseEvent(chunk)) Queue.endUnsafe(inbox)
        else link.hear(typeof chunk === "string" ? chunk : latin1(chunk))
      })
    const socket = Socket.make({
      reader: Effect.succeed({
        pull: Queue.takeAll(inbox).pipe(Effect.catchCause(() => closed)) as never,
        upgrade: () => Effect.void
      }),
      writer: Effect.succeed({ write, writeAll: (chunks) => Effect.forEach(chunks, write, { discard: true }) })
    })
    yield* Effect.forkScoped(
      Effect.suspend(() =>
        accept === undefined
          ? Effect.void
          : Effect.provideService(Effect.ignore(accept(socket)), NetSocket, { encrypted: isEncrypted })
      )
    )
    return link
  })
  return { layer: Layer.succeed(SocketServer.SocketServer, server), connect }
}
