/**
 * The calls that a program serves: begun and ended by events, and by what a list shows after events may have been lost.
 *
 * Events are handled in the turn in which they come. Programs are code that is not ours: each has a fiber of its own, and what
 * it throws, or never finishes, stays with its call.
 *
 * @since 0.2.0
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Random from "effect/Random"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import type { AmiError } from "../../AmiError.ts"
import * as Actions from "../../catalog/Actions.ts"
import type * as Events from "../../catalog/Events.ts"
import type { AmiClient } from "../../client/AmiClient.ts"
import type { Mark, Watched } from "../../client/AmiInbox.ts"
import { quietly } from "../../internal/foreign.ts"
import * as Identity from "../../internal/identity.ts"
import * as Rules from "../../internal/options.ts"
import { isAgiError } from "../AgiError.ts"
import type * as Public from "../AgiSession.ts"
import * as AgiAnswer from "./agiAnswer.ts"
import * as Claims from "./claims.ts"
import * as Commands from "./commands.ts"
import { type CallOutcome, Observing } from "./observing.ts"
import { SessionState } from "./session.ts"
import * as Waiting from "./waiting.ts"

export interface Settings {
  readonly name: string
  readonly accepts: (env: Public.Env) => boolean
  readonly program: (session: Public.Session) => Effect.Effect<unknown, unknown>
  readonly orphans: "adopt" | "break" | "hangup"
  readonly maxSessions: number
  readonly maxLife: Duration.Duration
}

/** What is subscribed to. */
export type Event =
  | Events.AsyncAGIStart
  | Events.AsyncAGIExec
  | Events.AsyncAGIEnd
  | Events.AGIExecEnd
  | Events.HangupRequest
  | Events.SoftHangupRequest
  | Events.Hangup
  | Events.Rename

type Release = "break" | "hangup"

/** How often an action that was not sent is tried again. */
const patience = { schedule: Schedule.spaced("1 second"), times: 30 }

/** How long programs that are interrupted may take to end when all is closed. */
const closingTime = "10 seconds"

export class Sessions {
  readonly settings: Settings
  refused = 0
  private readonly ami: AmiClient["Service"]
  private readonly context: Context.Context<never>
  private readonly identity: Identity.Identity
  private readonly observing: Observing
  private readonly claims: Claims.Claims
  private readonly byUniqueid = new Map<string, SessionState>()
  private readonly byId = new Map<string, SessionState>()
  private readonly programs = new Set<Fiber.Fiber<unknown, unknown>>()
  private readonly seed: string
  private count = 0
  /** Whether actions reach Asterisk in the order in which they are sent. */
  private isOrdered = false
  private isClosing = false
  private looking: Fiber.Fiber<void> | undefined
  /** The calls that ended while a list is taken, which may still show them. */
  private readonly endedMeanwhile = new Set<string>()
  private readonly warned = new Set<string>()

  constructor(ami: AmiClient["Service"], settings: Settings, context: Context.Context<never>) {
    this.ami = ami
    this.settings = settings
    this.context = context
    this.identity = Identity.of(ami)
    this.observing = new Observing(this.identity, settings.name)
    this.claims = Claims.of(ami)
    const now = Context.get(context, Clock.Clock).currentTimeMillisUnsafe()
    this.seed = `${now.toString(36)}-${
      Context.get(context, Random.Random).nextDoubleUnsafe().toString(36).slice(2, 10)
    }`
  }

  get size(): number {
    return this.byUniqueid.size
  }

  // --- Events -----------------------------------------------------------------

  receive(items: ReadonlyArray<Watched<Event>>): void {
    for (const item of items) {
      if (item._tag === "Event") this.event(item.event)
      else this.mark(item)
    }
  }

  private event(event: Event): void {
    switch (event.Event) {
      case "AsyncAGIStart":
        return this.started(event)
      case "AsyncAGIExec": {
        const id = event.CommandId ?? ""
        return this.byId.get(id.slice(0, id.lastIndexOf(".")))?.answered(id, event.Result)
      }
      case "AsyncAGIEnd":
        return this.left(event.Uniqueid)
      case "AGIExecEnd":
        if (event.ResultCode === -1) this.byUniqueid.get(event.Uniqueid)?.commandFailed()
        return
      case "Rename": {
        const session = this.byUniqueid.get(event.Uniqueid)
        if (session !== undefined) session.channel = event.Newname
        return
      }
      case "HangupRequest":
      case "SoftHangupRequest": {
        const session = this.byUniqueid.get(event.Uniqueid)
        if (session !== undefined) session.isHangingUp = true
        return
      }
      case "Hangup": {
        const session = this.byUniqueid.get(event.Uniqueid)
        if (session === undefined) return
        session.isHangingUp = true
        this.end(session, "Hungup")
        // AGI ends before its channel does, unless another channel has taken its place there.
        return this.look()
      }
    }
  }

