/**
 * `ami ping`: how long Asterisk takes to answer.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Ami from "../../tasks/Ami.ts"
import { withClient } from "../client.ts"
import { usage } from "../failure.ts"
import { printOne } from "../output.ts"

/** Round trips in seconds. */
export const output = Schema.Struct({
  count: Schema.Int,
  min: Schema.Finite,
  median: Schema.Finite,
  max: Schema.Finite
})

const measured = Effect.gen(function*() {
  const clock = yield* Clock.Clock
  const before = clock.currentTimeNanosUnsafe()
  yield* Ami.ping
  return Number(clock.currentTimeNanosUnsafe() - before) / 1e9
})

const milliseconds = (seconds: number): string => `${(seconds * 1000).toFixed(2)} ms`

const rounded = (seconds: number): number => Math.round(seconds * 1e6) / 1e6

export const run = ({ count }: { readonly count: number }) =>
  Effect.gen(function*() {
    if (count < 1) return yield* usage("--count must be 1 or more")
    const times = yield* withClient(
      Effect.forEach(Array.from({ length: count }), (_, index) =>
        index === 0 ? measured : Effect.delay(measured, "1 second")),
      { events: "off", bootTimeout: 0 }
    )
    times.sort((a, b) =>
      a - b
    )
    const [min = 0, median = 0, max = 0] = [times[0], times[times.length >> 1], times.at(-1)]
    yield* printOne(
      { count, min: rounded(min), median: rounded(median), max: rounded(max) },
      count === 1
        ? `pong in ${milliseconds(median)}`
        : `${count} pongs: min ${milliseconds(min)}, median ${milliseconds(median)}, max ${milliseconds(max)}`
    )
  })
