/** Callers of an effect: that many fibers, each of which calls again when it has its answer. */
import { Effect } from "effect"

/** Returns how many answers were right. */
export const callersOf = <A, E>(
  ask: Effect.Effect<A, E>,
  isRight: (answer: A) => boolean,
  [amount, inFlight]: readonly [amount: number, inFlight: number],
  onLatency: (millis: number) => void
): Promise<number> => {
  let right = 0
  let begun = 0
  const caller = () =>
    Effect.suspend(() => {
      let from = 0
      return Effect.whileLoop({
        while: () => begun < amount,
        body: () => {
          begun += 1
          from = performance.now()
          return ask
        },
        step: (answer) => {
          onLatency(performance.now() - from)
          if (isRight(answer)) right += 1
        }
      })
    })
  const callers = Array.from({ length: inFlight }, caller)
  return Effect.runPromise(Effect.map(Effect.all(callers, { concurrency: "unbounded", discard: true }), () => right))
}
