/**
 * The error of an AGI command, and its reasons.
 *
 * Each reason says what became of the command: `InvalidCommand` and `NotQueued` that it never reached the channel,
 * `CommandRefused` that the channel could not do it, `Hungup` that the call ended, with whether the command had run, and
 * `SessionLost` that the connection to Asterisk ended, so that nobody knows.
 *
 * No error holds an argument of a command, which may be a secret: only its name, such as `SET VARIABLE`.
 *
 * @since 0.2.0
 */
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { AmiError } from "../AmiError.ts"
import * as AmiMessage from "../protocol/AmiMessage.ts"

const TypeId = "~effect-ami/AgiError"

/**
 * The call ended, or left AGI.
 *
 * **Details**
 *
 * `hasRun` is `no` if the command never ran, such as one that was queued after the one that ran when the caller hung up;
 * `yes` if it ran and was cut short; `unknown` if events were lost.
 *
 * @category errors
 * @since 0.2.0
 */
export class Hungup extends Schema.TaggedError<Hungup>("effect-ami/AgiError/Hungup")("Hungup", {
  command: Schema.String,
  hasRun: Schema.Literals(["no", "yes", "unknown"])
}) {
  override get message(): string {
    const { command, hasRun } = this
    const what = hasRun === "no"
      ? "was not run"
      : hasRun === "yes"
      ? "was cut short"
      : "may have run"
    return `${command} ${what}: the call ended, or left AGI`
  }
}

/**
 * Asterisk could not do what the command says.
 *
 * **Details**
 *
 * | `code` | meaning                                                                                                |
 * | ------ | ------------------------------------------------------------------------------------------------------ |
 * | 200    | it failed, such as a file that does not exist (result -1), or an application that does not (result -2) |
 * | 510    | there is no such command, or its module is not loaded                                                  |
 * | 511    | it is not possible on a channel that has hung up                                                       |
 * | 520    | wrong arguments; `text` has the usage, if Asterisk was built with it                                   |
 *
 * After some of these, such as a file that does not exist, Asterisk leaves AGI by itself, and the call goes on in the
 * dialplan.
 *
 * @category errors
 * @since 0.2.0
 */
export class CommandRefused extends Schema.TaggedError<CommandRefused>("effect-ami/AgiError/CommandRefused")(
  "CommandRefused",
  {
    command: Schema.String,
    code: Schema.Int,
    /** What Asterisk answered, after the code. */
    text: Schema.String
  }
) {
  override get message(): string {
    return `${this.command} was refused (${this.code}): ${this.text}`
  }
}

/**
 * The connection to Asterisk ended, or the answer was lost: the command may have run, and the call may still be there.
 *
 * @category errors
 * @since 0.2.0
 */
export class SessionLost extends Schema.TaggedError<SessionLost>("effect-ami/AgiError/SessionLost")("SessionLost", {
  command: Schema.String,
  why: Schema.Literals(["Disconnected", "AnswerLost", "Closed"])
}) {
  override get message(): string {
    const why = {
      Disconnected: "the connection to Asterisk ended",
      AnswerLost: "events were lost, and its answer among them",
      Closed: "the program is closing"
    }
    return `${this.command} may have run: ${why[this.why]}`
  }
}

/**
 * Asterisk sends at most 1,024 bytes of an answer, and this one is longer. The command ran.
 *
 * Read long values in parts (`${VALUE:0:500}` with `getFullVariable`), or with `Actions.Getvar`.
 *
 * @category errors
 * @since 0.2.0
 */
export class AnswerTruncated extends Schema.TaggedError<AnswerTruncated>("effect-ami/AgiError/AnswerTruncated")(
  "AnswerTruncated",
  { command: Schema.String }
) {
  override get message(): string {
    return `The answer to ${this.command} is longer than the 1,024 bytes that Asterisk sends: read the value in parts, or with Actions.Getvar`
  }
}

/**
 * The command cannot be written: `field` names the argument, `rule` what it must be. Nothing was sent.
 *
 * @category errors
 * @since 0.2.0
 */
export class InvalidCommand extends Schema.TaggedError<InvalidCommand>("effect-ami/AgiError/InvalidCommand")(
  "InvalidCommand",
  {
    command: Schema.String,
    field: Schema.String,
    rule: Schema.String
  }
) {
  override get message(): string {
    return `${this.command} was not sent: ${this.field} ${this.rule}`
  }
}

/**
 * The action `AGI` that queues the command failed, such as for lack of rights: `error` says why. The command has not run,
 * unless the reason of `error` is `OutcomeUnknown`.
 *
 * @category errors
 * @since 0.2.0
 */
export class NotQueued extends Schema.TaggedError<NotQueued>("effect-ami/AgiError/NotQueued")("NotQueued", {
  command: Schema.String,
  error: AmiError
}) {
  override get message(): string {
    return `${this.command} was not queued: ${this.error.message}`
  }
}

/**
 * Schema for every reason of an `AgiError`.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Reason = Schema.Union([
  Hungup,
  CommandRefused,
  SessionLost,
  AnswerTruncated,
  InvalidCommand,
  NotQueued
])

/**
 * Any reason of an `AgiError`.
 *
 * @category models
 * @since 0.2.0
 */
export type Reason = typeof Reason.Type

/**
 * The error of every command of an AGI session.
 *
 * **Details**
 *
 * Recover from one reason with `Effect.catchReason("AgiError", "CommandRefused", …)`.
 *
 * @category errors
 * @since 0.2.0
 */
export class AgiError extends Schema.TaggedError<AgiError>("effect-ami/AgiError")("AgiError", { reason: Reason }) {
  readonly [TypeId] = TypeId

  /** What happened, and what to do about it if that is known. Safe to log. */
  override get message(): string {
    return AmiMessage.printable(this.reason.message, 1000)
  }
}

/**
 * Tells whether a value is an `AgiError`.
 *
 * **Example** (Telling an error of AGI from others)
 *
 * ```ts import.meta.vitest
 * import { AgiError } from "effect-ami"
 *
 * const error = new AgiError.AgiError({ reason: new AgiError.Hungup({ command: "STREAM FILE", hasRun: "no" }) })
 *
 * AgiError.isAgiError(error) // => true
 * error.message // => "STREAM FILE was not run: the call ended, or left AGI"
 * ```
 *
 * @category guards
 * @since 0.2.0
 */
export const isAgiError = (value: unknown): value is AgiError => Predicate.hasProperty(value, TypeId)
