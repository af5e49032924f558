/**
 * The state of the PBX, and one step of it in progress.
 *
 * The state is plain data in persistent collections, with everything that will
 * happen later as a `Task`: the whole future of the PBX is part of its state. A
 * draft starts from a state, is changed by the functions in this folder, and ends
 * as the next state with what was raised. Outside a step nothing ever changes.
 *
 * @since 0.1.0
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import { event, type Lines, type RaisedEvent } from "../messages.ts"
import * as Agenda from "./agenda.ts"
import type { AllFeatureSettings } from "./calls/featureSettings.ts"
import type { Endpoint } from "./calls/telephone.ts"
import type { Dialplan } from "./dialplan/dialplan.ts"
import type { Lines as PhoneLines } from "./lines.ts"
import type {
  Bridge,
  Channel,
  Consultation,
  Counters,
  Dial,
  Dialect,
  Features,
  Frame,
  Key,
  Note,
  Origin,
  Settlement
} from "./model.ts"
import type { Caller, Queue } from "./queues/model.ts"
import type { QueueRules } from "./queues/options.ts"
import { Pool, type PoolState } from "./queues/pool.ts"
import type { DeviceState, DeviceUse, Hint, Presence } from "./records.ts"
import { Services, type ServicesState } from "./services/serviceState.ts"
import { Table } from "./table.ts"
import { Ways } from "./ways.ts"

/** The whole PBX. */
export interface State {
  readonly dialect: Dialect
  /** What ids start with; empty if the server has no name. */
  readonly systemName: string
  /** The variables of channels that their events carry. */
  readonly channelVars: ReadonlyArray<string>
  readonly dialplan: Dialplan
  readonly endpoints: Readonly<Record<string, Endpoint>>
  /** Feature codes and their times. */
  readonly features: AllFeatureSettings
  /** What the durations of calls are multiplied by. */
  readonly timeScale: number
  readonly startedAt: number
  /** How far call time has advanced. */
  readonly callTime: number
  /** The state of the generator of random numbers. */
  readonly seed: number
  readonly counters: Counters
  readonly agenda: Agenda.Agenda<Task>
  /** By name. */
  readonly channels: HashMap.HashMap<string, Channel>
  /** Names of channels by their names and ids in lower case. */
  readonly names: HashMap.HashMap<string, string>
  /** What runs before a channel leaves its application, by the name of the channel. */
  readonly leaving: HashMap.HashMap<string, Leave>
  /** Who reads what happens on a channel, by its name. */
  readonly readers: HashMap.HashMap<string, Reader>
  /** The subroutines that something other than the dialplan runs, by the name of the channel, the innermost last. */
  readonly routines: HashMap.HashMap<string, ReadonlyArray<Routine>>
  readonly bridges: HashMap.HashMap<string, Bridge>
  /** By the id of the bridge. */
  readonly bridgeHooks: HashMap.HashMap<string, BridgeHooks>
  /** How a channel is in its bridge, by the name of the channel. */
  readonly occupants: HashMap.HashMap<string, Occupant>
  readonly dials: HashMap.HashMap<number, Dial>
  /** Attended transfers by keys, by the name of the transferer. */
  readonly consultations: HashMap.HashMap<string, Consultation>
  /** The names of the channels of each endpoint. */
  readonly lines: HashMap.HashMap<string, PhoneLines>
  /** How many channels have each `Linkedid`. */
  readonly linked: HashMap.HashMap<string, number>
  /** The addresses at which an endpoint was registered, if it differs from its options. */
  readonly contacts: HashMap.HashMap<string, ReadonlyArray<string>>
  readonly globals: HashMap.HashMap<string, string>
  /** The states of devices as last announced, by device. */
  readonly devices: HashMap.HashMap<string, DeviceState>
  /** What the channels of each device do. */
  readonly byDevice: HashMap.HashMap<string, DeviceUse>
  /** By extension and context. */
  readonly hints: HashMap.HashMap<string, Hint>
  /** The keys of hints by the devices and presences that they watch, in lower case. */
  readonly hintsOf: HashMap.HashMap<string, ReadonlyArray<string>>
  /** As last announced, by what has them. */
  readonly presences: HashMap.HashMap<string, Presence>
  /** AstDB, by family and key as in `/family/key`. */
  readonly database: HashMap.HashMap<string, string>
  /** Parking lots, conferences, recordings, AsyncAGI. */
  readonly services: ServicesState<Look, Return>
  /** By their names in lower case. */
  readonly queues: HashMap.HashMap<string, Queue>
  /** The keys of the queues, in the order in which Asterisk lists them. */
  readonly queueOrder: ReadonlyArray<string>
  /** By their names in lower case. */
  readonly queueRules: ReadonlyMap<string, QueueRules>
  /** Who is in `Queue()`, by the number of the visit. */
  readonly queueCallers: HashMap.HashMap<number, Caller>
  /** The keys of the queues with a member that has this device, in lower case. */
  readonly queuesOf: HashMap.HashMap<string, ReadonlyArray<string>>
  /** The state of queues and agents beyond their settings. */
  readonly pool: PoolState<Draft>
  /** The texts of configuration files, by their paths. */
  readonly files: HashMap.HashMap<string, string>
  /** The loaded modules, by name. */
  readonly modules: HashMap.HashMap<string, true>
  /** When each registration at a provider was last made, if somebody asked for it or took it back. */
  readonly registrations: HashMap.HashMap<string, number | "unregistered">
  /** The endpoints that are in maintenance. */
  readonly maintained: HashMap.HashMap<string, true>
  /** When all modules were last reloaded. */
  readonly reloadedAt: number
}

