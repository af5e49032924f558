/**
 * Puts what a client wrote in a recording to the simulator, at the recorded times, in memory and in virtual time.
 */
import { type Cause, Effect, Layer, Queue } from "effect"
import { Socket, SocketServer } from "effect/socket"
import { TestClock } from "effect/testing"
import { createHash } from "node:crypto"
import { AmiSimulator } from "../../src/simulator/index.ts"
import { latin1, type Lines, messagesIn, type Recording } from "./conversations.ts"
import { learn, translated } from "./ids.ts"

/** When the first run of each recording begins, in milliseconds since the epoch. */
const start = 1_795_420_800_000

/** The secret of the account that logs in by challenge. */
const secret = "world"

/** One connection in memory: what the server wrote so far, and how to write to it. */
interface Link {
  readonly text: () => string
  readonly write: (bytes: Uint8Array) => void
}

/** A socket server without a network, and how to connect to it. */
const network = () => {
  let accept: ((socket: Socket.Socket) => Effect.Effect<unknown, unknown>) | undefined
  const server = SocketServer.SocketServer.of({
    address: { _tag: "UnixAddress", path: "memory" } as unknown as SocketServer.SocketServer["Service"]["address"],
    run: (handler) =>
      Effect.contextWith((context) => {
        accept = (socket) => Effect.provide(handler(socket), context)
        return Effect.never
      }) as never
  })
  const connect = Effect.gen(function*() {
    const inbox = yield* Queue.unbounded<Uint8Array, Cause.Done>()
    const written: Array<string> = []
    const closed = Effect.fail(
      new Socket.SocketError({ reason: new Socket.SocketCloseError({ code: 1000, closeReason: undefined }) })
    )
    const write = (chunk: Uint8Array | string | Socket.CloseEvent): Effect.Effect<void, Socket.SocketError> =>
      Effect.sync(() => {
        if (Socket.isCloseEvent(chunk)) Queue.endUnsafe(inbox)
        else written.push(typeof chunk === "string" ? chunk : latin1(chunk))
      })
    const socket = Socket.make({
      reader: Effect.succeed({
        pull: Queue.takeAll(inbox).pipe(Effect.catchCause(() => closed)) as never,
        upgrade: () => Effect.void
      }),
      writer: Effect.succeed({ write, writeAll: (chunks) => Effect.forEach(chunks, write, { discard: true }) })
    })
    yield* Effect.forkScoped(Effect.suspend(() => accept === undefined ? Effect.void : Effect.ignore(accept(socket))))
    const link: Link = { text: () => written.join(""), write: (bytes) => Queue.offerUnsafe(inbox, bytes) }
    return link
  })
  return { layer: Layer.succeed(SocketServer.SocketServer, server), connect }
}

const letOthersRun = Effect.forEach(Array.from({ length: 20 }), () => Effect.yieldNow, { discard: true })

const challenges = (messages: ReadonlyArray<Lines>): ReadonlyArray<string> =>
  messages.flatMap((lines) => lines.flatMap((line) => /^Challenge: (.*)$/.exec(line)?.[1] ?? []))

const md5 = (text: string): string => createHash("md5").update(text, "latin1").digest("hex")

/** What the client wrote, with its `Key` for the challenge of this run if it was right for the recorded one. */
const proven = (text: string, recording: Recording, said: ReadonlyArray<Lines>): string =>
  text.replaceAll(/(?<=^Key: )[0-9a-f]{32}(?=\r?$)/gm, (key) => {
    const challenge = challenges(said).at(-1)
    const isRight = challenges(recording.messages).some((recorded) => md5(`${recorded}${secret}`) === key)
    return challenge !== undefined && isRight ? md5(`${challenge}${secret}`) : key
  })

/** Writes at the recorded times, with the ids of this run. */
const writing = (recording: Recording, link: Link) => {
  const recorded = learn(recording.messages)
  return Effect.gen(function*() {
    let now = 0
    for (const { at = now / 1000, bytes } of recording.sent) {
      const wait = Math.round(at * 1000) - now
      if (wait > 0) {
        yield* Effect.sleep(wait)
        now += wait
      }
      const said = messagesIn(link.text())
      const text = proven(translated(latin1(bytes), recorded, learn(said)), recording, said)
      link.write(new Uint8Array(Buffer.from(text, "latin1")))
      yield* letOthersRun
    }
  })
}

/** What the simulator says in the place of the recorded server. */
export const play = (
  recording: Recording,
  options: AmiSimulator.Options
): Promise<ReadonlyArray<Lines>> => {
  const { connect, layer } = network()
  const program = Effect.gen(function*() {
    yield* TestClock.setTime(start)
    yield* AmiSimulator.make(options)
    yield* letOthersRun
    const link = yield* connect
    yield* Effect.forkScoped(writing(recording, link))
    yield* letOthersRun
    yield* TestClock.adjust(Math.round(recording.lasts * 1000) + 5)
    yield* letOthersRun
    return messagesIn(link.text())
  })
  return Effect.runPromise(
    Effect.scoped(program).pipe(Effect.provide(Layer.merge(layer, TestClock.layer({ warningDelay: "1 hour" }))))
  )
}
