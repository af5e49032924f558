/**
 * The actions that show the objects of PJSIP.
 *
 * @since 0.2.0
 */
import { item, type Lines, list, refusal } from "../messages.ts"
import * as Contacts from "../pbx/config/contacts.ts"
import * as Pjsip from "../pbx/config/pjsip.ts"
import * as Registrations from "../pbx/config/registrations.ts"
import * as Devices from "../pbx/devices.ts"
import type { Draft } from "../pbx/draft.ts"
import { type Request, valueOf } from "../requests.ts"
import type { PbxActions } from "./action.ts"

type Answer = PbxActions[string]["answer"]

const textOf = ({ aor, uri }: Contacts.Contact): string => `${aor}/${uri}`

/** Its contacts as `PJSIPShowEndpoints` has them: each with a comma after it. */
const commaAfterEach = (contacts: ReadonlyArray<Contacts.Contact>): string =>
  contacts.map((contact) => `${textOf(contact)},`).join("")

const aorLines = (draft: Draft, aor: Pjsip.PjsipObject, endpoint: string): Lines =>
  Pjsip.lines(draft.dialect, "aor", aor, { Contacts: Contacts.ofAor(draft, aor, endpoint).map(textOf).join(",") })

/** The state of an endpoint's device in words, and how many channels it has. */
const activity = (draft: Draft, name: string): Lines => {
  const device = `PJSIP/${name}`
  const channels = draft.byDevice.get(device)?.channels ?? 0
  // Asterisk 16 leaves the number out (pjsip_configuration.c, active_channels_to_str).
  return [
    `DeviceState: ${Devices.wordsOf(Devices.stateOf(draft, device))}`,
    `ActiveChannels: ${draft.dialect === 16 ? "" : channels}`
  ]
}

/** Shows all objects of a type; none is an error with a stray line feed. */
const listing = (
  type: Pjsip.Type,
  names: { readonly event: string; readonly plural: string; readonly none: string },
  show: (draft: Draft, object: Pjsip.PjsipObject) => Lines
): Answer =>
(draft, request) => {
  const objects = Pjsip.all(draft, type)
  if (objects.length === 0) return [refusal(request, `No ${names.none} found\n`)]
  const items = objects.map((object) => item(request, names.event, show(draft, object)))
  const message = `A listing of ${names.plural} follows, presented as ${names.event} events`
  return list(request, message, items, `${names.event}Complete`)
}

const showAors = listing(
  "aor",
  { event: "AorList", plural: "AORs", none: "AORs" },
  (draft, aor) => aorLines(draft, aor, aor.name)
)

const showAuths = listing(
  "auth",
  { event: "AuthList", plural: "Auths", none: "Auths" },
  ({ dialect }, auth) => Pjsip.lines(dialect, "auth", auth)
)

const showEndpoints = listing(
  "endpoint",
  { event: "EndpointList", plural: "Endpoints", none: "endpoints" },
  (draft, endpoint) => [
    "ObjectType: endpoint",
    `ObjectName: ${endpoint.name}`,
    `Transport: ${Pjsip.valueOf(endpoint, "Transport")}`,
    `Aor: ${Pjsip.namesIn(endpoint, "Aors").join(",")}`,
    `Auths: ${Pjsip.namesIn(endpoint, "Auth").join(",")}`,
    `OutboundAuths: ${Pjsip.namesIn(endpoint, "OutboundAuth").join(",")}`,
    ...Contacts.aorsOf(draft, endpoint).map((aor) =>
      `Contacts: ${commaAfterEach(Contacts.ofAor(draft, aor, endpoint.name))}`
    ),
    ...activity(draft, endpoint.name)
  ]
)

const showResourceLists = listing(
  "resource_list",
  { event: "ResourceListDetail", plural: "resource lists", none: "resource lists" },
  ({ dialect }, object) => Pjsip.lines(dialect, "resource_list", object)
)

const showContacts: Answer = (draft, request) => {
  const contacts = Contacts.allRegistered(draft)
  if (contacts.length === 0) return [refusal(request, "No Contacts found\n")]
  const items = contacts.map((contact) => item(request, "ContactList", Contacts.listLines(draft, contact)))
  const message = "A listing of Contacts follows, presented as ContactList events"
  return list(request, message, items, "ContactListComplete")
}