/** The collections of a PBX in which nothing has happened. */
export const nothing = {
  channels: HashMap.empty(),
  names: HashMap.empty(),
  leaving: HashMap.empty(),
  readers: HashMap.empty(),
  routines: HashMap.empty(),
  bridges: HashMap.empty(),
  bridgeHooks: HashMap.empty(),
  occupants: HashMap.empty(),
  dials: HashMap.empty(),
  consultations: HashMap.empty(),
  lines: HashMap.empty(),
  linked: HashMap.empty(),
  contacts: HashMap.empty(),
  devices: HashMap.empty(),
  byDevice: HashMap.empty(),
  hints: HashMap.empty(),
  hintsOf: HashMap.empty(),
  presences: HashMap.empty(),
  database: HashMap.empty(),
  files: HashMap.empty(),
  modules: HashMap.empty(),
  maintained: HashMap.empty(),
  registrations: HashMap.empty(),
  queueCallers: HashMap.empty(),
  queuesOf: HashMap.empty()
} as const satisfies Partial<State>

/** The result of one step of the PBX. */
export interface Step {
  readonly state: State
  readonly reply: ReadonlyArray<Lines>
  readonly events: ReadonlyArray<RaisedEvent>
  readonly settled: ReadonlyArray<Settlement>
  /** The ticket under which the session waits for its answer, if it does. */
  readonly awaits: number | undefined
}

/** What reads a channel: the application, dial or bridge that it is in. */
export type Reader = (draft: Draft, channel: Channel, frame: Frame) => void

/** A subroutine that something other than the dialplan runs on a channel. */
export interface Routine {
  /** Where the channel was. */
  readonly before: Pick<Channel, "context" | "exten" | "priority" | "pbx" | "plan" | "single">
  /** In how many subroutines it was. */
  readonly depth: number
  readonly reader: Reader | undefined
  /** Goes on when the subroutine is over. */
  readonly done: (draft: Draft, channel: Channel) => void
}

