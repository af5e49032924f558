/**
 * A client, its callers and subscribers, and the peer, led through the steps of a plan.
 *
 * Nothing here says how the client works: what callers and subscribers are told is compared with what the peer knows.
 * Faults are collected as they appear, and `check` returns them after each step. Time and transport are the test's: see
 * `Environment`.
 */
import { assert } from "@effect/vitest"
import { Effect, Exit, Fiber, Option, Redacted, Schedule, Scope, Stream } from "effect"
import { AmiAction, AmiClient, type AmiError, type AmiMessage, AmiTransport } from "effect-ami"
import { canary } from "../../client/clientOutput.ts"
import { type Asked, FarEnd, refusal } from "./farEnd.ts"
import { type FragileLogger, FragileSchedule, type Watcher, watcher, type Watching } from "./foreign.ts"
import { Observer, type Place } from "./observer.ts"
import { type Given, type Requested, Requests } from "./requests.ts"
import type { Plan, Step } from "./steps.ts"
import { beginningOf, type StartedAt, subscribe, type Subscriber } from "./subscriber.ts"

/** Where a scenario takes place. */
export interface Environment {
  readonly now: () => number
  readonly logger: FragileLogger
  readonly fork: <A, E>(effect: Effect.Effect<A, E>) => Fiber.Fiber<A, E>
  readonly transport: (farEnd: FarEnd) => AmiTransport.AmiTransport["Service"]
  /** Lets time pass, if necessary less than the step asks for. */
  readonly advance: (millis: number) => void
  /** Further options of the client. */
  readonly options: Partial<AmiClient.Options>
  /** The delays between connections; undefined for the client's default. */
  readonly schedule: Schedule.Schedule<unknown, AmiError.AmiError> | undefined
  /** By how much a caller's timeout is shorter than in the plan. */
  readonly hurry: number
  /** Whether client and peer receive what is sent within the same step. */
  readonly isInstant: boolean
  /** Whether everything has run when a step begins, so that a subscriber has seen all there was. */
  readonly isOrderly: boolean
}

/** Fails if there is a fault. */
export const none = (faults: ReadonlyArray<string>): void => {
  if (faults.length > 0) assert.fail(faults.join("\n"))
}

export const limits = { maxInFlight: 2, maxQueued: 2, capacity: 3, actionTimeout: 5000 }

/** Deadlines are checked ten times a second, and a list gets its last item's time again. */
const lateness = 250

/** An index biased towards the last four, so that steps refer to what is still open. */
const recent = (which: number, length: number): number =>
  length - 1 - (which < 12 ? which % Math.min(4, length) : which % length)

const isOpen = (asked: Asked) => asked.answer === undefined
const isListing = (asked: Asked) => asked.isList && asked.answer === "success" && asked.complete === undefined

/** Decodes with a schema that throws. */
const decodeNothing = (): never => {
  throw new Error("a schema that throws")
}

const isDefectOf = ({ reason }: AmiError.AmiError): boolean =>
  reason._tag === "ConnectionLost" && reason.why === "Defect"

export class Scenario {
  readonly farEnd = new FarEnd()
  readonly requests: Requests
  readonly subscribers: Array<Subscriber> = []
  /** Sees everything that any subscriber may see. */
  readonly witness = new Observer("the witness", Infinity)
  /** Whether the client's scope was closed, and whether that has completed. */
  closing = false
  closed = false
  ami: AmiClient.AmiClient["Service"] | undefined
  private readonly environment: Environment
  private readonly plan: Plan
  private readonly scope = Scope.makeUnsafe()
  private readonly faults: Array<string> = []
  /** The numbers of the events that were sent to a connected client. */
  private readonly published: Array<string> = []
  private readonly making: Fiber.Fiber<unknown, AmiError.AmiError>
  private madeExit: Exit.Exit<unknown, AmiError.AmiError> | undefined
  /** Whether the client had given up before anybody closed it. */
  private wasFinal = false
  private linksAtTheEnd: number | undefined
  private readonly schedule = new FragileSchedule()
  private readonly watchers: Array<Watcher> = []
  /** What must have ended the client by now, and the number of links after which none may follow. */
  private hasDied = false
  private linksAtMost = Infinity
  private endedBy: AmiError.AmiError | undefined
  private hasWitnessed = false

