/**
 * What the people in the recorded call shapes do, by the names of the recordings.
 */
import { actions } from "./actions.ts"
import { calls } from "./calls.ts"
import { services } from "./services.ts"
import { sipp } from "./sipp.ts"
import type { Shape } from "./telephone.ts"
import { transfers } from "./transfers.ts"

export const shapes: ReadonlyMap<string, Shape> = new Map(
  Object.entries({ ...calls, ...transfers, ...services, ...actions, ...sipp })
)
