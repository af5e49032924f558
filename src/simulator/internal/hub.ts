/**
 * What all sessions share: the PBX, the events it raises, and the requests that were received.
 *
 * @since 0.1.0
 */
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Latch from "effect/Latch"
import type * as Random from "effect/Random"
import * as Result from "effect/Result"
import * as Struct from "effect/Struct"
import type { AmiMessage, Header } from "../../protocol/AmiMessage.ts"
import * as SimulatedPbx from "../SimulatedPbx.ts"
import type * as Arranging from "./arranging.ts"
import { CallLog } from "./callLog.ts"
import { sourceOf } from "./eventSources.ts"
import { Faults } from "./faults.ts"
import type { Peer } from "./line.ts"
import { event, type Lines, type RaisedEvent, render } from "./messages.ts"
import { pbx as pbxRules } from "./options.ts"
import * as Modules from "./pbx/config/modules.ts"
import { Draft } from "./pbx/draft.ts"
import { step } from "./pbx/steps.ts"
import { type Announcement, type Session, SocketSession } from "./sessions.ts"
import type { Settings } from "./settings.ts"

/** A request that was received, and the session that sent it. */
export interface Received {
  readonly session: number
  readonly action: string
  readonly actionId: string | undefined
  readonly message: AmiMessage
}

/** A script in place of an action: the messages of the answer, or undefined to answer as usual. */
export type Script = (received: Received) => ReadonlyArray<ReadonlyArray<Header>> | undefined

/** The sources of time and randomness. */
export interface Sources {
  readonly clock: Clock.Clock
  readonly random: (typeof Random.Random)["Service"]
}

/** The oldest requests are dropped beyond this many. */
const maxReceived = 100_000

/** How long a server that restarts is down, in milliseconds. */
const downTime = 1000

const pbxOptions = Struct.keys(pbxRules)

/** What all sessions share. */
export class Hub {
  readonly settings: Settings
  readonly received: Array<Received> = []
  readonly scripts = new Map<string, Script>()
  readonly faults = new Faults()
  private readonly sources: Sources
  private readonly options: SimulatedPbx.Options
  /** The dialplan that the PBX has once it has booted. */
  private dialplan: SimulatedPbx.SimulatedPbx["dialplan"] | undefined
  private readonly restart: Latch.Latch = Latch.makeUnsafe(false)
  private readonly known = new Set<Session>()
  private readonly planned: Latch.Latch = Latch.makeUnsafe(false)
  /** Opens whenever somebody logs in. */
  readonly joined: Latch.Latch = Latch.makeUnsafe(false)
  /** Its calls. */
  readonly log: CallLog = new CallLog()
  /** Functions that are called with each event of the PBX, whether or not a session receives it. */
  readonly listeners = new Set<(event: RaisedEvent) => void>()
  private readonly waiting = new Map<number, (answered: boolean) => void>()
  private pbx: SimulatedPbx.SimulatedPbx
  private lastSession = 0
  private published = 0
  /** Whether it accepts connections. */
  isListening = true
  /** What it will do once there are no calls; undefined unless it is shutting down. */
  private stopping: { readonly restarts: boolean; readonly asked: Session | undefined } | undefined = undefined

  constructor(settings: Settings, pbx: SimulatedPbx.Options, sources: Sources) {
    this.settings = settings
    this.sources = sources
    this.options = Struct.pick(pbx, pbxOptions)
    this.pbx = this.boot()
  }

  /** A PBX that starts now. It has no dialplan yet if it takes time to boot, because `pbx_config` is a module too. */
  private boot(): SimulatedPbx.SimulatedPbx {
    const pbx = SimulatedPbx.make(this.sources.clock.currentTimeMillisUnsafe(), this.options)
    this.dialplan = pbx.dialplan
    return this.settings.bootTime > 0 ? { ...pbx, dialplan: new Map() } : pbx
  }

  /** Runs forever: says when it has booted, and starts again after a restart. */
  readonly living: Effect.Effect<never> = Effect.forever(
    Effect.suspend(() => {
      const { bootTime } = this.settings
      const booted = Effect.sync(() => {
        const { dialplan, uptime } = this
        if (dialplan !== undefined) this.pbx = { ...this.pbx, dialplan }
        this.take(step(this.pbx, this.now, (draft) => {
          Modules.boot(draft)
          return []
        }))
        const lines = ["Status: Fully Booted", `Uptime: ${uptime}`, `LastReload: ${uptime}`]
        this.publish(event("FullyBooted", "system", lines))
      })
      this.restart.closeUnsafe()
      return (bootTime > 0 ? Effect.andThen(Effect.sleep(bootTime), booted) : Effect.void).pipe(
        Effect.raceFirst(this.restart.await),
        Effect.andThen(this.restart.await),
        Effect.andThen(Effect.sleep(downTime)),
        Effect.andThen(Effect.sync(() => {
          this.pbx = this.boot()
          this.isListening = true
        }))
      )
    })
  )

