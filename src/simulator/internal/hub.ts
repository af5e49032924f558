/**
 * What all sessions share: the PBX, the events it raises, and what was received.
 *
 * @since 0.1.0
 */
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import type * as Random from "effect/Random"
import type { AmiMessage, Header } from "../../protocol/AmiMessage.ts"
import * as SimulatedPbx from "../SimulatedPbx.ts"
import { type Lines, type RaisedEvent, render } from "./messages.ts"
import { Outbox } from "./outbox.ts"
import { Draft } from "./pbx/draft.ts"
import * as privileges from "./privileges.ts"
import type { Settings } from "./settings.ts"

/** A request that was received, and the session that sent it. */
export interface Received {
  readonly session: number
  readonly action: string
  readonly actionId: string | undefined
  readonly message: AmiMessage
}

/** What a script says in place of an action: the messages of the answer, or undefined for none of its own. */
export type Script = (received: Received) => ReadonlyArray<ReadonlyArray<Header>> | undefined

/** A session: who it is, what it may do, and what it has to write. */
export class Session {
  readonly id: number
  readonly outbox: Outbox
  /** The name as it was typed; undefined before the login. */
  user: string | undefined = undefined
  since = 0
  read = 0
  write = 0
  /** The classes of events that it wants. */
  mask: number = privileges.all
  challenge = ""

  constructor(id: number, maxQueuedBytes: number) {
    this.id = id
    this.outbox = new Outbox(maxQueuedBytes)
  }

  /** Whether it is told of events of these classes. */
  hears(classes: number): boolean {
    return this.user !== undefined && privileges.includes(this.read & this.mask, classes)
  }
}

/** Where time and chance come from. */
export interface World {
  readonly clock: Clock.Clock
  readonly random: (typeof Random.Random)["Service"]
}

/** The oldest requests are forgotten behind so many. */
const maxReceived = 100_000

/** What all sessions share. */
export class Hub {
  readonly settings: Settings
  readonly sessions = new Set<Session>()
  readonly received: Array<Received> = []
  readonly scripts = new Map<string, Script>()
  private readonly world: World
  private readonly planned: Latch.Latch = Latch.makeUnsafe(false)
  private readonly waiting = new Map<number, (answered: boolean) => void>()
  private pbx: SimulatedPbx.SimulatedPbx
  private lastSession = 0

  constructor(settings: Settings, pbx: SimulatedPbx.Options, world: World) {
    this.settings = settings
    this.world = world
    this.pbx = SimulatedPbx.make(world.clock.currentTimeMillisUnsafe(), pbx)
  }

  /** The time in milliseconds since the epoch. */
  get now(): number {
    return this.world.clock.currentTimeMillisUnsafe()
  }

  /** Nine digits that nobody knows in advance. */
  challenge(): string {
    return String(100_000_000 + Math.floor(this.world.random.nextDoubleUnsafe() * 900_000_000))
  }

  /** When the PBX was started. */
  get startedAt(): number {
    return this.pbx.startedAt
  }

  /** Opens a session; undefined where too many are not logged in. */
  open(): Session | undefined {
    const strangers = [...this.sessions].filter(({ user }) => user === undefined).length
    if (strangers >= this.settings.authLimit) return undefined
    const session = new Session(++this.lastSession, this.settings.maxQueuedBytes)
    this.sessions.add(session)
    return session
  }

  /** Notes a request. */
  note(received: Received): void {
    if (this.received.length === maxReceived) this.received.shift()
    this.received.push(received)
  }

  /** Tells all sessions that may know and want to. */
  publish(event: RaisedEvent): void {
    let text: string | undefined
    for (const session of this.sessions) {
      if (session.hears(event.classes)) session.outbox.notify(text ??= render(event.lines))
    }
  }

  /** Lets the PBX answer an action; undefined where it knows no such action. */
  answer(lines: Lines): SimulatedPbx.Step | undefined {
    const step = SimulatedPbx.answer(this.pbx, lines, this.now)
    if (step !== undefined) this.take(step)
    return step
  }

  /** Looks at the PBX as it stands. */
  look<A>(at: (draft: Draft) => A): A {
    return at(new Draft(this.pbx, this.now))
  }

  /** Waits for the outcome of an `Originate`. */
  outcome(ticket: number): Effect.Effect<boolean> {
    return Effect.callback<boolean>((resume) => {
      this.waiting.set(ticket, (answered) => resume(Effect.succeed(answered)))
      return Effect.sync(() => this.waiting.delete(ticket))
    })
  }

  /** Does what becomes due, for as long as it runs. */
  readonly ticking: Effect.Effect<never> = Effect.forever(
    Effect.suspend(() => {
      this.planned.closeUnsafe()
      const due = SimulatedPbx.due(this.pbx)
      if (due === undefined) return this.planned.await
      const wait = due - this.now
      if (wait > 0) return Effect.raceFirst(Effect.sleep(Math.ceil(wait)), this.planned.await)
      this.take(SimulatedPbx.advance(this.pbx, this.now))
      return Effect.yieldNow
    })
  )

  private take(step: SimulatedPbx.Step): void {
    const isReplanned = SimulatedPbx.due(step.state) !== SimulatedPbx.due(this.pbx)
    this.pbx = step.state
    for (const event of step.events) this.publish(event)
    for (const { answered, ticket } of step.settled) {
      const resume = this.waiting.get(ticket)
      this.waiting.delete(ticket)
      resume?.(answered)
    }
    if (isReplanned) this.planned.openUnsafe()
  }
}
