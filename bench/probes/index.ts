/**
 * The probes.
 */
import { answerProbes } from "./answers.ts"
import { connectionProbes } from "./connections.ts"
import { eventProbes } from "./events.ts"
import type { Probe } from "./probe.ts"

export const probes: ReadonlyArray<Probe> = [...eventProbes, ...answerProbes, ...connectionProbes]
