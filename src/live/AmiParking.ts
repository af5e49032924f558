/**
 * The parking lots, and the calls that are parked in them: since when, until when, and who parked them.
 *
 * **Details**
 *
 * A parked call ends when somebody retrieves it, when its time is over, when the caller hangs up, or when the channel goes on
 * without any of these: `ended` of its last value says which. Its times are computed from seconds that Asterisk counts, so
 * they are right to a second.
 *
 * The account needs these lines in manager.conf (`AmiParking.account`):
 *
 * ```ini
 * read = call
 * write = call
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
import * as Actions from "../catalog/Actions.ts"
import * as AmiPermission from "../catalog/AmiPermission.ts"
import * as Events from "../catalog/Events.ts"
import type { AmiClient } from "../client/AmiClient.ts"
import { built } from "../internal/readers.ts"
import type { AmiMessage } from "../protocol/AmiMessage.ts"
import * as AmiLive from "./AmiLive.ts"
import { source } from "./internal/lists.ts"
import * as TablePart from "./internal/tablePart.ts"

const { intOf, sameMoment, textOf } = TablePart

// --- Values -----------------------------------------------------------------

/**
 * A call in a parking lot. Its key is its `Uniqueid`.
 *
 * @category models
 * @since 0.2.0
 */
export interface ParkedCall {
  /** The channel that is parked. */
  readonly Channel: string
  readonly Uniqueid: string
  readonly Linkedid?: string
  readonly CallerIDNum?: string
  readonly CallerIDName?: string
  readonly Parkinglot: string
  /** The extension that retrieves it. */
  readonly ParkingSpace: number
  /** Who parked it, and who is called when the time is over, such as `PJSIP/101`. */
  readonly ParkerDialString?: string
  /** When it was parked, in milliseconds since 1970. */
  readonly parkedAt?: number
  /** When its time is over, in milliseconds since 1970; absent without a limit. */
  readonly timeoutAt?: number
  /**
   * How it ended, in the last value only: `Retrieved`, `TimedOut`, `GaveUp` if the caller hung up, `Replaced` if another
   * channel took its place.
   */
  readonly ended?: "Retrieved" | "TimedOut" | "GaveUp" | "Replaced"
  /** Who retrieved it. */
  readonly RetrieverChannel?: string
  readonly RetrieverUniqueid?: string
}

/**
 * Schema for a parked call. A value and its JSON are the same.
 *
 * @category schemas
 * @since 0.2.0
 */
export const ParkedCall: Schema.Codec<ParkedCall> = /*#__PURE__*/ built(() =>
  Schema.Struct({
    Channel: Schema.String,
    Uniqueid: Schema.String,
    Linkedid: Schema.optionalKey(Schema.String),
    CallerIDNum: Schema.optionalKey(Schema.String),
    CallerIDName: Schema.optionalKey(Schema.String),
    Parkinglot: Schema.String,
    ParkingSpace: Schema.Finite,
    ParkerDialString: Schema.optionalKey(Schema.String),
    parkedAt: Schema.optionalKey(Schema.Finite),
    timeoutAt: Schema.optionalKey(Schema.Finite),
    ended: Schema.optionalKey(Schema.Literals(["Retrieved", "TimedOut", "GaveUp", "Replaced"])),
    RetrieverChannel: Schema.optionalKey(Schema.String),
    RetrieverUniqueid: Schema.optionalKey(Schema.String)
  })
)

/**
 * A parking lot. Its key is its `Name`.
 *
 * **Details**
 *
 * Spaces and timeout are those of the last list; a lot that an event names before any list does has none.
 *
 * @category models
 * @since 0.2.0
 */
export interface ParkingLot {
  readonly Name: string
  readonly StartSpace?: number
  readonly StopSpace?: number
  /** How long a call may be parked, in seconds, if nothing else was said when it was parked; 0 for no limit. */
  readonly Timeout?: number
  /** The calls in it, by their spaces. */
  readonly calls: ReadonlyArray<ParkedCall>
}

/**
 * Schema for a parking lot. A value and its JSON are the same.
 *
 * @category schemas
 * @since 0.2.0
 */
export const ParkingLot: Schema.Codec<ParkingLot> = /*#__PURE__*/ built(() =>
  Schema.Struct({
    Name: Schema.String,
    StartSpace: Schema.optionalKey(Schema.Finite),
    StopSpace: Schema.optionalKey(Schema.Finite),
    Timeout: Schema.optionalKey(Schema.Finite),
    calls: Schema.Array(ParkedCall)
  })
)

