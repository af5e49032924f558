/**
 * The commands that list objects of PJSIP (res_pjsip/pjsip_cli.c and the formatters of its modules).
 *
 * @since 0.2.0
 */
import { md5 } from "../../../internal/md5.ts"
import type { Lines } from "../messages.ts"
import * as Contacts from "../pbx/config/contacts.ts"
import * as Pjsip from "../pbx/config/pjsip.ts"
import * as Registrations from "../pbx/config/registrations.ts"
import * as Devices from "../pbx/devices.ts"
import type { Draft } from "../pbx/draft.ts"
import * as wire from "../wire.ts"
import { column, type Command, type Commands } from "./command.ts"

const rule = "=".repeat(90)

/** A table: its heads, and what it has of each object. */
const table = (heads: Lines, objects: ReadonlyArray<Lines>): Lines =>
  objects.length === 0
    ? ["No objects found.", ""]
    : ["", ...heads, rule, "", ...objects.flat(), "", `Objects found: ${objects.length}`, ""]

const heads = {
  endpoint: " Endpoint:  <Endpoint/CID.....................................>  <State.....>  <Channels.>",
  auth: "  I/OAuth:  <AuthId/UserName.............................................................>",
  aor: "      Aor:  <Aor..............................................>  <MaxContact>",
  contact: "  Contact:  <Aor/ContactUri..............................> <Hash....> <Status> <RTT(ms)..>",
  transport: "Transport:  <TransportId........>  <Type>  <cos>  <tos>  <BindAddress....................>"
} as const

const nested = [
  heads.endpoint,
  "    I/OAuth:  <AuthId/UserName...........................................................>",
  "        Aor:  <Aor............................................>  <MaxContact>",
  "      Contact:  <Aor/ContactUri..........................> <Hash....> <Status> <RTT(ms)..>",
  "  Transport:  <TransportId........>  <Type>  <cos>  <tos>  <BindAddress..................>",
  "   Identify:  <Identify/Endpoint.........................................................>",
  "        Match:  <criteria.........................>",
  "    Channel:  <ChannelId......................................>  <State.....>  <Time.....>",
  "        Exten: <DialedExten...........>  CLCID: <ConnectedLineCID.......>"
]

/** The number of a caller id, which follows the name of its endpoint. */
const numberOf = (object: Pjsip.PjsipObject): string => /<([^>]*)>/.exec(Pjsip.valueOf(object, "Callerid"))?.[1] ?? ""

const endpointLine = (draft: Draft, endpoint: Pjsip.PjsipObject): string => {
  const device = `PJSIP/${endpoint.name}`
  const number = numberOf(endpoint)
  const name = number === "" ? endpoint.name : `${endpoint.name}/${number}`
  const state = Devices.wordsOf(Devices.stateOf(draft, device))
  const channels = String(draft.byDevice.get(device)?.channels ?? 0)
  return ` Endpoint:  ${column(name, 51)}  ${column(state, 12)} ${channels.padStart(2)} of inf`
}

const contactLine = (draft: Draft, contact: Contacts.Contact, indent: number, width: number): string => {
  const hash = md5(wire.toBytes(contact.uri)).slice(0, 10)
  const roundtrip = draft.dialect === 16 ? "nan" : "-nan"
  const name = column(`${contact.aor}/${contact.uri}`, width)
  return `${"Contact:".padStart(indent + 8)}  ${name} ${hash} ${column("NonQual", 7)} ${roundtrip.padStart(11)}`
}

const aorLine = (aor: Pjsip.PjsipObject, indent: number, width: number): string =>
  `${"Aor:".padStart(indent + 4)}  ${column(aor.name, width)}  ${Pjsip.valueOf(aor, "MaxContacts") || "0"}`

const authLine = (auth: Pjsip.PjsipObject, title: string, indent: number): string =>
  `${title.padStart(indent + title.length)}  ${auth.name}/${Pjsip.valueOf(auth, "Username")}`

const transportLine = (transport: Pjsip.PjsipObject): string => {
  const protocol = Pjsip.valueOf(transport, "Protocol")
  const bind = Pjsip.valueOf(transport, "Bind")
  return `Transport:  ${column(transport.name, 21)}  ${protocol.padStart(6)} ${"0".padStart(6)} ${
    "0".padStart(6)
  }  ${bind}`
}

const addressOf = (match: string): string => match.includes("/") ? match : `${match}/32`

