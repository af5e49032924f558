import { assert, describe, it } from "@effect/vitest"
import { type Duration, Effect, Logger, Random, type Scope } from "effect"
import { AmiClient, AmiError, AmiTransport } from "effect-ami"
import { TestClock } from "effect/testing"
import { credentials } from "../client/clientOutput.ts"
import { count, lettingIn } from "../client/inboxWords.ts"
import { connected, connecting, makePeer, start } from "../client/scriptedTransport.ts"
import { size } from "../size.ts"
import { countFibers } from "./fibers.ts"

/** The logs of thousands of attempts would only be noise. */
const test = <A, E>(name: string, body: () => Effect.Effect<A, E, Scope.Scope>) =>
  it.effect(name, () => Effect.provide(body(), Logger.layer([])))

/** How many clients wait, and how many connections of one are lost. */
const clients = size(1000, 100)
const losses = size(1000, 50)

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

const failedWith = (code: string) =>
  new AmiError.AmiError({ reason: new AmiError.ConnectFailed({ address: "pbx:5038", code }) })

/** Records when a connection is attempted. */
const timed = (connect: AmiTransport.AmiTransport["Service"]["connect"]) => {
  const tries: Array<number> = []
  const now = Effect.clockWith((clock) => clock.currentTimeMillis)
  return { tries, transport: { connect: Effect.andThen(Effect.map(now, (time) => tries.push(time)), connect) } }
}

/** The intervals, in whole milliseconds: further digits of a random time get lost in a sum. */
const gaps = (times: ReadonlyArray<number>) =>
  times.slice(1).map((time, index) => Math.round(time - (times[index] ?? 0)))

const floor = 100
const ceilingOf = (attempt: number) => Math.min(30_000, 250 * 2 ** attempt)

/** Starts a client that connects for the first time and never succeeds, and records when it tries. */
const startFailing = Effect.fnUntraced(function*(seed: number) {
  const { transport, tries } = timed(Effect.fail(failedWith("ECONNREFUSED")))
  yield* AmiClient.make({ ...credentials, reconnect: { first: true } }).pipe(
    Effect.scoped,
    Effect.provideService(AmiTransport.AmiTransport, transport),
    Random.withSeed(`${seed}`),
    start
  )
  return tries
})

describe("AmiClient, when every attempt to connect fails", () => {
  test(`waits a random time below a bound that doubles up to 30 seconds, in 20 attempts of ${clients} clients (C6, row 1)`, () =>
    Effect.gen(function*() {
      const tries = yield* Effect.forEach(numbers(clients), startFailing)
      yield* TestClock.adjust(numbers(20).reduce((sum, attempt) => sum + ceilingOf(attempt), 0))
      const delays = tries.map((times) => gaps(times).slice(0, 20))

      assert.isTrue(delays.every(({ length }) => length === 20))
      for (const attempt of numbers(20)) {
        const ofAttempt = delays.map((one) => one[attempt] ?? 0)
        const ceiling = ceilingOf(attempt)
        // A delay is drawn uniformly between zero and the ceiling, and raised to the floor if it is below.
        const expected = (floor ** 2 + ceiling ** 2) / (2 * ceiling)
        const mean = ofAttempt.reduce((sum, delay) => sum + delay, 0) / ofAttempt.length
        assert.isAtLeast(Math.min(...ofAttempt), floor)
        assert.isAtMost(Math.max(...ofAttempt), ceiling)
        assert.isAtLeast(mean, expected * 0.8, `attempt ${attempt}`)
        assert.isAtMost(mean, expected * 1.2, `attempt ${attempt}`)
      }
    }))

  for (
    const code of [
      "ECONNREFUSED",
      "ECONNRESET",
      "ETIMEDOUT",
      "EHOSTUNREACH",
      "ENETUNREACH",
      "ENOTFOUND",
      "EAI_AGAIN",
      "EMFILE",
      "ENOBUFS",
      "TIMEOUT",
      "NO_BANNER",
      "CLOSED_BEFORE_BANNER"
    ]
  ) {
    test(`keeps trying after ${code}, and connects at the first attempt that can succeed (C7, rows 1, 2, 4, 5, 6, 77)`, () =>
      Effect.gen(function*() {
        const peer = makePeer(lettingIn)
        let isBroken = true
        const { transport, tries } = timed(
          Effect.suspend(() => isBroken ? Effect.fail(failedWith(code)) : peer.transport.connect)
        )
        const { fiber } = yield* connecting({ reconnect: { first: true } }, { ...peer, transport })

        yield* TestClock.adjust("10 minutes")
        const before = tries.length
        isBroken = false
        yield* TestClock.adjust("30 seconds")

        assert.isAtLeast(before, 20)
        assert.strictEqual(tries.length, before + 1)
        assert.isDefined(fiber.pollUnsafe())
      }))
  }
})

describe("AmiClient, on a link that flaps", () => {
  /** A client each of whose connections is lost after this long. */
  const flap = Effect.fnUntraced(function*(times: number, life: Duration.Input) {
    const peer = makePeer(lettingIn)
    const { transport, tries } = timed(peer.transport.connect)
    const fibers = countFibers()
    const { ami } = yield* fibers.within(connected({ reconnect: true }, { ...peer, transport }))
    const lostAt: Array<number> = []
    const counts: Array<number> = []
    for (const number of numbers(times)) {
      yield* TestClock.adjust(life)
      lostAt.push(yield* Effect.clockWith((clock) => clock.currentTimeMillis))
      peer.end()
      yield* TestClock.adjust("30 seconds")
      if (number === 9 || number === times - 1) counts.push(fibers.running(), peer.opened() - peer.closed())
    }
    const delays = lostAt.map((loss, index) => Math.round((tries[index + 1] ?? 0) - loss))
    return { ami, counts, delays, peer }
  })

  test(`logs in once per connection, never sooner than the floor, and retains nothing after ${losses} losses (C2, C6, row 62)`, () =>
    Effect.gen(function*() {
      const { ami, counts, delays, peer } = yield* flap(losses, "1 second")

      assert.isAtLeast(Math.min(...delays), floor)
      assert.isAtMost(Math.max(...delays), 30_000)
      assert.deepStrictEqual([peer.opened(), count(peer, "Login"), count(peer, "Challenge")], [
        losses + 1,
        losses + 1,
        losses + 1
      ])
      assert.deepStrictEqual(counts.slice(2), counts.slice(0, 2))
      assert.deepInclude(yield* ami.status.get, { _tag: "Ready", epoch: losses + 1 })
    }))

  test("starts with short delays again after a connection that has lasted a minute (C6)", () =>
    Effect.gen(function*() {
      const { delays } = yield* flap(20, "60 seconds")

      assert.isAtLeast(Math.min(...delays), floor)
      assert.isAtMost(Math.max(...delays), 250)
    }))
})
