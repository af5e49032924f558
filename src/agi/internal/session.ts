/**
 * One call under the control of AsyncAGI: its commands that are under way, and how it ends.
 *
 * Commands run in the order in which they were queued, and each is answered by an `AsyncAGIExec` with its id. One that runs
 * when the call ends is answered too; those after it never are (res_agi.c, launch_asyncagi).
 *
 * @since 0.2.0
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import * as Semaphore from "effect/Semaphore"
import type { AmiError } from "../../AmiError.ts"
import * as Actions from "../../catalog/Actions.ts"
import type { AmiClient } from "../../client/AmiClient.ts"
import { withoutDefects } from "../../internal/foreign.ts"
import {
  AgiError,
  AnswerTruncated,
  CommandRefused,
  Hungup,
  InvalidCommand,
  NotQueued,
  type Reason,
  SessionLost
} from "../AgiError.ts"
import * as AgiAnswer from "./agiAnswer.ts"
import * as AgiCommand from "./agiCommand.ts"
import type { Observing } from "./observing.ts"

/** A command that was queued and is not answered yet. */
interface Pending {
  readonly id: string
  readonly name: string
  readonly deferred: Deferred.Deferred<AgiAnswer.Answer, AgiError>
  /** Whether events may have been lost since it was queued. */
  hasGap: boolean
  sending: Fiber.Fiber<void> | undefined
}

/** Why a session is over. */
export type End = "Hungup" | "Disconnected" | "Closed"

/** Runs a command, and reads its answer; undefined if the answer is a refusal. */
export type Run = (
  name: string,
  args: ReadonlyArray<AgiCommand.Argument>
) => Effect.Effect<AgiAnswer.Answer, AgiError>

export class SessionState {
  readonly id: string
  readonly uniqueid: string
  channel: string
  /** The fiber of its program. */
  fiber: Fiber.Fiber<unknown, unknown> | undefined
  /** Whether it is given back to the dialplan, or left to another program: nothing is run for it any more. */
  isReleased = false
  /** Whether a list showed it before its `AsyncAGIStart` came. */
  isAhead = false
  /** Whether a hang-up was asked for. */
  isHangingUp = false
  ended: End | undefined
  /** How its program ended, if that was before the call did. */
  result: "Returned" | "Failed" | undefined
  /** The command that failed so that Asterisk leaves AGI, and what it was answered. */
  failure: { readonly name: string; readonly text: string } | undefined
  private readonly ami: AmiClient["Service"]
  private readonly observing: Observing
  private readonly pending = new Map<string, Pending>()
  /** Over several connections, such as those of HTTP, one action may overtake another. */
  private readonly order: Semaphore.Semaphore | undefined
  private count = 0
  private isAfterCut = false
  /** Whether the command whose answer comes next has failed so that AGI ends. */
  private hasFailed = false
  private failing: Pending | undefined

  constructor(
    ami: AmiClient["Service"],
    observing: Observing,
    options: { readonly id: string; readonly uniqueid: string; readonly channel: string; readonly isOrdered: boolean }
  ) {
    this.ami = ami
    this.observing = observing
    this.id = options.id
    this.uniqueid = options.uniqueid
    this.channel = options.channel
    this.order = options.isOrdered ? undefined : Semaphore.makeUnsafe(1)
  }

  // --- Commands ---------------------------------------------------------------

  readonly run: Run = (name, args) => {
    const label = AgiCommand.nameOf(name)
    return this.observing.command(label, this.asked(label, name, args))
  }

  private asked(
    label: string,
    name: string,
    args: ReadonlyArray<AgiCommand.Argument>
  ): Effect.Effect<AgiAnswer.Answer, AgiError> {
    return Effect.flatMap(Effect.context<never>(), (context) => {
      const written = AgiCommand.write(name, args)
      if (Result.isFailure(written)) return fail(new InvalidCommand({ command: label, ...written.failure }))
      if (this.ended !== undefined || this.isReleased) return fail(this.gone(label, "no"))
      const pending = this.add(label)
      const queue = this.queue(pending, written.success)
      pending.sending = Effect.runForkWith(context)(queue)
      return Effect.onInterrupt(Deferred.await(pending.deferred), () => {
        const { sending } = pending
        // One that was not written yet is taken back.
        return sending === undefined ? Effect.void : Fiber.interrupt(sending)
      })
    })
  }

  /** Queues a command whose answer is of no use. Gives the error of the action. */
  post(name: string, args: ReadonlyArray<AgiCommand.Argument>): Effect.Effect<void, AmiError> {
    const written = AgiCommand.write(name, args)
    if (Result.isFailure(written)) return Effect.die(written.failure.rule)
    return this.inOrder(this.action(written.success, this.nextId()))
  }

  /** Something that must not overtake a command. */
  inOrder<A>(work: Effect.Effect<A, AmiError>): Effect.Effect<A, AmiError> {
    return this.order === undefined ? work : this.order.withPermits(1)(work)
  }

  private nextId(): string {
    this.count += 1
    return `${this.id}.${this.count}`
  }

