/**
 * What a process that measures is told, and what it tells.
 */
import type { Place } from "./form.ts"

export type Work =
  /** Of several subscribers one is slow. `rounds` is how much of the mix a stretch is, or as much as fills its time. */
  | { readonly kind: "events"; readonly segment: number; readonly subscribers: number; readonly rounds?: number }
  | { readonly kind: "roundTrips"; readonly inFlight: number }
  | { readonly kind: "lists"; readonly length: number }

export interface Order {
  readonly module: string
  readonly form: string
  readonly contestant?: string
  readonly place: Place
  readonly work: Work
  /** How long it gets warm at least, and about how long a stretch takes. */
  readonly warmMillis: number
  readonly stretchMillis: number
}

/** What a stretch took. */
export interface Figures {
  /** How many rounds of the mix, round trips or lists it was. */
  readonly times: number
  readonly millis: number
  readonly cpuMillis: number
  readonly peakMegabytes: number
  /** The longest that a write of the server waited, in milliseconds; told by the server. */
  readonly longestWrite?: number
  /** The most CPU that one turn of the event loop took, in milliseconds. */
  readonly longestTurn?: number
  /** What the form told of the run. */
  readonly told: unknown
  readonly p50?: number
  readonly p99?: number
}

/** What a process tells once it is warm: what it did until then, of which nothing may be lost either. */
export interface Warm {
  readonly warm: ReadonlyArray<Pick<Figures, "times" | "told">>
}

/** How many answers come in another order, at the end of round trips. */
export const echoes = 512

/** What is known at the end: how many of those answers came to their callers. */
export interface Ending {
  readonly echoed?: number
}
