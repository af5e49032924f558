/**
 * `WaitEvent`, which a session over HTTP uses to fetch its events.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import { HttpSession } from "../http/httpSession.ts"
import { acknowledgement, item } from "../messages.ts"
import * as privileges from "../privileges.ts"
import { integerOf, type Request, valueOf } from "../requests.ts"
import type { SessionActions, SessionAnswer } from "./session.ts"

const nothing: SessionAnswer = { messages: [] }

/** How long a request wants to wait: the maximum unless it gives a number. */
const wanted = (request: Request): number => {
  const seconds = integerOf(valueOf(request, "Timeout")) ?? -1
  return seconds < 0 ? Infinity : seconds * 1000
}

/**
 * Waits for an event of any kind, and takes all that are queued.
 *
 * Only the latest request of a session waits; earlier ones get an empty answer.
 * A session without events gets all of them from then on
 * (manager.c, action_waitevent).
 */
const waitEvent: SessionActions[string]["answer"] = (hub, session, request) =>
  Effect.suspend(() => {
    if (!(session instanceof HttpSession)) return Effect.succeed(nothing)
    const waiter = session.events.begin()
    const wait = Math.min(wanted(request), session.patience(hub.now))
    if (session.mask === 0) session.mask = privileges.all
    // Events that are raised in one step are delivered together.
    const waiting = wait > 0
      ? Effect.andThen(Effect.timeoutOption(waiter.await, wait), Effect.yieldNow)
      : Effect.void
    return Effect.map(waiting, () => {
      const events = session.events.take(waiter)
      if (events === undefined) return nothing
      return {
        messages: [
          acknowledgement(request, "Waiting for Event completed."),
          ...events.filter(({ classes }) => session.hears(classes)).map(({ lines }) => lines),
          item(request, "WaitEventComplete", [])
        ]
      }
    })
  })

/** `WaitEvent`. */
export const actions: SessionActions = {
  WaitEvent: { synopsis: "Wait for an event to occur.", answer: waitEvent }
}
