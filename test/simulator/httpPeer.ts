/**
 * An HTTP client that knows nothing but sockets, and shares no code with the library.
 *
 * A request is written as given, one character per byte, on its own connection; the
 * answer is whatever the server sends until it closes. Interrupting a request
 * resets its connection.
 */
import { Clock, Effect, Layer, Schedule } from "effect"
import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"
import * as net from "node:net"
import * as tls from "node:tls"

export interface Answer {
  readonly status: string
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>
  /** Its lines end with line feeds. */
  readonly body: string
  /** The length of the body in bytes. */
  readonly length: number
}

const answerOf = (text: string): Answer => {
  const end = text.indexOf("\r\n\r\n")
  const [first = "", ...lines] = text.slice(0, end).split("\r\n")
  const body = text.slice(end + 4)
  return {
    status: first.slice("HTTP/1.1 ".length),
    headers: lines.map((line) => {
      const colon = line.indexOf(": ")
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 2)]
    }),
    body: body.replaceAll("\r\n", "\n"),
    length: body.length
  }
}

/** Reads a recorded answer. */
export const parse = answerOf

/** The value of a header; empty if there is none. */
export const header = (answer: Answer, name: string): string =>
  answer.headers.find(([found]) => found === name)?.[1] ?? ""

/** The session id in an answer, or the nonce. */
export const idIn = (answer: Answer): string =>
  /(?:mansession_id|nonce)="([^"]*)"/.exec(answer.headers.join("\n"))?.[1] ?? ""

/** Writes bytes and reads the answer until the server closes. */
export const exchange = (port: number, text: string, ca?: string): Effect.Effect<Answer> =>
  Effect.callback<Answer>((resume) => {
    const socket = ca === undefined
      ? net.connect({ port, host: "127.0.0.1" })
      : tls.connect({ port, host: "127.0.0.1", ca })
    let read = ""
    socket.on("error", (error) => resume(Effect.die(error)))
    socket.on("data", (bytes: Buffer) => read += bytes.toString("latin1"))
    socket.on(
      "close",
      () =>
        resume(read.includes("\r\n\r\n") ? Effect.succeed(answerOf(read)) : Effect.die(new Error("closed unanswered")))
    )
    socket.write(Buffer.from(text, "latin1"))
    return Effect.sync(() => socket instanceof tls.TLSSocket ? socket.destroy() : socket.resetAndDestroy())
  })

/** A request whose connection is closed after its answer. */
export const request = (line: string, headers: ReadonlyArray<string> = [], body = ""): string =>
  [`${line} HTTP/1.1`, "Host: localhost", ...headers, "Connection: close", "", body].join("\r\n")

/** A posted form. */
export const form = (path: string, body: string, headers: ReadonlyArray<string> = []): string =>
  request(
    `POST ${path}`,
    ["Content-Type: application/x-www-form-urlencoded", `Content-Length: ${body.length}`, ...headers],
    body
  )

/** An HTTP peer that keeps the cookie, as a browser does. */
export const visitor = Effect.gen(function*() {
  const port = (yield* AmiSimulator.AmiSimulator).httpPort ?? 0
  let id = ""
  const cookie = () => id === "" ? [] : [`Cookie: mansession_id="${id}"`]
  const keep = (answer: Answer) => {
    id = idIn(answer)
    return answer
  }
  const ask = (query: string) =>
    Effect.map(Effect.suspend(() => exchange(port, request(`GET /rawman?${query}`, cookie()))), keep)
  return {
    port,
    /** The id in the last answer. */
    get id() {
      return id
    },
    /** Sends a query, and returns the body of the answer. */
    ask: (query: string) => Effect.map(ask(query), ({ body }) => body),
    /** Sends a query. */
    answer: ask,
    login: (more = "") => Effect.map(ask(`action=Login&username=hello&secret=world${more}`), ({ body }) => body)
  }
})

/** A peer that has logged in and fetched its events so far. */
export const guest = Effect.gen(function*() {
  const one = yield* visitor
  yield* one.login()
  yield* one.ask("action=WaitEvent&Timeout=0")
  return one
})

/** Gives a test a simulator with an HTTP port. By default its calls take no time. */
export const simulator = (options?: NodeSimulator.Options): Layer.Layer<AmiSimulator.AmiSimulator> =>
  Layer.orDie(NodeSimulator.layer({ http: true, timeScale: 0, loginDelay: 0, ...options }))

/** Waits until a `WaitEvent` that was just sent is waiting. */
export const begun = Effect.gen(function*() {
  const { requests } = yield* AmiSimulator.AmiSimulator
  const asked = Effect.map(requests, (all) => all.filter(({ action }) => action === "WaitEvent").length)
  const before = yield* asked
  yield* Effect.repeat(asked, { until: (count) => count > before, schedule: Schedule.spaced("5 millis") })
})

/** The answer to a `WaitEvent` with the ActionID `w`, around its events. */
export const waited = (...events: ReadonlyArray<string>): string =>
  [
    "Response: Success\nActionID: w\nMessage: Waiting for Event completed.",
    ...events,
    "Event: WaitEventComplete\nActionID: w"
  ].map((message) => `${message}\n\n`).join("")

/** A clock that can be set forward, for what takes a minute. Sleeping takes its usual time. */
export const clock = () => {
  let ahead = 0
  const millis = () => Date.now() + ahead
  const nanos = () => BigInt(millis()) * 1_000_000n
  const shifted: Clock.Clock = {
    currentTimeMillisUnsafe: millis,
    currentTimeMillis: Effect.sync(millis),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanosUnsafe: nanos,
    monotonicTimeNanos: Effect.sync(nanos),
    sleep: (duration) => Effect.provideService(Effect.sleep(duration), Clock.Clock, real)
  }
  return {
    /** Sets the clock forward. */
    pass: (seconds: number) => Effect.sync(() => ahead += seconds * 1000),
    /** Makes a simulator use this clock. */
    layer: (options?: NodeSimulator.Options) => Layer.provide(simulator(options), Layer.succeed(Clock.Clock, shifted))
  }
}

const real = Clock.Clock.defaultValue()
