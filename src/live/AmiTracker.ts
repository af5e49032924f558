/**
 * A live copy of what Asterisk knows, such as its channels: a list, kept up by events.
 *
 * A tracker takes a snapshot with a list action, and applies events to it. When
 * events may have been lost, because the connection was, or because a `Gap`
 * stands among them, it takes another and corrects itself: what has ended
 * meanwhile is reported as `Gone` with `finalStateUnknown`.
 *
 * Trackers and live models of one client share a subscription, and after a gap
 * each list is asked for once, however many trackers want it.
 *
 * Over HTTP a snapshot can be newer than events that are still queued. They are
 * applied anyway, so a value may briefly go back before it settles.
 *
 * What a key is, what a value holds and what an event changes, the caller says.
 * It sends no action but those of the snapshot.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { AmiError } from "../AmiError.ts"
import * as AmiEvent from "../catalog/AmiEvent.ts"
import { AmiClient, Buffer } from "../client/AmiClient.ts"
import { readBuffer } from "../internal/buffer.ts"
import { invalidOption } from "../internal/failing.ts"
import { quietly } from "../internal/foreign.ts"
import * as Given from "../internal/given.ts"
import * as Identity from "../internal/identity.ts"
import * as Mask from "../internal/mask.ts"
import * as Rules from "../internal/options.ts"
import * as ChangeFeed from "./internal/changeFeed.ts"
import * as Hub from "./internal/hub.ts"
import type * as Parts from "./internal/part.ts"
import { TrackerPart } from "./internal/trackerPart.ts"
import * as Tracking from "./internal/tracking.ts"

// --- Changes ----------------------------------------------------------------

/**
 * All values at the moment at which a subscription to `changes` begins: its first element, and no other.
 *
 * @category models
 * @since 0.1.0
 */
export interface Present<Value> {
  readonly _tag: "Present"
  readonly values: ReadonlyMap<string, Value>
  /** False from a `Stale` until the next `Synced`. */
  readonly isSynced: boolean
}

/**
 * A key has a value that it did not have before.
 *
 * **Details**
 *
 * With `more`, the change that follows at once is of the same event: between the two, the values are those of no moment.
 *
 * @category models
 * @since 0.1.0
 */
export interface Upserted<out Value> extends Tracking.Upserted<Value> {}

/**
 * A key is there no longer.
 *
 * **Details**
 *
 * `event` is the one that removed it. With `finalStateUnknown` that event was lost: a snapshot lacked the key. `more` is as
 * in `Upserted`.
 *
 * @category models
 * @since 0.1.0
 */
export type Gone<Value, Event> = Tracking.Gone<Value, Event>

/**
 * Events may be missing from here on: the values are the last that are known, until `Synced` follows.
 *
 * **Details**
 *
 * The values were certain until `since`, in milliseconds since 1970: until the last message, if the connection was lost.
 *
 * @category models
 * @since 0.1.0
 */
export interface Stale extends Tracking.Stale {}

/**
 * A snapshot was taken in: the values are those of Asterisk.
 *
 * **Details**
 *
 * `corrections` counts the keys that only the snapshot knew of. After a `Relist`, when no event was known to be lost,
 * they are drift: there should be none, and `ami_resync_drift_total` counts them.
 *
 * @category models
 * @since 0.1.0
 */
export interface Synced extends Tracking.Synced {}

/**
 * What `changes` emits.
 *
 * @category models
 * @since 0.1.0
 */
export type Change<Value, Event> = Present<Value> | Upserted<Value> | Gone<Value, Event> | Stale | Synced

/**
 * Schema for what `changes` emits, to store it or to send it: `value` is the schema of a value, `events` are those of the
 * tracker.
 *
 * **Details**
 *
 * Its JSON is made by `Schema.toCodecJson`, and loses nothing of the values, whose schema says how they are written, nor of
 * the typed event of a `Gone`; see `AmiEvent.schema`.
 *
 * **Example** (Sending changes to another program)
 *
 * ```ts import.meta.vitest
 * import { AmiTracker, Events } from "effect-ami"
 * import { Schema } from "effect"
 *
 * const Call = Schema.Struct({ name: Schema.String, state: Schema.String })
 * const json = Schema.toCodecJson(AmiTracker.Change(Call, Events.Newchannel, Events.Newstate, Events.Hangup))
 *
 * const value = { name: "PJSIP/100-1", state: "Up" }
 * Schema.encodeSync(json)({ _tag: "Upserted", key: "1.1", value, previous: undefined })
 * // => { _tag: "Upserted", key: "1.1", value: { name: "PJSIP/100-1", state: "Up" } }
 * ```
 *
 * @category schemas
 * @since 0.2.0
 */
