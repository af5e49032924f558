/**
 * Finds out that nobody is there any more.
 *
 * A dead peer, a cut cable and a frozen server look alike: nothing comes, and
 * what is written seems to arrive. So where nothing has been heard for a while
 * Asterisk is asked for a sign of life, and anything heard is one. The time that
 * has passed decides, not how often a timer ran: a process that was suspended
 * first reads what waits for it.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { AmiError, ConnectionLost } from "../../../AmiError.ts"
import type { Meter } from "../meter.ts"
import type { Session } from "./session.ts"

export interface KeepAliveOptions {
  /** How long nothing may be heard before Asterisk is asked. */
  readonly pingInterval: Duration.Duration
  /** How long it may take to be heard then. */
  readonly pingTimeout: Duration.Duration
}

/** How often is looked; it bounds by how much a silence is noticed late, which is little beside a short interval too. */
const tickOf = (interval: number) => Duration.millis(Math.min(1000, Math.max(10, interval / 20)))

/** An action that holds up Asterisk holds up the answer to a Ping; it gets a little more than its own time. */
const patience = Duration.toMillis(Duration.seconds(5))

/** What was read while the process did not run is taken up by the event loop before this has passed. */
const moment = Duration.millis(50)

/** Watches a session until it is lost, and ends it where nothing is heard. */
export const watch = Effect.fnUntraced(function*(session: Session, options: KeepAliveOptions, meter: Meter) {
  const clock = yield* Clock.Clock
  const now = () => Number(clock.monotonicTimeNanosUnsafe() / 1_000_000n)
  const interval = Duration.toMillis(options.pingInterval)
  const tick = tickOf(interval)
  let heard = session.heard()
  let at = now()
  const isSilentFor = (millis: number): boolean => {
    if (session.heard() !== heard) {
      heard = session.heard()
      at = now()
    }
    return now() - at >= millis
  }
  while (true) {
    yield* Effect.sleep(tick)
    if (!isSilentFor(interval)) continue
    const asked = now()
    const timeout = Math.max(Duration.toMillis(options.pingTimeout), session.blockedUntil() + patience - asked)
    const answered = yield* Effect.exit(session.ask("Ping", [], timeout))
    if (answered._tag === "Success") {
      meter.ping((now() - asked) / 1000)
      continue
    }
    // One that could not be written, because too many wait already, says nothing before its time is over.
    yield* Effect.sleep(Math.max(0, timeout - (now() - asked)))
    yield* Effect.sleep(moment)
    if (!isSilentFor(timeout)) continue
    const detail = `nothing was heard for ${Math.round((now() - at) / 1000)} s, and a Ping was not answered`
    return session.abort(new AmiError({ reason: new ConnectionLost({ why: "Unreachable", detail }) }))
  }
})
