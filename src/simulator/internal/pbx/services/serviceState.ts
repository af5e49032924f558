/**
 * The state of parking lots, conferences, recordings, AsyncAGI and call records.
 *
 * `Look` and `Return` are functions of a step: this file does not know what a step is.
 *
 * @since 0.2.0
 */
import * as Duration from "effect/Duration"
import * as HashMap from "effect/HashMap"
import type { Cdr } from "../records/cdrRecord.ts"
import { Table } from "../table.ts"

/** A channel that AsyncAGI controls or controlled: its queue stays until the channel ends. */
export interface AgiSession<Look> {
  /** Whether its channel is in `AGI` now. */
  readonly isOpen: boolean
  /** Changes with each `AGI`, so that tasks of an earlier one are void. */
  readonly run: number
  /** When it last looked at its queue. */
  readonly lookedAt: number
  /** Whether a check of the queue is planned or a command runs. */
  readonly isBusy: boolean
  readonly commands: ReadonlyArray<AgiCommand>
  /** The unread answers of the commands: a read takes 1,024 bytes at most. */
  readonly written: string
  /** Looks at the queue. */
  readonly look: Look
}

/** A command that an `AGI` action added to the queue. */
export interface AgiCommand {
  readonly text: string
  readonly id: string
}

/** A `MixMonitor` on a channel. */
export interface Recording {
  readonly id: string
  readonly file: string
}

/** A parking lot. */
export interface ParkingLot {
  readonly name: string
  /** The extension that parks. */
  readonly exten: string
  /** The context of its extensions. */
  readonly context: string
  /** Its first and its last space. */
  readonly start: number
  readonly stop: number
  /** How long a call waits, in seconds; 0 if it waits without limit. */
  readonly timeout: number
  readonly comesBackToOrigin: boolean
  readonly comebackContext: string
  /** How long its parker is called, in seconds. */
  readonly comebackDialTime: number
  /** Whether a call gets the space after the last one, rather than the first free one. */
  readonly findsNext: boolean
  readonly nextSpace: number
  /** The spaces that are taken, with the names of the channels, in order. */
  readonly taken: ReadonlyArray<readonly [space: number, channel: string]>
  /** Its bridge, once it was used. */
  readonly bridge: string | undefined
}

/** A call at a space of a lot. */
export interface ParkedCall {
  readonly channel: string
  readonly lot: string
  readonly space: number
  /** The dial string of its parker. */
  readonly parker: string
  readonly startedAt: number
  /** In seconds. */
  readonly limit: number
  /** The place that it goes to when it times out; empty for its parker. */
  readonly comeback: string
  /** The place that it goes to now, because it timed out. */
  readonly back: { readonly context: string; readonly exten: string; readonly priority: number } | undefined
}

/** A mailbox with the number of its messages. */
export interface Mailbox {
  /** With its context, such as `101@default`. */
  readonly name: string
  readonly fullName: string
  readonly email: string
  readonly pager: string
  readonly newMessages: number
  readonly oldMessages: number
}

/** A mailbox as it is configured. */
export interface MailboxOptions {
  readonly fullName?: string | undefined
  readonly email?: string | undefined
  readonly pager?: string | undefined
  readonly newMessages?: number | undefined
  readonly oldMessages?: number | undefined
}

/** A user profile of confbridge.conf. */
export interface UserProfile {
  readonly admin?: boolean | undefined
  readonly marked?: boolean | undefined
  readonly waitMarked?: boolean | undefined
  readonly endMarked?: boolean | undefined
  readonly endMarkedAny?: boolean | undefined
  readonly startMuted?: boolean | undefined
  readonly quiet?: boolean | undefined
  readonly announceOnlyUser?: boolean | undefined
  readonly musicOnHold?: boolean | undefined
  readonly musicClass?: string | undefined
  readonly talkDetection?: boolean | undefined
  /** Whether the others hear the keys that the user presses. Defaults to false. */
  readonly dtmfPassthrough?: boolean | undefined
  readonly pin?: string | undefined
}

/** A bridge profile of confbridge.conf. */
export interface BridgeProfile {
  readonly maxMembers?: number | undefined
  readonly record?: boolean | undefined
}