  private started(event: Events.AsyncAGIStart): void {
    const before = this.byUniqueid.get(event.Uniqueid)
    if (before?.isAhead === true) {
      before.isAhead = false
      return
    }
    if (before !== undefined) this.end(before, "Hungup")
    const env = { ...AgiAnswer.environment(event.Env), ...Waiting.headersOf(event) }
    if (this.accepts(event.Uniqueid, event.Channel, env)) this.begin(event.Uniqueid, event.Channel, env, false)
  }

  private accepts(uniqueid: string, channel: string, env: Public.Env): boolean {
    if (this.claims.isTaken(uniqueid, this)) return false
    const accepted = Result.try(() => this.settings.accepts(env))
    if (Result.isSuccess(accepted)) return accepted.success === true
    this.say(Effect.logError(`accepts of ${this.title} threw: ${channel} goes on in the dialplan`, accepted.failure))
    this.release(this.make(uniqueid, channel), "break")
    return false
  }

  /** A call has left AGI. */
  private left(uniqueid: string): void {
    const session = this.byUniqueid.get(uniqueid)
    if (session === undefined) {
      if (this.looking !== undefined) this.endedMeanwhile.add(uniqueid)
      return
    }
    const { channel, failure, isHangingUp, isReleased } = session
    this.end(session, "Hungup")
    if (isHangingUp || isReleased) return
    if (failure !== undefined) {
      const what = `${failure.name} failed (${failure.text})`
      this.say(Effect.logWarning(`${what}, so Asterisk left AGI: ${channel} goes on in the dialplan`))
    }
    this.clean(session)
  }

  private mark(mark: Mark): void {
    if (mark._tag === "Disconnected") return this.lose("Disconnected")
    if (mark._tag === "Connected") {
      // A transport with a banner is one stream of bytes.
      this.isOrdered = mark.banner !== undefined
      if (this.byUniqueid.size > 0) this.lose("Disconnected")
      return this.look()
    }
    for (const session of this.byUniqueid.values()) {
      session.gap()
      // What was queued before this has run when this is answered.
      if (session.hasPending) this.fork(quietly(session.run("NOOP", [])))
    }
    this.look()
  }

  /** There is no connection any more. */
  lose(why: "Disconnected" | "Closed"): void {
    this.looking?.interruptUnsafe()
    this.looking = undefined
    for (const session of this.byUniqueid.values()) this.end(session, why)
  }

  private end(session: SessionState, why: "Hungup" | "Disconnected" | "Closed"): void {
    this.byUniqueid.delete(session.uniqueid)
    this.byId.delete(session.id)
    this.claims.drop(session.uniqueid, this)
    if (this.looking !== undefined) this.endedMeanwhile.add(session.uniqueid)
    session.end(why)
    this.note(session.result ?? why)
  }

  /** A call is over, or there is one more. */
  private note(outcome?: CallOutcome): void {
    const { observing } = this
    const served = observing.served(this.size)
    Effect.runForkWith(this.context)(outcome === undefined ? served : Effect.andThen(observing.ended(outcome), served))
  }

  // --- Programs ---------------------------------------------------------------

  private make(uniqueid: string, channel: string): SessionState {
    this.count += 1
    const id = `${this.settings.name}/${this.seed}-${this.count}`
    return new SessionState(this.ami, this.observing, { id, uniqueid, channel, isOrdered: this.isOrdered })
  }

  private begin(uniqueid: string, channel: string, env: Public.Env, isAdopted: boolean): void {
    const session = this.make(uniqueid, channel)
    if (this.isClosing) return this.release(session, "break")
    if (this.size >= this.settings.maxSessions) return this.turnAway(session)
    this.byUniqueid.set(uniqueid, session)
    this.byId.set(session.id, session)
    this.claims.take(uniqueid, this)
    this.note()
    if (!isAdopted) return this.start(session, env, false)
    // It is answered when the command that may still run for the program before has ended.
    this.fork(Effect.matchEffect(session.run("NOOP", []), {
      onSuccess: () =>
        Effect.sync(() => {
          if (session.ended === undefined) this.start(session, env, true)
        }),
      onFailure: ({ reason }) => {
        const notQueued = reason._tag === "NotQueued" ? this.warn(reason.error) : Effect.void
        return Effect.andThen(notQueued, Effect.sync(() => this.end(session, "Hungup")))
      }
    }))
  }

