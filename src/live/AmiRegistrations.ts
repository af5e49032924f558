/**
 * The registrations of PJSIP with other servers, such as those of providers: registered or not, and since when.
 *
 * **Details**
 *
 * The event `Registry` names a registration by its URIs: it changes all that have the same. One that is added or removed by a
 * reload raises none: it comes and goes with the list that is taken every 5 minutes, as `relistEvery` of `AmiLive.Settings`
 * says. Those of other channel drivers than PJSIP are not listed.
 *
 * **Gotchas**
 *
 * `PJSIPShowRegistrationsOutbound` also sends the auth sections with their passwords, which are not kept. A client with
 * `dangerous: "refuse"` does not send it, and the Layer fails.
 *
 * The account needs these lines in manager.conf (`AmiRegistrations.account`):
 *
 * ```ini
 * read = system
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

const { intOf, sameMoment, textOf } = TablePart

// --- Values -----------------------------------------------------------------

/**
 * A registration with another server. Its key is its `ObjectName`, the name of its section in pjsip.conf.
 *
 * @category models
 * @since 0.2.0
 */
export interface Registration {
  readonly ObjectName: string
  /** Who registers, such as `sip:account@provider.example`. */
  readonly ClientUri: string
  /** Where, such as `sip:provider.example`. */
  readonly ServerUri: string
  readonly Endpoint?: string
  /** `Registered`, `Unregistered` or `Rejected`. */
  readonly Status: string
  /** When the status began, in milliseconds since 1970; absent if nobody saw it. */
  readonly statusSince?: number
  /** When it registers again, in milliseconds since 1970, as the last list said; absent after an event. */
  readonly nextAt?: number
}

/**
 * Schema for a registration. A value and its JSON are the same.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Registration: Schema.Codec<Registration> = /*#__PURE__*/ built(() =>
  Schema.Struct({
    ObjectName: Schema.String,
    ClientUri: Schema.String,
    ServerUri: Schema.String,
    Endpoint: Schema.optionalKey(Schema.String),
    Status: Schema.String,
    statusSince: Schema.optionalKey(Schema.Finite),
    nextAt: Schema.optionalKey(Schema.Finite)
  })
)

// --- Part -------------------------------------------------------------------

const read = (item: AmiMessage, at: number, before: Registration | undefined, unbroken: Registration | undefined) => {
  const Status = textOf(item, "Status") ?? "Unregistered"
  const next = intOf(item, "NextReg") ?? 0
  return {
    ObjectName: textOf(item, "ObjectName") ?? "",
    ClientUri: textOf(item, "ClientUri") ?? "",
    ServerUri: textOf(item, "ServerUri") ?? "",
    Endpoint: textOf(item, "Endpoint"),
    Status,
    statusSince: unbroken?.Status === Status ? unbroken.statusSince : undefined,
    nextAt: next > 0 ? sameMoment(at + next * 1000, before?.nextAt) : undefined
  }
}

const makePart = (capacity: number | undefined) => {
  const registrations = new TablePart.Published<Registration>((registration) => registration, { capacity })
  const part = TablePart.make({
    name: "registrations",
    outputs: [registrations.publisher],
    lists: [{
      source: TablePart.optional(source(15, Actions.PJSIPShowRegistrationsOutbound())),
      tables: [registrations.table],
      take: (items, at) =>
        registrations.list(items, (item) => {
          const key = item.get("ObjectName")
          return key === undefined || item.name !== "OutboundRegistrationDetail"
            ? undefined
            : [key, read(item, at, registrations.rows.get(key), registrations.table.unbroken(key))]
        })
    }],
    on: {
      Registry: (message, at) => {
        if (message.get("ChannelType")?.toUpperCase() !== "PJSIP") return
        const Status = textOf(message, "Status") ?? "Unregistered"
        for (const [key, before] of registrations.rows) {
          if (before.ClientUri !== message.get("Username") || before.ServerUri !== message.get("Domain")) continue
          const statusSince = before.Status === Status ? before.statusSince : at
          registrations.table.change(key, { Status, statusSince, nextAt: undefined })
        }
      }
    }
  })
  return { part, registrations }
}

// --- Service ----------------------------------------------------------------

/**
 * What an account needs for this model: `read = system` and `write = reporting` in manager.conf.
 *
 * @category constants
 * @since 0.2.0
 */
export const account: AmiPermission.Account = /*#__PURE__*/ AmiPermission.account({
  sends: [Actions.PJSIPShowRegistrationsOutbound],
  reads: [Events.Registry]
})

/**
 * The registrations of PJSIP with other servers, by `ObjectName`.
 *
 * @category services
 * @since 0.2.0
 */
export class AmiRegistrations extends Context.Service<
  AmiRegistrations,
  AmiLive.Model<Registration> & {
    /** False if Asterisk has no `res_pjsip_outbound_registration`; the model is empty then. True without registrations. */
    readonly isAvailable: AmiLive.Watch<boolean>
  }
>()("effect-ami/live/AmiRegistrations") {}

/**
 * Follows registrations until the scope closes, with a list every 5 minutes. Fails if the first list does.
 *
 * @category constructors
 * @since 0.2.0
 */
export const make: Effect.Effect<AmiRegistrations["Service"], AmiError, AmiLive.AmiLive | Scope.Scope> = Effect.gen(
  function*() {
    const live = yield* AmiLive.AmiLive
    const { capacity, relistEvery = "5 minutes" } = yield* AmiLive.Settings
    const { part, registrations } = makePart(capacity)
    yield* live.install(part, { relistEvery })
    return AmiRegistrations.of(registrations.model)
  }
)

/**
 * Layer of the registrations of a client.
 *
 * **Example** (Finding lines that are down)
 *
 * ```ts import.meta.vitest
 * import { Effect, Layer, Redacted } from "effect"
 * import { AmiClient, AmiRegistrations, AmiTransportMock, Events } from "effect-ami"
 *
 * const program = Effect.gen(function*() {
 *   const registrations = yield* AmiRegistrations.AmiRegistrations
 *   const { value } = yield* registrations.get
 *   return [...value.values()].filter(({ Status }) => Status !== "Registered").map(({ ObjectName }) => ObjectName)
 * })
 *
 * const line = (ObjectName: string, Status: "Registered" | "Rejected") =>
 *   AmiTransportMock.event(Events.OutboundRegistrationDetail, { ObjectName, Status })
 * const AmiTest = AmiClient.layer({ username: "demo", secret: Redacted.make("demo") }).pipe(
 *   Layer.provide(AmiTransportMock.layer({
 *     PJSIPShowRegistrationsOutbound: AmiTransportMock.list("OutboundRegistrationDetailComplete", [
 *       line("provider-a", "Registered"),
 *       line("provider-b", "Rejected")
 *     ])
 *   }))
 * )
 * await Effect.runPromise(program.pipe(Effect.provide(AmiRegistrations.layer.pipe(Layer.provide(AmiTest)))))
 * // => ["provider-b"]
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layer: Layer.Layer<AmiRegistrations, AmiError, AmiClient> = Layer.effect(AmiRegistrations, make).pipe(
  Layer.provide(AmiLive.layer)
)
