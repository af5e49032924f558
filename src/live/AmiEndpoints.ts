/**
 * The endpoints of PJSIP, such as telephones and lines, with their contacts: registered or not, reachable or not, and how far
 * away.
 *
 * **Details**
 *
 * A registration that is refreshed raises no event, and neither does an endpoint that a reload adds or removes: they come with
 * the lists that are taken every 5 minutes, as `relistEvery` of `AmiLive.Settings` says.
 *
 * The account needs these lines in manager.conf (`AmiEndpoints.account`):
 *
 * ```ini
 * read = system,call
 * write = system
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
import { collect } from "./internal/lists.ts"
import type { Source } from "./internal/part.ts"
import * as TablePart from "./internal/tablePart.ts"
import { kept } from "./internal/text.ts"

const { intOf, textOf } = TablePart

// --- Values -----------------------------------------------------------------

/**
 * An address at which an endpoint is reached. Its key is the AOR and the URI: `101/sip:101@192.0.2.1:5060`.
 *
 * @category models
 * @since 0.2.0
 */
export interface Contact {
  readonly AOR: string
  readonly Uri: string
  /** The endpoint, such as `PJSIP/101`. */
  readonly Endpoint?: string
  /**
   * `Reachable` and `Unreachable` if Asterisk checks it (`qualify_frequency`), else `NonQualified`; `Removed` in the last
   * value. Absent for one of pjsip.conf of which no event has come yet: no list has it.
   */
  readonly Status?: string
  /** When the status began, in milliseconds since 1970; absent if nobody saw it. */
  readonly statusSince?: number
  /** How long the last check took, in microseconds. */
  readonly RoundtripUsec?: number
  readonly UserAgent?: string
  /** The address from which it registered. */
  readonly ViaAddr?: string
  readonly ViaPort?: number
  /** When the registration ends, in milliseconds since 1970 by the clock of Asterisk, as the last list said. */
  readonly expiresAt?: number
}

const optionalText = /*#__PURE__*/ built(() => Schema.optionalKey(Schema.String))
const optionalNumber = /*#__PURE__*/ built(() => Schema.optionalKey(Schema.Finite))

/**
 * Schema for an address of an endpoint. A value and its JSON are the same.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Contact: Schema.Codec<Contact> = /*#__PURE__*/ built(() =>
  Schema.Struct({
    AOR: Schema.String,
    Uri: Schema.String,
    Endpoint: optionalText,
    Status: optionalText,
    statusSince: optionalNumber,
    RoundtripUsec: optionalNumber,
    UserAgent: optionalText,
    ViaAddr: optionalText,
    ViaPort: optionalNumber,
    expiresAt: optionalNumber
  })
)

/**
 * An endpoint of PJSIP. Its key is the name of its device, such as `PJSIP/101`.
 *
 * @category models
 * @since 0.2.0
 */
export interface Endpoint {
  /** The device, such as `PJSIP/101`. */
  readonly Endpoint: string
  /** Its section in pjsip.conf, such as `101`. */
  readonly ObjectName: string
  /** `NOT_INUSE`, `INUSE`, `BUSY`, `RINGING`, `RINGINUSE`, `ONHOLD`, `UNAVAILABLE`, `INVALID` or `UNKNOWN`. */
  readonly DeviceState: string
  /**
   * How many channels it had when it was listed; absent on Asterisk 16, and when its device has changed since. `AmiChannels`
   * has the channels.
   */
  readonly ActiveChannels?: number
  /** What Asterisk has said of it last, `Reachable` or `Unreachable`: no list has it. */
  readonly PeerStatus?: string
  /** Whether it has a contact that is not known to be unreachable. */
  readonly isReachable: boolean
  readonly contacts: ReadonlyArray<Contact>
}

/**
 * Schema for an endpoint. A value and its JSON are the same.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Endpoint: Schema.Codec<Endpoint> = /*#__PURE__*/ built(() =>
  Schema.Struct({
    Endpoint: Schema.String,
    ObjectName: Schema.String,
    DeviceState: Schema.String,
    ActiveChannels: optionalNumber,
    PeerStatus: optionalText,
    isReachable: Schema.Boolean,
    contacts: Schema.Array(Contact)
  })
)

