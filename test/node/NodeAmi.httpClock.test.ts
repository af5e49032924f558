import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect } from "effect"
import { captured, secretStaysHidden, watched } from "./httpClients.ts"
import { userEvent } from "./httpServer.ts"

/** A clock that a test sets forward, as after a process was suspended: pending timers do not notice. */
const suspending = Effect.map(Clock.Clock, (clock) => {
  let ahead = 0
  const now = () => clock.currentTimeMillisUnsafe() + ahead
  const moved: Clock.Clock = {
    currentTimeMillisUnsafe: now,
    currentTimeMillis: Effect.sync(now),
    currentTimeNanosUnsafe: () => clock.currentTimeNanosUnsafe() + BigInt(ahead) * 1_000_000n,
    currentTimeNanos: Effect.sync(() => clock.currentTimeNanosUnsafe() + BigInt(ahead) * 1_000_000n),
    monotonicTimeNanosUnsafe: () => clock.monotonicTimeNanosUnsafe(),
    monotonicTimeNanos: clock.monotonicTimeNanos,
    sleep: (duration) => clock.sleep(duration)
  }
  return {
    clock: moved,
    suspend: (seconds: number) => {
      ahead += seconds * 1000
    }
  }
})

describe("NodeAmi over HTTP: a process that was suspended", () => {
  it.live("checks whether its digest session is still the same if it was away longer than a session lives (row 81)", () =>
    Effect.gen(function*() {
      const { clock, suspend } = yield* suspending
      const { inbox, server } = yield* Effect.provideService(watched({ auth: "digest" }), Clock.Clock, clock)

      suspend(61)
      server.expire()
      yield* inbox.until("Connected 2")

      assert.deepStrictEqual(inbox.words(), ["Connected 1", "Disconnected 1 SessionExpired", "Connected 2"])
      assert.strictEqual(server.named("Events").length, 2)
    }).pipe(captured))

  it.live("continues if the digest session outlived it (row 81)", () =>
    Effect.gen(function*() {
      const { clock, suspend } = yield* suspending
      const { inbox, server } = yield* Effect.provideService(watched({ auth: "digest" }), Clock.Clock, clock)
      const asked = server.named("Challenge").length

      suspend(61)
      server.push(userEvent(1))
      yield* inbox.until("1")
      yield* server.awaitRequests("WaitEvent", 2)
      server.push(userEvent(2))
      yield* inbox.until("2")
      yield* server.awaitRequests("WaitEvent", 3)

      assert.deepStrictEqual(inbox.words(), ["Connected 1", "1", "2"])
      assert.strictEqual(server.named("Challenge").length, asked + 1)
    }).pipe(captured))
})

secretStaysHidden()