/** An endpoint with everything that belongs to it, in the order of the modules that show it. */
const detailsOf = (draft: Draft, request: Request, endpoint: Pjsip.PjsipObject): ReadonlyArray<Lines> => {
  const { dialect } = draft
  const detail = (event: string, lines: Lines): Lines => item(request, event, lines)
  const ofEndpoint = `EndpointName: ${endpoint.name}`
  const auths = [...Pjsip.authsOf(draft, endpoint, "Auth"), ...Pjsip.authsOf(draft, endpoint, "OutboundAuth")]
  const transport = Pjsip.find(draft, "transport", Pjsip.valueOf(endpoint, "Transport"))
  const aors = Contacts.aorsOf(draft, endpoint)
  return [
    detail("EndpointDetail", [
      ...Pjsip.lines(dialect, "endpoint", endpoint),
      ...activity(draft, endpoint.name)
    ]),
    ...auths.map((auth) => detail("AuthDetail", [...Pjsip.lines(dialect, "auth", auth), ofEndpoint])),
    ...(transport === undefined
      ? []
      : [detail("TransportDetail", [...Pjsip.lines(dialect, "transport", transport), ofEndpoint])]),
    ...aors.map((aor) => {
      const contacts = Contacts.ofAor(draft, aor, endpoint.name)
      return detail("AorDetail", [
        ...aorLines(draft, aor, endpoint.name),
        `TotalContacts: ${contacts.length}`,
        `ContactsRegistered: ${contacts.filter(({ isPermanent }) => !isPermanent).length}`,
        ofEndpoint
      ])
    }),
    ...aors.flatMap((aor) =>
      Contacts.ofAor(draft, aor, endpoint.name).map((contact) =>
        detail("ContactStatusDetail", Contacts.detailLines(draft, contact, aor))
      )
    ),
    ...Pjsip.identifiesOf(draft, endpoint).map((identify) =>
      detail("IdentifyDetail", [...Pjsip.lines(dialect, "identify", identify), ofEndpoint])
    )
  ]
}

const showEndpoint: Answer = (draft, request) => {
  const name = valueOf(request, "Endpoint")
  if (name === "") return [refusal(request, "PJSIPShowEndpoint requires an endpoint name\n")]
  const endpoint = Pjsip.find(draft, "endpoint", name)
  if (endpoint === undefined) return [refusal(request, `Unable to retrieve endpoint ${name}\n`)]
  const message = "Following are Events for each object associated with the Endpoint"
  return list(request, message, detailsOf(draft, request, endpoint), "EndpointDetailComplete")
}

const showInbound: Answer = (draft, request) => {
  const items = Pjsip.all(draft, "endpoint").flatMap((endpoint) =>
    Contacts.aorsOf(draft, endpoint).map((aor) => {
      const contacts = Contacts.ofAor(draft, aor, endpoint.name)
      const lines = Pjsip.lines(draft.dialect, "aor", aor, { Contacts: contacts.map(textOf).join(",") })
      return item(request, "InboundRegistrationDetail", [
        // The field of an address of record is called by the name of its setting here.
        ...lines.map((line) => line.replace(/^Contacts:/, "Contact:")),
        `Contacts: ${commaAfterEach(contacts)}`
      ])
    })
  )
  const message = "Following are Events for each Inbound registration"
  return list(request, message, items, "InboundRegistrationDetailComplete")
}

const showStatuses: Answer = (draft, request) => {
  const items = Contacts.allRegistered(draft).map((contact) =>
    item(
      request,
      "ContactStatusDetail",
      Contacts.detailLines(draft, contact, Pjsip.find(draft, "aor", contact.aor))
    )
  )
  const message = "Following are ContactStatusEvents for each Inbound registration"
  return list(request, message, items, "ContactStatusDetailComplete")
}

const showOutbound: Answer = (draft, request) => {
  const registrations = Pjsip.all(draft, "registration")
  const items = registrations.map((object) => {
    const { next, status } = Registrations.of(draft, object)
    return item(request, "OutboundRegistrationDetail", [
      ...Pjsip.lines(draft.dialect, "registration", object),
      `Status: ${status}`,
      `NextReg: ${next}`
    ])
  })
  const up = registrations.filter((object) => Registrations.of(draft, object).status === "Registered").length
  const counts = [`Registered: ${up}`, `NotRegistered: ${registrations.length - up}`]
  const message = "Following are Events for each Outbound registration"
  return list(request, message, items, "OutboundRegistrationDetailComplete", counts)
}

/** Nobody subscribes to anything. */
const showSubscriptions = (direction: "Inbound" | "Outbound"): Answer => (_, request) =>
  list(
    request,
    `Following are Events for each ${direction.toLowerCase()} Subscription`,
    [],
    `${direction}SubscriptionDetailComplete`
  )

/** The actions that show the objects of PJSIP. */
export const actions: PbxActions = {
  PJSIPShowAors: { answer: showAors },
  PJSIPShowAuths: { answer: showAuths },
  PJSIPShowContacts: { answer: showContacts },
  PJSIPShowEndpoint: { answer: showEndpoint },
  PJSIPShowEndpoints: { answer: showEndpoints },
  PJSIPShowRegistrationInboundContactStatuses: { answer: showStatuses },
  PJSIPShowRegistrationsInbound: { answer: showInbound },
  PJSIPShowRegistrationsOutbound: { answer: showOutbound },
  PJSIPShowResourceLists: { answer: showResourceLists },
  PJSIPShowSubscriptionsInbound: { answer: showSubscriptions("Inbound") },
  PJSIPShowSubscriptionsOutbound: { answer: showSubscriptions("Outbound") }
}