// --- Reading ----------------------------------------------------------------

/** The states of devices in the words of lists (devicestate.c, devstatestring). */
const states: Readonly<Record<string, string>> = {
  "Unknown": "UNKNOWN",
  "Not in use": "NOT_INUSE",
  "In use": "INUSE",
  "Busy": "BUSY",
  "Invalid": "INVALID",
  "Unavailable": "UNAVAILABLE",
  "Ringing": "RINGING",
  "Ring+Inuse": "RINGINUSE",
  "On Hold": "ONHOLD"
}

/** The AOR of a contact: its id is the AOR, `;@` or `@@`, and a hash (location.c). */
const aorOf = (id: string): string => id.replace(/[;@]@[^@]*$/, "")

/** The endpoints, and then the contacts that were registered. */
const lists: Source = {
  id: "PJSIPShowEndpoints and PJSIPShowContacts",
  cost: 35,
  ask: (ami) =>
    TablePart.ifKnown(Effect.gen(function*() {
      const endpoints = yield* collect(ami, Actions.PJSIPShowEndpoints())
      return [...endpoints, ...yield* collect(ami, Actions.PJSIPShowContacts())]
    }))
}

type Known = Omit<Endpoint, "isReachable" | "contacts">

const isPossible = ({ DeviceState, PeerStatus }: Known, { Status }: Contact): boolean =>
  Status === undefined
    ? PeerStatus === undefined ? DeviceState !== "UNAVAILABLE" : PeerStatus !== "Unreachable"
    : Status !== "Unreachable" && Status !== "Removed"

/** What an item of `PJSIPShowEndpoints` says of its contacts: `101/sip:101@192.0.2.1:5060,` for each. */
const contactsIn = (item: AmiMessage): ReadonlyArray<readonly [AOR: string, Uri: string]> =>
  item.getAll("Contacts").flatMap((text) => text.split(/,(?=[^,]*\/)|,$/)).flatMap((text) => {
    const slash = text.indexOf("/")
    return slash < 1 ? [] : [[kept(text.slice(0, slash)), kept(text.slice(slash + 1))] as const]
  })

// --- Part -------------------------------------------------------------------