// --- Reading ----------------------------------------------------------------

type Lot = Omit<ParkingLot, "calls">

/**
 * Reads a parked call. `ParkingTimeout` is what is left of its time; without a limit it is 0 at first, and then negative,
 * written as a number without a sign (parking_manager.c, parked_call_payload_from_parked_user).
 */
const readCall = (message: AmiMessage, at: number, previous: ParkedCall | undefined) => {
  const left = intOf(message, "ParkingTimeout") ?? 0
  const parkedFor = intOf(message, "ParkingDuration")
  return {
    Channel: textOf(message, "ParkeeChannel") ?? "",
    Uniqueid: textOf(message, "ParkeeUniqueid") ?? "",
    Linkedid: textOf(message, "ParkeeLinkedid"),
    CallerIDNum: textOf(message, "ParkeeCallerIDNum"),
    CallerIDName: textOf(message, "ParkeeCallerIDName"),
    Parkinglot: textOf(message, "Parkinglot") ?? "",
    ParkingSpace: intOf(message, "ParkingSpace") ?? 0,
    ParkerDialString: textOf(message, "ParkerDialString"),
    parkedAt: sameMoment(parkedFor === undefined ? undefined : at - parkedFor * 1000, previous?.parkedAt),
    timeoutAt: left > 0 ? sameMoment(at + left * 1000, previous?.timeoutAt) : previous?.timeoutAt
  }
}

type Ended = NonNullable<ParkedCall["ended"]>

const makePart = (capacity: number | undefined) => {
  const lots = new TablePart.Published<Lot, ParkingLot>((lot, name) => ({ ...lot, calls: callsIn(name) }), { capacity })
  const touchLot = ({ Parkinglot }: ParkedCall) => {
    if (lots.rows.has(Parkinglot)) lots.store.touch(Parkinglot)
  }
  const calls = new TablePart.Published<ParkedCall>((call) => call, {
    capacity,
    listener: {
      changed: (_, call, previous) => {
        touchLot(call)
        if (previous !== undefined) touchLot(previous)
      },
      ended: (_, call) => touchLot(call)
    }
  })
  const callsIn = (lot: string): ReadonlyArray<ParkedCall> =>
    [...calls.rows.values()].filter(({ Parkinglot }) => Parkinglot === lot)
      .sort((one, other) => one.ParkingSpace - other.ParkingSpace)

  const park = (message: AmiMessage, at: number) => {
    const call = readCall(message, at, undefined)
    if (!lots.rows.has(call.Parkinglot)) {
      lots.table.open(call.Parkinglot, {
        Name: call.Parkinglot,
        StartSpace: undefined,
        StopSpace: undefined,
        Timeout: undefined
      })
    }
    calls.table.open(call.Uniqueid, {
      ...call,
      ended: undefined,
      RetrieverChannel: undefined,
      RetrieverUniqueid: undefined
    })
  }
  const end = (ended: Ended) => (message: AmiMessage) =>
    calls.table.close(message.get("ParkeeUniqueid") ?? "", {
      ended,
      RetrieverChannel: textOf(message, "RetrieverChannel"),
      RetrieverUniqueid: textOf(message, "RetrieverUniqueid")
    })
  /** Another channel takes the space of one that was parked (parking_bridge.c, bridge_parking_push). */
  const swap = (message: AmiMessage, at: number) => {
    const { Parkinglot, ParkingSpace, Uniqueid } = readCall(message, at, undefined)
    const before = callsIn(Parkinglot).find((call) => call.ParkingSpace === ParkingSpace && call.Uniqueid !== Uniqueid)
    if (before !== undefined) calls.table.close(before.Uniqueid, { ended: "Replaced" })
    park(message, at)
  }

  const part = TablePart.make({
    name: "parking",
    outputs: [calls.publisher, lots.publisher],
    lists: [
      {
        source: TablePart.optional(source(10, Actions.Parkinglots())),
        tables: [lots.table],
        take: (items) =>
          lots.list(items, (item) => {
            const Name = textOf(item, "Name")
            return Name === undefined ? undefined : [Name, {
              Name,
              StartSpace: intOf(item, "StartSpace"),
              StopSpace: intOf(item, "StopSpace"),
              Timeout: intOf(item, "Timeout")
            }]
          })
      },
      {
        source: TablePart.optional(source(11, Actions.ParkedCalls())),
        tables: [calls.table],
        take: (items, at) =>
          calls.list(items, (item) => {
            const key = item.get("ParkeeUniqueid")
            return key === undefined ? undefined : [key, {
              ...readCall(item, at, calls.rows.get(key)),
              ended: undefined,
              RetrieverChannel: undefined,
              RetrieverUniqueid: undefined
            }]
          })
      }
    ],
    on: {
      ParkedCall: park,
      ParkedCallSwap: swap,
      UnParkedCall: end("Retrieved"),
      ParkedCallTimeOut: end("TimedOut"),
      ParkedCallGiveUp: end("GaveUp"),
      Rename: (message) => calls.table.change(message.get("Uniqueid") ?? "", { Channel: textOf(message, "Newname") }),
      // Its ParkedCallGiveUp may come a moment later (parking_bridge.c, bridge_parking_pull).
      Hangup: (message) => calls.table.close(message.get("Uniqueid") ?? "", { ended: "GaveUp" })
    }
  })
  return { part, calls, lots }
}