  /** The time in milliseconds since the epoch. */
  get now(): number {
    return this.sources.clock.currentTimeMillisUnsafe()
  }

  /** The time in seconds since the epoch, with microseconds. */
  timestamp(): string {
    const micros = String(this.sources.clock.currentTimeNanosUnsafe() / 1000n).padStart(7, "0")
    return `${micros.slice(0, -6)}.${micros.slice(-6)}`
  }

  /** Whether it refuses all actions because it will end soon. */
  get isShuttingDown(): boolean {
    return this.stopping !== undefined
  }

  /** Whether a module is loaded. */
  hasLoaded(module: string): boolean {
    return module === "builtin" || (this.isBooted && HashMap.has(this.pbx.modules, `${module}.so`))
  }

  /** Nine unpredictable digits. */
  challenge(): string {
    return String(100_000_000 + Math.floor(this.sources.random.nextDoubleUnsafe() * 900_000_000))
  }

  /** When the PBX was started. */
  get startedAt(): number {
    return this.pbx.startedAt
  }

  /** Eight unpredictable hexadecimal digits, never all zeros. */
  key(): string {
    return Math.floor(1 + this.sources.random.nextDoubleUnsafe() * 0xffff_ffff).toString(16).padStart(8, "0")
  }

  /** The open sessions. Expired ones are closed first. */
  sessions(): ReadonlyArray<Session> {
    const { now } = this
    for (const session of this.known) {
      if (session.isExpired(now)) this.close(session)
    }
    return [...this.known]
  }

  /** Opens a session over a socket; undefined if too many are not logged in yet. */
  open(peer: Peer): SocketSession | undefined {
    const strangers = this.sessions().filter((session) =>
      session instanceof SocketSession && session.user === undefined
    )
    if (this.faults.hit("AuthLimit", { session: this.lastSession + 1 }) !== undefined) return undefined
    if (!this.isListening || strangers.length >= this.settings.authLimit) return undefined
    return this.add((id) => new SocketSession(id, peer, this.settings))
  }

  /** Adds a session and numbers it. */
  add<S extends Session>(make: (id: number) => S): S {
    const session = make(++this.lastSession)
    this.known.add(session)
    return session
  }

  /** Ends a session and removes it. */
  close(session: Session): void {
    this.known.delete(session)
    session.end()
  }

  /** Records a request. */
  record(received: Received): void {
    if (this.received.length === maxReceived) this.received.shift()
    this.received.push(received)
  }

  /** Raises an event of the server, which also carries its time and the name of the server if that is wanted. */
  publish(event: Announcement): void {
    const { debugEvents, systemName, timestampEvents, version } = this.settings
    if (!timestampEvents && !debugEvents && systemName === "") return this.announce(event)
    const [name = "", privilege = "", ...lines] = event.lines
    const stamps = timestampEvents ? [`Timestamp: ${this.timestamp()}`] : []
    const sources = debugEvents ? [`SequenceNumber: ${this.published++}`, ...sourceOf(version, event.name)] : []
    const names = systemName === "" ? [] : [`SystemName: ${systemName}`]
    this.announce({ ...event, lines: [name, privilege, ...stamps, ...sources, ...names, ...lines] })
  }

  /** Delivers an event as it is to all sessions that may read it and want it. */
  announce(event: Announcement): void {
    if (!this.faults.isEmpty) return this.announceWithFaults(event)
    let text: string | undefined
    for (const session of this.sessions()) session.deliver(event, () => text ??= render(event.lines))
  }

  private announceWithFaults(event: Announcement): void {
    for (const session of this.sessions()) {
      const text = () => render(event.lines)
      if (!session.receives(event, text) && session instanceof SocketSession) {
        session.deliver(event, text)
        continue
      }
      const altered = this.faults.ofEvent(event, session.id)
      const cut = session instanceof SocketSession ? this.faults.cutIn(altered.lines, session.id) : undefined
      if (cut === undefined) session.deliver(altered, () => render(altered.lines))
      else {
        session.push(cut)
        session.finish()
      }
    }
  }

