/**
 * The limits: what a socket and minimal parsing cost, without a client.
 *
 * They have no login, deadlines, handling of broken input or second subscriber. `full` makes an object of all headers of
 * each message, faster than any client here can; ratios are relative to it.
 */
import { connect, type OnReadOpts, type Socket } from "node:net"
import { connect as connectTls, type ConnectionOptions } from "node:tls"
import { ca } from "../../test/node/certificates.ts"
import type { EventForm, ListForm, Place, RoundTripForm } from "../form.ts"
import { count, emptyTally, type Tally } from "../mix.ts"
import { type Headers, parsing } from "./parse.ts"

/** Reads with one buffer for all reads, which `take` must not keep. */
const open = ({ over, port }: Place, take: (bytes: Buffer, socket: Socket) => void): Socket => {
  const buffer = Buffer.allocUnsafe(65_536)
  const onread = {
    buffer,
    callback: (size: number) => {
      take(buffer.subarray(0, size), socket)
      return true
    }
  }
  // The types of `tls` lack `onread`, but it works.
  const secure: ConnectionOptions & { readonly onread: OnReadOpts } = {
    port,
    host: "127.0.0.1",
    ca,
    servername: "localhost",
    onread
  }
  const socket = over === "tls" ? connectTls(secure) : connect({ port, host: "127.0.0.1", onread })
  socket.setNoDelay(true)
  return socket
}

const login = "Action: Login\r\nActionID: login\r\nUsername: bench\r\nSecret: bench\r\n\r\n"

/** Delivers whole messages, as bytes that are valid until it returns. */
const framed = (onMessage: (bytes: Buffer, from: number, to: number) => void) => {
  let rest: Buffer = Buffer.alloc(0)
  return (chunk: Buffer) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let at = 0
    for (let end = bytes.indexOf("\r\n\r\n"); end !== -1; end = bytes.indexOf("\r\n\r\n", at)) {
      while (bytes[at] === 13 || bytes[at] === 10) at += 1
      if (end > at) onMessage(bytes, at, end)
      at = end + 4
    }
    rest = at === bytes.length ? Buffer.alloc(0) : Buffer.from(bytes.subarray(at))
  }
}

const done = "UserEvent: ReplayDone"

interface Run {
  tally: Tally
  end: () => void
}

/** Replays the mix to a reader, which lives as long as its connection, so that it is warm; a run ends when it has seen the end. */
const replayed = (reader: (run: Run) => (bytes: Buffer) => void): EventForm => async (place) => {
  const run: Run = { tally: emptyTally(), end: () => undefined }
  const socket = open(place, reader(run))
  socket.write(login)
  return {
    run: (times, segment) =>
      new Promise((resolve) => {
        const tally = (run.tally = emptyTally())
        run.end = () => resolve(tally)
        socket.write(`Action: Replay\r\nActionID: replay\r\nTimes: ${times}\r\nSegment: ${segment}\r\n\r\n`)
      }),
    close: async () => void socket.destroy()
  }
}

/** Reads and discards; looks for the end in the last bytes of each read. */
export const discard = replayed((run) => {
  let tail = ""
  return (bytes) => {
    tail = (tail + bytes.toString("latin1", Math.max(0, bytes.length - 64))).slice(-64)
    if (!tail.includes(done)) return
    tail = ""
    run.end()
  }
})

export const frames = replayed((run) =>
  framed((bytes, from, to) => {
    run.tally.events += 1
    if (to - from < 80 && bytes.toString("latin1", from, to).includes(done)) run.end()
  })
)

const field = (text: string, name: string): string | undefined => {
  const at = text.indexOf(`\r\n${name}: `)
  if (at === -1) return undefined
  const value = text.slice(at + name.length + 4, text.indexOf("\r\n", at + 2))
  return /[\x80-\xFF]/.test(value) ? Buffer.from(value, "latin1").toString("utf8") : value
}