  private add(name: string): Pending {
    const pending: Pending = {
      id: this.nextId(),
      name,
      deferred: Deferred.makeUnsafe(),
      hasGap: false,
      sending: undefined
    }
    this.pending.set(pending.id, pending)
    return pending
  }

  private action(text: string, id: string): Effect.Effect<void, AmiError> {
    const sent = Effect.suspend(() =>
      this.ami.send(Actions.AGI({ Channel: this.channel, Command: text, CommandID: id }))
    )
    // A client may be wrapped by others.
    return Effect.asVoid(withoutDefects("The client", sent))
  }

  private queue(pending: Pending, text: string): Effect.Effect<void> {
    return this.inOrder(this.action(text, pending.id)).pipe(
      Effect.matchEffect({
        onSuccess: () => Effect.sync(() => this.queued(pending)),
        onFailure: (error) => Effect.sync(() => this.notQueued(pending, error))
      }),
      Effect.onInterrupt(() => Effect.sync(() => this.queued(pending)))
    )
  }

  private queued(pending: Pending): void {
    pending.sending = undefined
  }

  private notQueued(pending: Pending, error: AmiError): void {
    const { reason } = error
    this.queued(pending)
    // It may have been queued: its answer, or the end of the connection, decides.
    if (reason._tag === "OutcomeUnknown") return
    this.pending.delete(pending.id)
    // Asterisk knows no such channel, or one that never was in AsyncAGI (res_agi.c, action_add_agi_cmd).
    const isGone = reason._tag === "ActionFailed" && /does not exist|Failed to add/.test(reason.message)
    this.settle(pending, isGone ? this.gone(pending.name, "no") : new NotQueued({ command: pending.name, error }))
  }

  // --- Events -----------------------------------------------------------------

  /** The command whose answer comes next failed so that Asterisk leaves AGI (res_agi.c, AGI_RESULT_FAILURE). */
  commandFailed(): void {
    this.hasFailed = true
  }

  /** A command was answered. */
  answered(id: string, text: string): void {
    const { hasFailed } = this
    this.hasFailed = false
    const received = AgiAnswer.read(text, this.isAfterCut)
    this.isAfterCut = received._tag === "Cut"
    const pending = this.pending.get(id)
    if (pending === undefined) return
    this.skipBefore(id)
    this.pending.delete(id)
    if (received._tag === "Cut") return this.settle(pending, new AnswerTruncated({ command: pending.name }))
    const { answer } = received
    if (hasFailed) return this.holdBack(pending, answer)
    if (answer.code !== 200) {
      return this.settle(
        pending,
        new CommandRefused({ command: pending.name, code: answer.code, text: answer.text })
      )
    }
    if (answer.result === "-1" && this.isHangingUp) return this.settle(pending, this.gone(pending.name, "yes"))
    Deferred.doneUnsafe(pending.deferred, Effect.succeed(answer))
  }

  /** Commands run in order: the answers of those that were queued earlier will not come any more. */
  private skipBefore(id: string): void {
    for (const [earlier, pending] of this.pending) {
      if (earlier === id) return
      if (!pending.hasGap) continue
      this.pending.delete(earlier)
      this.settle(pending, new SessionLost({ command: pending.name, why: "AnswerLost" }))
    }
  }

  /** Whether the call ended or the command is to blame shows when AGI has ended, which comes next. */
  private holdBack(pending: Pending, answer: AgiAnswer.Answer): void {
    if (this.isHangingUp) return this.settle(pending, this.gone(pending.name, "yes"))
    this.failure = { name: pending.name, text: answer.text }
    this.failing = pending
  }

  /** Events may have been lost: the answers of what is under way among them. */
  gap(): void {
    for (const pending of this.pending.values()) pending.hasGap = true
    if (this.failing !== undefined) this.fails(this.failing)
  }

  get hasPending(): boolean {
    return this.pending.size > 0
  }

  /** It is over: what is under way fails, and its program is interrupted. */
  end(why: End): void {
    if (this.ended !== undefined) return
    this.ended = why
    if (this.failing !== undefined) this.fails(this.failing)
    for (const pending of this.pending.values()) {
      this.settle(pending, this.gone(pending.name, pending.hasGap ? "unknown" : "no"))
      pending.sending?.interruptUnsafe()
    }
    this.pending.clear()
    this.fiber?.interruptUnsafe()
  }

  private fails(pending: Pending): void {
    this.failing = undefined
    const { failure } = this
    this.settle(
      pending,
      this.isHangingUp || failure === undefined
        ? this.gone(pending.name, "yes")
        : new CommandRefused({ command: pending.name, code: 200, text: failure.text })
    )
  }

  private gone(command: string, hasRun: Hungup["hasRun"]): Reason {
    return this.ended === "Disconnected" || this.ended === "Closed"
      ? new SessionLost({ command, why: this.ended })
      : new Hungup({ command, hasRun })
  }

  private settle({ deferred }: Pending, reason: Reason): void {
    Deferred.doneUnsafe(deferred, fail(reason))
  }
}

const fail = (reason: Reason): Effect.Effect<never, AgiError> => Effect.fail(new AgiError({ reason }))
