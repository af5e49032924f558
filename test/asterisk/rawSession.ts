/**
 * An AMI session for tests to observe a server with, independent of the client under test.
 *
 * Input is split at each empty line into messages, and each message into lines of name and value. A value with an empty
 * line is split in two here.
 */
import { Data, Duration, Effect, type Scope } from "effect"
import { rawSocket } from "../rawSocket.ts"

/** A message as its lines, in order of arrival. */
export type RawMessage = ReadonlyArray<readonly [name: string, value: string]>

export class RawSessionError extends Data.TaggedError("RawSessionError")<{ readonly message: string }> {}

export interface RawSession {
  /** The line that the server greets with. */
  readonly banner: string
  /** Sends text unchanged, encoded as UTF-8, or raw bytes. */
  readonly send: (text: string | Uint8Array) => Effect.Effect<void>
  /** Sends an action, written as lines without an `ActionID`, and waits for its response. */
  readonly request: (lines: string, timeout?: Duration.Input) => Effect.Effect<RawMessage, RawSessionError>
  /** Everything that has arrived, responses and events. */
  readonly messages: Effect.Effect<ReadonlyArray<RawMessage>>
  /** Waits for a matching message, past or future. */
  readonly waitFor: (
    what: string,
    fits: (message: RawMessage) => boolean,
    timeout?: Duration.Input
  ) => Effect.Effect<RawMessage, RawSessionError>
  /** Waits until the server has closed the connection. */
  readonly waitForClose: (timeout?: Duration.Input) => Effect.Effect<void, RawSessionError>
}

/** The first value of a header, ignoring case. */
export const field = (message: RawMessage, name: string): string | undefined =>
  message.find((line) => line[0].toLowerCase() === name.toLowerCase())?.[1]

/** All values of a header. */
export const fields = (message: RawMessage, name: string): ReadonlyArray<string> =>
  message.filter((line) => line[0].toLowerCase() === name.toLowerCase()).map((line) => line[1])

/** Whether a message is that event and has those values. */
export const isEvent =
  (name: string, values: Readonly<Record<string, string>> = {}) => (message: RawMessage): boolean =>
    message[0]?.[0] === "Event" && message[0][1] === name &&
    Object.entries(values).every(([key, value]) => field(message, key) === value)

/** Opens a session and logs in. Receives all events by default. */
export const rawSession = Effect.fnUntraced(function*(
  server: {
    readonly host: string
    readonly port: number
    readonly users: { readonly hello: { readonly username: string; readonly secret: string } }
  },
  options: {
    readonly user?: { readonly username: string; readonly secret: string }
    readonly events?: string
  } = {}
) {
  const session = yield* rawConnection(server)
  const { secret, username } = options.user ?? server.users.hello
  const response = yield* session.request(
    `Action: Login\nUsername: ${username}\nSecret: ${secret}\nEvents: ${options.events ?? "on"}`
  )
  if (field(response, "Response") !== "Success") {
    return yield* new RawSessionError({ message: `login as ${username}: ${field(response, "Message")}` })
  }
  return session
})

/** Opens a session that has not logged in. */
export const rawConnection = Effect.fnUntraced(function*(
  server: { readonly host: string; readonly port: number }
): Effect.fn.Return<RawSession, RawSessionError, Scope.Scope> {
  const messages: Array<RawMessage> = []
  let banner: string | undefined
  let rest = ""
  let requests = 0

  const socket = yield* rawSocket({ host: server.host, port: server.port }, (text) => {
    rest += text
    const [, line, more = ""] = banner === undefined ? /^(.*?)\r\n([^]*)$/.exec(rest) ?? [] : [rest, banner, rest]
    if (line === undefined) return
    banner = line
    const parts = more.split("\r\n\r\n")
    rest = parts.pop() ?? ""
    messages.push(...parts.map(parse))
  })

  /** The end of the connection ends the wait too. */
  const until = <A>(what: string, find: () => A | undefined, timeout: Duration.Input = "45 seconds") =>
    Effect.timeoutOrElse(socket.until(find), {
      duration: timeout,
      orElse: () => Effect.fail(failure(`no ${what} within ${Duration.format(Duration.fromInputUnsafe(timeout))}`))
    }).pipe(
      Effect.filterOrFail((found) => found !== undefined, () => failure(`the server closed before ${what}`))
    )
  const failure = (problem: string) => {
    const last = messages.slice(-8).map((message) => message.map((line) => line.join(": ")).join(" | "))
    return new RawSessionError({ message: [`${problem}; the last messages:`, ...last].join("\n  ") })
  }

  const waitFor: RawSession["waitFor"] = (what, fits, timeout) => until(what, () => messages.find(fits), timeout)
  return {
    banner: yield* until("banner", () => banner),
    send: socket.write,
    waitFor,
    request: (lines, timeout) => {
      const id = `raw-${++requests}`
      const text = `${lines.trim().replaceAll(/\r?\n/g, "\r\n")}\r\nActionID: ${id}\r\n\r\n`
      const fits = (message: RawMessage) => message[0]?.[0] === "Response" && field(message, "ActionID") === id
      return socket.write(text).pipe(
        Effect.andThen(waitFor(`response to ${lines.trim().split("\n")[0]}`, fits, timeout))
      )
    },
    messages: Effect.sync(() => messages.slice()),
    waitForClose: (timeout) => until("close", () => socket.isClosed() || undefined, timeout).pipe(Effect.asVoid)
  }
})

const parse = (text: string): RawMessage =>
  text.split("\r\n").map((line) => {
    const colon = line.indexOf(":")
    return colon < 0 ? ["", line] : [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, "")]
  })