export const Change = <Value, RD, RE, const Events extends ReadonlyArray<AmiEvent.Any>>(
  value: Schema.Codec<Value, unknown, RD, RE>,
  ...events: Events
): Schema.Codec<Change<Value, Events[number]["Type"]>, unknown, RD, RE> => {
  const more = Schema.optionalKey(Schema.Literal(true))
  const gone = { key: Schema.String, last: value, more }
  return Schema.Union([
    Schema.TaggedStruct("Present", { values: Schema.ReadonlyMap(Schema.String, value), isSynced: Schema.Boolean }),
    Schema.TaggedStruct("Upserted", { key: Schema.String, value, previous: ifThere(value), more }),
    Schema.TaggedStruct("Gone", {
      ...gone,
      finalStateUnknown: Schema.Literal(false),
      event: AmiEvent.schema(...events)
    }),
    Schema.TaggedStruct("Gone", { ...gone, finalStateUnknown: Schema.Literal(true), event: Schema.Undefined }),
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
}

/** A key that JSON leaves out when there is no value: `null` may be one. */
const ifThere = <Value, RD, RE>(value: Schema.Codec<Value, unknown, RD, RE>) =>
  Schema.optionalKey(value).pipe(
    Schema.decodeTo(Schema.UndefinedOr(Schema.toType(value)), {
      decode: SchemaGetter.transformOptional(Option.orElseSome(() => undefined)),
      encode: SchemaGetter.transformOptional(Option.filter((one) => one !== undefined))
    })
  )

/**
 * What a reducer returns if an event removes its key.
 *
 * @category models
 * @since 0.1.0
 */
export interface Removed extends Tracking.Removed {}

/**
 * What a reducer returns if an event removes its key.
 *
 * @category constants
 * @since 0.1.0
 */
export const removed: Removed = Tracking.removed

/**
 * A value, and whether it is what Asterisk would say at the moment `at`.
 *
 * **Details**
 *
 * Times are in milliseconds since 1970. A stale value is the last that is known, and was certain until `since`. `cause` is
 * `Disconnected` without a connection, `Gap` where events were lost, and `Resyncing` while a snapshot is taken.
 *
 * @category models
 * @since 0.2.0
 */
export type Live<A> = Parts.Live<A>

/**
 * A live copy of what Asterisk knows.
 *
 * @category models
 * @since 0.1.0
 */
export interface AmiTracker<Value, Event> {
  /** The values at this moment, by key; after the end of the connection, the last ones. */
  readonly get: Effect.Effect<ReadonlyMap<string, Value>>
  /**
   * The same, with whether they are fresh, or else since when they are not and why.
   *
   * @since 0.2.0
   */
  readonly live: Effect.Effect<Live<ReadonlyMap<string, Value>>>
  /**
   * The values at this moment, as `Present`, then each change that follows.
   *
   * **Details**
   *
   * No change is missed and none comes twice. What one event changes comes in one step: its changes one after the other,
   * all but the last with `more`. A subscriber that falls more than `capacity` changes behind is dropped:
   * its stream fails with `SlowConsumer`, and `Present` opens the next. The tracker never waits. Ends when there will be
   * no other connection, and with the scope of the tracker.
   */
  readonly changes: Stream.Stream<Change<Value, Event>, AmiError>
}

// --- Options ----------------------------------------------------------------

/**
 * What to track.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options<Item, Events extends ReadonlyArray<AmiEvent.Any>, Value, R> {
  /** Asks for everything that there is now: `Ami.channels`, or one list action or several with `ami.collect`. */
  readonly snapshot: Effect.Effect<ReadonlyArray<Item>, AmiError, R>
  /** The events that change it. No other is decoded. */
  readonly events: Events
  /**
   * What an item of the snapshot or an event is about: one key, or all those that an event changes in one step, as `DialBegin`
   * and `Rename` do; undefined for one that does not count. `values` are those from before it: if you use them, write
   * `fromSnapshot` before `key`, as TypeScript takes their type from there.
   */
  readonly key: (
    source: Item | Events[number]["Type"],
    values: ReadonlyMap<string, Value>
  ) => string | ReadonlyArray<string> | undefined
  /** The value of an item; `last` is what was known of its key before. */
  readonly fromSnapshot: (item: Item, last: Value | undefined, key: string) => Value
  /**
   * The value of a key after an event; `removed` if the event ends it, undefined if it changes nothing. Without `last` the
   * key is not known, or not yet: while a snapshot is taken, events of any key may come first. It is called for each key of
   * the event, always with the `values` from before it.
   *
   * It must be pure, and applying an event twice must be like applying it once: those that come while a snapshot is
   * taken are applied to its items once more, and may be older than these.
   */
  readonly reduce: (
    last: Value | undefined,
    event: Events[number]["Type"],
    key: string,
    values: ReadonlyMap<string, Value>
  ) => Value | Removed | undefined
  /**
   * Whether a key that was removed never comes again, such as `Uniqueid` of a channel. Defaults to `false`. If so, neither a
   * late event nor a late snapshot brings back one of the last 10,000 that were removed.
   */
  readonly uniqueKeys?: boolean | undefined
  /**
   * Grace period before a key that is missing from a snapshot is reported as `Gone`; 0 does not wait. Defaults to 1 second.
   */
  readonly confirmAfter?: Duration.Input | undefined
  /** How often a snapshot is taken although no event is known to be lost, ± 20 %. Defaults to never. */
  readonly relistEvery?: Duration.Input | undefined
  /** How many changes a subscriber may fall behind. Defaults to 16,384. */
  readonly capacity?: number | undefined
}

// --- Constructors -----------------------------------------------------------

/**
 * Takes the first snapshot, and tracks until the scope closes.
 *
 * **Details**
 *
 * Fails if the first snapshot does. A later one that fails is taken again, after delays that grow to 30 seconds; the
 * values stay meanwhile, and a new connection takes its own at once.
 *
 * A snapshot may be ahead of the events or behind them. Events are applied as they come, and once more to a snapshot that
 * was asked for before they came. A key that a snapshot lacks is `Gone` when nothing has come of it for `confirmAfter`.
 * Values that are equal (`Equal.equals`) are no change.
 *
 * The trackers and live models of a client share a subscription, which keeps the latest 65,536 of their events: losing some
 * is a `Gap`, which a snapshot repairs. A tracker that is given an `AmiClient.Buffer` has a subscription with that `capacity`.
 * Trackers that want the same list at the same moment, as after a gap, get one answer, if their snapshots take it with
 * `collect`. If gaps come within 10 seconds of each other, the next snapshot waits for growing delays.
 *
 * **Gotchas**
 *
 * An account that may not read the events of the tracker gets snapshots alone; see `AmiPermission.account`.
 *
 * **Example** (Watching channels)
 *
 * ```ts import.meta.vitest
 * import { Effect, Fiber, Layer, Redacted, Stream } from "effect"
 * import { Ami, AmiClient, AmiTracker, AmiTransportMock, Events } from "effect-ami"
 *
 * const channels = AmiTracker.make({
 *   snapshot: Ami.channels,
 *   events: [Events.Newchannel, Events.Newstate, Events.Hangup],
 *   key: (source) => source.Uniqueid,
 *   fromSnapshot: (item) => ({ name: item.Channel, state: item.ChannelStateDesc }),
 *   reduce: (_, event) =>
 *     event.Event === "Hangup" ? AmiTracker.removed : { name: event.Channel, state: event.ChannelStateDesc },
 *   uniqueKeys: true
 * })
 *
 * const channel = { Channel: "PJSIP/100-1", Uniqueid: "1.1", ChannelStateDesc: "Ring" }
 * const AmiTest = AmiClient.layer({ username: "demo", secret: Redacted.make("demo") }).pipe(
 *   Layer.provideMerge(AmiTransportMock.layer({
 *     CoreShowChannels: AmiTransportMock.list("CoreShowChannelsComplete", [
 *       AmiTransportMock.event(Events.CoreShowChannel, channel)
 *     ])
 *   }))
 * )
 * const program = Effect.gen(function*() {
 *   const mock = yield* AmiTransportMock.AmiTransportMock
 *   const tracker = yield* channels
 *   const told = yield* tracker.changes.pipe(
 *     Stream.takeUntil((change) => change._tag === "Gone"),
 *     Stream.map((change) => change._tag),
 *     Stream.runCollect,
 *     Effect.forkChild({ startImmediately: true })
 *   )
 *   const first = [...yield* tracker.get]
 *   yield* mock.push(AmiTransportMock.event(Events.Newstate, { ...channel, ChannelStateDesc: "Up" }))
 *   yield* mock.push(AmiTransportMock.event(Events.Hangup, channel))
 *   return [first, yield* Fiber.join(told), (yield* tracker.get).size]
 * })
 *
 * await Effect.runPromise(program.pipe(Effect.scoped, Effect.provide(AmiTest)))
 * // => [[["1.1", { name: "PJSIP/100-1", state: "Ring" }]], ["Present", "Upserted", "Gone"], 0]
 * ```
 *
 * **Example** (Changing two keys by one event)
 *
 * ```ts
 * import { Ami, AmiTracker, Events } from "effect-ami"
 *
 * // The ids of channels by their names, which change: nobody sees both names of a channel, or none.
 * export const ids = AmiTracker.make({
 *   snapshot: Ami.channels,
 *   events: [Events.Newchannel, Events.Rename, Events.Hangup],
 *   key: (source) => source.Event === "Rename" ? [source.Channel, source.Newname] : source.Channel,
 *   fromSnapshot: (item) => item.Uniqueid,
 *   reduce: (_, event, key, values) =>
 *     event.Event === "Newchannel"
 *       ? event.Uniqueid
 *       : event.Event === "Rename" && key === event.Newname
 *       ? values.get(event.Channel)
 *       : AmiTracker.removed
 * })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(
  function*<Item, const Events extends ReadonlyArray<AmiEvent.Any>, Value, R = never>(
    options: Options<Item, Events, Value, R>
  ): Effect.fn.Return<AmiTracker<Value, Events[number]["Type"]>, AmiError, AmiClient | Scope.Scope | R> {
    const ami = yield* AmiClient
    const identity = Identity.of(ami)
    const wrong = Rules.firstInvalid<Any>(options, rules, ["snapshot", "events", "key", "fromSnapshot", "reduce"])
    if (wrong !== undefined) return yield* identity.named(invalidOption("AmiTracker", wrong))
    const { capacity = 16_384, confirmAfter = Duration.seconds(1), relistEvery, uniqueKeys = false } = options
    const given = yield* Buffer
    const own = given === undefined
      ? undefined
      : yield* Effect.mapError(Effect.fromResult(readBuffer(given)), identity.named)
    const tracking = new Tracking.Tracking<Item, Events[number]["Type"], Value>({ ...options, uniqueKeys })
    const present = () => ({
      _tag: "Present" as const,
      values: new Map(tracking.values),
      isSynced: tracking.isSynced
    })
    const feed = ChangeFeed.make<Change<Value, Events[number]["Type"]>>(present, () => capacity)

    const scope = yield* Scope.fork(yield* Effect.scope)
    const context = yield* Effect.context<R>()
    const part = new TrackerPart({
      tracking,
      snapshot: Effect.provideContext(options.snapshot, context),
      events: options.events,
      publish: feed.publish,
      end: feed.end,
      say: (what) => Effect.runForkWith(context)(quietly(identity.own(what)))
    })
    yield* quietly(identity.own(Mask.warnOfHidden(ami, options.events)))
    yield* Hub.of(ami, own?.capacity).install(part, { confirmAfter, relistEvery }).pipe(
      Scope.provide(scope),
      Effect.onError((cause) => Scope.close(scope, Exit.failCause(cause)))
    )
    const live = Effect.map(Clock.currentTimeMillis, (at): Live<ReadonlyMap<string, Value>> => {
      const value = new Map(tracking.values)
      return tracking.doubts === undefined
        ? { _tag: "Fresh", value, at }
        : { _tag: "Stale", value, at, ...tracking.doubts }
    })
    return {
      get: Effect.sync(() => new Map(tracking.values)),
      live,
      changes: Stream.mapError(feed.changes, identity.named)
    }
  }
)

type Any = Options<unknown, ReadonlyArray<AmiEvent.Any>, unknown, unknown>

const rules: Rules.Rules<Any> = {
  snapshot: Rules.satisfies(
    "must be an Effect that gives a list, such as `Ami.channels`, or `ami.collect(Actions.QueueStatus())`",
    Effect.isEffect,
    Rules.kindOf
  ),
  events: Rules.listOf(
    "must be a list of events, such as [Events.Hangup]",
    Given.event
  ),
  key: Rules.callable,
  fromSnapshot: Rules.callable,
  reduce: Rules.callable,
  uniqueKeys: Rules.boolean,
  confirmAfter: Rules.duration({ zero: true }),
  relistEvery: Rules.duration({ zero: false }),
  capacity: Rules.whole(1)
}
