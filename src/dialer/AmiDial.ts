/**
 * Placing calls, and finding out what became of each of the two parties, whatever happens to the connection.
 *
 * **Details**
 *
 * A call has an id that is chosen before anything is sent, and `Originate` is sent once. An error means that nobody was
 * called, so it is safe to try again; all else is an `Outcome`. If the connection is lost meanwhile, the call is looked for
 * when it is back. What cannot be found out is `Unknown`, and never dialled again.
 *
 * - `dial` ends when the first party has answered or not.
 * - `call` connects two parties, and ends when the second has answered or not.
 * - `follow` goes on to the end of the call, and gives its record.
 * - `start` gives all of these for one call, one after the other.
 * - `lookUp` dials nothing: it looks for a call that another program, or an earlier run of this one, has started.
 *
 * The account needs these lines in manager.conf (`AmiDial.account`):
 *
 * ```ini
 * read = call,agent,user
 * write = call,originate
 * ```
 *
 * With the black box also `system` in both `write` of who installs it, and `system` or `reporting` of who reads it.
 *
 * @since 0.2.0
 */
import type * as Data from "effect/Data"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type { AmiError } from "../AmiError.ts"
import * as Actions from "../catalog/Actions.ts"
import * as AmiPermission from "../catalog/AmiPermission.ts"
import * as Events from "../catalog/Events.ts"
import { AmiClient } from "../client/AmiClient.ts"
import { built } from "../internal/readers.ts"
import { AmiCalls } from "../live/AmiCalls.ts"
import { CallRecord } from "../live/CallRecord.ts"
import * as BlackBox from "./internal/blackBox.ts"
import * as Calling from "./internal/calling.ts"
import * as LookingUp from "./internal/lookingUp.ts"
import type * as Options from "./internal/options.ts"
import * as Outcomes from "./internal/outcome.ts"

// --- Outcomes ---------------------------------------------------------------

/**
 * What came of calling one party.
 *
 * **Details**
 *
 * - `Answered`: `channel` is the telephone that answered.
 * - `Busy`, `Rejected`, `NoAnswer`: it was busy, declined, or rang until its time was over.
 * - `Congestion`: there was no free line. `Unreachable`: there is no such number, or its telephone is not registered.
 * - `Cancelled`: who called hung up before it answered.
 * - `Failed`: something else went wrong, which `text` names.
 * - `Unknown`: nobody saw it. The telephone may have rung, so this is never dialled again by itself. `why` is `LinkLost` after a
 *   connection that was lost, for which it waits a minute, `NotSeen` if no event of it or of its end came, and `Forwarded` if a
 *   telephone that was called as a channel has sent the call elsewhere. `lookedAt` says where it was looked for.
 *
 * `cause` of those that were not reached is that of the telephone itself, as Asterisk numbers causes, and `TechCause` what it
 * answered, such as the SIP status 486, from Asterisk 22.7 on.
 *
 * @category models
 * @since 0.2.0
 */
export type Outcome = Outcomes.Outcome

/**
 * Schema for an outcome. A value and its JSON are the same.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Outcome: Schema.Codec<Outcome> = Outcomes.Outcome

/**
 * Handles each kind of outcome.
 *
 * **Example** (Choosing an HTTP status)
 *
 * ```ts import.meta.vitest
 * import { AmiDial } from "effect-ami"
 *
 * const status = AmiDial.match({
 *   Answered: () => 200,
 *   Busy: () => 409,
 *   Rejected: () => 409,
 *   NoAnswer: () => 504,
 *   Cancelled: () => 504,
 *   Congestion: () => 502,
 *   Unreachable: () => 502,
 *   Failed: () => 502,
 *   Unknown: () => 500
 * })
 *
 * status({ _tag: "Busy", cause: 17 }) // => 409
 * ```
 *
 * @category combinators
 * @since 0.2.0
 */
export const match: Data.TaggedEnum.Constructor<Outcome>["$match"] = Outcomes.match

/**
 * Whether an outcome is of one kind.
 *
 * **Example** (Counting who was reached)
 *
 * ```ts import.meta.vitest
 * import { AmiDial } from "effect-ami"
 *
 * AmiDial.is("Answered")({ _tag: "Busy", cause: 17 }) // => false
 * ```
 *
 * @category guards
 * @since 0.2.0
 */
