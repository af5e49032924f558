/**
 * The client: an authenticated connection to Asterisk as a service.
 *
 * Building the Layer connects and logs in; closing its scope logs off and
 * leaves nothing open. `send` takes an action with one answer, `collect` and
 * `stream` a list action; `events`, `watch` and `inbox` deliver what Asterisk
 * raises on its own; `exchange` is what the others are made of.
 *
 * A lost connection is made again, and subscriptions live through it; no action
 * is ever sent twice. Everyday tasks are functions of `Ami`; the
 * connection itself is an `AmiTransport`.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import type * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { AmiError } from "../AmiError.ts"
import type * as AmiAction from "../catalog/AmiAction.ts"
import type * as AmiEvent from "../catalog/AmiEvent.ts"
import { readBuffer } from "../internal/buffer.ts"
import { type Configured, layerOf } from "../internal/configured.ts"
import * as Given from "../internal/given.ts"
import * as Identity from "../internal/identity.ts"
import * as Inboxes from "../internal/inboxes.ts"
import * as Mask from "../internal/mask.ts"
import * as Relays from "../internal/relays.ts"
import * as Sendings from "../internal/sendings.ts"
import { sharing } from "../internal/sharedLists.ts"
import * as Typed from "../internal/typedEvents.ts"
import type { AmiMessage } from "../protocol/AmiMessage.ts"
import { AmiTransport } from "../transport/AmiTransport.ts"
import type { BufferOptions, Item, Watched } from "./AmiInbox.ts"
import type { AmiStatus } from "./AmiStatus.ts"
import * as Connecting from "./internal/connecting.ts"
import * as Settings from "./internal/options.ts"
import * as Observing from "./internal/requests/observing.ts"
import * as Requests from "./internal/requests/requests.ts"

// --- Service ----------------------------------------------------------------

/**
 * An authenticated connection to Asterisk.
 *
 * @category services
 * @since 0.1.0
 */
export class AmiClient extends Context.Service<AmiClient, {
  /**
   * Sends an action and decodes its answer.
   *
   * **Details**
   *
   * Fails with `ActionFailed`, `NotExecuted` or `PermissionDenied` if Asterisk answers `Error`, with `NotSent` if nothing
   * was written, and with `OutcomeUnknown` if the action was written and no answer came within `actionTimeout`, or before
   * the connection ended. The answer is decoded in the fiber of the caller: if a schema of your own throws, or is
   * asynchronous, this call fails with `DecodeFailed` and no other is affected.
   *
   * **Gotchas**
   *
   * After `OutcomeUnknown` the action may have been executed: look before sending it again. Interrupting the effect
   * takes nothing back once it was written.
   */
  readonly send: <A>(action: AmiAction.Action<A>) => Effect.Effect<A, AmiError>
  /**
   * Sends a list action and gives all its items, or `ListIncomplete` with those that came.
   *
   * **Details**
   *
   * An error that Asterisk answers within the list fails it at once. Lists of Asterisk 1.8 to 13.1 work too: they begin
   * with "… will follow" and end with an event whose name ends in `Complete`.
   *
   * An item remembers the message that it was read from as long as it is kept. Items are decoded in the fiber of the caller
   * as they come, in batches, so a long list holds up nobody.
   */
  readonly collect: <Item>(action: AmiAction.ListAction<Item>) => Effect.Effect<Array<Item>, AmiError>
  /**
   * Sends a list action and gives its items as they come.
   *
   * **Details**
   *
   * The action is sent each time the stream is run. A consumer may stop early; what still comes is swallowed.
   */
  readonly stream: <Item>(action: AmiAction.ListAction<Item>) => Stream.Stream<Item, AmiError>
  /**
   * Sends an action and gives every message that carries its ActionID, its response first, until the stream is closed.
   *
   * **When to use**
   *
   * For actions that are answered more than once. An `Error` response is a message like any other here.
   */
  readonly exchange: (action: AmiAction.Any) => Stream.Stream<AmiMessage, AmiError>
  /**
   * Subscribes to events, decoded.
   *
   * **Details**
   *
   * The subscription begins when the stream is run. If several definitions share a name, the first that matches wins: put a
   * `UserEvent` of your own before `Events.UserEvent`. Events that do not fit their schema are skipped, counted, and logged
   * once for each name; they are in `inbox`.
   *
   * It goes on when a connection is lost and another is made. What was missed meanwhile does not show here, nor what its
   * bounded buffer dropped (see `Buffer`): if you must know, take `watch`, which has marks in their places. Ends when there
   * will be no other connection.
   */
  readonly events: <const E extends ReadonlyArray<AmiEvent.Any>>(
    ...events: E
  ) => Stream.Stream<E[number]["Type"], AmiError>
  /**
   * Subscribes to events, decoded, each with its number and the time at which it came, between `Connected`, `Disconnected`
   * and `Gap` marks.
   *
   * **When to use**
   *
   * To keep a state that events change, or to store events: a mark says where some may be missing. `AmiTracker` stands on
   * it.
   *
   * **Details**
   *
   * Begins with `Connected`, if there is a connection now. Only the events that were asked for take room in its buffer, so a
   * `Gap` counts only those. Without any event it gives the marks alone. In everything else it is as `events`.
   *
   * @since 0.2.0
   */
  readonly watch: <const E extends ReadonlyArray<AmiEvent.Any>>(
    ...events: E
  ) => Stream.Stream<Watched<E[number]["Type"]>, AmiError>
  /**
   * Subscribes to every message that answers no action, undecoded, with `Connected`, `Disconnected` and `Gap` marks in
   * their places. Between `Disconnected` and the next `Connected` any number of events may have been lost. Ends after
   * the last `Disconnected` mark, when there will be no other connection. The values of a message are made strings when
   * they are asked for.
   */
  readonly inbox: Stream.Stream<Item, AmiError>
  /** The state of the connection, and how it changes. */
  readonly status: AmiStatus
}>()("effect-ami/client/AmiClient") {}

