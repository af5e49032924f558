/**
 * The calls: who talks with whom, who rings and who waits, and a record of each call that ends.
 *
 * **Details**
 *
 * A call is all the channels that belong together: caller, the telephones that ring, those that a transfer or a queue
 * brings in. Local channels are not seen. Which channels belong together follows from dials, bridges, transfers, pick-ups
 * and parking, and from `Linkedid`, which alone is not enough: a conference has several, and all callers of an agent of
 * `AgentLogin` have one.
 *
 * The account needs these lines in manager.conf (`AmiCalls.account`):
 *
 * ```ini
 * read = call,agent
 * write = call
 * ```
 *
 * With `write = reporting` instead it works too; a call that was parked before it connected is then known as parked when an
 * event says so.
 *
 * With class `dtmf` digits are counted, and a queue that was left by a key is known as such. With class `dialplan` and the
 * option `dialplan`, so are the files of recordings, and why a queue let a caller go; that class is more than half of all
 * that Asterisk sends.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import type { AmiError } from "../AmiError.ts"
import * as Actions from "../catalog/Actions.ts"
import * as AmiPermission from "../catalog/AmiPermission.ts"
import * as Events from "../catalog/Events.ts"
import { AmiClient } from "../client/AmiClient.ts"
import { invalidOption } from "../internal/failing.ts"
import { quietly } from "../internal/foreign.ts"
import * as Identity from "../internal/identity.ts"
import * as Rules from "../internal/options.ts"
import { built } from "../internal/readers.ts"
import * as Sendings from "../internal/sendings.ts"
import * as AmiLive from "./AmiLive.ts"
import type { CallRecord } from "./CallRecord.ts"
import type { Call } from "./internal/calls/call.ts"
import { CallEvent } from "./internal/calls/events.ts"
import * as Manager from "./internal/calls/manager.ts"
import { CallsPart } from "./internal/calls/part.ts"
import { CallsPublisher } from "./internal/calls/publishing.ts"
import { View } from "./internal/calls/view.ts"
import * as GraphPart from "./internal/graph/graphPart.ts"

export {
  /**
   * A call that lives, and the schema for it. See `CallRecord` for the fields that both have.
   *
   * **Details**
   *
   * Spans that have not ended, such as `waitMs` of the last of `queues`, last until the call changed last; an open transfer has
   * the outcome `Unknown`.
   *
   * @category models
   * @since 0.2.0
   */
  Call,
  /**
   * A leg of a call that lives, and the schema for it. See `CallRecord.Leg` for the fields that both have.
   *
   * @category models
   * @since 0.2.0
   */
  CallLeg,
  /**
   * What a call does at this moment, and the schema for it; the first of these that holds.
   *
   * **Details**
   *
   * - `Conference`: a leg is in a conference.
   * - `Parked`: it is in a parking lot.
   * - `Held`: two legs talk, and one of them holds.
   * - `Talking`: two legs talk.
   * - `Ringing`: a telephone rings, or asks its user whether to take the call.
   * - `Queued`: a caller waits in a queue.
   * - `Voicemail`: a caller is in the application VoiceMail. Seen with class `dialplan`, or in a list.
   * - `InDialplan`: the only leg is up, in a menu or an announcement.
   * - `Setup`: else.
   *
   * @category models
   * @since 0.2.0
   */
  State
} from "./internal/calls/call.ts"
export {
  /**
   * What happens to a call, and the schema for it.
   *
   * **Details**
   *
   * - `Started`: there is a new call, or one that was there already when the model connected.
   * - `Ringing`: a telephone rings, whatever queue, group, transfer or forwarding made it ring.
   * - `Answered`: two legs of the call talk with each other for the first time; `leg` is the one that was called.
   * - `Held`, `Resumed`: a telephone holds the others, or does so no more.
   * - `Queued`, `QueueConnected`: the call waits in a queue; a member has it.
   * - `Forwarded`: a telephone has named another number.
   * - `TransferStarted`, `TransferEnded`: the outcome of the first is `Unknown`, that of the second what came of it.
   * - `PickedUp`: somebody took the call while another telephone rang.
   * - `Parked`, `Unparked`.
   * - `Merged`: the call becomes a part of the call `into`; `Ended` follows at once.
   * - `Ended`: the last event of a call. `record` is absent if it was none: an agent has logged in with `AgentLogin`.
   *
   * @category models
   * @since 0.2.0
   */
  CallEvent
} from "./internal/calls/events.ts"