  constructor(environment: Environment, plan: Plan) {
    this.environment = environment
    this.requests = new Requests(this.farEnd, environment.isInstant)
    this.plan = plan
    this.farEnd.onDeliver = (texts) => {
      this.requests.hear(texts, environment.now())
      if (!this.isConnected()) return
      for (const text of texts) this.published.push(...(/Number: (e\d+)$/.exec(text)?.slice(1) ?? []))
    }
    const options: AmiClient.Options = {
      username: "demo",
      secret: Redacted.make(canary),
      actionTimeout: limits.actionTimeout,
      limits: { inFlight: limits.maxInFlight, queued: limits.maxQueued },
      drainTimeout: 2050,
      bootTimeout: plan.bootTimeout,
      reconnect: this.reconnect(),
      onDisconnected: plan.wait ? "wait" : "fail",
      ...environment.options
    }
    const made = AmiClient.make(options).pipe(
      Scope.provide(this.scope),
      Effect.provideService(AmiTransport.AmiTransport, environment.transport(this.farEnd)),
      Effect.tap((ami) => Effect.sync(() => this.meet(ami)))
    )
    this.making = environment.fork(made)
    this.making.addObserver((exit) => {
      this.madeExit = exit
    })
  }

  /** Performs a step. */
  apply(step: Step): void {
    const { farEnd } = this
    const link = farEnd.current()
    switch (step.kind) {
      case "request":
        return this.request(step)
      case "respond":
        return this.about(step.which, isOpen, (asked) => farEnd.answer(asked, step.answer))
      case "item":
        return this.about(step.which, isListing, (asked) => farEnd.item(asked))
      case "complete":
        return this.about(step.which, isListing, (asked) => farEnd.complete(asked, step.more))
      case "forge":
        return this.about(step.which, isOpen, (asked) => farEnd.forge(asked))
      case "interrupt":
        return this.requests.all[recent(step.which, this.requests.all.length)]?.interrupt()
      case "handshake":
        return link?.handshake(step.answer)
      case "open":
        farEnd.open = step.open
        return
      case "connecting":
        farEnd.connecting = step.how
        return
      case "events":
        if (link !== undefined) { for (let count = 0; count < step.count; count++) farEnd.raise(link) }
        return
      case "stranger":
        return link?.say("Response: Success\nActionID: stranger-1")
      case "nameless":
        return link?.sayNameless()
      case "refuse":
        return link?.refuse()
      case "blackhole":
        return link?.blackhole()
      case "heal":
        return farEnd.links.forEach((link) => link.heal())
      case "cork":
        return link?.corkUp()
      case "uncork":
        return link?.uncork()
      case "end":
        return link?.end(step.why)
      case "advance":
        return this.environment.advance(step.millis)
      case "subscribe":
        return this.subscribe(step.overflow, step.eager)
      case "take":
        return this.ofSubscriber(step.which, ({ permit }) => permit(1))
      case "leave":
        return this.ofSubscriber(step.which, ({ leave }) => leave(step.throws))
      case "logoff":
        return this.logoff(step)
      case "watch":
        return this.watch(step.how)
      case "logger":
        this.environment.logger.isThrowing = step.throws
        return
      case "breakSchedule":
        return this.breakSchedule()
      case "die":
        if (link?.die() === true) this.hasDied = true
        return
      case "close":
        return this.close()
    }
  }

  private reconnect(): AmiClient.Options["reconnect"] {
    const schedule = this.environment.schedule ?? (this.plan.ownSchedule ? Schedule.spaced("1 second") : undefined)
    if (schedule === undefined) return { first: true }
    return { first: true, schedule: this.plan.ownSchedule ? this.schedule.over(schedule) : schedule }
  }

  /** A ready client has no pending delay, and must end when it wants the next one. */
  private breakSchedule(): void {
    if (!this.plan.ownSchedule) return
    this.schedule.isThrowing = true
    this.farEnd.mayGiveUp = true
    if (this.state()?._tag === "Ready") this.linksAtMost = Math.min(this.linksAtMost, this.farEnd.links.length)
  }

  /** Makes the peer accept everything; what was held back passes, or is lost for good. */
  heal(isLost = false): void {
    const { farEnd } = this
    farEnd.connecting = "accept"
    farEnd.open = true
    for (const link of isLost ? [] : farEnd.links) link.heal()
    for (let stage = 0; stage < 3; stage++) farEnd.current()?.handshake("ok")
  }

