/**
 * The bridges that Asterisk has now, and who is in them: conversations, conferences, parking lots and waiting agents.
 *
 * **Details**
 *
 * The bridges of a parking lot and of waiting agents exist from their first use on, also if nobody is in them. A member is
 * known by the events and the list of channels; Asterisk lets a participant of a conference be replaced by another without
 * an event, which the next list corrects.
 *
 * The account needs these lines in manager.conf (`AmiBridges.account`):
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
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type { AmiError } from "../AmiError.ts"
import type * as AmiPermission from "../catalog/AmiPermission.ts"
import type { AmiClient } from "../client/AmiClient.ts"
import { built } from "../internal/readers.ts"
import * as AmiChannels from "./AmiChannels.ts"
import * as AmiLive from "./AmiLive.ts"
import * as GraphPart from "./internal/graph/graphPart.ts"
import type * as Values from "./internal/graph/graphValues.ts"

// --- Values -----------------------------------------------------------------

/**
 * A bridge. A field is absent if nobody has said it.
 *
 * @category models
 * @since 0.2.0
 */
export interface Bridge extends Values.Bridge {}

/**
 * Schema for a bridge. A value and its JSON are the same.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Bridge: Schema.Codec<Bridge> = /*#__PURE__*/ built(() =>
  Schema.Struct({
    BridgeUniqueid: Schema.String,
    BridgeType: Schema.optionalKey(Schema.String),
    BridgeTechnology: Schema.optionalKey(Schema.String),
    BridgeCreator: Schema.optionalKey(Schema.String),
    BridgeName: Schema.optionalKey(Schema.String),
    createdAt: Schema.optionalKey(Schema.Finite),
    members: Schema.Array(Schema.String)
  })
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
 * read = call
 * write = reporting
 * ```
 *
 * @category constants
 * @since 0.2.0
 */
export const account: AmiPermission.Account = AmiChannels.account

/**
 * The bridges by `BridgeUniqueid`.
 *
 * @category services
 * @since 0.2.0
 */
export class AmiBridges extends Context.Service<
  AmiBridges,
  AmiLive.Model<Bridge> & {
    /** The channels in a bridge, in the order in which they came; none if there is no such bridge. */
    readonly members: (BridgeUniqueid: string) => AmiLive.Watch<ReadonlyArray<AmiChannels.Channel>>
  }
>()("effect-ami/live/AmiBridges") {}

/**
 * Follows bridges until the scope closes. Fails if the first lists do: with `PermissionDenied` if the account may not send
 * `Status`.
 *
 * **Details**
 *
 * It takes the same lists as `AmiChannels`, once for both.
 *
 * @category constructors
 * @since 0.2.0
 */
export const make: Effect.Effect<AmiBridges["Service"], AmiError, AmiClient | AmiLive.AmiLive | Scope.Scope> = Effect
  .gen(
    function*() {
      const part = yield* GraphPart.shared
      const { bridges } = part
      return AmiBridges.of({
        get: bridges.get,
        lookup: (key) => bridges.lookup(key),
        watch: (key) => bridges.watch(key),
        changes: bridges.changes,
        members: (BridgeUniqueid) => part.membersOf(BridgeUniqueid)
      })
    }
  )

/**
 * Layer of the bridges of a client.
 *
 * **Example** (Reading who is in a conference)
 *
 * ```ts import.meta.vitest
 * import { Effect, Layer, Redacted } from "effect"
 * import { AmiBridges, AmiClient, AmiTransportMock, Events } from "effect-ami"
 *
 * const conference = { BridgeUniqueid: "b-1", BridgeType: "base", BridgeName: "standup" }
 * const AmiTest = AmiBridges.layer.pipe(
 *   Layer.provide(AmiClient.layer({ username: "demo", secret: Redacted.make("demo") })),
 *   Layer.provide(AmiTransportMock.layer({
 *     BridgeList: AmiTransportMock.list("BridgeListComplete", [
 *       AmiTransportMock.event(Events.BridgeListItem, conference)
 *     ]),
 *     Status: AmiTransportMock.list("StatusComplete", [
 *       AmiTransportMock.event(Events.Status, { Channel: "PJSIP/101-1", Uniqueid: "1.1", BridgeID: "b-1" })
 *     ])
 *   }))
 * )
 * const program = Effect.gen(function*() {
 *   const bridges = yield* AmiBridges.AmiBridges
 *   const { value } = yield* bridges.lookup("b-1")
 *   const { value: members } = yield* bridges.members("b-1").get
 *   return [value?.BridgeName, members.map(({ Channel }) => Channel)]
 * })
 *
 * await Effect.runPromise(Effect.provide(program, AmiTest)) // => ["standup", ["PJSIP/101-1"]]
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layer: Layer.Layer<AmiBridges, AmiError, AmiClient> = Layer.effect(AmiBridges, make).pipe(
  Layer.provide(AmiLive.layer)
)
