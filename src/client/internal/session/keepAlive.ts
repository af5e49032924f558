/**
 * Finds out that nobody is there any more.
 *
 * A dead peer, a cut cable and a frozen server look alike: nothing comes, and
 * what is written seems to arrive. So after a silence the client sends a Ping, and
 * anything that it hears counts as a sign of life. The elapsed time decides, not
 * how often a timer ran: a process that was suspended first reads what waits.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { lost } from "../../../internal/failing.ts"
import { monotonicMillis } from "../../../internal/monotonic.ts"
import type { Meter } from "../meter.ts"
import type { Session } from "./session.ts"

export interface KeepAliveOptions {
  /** How long nothing may be heard before Asterisk is asked. */
  readonly pingInterval: Duration.Duration
  /** How long Asterisk may then take to be heard. */
  readonly pingTimeout: Duration.Duration
}

/** The polling interval. A silence is detected at most this much late, so it scales with a short `pingInterval`. */
const tickOf = (interval: number) => Duration.millis(Math.min(1000, Math.max(10, interval / 20)))

/** An action that blocks Asterisk delays the answer to a Ping: it gets this much more than its own time. */
const blockingMargin = Duration.toMillis(Duration.seconds(5))

/** Time for the event loop to read what came while the process did not run. */
const catchUpTime = Duration.millis(50)

/** Watches a session until it is lost, and ends it if nothing is heard. */
export const watch = Effect.fnUntraced(function*(session: Session, options: KeepAliveOptions, meter: Meter) {
  const clock = yield* Clock.Clock
  const now = monotonicMillis(clock)
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
    const timeout = Math.max(Duration.toMillis(options.pingTimeout), session.blockedUntil() + blockingMargin - asked)
    const answered = yield* Effect.exit(session.ask("Ping", [], timeout))
    if (answered._tag === "Success") {
      meter.ping((now() - asked) / 1000)
      continue
    }
    // A Ping that could not be written, because the queue is full, proves nothing before its time is over.
    yield* Effect.sleep(Math.max(0, timeout - (now() - asked)))
    yield* Effect.sleep(catchUpTime)
    if (!isSilentFor(timeout)) continue
    const detail = `nothing was heard for ${Math.round((now() - at) / 1000)} s, and a Ping was not answered`
    return session.abort(lost("Unreachable", detail))
  }
})