  private start(session: SessionState, env: Public.Env, isAdopted: boolean): void {
    this.prepare(session)
    const given: Public.Session = {
      ...Commands.make(session.run),
      env,
      args: argumentsOf(env),
      get channel() {
        return session.channel
      },
      uniqueid: session.uniqueid,
      isAdopted
    }
    const { program } = this.settings
    const run = Effect.suspend(() => {
      const effect: unknown = program(given)
      return isProgram(effect) ? effect : Effect.die(new TypeError(noEffect(effect)))
    })
    const observed = this.observing.program(session.id, isAdopted, run)
    const fiber = Effect.runForkWith(this.context)(Effect.annotateLogs(observed, {
      "agi.program": this.settings.name,
      "agi.channel": session.channel
    }))
    session.fiber = fiber
    this.programs.add(fiber)
    fiber.addObserver((exit) => {
      this.programs.delete(fiber)
      this.finished(session, exit)
    })
    // It may have ended in the turn in which the program began.
    if (session.ended !== undefined) fiber.interruptUnsafe()
  }

  private finished(session: SessionState, exit: Exit.Exit<unknown, unknown>): void {
    if (Exit.isFailure(exit) && !isOwnEnd(session, exit.cause)) {
      const after = session.ended === undefined ? `: ${session.channel} goes on in the dialplan` : ""
      this.say(Effect.logError(`${this.title} failed${after}`, exit.cause))
      session.result ??= "Failed"
    }
    if (Exit.isSuccess(exit)) session.result ??= "Returned"
    // Asterisk leaves by itself after a command that failed.
    if (session.ended !== undefined || session.failure !== undefined) return
    const { orphans } = this.settings
    const isLeft = this.isClosing && Exit.isFailure(exit) && Cause.hasInterruptsOnly(exit.cause)
    if (isLeft && orphans === "adopt") return
    this.release(session, isLeft && orphans === "hangup" ? "hangup" : "break")
  }

  private get title(): string {
    return `The AGI program ${this.settings.name}`
  }

  // --- What is said to Asterisk -----------------------------------------------

  /** Marks the channel as ours, and limits its life, so that it ends if all programs do. */
  private prepare(session: SessionState): void {
    const Channel = session.channel
    const { maxLife } = this.settings
    const mark = this.ami.send(Actions.Setvar({ Channel, Variable: Waiting.variable, Value: session.id }))
    const limit = Duration.isFinite(maxLife)
      ? this.ami.send(Actions.AbsoluteTimeout({ Channel, Timeout: maxLife }))
      : Effect.void
    for (const work of [mark, limit]) {
      this.fork(Effect.catch(session.inOrder(Effect.asVoid(work)), (error) => this.warn(error)))
    }
  }

  /** Gives a call back to the dialplan, or hangs it up, after what it has been told so far. */
  private release(session: SessionState, how: Release): void {
    session.isReleased = true
    const commands = [
      session.post("SET VARIABLE", [["name", Waiting.variable], ["value", ""]]),
      ...(Duration.isFinite(this.settings.maxLife) ? [session.post("SET AUTOHANGUP", [["seconds", 0]])] : []),
      session.post(how === "break" ? "ASYNCAGI BREAK" : "HANGUP", [])
    ]
    for (const command of commands) {
      this.fork(command.pipe(
        Effect.retry({ while: (error) => error.isRetryable && session.ended === undefined, ...patience }),
        Effect.catch((error) => this.warn(error))
      ))
    }
  }

  /** Takes back what `prepare` has set on a channel that left AGI by itself. */
  private clean(session: SessionState): void {
    const Channel = session.channel
    const limit = Duration.isFinite(this.settings.maxLife) ? [["TIMEOUT(absolute)", "0"] as const] : []
    for (const [Variable, Value] of [[Waiting.variable, ""] as const, ...limit]) {
      this.fork(
        Effect.catch(
          Effect.asVoid(this.ami.send(Actions.Setvar({ Channel, Variable, Value }))),
          (error) => this.warn(error)
        )
      )
    }
  }

  private turnAway(session: SessionState): void {
    this.refused += 1
    this.note("Refused")
    this.release(session, "break")
    // One line for each doubling says enough.
    if (Number.isInteger(Math.log2(this.refused))) {
      this.say(Effect.logWarning(
        `${this.title} has ${this.settings.maxSessions} calls (option maxSessions): ${session.channel} goes on in the dialplan, `
          + `as ${this.refused} so far`
      ))
    }
  }

  // --- Calls that wait --------------------------------------------------------

