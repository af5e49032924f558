/**
 * An attempt to call, its outcome, and the service that keeps them; `AttemptLog` documents and exports these.
 *
 * @since 0.2.0
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { built } from "../../internal/readers.ts"
import { Outcome } from "./outcome.ts"

// --- Values -----------------------------------------------------------------

/**
 * One attempt to call one number of a contact. It is open until it has an `outcome`.
 *
 * @category models
 * @since 0.2.0
 */
export interface Attempt {
  readonly campaign: string
  /** The `id` of the contact. */
  readonly contact: string
  /** The number that is dialled. */
  readonly number: string
  /** 1 for the first attempt to call the contact in this campaign, whatever number was dialled. */
  readonly attempt: number
  /** The `ChannelId` of the call. */
  readonly id: string
  /** When it was written down, in milliseconds since 1970. */
  readonly intendedAt: number
  /** When it had its outcome, in milliseconds since 1970. */
  readonly finishedAt?: number | undefined
  readonly outcome?: Outcome | undefined
}

/**
 * Schema for an attempt. A value and its JSON are the same.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Attempt: Schema.Codec<Attempt> = /*#__PURE__*/ built(() =>
  Schema.Struct({
    campaign: Schema.String,
    contact: Schema.String,
    number: Schema.String,
    attempt: Schema.Int,
    id: Schema.String,
    intendedAt: Schema.Finite,
    finishedAt: Schema.optionalKey(Schema.UndefinedOr(Schema.Finite)),
    outcome: Schema.optionalKey(Schema.UndefinedOr(Outcome))
  })
)

// --- Errors -----------------------------------------------------------------

/**
 * Why the log did not do what it was asked.
 *
 * **Details**
 *
 * - `AlreadyIntended`: there is an attempt with this `id`, or with this number of this contact. Nothing was written.
 * - `NotFound`: there is no attempt with this `id`.
 * - `Unreadable`: what is stored is not an attempt.
 * - `StorageFailed`: the storage failed, and may or may not have written.
 *
 * @category errors
 * @since 0.2.0
 */
export class AttemptLogError extends Schema.TaggedError<AttemptLogError>("effect-ami/AttemptLogError")(
  "AttemptLogError",
  {
    reason: Schema.Literals(["AlreadyIntended", "NotFound", "Unreadable", "StorageFailed"]),
    operation: Schema.Literals(["intend", "finish", "withdraw", "open", "of", "history", "prepare"]),
    /** The `id` of the attempt, the name of the campaign, or the key in the storage. */
    of: Schema.optionalKey(Schema.String),
    cause: Schema.optionalKey(Schema.Defect())
  }
) {
  override get message(): string {
    const of = this.of === undefined ? "" : ` ${this.of}`
    switch (this.reason) {
      case "AlreadyIntended":
        return `The attempt${of} is in the log already: it was not written again, and must not be dialled`
      case "NotFound":
        return `The log has no attempt${of}: an attempt is written with \`intend\` before it is dialled`
      case "Unreadable":
        return `The log cannot read what it stored${of === "" ? "" : ` as${of}`}: was it written by something else?`
      case "StorageFailed":
        return `The storage of the attempts failed in \`${this.operation}\`${
          of === "" ? "" : ` of${of}`
        }: see \`cause\``
    }
  }
}

// --- Service ----------------------------------------------------------------

/**
 * The log of attempts.
 *
 * @category services
 * @since 0.2.0
 */
export class AttemptLog extends Context.Service<AttemptLog, {
  /**
   * Writes down an attempt before it is dialled. When it completes, the attempt is stored for good. Fails with
   * `AlreadyIntended` if there is one with the same `id`, or with the same number of the same contact.
   */
  readonly intend: (attempt: Attempt) => Effect.Effect<void, AttemptLogError>
  /** Writes down what became of an attempt. The first outcome stays. */
  readonly finish: (id: string, outcome: Outcome) => Effect.Effect<void, AttemptLogError>
  /** Removes an open attempt of which it is proven that nothing was dialled. */
  readonly withdraw: (id: string) => Effect.Effect<void, AttemptLogError>
  /** The attempts of a campaign that have no outcome, oldest first. */
  readonly open: (campaign: string) => Effect.Effect<ReadonlyArray<Attempt>, AttemptLogError>
  /** The attempts to call one contact of a campaign, oldest first. */
  readonly of: (campaign: string, contact: string) => Effect.Effect<ReadonlyArray<Attempt>, AttemptLogError>
  /** All attempts of a campaign, in the order of their numbers for each contact. */
  readonly history: (campaign: string) => Effect.Effect<ReadonlyArray<Attempt>, AttemptLogError>
}>()("effect-ami/dialer/AttemptLog") {}
