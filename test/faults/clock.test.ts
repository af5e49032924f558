/**
 * Clocks that are set, machines that sleep, and a process that is blocked for a while.
 */
import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Logger } from "effect"
import { Actions, type AmiClient } from "effect-ami"
import { TestClock } from "effect/testing"
import { reasonOf, secretStaysHidden, test } from "../client/clientOutput.ts"
import { count, inboxOf, lettingIn } from "../client/inboxWords.ts"
import { connected, makePeer, type Peer, pong, start } from "../client/scriptedTransport.ts"
import { clientOf } from "../node/answeringServer.ts"
import { child } from "../node/child.ts"
import { isQuick } from "../size.ts"
import { turns } from "../transport/waiting.ts"

const hour = 3_600_000
const day = 24 * hour

/** A client whose wall clock and monotonic clock can be moved while no timer runs. */
const withMovableClock = Effect.fnUntraced(function*(peer: Peer, options: Partial<AmiClient.Options> = {}) {
  const clock = yield* TestClock.testClockWith(Effect.succeed)
  const moved = { wall: 0, monotonic: 0n }
  const movable: Clock.Clock = {
    ...clock,
    currentTimeMillisUnsafe: () => clock.currentTimeMillisUnsafe() + moved.wall,
    currentTimeNanosUnsafe: () => clock.currentTimeNanosUnsafe() + BigInt(moved.wall) * 1_000_000n,
    monotonicTimeNanosUnsafe: () => clock.monotonicTimeNanosUnsafe() + moved.monotonic
  }
  const client = yield* Effect.provideService(connected({ reconnect: true, ...options }, peer), Clock.Clock, movable)
  return { ...client, moved }
})

/** A peer that answers each Ping while it is there, and accepts reconnects. */
const living = () => {
  const state = { isThere: true, letsIn: false }
  const peer = makePeer((action, peer) => {
    if (!state.isThere) return
    if (state.letsIn) lettingIn(action, peer)
    if (action.name === "Ping") peer.answer(action, pong)
  }, { noticesSilence: false })
  return { peer, state }
}

describe("a clock that is set", () => {
  for (const [what, step] of [["an hour", hour], ["a day", day]] as const) {
    for (const sign of [1, -1]) {
      test(`ends no connection and no action early if the clock is set ${what} ${sign > 0 ? "forward" : "back"} (C3, row 71)`, () =>
        Effect.gen(function*() {
          const { peer } = living()
          const { ami, moved } = yield* withMovableClock(peer)
          const { words } = yield* inboxOf(ami)
          const waiting = yield* start(reasonOf(ami.send(Actions.Getvar({ Variable: "A" }))))

          moved.wall = sign * step
          yield* TestClock.adjust("29900 millis")
          assert.isUndefined(waiting.pollUnsafe())
          yield* TestClock.adjust("300 millis")
          assert.isDefined(waiting.pollUnsafe())
          moved.wall = -sign * step
          yield* TestClock.adjust("60 seconds")

          assert.deepStrictEqual(words, ["Connected 1"])
          assert.deepInclude(yield* ami.status.get, { _tag: "Ready", epoch: 1 })
        }))
    }
  }
})

describe("a machine that slept for an hour", () => {
  test("sends one Ping, and continues if it is answered (C25, C26, row 72)", () =>
    Effect.gen(function*() {
      const { peer } = living()
      const { ami, moved } = yield* withMovableClock(peer)
      const { words } = yield* inboxOf(ami)
      yield* TestClock.adjust("5 seconds")
      assert.strictEqual(count(peer, "Ping"), 0)

      moved.monotonic = BigInt(hour) * 1_000_000n
      moved.wall = hour
      yield* TestClock.adjust("10 seconds")

      assert.strictEqual(count(peer, "Ping"), 1)
      assert.deepStrictEqual(words, ["Connected 1"])
    }))

  test("notices within 26 seconds that the peer is gone, and reconnects (C25, row 72)", () =>
    Effect.gen(function*() {
      const { peer, state } = living()
      const { ami, moved } = yield* withMovableClock(peer)
      const { words } = yield* inboxOf(ami)
      const waiting = yield* start(reasonOf(ami.send(Actions.Getvar({ Variable: "A" }))))
      yield* TestClock.adjust("5 seconds")

      state.isThere = false
      moved.monotonic = BigInt(hour) * 1_000_000n
      moved.wall = hour
      yield* TestClock.adjust("200 millis")
      assert.deepInclude(waiting.pollUnsafe(), { _tag: "Success" })
      yield* TestClock.adjust("25 seconds")
      assert.deepStrictEqual(words, ["Connected 1", "Disconnected 1"])
      state.isThere = state.letsIn = true
      yield* TestClock.adjust("1 minute")

      assert.deepStrictEqual(words, ["Connected 1", "Disconnected 1", "Connected 2"])
      assert.deepInclude(yield* ami.status.get, { _tag: "Ready", epoch: 2 })
    }))

  secretStaysHidden()
})

describe("a process that is blocked", () => {
  it.live.skipIf(isQuick)(
    "does not declare a connection dead whose answers it was too busy to read (C26, row 67)",
    () =>
      Effect.gen(function*() {
        // The answer to a Ping is in transit when everything stops, for twice the timeout.
        const server = yield* child("servesAmi.ts", ["150"])
        yield* server.awaitOutput(";")
        const port = Number(/port (\d+);/.exec(server.output())?.[1])
        const ami = yield* clientOf({ port }, {
          reconnect: true,
          pingInterval: "100 millis",
          pingTimeout: "1 second"
        })
        const { words } = yield* inboxOf(ami)

        for (const round of [1, 2]) {
          yield* server.awaitOutput("Ping\n".repeat(round))
          yield* Effect.sync(() => {
            for (const until = performance.now() + 2000; performance.now() < until;);
          })
          yield* turns(50)
        }
        const pong = yield* ami.send(Actions.Ping())

        assert.strictEqual(pong.Ping, "Pong")
        assert.deepStrictEqual(words, ["Connected 1"])
      }).pipe(Effect.provide(Logger.layer([])))
  )
})
