/**
 * `CALLERID`, `CONNECTEDLINE` and `REDIRECTING` (func_callerid.c).
 *
 * @since 0.2.0
 */
import { skipBlanks } from "../../../requests.ts"
import * as Channels from "../../channels.ts"
import { type Channel, nobody, type Party } from "../../model.ts"
import { atoi, isTrue } from "../../numbers.ts"
import { callerIdOf, partyOf } from "../../parties.ts"
import * as Script from "../script.ts"
import { argumentsOf, type DialplanFunction, type DialplanFunctions, type Scope } from "./function.ts"

/** The presentations of a number, by their names; other names are refused (callerid.c, pres_types). */
const presentations = new Set([
  "allowed_not_screened",
  "allowed_passed_screen",
  "allowed_failed_screen",
  "allowed",
  "prohib_not_screened",
  "prohib_passed_screen",
  "prohib_failed_screen",
  "prohib",
  "unavailable"
])

/** Why a call was redirected (callerid.c, redirecting_reason_types). */
const reasons = new Set([
  "unknown",
  "cfb",
  "cfnr",
  "unavailable",
  "time_of_day",
  "dnd",
  "deflection",
  "follow_me",
  "out_of_order",
  "away",
  "cf_dte",
  "cfu"
])

/** How one party's number and name are read and set, and its other items. */
interface PartyAccess {
  readonly party: Party
  readonly setParty: (party: Party) => void
  readonly setting: (item: string) => string | undefined
  readonly set: (item: string, value: string) => void
}

const isValid = (access: PartyAccess, part: "name" | "number"): boolean => {
  const set = access.setting(`${part}-valid`)
  return set === undefined ? access.party[part] !== "" : set === "1"
}

const presentationOf = (access: PartyAccess, part: "name" | "number"): string =>
  access.setting(`${part}-pres`) ?? "allowed_not_screened"

const charsets = new Set([
  "unknown",
  "iso8859-1",
  "withdrawn",
  "iso8859-2",
  "iso8859-3",
  "iso8859-4",
  "iso8859-5",
  "iso8859-7",
  "bmp",
  "utf8"
])

const readParty = (access: PartyAccess, item: string): string | undefined => {
  const { name, number } = access.party
  switch (item) {
    case "all":
    case "":
      return callerIdOf(access.party)
    case "name":
      return name
    case "num":
    case "number":
      return number
    case "name-valid":
      return isValid(access, "name") ? "1" : "0"
    case "num-valid":
      return isValid(access, "number") ? "1" : "0"
    case "name-charset":
      return access.setting("name-charset") ?? "iso8859-1"
    case "name-pres":
      return presentationOf(access, "name")
    case "num-pres":
      return presentationOf(access, "number")
    case "pres":
      return isValid(access, "number") ? presentationOf(access, "number") : "unavailable"
    case "num-plan":
    case "ton":
      return access.setting("num-plan") ?? "0"
    case "subaddr":
    case "tag":
      return access.setting(item) ?? ""
    case "subaddr-valid":
    case "subaddr-type":
    case "subaddr-odd":
      return access.setting(item) ?? "0"
    default:
      return undefined
  }
}

const setValid = (access: PartyAccess, part: "name" | "number", value: string): void => {
  access.set(`${part}-valid`, isTrue(value) || atoi(value) > 0 ? "1" : "0")
  if (!isValid(access, part)) access.setParty({ ...access.party, [part]: "" })
}

/** Sets an item. Unknown items and invalid values are ignored. */
const writeParty = (access: PartyAccess, item: string, value: string): void => {
  switch (item) {
    case "all": {
      const { name, number } = partyOf(value)
      access.set("name-valid", "1")
      access.set("number-valid", "1")
      return access.setParty({ name, number })
    }
    case "name":
      access.set("name-valid", "1")
      return access.setParty({ ...access.party, name: skipBlanks(value) })
    case "num":
    case "number":
    case "":
      access.set("number-valid", "1")
      return access.setParty({ ...access.party, number: skipBlanks(value) })
    case "name-valid":
      return setValid(access, "name", value)
    case "num-valid":
      return setValid(access, "number", value)
    case "name-charset":
      return charsets.has(value) ? access.set(item, value) : access.set(item, "unknown")
    case "pres":
    case "name-pres":
    case "num-pres": {
      const chosen = value.trim().toLowerCase()
      if (!presentations.has(chosen)) return
      if (item !== "num-pres") access.set("name-pres", chosen)
      if (item !== "name-pres") access.set("number-pres", chosen)
      return
    }
    case "num-plan":
    case "ton":
      return /^\d+$/.test(value.trim()) ? access.set("num-plan", value.trim()) : undefined
    case "subaddr":
    case "tag":
      return access.set(item, skipBlanks(value))
    case "subaddr-valid":
    case "subaddr-odd":
      return access.set(item, isTrue(value) || atoi(value) > 0 ? "1" : "0")
    case "subaddr-type":
      return access.set(item, String(atoi(value)))
    default:
  }
}

/** The rest of an item of another party, such as the `num` of `ani-num`. */
const below = (item: string, prefix: string): string | undefined =>
  item === prefix ? "" : item.startsWith(`${prefix}-`) ? item.slice(prefix.length + 1) : undefined

