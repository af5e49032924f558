/**
 * `WaitEvent`, which a session over HTTP uses to fetch its events.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import { HttpSession } from "../http/httpSession.ts"
import type { Hub } from "../hub.ts"
import { type Lines, render, success, withShortId } from "../messages.ts"
import * as privileges from "../privileges.ts"
import { type Request, valueOf } from "../requests.ts"
import { type Session, SocketSession } from "../sessions.ts"
import type { SessionActions, SessionAnswer } from "./session.ts"

const nothing: SessionAnswer = { messages: [] }

/** A number as `sscanf("%i")` reads it: decimal, octal after a zero, or hexadecimal. */
const numberOf = (value: string): number | undefined => {
  const [, sign = "", digits] = /^\s*([+-]?)(0x[0-9a-f]+|0[0-7]*|[1-9][0-9]*)/i.exec(value) ?? []
  if (digits === undefined) return undefined
  const base = /^0x/i.test(digits) ? 16 : digits.startsWith("0") ? 8 : 10
  return Number.parseInt(digits, base) * (sign === "-" ? -1 : 1)
}

/** How long a request wants to wait: the maximum unless it gives a number. */
const wanted = (request: Request): number => {
  const seconds = numberOf(valueOf(request, "Timeout")) ?? -1
  return seconds < 0 ? Infinity : seconds * 1000
}

/** Waits for any of the reasons to go on. Events that are raised in one step are delivered together. */
const waiting = (wait: number, ...reasons: ReadonlyArray<Effect.Effect<void>>): Effect.Effect<void> => {
  if (wait <= 0) return Effect.void
  const timers = wait === Infinity ? [] : [Effect.sleep(wait)]
  return Effect.andThen(Effect.raceAllFirst([...reasons, ...timers]), Effect.yieldNow)
}

const answered = (request: Request, events: ReadonlyArray<Lines>): SessionAnswer => ({
  messages: [
    success(request, "Message: Waiting for Event completed."),
    ...events,
    ["Event: WaitEventComplete", ...withShortId(request, 256, [])]
  ]
})

/**
 * Waits for an event of any kind, and takes all that are queued.
 *
 * Only the latest request of a session waits; earlier ones get an empty answer.
 * A session without events gets all of them from then on
 * (manager.c, action_waitevent).
 */
const overHttp = (hub: Hub, session: HttpSession, request: Request): Effect.Effect<SessionAnswer> => {
  const waiter = session.events.begin()
  const wait = Math.min(wanted(request), session.maxWait(hub.now))
  if (session.mask === 0) session.mask = privileges.all
  return Effect.map(waiting(wait, waiter.await), () => {
    const events = session.events.take(waiter)
    if (events === undefined) return nothing
    return answered(
      request,
      events.filter((event) => session.receives(event, () => render(event.lines))).map(({ lines }) => lines)
    )
  })
}

/** Over a socket the wait also ends when the peer sends something. */
const overSocket = (session: SocketSession, request: Request): Effect.Effect<SessionAnswer> =>
  Effect.map(
    waiting(wanted(request), session.begin().await, session.arrival),
    () => answered(request, session.done().map((text) => text.slice(0, -4).split("\r\n")))
  )

const waitEvent: SessionActions[string]["answer"] = (hub, session: Session, request) =>
  Effect.suspend(() => {
    if (session instanceof HttpSession) return overHttp(hub, session, request)
    return session instanceof SocketSession ? overSocket(session, request) : Effect.succeed(nothing)
  })

/** `WaitEvent`. */
export const actions: SessionActions = { WaitEvent: { answer: waitEvent } }