// --- Events -----------------------------------------------------------------

/**
 * Where events may be missing, and where all is certain again.
 *
 * @category models
 * @since 0.2.0
 */
export type Mark =
  | { readonly _tag: "Stale"; readonly epoch: number; readonly cause: "Disconnected" | "Gap"; readonly since: number }
  | {
    readonly _tag: "Synced"
    readonly epoch: number
    readonly cause: "Connected" | "Gap" | "Relist"
    readonly corrections: number
  }

/**
 * Schema for a mark. A value and its JSON are the same.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Mark: Schema.Codec<Mark> = /*#__PURE__*/ built(() =>
  Schema.Union([
    Schema.TaggedStruct("Stale", {
      epoch: Schema.Int,
      cause: Schema.Literals(["Disconnected", "Gap"]),
      since: Schema.Finite
    }),
    Schema.TaggedStruct("Synced", {
      epoch: Schema.Int,
      cause: Schema.Literals(["Connected", "Gap", "Relist"]),
      corrections: Schema.Int
    })
  ])
)

// --- Service ----------------------------------------------------------------

/**
 * The least privileges that an account needs for this model.
 *
 * **Details**
 *
 * As lines of manager.conf:
 *
 * ```ini
 * read = call,agent
 * write = call
 * ```
 *
 * @category constants
 * @since 0.2.0
 */
export const account: AmiPermission.Account = /*#__PURE__*/ AmiPermission.account({
  sends: [Actions.Status, Actions.BridgeList, Actions.QueueStatus, Actions.ParkedCalls, Actions.ExtensionStateList],
  reads: [
    Events.Newchannel,
    Events.DialBegin,
    Events.BridgeEnter,
    Events.AttendedTransfer,
    Events.AgentConnect,
    Events.Hangup
  ]
})

/**
 * The calls by their ids: the `Linkedid` of the first channel.
 *
 * @category services
 * @since 0.2.0
 */
export class AmiCalls extends Context.Service<
  AmiCalls,
  AmiLive.Model<Call> & {
    /**
     * What happens to calls from now on, with a mark where events may be missing and where all is certain again. A subscriber
     * that falls too far behind is dropped: its stream fails with `SlowConsumer`. Ends when there will be no other connection.
     */
    readonly events: Stream.Stream<CallEvent | Mark, AmiError>
    /**
     * One record for each call that ends from now on, when it ends. A subscriber that falls too far behind is dropped: its
     * stream fails with `SlowConsumer`, so that no record is missing without notice.
     */
    readonly records: Stream.Stream<CallRecord, AmiError>
    /**
     * The call of a channel that is there, by its `Uniqueid` or its name, or the one with a `Linkedid`, also if it is one that
     * the call had before a transfer.
     */
    readonly findCall: (key: string) => Effect.Effect<AmiLive.Live<Call | undefined>>
    /** The calls that a telephone or line is in, such as `PJSIP/101`. */
    readonly ofEndpoint: (endpoint: string) => AmiLive.Watch<ReadonlyArray<Call>>
  }
>()("effect-ami/live/AmiCalls") {}

/**
 * What is known of the house, and what is shown.
 *
 * @category models
 * @since 0.2.0
 */
