/**
 * The objects of PJSIP: what `pjsip.conf` says of them, and what the option `endpoints` adds.
 *
 * @since 0.2.0
 */
import type { Lines } from "../../messages.ts"
import type { Telephone } from "../calls/telephone.ts"
import type { Draft } from "../draft.ts"
import * as Hashing from "../hashing.ts"
import type { Dialect } from "../model.ts"
import { isFalse, isTrue } from "../numbers.ts"
import * as ConfigFiles from "./configFiles.ts"
import type { Section } from "./configText.ts"
import { fieldTables } from "./pjsipFields.ts"

/** A type of object. */
export type Type = keyof typeof fieldTables

/** An object: its name, and its settings as far as they are given, by the names of fields. */
export interface PjsipObject {
  readonly name: string
  readonly given: ReadonlyMap<string, ReadonlyArray<string>>
}

/** `rpid_immediate` is the field `RpidImmediate`. */
export const fieldOf = (setting: string): string =>
  setting.split("_").map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join("")

const objectOf = (section: Section): PjsipObject => {
  const given = new Map<string, ReadonlyArray<string>>()
  for (const { name, value } of section.settings) {
    const field = fieldOf(name.toLowerCase())
    given.set(field, [...(given.get(field) ?? []), value])
  }
  return { name: section.name, given }
}

/** Objects of a type in the order in which Asterisk lists them: by name in 22, by hash in 16. */
const ordered = (dialect: Dialect, objects: ReadonlyArray<PjsipObject>): ReadonlyArray<PjsipObject> =>
  dialect === 22
    ? Hashing.byName(objects, ({ name }) => name)
    : Hashing.byBucket(objects, ({ name }) => name, Hashing.hashOf, largestPrime(objects.length))

/** As many buckets as the largest prime that is not above the number of objects (res_sorcery_config.c). */
const largestPrime = (count: number): number => {
  const isPrime = (value: number) =>
    value > 1 && !Array.from({ length: value }).some((_, by) => by > 1 && value % by === 0)
  for (let value = count; value > 1; value--) if (isPrime(value)) return value
  return 1
}

/** The names of the endpoints that have an option. */
const optional = (draft: Draft): ReadonlyArray<string> => Object.keys(draft.endpoints)

const written = (draft: Draft, type: Type): ReadonlyArray<PjsipObject> =>
  ConfigFiles.sectionsOf(draft, "pjsip.conf")
    .filter((section) => !section.isTemplate && ConfigFiles.valueIn(section, "type") === type)
    .map(objectOf)
    .filter((object) => type !== "auth" || valueOf(object, "Password") !== "" || valueOf(object, "Md5Cred") !== "")

/** All objects of a type. An endpoint with an option and without a section has one address of record, of its name. */
export const all = (draft: Draft, type: Type): ReadonlyArray<PjsipObject> => {
  const objects = written(draft, type)
  const endpoints = new Set((type === "endpoint" ? objects : written(draft, "endpoint")).map(({ name }) => name))
  const added = type !== "endpoint" && type !== "aor" ? [] : optional(draft).filter((name) => !endpoints.has(name))
  const made = added.map((name): PjsipObject => ({
    name,
    given: type === "aor"
      ? new Map([["MaxContacts", ["1"]]])
      : new Map([["Aors", [name]], ["Context", ["from-internal"]], ["Allow", ["ulaw"]]])
  }))
  return ordered(draft.dialect, [...objects, ...made])
}

/** The object of a name. */
export const find = (draft: Draft, type: Type, name: string): PjsipObject | undefined =>
  all(draft, type).find((object) => object.name === name)

/** The last value of a field; empty if it is not given. */
export const valueOf = ({ given }: PjsipObject, field: string): string => given.get(field)?.at(-1) ?? ""

/** The values of a list of names. */
export const namesIn = (object: PjsipObject, field: string): ReadonlyArray<string> =>
  (object.given.get(field) ?? []).flatMap((value) => value.split(",")).map((name) => name.trim()).filter((name) =>
    name !== ""
  )

