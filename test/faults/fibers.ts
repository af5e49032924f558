/** Counts the fibers that run, so that a test can see that none stays. */
import { Effect, Metric } from "effect"

export const countFibers = () => {
  let running = 0
  const counting: Metric.FiberRuntimeMetricsService = {
    recordFiberStart: () => {
      running += 1
    },
    recordFiberEnd: () => {
      running -= 1
    }
  }
  return {
    /** Counts the fibers of this effect, itself left out. */
    within: <A, E, R>(effect: Effect.Effect<A, E, R>) =>
      Effect.provideService(effect, Metric.FiberRuntimeMetrics, counting),
    running: () => running
  }
}