export interface Options {
  /**
   * The endpoints that are lines to the outside, such as `["PJSIP/provider"]`, or what says of an endpoint whether it is one.
   * All others are telephones of the house.
   *
   * Without it sides are guessed: a telephone that a hint or a queue names is inside; one that was dialled as
   * `number@trunk`, or that came in by a context with a name like `from-trunk`, is outside; others are `Unknown`, and so is
   * the direction of a call in which one of them matters.
   */
  readonly trunks?: ReadonlyArray<string> | ((endpoint: string) => boolean) | undefined
  /**
   * What is shown of a number in calls, events and records, such as its first digits. A number for which it throws is left
   * out.
   */
  readonly redact?: ((number: string) => string) | undefined
  /**
   * Whether events of the class `dialplan` are read, if the account may: they name the files of recordings, and say why a queue
   * let a caller go. Defaults to `false`.
   */
  readonly dialplan?: boolean | undefined
  /** The `server` of records. Defaults to the name of the client. */
  readonly server?: string | undefined
}

const endpoint = /*#__PURE__*/ Rules.satisfies(
  "must be the name of an endpoint with its technology, such as \"PJSIP/provider\"",
  (value) => typeof value === "string" && /^[^/\s]+\/\S+$/.test(value)
)

const trunks: Rules.Rule = (value) =>
  typeof value === "function"
    ? undefined
    : Rules.listOf("must be a list of endpoints, such as [\"PJSIP/provider\"], or a function", endpoint)(value)

const rules: Rules.Rules<Options> = {
  trunks,
  redact: Rules.callable,
  dialplan: Rules.boolean,
  server: Rules.text
}

const makeWith = Effect.fnUntraced(function*(
  options: Options
): Effect.fn.Return<AmiCalls["Service"], AmiError, AmiClient | AmiLive.AmiLive | Scope.Scope> {
  const ami = yield* AmiClient
  const identity = Identity.of(ami)
  const wrong = Rules.firstInvalid(options, rules)
  if (wrong !== undefined) return yield* identity.named(invalidOption("AmiCalls", wrong))
  const live = yield* AmiLive.AmiLive
  const settings = yield* AmiLive.Settings
  const { first, part: { graph } } = yield* GraphPart.joined
  const view = new View({ ...options, server: options.server ?? identity.name })
  const publisher = new CallsPublisher(view)
  const part = yield* Effect.acquireRelease(
    Effect.sync(() =>
      new CallsPart({
        graph,
        view,
        dialplan: options.dialplan,
        sink: publisher,
        outputs: [publisher.calls, publisher.output]
      })
    ),
    (part) => Effect.sync(part.leave)
  )
  const { index } = part
  publisher.index = index
  const context = yield* Effect.context()
  publisher.onUnknown = () =>
    Effect.runForkWith(context)(quietly(identity.own(Effect.logWarning(
      "The direction of a call is not known: say which endpoints are lines to the outside, "
        + "as in AmiCalls.layerWith({ trunks: [\"PJSIP/provider\"] })"
    ))))
  const clock = yield* Clock.Clock
  yield* Sendings.follow(ami, {
    before: (name, sent) => Manager.before(index, name, sent),
    after: (name, sent) => Manager.after(index, name, sent, clock.currentTimeMillisUnsafe())
  })
  // In the same turn as the graph, so that both take in the same lists.
  yield* live.install(part, settings)
  yield* first
  const { calls } = publisher
  return AmiCalls.of({
    get: calls.get,
    lookup: (key) => calls.lookup(key),
    watch: (key) => calls.watch(key),
    changes: calls.changes,
    events: publisher.events,
    records: publisher.records,
    findCall: (key) =>
      calls.watchOf(`find ${key}`, () => {
        const call = index.find(key)
        return call === undefined ? undefined : publisher.valueOf(call)
      }).get,
    ofEndpoint: (endpoint) => publisher.callsOf(endpoint)
  })
})