  /** Looks for calls that wait, and for the end of those that are served. */
  private look(): void {
    this.looking?.interruptUnsafe()
    this.endedMeanwhile.clear()
    const served = new Set(this.byUniqueid.keys())
    const looking = Effect.suspend(() => Waiting.find(this.ami, this.settings.name)).pipe(
      Effect.tapError((error) => this.warn(error)),
      Effect.retry({ while: (error) => error.reason._tag !== "PermissionDenied", ...patience }),
      Effect.matchEffect({
        onSuccess: (found) => Effect.sync(() => this.found(found, served)),
        onFailure: () => Effect.void
      })
    )
    const fiber = Effect.runForkWith(this.context)(looking)
    this.looking = fiber
    fiber.addObserver(() => {
      if (this.looking === fiber) this.looking = undefined
    })
  }

  private found({ channels, waiting }: Waiting.Found, served: ReadonlySet<string>): void {
    for (const uniqueid of served) {
      const session = channels.has(uniqueid) ? undefined : this.byUniqueid.get(uniqueid)
      if (session !== undefined) this.end(session, "Hungup")
    }
    for (const { channel, env, isOrphan, uniqueid } of waiting) {
      if (this.byUniqueid.has(uniqueid) || this.endedMeanwhile.has(uniqueid)) continue
      if (!isOrphan) {
        if (this.accepts(uniqueid, channel, env)) this.begin(uniqueid, channel, env, false)
        const session = this.byUniqueid.get(uniqueid)
        if (session !== undefined) session.isAhead = true
        continue
      }
      const { orphans } = this.settings
      if (orphans === "adopt") this.begin(uniqueid, channel, env, true)
      else this.release(this.make(uniqueid, channel), orphans)
    }
    this.endedMeanwhile.clear()
  }

  // --- Closing ----------------------------------------------------------------

  /** Ends all programs, and gives their calls back, or leaves them for others. */
  readonly close: Effect.Effect<void> = Effect.suspend(() => {
    this.isClosing = true
    this.looking?.interruptUnsafe()
    const programs = [...this.programs]
    return Fiber.interruptAll(programs).pipe(
      Effect.timeoutOption(closingTime),
      Effect.andThen(Effect.suspend(() => Fiber.awaitAll([...this.background]))),
      Effect.timeoutOption(closingTime),
      Effect.andThen(Effect.sync(() => this.lose("Closed")))
    )
  })

  private readonly background = new Set<Fiber.Fiber<void>>()

  private fork(work: Effect.Effect<void>): void {
    const failed = (cause: Cause.Cause<never>) =>
      quietly(this.identity.own(Effect.logError(`${this.title}: an action failed`, cause)))
    const fiber = Effect.runForkWith(this.context)(Effect.catchCause(work, failed))
    this.background.add(fiber)
    fiber.addObserver(() => this.background.delete(fiber))
  }

  private say(log: Effect.Effect<void>): void {
    Effect.runForkWith(this.context)(quietly(this.identity.own(log)))
  }

  /** Warns of an action that failed, once for each kind. That a channel is gone is no failure. */
  private warn(error: AmiError): Effect.Effect<void> {
    return Effect.suspend(() => {
      const { reason } = error
      const key = `${"action" in reason ? reason.action : ""} ${reason._tag}`
      const isGone = reason._tag === "ActionFailed" &&
        /does not exist|No such channel|Failed to add/i.test(reason.message)
      const isLost = reason._tag === "ConnectionLost" || reason._tag === "ListIncomplete"
        || reason._tag === "OutcomeUnknown"
      if (isGone || isLost || this.warned.has(key)) return Effect.void
      this.warned.add(key)
      return quietly(this.identity.own(Effect.logWarning(`${this.title}: ${error.message}; later ones are not logged`)))
    })
  }
}

/** Whether a program ended because its call did. */
const isOwnEnd = (session: SessionState, cause: Cause.Cause<unknown>): boolean => {
  if (Cause.hasInterruptsOnly(cause)) return true
  if (session.ended === undefined && !session.isHangingUp) return false
  return cause.reasons.every((reason) =>
    Cause.isInterruptReason(reason)
    || (Cause.isFailReason(reason) && isAgiError(reason.error)
      && ["Hungup", "SessionLost", "CommandRefused"].includes(reason.error.reason._tag))
  )
}

/** What a program is given has been provided already. */
const isProgram = (value: unknown): value is Effect.Effect<unknown, unknown> => Effect.isEffect(value)

const noEffect = (given: unknown): string => {
  const [what, wrap] = given instanceof Promise ? ["a promise", "promise"] : [Rules.kindOf(given), "sync"]
  return `the program must return an Effect, but returned ${what}: write \`(session) => Effect.${wrap}(() => …)\``
}

const argumentsOf = (env: Public.Env): ReadonlyArray<string> => {
  const args: Array<string> = []
  for (let index = 1; env[`agi_arg_${index}`] !== undefined; index++) args.push(env[`agi_arg_${index}`] ?? "")
  return args
}
