/**
 * `WaitEvent`: when it returns, with which events, and what becomes of those that nobody fetches.
 */
import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Fiber, Layer } from "effect"
import { AmiSimulator } from "effect-ami/simulator"
import { TestClock } from "effect/testing"
import { size } from "../size.ts"
import { millisUntil } from "../transport/clocks.ts"
import { begun, guest, header, simulator, visitor, waited } from "./httpPeer.ts"

const wait = "action=WaitEvent&ActionID=w"

/** Raises an event of these classes, and returns its text. */
const raise = Effect.fnUntraced(function*(n: number | string, classes = "user") {
  const { broadcast } = yield* AmiSimulator.AmiSimulator
  yield* broadcast([["Event", "Raised"], ["Privilege", `${classes},all`], ["N", String(n)]])
  return `Event: Raised\nPrivilege: ${classes},all\nN: ${n}`
})

/** How many events are raised twice, and how many bytes of them are kept. */
const events = size(60_000, 6_000)
const room = size(2 << 20, 200 << 10)

describe("WaitEvent", () => {
  it.live("waits until ten seconds before the session would expire, and less if requested", () =>
    Effect.gen(function*() {
      const clock = yield* TestClock.make({ warningDelay: "1 minute" })
      const asked = Effect.fnUntraced(function*(timeout: string) {
        const one = yield* guest
        const waiting = yield* Effect.forkChild(one.ask(wait + timeout))
        yield* begun
        const millis = yield* millisUntil(clock, "its end", () => waiting.pollUnsafe() !== undefined)
        return [yield* Fiber.join(waiting), millis] as const
      })
      const layer = Layer.provide(simulator({ httpTimeout: "10800 millis" }), Layer.succeed(Clock.Clock, clock))

      const all = yield* Effect.forEach(["", "&Timeout=-1", "&Timeout=-7", "&Timeout=99", "&Timeout=no"], asked).pipe(
        Effect.provide(layer)
      )

      for (const [body, millis] of all) {
        assert.strictEqual(body, waited())
        assert.isAtLeast(millis, 800)
        assert.isBelow(millis, 10_000)
      }
    }))

  // Each of these would wait for longer than a test may take.
  it.live("does not wait with a timeout of 0", () =>
    Effect.gen(function*() {
      const one = yield* guest

      assert.strictEqual(yield* one.ask(`${wait}&Timeout=0`), waited())
    }).pipe(Effect.provide(simulator())))

  it.live("never waits if the session lives for ten seconds or less", () =>
    Effect.gen(function*() {
      const one = yield* guest

      assert.strictEqual(yield* one.ask(`${wait}&Timeout=50`), waited())
    }).pipe(Effect.provide(simulator({ httpTimeout: "10 seconds" }))))

  it.live("turns on all events if they are off, even by request", () =>
    Effect.gen(function*() {
      const one = yield* visitor
      yield* one.login("&Events=off")
      yield* one.ask(wait)

      const event = yield* raise(1, "call")

      assert.strictEqual(yield* one.ask(wait), waited(event))
      assert.include(yield* one.ask("action=Events&EventMask=off"), "Events: Off")
      const again = yield* raise(2, "dtmf")
      assert.strictEqual(yield* one.ask(wait), waited(again))
    }).pipe(Effect.provide(simulator())))

  it.live("delivers what was raised since the session began, filtered by its current mask", () =>
    Effect.gen(function*() {
      const one = yield* visitor
      yield* one.ask("action=Challenge&AuthType=MD5")
      const calls = yield* raise("before the login", "call")
      yield* raise("of no interest", "user")
      yield* one.login("&Events=call")

      assert.strictEqual(yield* one.ask(wait), waited(calls))
    }).pipe(Effect.provide(simulator())))

  it.live("delivers nothing that the account may not read", () =>
    Effect.gen(function*() {
      const one = yield* visitor
      yield* one.login()
      yield* raise(1, "dtmf")
      const call = yield* raise(2, "call")

      assert.strictEqual(yield* one.ask(wait), waited(call))
    }).pipe(Effect.provide(simulator({ users: { hello: { secret: "world", read: "call" } } }))))

  it.live("ends at an event that is masked out, without events", () =>
    Effect.gen(function*() {
      const one = yield* guest
      yield* one.ask("action=Events&EventMask=call")

      const waiting = yield* Effect.forkChild(one.ask(wait))
      yield* begun
      yield* raise(1, "user")

      assert.strictEqual(yield* Fiber.join(waiting), waited())
    }).pipe(Effect.provide(simulator())))

  it.live("delivers together what is raised together", () =>
    Effect.gen(function*() {
      const one = yield* guest
      const call = "action=Originate&Channel=Local/500@from-internal&Application=NoOp&Async=true"

      const waiting = yield* Effect.forkChild(one.ask(wait))
      yield* begun
      yield* one.ask(call)
      const first = yield* Fiber.join(waiting)

      assert.strictEqual(first.match(/^Event: Newchannel$/gm)?.length, 2)
    }).pipe(Effect.provide(simulator({ extensions: { "from-internal": { "500": ["Answer()"] } } }))))

  it.live("drops the oldest events if too many are queued", () =>
    Effect.gen(function*() {
      const one = yield* guest
      const events = yield* Effect.forEach([1, 2, 3, 4], (n) => raise(n))

      assert.strictEqual(yield* one.ask(wait), waited(...events.slice(1)))
    }).pipe(
      Effect.provide(simulator({ maxQueuedBytes: 3 * "Event: Raised\r\nPrivilege: user,all\r\nN: 1\r\n\r\n".length }))
    ))

  it.live(`keeps the latest of ${2 * events} unfetched events, and no more than there is room for`, () =>
    Effect.gen(function*() {
      const one = yield* guest
      const flood = Effect.forEach(Array.from({ length: events }, (_, n) => n), (n) => raise(n), { discard: true })

      yield* flood
      yield* flood
      const last = yield* raise("last")
      const body = yield* one.ask(wait)

      assert.isTrue(body.endsWith(`${last}\n\nEvent: WaitEventComplete\nActionID: w\n\n`))
      assert.isBelow(body.length, room)
    }).pipe(Effect.provide(simulator({ maxQueuedBytes: room }))))

  it.live("loses the events it took if its peer went away", () =>
    Effect.gen(function*() {
      const one = yield* guest
      const gone = yield* Effect.forkChild(one.ask(wait))
      yield* begun
      yield* Fiber.interrupt(gone)

      yield* raise("lost")
      yield* one.ask("action=Ping")

      assert.strictEqual(yield* one.ask(`${wait}&Timeout=0`), waited())
      const event = yield* raise("kept")
      assert.strictEqual(yield* one.ask(wait), waited(event))
    }).pipe(Effect.provide(simulator())))

  it.live("keeps events for the next waiter if a peer went away", () =>
    Effect.gen(function*() {
      const one = yield* guest
      const gone = yield* Effect.forkChild(one.ask(wait))
      yield* begun
      yield* Fiber.interrupt(gone)

      const waiting = yield* Effect.forkChild(one.ask(wait))
      yield* begun
      const event = yield* raise("kept")

      assert.strictEqual(yield* Fiber.join(waiting), waited(event))
    }).pipe(Effect.provide(simulator())))

  it.live("gives two sessions their own events", () =>
    Effect.gen(function*() {
      const [one, other] = [yield* visitor, yield* visitor]
      yield* one.login()
      yield* other.login()
      yield* one.ask(wait)
      yield* other.ask(wait)

      const event = yield* raise(1)

      assert.strictEqual(yield* one.ask(wait), waited(event))
      assert.strictEqual(yield* other.ask(wait), waited(event))
    }).pipe(Effect.provide(simulator())))

  it.live("is answered with an empty body when a second one begins, even one that does not wait", () =>
    Effect.gen(function*() {
      const one = yield* guest
      const first = yield* Effect.forkChild(one.answer(wait))
      yield* begun

      assert.strictEqual(yield* one.ask(`${wait}&Timeout=0`), waited())
      const answer = yield* Fiber.join(first)

      assert.strictEqual(answer.status, "200 OK")
      assert.strictEqual(header(answer, "content-length"), "0")
    }).pipe(Effect.provide(simulator())))
})