  /** Leaves the open sessions over sockets without any further message, and returns what ends them. */
  forget(isChosen: (session: Session) => boolean): () => void {
    const dead = this.sessions().filter((session) => session instanceof SocketSession && isChosen(session))
    for (const session of dead) {
      if (session instanceof SocketSession) session.isDead = true
      this.known.delete(session)
    }
    return () => dead.forEach((session) => session.end())
  }

  /** How long it has been running, in seconds. */
  get uptime(): number {
    return Math.floor((this.now - this.startedAt) / 1000)
  }

  /** Whether its modules are loaded. */
  get isBooted(): boolean {
    return this.now - this.startedAt >= this.settings.bootTime
  }

  /** Stops with an event, which the session that asked for it does not get. All sessions are closed. */
  shutDown(restarts: boolean, asked?: Session): void {
    this.isListening = false
    this.stopping = undefined
    asked?.end()
    const lines = ["Shutdown: Cleanly", `Restart: ${restarts ? "True" : "False"}`]
    this.publish(event("Shutdown", "system", lines))
    for (const session of this.known) session.finish()
    this.known.clear()
    if (restarts) this.restart.openUnsafe()
  }

  /** Refuses all actions from now on, and ends when there are no calls. */
  stop(restarts: boolean, asked?: Session): void {
    this.stopping = { restarts, asked }
    this.stopIfIdle()
  }

  private stopIfIdle(): void {
    if (this.stopping === undefined || HashMap.size(this.pbx.channels) > 0) return
    this.shutDown(this.stopping.restarts, this.stopping.asked)
  }

  /** Lets the PBX answer an action; undefined if it knows no such action. */
  answer(lines: Lines): SimulatedPbx.Step | undefined {
    const step = SimulatedPbx.answer(this.pbx, lines, this.now)
    if (step !== undefined) this.take(step)
    return step
  }

  /** Lets the user of a telephone do something. Returns why it cannot be done. */
  perform(command: SimulatedPbx.Command): string | undefined {
    const step = SimulatedPbx.perform(this.pbx, command, this.now)
    if (Result.isFailure(step)) return step.failure
    this.take(step.success)
    return undefined
  }

  /** The current state of the PBX. */
  get state(): SimulatedPbx.SimulatedPbx {
    return this.pbx
  }

  /** Whether nobody has said what its extensions do. */
  get hasDefaultDialplan(): boolean {
    return this.options.extensions === undefined
  }

  /** Changes what the PBX is made of. */
  arrange(change: (state: SimulatedPbx.SimulatedPbx) => Arranging.Change): void {
    const { after, state } = change(this.pbx)
    this.take(step(state, this.now, (draft) => {
      after?.(draft)
      return []
    }))
  }

  /** Lets something happen to the PBX that is no action, such as a command of its console. */
  run(happen: (draft: Draft) => ReadonlyArray<Lines>): ReadonlyArray<Lines> {
    const happened = step(this.pbx, this.now, happen)
    this.take(happened)
    return happened.reply
  }

  /** Reads the current state of the PBX. */
  inspect<A>(at: (draft: Draft) => A): A {
    return at(new Draft(this.pbx, this.now))
  }

  /** Waits until somebody is logged in. */
  readonly listening: Effect.Effect<void> = Effect.suspend(() => {
    if (this.sessions().some(({ user }) => user !== undefined)) return Effect.void
    this.joined.closeUnsafe()
    return Effect.andThen(this.joined.await, this.listening)
  })

  /** Waits for the outcome of an `Originate`. */
  outcome(ticket: number): Effect.Effect<boolean> {
    return Effect.callback<boolean>((resume) => {
      this.waiting.set(ticket, (answered) => resume(Effect.succeed(answered)))
      return Effect.sync(() => this.waiting.delete(ticket))
    })
  }

  /** Runs forever and does what becomes due. */
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
    for (const event of step.events) {
      this.log.observe(event, this.now)
      for (const listen of this.listeners) listen(event)
      this.publish(event)
    }
    for (const { answered, ticket } of step.settled) {
      const resume = this.waiting.get(ticket)
      this.waiting.delete(ticket)
      resume?.(answered)
    }
    if (isReplanned) this.planned.openUnsafe()
    this.stopIfIdle()
  }
}
