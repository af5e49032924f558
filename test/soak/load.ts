/**
 * Events at 20 to 20,000 a second, and numbered requests, through the client.
 */
import { Clock, Effect, Exit } from "effect"
import { Ami, AmiError } from "../../src/index.ts"
import type { World } from "./faultSchedule.ts"

const tick = 20

/** Raises events continuously, at a varying rate. */
export const storms = Effect.fnUntraced(function*({ chances, source }: Pick<World, "chances" | "source">) {
  let rate = 20
  let until = 0
  let last = yield* Clock.currentTimeMillis
  let owed = 0
  while (true) {
    yield* Effect.sleep(tick)
    const now = yield* Clock.currentTimeMillis
    if (now >= until) {
      rate = chances.magnitude(20, 20_000)
      until = now + chances.between(3000, 8000)
    }
    // A busy process does not catch up on what it missed.
    owed += rate * Math.min(now - last, 5 * tick) / 1000
    last = now
    source.raise(Math.floor(owed))
    owed -= Math.floor(owed)
  }
})

/** Sends one request, and records its outcome; returns its number if it succeeded. */
export const ask = Effect.fnUntraced(function*({ requests }: Pick<World, "requests">) {
  const id = requests.begin()
  if (id === undefined) return undefined
  const exit = yield* Effect.exit(Ami.request({ Action: "UserEvent", UserEvent: "Asked", Id: String(id) }))
  requests.settle(id, reasonOf(exit), yield* Clock.currentTimeMillis)
  return Exit.isSuccess(exit) ? id : undefined
})

const reasonOf = (exit: Exit.Exit<unknown, AmiError.AmiError>): string => {
  if (Exit.isSuccess(exit)) return "Success"
  const found = exit.cause.reasons.find((reason) => reason._tag === "Fail")
  return found === undefined ? "a defect" : found.error.reason._tag
}

/** Sends requests continuously; the scope ends those in flight. */
export const asking = (world: World) =>
  Effect.forever(Effect.andThen(Effect.forkScoped(ask(world)), Effect.sleep("25 millis")))