  /** Whether there will be no other connection, according to an error that says so. */
  isFinal(): boolean {
    const state = this.state()
    return state?._tag === "Disconnected" && state.isFinal || this.madeExit !== undefined && this.ami === undefined
  }

  state() {
    return this.ami === undefined ? undefined : Effect.runSync(this.ami.status.get)
  }

  close(): void {
    if (this.closing) return
    this.closing = true
    // While the client is still being made, that is interrupted first, as in a Layer.
    const closing = Effect.andThen(Fiber.interrupt(this.making), Scope.close(this.scope, Exit.void))
    this.environment.fork(closing).addObserver(() => {
      this.closed = true
    })
  }

  /** What is wrong by now. */
  check(): ReadonlyArray<string> {
    const { farEnd, requests } = this
    if (this.closing && this.environment.isOrderly) this.checkClosing()
    if (this.isFinal() && !this.closing) this.checkFinal()
    if (farEnd.links.length > this.linksAtMost) this.faults.push("connected again though its schedule threw")
    if (this.hasDied && this.environment.isOrderly && !this.closing && !this.isFinal()) {
      this.faults.push(`is ${this.state()?._tag} though its transport threw`)
    }
    // Over sockets, an abandoned connection may be accepted later.
    if (this.isFinal() || this.closed && this.environment.isInstant) {
      this.wasFinal ||= !this.closing
      this.linksAtTheEnd ??= farEnd.links.length
      if (farEnd.links.length > this.linksAtTheEnd) this.faults.push("connected again though it was over")
    }
    // A request that waits for a connection has its timeout for that, and again for the answer.
    const allowed = limits.actionTimeout * (this.plan.wait ? 2 : 1) + lateness
    if (this.environment.isInstant) requests.checkDeadlines(this.environment.now(), allowed)
    const observed = [this.witness, ...this.subscribers.map(({ observer }) => observer)]
    return [...this.faults, ...farEnd.faults, ...requests.faults, ...observed.flatMap(({ faults }) => faults)]
  }

  /** Whether it has recovered, or has a reason not to. */
  isAlive(): boolean {
    if (this.closing || this.isFinal()) return true
    return this.state()?._tag === "Ready" && this.farEnd.current()?.isDead() === false
  }

  /** What is wrong a minute after the peer was healed. */
  checkLife(): ReadonlyArray<string> {
    return [...this.check(), ...(this.isAlive() ? [] : [`is ${this.state()?._tag} though the far end was healed`])]
  }

  /** What was to be seen in this scenario, as short texts. */
  observations(): ReadonlySet<string> {
    const seen = new Set(this.requests.ends)
    if (this.witness.lastEpoch >= 2) seen.add("a second epoch")
    if (this.witness.lastEpoch >= 3) seen.add("a third epoch")
    if (this.wasFinal) seen.add("a final loss")
    this.seeForeign(seen)
    for (const { exit, observer, overflow } of this.subscribers) {
      if (observer.counts.Gap > 0) seen.add(`gaps of ${overflow}`)
      if (exit !== undefined && Exit.isFailure(exit) && exit.cause.reasons[0]?._tag === "Fail") seen.add("too slow")
    }
    return seen
  }

  /** What throwing code, and Logoffs, have led to. */
  private seeForeign(seen: Set<string>): void {
    const { endedBy, farEnd, environment, requests, schedule } = this
    if (environment.logger.thrown > 0) seen.add("a logger that threw")
    if (endedBy !== undefined && isDefectOf(endedBy)) {
      seen.add(schedule.thrown > 0 ? "a schedule that ended the client" : "a transport that ended the client")
    } else if (endedBy !== undefined && farEnd.links.some((link) => link.isLeft().certainly)) {
      seen.add("a Logoff that ended the client")
    }
    for (const watcher of this.watchers) if (this.expected(watcher).length > 1) seen.add(watcher.name)
    for (const { exit, how, link, number } of requests.all) {
      if (how !== "logoff" || farEnd.links.length <= link) continue
      const isGivenUp = exit?._tag === "Failure" && !farEnd.written.has(number)
      seen.add(
        isGivenUp ? "a connection after an abandoned Logoff" : "a connection after a refused Logoff"
      )
    }
  }

