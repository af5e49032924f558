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

/** Nobody. */
export const nobody: Party = { number: "", name: "" }

/** A channel's place in the dialplan. */
export interface Place {
  readonly context: string
  readonly exten: string
  readonly priority: number
}

/** What events show of a channel. */
export interface Shown extends Place {
  /** The number of its state, as in `ChannelState`. */
  readonly state: number
  readonly caller: Party
  readonly connected: Party
  readonly language: string
  readonly accountCode: string
  readonly linkedid: string
  /** The application that it runs, and its arguments. */
  readonly application: string
  readonly data: string
}

/** A subroutine that has not returned. */
export interface Subroutine {
  /** The place after its call. */
  readonly from: Place
  /** How many arguments it got. */
  readonly given: number
  /** What the variables of its own had hidden, by name; undefined if there was nothing. */
  readonly hidden: ReadonlyMap<string, string | undefined>
  /** Whether it was not called by the dialplan, which therefore does not go on when it returns. */
  readonly special: boolean
}

/** What the dialplan has set on a channel. */
export interface Script {
  /** By the function and the item, such as `CHANNEL musicclass`. */
  readonly settings: ReadonlyMap<string, string>
  /** The subroutines that it is in, the innermost last. */
  readonly subroutines: ReadonlyArray<Subroutine>
  /** The hangup handlers, the last one that was pushed last. */
  readonly handlers: ReadonlyArray<string>
}

/** A channel. */
export interface Channel extends Shown {
  readonly name: string
  readonly uniqueid: string
  /** How many channels there were before it. */
  readonly order: number
  /** What was published of it last: `VarSet` and the events of bridges show this; undefined until it is announced. */
  readonly published: Shown | undefined
  /** Whether it runs this one application, as `Originate` with `Application` asks, and then hangs up. */
  readonly single: boolean
  readonly createdAt: number
  /** When it was answered; undefined if it was not. */
  readonly answeredAt: number | undefined
  /** Its hangup cause (Q.850); 0 if it has none yet. */
  readonly cause: number
  /** The SIP status that led to the cause, as `TechCause` on 22 shows it; 0 if there is none. */
  readonly techCause: number
  /** Why it has to end, as bits of `SoftHangup`; 0 if it need not. */
  readonly softHangup: number
  /** Whether its other end has put it on hold. */
  readonly isOnHold: boolean
  readonly variables: ReadonlyMap<string, string>
  /** The variables that a dialled channel gets, with the underscores they were set with. */
  readonly inherited: ReadonlyMap<string, string>
  /** The account of its peer. */
  readonly peerAccount: string
  /** The number that it dialled, for `DNID`. */
  readonly dialled: string
  /** The endpoint of a PJSIP channel. */
  readonly endpoint: string | undefined
  /** The Call-ID of a PJSIP channel, which `BRIDGEPVTCALLID` of its peer shows. */
  readonly callId: string
  /** Whether it was made to reach somebody, and is not connected on its own yet. */
  readonly outgoing: boolean
  /** The `Dial` that rings it. */
  readonly dial: number | undefined
  /** The `Dial` that it runs. */
  readonly dialling: number | undefined
  /** Whether somebody waits for its answer. */
  readonly waits: boolean
  /** Whether its telephone called. */
  readonly incoming: boolean
  /** Whether the dialplan runs on it. */
  readonly pbx: boolean
  /** Whether it runs its `h` extension. */
  readonly ending: boolean
  /** Whether its hangup handlers run, after which it is gone. */
  readonly zombie?: boolean
  /** The place at which it continues after its bridge. */
  readonly after: Place | undefined
  /** The other half of a Local channel. */
  readonly half: string | undefined
  /** Whether a Local channel may be taken out of its call. */
  readonly optimizes: boolean
  readonly bridge: string | undefined
  /** Whether its telephone has ended its session, which sets the media variables. */
  readonly over: boolean
  /** The number that its telephone was called by; empty if it is known by itself, or has said who it is. */
  readonly unnamed: string
  /** Whether its telephone has put the call on hold. */
  readonly holds: boolean
  /** The class of the music that is played to it; undefined if there is none. */
  readonly music: string | undefined
  /** Whether its telephone sends audio. */
  readonly talks: boolean
  /** Changes when the channel is sent elsewhere; what was planned under another number is void. */
  readonly plan: number
  /** What the dialplan has set on it in addition to variables. */
  readonly script?: Script | undefined
}