const settingsOf = ({ channel, draft }: Scope, prefix: string): Pick<PartyAccess, "setting" | "set"> => ({
  setting: (item) => channel === undefined ? undefined : Script.setting(draft.current(channel), `${prefix} ${item}`),
  set: (item, value) => {
    if (channel !== undefined) Script.set(draft, channel, `${prefix} ${item}`, value)
  }
})

/** A party that only functions use. */
const scriptParty = (scope: Scope, prefix: string): PartyAccess => {
  const own = settingsOf(scope, prefix)
  return {
    ...own,
    get party() {
      return { name: own.setting("is-name") ?? "", number: own.setting("is-number") ?? "" }
    },
    setParty: ({ name, number }) => {
      own.set("is-name", name)
      own.set("is-number", number)
    }
  }
}

type Setter = (scope: Scope, channel: Channel, party: Party) => void

/** The caller or the connected line of a channel. */
const own = (scope: Scope, prefix: string, get: (channel: Channel) => Party, set: Setter): PartyAccess => ({
  ...settingsOf(scope, prefix),
  get party() {
    return scope.channel === undefined ? nobody : get(scope.draft.current(scope.channel))
  },
  setParty: (party) => {
    if (scope.channel !== undefined) set(scope, scope.draft.current(scope.channel), party)
  }
})

const same = (one: Party, other: Party): boolean => one.name === other.name && one.number === other.number

const callerOf = (scope: Scope): PartyAccess =>
  own(scope, "CALLERID", ({ caller }) => caller, ({ draft }, channel, party) => {
    if (!same(channel.caller, party)) Channels.setCaller(draft, channel, party)
  })

const connectedOf = (scope: Scope): PartyAccess =>
  own(scope, "CONNECTEDLINE", ({ connected }) => connected, ({ draft }, channel, party) => {
    if (!same(channel.connected, party)) Channels.setConnected(draft, channel, party)
  })

/** A party and an item of it, from the item of a function. */
type Find = (scope: Scope, item: string) => readonly [access: PartyAccess, item: string] | undefined

/** The first of the parties whose prefix an item has. */
const among = (scope: Scope, item: string, prefixes: Readonly<Record<string, string>>) => {
  for (const [prefix, store] of Object.entries(prefixes)) {
    const rest = below(item, prefix)
    if (rest !== undefined) return [scriptParty(scope, store), rest === "" ? "num" : rest] as const
  }
  return undefined
}

const findCaller: Find = (scope, item) =>
  among(scope, item, {
    ani: "CALLERID ani",
    dnid: "CALLERID dnid",
    priv: "CALLERID priv",
    rdnis: "REDIRECTING from"
  }) ??
    [callerOf(scope), item]

const findConnected: Find = (scope, item) =>
  among(scope, item, { priv: "CONNECTEDLINE priv" }) ?? [connectedOf(scope), item]

const findRedirecting: Find = (scope, item) =>
  among(scope, item, {
    "priv-orig": "REDIRECTING priv-orig",
    "priv-from": "REDIRECTING priv-from",
    "priv-to": "REDIRECTING priv-to",
    orig: "REDIRECTING orig",
    from: "REDIRECTING from",
    to: "REDIRECTING to"
  })

/** Items of the call, in addition to its parties. */
interface Extra {
  readonly value: string
  readonly accepts: (value: string) => boolean
}

const numeric = (value: string): boolean => /^[+-]?\d+$/.test(value.trim())

const callerExtras: Readonly<Record<string, Extra>> = {
  ani2: { value: "0", accepts: numeric },
  tns: { value: "", accepts: numeric }
}
const connectedExtras: Readonly<Record<string, Extra>> = { source: { value: "unknown", accepts: () => true } }
const redirectingExtras: Readonly<Record<string, Extra>> = {
  count: { value: "0", accepts: numeric },
  reason: { value: "unknown", accepts: (value) => reasons.has(value.toLowerCase()) },
  "orig-reason": { value: "unknown", accepts: (value) => reasons.has(value.toLowerCase()) },
  pres: { value: "unavailable", accepts: (value) => presentations.has(value.toLowerCase()) }
}

const partiesOf = (name: string, find: Find, extras: Readonly<Record<string, Extra>>): DialplanFunction => ({
  read: (scope, data) => {
    const [word = "", given = ""] = argumentsOf(data, 2)
    const item = word.toLowerCase()
    if (item === "") return undefined
    const extra = extras[item]
    if (extra !== undefined) return settingsOf(scope, name).setting(item) ?? extra.value
    // A given caller is only parsed.
    if (given !== "" && name === "CALLERID") return item === "name" ? partyOf(given).name : partyOf(given).number
    const found = find(scope, item)
    return found === undefined ? undefined : readParty(...found)
  },
  write: (scope, data, value) => {
    const [word = ""] = argumentsOf(data, 2)
    const item = word.toLowerCase()
    if (scope.channel === undefined || item === "") return false
    const extra = extras[item]
    if (extra !== undefined) {
      if (extra.accepts(value)) settingsOf(scope, name).set(item, value.trim())
      return true
    }
    const found = find(scope, item)
    if (found !== undefined) writeParty(...found, value)
    return true
  }
})

/** The functions of parties. */
export const functions: DialplanFunctions = {
  CALLERID: partiesOf("CALLERID", findCaller, callerExtras),
  CONNECTEDLINE: partiesOf("CONNECTEDLINE", findConnected, connectedExtras),
  REDIRECTING: partiesOf("REDIRECTING", findRedirecting, redirectingExtras)
}