// --- Service ----------------------------------------------------------------

/**
 * What an account needs for this model: `read = call` and `write = call` in manager.conf.
 *
 * @category constants
 * @since 0.2.0
 */
export const account: AmiPermission.Account = /*#__PURE__*/ AmiPermission.account({
  sends: [Actions.Parkinglots, Actions.ParkedCalls],
  reads: [
    Events.ParkedCall,
    Events.ParkedCallSwap,
    Events.UnParkedCall,
    Events.ParkedCallTimeOut,
    Events.ParkedCallGiveUp,
    Events.Rename,
    Events.Hangup
  ]
})

/**
 * The parked calls by `Uniqueid`, and the parking lots by name.
 *
 * @category services
 * @since 0.2.0
 */
export class AmiParking extends Context.Service<
  AmiParking,
  AmiLive.Model<ParkedCall> & {
    /** The lots with their calls, by name. */
    readonly lots: AmiLive.Model<ParkingLot>
    /** False if Asterisk has no parking, as without `res_parking`; both models are empty then. */
    readonly isAvailable: AmiLive.Watch<boolean>
  }
>()("effect-ami/live/AmiParking") {}

/**
 * Follows parked calls until the scope closes. Fails if the first lists do.
 *
 * @category constructors
 * @since 0.2.0
 */
export const make: Effect.Effect<AmiParking["Service"], AmiError, AmiLive.AmiLive | Scope.Scope> = Effect.gen(
  function*() {
    const live = yield* AmiLive.AmiLive
    const { capacity } = yield* AmiLive.Settings
    const { calls, lots, part } = makePart(capacity)
    yield* live.install(part)
    return AmiParking.of({ ...calls.model, lots: lots.model })
  }
)

/**
 * Layer of the parked calls of a client.
 *
 * **Example** (Watching the default parking lot)
 *
 * ```ts import.meta.vitest
 * import { Effect, Layer, Redacted, Stream } from "effect"
 * import { AmiClient, AmiParking, AmiTransportMock, Events } from "effect-ami"
 *
 * const program = Effect.gen(function*() {
 *   const mock = yield* AmiTransportMock.AmiTransportMock
 *   const parking = yield* AmiParking.AmiParking
 *   yield* mock.push(AmiTransportMock.event(Events.ParkedCall, {
 *     ParkeeUniqueid: "1.1",
 *     ParkerDialString: "PJSIP/101",
 *     Parkinglot: "default",
 *     ParkingSpace: 701
 *   }))
 *   return yield* parking.lots.watch("default").changes.pipe(
 *     Stream.flatMap(({ value }) => Stream.fromIterable(value?.calls ?? [])),
 *     Stream.map(({ ParkerDialString, ParkingSpace }) => [ParkingSpace, ParkerDialString]),
 *     Stream.take(1),
 *     Stream.runCollect
 *   )
 * })
 *
 * const lot = AmiTransportMock.event(Events.Parkinglot, { Name: "default", StartSpace: 701, StopSpace: 720 })
 * const AmiTest = AmiClient.layer({ username: "demo", secret: Redacted.make("demo") }).pipe(
 *   Layer.provideMerge(AmiTransportMock.layer({
 *     Parkinglots: AmiTransportMock.list("ParkinglotsComplete", [lot]),
 *     ParkedCalls: AmiTransportMock.list("ParkedCallsComplete", [])
 *   }))
 * )
 * await Effect.runPromise(program.pipe(Effect.provide(AmiParking.layer.pipe(Layer.provideMerge(AmiTest)))))
 * // => [[701, "PJSIP/101"]]
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layer: Layer.Layer<AmiParking, AmiError, AmiClient> = Layer.effect(AmiParking, make).pipe(
  Layer.provide(AmiLive.layer)
)
