/**
 * One way to use a client, which is measured: a reader of events, a caller of actions, a reader of lists.
 *
 * A form connects once and runs often, so that what is measured is compiled and warm, on the same connection.
 */
import type { Tally } from "./mix.ts"

/** The transport to the replay server. */
export type Carrier = "tcp" | "tls" | "http"

/** Where the replay server listens. */
export interface Place {
  readonly port: number
  readonly over: Carrier
}

interface Closing {
  readonly close: () => Promise<void>
}

/** What a slow subscriber has read, and what the gaps in its stream say that it has not. */
export interface SlowCount {
  readonly received: number
  readonly dropped: number
}

/** The tally of the reader that has seen least, and of a slow one. */
export interface EventCount extends Tally {
  readonly slow?: SlowCount
}

export interface EventRuns extends Closing {
  /** Requests the mix that many times in writes of that many bytes, and reports what that many subscribers saw. */
  readonly run: (times: number, segment: number, subscribers: number) => Promise<EventCount>
}

export type EventForm = (place: Place) => Promise<EventRuns>

export interface RoundTripRuns extends Closing {
  /** Sends that many Pings with that many in flight, and returns the number of right answers. */
  readonly run: (times: number, inFlight: number, onLatency: (millis: number) => void) => Promise<number>
  /** Sends that many different actions at once, whose answers come in another order, and returns the number of right ones. */
  readonly echo: (times: number) => Promise<number>
}

export type RoundTripForm = (place: Place) => Promise<RoundTripRuns>

export interface ListRuns extends Closing {
  /** Requests a list of that length, and returns the number of its items. */
  readonly run: (length: number) => Promise<number>
}

export type ListForm = (place: Place) => Promise<ListRuns>