const makePart = (capacity: number | undefined) => {
  /** The keys of the contacts of an endpoint. */
  const byEndpoint = new Map<string, Set<string>>()
  const contactsOf = (endpoint: string): ReadonlyArray<Contact> =>
    [...byEndpoint.get(endpoint) ?? []].flatMap((key) => contacts.rows.get(key) ?? [])
  const endpoints = new TablePart.Published<Known, Endpoint>((known, key) => {
    const own = contactsOf(key)
    return { ...known, isReachable: own.some((contact) => isPossible(known, contact)), contacts: own }
  }, { capacity })
  const leave = (key: string, { Endpoint }: Contact) => {
    if (Endpoint === undefined) return
    const keys = byEndpoint.get(Endpoint)
    keys?.delete(key)
    if (keys?.size === 0) byEndpoint.delete(Endpoint)
    if (endpoints.rows.has(Endpoint)) endpoints.store.touch(Endpoint)
  }
  const contacts = new TablePart.Published<Contact>((contact) => contact, {
    capacity,
    listener: {
      changed: (key, contact, previous) => {
        const { Endpoint } = contact
        if (previous !== undefined && previous.Endpoint !== Endpoint) leave(key, previous)
        if (Endpoint === undefined) return
        const keys = byEndpoint.get(Endpoint) ?? new Set<string>()
        byEndpoint.set(Endpoint, keys.add(key))
        if (endpoints.rows.has(Endpoint)) endpoints.store.touch(Endpoint)
      },
      ended: leave
    }
  })

  const takeEndpoint = (item: AmiMessage) => {
    const ObjectName = textOf(item, "ObjectName")
    if (ObjectName === undefined || item.name !== "EndpointList") return undefined
    const Endpoint = `PJSIP/${ObjectName}`
    const state = item.get("DeviceState") ?? ""
    return [Endpoint, {
      Endpoint,
      ObjectName,
      DeviceState: states[state] ?? kept(state),
      ActiveChannels: intOf(item, "ActiveChannels"),
      PeerStatus: endpoints.table.unbroken(Endpoint)?.PeerStatus
    }] as const
  }
  const takeContact = (item: AmiMessage, endpointOf: (key: string) => string | undefined) => {
    const Uri = textOf(item, "Uri")
    const id = textOf(item, "ObjectName")
    if (Uri === undefined || id === undefined || item.name !== "ContactList") return undefined
    const AOR = aorOf(id)
    const key = `${AOR}/${Uri}`
    const name = textOf(item, "Endpoint")
    const Status = textOf(item, "Status")
    const before = contacts.table.unbroken(key)
    const expires = intOf(item, "ExpirationTime") ?? 0
    return [key, {
      AOR,
      Uri,
      Endpoint: name === undefined ? endpointOf(key) : `PJSIP/${name}`,
      Status,
      statusSince: before?.Status === Status ? before?.statusSince : undefined,
      RoundtripUsec: Status === "Reachable" ? intOf(item, "RoundtripUsec") : undefined,
      UserAgent: textOf(item, "UserAgent"),
      ViaAddr: textOf(item, "ViaAddr"),
      ViaPort: intOf(item, "ViaPort"),
      expiresAt: expires > 0 ? expires * 1000 : undefined
    }] as const
  }
  /** Contacts of pjsip.conf are in the list of endpoints alone. */
  const configured = (AOR: string, Uri: string, Endpoint: string) => {
    const key = `${AOR}/${Uri}`
    const before = contacts.table.unbroken(key)
    return [key, {
      AOR,
      Uri,
      Endpoint,
      Status: before?.Status,
      statusSince: before?.statusSince,
      RoundtripUsec: before?.RoundtripUsec,
      UserAgent: undefined,
      ViaAddr: undefined,
      ViaPort: undefined,
      expiresAt: undefined
    }] as const
  }

  const part = TablePart.make({
    name: "endpoints",
    outputs: [endpoints.publisher, contacts.publisher],
    lists: [{
      source: lists,
      tables: [endpoints.table, contacts.table],
      take: (items) => {
        endpoints.list(items, takeEndpoint)
        const found = items.filter(({ name }) => name === "EndpointList").flatMap((item) =>
          contactsIn(item).map(([AOR, Uri]) => configured(AOR, Uri, `PJSIP/${textOf(item, "ObjectName") ?? ""}`))
        )
        const owners = new Map(found.map(([key, { Endpoint }]) => [key, Endpoint]))
        contacts.listAll(items, [
          ...found,
          ...items.flatMap((item) => {
            const contact = takeContact(item, (key) => owners.get(key))
            return contact === undefined ? [] : [contact]
          })
        ])
      }
    }],
    on: {
      ContactStatus: (message, at) => {
        const AOR = textOf(message, "AOR") ?? ""
        const Uri = textOf(message, "URI") ?? ""
        const key = `${AOR}/${Uri}`
        const Status = textOf(message, "ContactStatus")
        const before = contacts.rows.get(key)
        const facts = {
          Status,
          statusSince: before?.Status === Status ? before?.statusSince : at,
          RoundtripUsec: Status === "Reachable" ? intOf(message, "RoundtripUsec") : undefined
        }
        if (Status === "Removed") contacts.table.close(key, facts)
        else if (before !== undefined) contacts.table.change(key, facts)
        else {
          const name = textOf(message, "EndpointName")
          const Endpoint = name === undefined ? undefined : `PJSIP/${name}`
          const unknown = { UserAgent: undefined, ViaAddr: undefined, ViaPort: undefined, expiresAt: undefined }
          contacts.table.open(key, { AOR, Uri, Endpoint, ...facts, ...unknown })
        }
      },
      PeerStatus: (message) =>
        endpoints.table.change(message.get("Peer") ?? "", { PeerStatus: textOf(message, "PeerStatus") }),
      DeviceStateChange: (message) =>
        endpoints.table.change(message.get("Device") ?? "", {
          DeviceState: textOf(message, "State") ?? "UNKNOWN",
          ActiveChannels: undefined
        })
    }
  })
  return { part, contacts, endpoints }
}