  /** A client that has given up has a reason, says it, and has ended everything that depends on it. */
  private checkFinal(): void {
    const { endedBy, farEnd, requests, schedule, subscribers, witness } = this
    if (!farEnd.mayEnd()) this.faults.push("gave up without a reason")
    const state = this.state()
    if (state?._tag !== "Disconnected") return
    this.endedBy ??= state.cause
    if (endedBy === undefined && !this.environment.isOrderly) return
    const isDefect = isDefectOf(state.cause)
    if (isDefect && !this.hasDied && schedule.thrown === 0) this.faults.push("ended by a defect, and nothing threw")
    if (!isDefect && this.environment.isOrderly && this.hasDied) {
      this.faults.push(`calls a defect ${state.cause.message}`)
    }
    if (!this.environment.isOrderly) return
    if (farEnd.links.some(({ ended }) => !ended)) this.faults.push("has ended, and a connection has not")
    if (witness.epoch !== undefined) this.faults.push(`has ended within epoch ${witness.epoch}`)
    if (requests.all.some(({ exit }) => exit === undefined)) this.faults.push("has ended, and a request has not")
    if (subscribers.some(({ eager, exit }) => eager && exit === undefined)) {
      this.faults.push("has ended, and a subscriber has not")
    }
  }

  /** A client that closes says so at once, and does not reconnect. */
  private checkClosing(): void {
    const tag = this.state()?._tag
    if (tag !== undefined && tag !== "Closing" && tag !== "Closed") this.faults.push(`is ${tag} while it closes`)
    this.linksAtTheEnd ??= this.farEnd.links.length
    if (this.farEnd.links.length > this.linksAtTheEnd) this.faults.push("connected again though it closes")
  }

  /** What is wrong at the end: everything has ended, and has seen what there was to see. */
  checkEnd(): ReadonlyArray<string> {
    const { requests, witness } = this
    if (!this.closed) this.faults.push("was not closed in time")
    requests.checkHistory()
    for (const subscriber of this.subscribers) {
      const { exit, observer, overflow } = subscriber
      const seen = observer.covered.map(({ epoch, seq }) => `${epoch}/${seq}`)
      const beginning = this.beginningOf(subscriber, observer.covered[0])
      const all = witness.covered.slice(beginning).map(({ epoch, seq }) => `${epoch}/${seq}`)
      if (exit === undefined) this.faults.push("a subscriber was not told that all is over")
      // One that left, or was too slow for its buffer, has seen the beginning.
      const saw = exit?._tag === "Success" ? all : all.slice(0, seen.length)
      if (seen.join() !== saw.join()) this.faults.push(`a subscriber (${overflow}) saw ${seen} of ${all}`)
    }
    for (const number of witness.answers) {
      if ((this.farEnd.asked.find((asked) => asked.number === number)?.answers ?? 0) < 2) {
        this.faults.push(`the answer to request ${number} was published`)
      }
    }
    const raised = witness.delivered.flatMap(({ number }) => number ?? [])
    if (this.environment.isOrderly && raised.join() !== this.published.join()) {
      this.faults.push(`${raised} was published of ${this.published}`)
    }
    for (const watcher of this.watchers) {
      const all = this.expected(watcher)
      if (watcher.seen.join() !== all.join()) this.faults.push(`${watcher.name} saw ${watcher.seen} of ${all}`)
    }
    const output = [...this.environment.logger.logs, ...requests.printed].join("\n")
    if (output.includes(canary)) this.faults.push("the secret was let out")
    return this.check()
  }

  /** Where a watcher began, according to the witness. */
  private beginningOf(place: StartedAt, first: Partial<Place> | undefined): number {
    return this.environment.isOrderly ? place.from : beginningOf(this.witness.delivered, place, first)
  }

  /** Starts to watch an existing client. */
  private meet(ami: AmiClient.AmiClient["Service"]): void {
    this.ami = ami
    const watching = Stream.runForEachArray(ami.inbox, (items) => Effect.sync(() => this.witness.take(items)))
    const buffer = { capacity: 1_000_000, overflow: "fail" } as const
    this.environment.fork(Effect.provideService(watching, AmiClient.Buffer, buffer)).addObserver(() => {
      this.hasWitnessed = true
    })
  }

  private isConnected(): boolean {
    const { epoch } = this.witness
    return epoch !== undefined
  }

  /** Where a watcher begins that sees everything from now on. */
  private place(): StartedAt {
    return { from: this.witness.covered.length, raised: this.farEnd.events }
  }

