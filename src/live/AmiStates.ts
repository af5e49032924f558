/**
 * The states of devices, of extensions with hints, and of presence: three models.
 *
 * **Details**
 *
 * A device is what a hint may watch: a telephone (`PJSIP/101`), a conference, a queue, a parking space, a state of the
 * dialplan (`Custom:night`). Asterisk keeps no state of what lives for one call, as a Local channel does; such devices are
 * left out.
 *
 * A hint that is removed from the dialplan raises no event: it is gone after the next list. See `relistEvery` of
 * `AmiLive.Settings`.
 *
 * The account needs these lines in manager.conf (`AmiStates.account`):
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
import * as Actions from "../catalog/Actions.ts"
import * as AmiPermission from "../catalog/AmiPermission.ts"
import * as Events from "../catalog/Events.ts"
import type { AmiClient } from "../client/AmiClient.ts"
import { built } from "../internal/readers.ts"
import type { AmiMessage } from "../protocol/AmiMessage.ts"
import * as AmiLive from "./AmiLive.ts"
import { source } from "./internal/lists.ts"
import * as TablePart from "./internal/tablePart.ts"

const { intOf, textOf } = TablePart

// --- Values -----------------------------------------------------------------

const optionalText = /*#__PURE__*/ built(() => Schema.optionalKey(Schema.String))
const optionalNumber = /*#__PURE__*/ built(() => Schema.optionalKey(Schema.Finite))

/**
 * The state of a device. Its key is its name.
 *
 * @category models
 * @since 0.2.0
 */
export interface DeviceState {
  readonly Device: string
  /**
   * `NOT_INUSE`, `INUSE`, `BUSY`, `RINGING`, `RINGINUSE`, `ONHOLD`, `UNAVAILABLE`, `INVALID` or `UNKNOWN`.
   */
  readonly State: string
  /** When it began, in milliseconds since 1970; absent if nobody saw it. */
  readonly since?: number
}

/**
 * Schema for the state of a device. A value and its JSON are the same.
 *
 * @category schemas
 * @since 0.2.0
 */
export const DeviceState: Schema.Codec<DeviceState> = /*#__PURE__*/ built(() =>
  Schema.Struct({ Device: Schema.String, State: Schema.String, since: optionalNumber })
)

/**
 * The state of an extension that has a hint. Its key is the extension and the context, such as `101@from-internal`.
 *
 * @category models
 * @since 0.2.0
 */
export interface ExtensionState {
  readonly Exten: string
  readonly Context: string
  /** What it watches, such as `PJSIP/101`, or `PJSIP/101,CustomPresence:101`. */
  readonly Hint?: string
  /** The state as a number, a sum of bits: 0 idle, 1 in use, 2 busy, 4 unavailable, 8 ringing, 16 on hold; -1 unknown. */
  readonly Status: number
  /** The state as text, such as `Idle` or `InUse&Ringing`. */
  readonly StatusText?: string
  /** When it began, in milliseconds since 1970; absent if nobody saw it. */
  readonly since?: number
  /** The presence of the hint, such as `away`, if it has one and it has changed since the model began: no list has it. */
  readonly presence?: string
}

/**
 * Schema for the state of an extension. A value and its JSON are the same.
 *
 * @category schemas
 * @since 0.2.0
 */
export const ExtensionState: Schema.Codec<ExtensionState> = /*#__PURE__*/ built(() =>
  Schema.Struct({
    Exten: Schema.String,
    Context: Schema.String,
    Hint: optionalText,
    Status: Schema.Finite,
    StatusText: optionalText,
    since: optionalNumber,
    presence: optionalText
  })
)

/**
 * The presence of somebody. The key is its `Presentity`, such as `CustomPresence:101`.
 *
 * @category models
 * @since 0.2.0
 */
export interface PresenceState {
  readonly Presentity: string
  /** `not_set`, `unavailable`, `available`, `away`, `xa`, `chat` or `dnd`. */
  readonly Status: string
  readonly Subtype?: string
  readonly Message?: string
  /** When it began, in milliseconds since 1970; absent if nobody saw it. */
  readonly since?: number
}

