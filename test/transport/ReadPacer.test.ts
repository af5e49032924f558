/** When a connection yields before it reads on. */
import { afterEach, assert, beforeEach, describe, it, vi } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { AmiTransport } from "effect-ami"

const kib = 1024

/** An inbound side whose subscribers are busy until the test says otherwise. */
const receiving = () => {
  const inbound = AmiTransport.inbound()
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

/** How much is read, in reads of 64 KiB, until it has to pause. */
const readUntilPause = (pacer: AmiTransport.Pacer): number => {
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

  it("pauses after 128 KiB, until the subscribers have caught up", () => {
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

  it("ends a pause after 20 ms even if they have not", () => {
    const { pacer, stop } = receiving()
    let resumed = 0

    readUntilPause(pacer)
    pacer.pause(() => void (resumed += 1))
    vi.advanceTimersByTime(19)
    assert.strictEqual(resumed, 0)
    vi.advanceTimersByTime(1)

    assert.strictEqual(resumed, 1)
    stop()
  })

  // Below a third of 4 MiB per 100 ms, Asterisk hangs up.
  for (
    const [how, handling, pausing] of [
      ["that pause it as long as they can", 0, Infinity],
      ["that catch up in each pause just before it ends", 0, 19],
      ["that compute between the reads, and then catch up at once", 20, 0]
    ] as const
  ) {
    it(`reads 20 MB a second in a storm with subscribers ${how}`, () => {
      const { catchUp, pacer, stop } = receiving()
      const start = performance.now()
      let bytes = 0
      let most = 0

      for (let turn = 0; turn < 200; turn++) {
        const before = performance.now()
        vi.advanceTimersByTime(handling)
        bytes += readUntilPause(pacer)
        pacer.pause(() => undefined)
        for (let millis = 0; pacer.isPaused; millis++) {
          if (millis >= pausing) catchUp()
          else vi.advanceTimersByTime(1)
        }
        most = Math.max(most, performance.now() - before)
      }

      const millis = performance.now() - start
      assert.isAtMost(most, 41)
      assert.isAtLeast(bytes, 20_000 * (millis - 60))
      stop()
    })
  }

  it("pauses for long again after a storm", () => {
    const { pacer, stop } = receiving()
    for (let turn = 0; turn < 50; turn++) {
      readUntilPause(pacer)
      pacer.pause(() => undefined)
      vi.advanceTimersByTime(20)
    }
    vi.advanceTimersByTime(1000)
    let resumed = 0

    readUntilPause(pacer)
    pacer.pause(() => void (resumed += 1))
    vi.advanceTimersByTime(19)
    assert.strictEqual(resumed, 0)
    vi.advanceTimersByTime(1)

    assert.strictEqual(resumed, 1)
    stop()
  })

  it("ends a pause at once if nobody subscribes, and never after it was stopped", () => {
    const alone = AmiTransport.inbound().pacer
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
