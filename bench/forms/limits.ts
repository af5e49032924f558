/**
 * The limits: what a socket and the least of parsing cost, without a client.
 *
 * They know nothing of logins, deadlines, broken input or a second subscriber. `full` makes an object of all headers of each
 * message, in a way that no client here can be quicker at; ratios are to it.
 */
import { connect, type OnReadOpts, type Socket } from "node:net"
import { connect as connectTls, type ConnectionOptions } from "node:tls"
import { ca } from "../../test/node/certificates.ts"
import type { EventForm, ListForm, Place, RoundTripForm } from "../form.ts"
import { count, emptyTally, type Tally } from "../mix.ts"

/** Reads with one buffer for all reads, which `take` must not keep. */
const open = ({ port, tls }: Place, take: (bytes: Buffer, socket: Socket) => void): Socket => {
  const buffer = Buffer.allocUnsafe(65_536)
  const onread = {
    buffer,
    callback: (size: number) => {
      take(buffer.subarray(0, size), socket)
      return true
    }
  }
  // The types of `tls` do not know `onread`, which it honours.
  const secure: ConnectionOptions & { readonly onread: OnReadOpts } = {
    port,
    host: "127.0.0.1",
    ca,
    servername: "localhost",
    onread
  }
  const socket = tls ? connectTls(secure) : connect({ port, host: "127.0.0.1", onread })
  socket.setNoDelay(true)
  return socket
}

const login = "Action: Login\r\nActionID: login\r\nUsername: bench\r\nSecret: bench\r\n\r\n"

/** Hands over whole messages, as bytes that are valid until it returns. */
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

/** Replays the mix to whatever reads it. `tally` ends the run when it has seen the end. */
const replayed = (reader: (tally: Tally, end: () => void) => (bytes: Buffer) => void): EventForm => (place) =>
  new Promise((resolve) => {
    let take: (bytes: Buffer) => void = () => undefined
    const socket = open(place, (bytes) => take(bytes))
    socket.write(login)
    resolve({
      run: (times, segment) =>
        new Promise((resolveRun) => {
          const tally = emptyTally()
          take = reader(tally, () => resolveRun(tally))
          socket.write(`Action: Replay\r\nActionID: replay\r\nTimes: ${times}\r\nSegment: ${segment}\r\n\r\n`)
        }),
      close: async () => void socket.destroy()
    })
  })

/** Reads and throws away; the end is looked for in the last bytes of each read. */
export const discard = replayed((_tally, end) => {
  let tail = ""
  return (bytes) => {
    tail = (tail + bytes.toString("latin1", Math.max(0, bytes.length - 64))).slice(-64)
    if (tail.includes(done)) end()
  }
})

export const frames = replayed((tally, end) =>
  framed((bytes, from, to) => {
    tally.events += 1
    if (to - from < 80 && bytes.toString("latin1", from, to).includes(done)) end()
  })
)

const field = (text: string, name: string): string | undefined => {
  const at = text.indexOf(`\r\n${name}: `)
  return at === -1 ? undefined : text.slice(at + name.length + 4, text.indexOf("\r\n", at + 2))
}

/** One string a message, and the three fields sliced out of it. */
export const lazy = replayed((tally, end) =>
  framed((bytes, from, to) => {
    const text = bytes.toString("utf8", from, to) + "\r\n"
    if (!text.startsWith("Event: ")) return
    const event = text.slice(7, text.indexOf("\r\n"))
    if (event === "UserEvent" && text.includes(done)) return end()
    if (event !== "FullyBooted") {
      count(tally, event, field(text, "Channel"), field(text, "Uniqueid") ?? field(text, "UniqueID"))
    }
  })
)

type Headers = Readonly<Record<string, string>>

/** A header name that followed others, those that have followed it, and what makes an object of the values of all of them. */
interface Step {
  readonly names: ReadonlyArray<string>
  readonly bytes: Uint8Array
  readonly next: Array<Step>
  readonly make: (values: ReadonlyArray<string>) => Headers
}