  /** Starts to watch with code that throws. */
  private watch(how: Watching): void {
    if (this.ami === undefined) return
    const one = watcher(this.ami, how, this.place())
    this.watchers.push(one)
    this.environment.fork(one.watching)
  }

  private expected(watcher: Watcher): ReadonlyArray<string> {
    const [number] = watcher.seen
    const beginning = this.beginningOf(watcher, number === undefined ? undefined : { number })
    return this.witness.delivered.slice(beginning).flatMap(({ number }) =>
      number !== undefined && watcher.sees(number) ? number : []
    )
  }

  /** Whether everything has ended whose end can be known. */
  haveEnded(): boolean {
    const { ami, hasWitnessed, requests, subscribers } = this
    return (hasWitnessed || ami === undefined) &&
      [...subscribers, ...requests.all].every(({ exit }) => exit !== undefined)
  }

  /** Sends a Logoff, which waits if others are in flight before it. */
  private logoff({ others, patience, refused }: Extract<Step, { readonly kind: "logoff" }>): void {
    for (let count = 0; count < others; count++) {
      this.request({ kind: "request", how: "send", broken: false, patience: undefined })
    }
    // Over sockets the peer may never learn that it was written.
    if (!this.environment.isInstant) this.farEnd.mayGiveUp = true
    this.request({ kind: "request", how: "logoff", broken: false, patience }, refused ? [refusal] : [])
  }

  private request(
    { broken, how, patience }: Omit<Extract<Step, { readonly kind: "request" }>, "how"> & Pick<Requested, "how">,
    more: ReadonlyArray<AmiMessage.Header> = []
  ): void {
    const { ami, environment, requests } = this
    if (ami === undefined) return
    const number = `${requests.all.length}`
    const headers = [["Number", number] as const, ...more]
    const given = (messages: ReadonlyArray<{ get(name: string): string | undefined }>): Given =>
      messages.map((message) => message.get("Number"))
    const one = {
      ...AmiAction.raw(how === "logoff" ? "Logoff" : "Get", headers),
      ...(broken ? { decode: decodeNothing } : {})
    }
    const list = {
      ...AmiAction.rawList("List", headers),
      counted: true,
      ...(broken ? { decodeItem: decodeNothing } : {})
    }
    const asked: Effect.Effect<Given, AmiError.AmiError> = how === "send" || how === "logoff"
      ? Effect.map(ami.send(one), (response) => given([response]))
      : how === "collect"
      ? Effect.map(ami.collect(list), given)
      : Effect.map(Stream.runCollect(ami.stream(list)), given)
    const patient = patience === undefined
      ? asked
      : Effect.flatMap(
        Effect.timeoutOption(asked, patience),
        Option.match({
          onNone: () => Effect.interrupt,
          onSome: Effect.succeed
        })
      )
    let interrupt: () => void = () => undefined
    const request: Requested = {
      number,
      how,
      link: this.farEnd.links.length,
      broken,
      heardAt: environment.now(),
      exit: undefined,
      interrupt: () => interrupt()
    }
    requests.begin(request)
    const fiber = environment.fork(patient)
    interrupt = () => fiber.interruptUnsafe()
    fiber.addObserver((exit) => requests.end(request, exit))
  }

  /** Does something with a request on the current connection, more often than not one that fits. */
  private about(which: number, fits: (asked: Asked) => boolean, what: (asked: Asked) => void): void {
    const link = this.farEnd.current()
    const came = this.farEnd.asked.filter((asked) => asked.link === link && !asked.isLogoff)
    const fitting = which % 4 === 0 ? [] : came.filter(fits)
    const among = fitting.length > 0 ? fitting : came
    const asked = among[recent(which, among.length)]
    if (asked !== undefined) what(asked)
  }

  private subscribe(overflow: Subscriber["overflow"], eager: boolean): void {
    if (this.ami === undefined) return
    const observer = new Observer(`subscriber ${this.subscribers.length} (${overflow})`, limits.capacity)
    const { inbox } = this.ami
    this.subscribers.push(subscribe(inbox, observer, { overflow, eager, ...this.place() }, this.environment.fork))
  }

  private ofSubscriber(which: number, what: (subscriber: Subscriber) => void): void {
    const subscriber = this.subscribers[recent(which, this.subscribers.length)]
    if (subscriber !== undefined) what(subscriber)
  }

  /** Lets every subscriber take everything that is left. */
  drainSubscribers(): void {
    for (const { permit } of this.subscribers) permit(100)
  }
}