/** One string per read, and the three fields sliced from it: the least that reads them. */
export const lazy = replayed((run) => {
  const take = (text: string) => {
    if (!text.startsWith("Event: ")) return
    const event = text.slice(7, text.indexOf("\r\n"))
    if (event === "UserEvent" && text.includes(done)) return run.end()
    if (event !== "FullyBooted") {
      count(run.tally, event, field(text, "Channel"), field(text, "Uniqueid") ?? field(text, "UniqueID"))
    }
  }
  let rest = ""
  return (bytes) => {
    const text = rest + bytes.toString("latin1")
    let at = 0
    for (let end = text.indexOf("\r\n\r\n"); end !== -1; end = text.indexOf("\r\n\r\n", at)) {
      for (let code = 13; code === 13 || code === 10; at++) code = text.charCodeAt(at)
      take(text.slice(at - 1, end + 2))
      at = end + 4
    }
    rest = text.slice(at)
  }
})

export const full = replayed((run) =>
  parsing((headers) => {
    const event = headers["Event"]
    if (event === undefined || event === "FullyBooted") return
    if (event === "UserEvent" && headers["UserEvent"] === "ReplayDone") return run.end()
    count(run.tally, event, headers["Channel"], headers["Uniqueid"] ?? headers["UniqueID"])
  })
)

// --- Round trips ------------------------------------------------------------

/** A raw socket that matches answers to callers by ActionID, and writes immediately or once per turn. */
export const requester = (place: Place, coalesce: boolean) => {
  const pending = new Map<string, (value: Headers) => void>()
  const socket = open(
    place,
    parsing((headers) => {
      const id = headers["ActionID"] ?? ""
      const answer = pending.get(id)
      pending.delete(id)
      answer?.(headers)
    })
  )
  let next = 0
  let outgoing = ""
  const write = (text: string) => {
    if (!coalesce) return void socket.write(text, "latin1")
    if (outgoing === "") {
      queueMicrotask(() => {
        socket.write(outgoing, "latin1")
        outgoing = ""
      })
    }
    outgoing += text
  }
  const ask = (action: string, onAnswer: (headers: Headers) => void) => {
    const id = `bench-${++next}`
    pending.set(id, onAnswer)
    write(`${action}\r\nActionID: ${id}\r\n\r\n`)
  }
  socket.write(login)
  const echo = (times: number) =>
    new Promise<number>((resolve) => {
      let right = 0
      let ended = 0
      ask(`Action: Shuffle\r\nAnswers: ${times}`, () => undefined)
      for (let index = 0; index < times; index++) {
        ask(`Action: Getvar\r\nVariable: v${index}`, (headers) => {
          if (headers["Value"] === `v${index}`) right += 1
          if (++ended === times) resolve(right)
        })
      }
    })
  return { ask, echo, close: async () => void socket.destroy() }
}

const asking = (coalesce: boolean): RoundTripForm => async (place) => {
  const { ask, close, echo } = requester(place, coalesce)
  const run = (times: number, inFlight: number, onLatency: (millis: number) => void) =>
    new Promise<number>((resolve) => {
      let begun = 0
      let right = 0
      let ended = 0
      const one = () => {
        if (begun === times) return
        begun += 1
        const from = performance.now()
        ask("Action: Ping", (headers) => {
          onLatency(performance.now() - from)
          if (headers["Ping"] === "Pong") right += 1
          if (++ended === times) resolve(right)
          one()
        })
      }
      for (let index = 0; index < inFlight; index++) one()
    })
  return { run, echo, close }
}

export const coalesced = asking(true)
export const written = asking(false)

// --- Lists ------------------------------------------------------------------

export const fullList: ListForm = (place) =>
  new Promise((resolve) => {
    let onMessage: (headers: Headers) => void = () => undefined
    const socket = open(place, parsing((headers) => onMessage(headers)))
    socket.write(login)
    resolve({
      run: (length) =>
        new Promise((resolveRun) => {
          const items: Array<Headers> = []
          onMessage = (headers) => {
            if (headers["Event"] === "CoreShowChannel") items.push(headers)
            if (headers["Event"] === "CoreShowChannelsComplete") resolveRun(items.length)
          }
          socket.write(
            `Action: ListSize\r\nActionID: size\r\nItems: ${length}\r\n\r\nAction: CoreShowChannels\r\nActionID: list\r\n\r\n`
          )
        }),
      close: async () => void socket.destroy()
    })
  })
