/**
 * A line on the terminal that says what a command waits for.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import { Cli } from "./context.ts"
import { Host } from "./host.ts"
import { elapsed, printable } from "./style.ts"

/** A short wait says nothing. */
const patience = "300 millis"

/** Says on the terminal what is waited for, and for how long; nothing in a pipe, with `--quiet` and with JSON. */
export const waiting =
  (text: string) => <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R | Cli | Host> =>
    Effect.gen(function*() {
      const { errorStyle, format, isQuiet } = yield* Cli
      const { env, isTerminal, stderr } = yield* Host
      if (!isTerminal.stderr || isQuiet || format !== "human" || env.TERM === "dumb") return yield* effect
      let isShown = false
      let seconds = 0
      const draw = Effect.suspend(() => {
        isShown = true
        return stderr(`\r\x1b[K${errorStyle.dim(`${printable(text)} ${elapsed(seconds)}`)}`)
      })
      const clear = Effect.suspend(() => isShown ? stderr("\r\x1b[K") : Effect.void)
      const drawing = Effect.andThen(
        Effect.delay(draw, patience),
        Effect.forever(Effect.andThen(
          Effect.sleep("1 second"),
          Effect.suspend(() => {
            seconds++
            return draw
          })
        ))
      )
      return yield* Effect.raceFirst(effect, drawing).pipe(Effect.ensuring(clear))
    })