/** How a channel is in its bridge. */
export interface Occupant {
  /** What its party may do by pressing keys. */
  readonly features: Features
  /** Runs when it has left the bridge; the cause is in the channel. */
  readonly onLeft: (draft: Draft, channel: Channel) => void
  /** What reads its keys instead of passing them on; returns whether it took the key. */
  readonly onKey: ((draft: Draft, channel: Channel, key: Key) => boolean) | undefined
  /** Whether it is leaving. */
  readonly leaving: boolean
  /** The keys pressed so far of a feature code. */
  readonly keys: string
}

/** What the maker of a bridge does when a channel enters or leaves it, before the event about that. */
export interface BridgeHooks {
  readonly pushed?: ((draft: Draft, bridge: Bridge, channel: Channel, swap: Channel | undefined) => void) | undefined
  readonly pulled?: ((draft: Draft, bridge: Bridge, channel: Channel) => void) | undefined
}

/** What an application does before its channel leaves it, because it is hung up or sent elsewhere. */
export type Leave = (draft: Draft, channel: Channel, why: "hungUp" | "sent") => void

/** Looks at something that was put in a queue. */
export type Look = (draft: Draft) => void

/** What follows an application that something else than the dialplan runs, such as the AGI command `EXEC`. */
export interface Return {
  /** The result is that of the application: 0, or -1 if it wanted to end the channel. */
  readonly resume: (draft: Draft, channel: Channel, result: 0 | -1) => void
  /** Runs after the application's own `Leave`. */
  readonly leave: Leave
}

/**
 * Something planned: a function of the step in which it happens. It is never removed: it checks itself whether it has
 * become void in the meantime.
 */
export type Task =
  | ((draft: Draft) => void)
  | { readonly _tag: "Originate"; readonly origin: Origin }
  | { readonly _tag: "Execute" | "Next"; readonly channel: string; readonly plan: number }
  | { readonly _tag: "HangupHandlers"; readonly channel: string }
  /** The application of a channel ends that channel, with a cause unless that is 0. */
  | { readonly _tag: "HangUp"; readonly channel: string; readonly cause: number }

/** A device that changed, and its state if that is known already. */
export interface ChangedDevice {
  readonly device: string
  readonly state: DeviceState | undefined
}

/** A state that is being changed. */
export class Draft {
  readonly now: number
  readonly dialect: Dialect
  readonly systemName: string
  readonly channelVars: ReadonlyArray<string>
  /** Adds the variables of its channels to an event. */
  completed: (draft: Draft, event: string, lines: Lines) => Lines = (_, __, lines) => lines
  dialplan: Dialplan
  readonly endpoints: Readonly<Record<string, Endpoint>>
  readonly features: AllFeatureSettings
  readonly startedAt: number
  readonly counters: { -readonly [Name in keyof Counters]: Counters[Name] }
  readonly channels: Table<string, Channel>
  readonly names: Table<string, string>
  readonly leaving: Table<string, Leave>
  readonly readers: Table<string, Reader>
  readonly routines: Table<string, ReadonlyArray<Routine>>
  readonly bridges: Table<string, Bridge>
  readonly bridgeHooks: Table<string, BridgeHooks>
  readonly occupants: Table<string, Occupant>
  readonly dials: Table<number, Dial>
  readonly consultations: Table<string, Consultation>
  readonly lines: Table<string, PhoneLines>
  readonly linked: Table<string, number>
  readonly contacts: Table<string, ReadonlyArray<string>>
  /** What happened since the notes were taken. */
  readonly notes: Array<Note> = []
  readonly globals: Table<string, string>
  readonly devices: Table<string, DeviceState>
  readonly byDevice: Table<string, DeviceUse>
  readonly hints: Table<string, Hint>
  readonly hintsOf: Table<string, ReadonlyArray<string>>
  readonly presences: Table<string, Presence>
  readonly database: Table<string, string>
  readonly services: Services<Look, Return>
  readonly queues: Table<string, Queue>
  readonly queueOrder: ReadonlyArray<string>
  readonly queueRules: ReadonlyMap<string, QueueRules>
  readonly queueCallers: Table<number, Caller>
  readonly queuesOf: Table<string, ReadonlyArray<string>>
  readonly pool: Pool<Draft>
  readonly files: Table<string, string>
  readonly modules: Table<string, true>
  readonly maintained: Table<string, true>
  readonly registrations: Table<string, number | "unregistered">
  reloadedAt: number
  /** The ticket under which the session waits for its answer, if it does. */
  awaits: number | undefined = undefined
  readonly ways = new Ways()
  private readonly from: State
  /** The time of the current task, which later tasks are relative to: a late task does not delay the ones after it. */
  private at: number
  private callTime: number
  private seed: number
  private agenda: Agenda.Agenda<Task>
  private changedDevices: Array<ChangedDevice> = []
  private readonly events: Array<RaisedEvent> = []
  private seen = 0
  private readonly settled: Array<Settlement> = []