/**
 * The buffer of subscriptions, for the streams that it is provided to; unset, the client's `buffer` option applies.
 *
 * **Example** (Failing instead of losing events)
 *
 * ```ts
 * import { Effect, Stream } from "effect"
 * import { AmiClient } from "effect-ami"
 *
 * export const everything = Effect.map(AmiClient.AmiClient, (ami) =>
 *   ami.inbox.pipe(Stream.provideService(AmiClient.Buffer, { capacity: 100_000, overflow: "fail" })))
 * ```
 *
 * @category services
 * @since 0.1.0
 */
export const Buffer = Context.Reference<BufferOptions | undefined>("effect-ami/client/AmiClient/Buffer", {
  defaultValue: () => undefined
})

// --- Options ----------------------------------------------------------------

/**
 * How to log in, and how a client behaves.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options extends Settings.Options {}

/**
 * How much of a client may be under way at once, and how long a list may be.
 *
 * @category models
 * @since 0.2.0
 */
export interface Limits extends Settings.Limits {}

/**
 * How a client connects again.
 *
 * @category models
 * @since 0.1.0
 */
export interface Reconnect extends Settings.Reconnect {}

// --- Constructors -----------------------------------------------------------

/**
 * Connects and logs in; the scope logs off and closes.
 *
 * **Example** (Making a client in a scope of its own)
 *
 * ```ts import.meta.vitest
 * import { Effect, Redacted } from "effect"
 * import { AmiClient, AmiTransportMock } from "effect-ami"
 *
 * const program = Effect.gen(function*() {
 *   const ami = yield* AmiClient.make({ username: "demo", secret: Redacted.make("demo") })
 *   return (yield* ami.status.get)._tag
 * })
 *
 * await Effect.runPromise(program.pipe(Effect.scoped, Effect.provide(AmiTransportMock.layer({})))) // => "Ready"
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function*(
  options: Options
): Effect.fn.Return<AmiClient["Service"], AmiError, AmiTransport | Scope.Scope> {
  const transport = yield* AmiTransport
  const { address } = transport
  const name = (yield* Identity.Named) ?? address
  const settings = yield* Effect.mapError(
    Effect.fromResult(Settings.read(options)),
    Identity.make(Settings.nameOf(options) ?? name, address, {}).named
  )
  const identity = Identity.make(settings.name ?? name, address, yield* Metric.CurrentMetricAttributes)
  const connecting = yield* Connecting.connect(transport, settings, identity).pipe(
    identity.own,
    Effect.mapError(identity.named)
  )
  const { meter, status } = connecting
  Identity.remember(status, identity)
  Mask.remember(status, settings.events)
  const observing = Observing.make(meter, yield* Clock.Clock, identity.labels)
  const { relay, ...requests } = Requests.make(connecting, observing, settings, identity.stamp)
  const inbox = (wants?: (message: AmiMessage) => boolean) =>
    Stream.unwrap(
      Effect.map(
        Effect.flatMap(Buffer, (buffer) =>
          buffer === undefined
            ? Effect.succeed(settings.buffer)
            : Effect.mapError(Effect.fromResult(readBuffer(buffer)), identity.named)),
        (buffer) => connecting.inbox.stream(wants, buffer)
      )
    )
  const all = inbox()
  Inboxes.remember(all, (wants, buffer) => connecting.inbox.stream(wants, buffer))
  Relays.remember(all, { begin: relay, tap: (tap) => connecting.inbox.tap(tap) })
  const wanted = (events: ReadonlyArray<AmiEvent.Any>) =>
    Identity.warned(identity, { status }, events, inbox(Typed.wanted(events)))
  const subscribed = <A>(events: ReadonlyArray<AmiEvent.Any>, stream: () => Stream.Stream<A, AmiError>) => {
    const wrong = Given.wrongEvents(events)
    return wrong === undefined ? stream() : Stream.fail(identity.named(wrong))
  }
  return AmiClient.of({
    ...requests,
    send: (action) => Sendings.watched(all, action, requests.send(action)),
    collect: sharing(requests.collect),
    events: (...events) => subscribed(events, () => Typed.decode(events, wanted(events), identity)),
    watch: (...events) => subscribed(events, () => Typed.watch(events, wanted(events), identity)),
    inbox: all,
    status
  })
})

/**
 * Layer that connects and logs in when it is built, and logs off when its scope closes.
 *
 * **Example** (Providing a client)
 *
 * ```ts import.meta.vitest
 * import { Effect, Layer, Redacted } from "effect"
 * import { Actions, AmiClient, AmiTransportMock } from "effect-ami"
 *
 * const AmiMock = AmiClient.layer({ username: "demo", secret: Redacted.make("demo") }).pipe(
 *   Layer.provide(AmiTransportMock.layer({ Ping: "Response: Success\nPing: Pong\nTimestamp: 1" }))
 * )
 * const program = Effect.gen(function*() {
 *   const ami = yield* AmiClient.AmiClient
 *   return (yield* ami.send(Actions.Ping())).Ping
 * })
 *
 * await Effect.runPromise(Effect.provide(program, AmiMock)) // => "Pong"
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (options: Options): Layer.Layer<AmiClient, AmiError, AmiTransport> =>
  Layer.effect(AmiClient, make(options))

/**
 * Layer like `layer`, of whose options each may be a value or a `Config`.
 *
 * **Example** (Reading the account from the environment)
 *
 * ```ts import.meta.vitest
 * import { Config, ConfigProvider, Effect, Layer } from "effect"
 * import { AmiClient, AmiTransportMock } from "effect-ami"
 *
 * const AmiLayer = AmiClient.layerConfig({
 *   username: Config.String("AMI_USERNAME"),
 *   secret: Config.Redacted("AMI_SECRET"),
 *   actionTimeout: "5 seconds"
 * })
 * const program = Effect.map(AmiClient.AmiClient, () => "logged in").pipe(
 *   Effect.provide(AmiLayer),
 *   Effect.provide(AmiTransportMock.layer({})),
 *   Effect.provide(ConfigProvider.layer(ConfigProvider.fromEnvRecord({ AMI_USERNAME: "demo", AMI_SECRET: "demo" })))
 * )
 *
 * await Effect.runPromise(program) // => "logged in"
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerConfig = (
  options: Configured<Options>
): Layer.Layer<AmiClient, AmiError | Config.ConfigError, AmiTransport> => layerOf(options, layer)
