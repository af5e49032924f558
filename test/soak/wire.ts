/**
 * Plain sessions that share no code with the client under test and bypass the link: an observer that counts which requests
 * ran, and a source that raises events.
 */
import { Effect, Scope } from "effect"
import { type RawSocket, rawSocket } from "../rawSocket.ts"

interface Wire {
  readonly write: (text: string) => void
  /** Connects and logs in. */
  readonly start: Effect.Effect<void>
  readonly isOpen: () => boolean
}

const makeWire = Effect.fnUntraced(function*(
  port: number,
  login: string,
  onText: (text: string) => void
): Effect.fn.Return<Wire, never, Scope.Scope> {
  const scope = yield* Effect.scope
  let raw: RawSocket | undefined
  let isAccepted = false
  return {
    write: (text) => void raw?.socket.write(text),
    isOpen: () => isAccepted && raw?.isClosed() === false,
    start: Effect.gen(function*() {
      raw?.socket.destroy()
      isAccepted = false
      raw = yield* Scope.provide(
        rawSocket({ port }, (text) => {
          isAccepted ||= text.includes("Authentication accepted")
          onText(text)
        }),
        scope
      )
      yield* raw.write(login)
      yield* raw.until(() => isAccepted || undefined)
    })
  }
})

const loginOf = (username: string, events: string) =>
  `Action: Login\r\nUsername: ${username}\r\nSecret: world\r\nEvents: ${events}\r\n\r\n`

export interface Observer extends Pick<Wire, "start" | "isOpen"> {}

/** Reports the number of each request that ran. */
export const makeObserver = Effect.fnUntraced(function*(
  port: number,
  onRun: (id: number) => void
): Effect.fn.Return<Observer, never, Scope.Scope> {
  let rest = ""
  return yield* makeWire(port, loginOf("observer", "user"), (text) => {
    const lines = (rest + text).split("\r\n")
    rest = lines.pop() ?? ""
    for (const line of lines) if (line.startsWith("Id: ")) onRun(Number(line.slice(4)))
  })
})

export interface Source extends Pick<Wire, "start" | "isOpen"> {
  /** Raises this many events, fewer if Asterisk has not answered the previous ones. */
  readonly raise: (count: number) => void
  readonly raised: () => number
}

/** How many events may be unanswered: a frozen server must not be flooded. */
const mostUnderWay = 4000

const answer = "Message: Event Sent"

export const makeSource = Effect.fnUntraced(function*(port: number): Effect.fn.Return<Source, never, Scope.Scope> {
  let raised = 0
  let answered = 0
  let rest = ""
  const { isOpen, start, write } = yield* makeWire(port, loginOf("patient", "off"), (more) => {
    const text = rest + more
    rest = text.slice(-(answer.length - 1))
    for (let at = text.indexOf(answer); at >= 0; at = text.indexOf(answer, at + 1)) answered += 1
  })
  return {
    isOpen,
    start: Effect.andThen(
      start,
      Effect.sync(() => {
        answered = raised
      })
    ),
    raised: () => raised,
    raise: (count) => {
      if (!isOpen()) return
      let text = ""
      for (let left = Math.min(count, mostUnderWay - (raised - answered)); left > 0; left--) {
        raised += 1
        text += `Action: UserEvent\r\nUserEvent: Storm\r\nNumber: ${raised}\r\nFiller: ${filler}\r\n\r\n`
      }
      write(text)
    }
  }
})

const filler = "x".repeat(100)
