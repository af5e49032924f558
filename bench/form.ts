/**
 * One way of using a client, which is measured: a reader of events, a caller of actions, a reader of lists.
 *
 * A form connects once and runs often, so that what is measured is compiled and warm, and its connection is the same.
 */
import type { Tally } from "./mix.ts"

/** What the replay server is spoken to over. */
export type Carrier = "tcp" | "tls" | "http"

/** Where the replay server listens. */
export interface Place {
  readonly port: number
  readonly over: Carrier
}

interface Closing {
  readonly close: () => Promise<void>
}

/** What a subscriber that is too slow has read, and what the gaps in its stream say that it has not. */
export interface SlowCount {
  readonly received: number
  readonly dropped: number
}

/** The tally of the reader that has seen least, and of one that was slow. */
export interface EventCount extends Tally {
  readonly slow?: SlowCount
}

export interface EventRuns extends Closing {
  /** Asks for the mix so many times in writes of so many bytes, and tells what so many subscribers made of it. */
  readonly run: (times: number, segment: number, subscribers: number) => Promise<EventCount>
}

export type EventForm = (place: Place) => Promise<EventRuns>

export interface RoundTripRuns extends Closing {
  /** Sends so many Pings, of which so many are under way, and gives the number of right answers. */
  readonly run: (times: number, inFlight: number, onLatency: (millis: number) => void) => Promise<number>
  /** Sends so many different actions at once, whose answers come in another order, and gives the number of right ones. */
  readonly echo: (times: number) => Promise<number>
}

export type RoundTripForm = (place: Place) => Promise<RoundTripRuns>

export interface ListRuns extends Closing {
  /** Asks for a list that is so long, and gives the number of its items. */
  readonly run: (length: number) => Promise<number>
}

export type ListForm = (place: Place) => Promise<ListRuns>