// --- Service ----------------------------------------------------------------

/**
 * What an account needs for this model: `read = system,call` and `write = system` in manager.conf.
 *
 * @category constants
 * @since 0.2.0
 */
export const account: AmiPermission.Account = /*#__PURE__*/ AmiPermission.account({
  sends: [Actions.PJSIPShowEndpoints, Actions.PJSIPShowContacts],
  reads: [Events.ContactStatus, Events.PeerStatus, Events.DeviceStateChange]
})

/**
 * The endpoints of PJSIP by device, such as `PJSIP/101`, and their contacts by AOR and URI.
 *
 * @category services
 * @since 0.2.0
 */
export class AmiEndpoints extends Context.Service<
  AmiEndpoints,
  AmiLive.Model<Endpoint> & {
    /** The addresses of all endpoints, by AOR and URI: `101/sip:101@192.0.2.1:5060`. */
    readonly contacts: AmiLive.Model<Contact>
    /** False if Asterisk has no PJSIP; both models are empty then. True if it has no endpoints. */
    readonly isAvailable: AmiLive.Watch<boolean>
  }
>()("effect-ami/live/AmiEndpoints") {}

/**
 * Follows endpoints until the scope closes, with lists every 5 minutes. Fails if the first lists do.
 *
 * @category constructors
 * @since 0.2.0
 */
export const make: Effect.Effect<AmiEndpoints["Service"], AmiError, AmiLive.AmiLive | Scope.Scope> = Effect.gen(
  function*() {
    const live = yield* AmiLive.AmiLive
    const { capacity, relistEvery = "5 minutes" } = yield* AmiLive.Settings
    const { contacts, endpoints, part } = makePart(capacity)
    yield* live.install(part, { relistEvery })
    return AmiEndpoints.of({ ...endpoints.model, contacts: contacts.model })
  }
)

/**
 * Layer of the endpoints of a client.
 *
 * **Example** (Finding telephones that cannot be reached)
 *
 * ```ts import.meta.vitest
 * import { Effect, Layer, Redacted } from "effect"
 * import { AmiClient, AmiEndpoints, AmiTransportMock } from "effect-ami"
 *
 * const program = Effect.gen(function*() {
 *   const endpoints = yield* AmiEndpoints.AmiEndpoints
 *   const { value } = yield* endpoints.get
 *   return [...value.values()].filter(({ isReachable }) => !isReachable).map(({ Endpoint }) => Endpoint)
 * })
 *
 * const endpoint = (name: string, contact: string, state: string) =>
 *   `Event: EndpointList\nObjectName: ${name}\nContacts: ${contact}\nDeviceState: ${state}`
 * const AmiTest = AmiClient.layer({ username: "demo", secret: Redacted.make("demo") }).pipe(
 *   Layer.provide(AmiTransportMock.layer({
 *     PJSIPShowEndpoints: AmiTransportMock.list("EndpointListComplete", [
 *       endpoint("101", "101/sip:101@192.0.2.1:5060,", "Not in use"),
 *       endpoint("102", "", "Unavailable")
 *     ]),
 *     PJSIPShowContacts: AmiTransportMock.error("No Contacts found")
 *   }))
 * )
 * await Effect.runPromise(program.pipe(Effect.provide(AmiEndpoints.layer.pipe(Layer.provide(AmiTest)))))
 * // => ["PJSIP/102"]
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layer: Layer.Layer<AmiEndpoints, AmiError, AmiClient> = Layer.effect(AmiEndpoints, make).pipe(
  Layer.provide(AmiLive.layer)
)
