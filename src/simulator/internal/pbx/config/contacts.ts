/**
 * Contacts: the addresses at which PJSIP reaches its endpoints, and the events when they come and go.
 *
 * @since 0.2.0
 */
import { md5 } from "../../../../internal/md5.ts"
import type { Lines } from "../../messages.ts"
import * as wire from "../../wire.ts"
import { describe, ownContacts } from "../calls/telephone.ts"
import type { Draft } from "../draft.ts"
import { all, find, namesIn, type PjsipObject, valueOf } from "./pjsip.ts"

/** How long a registration lasts, in seconds. */
const expiration = 3600

/** An address of an endpoint. */
export interface Contact {
  readonly aor: string
  readonly uri: string
  readonly endpoint: string
  /** Whether it is configured, rather than registered. */
  readonly isPermanent: boolean
  /** When it expires, in seconds since the epoch; 0 for never. */
  readonly expiresAt: number
}

/** The addresses that an endpoint registered. */
const registered = (draft: Draft, name: string): ReadonlyArray<string> => {
  const endpoint = Object.hasOwn(draft.endpoints, name) ? draft.endpoints[name] : undefined
  return endpoint === undefined ? [] : draft.contacts.get(name) ?? ownContacts(name, describe(endpoint))
}

/** The contacts of an address of record: those configured, or else those of the telephone that registers under its name. */
export const ofAor = (draft: Draft, aor: PjsipObject, endpoint: string): ReadonlyArray<Contact> => {
  const permanent = aor.given.get("Contact") ?? []
  const uris = permanent.length > 0 ? permanent : registered(draft, aor.name)
  const isPermanent = permanent.length > 0
  const expiresAt = isPermanent ? 0 : Math.floor(draft.now / 1000) + expiration
  return uris.map((uri) => ({ aor: aor.name, uri, endpoint, isPermanent, expiresAt }))
}

/** The addresses of record of an endpoint that exist. */
export const aorsOf = (draft: Draft, endpoint: PjsipObject): ReadonlyArray<PjsipObject> =>
  namesIn(endpoint, "Aors").flatMap((name) => find(draft, "aor", name) ?? [])

/** The contacts of an endpoint. */
export const of = (draft: Draft, endpoint: PjsipObject): ReadonlyArray<Contact> =>
  aorsOf(draft, endpoint).flatMap((aor) => ofAor(draft, aor, endpoint.name))

/** The contacts that telephones registered. */
export const allRegistered = (draft: Draft): ReadonlyArray<Contact> =>
  all(draft, "endpoint").flatMap((endpoint) => of(draft, endpoint)).filter(({ isPermanent }) => !isPermanent)

/** The id of a contact (res_pjsip_registrar.c, and location.c for a configured one). */
const idOf = ({ aor, isPermanent, uri }: Contact): string =>
  `${aor}${isPermanent ? "@" : ";"}@${md5(wire.toBytes(uri))}`

const address = (uri: string): string => {
  const host = uri.slice(uri.indexOf("@") + 1).replace(/[;>].*$/, "")
  return /:\d+$/.test(host) ? host : `${host}:5060`
}

const statusLines: Lines = ["Status: NonQualified", "RoundtripUsec: N/A"]

/** A contact as `PJSIPShowContacts` lists it. */
export const listLines = (draft: Draft, contact: Contact): Lines => {
  const [host = "", port = ""] = address(contact.uri).split(":")
  return [
    "ObjectType: contact",
    `ObjectName: ${idOf(contact)}`,
    `ViaAddr: ${host}`,
    "QualifyTimeout: 3.000000",
    ...(draft.dialect === 22 ? ["Qualify2xxOnly: false"] : []),
    `CallId: ${md5(wire.toBytes(contact.uri)).slice(0, 16)}`,
    "RegServer: ",
    "PruneOnBoot: no",
    "Path: ",
    `Endpoint: ${contact.endpoint}`,
    `ViaPort: ${port}`,
    "AuthenticateQualify: no",
    `Uri: ${contact.uri}`,
    "QualifyFrequency: 0",
    "UserAgent: ",
    `ExpirationTime: ${contact.expiresAt}`,
    "OutboundProxy: ",
    ...statusLines
  ]
}

/** A contact with its status, as it is listed with its endpoint. */
export const detailLines = (draft: Draft, contact: Contact, aor: PjsipObject | undefined): Lines => {
  const frequency = aor === undefined ? "" : valueOf(aor, "QualifyFrequency")
  return [
    `AOR: ${contact.aor}`,
    `URI: ${contact.uri}`,
    "UserAgent: ",
    `RegExpire: ${contact.expiresAt}`,
    ...(contact.isPermanent
      ? []
      : [`ViaAddress: ${address(contact.uri)}`, `CallID: ${md5(wire.toBytes(contact.uri)).slice(0, 16)}`]),
    ...statusLines,
    `EndpointName: ${contact.endpoint}`,
    `ID: ${idOf(contact)}`,
    "AuthenticateQualify: 0",
    "OutboundProxy: ",
    "Path: ",
    `QualifyFrequency: ${frequency === "" ? 0 : frequency}`,
    "QualifyTimeout: 3.000",
    ...(draft.dialect === 22 ? ["Qualify2xxOnly: 0"] : [])
  ]
}

const raiseContactStatus = (draft: Draft, endpoint: string, uri: string, status: string, roundtrip = 0): void =>
  draft.raise("ContactStatus", "system", [
    `URI: ${uri}`,
    `ContactStatus: ${status}`,
    `AOR: ${endpoint}`,
    `EndpointName: ${endpoint}`,
    `RoundtripUsec: ${roundtrip}`
  ])

/** Qualifies a new contact, if its address of record has a `qualify_frequency`. */
const qualify = (draft: Draft, endpoint: string, uri: string): void => {
  const aor = find(draft, "aor", endpoint)
  if (aor === undefined || Number(valueOf(aor, "QualifyFrequency")) <= 0) return
  const roundtrip = 1000 + Math.floor(draft.random() * 4000)
  draft.later(roundtrip / 1000, (later) => raiseContactStatus(later, endpoint, uri, "Reachable", roundtrip))
}

const raisePeerStatus = (draft: Draft, endpoint: string, status: string): void =>
  draft.raise("PeerStatus", "system", [
    "ChannelType: PJSIP",
    `Peer: PJSIP/${endpoint}`,
    `PeerStatus: ${status}`
  ])

/** Announces an added contact of a telephone: the first one makes it reachable. */
export const added = (draft: Draft, endpoint: string, uri: string, isFirst: boolean): void => {
  raiseContactStatus(draft, endpoint, uri, "NonQualified")
  qualify(draft, endpoint, uri)
  if (!isFirst) return
  raisePeerStatus(draft, endpoint, "Reachable")
  draft.deviceChanged(`PJSIP/${endpoint}`)
}

/** Announces a removed contact of a telephone: without any it is unreachable. */
export const removed = (draft: Draft, endpoint: string, uri: string, isLast: boolean): void => {
  if (isLast) {
    raisePeerStatus(draft, endpoint, "Unreachable")
    draft.deviceChanged(`PJSIP/${endpoint}`)
  }
  raiseContactStatus(draft, endpoint, uri, "Removed")
}