/** Why a channel has to end (channel.h, AST_SOFTHANGUP_*). */
export const SoftHangup = {
  Device: 1,
  AsyncGoto: 2,
  Shutdown: 4,
  Timeout: 8,
  AppUnload: 16,
  Explicit: 32
} as const

/** Channels that hear each other. */
export interface Bridge {
  readonly id: string
  /** `BridgeType`. */
  readonly type: string
  /** `BridgeTechnology`. */
  readonly technology: string
  /** `BridgeCreator`; empty if there is none. */
  readonly creator: string
  /** `BridgeName`; empty if there is none. */
  readonly name: string
  /** `BridgeVideoSourceMode`. */
  readonly video: string
  /** The id of the channel that is the source of its video; empty if there is none. */
  readonly videoSource: string
  /** The names of its channels, in the order in which they entered. */
  readonly channels: ReadonlyArray<string>
  /** Whether it ends when one of its channels hangs up. */
  readonly dissolves: boolean
  /** Whether it has ended, so that nobody may enter. */
  readonly dissolved: boolean
  /** The cause with which it ended. */
  readonly cause: number
  /** Whether it chooses its technology by how many are in it. */
  readonly smart: boolean
  /** Whether it has changed since its peers were updated. */
  readonly reconfigured: boolean
  /** The channels that entered since then. */
  readonly joined: ReadonlyArray<string>
  /** Whether a Local channel between it and another bridge must stay. */
  readonly fixed: boolean
  /** Whether its parties may not move to another bridge: those of others come to them (`SWAP_INHIBIT_FROM`). */
  readonly stays: boolean
}

/** What a party of a bridge may do by pressing keys, as the options of `Dial` allow. */
export interface Features {
  readonly transfer?: boolean | undefined
  readonly hangUp?: boolean | undefined
  readonly park?: boolean | undefined
  readonly record?: boolean | undefined
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
  /** The subroutine that runs on the new channel before it rings; empty if there is none. */
  readonly preDial: string
}

/** The outcome of an `Originate` that its session waits for. */
export interface Settlement {
  readonly ticket: number
  readonly answered: boolean
}

/** Whose messages the PBX speaks: those of Asterisk 16.28 or of 22.10. */
export type Dialect = 16 | 22

/** What happened to a channel, a dial or a bridge: what CDR, CEL and device states are computed from. */
export type Note =
  | { readonly _tag: "Channel"; readonly before: Shown | undefined; readonly channel: Channel; readonly ended: boolean }
  | { readonly _tag: "BridgeEnter"; readonly bridge: Bridge; readonly channel: Channel }
  | { readonly _tag: "BridgeLeave"; readonly bridge: Bridge; readonly channel: Channel }
  | {
    readonly _tag: "Dial"
    readonly caller: Channel | undefined
    readonly leg: Channel
    /** Empty when it begins. */
    readonly status: string
    readonly forward: string
  }
  | {
    readonly _tag: "Parked"
    /** The name of its event. */
    readonly event: string
    readonly channel: Channel
    readonly lot: string
    readonly space: number
    /** What to dial to reach its parker. */
    readonly parker: string
    /** The name of the channel that fetched it. */
    readonly retriever: string | undefined
  }
  /** Somebody asked for a channel to end, or its far end hung up. */
  | { readonly _tag: "HangupRequest"; readonly channel: Channel }
  /** A Local channel was taken out of its call: another one has the place of one of its halves. */
  | { readonly _tag: "Optimized"; readonly half: Channel; readonly by: Channel }
  /** A transferer has left an attended transfer that it made by keys. */
  | { readonly _tag: "Consulted"; readonly transferer: string }
  | {
    readonly _tag: "Transfer"
    readonly kind: "blind" | "attended"
    readonly transferer: Channel
    /** Its channel of the second call, if that is connected too. */
    readonly second?: Channel | undefined
    readonly transferee: Channel | undefined
    readonly target: string
    /** Where a blind transfer goes. */
    readonly context?: string | undefined
  }

