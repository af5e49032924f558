/**
 * A TCP proxy that does to connections what networks do: delays, trickles, splits, loses, breaks.
 *
 * Every fault can be set for all connections, including future ones, or for a single one. `up` is the direction from the
 * client to the server. It works in front of any server and does not look at the content.
 */
import { Effect, Queue, type Scope } from "effect"
import { once } from "node:events"
import * as Net from "node:net"
import { type Changing, changing, within } from "../transport/waiting.ts"
import { type Ending, type Faults, makePipe } from "./pipe.ts"

export type Way = "up" | "down"
export type Ways = Way | "both"

/** Faults of one connection, or of all. Each begins at once and lasts until `heal`. */
export interface FaultControls {
  /** Delivers this many milliseconds later, plus up to `jitter`. The order stays. */
  readonly latency: (millis: number, jitter?: number, ways?: Ways) => void
  readonly bandwidth: (bytesPerSecond: number, ways?: Ways) => void
  /** Delivers pieces of this size, each of which is read separately. */
  readonly slicer: (size: number, ways?: Ways) => void
  /** Lets nothing through, not even ends and resets. What is held back is delivered when it is healed. */
  readonly blackHole: (ways?: Ways) => void
  /** Ends the connection after this many more bytes in one direction. */
  readonly limit: (bytes: number, ending: Ending, way: Way) => void
  readonly modify: (change: (bytes: Buffer) => Buffer, ways?: Ways) => void
  /** Inverts one bit in about one of this many bytes; the seed decides which. */
  readonly corrupt: (seed: number, oneOf: number, ways?: Ways) => void
  /** Ends every fault. */
  readonly heal: (ways?: Ways) => void
  /** Breaks open connections. */
  readonly rst: () => void
  /** Ends open connections, on both sides. */
  readonly fin: () => void
}

export interface ProxiedConnection extends FaultControls {
  /** How many bytes got through. */
  readonly passed: (way: Way) => number
  /** The first bytes that got through, at most 256, as Latin-1. */
  readonly first: (way: Way) => string
  /** When it was made, in milliseconds of `performance.now`. */
  readonly madeAt: number
  readonly isOpen: () => boolean
}

export interface FaultProxy extends FaultControls {
  readonly host: string
  readonly port: number
  /** Every connection so far, in order. */
  readonly connections: ReadonlyArray<ProxiedConnection>
  /** The next connection, in order of arrival. */
  readonly accept: Effect.Effect<ProxiedConnection>
  /** Forgets the connections that have ended, for long runs that measure the heap. */
  readonly forget: Effect.Effect<void>
  readonly open: () => number
  readonly passed: (way: Way) => number
  /** Waits for a condition that a byte, a connection or an end can bring about. */
  readonly until: Changing["until"]
  /** Stops accepting: connections are made, and nobody answers. */
  readonly pauseAccept: () => void
  /** Accepts pending connections, and new ones. */
  readonly resumeAccept: () => void
  /** Closes the port. Open connections stay. */
  readonly refuse: () => void
  /** Opens the same port again. */
  readonly listenAgain: Effect.Effect<void>
}

export interface Target {
  readonly host?: string | undefined
  readonly port: number
}

const noFaults: Required<Faults> = {
  latency: undefined,
  bytesPerSecond: undefined,
  pieceSize: undefined,
  isHeld: undefined,
  limit: undefined,
  transformer: undefined
}

const firstBytes = 256

