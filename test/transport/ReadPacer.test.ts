/** When a connection lets everything else run before it reads on. */
import { afterEach, assert, beforeEach, describe, it, vi } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { Inbound } from "effect-ami"

const kib = 1024

/** An inbound side with a receiver whose subscribers are at work until the test says otherwise. */
const receiving = (available?: () => number) => {
  const inbound = Inbound.make(available === undefined ? {} : { available })
  let caughtUp: (() => void) | undefined
  const receiver = Effect.runFork(
    inbound.receive(() => undefined, undefined, {
      onceCaughtUp: (run) => {
        caughtUp = run
      }
    })
  )
  return { pacer: inbound.pacer, catchUp: () => caughtUp?.(), stop: () => Effect.runFork(Fiber.interrupt(receiver)) }
}

/** How much is read, in reads of 64 KiB, until there must be a pause. */
const readUntilPause = (pacer: Inbound.Pacer): number => {
  let bytes = 64 * kib
  while (pacer.mayReadOn(64 * kib)) {
    bytes += 64 * kib
    if (bytes > 1024 * kib * kib) assert.fail("there is no pause")
  }
  return bytes
}

describe("the pacer of a connection", () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it("has a pause after 128 KiB, which ends when the subscribers have caught up", () => {
    const { catchUp, pacer, stop } = receiving()
    const resumed: Array<string> = []

    assert.strictEqual(readUntilPause(pacer), 128 * kib)
    pacer.pause(() => resumed.push("first"))
    assert.isTrue(pacer.isPaused)
    assert.deepStrictEqual(resumed, [])
    catchUp()
    vi.advanceTimersByTime(1000)

    assert.deepStrictEqual(resumed, ["first"])
    assert.isFalse(pacer.isPaused)
    assert.strictEqual(readUntilPause(pacer), 128 * kib)
    stop()
  })

  it("ends a pause after 20 ms, and reads twice as much before the next one", () => {
    let available = 0
    const { pacer, stop } = receiving(() => available)
    let resumed = 0

    const reads = [128, 256, 512, 1024, 1024].map((expected) => {
      assert.strictEqual(readUntilPause(pacer), expected * kib)
      pacer.pause(() => void (resumed += 1))
      vi.advanceTimersByTime(19)
      const early = resumed
      available += 20
      vi.advanceTimersByTime(1)
      return resumed - early
    })

    assert.deepStrictEqual(reads, [1, 1, 1, 1, 1])
    stop()
  })

  it("does not take a process that could not run for subscribers that are too slow", () => {
    const { pacer, stop } = receiving(() => 0)

    readUntilPause(pacer)
    pacer.pause(() => undefined)
    vi.advanceTimersByTime(20)

    assert.isFalse(pacer.isPaused)
    assert.strictEqual(readUntilPause(pacer), 128 * kib)
    stop()
  })

  it("ends a pause at once when nobody subscribes, and never after it was stopped", () => {
    const alone = Inbound.make().pacer
    let resumed = 0
    readUntilPause(alone)
    alone.pause(() => void (resumed += 1))
    assert.strictEqual(resumed, 1)

    const { catchUp, pacer, stop } = receiving()
    readUntilPause(pacer)
    pacer.pause(() => void (resumed += 1))
    pacer.stop()
    catchUp()
    vi.advanceTimersByTime(1000)
    assert.strictEqual(resumed, 1)
    stop()
  })
})
