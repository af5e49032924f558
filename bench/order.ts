/**
 * What a measuring process is told, and what it reports.
 */
import type { Place } from "./form.ts"

export type Work =
  /** Of several subscribers one is slow. `rounds` is how much of the mix a period is, or as much as fills its time. */
  | { readonly kind: "events"; readonly segment: number; readonly subscribers: number; readonly rounds?: number }
  | { readonly kind: "roundTrips"; readonly inFlight: number }
  | { readonly kind: "lists"; readonly length: number }

export interface Order {
  readonly module: string
  readonly form: string
  readonly contestant?: string
  readonly place: Place
  readonly work: Work
  /** The minimum warm-up, and the approximate length of a measuring period. */
  readonly warmMillis: number
  readonly periodMillis: number
}

/** What a measuring period took. */
export interface Figures {
  /** How many rounds of the mix, round trips or lists it was. */
  readonly times: number
  readonly millis: number
  readonly cpuMillis: number
  /** How long the process waited for a core, if that is known. */
  readonly waitMillis?: number
  readonly peakMegabytes: number
  /** The longest that a write of the server waited, in milliseconds; reported by the server. */
  readonly longestWrite?: number
  /** The most CPU that one turn of the event loop took, in milliseconds. */
  readonly longestTurn?: number
  /** What the form reported about the run. */
  readonly reported: unknown
  readonly p50?: number
  readonly p99?: number
}

/** What a process reports once it is warm: its warm-up, in which nothing may be lost either. */
export interface Warm {
  readonly warm: ReadonlyArray<Pick<Figures, "times" | "reported">>
}

/** How many answers come in another order, at the end of round trips. */
export const echoes = 512

/** What is known at the end: how many of those answers reached their callers. */
export interface Ending {
  readonly echoed?: number
}