/** A proxy on its own port; the scope closes it and everything that goes through it. */
export const faultProxy = Effect.fnUntraced(function*(
  target: Target
): Effect.fn.Return<FaultProxy, never, Scope.Scope> {
  const { changed, until } = changing()
  const accepted = yield* Queue.unbounded<ProxiedConnection>()
  const connections: Array<ProxiedConnection> = []
  const open = new Set<Joined>()
  const waiting: Array<Net.Socket> = []
  const faults: Record<Way, Faults> = { up: {}, down: {} }
  let isPaused = false

  const join = (near: Net.Socket) => {
    const far = Net.connect({ host: "127.0.0.1", ...target, allowHalfOpen: true, noDelay: true })
    const connection = makeConnection(near, far, faults, () => {
      if (near.closed && far.closed) open.delete(connection)
      changed()
    })
    open.add(connection)
    connections.push(connection)
    Queue.offerUnsafe(accepted, connection)
    changed()
  }
  const server = Net.createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, (near) => {
    near.on("error", () => undefined)
    if (isPaused) waiting.push(near)
    else join(near)
  })
  const listen = (port: number) =>
    Effect.promise(() => {
      server.listen(port, "127.0.0.1")
      return once(server, "listening")
    })
  yield* Effect.acquireRelease(listen(0), () =>
    Effect.sync(() => {
      server.close()
      waiting.forEach((socket) => socket.destroy())
      open.forEach((connection) => connection.close())
    }))
  const address = server.address()
  const port = address !== null && typeof address === "object" ? address.port : 0

  return {
    ...controls({
      set: (way, more) => {
        faults[way] = { ...faults[way], ...more }
        open.forEach((connection) => connection.set(way, more))
      },
      end: (ending) => open.forEach((connection) => connection[ending]())
    }),
    host: "127.0.0.1",
    port,
    connections,
    accept: Queue.take(accepted).pipe(within("a connection through the proxy")),
    forget: Effect.andThen(
      Queue.clear(accepted),
      Effect.sync(() => connections.splice(0, connections.length, ...open))
    ),
    open: () => open.size,
    passed: (way) => connections.reduce((sum, connection) => sum + connection.passed(way), 0),
    until,
    pauseAccept: () => {
      isPaused = true
    },
    resumeAccept: () => {
      isPaused = false
      waiting.splice(0).forEach(join)
    },
    refuse: () => void server.close(),
    listenAgain: Effect.suspend(() => server.listening ? Effect.void : Effect.asVoid(listen(port)))
  }
})

interface Joined extends ProxiedConnection {
  readonly set: (way: Way, more: Faults) => void
  readonly close: () => void
}

/** Joins two sockets. */
const makeConnection = (
  near: Net.Socket,
  far: Net.Socket,
  faults: Readonly<Record<Way, Faults>>,
  onChange: () => void
): Joined => {
  const first: Record<Way, string> = { up: "", down: "" }
  const end = (ending: Ending) =>
    [near, far].forEach((socket) => ending === "fin" ? socket.end() : socket.destroyed || socket.resetAndDestroy())
  const pipe = (way: Way, from: Net.Socket, to: Net.Socket) =>
    makePipe({
      from,
      to,
      faults: faults[way],
      onLimit: end,
      onPassed: (bytes) => {
        if (first[way].length < firstBytes) first[way] = (first[way] + bytes.toString("latin1")).slice(0, firstBytes)
        onChange()
      }
    })
  const pipes = { up: pipe("up", near, far), down: pipe("down", far, near) }
  near.on("close", onChange)
  far.on("close", onChange)
  const set = (way: Way, more: Faults) => pipes[way].set(more)
  return {
    ...controls({ set, end }),
    set,
    passed: (way) => pipes[way].passed(),
    first: (way) => first[way],
    madeAt: performance.now(),
    isOpen: () => !(near.closed && far.closed),
    close: () => {
      pipes.up.stop()
      pipes.down.stop()
      near.destroy()
      far.destroy()
    }
  }
}

const waysOf = (ways: Ways): ReadonlyArray<Way> => ways === "both" ? ["up", "down"] : [ways]

const controls = (on: {
  readonly set: (way: Way, more: Faults) => void
  readonly end: (ending: Ending) => void
}): FaultControls => {
  const set = (more: Faults, ways: Ways = "both") => waysOf(ways).forEach((way) => on.set(way, more))
  return {
    latency: (millis, jitter = 0, ways) => set({ latency: { millis, jitter } }, ways),
    bandwidth: (bytesPerSecond, ways) => set({ bytesPerSecond }, ways),
    slicer: (pieceSize, ways) => set({ pieceSize }, ways),
    blackHole: (ways) => set({ isHeld: true }, ways),
    limit: (bytes, ending, way) => set({ limit: { bytes, ending } }, way),
    modify: (change, ways) => set({ transformer: () => change }, ways),
    corrupt: (seed, oneOf, ways) => set({ transformer: () => corrupting(seed, oneOf) }, ways),
    heal: (ways) => set(noFaults, ways),
    rst: () => on.end("rst"),
    fin: () => on.end("fin")
  }
}

/** Which bytes are hit depends only on their place in the stream, not on how it is read. */
const corrupting = (seed: number, oneOf: number) => {
  const random = randomOf(seed)
  return (bytes: Buffer) => Buffer.from(bytes.map((byte) => random() * oneOf < 1 ? byte ^ (1 << (random() * 8)) : byte))
}

/** Numbers from 0 to 1 that are always the same (mulberry32). */
export const randomOf = (seed: number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    const mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    const more = mixed ^ (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed))
    return ((more ^ (more >>> 14)) >>> 0) / 2 ** 32
  }
}
