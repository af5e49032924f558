/**
 * One step of the PBX in progress.
 *
 * A draft starts as a copy of the state, is changed by the functions in this
 * folder, and ends as the next state with what was raised. Outside a step nothing
 * ever changes.
 *
 * @since 0.1.0
 */
import { event, type Lines, type RaisedEvent } from "../messages.ts"
import type { Dialplan } from "./dialplan.ts"
import type {
  Bridge,
  Channel,
  Consultation,
  Counters,
  Dial,
  Endpoint,
  Planned,
  Settlement,
  State,
  Step,
  Task
} from "./model.ts"

/** A state that is being changed. */
export class Draft {
  readonly now: number
  readonly dialplan: Dialplan
  readonly endpoints: Readonly<Record<string, Endpoint>>
  readonly channels: Map<string, Channel>
  readonly bridges: Map<string, Bridge>
  readonly dials: Map<number, Dial>
  readonly consultations: Map<string, Consultation>
  readonly globals: Map<string, string>
  readonly startedAt: number
  /** The ticket under which the session waits for its answer, if it does. */
  awaits: number | undefined = undefined
  readonly counters: { -readonly [Name in keyof Counters]: Counters[Name] }
  private readonly from: State
  /** The time of the current task, which later tasks are relative to: a late task does not delay the ones after it. */
  private at: number
  private callTime: number
  private readonly agenda: Array<Planned>
  private readonly events: Array<RaisedEvent> = []
  private readonly settled: Array<Settlement> = []

  constructor(state: State, now: number) {
    this.from = state
    this.now = now
    this.at = now
    this.callTime = state.callTime
    this.dialplan = state.dialplan
    this.endpoints = state.endpoints
    this.startedAt = state.startedAt
    this.channels = new Map(state.channels)
    this.bridges = new Map(state.bridges)
    this.dials = new Map(state.dials)
    this.consultations = new Map(state.consultations)
    this.globals = new Map(state.globals)
    this.counters = { ...state.counters }
    this.agenda = [...state.agenda]
  }

  /** Raises an event; its classes are a comma-separated list. */
  raise(name: string, classes: string, lines: Lines): void {
    this.events.push(event(name, classes, lines))
  }

  /** Tells the session that waits for an `Originate` how it ended. */
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
    return new Set([...this.channels.values()].map(({ linkedid }) => linkedid)).size
  }

  /** The next number of a counter. */
  next(counter: keyof Counters): number {
    const value = this.counters[counter]
    this.counters[counter] = value + 1
    return value
  }

  /** Plans a task to run right after the current one. */
  soon(task: Task): void {
    this.later(0, task)
  }

  /** Plans a task for later, in milliseconds of a real call. */
  later(milliseconds: number, task: Task): void {
    const at = this.at + milliseconds * this.from.timeScale
    const callTime = this.callTime + milliseconds
    const isBehind = (planned: Planned) => planned.at > at || (planned.at === at && planned.callTime > callTime)
    const index = this.agenda.findIndex(isBehind)
    this.agenda.splice(index === -1 ? this.agenda.length : index, 0, { at, callTime, task })
  }

  /** Takes the first task that is due. */
  takeDue(): Task | undefined {
    const first = this.agenda[0]
    if (first === undefined || first.at > this.now) return undefined
    this.agenda.shift()
    this.at = first.at
    this.callTime = first.callTime
    return first.task
  }

  /** Drops planned tasks that can no longer happen. */
  forget(isVoid: (task: Task) => boolean): void {
    for (let index = this.agenda.length - 1; index >= 0; index--) {
      const planned = this.agenda[index]
      if (planned !== undefined && isVoid(planned.task)) this.agenda.splice(index, 1)
    }
  }

  /** Ends the step. */
  finish(reply: ReadonlyArray<Lines>): Step {
    const { agenda, bridges, callTime, channels, consultations, counters, dials, globals } = this
    return {
      state: { ...this.from, agenda, bridges, callTime, channels, consultations, counters, dials, globals },
      reply,
      events: this.events,
      settled: this.settled,
      awaits: this.awaits
    }
  }
}