/** A conference. */
export interface Conference {
  readonly name: string
  readonly bridge: string
  readonly profile: BridgeProfile
  /** The channel that plays announcements, and the one that records. */
  readonly announcer: string
  readonly recorder: string | undefined
  /** The channels of the active users, and of those that wait for a leader, in order. */
  readonly active: ReadonlyArray<string>
  readonly waiting: ReadonlyArray<string>
  /** How many marked users there are. */
  readonly leaders: number
  readonly isLocked: boolean
}

/** A user of a conference. */
export interface ConferenceUser {
  readonly channel: string
  readonly conference: string
  readonly profile: UserProfile
  readonly muted: boolean
  readonly kicked: boolean
  readonly talks: boolean
  readonly hasMusic: boolean
}

/** The profiles and menus of confbridge.conf. */
export interface ConferenceOptions {
  readonly users: ReadonlyMap<string, UserProfile>
  readonly bridges: ReadonlyMap<string, BridgeProfile>
  readonly menus: ReadonlySet<string>
}

/** A parking lot as it is configured. */
export interface ParkingLotOptions {
  readonly exten?: string | undefined
  readonly spaces?: readonly [first: number, last: number] | undefined
  readonly context?: string | undefined
  readonly timeout?: Duration.Input | undefined
  readonly comesBackToOrigin?: boolean | undefined
  readonly comebackContext?: string | undefined
  readonly comebackDialTime?: Duration.Input | undefined
  readonly findsNext?: boolean | undefined
}

/** A channel in `ChanSpy`. */
export interface Spy<Look> {
  /** The name of the channel that it hears. */
  readonly spied: string | undefined
  /** Whether it found nobody, and looks again when something happens. */
  readonly isWaiting: boolean
  readonly look: Look
  /** Runs before the channel that it hears ends. */
  readonly over: Look
}

/** Conferences as they are configured. */
export interface ConferencesOptions {
  readonly userProfiles?: Readonly<Record<string, UserProfile>> | undefined
  readonly bridgeProfiles?: Readonly<Record<string, BridgeProfile>> | undefined
  readonly menus?: ReadonlyArray<string> | undefined
}

/** The options of a PBX for its services. */
export interface ServicesOptions {
  readonly sounds?: Readonly<Record<string, Duration.Input>> | undefined
  readonly parkingLots?: Readonly<Record<string, ParkingLotOptions>> | undefined
  readonly conferences?: ConferencesOptions | undefined
  readonly mailboxes?: Readonly<Record<string, MailboxOptions>> | undefined
  readonly cdr?: boolean | undefined
  readonly cel?: boolean | ReadonlyArray<string> | undefined
  readonly celApplications?: ReadonlyArray<string> | undefined
}

/** The state of the services. */
export interface ServicesState<Look, Return> {
  /** The name of the channel that has a plan now, by its number, if another one had it before. */
  readonly plans: HashMap.HashMap<number, string>
  /** What continues instead of the dialplan when the application of a channel ends, by the name of the channel. */
  readonly returning: HashMap.HashMap<string, Return>
  /** By the name of the channel. */
  readonly agiSessions: HashMap.HashMap<string, AgiSession<Look>>
  /** By the name of the channel, the last started first. */
  readonly recordings: HashMap.HashMap<string, ReadonlyArray<Recording>>
  /** By the name of the channel that spies. */
  readonly spies: HashMap.HashMap<string, Spy<Look>>
  /** When a channel has to end, in milliseconds since the epoch, by its name. */
  readonly hangupTimes: HashMap.HashMap<string, number>
  /** Bridge technologies that are suspended, by name. */
  readonly suspended: HashMap.HashMap<string, true>
  /** Lengths of sounds in milliseconds, in addition to those of Asterisk. */
  readonly sounds: Readonly<Record<string, number>>
  /** Parking lots by name. */
  readonly lots: HashMap.HashMap<string, ParkingLot>
  /** Parked calls by the name of the channel. */
  readonly parked: HashMap.HashMap<string, ParkedCall>
  /** Mailboxes by name, such as `101@default`. */
  readonly mailboxes: HashMap.HashMap<string, Mailbox>
  /** Conferences by name in lower case. */
  readonly conferences: HashMap.HashMap<string, Conference>
  /** By the name of the channel. */
  readonly conferenceUsers: HashMap.HashMap<string, ConferenceUser>
  readonly conferenceOptions: ConferenceOptions
  /** Whether call detail records are raised as events. */
  readonly raisesCdrs: boolean
  /** Call detail records in progress, by the id of the channel. */
  readonly cdrs: HashMap.HashMap<string, ReadonlyArray<Cdr>>
  /** The ids of the channels with records whose other party has this name, in lower case. */
  readonly cdrOwners: HashMap.HashMap<string, ReadonlyArray<string>>
  /** Channels that were dialled without a caller, by id. */
  readonly originated: HashMap.HashMap<string, true>
  /** The channel events that are raised; undefined if none is. */
  readonly cel: ReadonlySet<string> | undefined
  /** The applications whose start and end are raised, in lower case. */
  readonly celApplications: ReadonlySet<string>
  /** The numbers that callers are billed by, by the id of the channel. */
  readonly anis: HashMap.HashMap<string, string>
  /** The application that a channel shows while it runs none, by its id. */
  readonly celOwn: HashMap.HashMap<string, { readonly application: string; readonly data: string }>
  /** The outcome of the dials of a channel, by its id. */
  readonly celStatuses: HashMap.HashMap<string, string>
}