/**
 * Follows calls until the scope closes. Fails if the first lists do: with `PermissionDenied` if the account may not send them.
 *
 * **Details**
 *
 * It takes four lists after connecting and whenever events were lost, `BridgeList`, `ParkedCalls`, `QueueStatus` and `Status`,
 * and shares them with the other models; without the option `trunks` also `ExtensionStateList`. What lists do not say is not invented: a call that was there already has no
 * `answeredAt`, and its `unknown` says until when nobody looked.
 *
 * @category constructors
 * @since 0.2.0
 */
export const make: Effect.Effect<AmiCalls["Service"], AmiError, AmiClient | AmiLive.AmiLive | Scope.Scope> = Effect
  .suspend(
    () => makeWith({})
  )

/**
 * Layer of the calls of a client, with options. Fails with `InvalidOption` if an option is wrong.
 *
 * **Example** (Printing a line for each call)
 *
 * ```ts import.meta.vitest
 * import { Effect, Fiber, Layer, Redacted, Stream } from "effect"
 * import { AmiCalls, AmiClient, AmiTransportMock, Events } from "effect-ami"
 *
 * const AmiTest = AmiCalls.layerWith({ trunks: ["PJSIP/provider"] }).pipe(
 *   Layer.provide(AmiClient.layer({ username: "demo", secret: Redacted.make("demo") })),
 *   Layer.provideMerge(AmiTransportMock.layer({
 *     BridgeList: AmiTransportMock.list("BridgeListComplete", []),
 *     ParkedCalls: AmiTransportMock.list("ParkedCallsComplete", []),
 *     QueueStatus: AmiTransportMock.list("QueueStatusComplete", []),
 *     Status: AmiTransportMock.list("StatusComplete", [])
 *   }))
 * )
 * const caller = { Channel: "PJSIP/provider-1", Uniqueid: "1.1", Linkedid: "1.1", CallerIDNum: "0201234", Exten: "100" }
 * const program = Effect.gen(function*() {
 *   const mock = yield* AmiTransportMock.AmiTransportMock
 *   const calls = yield* AmiCalls.AmiCalls
 *   const records = yield* calls.records.pipe(
 *     Stream.take(1),
 *     Stream.map(({ direction, from, outcome }) => `${direction} from ${from?.number}: ${outcome}`),
 *     Stream.runCollect,
 *     Effect.forkChild({ startImmediately: true })
 *   )
 *   yield* mock.push(AmiTransportMock.event(Events.Newchannel, { ...caller, ChannelState: 4 }))
 *   yield* mock.push(AmiTransportMock.event(Events.HangupRequest, caller))
 *   yield* mock.push(AmiTransportMock.event(Events.Hangup, { ...caller, Cause: 127 }))
 *   return yield* Fiber.join(records)
 * })
 *
 * await Effect.runPromise(Effect.provide(program, AmiTest)) // => ["Inbound from 0201234: Cancelled"]
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layerWith = (options: Options): Layer.Layer<AmiCalls, AmiError, AmiClient> =>
  Layer.effect(AmiCalls, makeWith(options)).pipe(Layer.provide(AmiLive.layer))

/**
 * Layer of the calls of a client. Say what your trunks are with `layerWith`: without them directions are guessed.
 *
 * **Example** (Showing who calls when a telephone rings)
 *
 * ```ts
 * import { Console, Effect, Stream } from "effect"
 * import { AmiCalls } from "effect-ami"
 *
 * export const popUps = (endpoint: string) =>
 *   Effect.gen(function*() {
 *     const calls = yield* AmiCalls.AmiCalls
 *     yield* calls.events.pipe(
 *       Stream.filter((event) => event._tag === "Ringing"),
 *       Stream.filter(({ leg }) => leg.party.endpoint === endpoint),
 *       Stream.runForEach(({ call }) => Console.log(`${call.from?.number} calls, ${call.id}`))
 *     )
 *   })
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layer: Layer.Layer<AmiCalls, AmiError, AmiClient> = /*#__PURE__*/ layerWith({})
