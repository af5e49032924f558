import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Fiber } from "effect"
import { AmiClient } from "effect-ami"
import { AmiSimulator } from "effect-ami/simulator"
import { TestClock } from "effect/testing"
import * as Demo from "../../../src/cli/demo.ts"
import type { Size } from "../../../src/cli/top/frame.ts"
import { decode } from "../../../src/cli/top/keys.ts"
import { collecting, difference } from "../../../src/cli/top/screen.ts"
import { watching } from "../../../src/cli/top/watching.ts"
import { Emulator } from "./emulator.ts"

const now = 1_790_000_000_000

const defaults = { columns: 100, rows: 30 }

/** Waits, by the clock of the test, until something is so. */
const within = (time: Duration.Input, isSo: () => boolean) =>
  Effect.gen(function*() {
    for (let waited = 0; !isSo(); waited += 10) {
      assert.isAtMost(waited, Duration.toMillis(time), "it did not happen in time")
      yield* TestClock.adjust("10 millis")
    }
  })

/** `ami top` on the call centre of the demonstration, with the clock of the test. */
const top = <A, E>(
  use: (screen: {
    readonly text: () => string
    readonly frames: ReturnType<typeof collecting>["frames"]
    /** Presses keys, and gives them the time that they need. */
    readonly press: (keys: string) => Effect.Effect<void>
    readonly ended: Effect.Effect<boolean>
  }) => Effect.Effect<A, E, AmiClient.AmiClient | AmiSimulator.AmiSimulator>,
  size: Size = defaults
) =>
  Effect.gen(function*() {
    yield* TestClock.setTime(now)
    const { frames, layer } = collecting(size)
    return yield* Effect.gen(function*() {
      const fiber = yield* Effect.forkChild(
        watching({ target: "demo", allowsActions: true, list: "queues" }).pipe(Effect.provide(layer))
      )
      yield* within("2 seconds", () => frames.drawn.length > 0)
      return yield* use({
        frames,
        text: frames.text,
        press: (keys) =>
          Effect.suspend(() => {
            frames.press(...decode(keys))
            return TestClock.adjust(1)
          }),
        ended: Effect.sync(() => fiber.pollUnsafe() !== undefined)
      }).pipe(Effect.ensuring(Fiber.interrupt(fiber)))
    }).pipe(Effect.scoped, Effect.provide(Demo.layer({ reconnect: true }, { open: "4 minutes" })))
  }).pipe(Effect.provide(TestClock.layer()))

describe("ami top", () => {
  it.effect("shows the call centre, goes on with it, and ends at q", () =>
    top(({ ended, frames, press, text }) =>
      Effect.gen(function*() {
        assert.match(text(), /● live/)
        assert.match(text(), /\n {2}(billing|sales|support) /)
        yield* within("1 minute", () => / [1-9]\d* ev\/s .*[▂▃▄▅▆▇█]/.test(text()))
        yield* press("2")
        assert.match(text(), /AGENT +DEVICE +STATE/)
        yield* press("3")
        assert.match(text(), /FROM +TO +STATE +AGE +CHANNELS/)
        yield* press("4")
        assert.match(text(), /\d\d:\d\d:\d\d\.\d{3} \w+/)
        frames.resize({ columns: 60, rows: 12 })
        yield* TestClock.adjust(1)
        assert.strictEqual(frames.drawn.at(-1)?.length, 12)
        assert.isFalse(yield* ended)
        yield* press("q")
        assert.isTrue(yield* ended)
      })
    ))

  it.effect("says at once that it is not live, dims, and comes back alone after a restart", () =>
    top(({ frames, text }) =>
      Effect.gen(function*() {
        const { shutdown } = yield* AmiSimulator.AmiSimulator
        yield* shutdown({ restart: true })
        yield* within("500 millis", () => /● (no connection|connecting).* — as of 0:00 ago/.test(text()))
        const looks = (frames.drawn.at(-1) ?? []).slice(5, 8).flat().map(({ look }) => look)
        assert.deepStrictEqual([...new Set(looks)], ["2"])
        yield* TestClock.adjust("1 minute")
        assert.match(text(), /● live/)
      })
    ))

  it.effect("hangs up the selected call, and says so", () =>
    top(({ press, text }) =>
      Effect.gen(function*() {
        const { pbx } = yield* AmiSimulator.AmiSimulator
        yield* press("3")
        yield* press("jh")
        const channel = /Hang up (\S+)\? y/.exec(text())?.[1]
        yield* press("y")
        yield* TestClock.adjust("50 millis")
        assert.include(text(), `Hung up ${channel}`)
        assert.isFalse((yield* pbx.channels).some((one) => one.channel === channel))
      })
    ))

  it.effect("shows the name of a caller that is an escape sequence", () =>
    top(({ press, text }) =>
      Effect.gen(function*() {
        const { pbx } = yield* AmiSimulator.AmiSimulator
        yield* pbx.call("evil").to("4001").as({ number: "1", name: "\x1b[2J" })
        yield* press("3")
        yield* TestClock.adjust("1 second")
        assert.include(text(), "\\u001b[2J")
        assert.notInclude(text(), "\x1b")
      })
    ))

  it.effect("draws at most four times a second, whatever comes", () =>
    top(({ frames }) =>
      Effect.gen(function*() {
        const { broadcast } = yield* AmiSimulator.AmiSimulator
        const before = frames.drawn.length
        for (let turn = 0; turn < 200; turn++) {
          yield* broadcast([["Event", "Noise"], ["Turn", String(turn)]])
          yield* TestClock.adjust("10 millis")
        }
        assert.isAtMost(frames.drawn.length - before, 9)
      })
    ))

  it.effect.each([["1"], ["2"], ["3"], ["4"]])(
    "writes less than 1 kB a second of list %s, on any screen",
    ([list]) =>
      Effect.gen(function*() {
        for (const size of [{ columns: 80, rows: 24 }, { columns: 200, rows: 60 }]) {
          yield* top(({ frames, press }) =>
            Effect.gen(function*() {
              yield* press(list ?? "")
              const first = frames.drawn.length - 1
              const seconds = 20
              yield* TestClock.adjust(`${seconds} seconds`)
              const screen = new Emulator(size.columns, size.rows)
              let last = frames.drawn[first] ?? []
              for (const lines of frames.drawn.slice(first + 1)) {
                screen.write(difference(last, lines, true))
                last = lines
              }
              assert.isBelow(screen.bytes / seconds, 1000)
            }), size)
        }
      })
  )
})
