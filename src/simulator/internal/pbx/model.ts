/**
 * What the simulated PBX is made of: channels, bridges and dials, as plain data.
 *
 * @since 0.1.0
 */
/** A number and a name, empty if unknown. */
export interface Party {
  readonly number: string
  readonly name: string
}

/** A channel's place in the dialplan. */
export interface Place {
  readonly context: string
  readonly exten: string
  readonly priority: number
}

/** A channel. */
export interface Channel extends Place {
  readonly name: string
  readonly uniqueid: string
  /** How many channels there were before it. */
  readonly order: number
  readonly linkedid: string
  /** The number of its state, as in `ChannelState`. */
  readonly state: number
  readonly caller: Party
  readonly connected: Party
  /** The current caller, which a Local channel learns from its other half and announces only when it ends. */
  readonly lateCaller: Party | undefined
  readonly accountCode: string
  /** The application that it runs, and its arguments. */
  readonly application: string
  readonly data: string
  /** Whether it runs this one application, as `Originate` with `Application` asks, and then hangs up. */
  readonly single: boolean
  /** The place that was last announced; empty until an application ran. */
  readonly told: string
  readonly createdAt: number
  /** The cause of its last dial, which becomes its own cause if nothing else sets one; 0 if there is none. */
  readonly lastCause: number
  /** Whether its other end has put it on hold. */
  readonly isOnHold: boolean
  readonly variables: ReadonlyMap<string, string>
  /** The other half of a Local channel. */
  readonly half: string | undefined
  readonly bridge: string | undefined
  /** The dial that it is the dialled side of, until answered or failed. */
  readonly dial: number | undefined
  /** Changes when the channel is sent elsewhere; what was planned under another number is void. */
  readonly plan: number
}

/** Two or more channels that hear each other. */
export interface Bridge {
  readonly id: string
  /** The names of its channels, in the order in which they entered. */
  readonly channels: ReadonlyArray<string>
  /** Whether it survives with one channel, which is on hold. */
  readonly waits: boolean
}

/** What an `Originate` asked for. */
export interface Origin {
  /** Whether an event reports the outcome; otherwise the session waits for it. */
  readonly async: boolean
  /** The ticket under which the outcome is awaited. */
  readonly ticket: number
  readonly actionId: string
  readonly target: string
  readonly place: Place
  readonly application: string
  readonly data: string
  readonly timeout: number
  readonly caller: Party
  readonly accountCode: string
  readonly variables: ReadonlyArray<readonly [name: string, value: string]>
  readonly channelId: string
  readonly otherChannelId: string
}

/** Why a channel is being dialled. */
export type Purpose =
  | { readonly _tag: "Originate"; readonly origin: Origin }
  | { readonly _tag: "Application"; readonly caller: string; readonly plan: number }
  | { readonly _tag: "Consultation"; readonly transferer: string }

/** An attempt to reach somebody. */
export interface Dial {
  readonly id: number
  /** The channel that was made for it. */
  readonly leg: string
  readonly dialString: string
  /** Whether the far end exists, so that `DialBegin` was raised. */
  readonly begun: boolean
  /** Whether its caller has ended, and that was announced. */
  readonly cancelled: boolean
  readonly purpose: Purpose
}

/** An attended transfer between its digits and its end. */
export interface Consultation {
  readonly transferer: string
  /** The bridge with the waiting party. */
  readonly first: string
  /** The bridge with the consulted party. */
  readonly second: string
  readonly target: string
}

/** What the far end of a dial does. */
export type Signal =
  | "ringing"
  | "progress"
  | "answered"
  /** The dialplan of a Local channel runs `Busy` or `Congestion`. */
  | "busy"
  | "congested"
  /** A telephone refuses with a cause. */
  | "refused"
  /** The dialled channel is hung up. */
  | "dropped"
  | "gone"
  | "expired"

/** The outcome of an `Originate` that its session waits for. */
export interface Settlement {
  readonly ticket: number
  readonly answered: boolean
}

/** Whose messages the PBX speaks: those of Asterisk 16.28 or of 22.10. */
export type Dialect = 16 | 22

/** How an endpoint that is not a Local channel takes a call. */
export type Endpoint = "answers" | "rings" | "busy" | "rejects" | "congested" | "unreachable" | "unregistered"

/** The counters of names and ids. */
export interface Counters {
  readonly channel: number
  readonly uniqueid: number
  readonly local: number
  readonly endpoint: number
  readonly bridge: number
  readonly dial: number
  readonly plan: number
  /** Tasks that were planned. */
  readonly task: number
  /** Calls that have ended, for `core show channels` and `CoreStatus`. */
  readonly processed: number
}