/** An object literal is compiled for each sequence of names. The first of a name counts: a later one may be forged. */
const makerOf = (names: ReadonlyArray<string>): Step["make"] => {
  const fields = [...new Set(names)].map((name) => `${JSON.stringify(name)}: values[${names.indexOf(name)}]`)
  return Function("values", `return { ${fields.join(", ")} }`) as Step["make"]
}

const stepTo = (names: ReadonlyArray<string>): Step => ({
  names,
  bytes: Buffer.from(`${names.at(-1)}: `, "latin1"),
  next: [],
  make: makerOf(names)
})

/**
 * All headers of a message as an object: the next name is guessed from what followed last time, and is compared by its bytes;
 * the values are slices of one string, or of UTF-8 where a byte needs it.
 */
const fullReader = () => {
  const first = stepTo([])
  const step = ({ names, next }: Step, bytes: Buffer, from: number, to: number): Step => {
    for (let index = 0; index < next.length; index++) {
      const candidate = next[index]!
      let same = candidate.bytes.length - 1
      if (from + same >= to) continue
      while (same >= 0 && bytes[from + same] === candidate.bytes[same]) same -= 1
      if (same < 0) return candidate
    }
    const colon = bytes.indexOf(":", from)
    const made = stepTo([...names, bytes.toString("latin1", from, colon === -1 || colon > to ? to : colon)])
    if (next.length < 64) next.push(made)
    return made
  }
  const ends = new Int32Array(1024)
  return (bytes: Buffer, from: number, to: number): Headers => {
    let last = first
    let found = 0
    let high = 0
    for (let at = from; at < to;) {
      last = step(last, bytes, at, to)
      at += last.bytes.length
      ends[found++] = at - from
      while (at < to && bytes[at] !== 13) high |= bytes[at++]!
      ends[found++] = at - from
      at += 2
    }
    const text = bytes.toString("latin1", from, to)
    const values: Array<string> = []
    for (let index = 0; index < found; index += 2) {
      const value = text.slice(ends[index], ends[index + 1])
      values.push(high < 128 ? value : Buffer.from(value, "latin1").toString())
    }
    return last.make(values)
  }
}

export const full = replayed((tally, end) => {
  const read = fullReader()
  return framed((bytes, from, to) => {
    const headers = read(bytes, from, to)
    const event = headers["Event"]
    if (event === undefined || event === "FullyBooted") return
    if (event === "UserEvent" && headers["UserEvent"] === "ReplayDone") return end()
    count(tally, event, headers["Channel"], headers["Uniqueid"] ?? headers["UniqueID"])
  })
})

// --- Round trips ------------------------------------------------------------

/** A raw socket that matches answers to callers by ActionID, and writes at once or what one turn has gathered. */
const asking = (coalesce: boolean): RoundTripForm => (place) =>
  new Promise((resolve) => {
    const pending = new Map<string, (value: Headers) => void>()
    const read = fullReader()
    const socket = open(
      place,
      framed((bytes, from, to) => {
        const headers = read(bytes, from, to)
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
    resolve({
      run: (times, inFlight, onLatency) =>
        new Promise((resolveRun) => {
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
              if (++ended === times) resolveRun(right)
              one()
            })
          }
          for (let index = 0; index < inFlight; index++) one()
        }),
      echo: (times) =>
        new Promise((resolveRun) => {
          let right = 0
          let ended = 0
          ask(`Action: Shuffle\r\nAnswers: ${times}`, () => undefined)
          for (let index = 0; index < times; index++) {
            ask(`Action: Getvar\r\nVariable: v${index}`, (headers) => {
              if (headers["Value"] === `v${index}`) right += 1
              if (++ended === times) resolveRun(right)
            })
          }
        }),
      close: async () => void socket.destroy()
    })
  })

export const coalesced = asking(true)
export const written = asking(false)

// --- Lists ------------------------------------------------------------------

export const fullList: ListForm = (place) =>
  new Promise((resolve) => {
    const read = fullReader()
    let onMessage: (headers: Headers) => void = () => undefined
    const socket = open(place, framed((bytes, from, to) => onMessage(read(bytes, from, to))))
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