export const is: Data.TaggedEnum.Constructor<Outcome>["$is"] = Outcomes.is

// --- Options ----------------------------------------------------------------

/**
 * Where the channel of the first party goes when that has answered: an extension, or an application.
 *
 * @category models
 * @since 0.2.0
 */
export type Then = Options.Then

/**
 * Who is called first, and what happens then.
 *
 * @category models
 * @since 0.2.0
 */
export interface DialOptions extends Options.Options {}

/**
 * Who is connected with whom.
 *
 * @category models
 * @since 0.2.0
 */
export interface CallOptions extends Options.How {
  /** Who is called first: an extension such as `100`, or a channel such as `PJSIP/100`. */
  readonly from: string
  /** The extension that is dialled when `from` has answered. */
  readonly to: string
}

// --- Results ----------------------------------------------------------------

/**
 * What became of a call that connects two parties.
 *
 * @category models
 * @since 0.2.0
 */
export interface CallOutcome {
  /** The id of the call. */
  readonly id: string
  readonly from: Outcome
  /** Absent if `from` was not reached. */
  readonly to: Outcome | undefined
  /** What it comes to: that of `to`, or of `from` if that was not reached. */
  readonly outcome: Outcome
}

/**
 * What answering-machine detection has found: the variables `AMDSTATUS` and `AMDCAUSE`.
 *
 * @category models
 * @since 0.2.0
 */
export interface Amd {
  /** `HUMAN`, `MACHINE`, `NOTSURE` or `HANGUP`. */
  readonly status: string
  /** Such as `MAXWORDLENGTH-1500`. */
  readonly cause: string
}

/**
 * Schema for what answering-machine detection has found.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Amd: Schema.Codec<Amd> = /*#__PURE__*/ built(() =>
  Schema.Struct({ status: Schema.String, cause: Schema.String })
)

/**
 * A call that has ended.
 *
 * @category models
 * @since 0.2.0
 */
export interface Followed extends Calling.Followed {}

/**
 * Schema for a call that has ended. A value and its JSON are the same.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Followed: Schema.Codec<Followed> = /*#__PURE__*/ built(() =>
  Schema.Struct({
    id: Schema.String,
    first: Outcomes.Outcome,
    second: Schema.optionalKey(Outcomes.Outcome),
    amd: Schema.optionalKey(Amd),
    record: Schema.optionalKey(CallRecord)
  })
)

/**
 * A call that Asterisk has queued. Its effects wait for what becomes of it; each may be run any number of times.
 *
 * @category models
 * @since 0.2.0
 */
export interface Dialing extends Calling.Started {}

/**
 * A call that is there.
 *
 * @category models
 * @since 0.2.0
 */
export interface Live {
  readonly _tag: "Live"
  /** A channel of it, by its name. */
  readonly channel: string
  /** Whether the first party has answered. */
  readonly isAnswered: boolean
}

// --- Placing calls ------------------------------------------------------------

/**
 * The least privileges that an account needs.
 *
 * @category constants
 * @since 0.2.0
 */
export const account: AmiPermission.Account = /*#__PURE__*/ AmiPermission.account({
  sends: [Actions.Originate, Actions.Hangup, Actions.Status],
  reads: [Events.Newchannel, Events.DialEnd, Events.Hangup, Events.QueueCallerJoin, Events.UserEvent]
})

