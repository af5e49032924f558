/**
 * One step of the PBX while it is being worked out.
 *
 * A draft starts as a copy of the state, is changed by the functions beside it,
 * and ends as the next state with what was raised on the way. Outside of a step
 * nothing ever changes.
 *
 * @since 0.1.0
 */
import { event, type Lines, type RaisedEvent } from "../messages.ts"
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
import type { Dialplan } from "./dialplan.ts"

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
  /** The number under which the session waits for its answer, if it does. */
  awaits: number | undefined = undefined
  readonly counters: { -readonly [Name in keyof Counters]: Counters[Name] }
  private readonly from: State
  private readonly agenda: Array<Planned>
  private readonly events: Array<RaisedEvent> = []
  private readonly settled: Array<Settlement> = []

  constructor(state: State, now: number) {
    this.from = state
    this.now = now
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

  /** Raises an event; its classes are a comma list. */
  raise(name: string, classes: string, lines: Lines): void {
    this.events.push(event(name, classes, lines))
  }

  /** Tells the session that waits for an `Originate` how it ended. */
  settle(settlement: Settlement): void {
    this.settled.push(settlement)
  }

  /** Replaces some of a channel, as it stands now. One that has ended stays so. */
  update(channel: Channel, change: Partial<Channel>): Channel {
    const current = this.channels.get(channel.name)
    const updated = { ...(current ?? channel), ...change }
    if (current !== undefined) this.channels.set(channel.name, updated)
    return updated
  }

  /** The calls there are: channels that belong together count once. */
  get calls(): number {
    return new Set([...this.channels.values()].map(({ linkedid }) => linkedid)).size
  }

  /** The next number of a counter. */
  next(counter: keyof Counters): number {
    const value = this.counters[counter]
    this.counters[counter] = value + 1
    return value
  }

  /** Plans a task as soon as what is being done is done. */
  soon(task: Task): void {
    this.plan(this.now, task)
  }

  /** Plans a task for later, in milliseconds of a real call. */
  later(milliseconds: number, task: Task): void {
    this.plan(this.now + milliseconds * this.from.timeScale, task)
  }

  private plan(at: number, task: Task): void {
    const index = this.agenda.findIndex((planned) => planned.at > at)
    this.agenda.splice(index === -1 ? this.agenda.length : index, 0, { at, task })
  }

  /** Takes the first task whose time has come. */
  takeDue(): Task | undefined {
    const first = this.agenda[0]
    if (first === undefined || first.at > this.now) return undefined
    this.agenda.shift()
    return first.task
  }

  /** Forgets what was planned and can no longer happen. */
  forget(isVoid: (task: Task) => boolean): void {
    for (let index = this.agenda.length - 1; index >= 0; index--) {
      const planned = this.agenda[index]
      if (planned !== undefined && isVoid(planned.task)) this.agenda.splice(index, 1)
    }
  }

  /** Ends the step. */
  finish(reply: ReadonlyArray<Lines>): Step {
    const { agenda, bridges, channels, consultations, counters, dials, globals } = this
    return {
      state: { ...this.from, agenda, bridges, channels, consultations, counters, dials, globals },
      reply,
      events: this.events,
      settled: this.settled,
      awaits: this.awaits
    }
  }
}