/**
 * Schema for the presence of somebody. A value and its JSON are the same.
 *
 * @category schemas
 * @since 0.2.0
 */
export const PresenceState: Schema.Codec<PresenceState> = /*#__PURE__*/ built(() =>
  Schema.Struct({
    Presentity: Schema.String,
    Status: Schema.String,
    Subtype: optionalText,
    Message: optionalText,
    since: optionalNumber
  })
)

// --- Part -------------------------------------------------------------------

/** What lives for one call or conference: Asterisk announces its states and keeps none (AST_FLAG_DISABLE_DEVSTATE_CACHE). */
const ephemeral = /^(?:Local|Snoop|CBAnn|CBRec|Announcer|Recorder|UnicastRTP|MulticastRTP|AudioSocket|WebSocket)\//i

const readDevice = (message: AmiMessage) => ({
  Device: textOf(message, "Device") ?? "",
  State: textOf(message, "State") ?? "UNKNOWN"
})

const readExtension = (message: AmiMessage) => ({
  Exten: textOf(message, "Exten") ?? "",
  Context: textOf(message, "Context") ?? "",
  Hint: textOf(message, "Hint"),
  Status: intOf(message, "Status") ?? -1,
  StatusText: textOf(message, "StatusText")
})

const readPresence = (message: AmiMessage) => ({
  Presentity: textOf(message, "Presentity") ?? "",
  Status: textOf(message, "Status") ?? "not_set",
  Subtype: textOf(message, "Subtype"),
  Message: textOf(message, "Message")
})

const makePart = (capacity: number | undefined) => {
  const devices = new TablePart.Published<DeviceState>((device) => device, { capacity })
  const extensions = new TablePart.Published<ExtensionState>((extension) => extension, { capacity })
  const presences = new TablePart.Published<PresenceState>((presence) => presence, { capacity })

  const device = (message: AmiMessage, before: DeviceState | undefined, now?: number) => {
    const state = readDevice(message)
    return { ...state, since: before?.State === state.State ? before.since : now }
  }
  const extension = (message: AmiMessage, before: ExtensionState | undefined, now?: number) => {
    const state = readExtension(message)
    return { ...state, since: before?.Status === state.Status ? before.since : now, presence: before?.presence }
  }
  const presence = (message: AmiMessage, before: PresenceState | undefined, now?: number) => {
    const state = readPresence(message)
    const isSame = before?.Status === state.Status && before.Subtype === state.Subtype
    return { ...state, since: isSame ? before.since : now }
  }
  const extensionKey = (message: AmiMessage) => `${message.get("Exten") ?? ""}@${message.get("Context") ?? ""}`

  const part = TablePart.make({
    name: "states",
    outputs: [devices.publisher, extensions.publisher, presences.publisher],
    lists: [
      {
        source: TablePart.optional(source(32, Actions.DeviceStateList())),
        tables: [devices.table],
        take: (items) =>
          devices.list(items, (item) => {
            const key = item.get("Device") ?? ""
            return ephemeral.test(key) ? undefined : [key, device(item, devices.table.unbroken(key))]
          })
      },
      {
        source: TablePart.optional(source(31, Actions.ExtensionStateList())),
        tables: [extensions.table],
        take: (items) =>
          extensions.list(items, (item) => {
            const key = extensionKey(item)
            return [key, extension(item, extensions.table.unbroken(key))]
          })
      },
      {
        source: TablePart.optional(source(30, Actions.PresenceStateList())),
        tables: [presences.table],
        take: (items) =>
          presences.list(items, (item) => {
            const key = item.get("Presentity") ?? ""
            return [key, presence(item, presences.table.unbroken(key))]
          })
      }
    ],
    on: {
      DeviceStateChange: (message, at) => {
        const key = message.get("Device") ?? ""
        if (!ephemeral.test(key)) devices.table.open(key, device(message, devices.rows.get(key), at))
      },
      ExtensionStatus: (message, at) => {
        const key = extensionKey(message)
        // -2 is an extension that was removed (pbx.h, AST_EXTENSION_REMOVED).
        if (intOf(message, "Status") === -2) extensions.table.close(key)
        else extensions.table.open(key, extension(message, extensions.rows.get(key), at))
      },
      PresenceStatus: (message) =>
        extensions.table.change(extensionKey(message), { presence: textOf(message, "Status") }),
      PresenceStateChange: (message, at) => {
        const key = message.get("Presentity") ?? ""
        presences.table.open(key, presence(message, presences.rows.get(key), at))
      }
    }
  })
  return { part, devices, extensions, presences }
}