/**
 * Calls somebody, and ends when the first party has answered or not.
 *
 * **When to use**
 *
 * If the second party does not matter, or is a queue or a menu. For two telephones take `call`.
 *
 * **Details**
 *
 * A number in `first`, such as `100`, is called through the dialplan (`Local/100@from-internal/n`), so that a telephone that
 * forwards the call keeps it under the same id. A channel, such as `PJSIP/100`, is called as it is: if it forwards, the outcome
 * is `Unknown` with `why: "Forwarded"`.
 *
 * Fails only if nobody was called: `NotSent` or `NotExecuted`, after which it may be tried again with the same `id`; `ActionFailed` if there
 * is no such extension in `then`; `PermissionDenied`; `InvalidOption`, which names the option.
 *
 * Interrupting it hangs up what rings, in 2 seconds at most. Without a connection that is done when there is one again, as
 * long as the client lives; if that cannot be done, a warning says so.
 *
 * **Gotchas**
 *
 * A voicemail that answers is `Answered` too, and so is an answering machine: see `amd` of `follow`. Events of class `call`
 * report the outcome: without them it is `Unknown` 10 seconds after `ringFor`.
 *
 * **Example** (Calling a telephone that is busy)
 *
 * ```ts import.meta.vitest
 * import { Effect, Layer, Redacted } from "effect"
 * import { AmiCalls, AmiClient, AmiDial } from "effect-ami"
 * import { AmiSimulator } from "effect-ami/simulator"
 *
 * const AmiTest = AmiCalls.layer.pipe(
 *   Layer.provideMerge(AmiClient.layer({ username: "hello", secret: Redacted.make("world") })),
 *   Layer.provide(AmiSimulator.layerTransport({
 *     extensions: { "from-internal": { "200": ["Dial(PJSIP/200)"] } },
 *     endpoints: { "100": "busy", "200": "answers" }
 *   }))
 * )
 * const program = AmiDial.dial({ first: "PJSIP/100", then: { Exten: "200" } })
 *
 * ;(await Effect.runPromise(Effect.provide(program, AmiTest)))._tag // => "Busy"
 * ```
 *
 * @category actions
 * @since 0.2.0
 */
export const dial = (options: DialOptions): Effect.Effect<Outcome, AmiError, AmiClient | AmiCalls> =>
  Calling.dial(options)

/**
 * Connects two parties, and ends when the second has answered or not.
 *
 * **When to use**
 *
 * For click-to-call: `outcome` is what to show.
 *
 * **Details**
 *
 * `to` is the outcome of whom the channel of `from` dials at that extension, the best of several telephones. An extension that
 * dials one telephone after another is decided a second after the last one has ended. A conference that is joined is `Answered`. In a queue, `to` is the
 * agent. If nobody is dialled within 10 seconds, as in a menu, `to` is `Unknown` with `why: "NotSeen"`.
 *
 * Interrupting it hangs up both, until `to` is decided. In all else it is as `dial`.
 *
 * **Example** (Calling a telephone that is busy from one that answers)
 *
 * ```ts import.meta.vitest
 * import { Effect, Layer, Redacted } from "effect"
 * import { AmiCalls, AmiClient, AmiDial } from "effect-ami"
 * import { AmiSimulator } from "effect-ami/simulator"
 *
 * const AmiTest = AmiCalls.layer.pipe(
 *   Layer.provideMerge(AmiClient.layer({ username: "hello", secret: Redacted.make("world") })),
 *   Layer.provide(AmiSimulator.layerTransport({
 *     extensions: { "from-internal": { "200": ["Dial(PJSIP/200)"] } },
 *     endpoints: { "100": "answers", "200": "busy" }
 *   }))
 * )
 * const program = AmiDial.call({ from: "PJSIP/100", to: "200" })
 * const { from, outcome, to } = await Effect.runPromise(Effect.provide(program, AmiTest))
 *
 * ;[from._tag, to?._tag, outcome._tag] // => ["Answered", "Busy", "Busy"]
 * ```
 *
 * @category actions
 * @since 0.2.0
 */
export const call = (options: CallOptions): Effect.Effect<CallOutcome, AmiError, AmiClient | AmiCalls> =>
  Calling.call(options)

/**
 * Calls somebody, and goes on to the end of the call.
 *
 * **Details**
 *
 * Gives the record of `AmiCalls` too, and what answering-machine detection has found, if the dialplan reports it after its
 * `AMD()` with `UserEvent(AMD,Status: ${AMDSTATUS},Cause: ${AMDCAUSE})`. A call that becomes a part of another, by a transfer, ends with that one.
 *
 * Interrupting it hangs up what rings, and leaves who talks.
 *
 * **Example** (Reading the record of a call)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { AmiDial } from "effect-ami"
 *
 * export const survey = (number: string) =>
 *   AmiDial.follow({ first: number, then: { Exten: "survey" }, context: "dialout" }).pipe(
 *     Effect.map(({ amd, first, record }) => ({ first: first._tag, machine: amd?.status, outcome: record?.outcome }))
 *   )
 * ```
 *
 * @category actions
 * @since 0.2.0
 */
export const follow = (options: DialOptions): Effect.Effect<Followed, AmiError, AmiClient | AmiCalls> =>
  Calling.follow(options)