const lotOf = (name: string, options: ParkingLotOptions): ParkingLot => {
  const [start, stop] = options.spaces ?? [701, 720]
  const seconds = (length: Duration.Input) => Math.floor(Duration.toMillis(length) / 1000)
  return {
    name,
    exten: options.exten ?? "700",
    context: options.context ?? "parkedcalls",
    start,
    stop,
    timeout: seconds(options.timeout ?? "45 seconds"),
    comesBackToOrigin: options.comesBackToOrigin ?? true,
    comebackContext: options.comebackContext ?? "parkedcallstimeout",
    comebackDialTime: seconds(options.comebackDialTime ?? "30 seconds"),
    findsNext: options.findsNext ?? false,
    nextSpace: start,
    taken: [],
    bridge: undefined
  }
}

/** Every channel event; those about applications are raised for `celApplications` only. */
export const celEvents = [
  "CHAN_START",
  "CHAN_END",
  "ANSWER",
  "HANGUP",
  "APP_START",
  "APP_END",
  "PARK_START",
  "PARK_END",
  "USER_DEFINED",
  "BRIDGE_ENTER",
  "BRIDGE_EXIT",
  "BLINDTRANSFER",
  "ATTENDEDTRANSFER",
  "PICKUP",
  "FORWARD",
  "LINKEDID_END",
  "LOCAL_OPTIMIZE",
  "LOCAL_OPTIMIZE_BEGIN"
] as const

/** The state at the start. */
export const initial = (options: ServicesOptions): ServicesState<never, never> => ({
  plans: HashMap.empty(),
  returning: HashMap.empty(),
  agiSessions: HashMap.empty(),
  recordings: HashMap.empty(),
  spies: HashMap.empty(),
  hangupTimes: HashMap.empty(),
  suspended: HashMap.empty(),
  lots: HashMap.fromIterable(
    Object.entries(options.parkingLots ?? { default: {} }).map(([name, lot]) => [name, lotOf(name, lot)] as const)
  ),
  parked: HashMap.empty(),
  mailboxes: HashMap.fromIterable(
    Object.entries(options.mailboxes ?? {}).map(([given, mailbox]) => {
      const name = given.includes("@") ? given : `${given}@default`
      const counts = { newMessages: mailbox.newMessages ?? 0, oldMessages: mailbox.oldMessages ?? 0 }
      const texts = { fullName: mailbox.fullName ?? "", email: mailbox.email ?? "", pager: mailbox.pager ?? "" }
      return [name, { name, ...texts, ...counts }] as const
    })
  ),
  conferences: HashMap.empty(),
  conferenceUsers: HashMap.empty(),
  conferenceOptions: {
    users: new Map(Object.entries({ default_user: {}, ...options.conferences?.userProfiles })),
    bridges: new Map(Object.entries({ default_bridge: {}, ...options.conferences?.bridgeProfiles })),
    menus: new Set(["default_menu", ...options.conferences?.menus ?? []])
  },
  raisesCdrs: options.cdr ?? false,
  cdrs: HashMap.empty(),
  cdrOwners: HashMap.empty(),
  originated: HashMap.empty(),
  cel: options.cel === true
    ? new Set(celEvents)
    : options.cel === false
    ? undefined
    : options.cel && new Set(options.cel),
  celApplications: new Set((options.celApplications ?? []).map((name) => name.toLowerCase())),
  anis: HashMap.empty(),
  celOwn: HashMap.empty(),
  celStatuses: HashMap.empty(),
  sounds: Object.fromEntries(
    Object.entries(options.sounds ?? {}).map((
      [name, length]
    ) => [name, Duration.toMillis(length)])
  )
})