/** The counters of names and ids. */
export interface Counters {
  readonly channel: number
  readonly uniqueid: number
  readonly local: number
  readonly endpoint: number
  readonly bridge: number
  readonly dial: number
  readonly plan: number
  readonly optimization: number
  readonly queueCall: number
  readonly queueVisit: number
  /** Tasks that were planned. */
  readonly task: number
  /** Calls that have ended, for `core show channels` and `CoreStatus`. */
  readonly processed: number
}

/** Something that happens on a channel, for its reader. */
export type Frame =
  | { readonly _tag: "Hangup" }
  | { readonly _tag: "Answer" }
  | { readonly _tag: "Ringing" }
  | { readonly _tag: "Progress" }
  | { readonly _tag: "Proceeding" }
  | { readonly _tag: "Busy" }
  | { readonly _tag: "Congestion" }
  /** With `moves` the sound of the telephone goes another way, which the bridge notices. */
  | { readonly _tag: "Hold"; readonly music: string; readonly moves?: boolean | undefined }
  | { readonly _tag: "Unhold"; readonly moves?: boolean | undefined }
  | { readonly _tag: "ConnectedLine"; readonly party: Party }
  | { readonly _tag: "KeyDown"; readonly digit: string }
  | { readonly _tag: "KeyUp"; readonly digit: string; readonly milliseconds: number }
  /** The telephone forwards the call to a number. */
  | { readonly _tag: "Forward"; readonly number: string }

/** A key that is pressed or let go. */
export type Key = Extract<Frame, { readonly _tag: "KeyDown" | "KeyUp" }>

/** One of the channels that a `Dial` rings. */
export interface Ringing {
  readonly channel: string
  /** The part of the target after the technology, which is `DialString`. */
  readonly number: string
  /** The channel is known by the extension that was dialled, rather than by itself. */
  readonly anonymous: boolean
  /** Somebody else has taken its place. */
  readonly picked: boolean
  /** Who it says is connected, which the caller learns when it answers. */
  readonly connected: Party | undefined
}

/** A `Dial` in progress. */
export interface Dial {
  readonly id: number
  readonly caller: string
  readonly options: ReadonlyMap<string, string>
  readonly legs: ReadonlyArray<Ringing>
  /** Whether there was only one target. */
  readonly single: boolean
  /** How many targets there were, with those that could not be called. */
  readonly targets: number
  /** Whether anybody rang. */
  readonly waited: boolean
  readonly busy: number
  readonly congested: number
  readonly unavailable: number
  readonly rang: boolean
  readonly progressed: boolean
}

/** An attended transfer by keys, between its code and its end. */
export interface Consultation {
  readonly transferer: string
  readonly transferee: string
  /** The bridge with the waiting party. */
  readonly first: string
  /** The bridge with the consulted party. */
  readonly second: string
  readonly target: string
  /** Whether the consulted party has answered. */
  readonly answered: boolean
  readonly startedAt: number
  /** The number that was dialled. */
  readonly exten: string
  readonly context: string
}

/** The counters of a PBX that has just started. */
export const noCounters: Counters = {
  channel: 0,
  uniqueid: 0,
  local: 0,
  endpoint: 0,
  bridge: 1,
  dial: 1,
  plan: 1,
  optimization: 0,
  queueCall: 1,
  queueVisit: 1,
  task: 0,
  processed: 0
}