/**
 * Calls somebody, and gives what to wait for. If the scope closes while the first party rings, that is hung up.
 *
 * **When to use**
 *
 * If something has to happen at the answer, and something else at the end of the call.
 *
 * **Example** (Waiting for the answer, then for the end)
 *
 * ```ts
 * import { Console, Effect } from "effect"
 * import { AmiDial } from "effect-ami"
 *
 * export const announce = Effect.gen(function*() {
 *   const dialing = yield* AmiDial.start({ first: "PJSIP/100", then: { Exten: "200" } })
 *   yield* Console.log("answered by", yield* dialing.first)
 *   yield* Console.log("ended", yield* dialing.ended)
 * }).pipe(Effect.scoped)
 * ```
 *
 * @category actions
 * @since 0.2.0
 */
export const start = (
  options: DialOptions
): Effect.Effect<Dialing, AmiError, AmiClient | AmiCalls | Scope.Scope> => Calling.start(options)

// --- Looking calls up -----------------------------------------------------------

/**
 * Looks for a call by its id. It dials nothing.
 *
 * **Details**
 *
 * A call that is there is `Live`: `adopt` goes on with it. Else the black box says what became of its first party, if the
 * call was made with `blackBox: true`. If there is nothing, it looks once more `confirmAfter` later (2 seconds by default),
 * because Asterisk may still have to read the action. `Unknown` after that is not proof that nobody was called: the telephone may have rung.
 *
 * **Example** (Looking for a call of which nothing is known)
 *
 * ```ts import.meta.vitest
 * import { Effect, Redacted } from "effect"
 * import { AmiClient, AmiDial, AmiTransportMock } from "effect-ami"
 *
 * const program = AmiDial.lookUp("order-17", { confirmAfter: 0 }).pipe(
 *   Effect.provide(AmiClient.layer({ username: "demo", secret: Redacted.make("demo") })),
 *   Effect.provide(AmiTransportMock.layer({
 *     Status: AmiTransportMock.list("StatusComplete", []),
 *     DBGet: AmiTransportMock.error("Database entry not found")
 *   }))
 * )
 *
 * await Effect.runPromise(program) // => { _tag: "Unknown", why: "NotSeen", lookedAt: ["Channels", "BlackBox"] }
 * ```
 *
 * @category actions
 * @since 0.2.0
 */
export const lookUp = (
  id: string,
  options?: { readonly confirmAfter?: Duration.Input | undefined }
): Effect.Effect<Outcome | Live, AmiError, AmiClient> => LookingUp.lookUp(id, options)

/**
 * Goes on with a call that `lookUp` has found, until the scope closes. It dials nothing, and hangs nothing up.
 *
 * **Example** (Going on with a call that another run has started)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { AmiDial } from "effect-ami"
 *
 * export const resume = (id: string) =>
 *   Effect.gen(function*() {
 *     const found = yield* AmiDial.lookUp(id)
 *     if (found._tag !== "Live") return found
 *     const dialing = yield* AmiDial.adopt(id)
 *     return yield* dialing.first
 *   }).pipe(Effect.scoped)
 * ```
 *
 * @category actions
 * @since 0.2.0
 */
export const adopt = (
  id: string
): Effect.Effect<Dialing, AmiError, AmiClient | AmiCalls | Scope.Scope> => Calling.adopt(id)

/**
 * Adds the two lines of the black box to the dialplan of Asterisk, until its next `dialplan reload`.
 *
 * **Details**
 *
 * A call with `blackBox: true` then writes down how it ended, in the family `ami` of the database of Asterisk, so that its
 * outcome is known after any time without a connection. The account needs `write = system` for it. For good, write the lines into
 * extensions.conf:
 *
 * ```ini
 * [ami-black-box]
 * exten => s,1,Set(DB(ami/${UNIQUEID})=${HANGUPCAUSE}/${DIALSTATUS}/${ANSWEREDTIME}/${EPOCH}/${CHANNEL(state)}/${DIALEDPEERNAME})
 *  same => n,Return()
 * ```
 *
 * **Gotchas**
 *
 * Entries stay until somebody deletes them: `Actions.DBDelTree({ Family: "ami" })` deletes all.
 *
 * @category actions
 * @since 0.2.0
 */
export const installBlackBox: Effect.Effect<void, AmiError, AmiClient> = AmiClient.use(BlackBox.install)