/** The state while a step changes it. */
export class Services<Look, Return> {
  readonly plans: Table<number, string>
  readonly returning: Table<string, Return>
  readonly agiSessions: Table<string, AgiSession<Look>>
  readonly recordings: Table<string, ReadonlyArray<Recording>>
  readonly spies: Table<string, Spy<Look>>
  readonly hangupTimes: Table<string, number>
  readonly suspended: Table<string, true>
  readonly sounds: Readonly<Record<string, number>>
  readonly lots: Table<string, ParkingLot>
  readonly parked: Table<string, ParkedCall>
  readonly mailboxes: Table<string, Mailbox>
  readonly conferences: Table<string, Conference>
  readonly conferenceUsers: Table<string, ConferenceUser>
  readonly conferenceOptions: ConferenceOptions
  readonly raisesCdrs: boolean
  readonly cdrs: Table<string, ReadonlyArray<Cdr>>
  readonly cdrOwners: Table<string, ReadonlyArray<string>>
  readonly originated: Table<string, true>
  readonly cel: ReadonlySet<string> | undefined
  readonly celApplications: ReadonlySet<string>
  readonly anis: Table<string, string>
  readonly celOwn: Table<string, { readonly application: string; readonly data: string }>
  readonly celStatuses: Table<string, string>

  constructor(state: ServicesState<Look, Return>) {
    this.plans = new Table(state.plans)
    this.returning = new Table(state.returning)
    this.agiSessions = new Table(state.agiSessions)
    this.recordings = new Table(state.recordings)
    this.spies = new Table(state.spies)
    this.hangupTimes = new Table(state.hangupTimes)
    this.suspended = new Table(state.suspended)
    this.sounds = state.sounds
    this.lots = new Table(state.lots)
    this.parked = new Table(state.parked)
    this.mailboxes = new Table(state.mailboxes)
    this.conferences = new Table(state.conferences)
    this.conferenceUsers = new Table(state.conferenceUsers)
    this.conferenceOptions = state.conferenceOptions
    this.raisesCdrs = state.raisesCdrs
    this.cdrs = new Table(state.cdrs)
    this.cdrOwners = new Table(state.cdrOwners)
    this.originated = new Table(state.originated)
    this.cel = state.cel
    this.celApplications = state.celApplications
    this.anis = new Table(state.anis)
    this.celOwn = new Table(state.celOwn)
    this.celStatuses = new Table(state.celStatuses)
  }

  /** The state as it is now. */
  get current(): ServicesState<Look, Return> {
    return {
      plans: this.plans.current,
      returning: this.returning.current,
      agiSessions: this.agiSessions.current,
      recordings: this.recordings.current,
      spies: this.spies.current,
      hangupTimes: this.hangupTimes.current,
      suspended: this.suspended.current,
      sounds: this.sounds,
      lots: this.lots.current,
      parked: this.parked.current,
      mailboxes: this.mailboxes.current,
      conferences: this.conferences.current,
      conferenceUsers: this.conferenceUsers.current,
      conferenceOptions: this.conferenceOptions,
      raisesCdrs: this.raisesCdrs,
      cdrs: this.cdrs.current,
      cdrOwners: this.cdrOwners.current,
      originated: this.originated.current,
      cel: this.cel,
      celApplications: this.celApplications,
      anis: this.anis.current,
      celOwn: this.celOwn.current,
      celStatuses: this.celStatuses.current
    }
  }

  /** Whether `ChanSpy` hears a channel. */
  isSpied(name: string): boolean {
    return this.spies.size > 0 && [...this.spies.values()].some(({ spied }) => spied === name)
  }

  /** Forgets a channel that has ended. */
  drop(name: string): void {
    this.agiSessions.delete(name)
    this.recordings.delete(name)
    this.spies.delete(name)
    this.hangupTimes.delete(name)
  }
}
