/** Counts the running fibers, so that a test can check that none is left. */
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
    /** Counts the fibers of this effect, except itself. */
    within: <A, E, R>(effect: Effect.Effect<A, E, R>) =>
      Effect.provideService(effect, Metric.FiberRuntimeMetrics, counting),
    running: () => running
  }
}
