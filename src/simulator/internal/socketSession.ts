/**
 * One session over one connection: reads requests, answers them in order, writes.
 *
 * Two fibers: one reads and answers, the other writes. The writer of a socket waits
 * forever once its peer is gone, so the session decides on its own when it ends:
 * everything is written, or the peer is cut off.
 *
 * @since 0.1.0
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { answer } from "./dispatch.ts"
import { half } from "./faults.ts"
import type { Hub } from "./hub.ts"
import type { Line } from "./line.ts"
import { render } from "./messages.ts"
import type { End } from "./outbox.ts"
import { type Input, RequestReader } from "./requests.ts"
import type { SocketSession } from "./sessions.ts"
import * as wire from "./wire.ts"

/** At most this much is written at once; the peer's time to read restarts for each piece. */
const maxWrite = 64 << 10

/** The pieces to write: line by line, as Asterisk does, or as much as possible, in parts of at most `bytes` bytes. */
const piecesOf = (text: string, fragment: boolean, bytes: number): ReadonlyArray<string> => {
  const pieces = fragment ? text.split(/(?<=\n)/) : [text]
  return pieces.flatMap((piece) => {
    const parts: Array<string> = []
    for (let at = 0; at < piece.length; at += bytes) parts.push(piece.slice(at, at + bytes))
    return parts
  })
}

/** Writes a text; false if the peer is cut off. What is silenced counts as written. */
const writeText = Effect.fnUntraced(function*(hub: Hub, session: SocketSession, line: Line, text: string) {
  const { faults, settings: { fragment } } = hub
  const { outbox } = session
  const place = { session: session.id }
  if (session.isDead || (!faults.isEmpty && faults.hit("Silence", place) !== undefined)) {
    outbox.written(text.length)
    return true
  }
  const bytes = faults.isEmpty ? undefined : faults.hit("Fragments", place)?.bytes
  for (const piece of piecesOf(text, fragment, Math.min(bytes ?? maxWrite, maxWrite))) {
    if (outbox.end === "cut") return false
    const written = yield* line.write(wire.toBytes(piece)).pipe(Effect.timeoutOption(session.writeTimeout))
    if (Option.isNone(written)) return false
    outbox.written(piece.length)
    // Yields to the event loop, so that the peer may read each piece separately.
    if (fragment || bytes !== undefined) yield* Effect.yieldNow
  }
  return true
})

const writing = Effect.fnUntraced(function*(hub: Hub, session: SocketSession, line: Line) {
  const { outbox } = session
  const due: Array<{ readonly at: number; readonly text: string }> = []
  while (true) {
    const [first] = due
    const wait = first === undefined ? outbox.ready.await : Effect.sleep(Math.max(0, first.at - hub.now))
    yield* first === undefined || outbox.end !== undefined ? wait : Effect.raceFirst(outbox.ready.await, wait)
    if (outbox.end === "cut") return "cut" as const
    const text = outbox.take().join("")
    if (text !== "") due.push({ at: hub.now + hub.faults.latency(session.id), text })
    while (due[0] !== undefined && due[0].at <= hub.now) {
      if (!(yield* writeText(hub, session, line, due.shift()?.text ?? ""))) return "cut" as const
    }
    if (outbox.end !== undefined && outbox.isEmpty && due.length === 0) return outbox.end
  }
})

/** Answers one request. Events raised in the meantime are written after the answer. */
const answering = Effect.fnUntraced(function*(hub: Hub, session: SocketSession, input: Input) {
  const { outbox } = session
  outbox.begin()
  const { delivery, end, messages } = yield* answer(hub, session, input)
  if (end === "refused") yield* Effect.sleep(hub.settings.loginDelay)
  const text = messages.map(render).join("")
  if (delivery === "reset") {
    outbox.write(half(text))
    outbox.finish("reset")
    return true
  }
  if (delivery === "later") session.withheld += text
  else if (delivery !== "lost") {
    outbox.write(text)
    outbox.write(session.withheld)
    session.withheld = ""
  }
  if (end === undefined) outbox.done()
  return end !== undefined
})

type Pull = Line["pull"]

/** Reads on, and signals beforehand that there is something to read. */
const lookingAhead = (pull: Pull, scope: Scope.Scope) => {
  let ahead: Fiber.Fiber<ReadonlyArray<Uint8Array>, unknown> | undefined
  const arrival = Effect.flatMap(
    Effect.suspend(() => ahead === undefined ? Effect.forkIn(pull, scope) : Effect.succeed(ahead)),
    (fiber) => {
      ahead = fiber
      return Effect.asVoid(Fiber.await(fiber))
    }
  )
  const next: Pull = Effect.suspend(() => {
    const fiber = ahead
    ahead = undefined
    return fiber === undefined ? pull : Fiber.join(fiber)
  })
  return { arrival, next }
}

const reading = Effect.fnUntraced(function*(hub: Hub, session: SocketSession, pull: Pull) {
  const reader = new RequestReader()
  const { arrival, next } = lookingAhead(pull, yield* Effect.scope)
  session.arrival = arrival
  while (true) {
    for (const chunk of yield* next) {
      if (session.isDead) continue
      for (const input of reader.push(wire.fromBytes(chunk))) {
        if (yield* answering(hub, session, input)) return
      }
    }
  }
})

/** Closes a session that is not logged in in time, without notice. */
const expiring = (hub: Hub, session: SocketSession): Effect.Effect<void> =>
  Effect.sleep(hub.settings.authTimeout).pipe(
    Effect.andThen(Effect.sync(() => {
      if (session.user === undefined) session.outbox.cut()
    }))
  )

/** Serves one connection until it ends. No failure of it escapes. */
export const serve = Effect.fnUntraced(
  function*<E>(hub: Hub, open: Effect.Effect<Line, E, Scope.Scope>) {
    const line = yield* open
    // Releasing a socket waits for its peer to read what is left, and some peers never do.
    yield* Effect.addFinalizer(() => line.destroy("closed"))
    const session = hub.open(line.peer)
    if (session === undefined) return
    const { outbox } = session
    yield* Effect.addFinalizer(() => Effect.sync(() => hub.close(session)))
    outbox.write(`${hub.settings.banner}\r\n`)
    const ended = Deferred.makeUnsafe<End>()
    yield* writing(hub, session, line).pipe(
      Effect.catchCause(() => Effect.succeed<End>("cut")),
      Effect.flatMap((end) => Deferred.succeed(ended, end)),
      Effect.forkScoped
    )
    yield* Effect.forkScoped(expiring(hub, session))
    yield* reading(hub, session, line.pull).pipe(
      Effect.ignoreCause,
      // The peer may have half-closed: its requests are still answered.
      Effect.ensuring(Effect.sync(() => outbox.finish())),
      Effect.forkScoped
    )
    const end = yield* Effect.raceFirst(Deferred.await(ended), Effect.as(outbox.severed.await, "cut" as const))
    if (end === "reset") yield* line.destroy("reset")
    if (end !== "finished") return
    hub.close(session)
    // Closing with unread bytes from the peer would reset the connection and lose the last answer.
    yield* line.end
    yield* Effect.forever(line.pull).pipe(Effect.ignore, Effect.timeoutOption(session.writeTimeout))
  },
  Effect.scoped,
  (served) => Effect.ignoreCause(served)
)
