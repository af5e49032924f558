/**
 * The server of `bench/scale.ts`. Besides what `peer.ts` answers, it accepts
 *
 *   Pace      `Rate` and `Seconds`: raises that many events a second on this connection, in writes of at most two
 *   Storm     `Events`: raises that many as fast as it can, and then reports how long the longest write has waited
 *   Line      `Bytes`: raises an event with one line of that length, including its CR LF
 *   Command   `Command: lines N`: answers with an output of that length
 *
 * Events are numbered on each connection, and a UserEvent says that the last one was raised. Writes are made as Asterisk
 * makes them: the next one waits until the previous one was accepted by the system.
 */
import type { Socket } from "node:net"
import { type Asked, type Connection, listen, plainly, succeed } from "../peer.ts"
import { done, event } from "./events.ts"

const number = (asked: Asked, name: string): number => Number(asked.value(name))

/** A write, and how long it took until the system had accepted it. */
const write = (socket: Socket, text: string): Promise<number> =>
  new Promise((resolve) => {
    const from = performance.now()
    // Also called at the end of the socket.
    socket.write(text, "latin1", () => resolve(performance.now() - from))
  })

// --- Pace -------------------------------------------------------------------

interface Paced {
  readonly socket: Socket
  readonly rate: number
  readonly from: number
  readonly amount: number
  sent: number
}

const paced = new Set<Paced>()
let clock: NodeJS.Timeout | undefined

/** One clock for all connections; late ones catch up. */
const tick = (): void => {
  const now = performance.now()
  for (const one of paced) {
    const due = Math.min(one.amount, Math.floor((now - one.from) * one.rate / 1000))
    while (one.sent < due) {
      const second = one.sent + 1 < due ? event(one.sent + 1) : ""
      one.socket.write(event(one.sent) + second, "latin1")
      one.sent += second === "" ? 1 : 2
    }
    if (one.sent < one.amount && !one.socket.destroyed) continue
    one.socket.write(done)
    paced.delete(one)
  }
  if (paced.size === 0) {
    clearInterval(clock)
    clock = undefined
  }
}

const pace = (socket: Socket, asked: Asked): void => {
  const rate = number(asked, "rate")
  const amount = rate * number(asked, "seconds")
  paced.add({ socket, rate, from: performance.now(), amount, sent: 0 })
  clock ??= setInterval(tick, 2)
}

// --- The others -------------------------------------------------------------

const storm = async (socket: Socket, asked: Asked): Promise<void> => {
  const amount = number(asked, "events")
  // After the answer.
  await Promise.resolve()
  let longest = 0
  let written = performance.now()
  for (let at = 0; at < amount && !socket.destroyed;) {
    let text = ""
    for (const end = Math.min(amount, at + 32); at < end; at++) text += event(at)
    longest = Math.max(longest, await write(socket, text))
  }
  written = performance.now() - written
  const reported = `LongestWrite: ${longest.toFixed(2)}\r\nWritten: ${written.toFixed(0)}`
  socket.write(done.replace(/\r\n\r\n$/, `\r\n${reported}\r\n\r\n`))
}

const line = (asked: Asked, connection: Connection): void => {
  const head = "Event: UserEvent\r\nPrivilege: user,all\r\nUserEvent: Long\r\n"
  const text = "Text: "
  connection.write(`${head}${text}${"x".repeat(number(asked, "bytes") - text.length - 2)}\r\n\r\n`)
}

const command = (asked: Asked, connection: Connection): void => {
  const lines = Number(asked.value("command")?.replace("lines ", ""))
  const output = Array.from(
    { length: lines },
    (_, index) => `Output: PJSIP/alice-${String(index).padStart(8, "0")} !default !s !1 !Up !Dial !PJSIP/bob !`
  )
  // One text: a call cannot take that many arguments.
  succeed(asked, connection, ["Message: Command output follows", ...output].join("\r\n"))
}

await listen((socket) => ({
  action: (asked, connection) => {
    if (asked.name === "command") return command(asked, connection)
    plainly(asked, connection)
    if (asked.name === "pace") pace(socket, asked)
    if (asked.name === "storm") void storm(socket, asked)
    if (asked.name === "line") line(asked, connection)
  }
}))
