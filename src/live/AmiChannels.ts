/**
 * The channels that Asterisk has now: their state, who they belong to and talk to, the bridge they are in, and more.
 *
 * **Details**
 *
 * They are as Asterisk lists them: with the halves of Local channels, and with channels that are no telephone. For calls, see
 * `AmiCalls`. A field is absent if nobody has said it: whether a channel holds, say, is in no list, so it is unknown for a
 * channel that was there before, and for every channel after events were lost, until it holds or stops.
 *
 * The account needs these lines in manager.conf (`AmiChannels.account`):
 *
 * ```ini
 * read = call
 * write = reporting
 * ```
 *
 * @since 0.2.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import type { AmiError } from "../AmiError.ts"
import * as Actions from "../catalog/Actions.ts"
import * as AmiPermission from "../catalog/AmiPermission.ts"
import * as Events from "../catalog/Events.ts"
import type { AmiClient } from "../client/AmiClient.ts"
import { channelStates } from "../internal/channelStates.ts"
import * as AmiLive from "./AmiLive.ts"
import type { Channel } from "./internal/graph/channelSchema.ts"
import * as GraphPart from "./internal/graph/graphPart.ts"

// --- Values -----------------------------------------------------------------

/**
 * The state of a channel, as Asterisk spells it: `Ring` is a channel that calls Asterisk, `Ringing` one that Asterisk calls.
 *
 * @category models
 * @since 0.2.0
 */
export type State = typeof channelStates[number]

export {
  /**
   * A channel, and the schema for it. Times are in milliseconds since 1970, by the clock of this program.
   *
   * @category schemas
   * @since 0.2.0
   */
  Channel
} from "./internal/graph/channelSchema.ts"

// --- Service ----------------------------------------------------------------

/**
 * The least privileges that an account needs for this model.
 *
 * **Details**
 *
 * As lines of manager.conf:
 *
 * ```ini
 * read = call
 * write = reporting
 * ```
 *
 * @category constants
 * @since 0.2.0
 */
export const account: AmiPermission.Account = /*#__PURE__*/ AmiPermission.account({
  sends: [Actions.Status, Actions.BridgeList],
  reads: [Events.Newchannel, Events.Newstate, Events.BridgeEnter, Events.DialBegin, Events.Hold, Events.Hangup]
})

/**
 * The channels by `Uniqueid`.
 *
 * @category services
 * @since 0.2.0
 */
export class AmiChannels extends Context.Service<
  AmiChannels,
  AmiLive.Model<Channel> & {
    /** The channel that has this name at the moment; a name comes again, a `Uniqueid` does not. */
    readonly byName: (name: string) => Effect.Effect<AmiLive.Live<Channel | undefined>>
    /** The channels of a telephone or line, such as `PJSIP/101`, in the order in which they came. */
    readonly ofEndpoint: (endpoint: string) => AmiLive.Watch<ReadonlyArray<Channel>>
  }
>()("effect-ami/live/AmiChannels") {}

/**
 * Follows channels until the scope closes. Fails if the first lists do: with `PermissionDenied` if the account may not send
 * `Status`.
 *
 * **Details**
 *
 * It takes two lists, `BridgeList` and `Status`, after connecting and whenever events were lost, and shares them with
 * `AmiBridges` and `AmiCalls`. A bridge of which `Status` lists more channels than it counts is asked who is in it, by `BridgeInfo`:
 * Asterisk may list a channel in a parking lot for seconds after another has taken its place there.
 *
 * @category constructors
 * @since 0.2.0
 */
export const make: Effect.Effect<AmiChannels["Service"], AmiError, AmiClient | AmiLive.AmiLive | Scope.Scope> = Effect
  .gen(
    function*() {
      const part = yield* GraphPart.shared
      const { channels } = part
      return AmiChannels.of({
        get: channels.get,
        lookup: (key) => channels.lookup(key),
        watch: (key) => channels.watch(key),
        changes: channels.changes,
        byName: (name) => part.channelNamed(name).get,
        ofEndpoint: (endpoint) => part.channelsOf(endpoint)
      })
    }
  )

/**
 * Layer of the channels of a client.
 *
 * **Example** (Showing what a telephone does)
 *
 * ```ts import.meta.vitest
 * import { Effect, Layer, Redacted, Stream } from "effect"
 * import { AmiChannels, AmiClient, AmiTransportMock, Events } from "effect-ami"
 *
 * const AmiTest = AmiChannels.layer.pipe(
 *   Layer.provide(AmiClient.layer({ username: "demo", secret: Redacted.make("demo") })),
 *   Layer.provideMerge(AmiTransportMock.layer({
 *     BridgeList: AmiTransportMock.list("BridgeListComplete", []),
 *     Status: AmiTransportMock.list("StatusComplete", [
 *       AmiTransportMock.event(Events.Status, { Channel: "PJSIP/101-1", Uniqueid: "1.1", ChannelState: 5 })
 *     ])
 *   }))
 * )
 * const program = Effect.gen(function*() {
 *   const mock = yield* AmiTransportMock.AmiTransportMock
 *   const channels = yield* AmiChannels.AmiChannels
 *   const first = (yield* channels.byName("PJSIP/101-1")).value?.state
 *   yield* mock.push(AmiTransportMock.event(Events.Newstate, { Channel: "PJSIP/101-1", Uniqueid: "1.1", ChannelState: 6 }))
 *   const then = yield* channels.ofEndpoint("PJSIP/101").changes.pipe(
 *     Stream.flatMap(({ value }) => Stream.fromIterable(value)),
 *     Stream.map(({ state }) => state),
 *     Stream.filter((state) => state === "Up"),
 *     Stream.take(1),
 *     Stream.runCollect
 *   )
 *   return [first, ...then]
 * })
 *
 * await Effect.runPromise(Effect.provide(program, AmiTest)) // => ["Ringing", "Up"]
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layer: Layer.Layer<AmiChannels, AmiError, AmiClient> = Layer.effect(AmiChannels, make).pipe(
  Layer.provide(AmiLive.layer)
)