  constructor(state: State, now: number) {
    this.from = state
    this.now = now
    this.at = now
    this.callTime = state.callTime
    this.seed = state.seed
    this.agenda = state.agenda
    this.dialect = state.dialect
    this.systemName = state.systemName
    this.channelVars = state.channelVars
    this.dialplan = state.dialplan
    this.endpoints = state.endpoints
    this.features = state.features
    this.startedAt = state.startedAt
    this.counters = { ...state.counters }
    this.channels = new Table(state.channels)
    this.names = new Table(state.names)
    this.leaving = new Table(state.leaving)
    this.readers = new Table(state.readers)
    this.routines = new Table(state.routines)
    this.bridges = new Table(state.bridges)
    this.bridgeHooks = new Table(state.bridgeHooks)
    this.occupants = new Table(state.occupants)
    this.dials = new Table(state.dials)
    this.consultations = new Table(state.consultations)
    this.lines = new Table(state.lines)
    this.linked = new Table(state.linked)
    this.contacts = new Table(state.contacts)
    this.globals = new Table(state.globals)
    this.devices = new Table(state.devices)
    this.byDevice = new Table(state.byDevice)
    this.hints = new Table(state.hints)
    this.hintsOf = new Table(state.hintsOf)
    this.presences = new Table(state.presences)
    this.database = new Table(state.database)
    this.services = new Services(state.services)
    this.queues = new Table(state.queues)
    this.queueOrder = state.queueOrder
    this.queueRules = state.queueRules
    this.queueCallers = new Table(state.queueCallers)
    this.queuesOf = new Table(state.queuesOf)
    this.pool = new Pool(state.pool)
    this.files = new Table(state.files)
    this.modules = new Table(state.modules)
    this.maintained = new Table(state.maintained)
    this.registrations = new Table(state.registrations)
    this.reloadedAt = state.reloadedAt
  }

  /** Raises an event; its classes are a comma-separated list. */
  raise(name: string, classes: string, lines: Lines): void {
    this.events.push(event(name, classes, this.channelVars.length === 0 ? lines : this.completed(this, name, lines)))
  }

  /** A channel as it is now, or as it was before this step. */
  lastSeen(name: string): Channel | undefined {
    return this.channels.get(name) ?? Option.getOrUndefined(HashMap.get(this.from.channels, name))
  }

  /** Says that a device changed; the state that it has then is announced after everything that happens now. */
  deviceChanged(device: string, state?: DeviceState): void {
    this.changedDevices.push({ device, state })
  }

  /** The devices that changed, once. */
  takeChangedDevices(): ReadonlyArray<ChangedDevice> {
    const changed = this.changedDevices
    this.changedDevices = []
    return changed
  }

  /** Whether devices changed, and nothing else happens at this moment of call time. */
  get hasUnsettledDevices(): boolean {
    const first = this.agenda?.first
    const isAtRest = first === undefined || first.at > this.now || first.callTime > this.callTime
    return this.changedDevices.length > 0 && isAtRest
  }

  /** What was raised since the last time this was asked. */
  takeRaised(): ReadonlyArray<RaisedEvent> {
    const raised = this.events.slice(this.seen)
    this.seen = this.events.length
    return raised
  }

