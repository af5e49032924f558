/**
 * Live models share one feed: a subscription to the events that they want, and one answer to each list that several need.
 *
 * A model is what Asterisk knows of something, such as its channels, kept current by events. Each model says whether it is
 * fresh, or else since when it is not and why. After a lost connection, and wherever events were lost, it takes its lists
 * again and corrects itself: what has ended meanwhile is reported with `finalStateUnknown`.
 *
 * Models are modules of their own, such as `AmiChannels`. `AmiTracker` is for state of your own.
 *
 * @since 0.2.0
 */
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import type { AmiError } from "../AmiError.ts"
import { AmiClient } from "../client/AmiClient.ts"
import { invalidOption } from "../internal/failing.ts"
import * as Identity from "../internal/identity.ts"
import * as Rules from "../internal/options.ts"
import * as Hub from "./internal/hub.ts"
import type * as Parts from "./internal/part.ts"

// --- Values -----------------------------------------------------------------

/**
 * A value, and whether it is what Asterisk would say at the moment `at`.
 *
 * **Details**
 *
 * Times are in milliseconds since 1970. A stale value is the last that is known, and was certain until `since`. `cause` is
 * `Disconnected` without a connection, `Gap` if events were lost, and `Resyncing` while lists are taken.
 *
 * @category models
 * @since 0.2.0
 */
export type Live<A> = Parts.Live<A>

/**
 * One thing to look at: now, and from now on.
 *
 * @category models
 * @since 0.2.0
 */
export interface Watch<out A> extends Parts.Watch<A> {}

/**
 * Why a value changed: an event, lists that were taken, or a time that has come.
 *
 * @category models
 * @since 0.2.0
 */
export type Reason = Parts.Reason

/**
 * What the `changes` of a model emit.
 *
 * @category models
 * @since 0.2.0
 */
export type Change<V> = Parts.Change<V>

/**
 * What Asterisk knows of something, by key.
 *
 * @category models
 * @since 0.2.0
 */
export interface Model<out V> extends Parts.Model<V> {}

// --- Parts ------------------------------------------------------------------

/**
 * A list of Asterisk, asked for once a cycle by all parts that have a source of the same `id`.
 *
 * @category models
 * @since 0.2.0
 */
export interface Source extends Parts.Source {}

/**
 * Where the values of a part are published.
 *
 * @category models
 * @since 0.2.0
 */
export interface Output extends Parts.Output {}

/**
 * The state of one or several models: pure, and changed by events and lists alone.
 *
 * @category models
 * @since 0.2.0
 */
export interface Part extends Parts.Part {}

// --- Settings ---------------------------------------------------------------

/**
 * How models behave, for the Layers that it is provided to.
 *
 * @category models
 * @since 0.2.0
 */
export interface Settings {
  /**
   * Grace period before something that is missing from a list is reported as gone; 0 does not wait. Defaults to 1 second.
   */
  readonly confirmAfter?: Duration.Input | undefined
  /** How often lists are taken although no event is known to be lost, ± 20 %. Each model has its own default. */
  readonly relistEvery?: Duration.Input | undefined
  /** How many changes a subscriber of `changes` may fall behind. Defaults to 16,384. */
  readonly capacity?: number | undefined
}

/**
 * How models behave, for the Layers that it is provided to; unset, the defaults apply.
 *
 * **Example** (Taking lists again every minute)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { AmiChannels, AmiLive } from "effect-ami"
 *
 * export const Channels = AmiChannels.layer.pipe(
 *   Layer.provide(Layer.succeed(AmiLive.Settings, { relistEvery: "1 minute", confirmAfter: "2 seconds" }))
 * )
 * ```
 *
 * @category services
 * @since 0.2.0
 */
export const Settings = Context.Reference<Settings>("effect-ami/live/AmiLive/Settings", { defaultValue: () => ({}) })

// --- Service ----------------------------------------------------------------

/**
 * The feed of all live models of a client.
 *
 * @category services
 * @since 0.2.0
 */