// --- Service ----------------------------------------------------------------

/**
 * What an account needs for these models: `read = call` and `write = reporting` in manager.conf.
 *
 * @category constants
 * @since 0.2.0
 */
export const account: AmiPermission.Account = /*#__PURE__*/ AmiPermission.account({
  sends: [Actions.DeviceStateList, Actions.ExtensionStateList, Actions.PresenceStateList],
  reads: [Events.DeviceStateChange, Events.ExtensionStatus, Events.PresenceStateChange, Events.PresenceStatus]
})

/**
 * A model that Asterisk may not have.
 *
 * @category models
 * @since 0.2.0
 */
export interface States<out V> extends AmiLive.Model<V> {
  /** False if Asterisk does not know the list, as without `res_manager_devicestate`; the model is empty then. */
  readonly isAvailable: AmiLive.Watch<boolean>
}

/**
 * The states of devices, extensions and presence.
 *
 * @category services
 * @since 0.2.0
 */
export class AmiStates extends Context.Service<AmiStates, {
  /** By the name of the device. */
  readonly devices: States<DeviceState>
  /** By extension and context, such as `101@from-internal`. */
  readonly extensions: States<ExtensionState>
  /** By presentity, such as `CustomPresence:101`. */
  readonly presence: States<PresenceState>
}>()("effect-ami/live/AmiStates") {}

/**
 * Follows states until the scope closes. Fails if the first lists do.
 *
 * @category constructors
 * @since 0.2.0
 */
export const make: Effect.Effect<AmiStates["Service"], AmiError, AmiLive.AmiLive | Scope.Scope> = Effect.gen(
  function*() {
    const live = yield* AmiLive.AmiLive
    const { capacity } = yield* AmiLive.Settings
    const { devices, extensions, part, presences } = makePart(capacity)
    yield* live.install(part)
    return AmiStates.of({ devices: devices.model, extensions: extensions.model, presence: presences.model })
  }
)

/**
 * Layer of the states of a client.
 *
 * **Example** (Showing a lamp for an extension)
 *
 * ```ts import.meta.vitest
 * import { Effect, Layer, Redacted } from "effect"
 * import { AmiClient, AmiStates, AmiTransportMock } from "effect-ami"
 *
 * const program = Effect.gen(function*() {
 *   const states = yield* AmiStates.AmiStates
 *   const { value } = yield* states.extensions.lookup("101@from-internal")
 *   return [value?.Hint, value?.StatusText]
 * })
 *
 * const hint = "Event: ExtensionStatus\nExten: 101\nContext: from-internal\nHint: PJSIP/101\nStatus: 1\nStatusText: InUse"
 * const AmiTest = AmiClient.layer({ username: "demo", secret: Redacted.make("demo") }).pipe(
 *   Layer.provide(AmiTransportMock.layer({
 *     PresenceStateList: AmiTransportMock.list("PresenceStateListComplete", []),
 *     ExtensionStateList: AmiTransportMock.list("ExtensionStateListComplete", [hint]),
 *     DeviceStateList: AmiTransportMock.list("DeviceStateListComplete", [])
 *   }))
 * )
 * await Effect.runPromise(program.pipe(Effect.provide(AmiStates.layer.pipe(Layer.provide(AmiTest)))))
 * // => ["PJSIP/101", "InUse"]
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layer: Layer.Layer<AmiStates, AmiError, AmiClient> = Layer.effect(AmiStates, make).pipe(
  Layer.provide(AmiLive.layer)
)