  /** Reports to the session that waits for an `Originate` how it ended. */
  settle(settlement: Settlement): void {
    this.settled.push(settlement)
  }

  /** A channel as it is now, or as it last was. */
  current(channel: Channel): Channel {
    return this.channels.get(channel.name) ?? channel
  }

  /** Updates part of a channel. One that has ended stays ended. */
  update(channel: Channel, change: Partial<Channel>): Channel {
    const current = this.channels.get(channel.name)
    const updated = { ...(current ?? channel), ...change }
    if (current !== undefined) this.channels.set(channel.name, updated)
    return updated
  }

  /** The number of calls: linked channels count once. */
  get calls(): number {
    return this.linked.size
  }

  /** The time of what happens now: a task that is late happens at the time for which it was planned. */
  get time(): number {
    return this.at
  }

  /** How long ago that was, in milliseconds of a real call. */
  since(then: number): number {
    const scale = this.from.timeScale
    return Math.max(0, Math.round(scale === 0 ? this.at - then : (this.at - then) / scale))
  }

  /** The next number of a counter. */
  next(counter: keyof Counters): number {
    const value = this.counters[counter]
    this.counters[counter] = value + 1
    return value
  }

  /** A random number of 0 or more and less than 1 (mulberry32). The same seed gives the same numbers. */
  random(): number {
    this.seed = (this.seed + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.seed ^ (this.seed >>> 15), 1 | this.seed)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }

  /** Plans a task to run right after the current one. */
  soon(task: Task): void {
    this.later(0, task)
  }

  /** Plans a task for later, in milliseconds of a real call. */
  later(milliseconds: number, task: Task): void {
    const at = this.at + milliseconds * this.from.timeScale
    const callTime = this.callTime + milliseconds
    this.agenda = Agenda.add(this.agenda, { at, callTime, order: this.next("task"), task })
  }

  /** The time of calls, in milliseconds since the epoch: what it would be if durations were not scaled. */
  get clock(): number {
    const { startedAt, timeScale } = this.from
    return startedAt + (timeScale === 0 ? this.callTime : (this.at - startedAt) / timeScale)
  }

  /** Takes the first task that is due. */
  takeDue(): Task | undefined {
    const first = this.agenda?.first
    if (first === undefined || first.at > this.now) return undefined
    this.agenda = Agenda.rest(this.agenda)
    this.at = first.at
    this.callTime = first.callTime
    this.ways.current = undefined
    return first.task
  }

  /** Ends the step. */
  finish(reply: ReadonlyArray<Lines>): Step {
    return {
      state: {
        ...this.from,
        dialplan: this.dialplan,
        callTime: this.callTime,
        seed: this.seed,
        counters: this.counters,
        agenda: this.agenda,
        channels: this.channels.current,
        names: this.names.current,
        leaving: this.leaving.current,
        readers: this.readers.current,
        routines: this.routines.current,
        bridges: this.bridges.current,
        bridgeHooks: this.bridgeHooks.current,
        occupants: this.occupants.current,
        dials: this.dials.current,
        consultations: this.consultations.current,
        globals: this.globals.current,
        devices: this.devices.current,
        byDevice: this.byDevice.current,
        hints: this.hints.current,
        hintsOf: this.hintsOf.current,
        presences: this.presences.current,
        database: this.database.current,
        services: this.services.current,
        queues: this.queues.current,
        queueCallers: this.queueCallers.current,
        queuesOf: this.queuesOf.current,
        pool: this.pool.current,
        files: this.files.current,
        modules: this.modules.current,
        lines: this.lines.current,
        linked: this.linked.current,
        contacts: this.contacts.current,
        maintained: this.maintained.current,
        registrations: this.registrations.current,
        reloadedAt: this.reloadedAt
      },
      reply,
      events: this.events,
      settled: this.settled,
      awaits: this.awaits
    }
  }
}