export class AmiLive extends Context.Service<AmiLive, {
  /**
   * Keeps a part true until the scope closes. Completes after its first lists, or fails with their error. `defaults` apply
   * to what `Settings` leave out.
   */
  readonly install: (part: Part, defaults?: Settings) => Effect.Effect<void, AmiError, Scope.Scope>
  /** Whether every model that is installed is fresh. */
  readonly isFresh: Effect.Effect<boolean>
}>()("effect-ami/live/AmiLive") {}

/**
 * The feed of a client. Models of one client share it, however they are provided.
 *
 * **Details**
 *
 * Parts are fed in the order in which they were installed. Events come as they are read, and up to 65,536 are kept for parts
 * that are busy: losing some is a `Gap`, after which lists are taken again. The lists of a cycle are asked for one after
 * another, each once. A list that is not answered within 30 seconds holds up no other. One that fails is asked for again, after
 * delays that grow to 30 seconds. If gaps come within 10 seconds of each other, the next lists wait for growing delays.
 *
 * A part that throws is closed: its streams end with the defect, which is logged, and the other parts go on.
 *
 * **Gotchas**
 *
 * Asterisk does not say which classes of events an account may read. If periodic lists correct a model twice in succession,
 * and no event of a class that it needs has ever come, a warning names the class.
 *
 * @category constructors
 * @since 0.2.0
 */
export const make: Effect.Effect<AmiLive["Service"], AmiError, AmiClient> = Effect.gen(function*() {
  const ami = yield* AmiClient
  const hub = Hub.of(ami)
  const install = Effect.fnUntraced(function*(part: Part, defaults: Settings = {}) {
    const given = yield* Settings
    const wrong = Rules.firstInvalid<Settings>(given, rules)
    if (wrong !== undefined) return yield* Identity.of(ami).named(invalidOption("AmiLive.Settings", wrong))
    return yield* hub.install(part, {
      confirmAfter: given.confirmAfter ?? defaults.confirmAfter,
      relistEvery: given.relistEvery ?? defaults.relistEvery,
      capacity: given.capacity ?? defaults.capacity
    })
  })
  return AmiLive.of({ install, isFresh: Effect.sync(() => hub.isFresh) })
})

const rules: Rules.Rules<Settings> = {
  confirmAfter: Rules.duration({ zero: true }),
  relistEvery: Rules.duration({ zero: false }),
  capacity: Rules.whole(1)
}

/**
 * Layer of the feed. Each model's Layer provides it to itself.
 *
 * **Example** (Asking whether all models are fresh)
 *
 * ```ts import.meta.vitest
 * import { Effect, Layer, Redacted } from "effect"
 * import { AmiChannels, AmiClient, AmiLive, AmiTransportMock, Events } from "effect-ami"
 *
 * const channel = { Channel: "PJSIP/100-1", Uniqueid: "1.1", ChannelStateDesc: "Up" }
 * const AmiTest = Layer.mergeAll(AmiChannels.layer, AmiLive.layer).pipe(
 *   Layer.provide(AmiClient.layer({ username: "demo", secret: Redacted.make("demo") })),
 *   Layer.provide(AmiTransportMock.layer({
 *     BridgeList: AmiTransportMock.list("BridgeListComplete", []),
 *     Status: AmiTransportMock.list("StatusComplete", [AmiTransportMock.event(Events.Status, channel)])
 *   }))
 * )
 * const program = Effect.gen(function*() {
 *   const live = yield* AmiLive.AmiLive
 *   const channels = yield* AmiChannels.AmiChannels
 *   const { _tag, value } = yield* channels.get
 *   return [yield* live.isFresh, _tag, [...value.keys()]]
 * })
 *
 * await Effect.runPromise(Effect.provide(program, AmiTest)) // => [true, "Fresh", ["1.1"]]
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layer: Layer.Layer<AmiLive, AmiError, AmiClient> = Layer.effect(AmiLive, make)
