/**
 * What parking lots, conferences, recordings and AsyncAGI are made of.
 *
 * `Look` and `Return` are functions of a step: this file does not know what a step is.
 *
 * @since 0.2.0
 */
import * as Duration from "effect/Duration"
import * as HashMap from "effect/HashMap"
import { Table } from "./table.ts"

/** A channel under the control of AsyncAGI, or one that was: its queue stays until the channel ends. */
export interface AgiSession<Look> {
  /** Whether its channel is in `AGI` now. */
  readonly isOpen: boolean
  /** Changes with each `AGI`, so that what was planned for an earlier one is void. */
  readonly run: number
  /** When it last looked at its queue. */
  readonly lookedAt: number
  /** Whether a look at the queue is planned or a command runs. */
  readonly isBusy: boolean
  readonly commands: ReadonlyArray<AgiCommand>
  /** What the commands wrote and was not read yet: a read takes 1,024 bytes at most. */
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

/** The options of a PBX that belong here. */
export interface RoomsOptions {
  readonly sounds?: Readonly<Record<string, Duration.Input>> | undefined
}

/** The state of all this. */
export interface RoomsState<Look, Return> {
  /** What continues instead of the dialplan after the application that a channel runs, by the name of the channel. */
  readonly returning: HashMap.HashMap<string, Return>
  /** By the name of the channel. */
  readonly agiSessions: HashMap.HashMap<string, AgiSession<Look>>
  /** By the name of the channel, the last started first. */
  readonly recordings: HashMap.HashMap<string, ReadonlyArray<Recording>>
  /** When a channel has to end, in milliseconds since the epoch, by its name. */
  readonly hangupTimes: HashMap.HashMap<string, number>
  /** Bridge technologies that are suspended, by name. */
  readonly suspended: HashMap.HashMap<string, true>
  /** Lengths of sounds in milliseconds, beside those that come with Asterisk. */
  readonly sounds: Readonly<Record<string, number>>
}

/** The state at the start. */
export const initial = ({ sounds = {} }: RoomsOptions): RoomsState<never, never> => ({
  returning: HashMap.empty(),
  agiSessions: HashMap.empty(),
  recordings: HashMap.empty(),
  hangupTimes: HashMap.empty(),
  suspended: HashMap.empty(),
  sounds: Object.fromEntries(
    Object.entries(sounds).map(([name, length]) => [name, Duration.toMillis(Duration.fromInputUnsafe(length))])
  )
})

/** The state while a step changes it. */
export class Rooms<Look, Return> {
  readonly returning: Table<string, Return>
  readonly agiSessions: Table<string, AgiSession<Look>>
  readonly recordings: Table<string, ReadonlyArray<Recording>>
  readonly hangupTimes: Table<string, number>
  readonly suspended: Table<string, true>
  readonly sounds: Readonly<Record<string, number>>

  constructor(state: RoomsState<Look, Return>) {
    this.returning = new Table(state.returning)
    this.agiSessions = new Table(state.agiSessions)
    this.recordings = new Table(state.recordings)
    this.hangupTimes = new Table(state.hangupTimes)
    this.suspended = new Table(state.suspended)
    this.sounds = state.sounds
  }

  /** The state as it is now. */
  get current(): RoomsState<Look, Return> {
    return {
      returning: this.returning.current,
      agiSessions: this.agiSessions.current,
      recordings: this.recordings.current,
      hangupTimes: this.hangupTimes.current,
      suspended: this.suspended.current,
      sounds: this.sounds
    }
  }

  /** Forgets a channel that has ended. */
  drop(name: string): void {
    this.agiSessions.delete(name)
    this.recordings.delete(name)
    this.hangupTimes.delete(name)
  }
}