const nestedLines = (draft: Draft, endpoint: Pjsip.PjsipObject): Lines => [
  endpointLine(draft, endpoint),
  ...Pjsip.authsOf(draft, endpoint, "Auth").map((auth) => authLine(auth, "InAuth:", 5)),
  ...Pjsip.authsOf(draft, endpoint, "OutboundAuth").map((auth) => authLine(auth, "OutAuth:", 4)),
  ...Contacts.aorsOf(draft, endpoint).flatMap((aor) => [
    aorLine(aor, 8, 49),
    ...Contacts.ofAor(draft, aor, endpoint.name).map((contact) => contactLine(draft, contact, 6, 42))
  ]),
  ...Pjsip.identifiesOf(draft, endpoint).flatMap((identify) => [
    `   Identify:  ${identify.name}/${endpoint.name}`,
    ...(identify.given.get("Match") ?? []).map((match) => `        Match: ${addressOf(match)}`)
  ]),
  ""
]

const showEndpoints: Command = ({ draft }) =>
  table(nested, Pjsip.all(draft, "endpoint").map((endpoint) => nestedLines(draft, endpoint)))

const showEndpoint: Command = ({ draft }, words) => {
  const [name = ""] = words
  const endpoint = Pjsip.find(draft, "endpoint", name)
  if (endpoint === undefined) return [`Unable to find object ${name}.`, ""]
  const parameters = Pjsip.lines(draft.dialect, "endpoint", endpoint).slice(2).map((line) => {
    const colon = line.indexOf(":")
    return [snakeOf(line.slice(0, colon)), line.slice(colon + 2)] as const
  }).sort(([one], [other]) => one < other ? -1 : 1)
  const width = Math.max(...parameters.map(([parameter]) => parameter.length))
  return [
    "",
    ...nested,
    rule,
    "",
    ...nestedLines(draft, endpoint),
    "",
    ` ${column("ParameterName", width)} : ParameterValue`,
    ` ${"=".repeat(width + 3 + 40)}`,
    ...parameters.map(([parameter, value]) => ` ${column(parameter, width)} : ${value}`),
    ""
  ]
}

/** `RpidImmediate` is the setting `rpid_immediate`. */
const snakeOf = (field: string): string => field.replaceAll(/(?<!^)([A-Z])/g, "_$1").toLowerCase()

const showAors: Command = ({ draft }) =>
  table(
    [heads.aor, "    Contact:  <Aor/ContactUri............................> <Hash....> <Status> <RTT(ms)..>"],
    Pjsip.all(draft, "aor").map((aor) => [
      aorLine(aor, 6, 51),
      ...Contacts.ofAor(draft, aor, aor.name).map((contact) => contactLine(draft, contact, 4, 44)),
      ""
    ])
  )

const showContacts: Command = ({ draft }) =>
  table(
    [heads.contact],
    Pjsip.all(draft, "aor").flatMap((aor) =>
      Contacts.ofAor(draft, aor, aor.name).map((contact) => [contactLine(draft, contact, 2, 46)])
    )
  )

const showRegistrations: Command = ({ draft }) =>
  table(
    [" <Registration/ServerURI..............................>  <Auth....................>  <Status.......>"],
    Pjsip.all(draft, "registration").map((registration) => {
      const { next, status } = Registrations.of(draft, registration)
      const name = column(`${registration.name}/${Pjsip.valueOf(registration, "ServerUri")}`, 54)
      const auth = column(Pjsip.valueOf(registration, "OutboundAuth") || "n/a", 26)
      return [` ${name}  ${auth}  ${column(status, 16)}  (exp. ${next}s)`]
    })
  )

const listOf =
  (head: string, type: Pjsip.Type, line: (draft: Draft, object: Pjsip.PjsipObject) => string): Command => ({ draft }) =>
    table([head], Pjsip.all(draft, type).map((object) => [line(draft, object)]))

const showAuths = listOf(heads.auth, "auth", (_, auth) => authLine(auth, "Auth:", 5))
const listAors = listOf(heads.aor, "aor", (_, aor) => aorLine(aor, 6, 51))

/** The commands that list objects of PJSIP. */
export const commands: Commands = {
  "pjsip list aors": listAors,
  "pjsip list auths": showAuths,
  "pjsip list contacts": showContacts,
  "pjsip list endpoints": listOf(heads.endpoint, "endpoint", endpointLine),
  "pjsip list registrations": showRegistrations,
  "pjsip list transports": listOf(heads.transport, "transport", (_, transport) => transportLine(transport)),
  "pjsip show aors": showAors,
  "pjsip show auths": showAuths,
  "pjsip show channels": () => ["No objects found.", ""],
  "pjsip show contacts": showContacts,
  "pjsip show endpoint": showEndpoint,
  "pjsip show endpoints": showEndpoints,
  "pjsip show registrations": showRegistrations,
  "pjsip show transports": listOf(heads.transport, "transport", (_, transport) => transportLine(transport))
}