/** The authentications that a field of an endpoint names. */
export const authsOf = (
  draft: Draft,
  endpoint: PjsipObject,
  field: "Auth" | "OutboundAuth"
): ReadonlyArray<PjsipObject> => namesIn(endpoint, field).flatMap((name) => find(draft, "auth", name) ?? [])

/** What identifies an endpoint by its address. */
export const identifiesOf = (draft: Draft, { name }: PjsipObject): ReadonlyArray<PjsipObject> =>
  all(draft, "identify").filter((identify) => valueOf(identify, "Endpoint") === name)

interface Field {
  readonly name: string
  readonly value: string
}

const fieldsIn = (type: Type, dialect: Dialect): ReadonlyArray<Field> =>
  fieldTables[type].trim().split("\n").flatMap((line) => {
    const [, only, name = "", value = ""] = /^(?:(16|22) )?([^=]*)=(.*)$/.exec(line) ?? []
    return only === undefined || only === String(dialect) ? [{ name, value }] : []
  })

const known = new Map<string, ReadonlyArray<Field>>()

const fieldsOf = (type: Type, dialect: Dialect): ReadonlyArray<Field> => {
  const key = `${type} ${dialect}`
  const fields = known.get(key) ?? fieldsIn(type, dialect)
  known.set(key, fields)
  return fields
}

const pairs = [["true", "false"], ["yes", "no"], ["Yes", "No"]] as const

/** A value as the field prints it: truths in its own words, fractions with six digits. */
const printed = (type: Type, { name, value: usual }: Field, given: ReadonlyArray<string>): string => {
  const last = given.at(-1) ?? usual
  const truths = pairs.find((pair) => pair.some((word) => word === usual))
  if (name === "Allow") return codecs(given)
  if (truths !== undefined && (isTrue(last) || isFalse(last))) return truths[isTrue(last) ? 0 : 1]
  if (/^\d+\.\d{6}$/.test(usual)) return Number(last).toFixed(6)
  if (name === "Match" && type === "identify") return given.map(masked).join(",")
  if (name === "Auth" || name === "OutboundAuth" || name === "Aors" || name === "ListItem") return given.join(",")
  return last
}

const masked = (address: string): string => address.includes("/") ? address : `${address}/255.255.255.255`

const codecs = (given: ReadonlyArray<string>): string => {
  const names = given.flatMap((value) => value.split(",")).filter((name) => name !== "all" && name !== "")
  return names.length === 0 ? "(nothing)" : `(${[...new Set(names)].join("|")})`
}

/** All fields of an object; some are computed. */
export const lines = (
  dialect: Dialect,
  type: Type,
  object: PjsipObject,
  computed: Readonly<Record<string, string>> = {}
): Lines => [
  `ObjectType: ${type}`,
  `ObjectName: ${object.name}`,
  ...fieldsOf(type, dialect).map((field) =>
    `${field.name}: ${computed[field.name] ?? printed(type, field, object.given.get(field.name) ?? [])}`
  )
]

/** The endpoints in `pjsip.conf` as telephones: nobody answers there, and only those with an address are registered. */
export const endpointsWritten = (draft: Draft): ReadonlyMap<string, Telephone> => {
  const permanent = new Set(written(draft, "aor").filter(({ given }) => given.has("Contact")).map(({ name }) => name))
  return new Map(written(draft, "endpoint").map((object) => [object.name, telephoneOf(object, permanent)]))
}

const telephoneOf = (object: PjsipObject, permanent: ReadonlySet<string>): Telephone => {
  const text = (field: string) => valueOf(object, field) || undefined
  return {
    onCall: namesIn(object, "Aors").some((aor) => permanent.has(aor)) ? "unreachable" : "unregistered",
    context: text("Context"),
    callerId: text("Callerid"),
    accountCode: text("Accountcode"),
    language: text("Language"),
    callGroup: text("CallGroup"),
    pickupGroup: text("PickupGroup"),
    busyAt: Number(valueOf(object, "DeviceStateBusyAt"))
  }
}
