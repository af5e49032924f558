/**
 * Presence: what people set about themselves, in addition to the states of their devices.
 *
 * @since 0.2.0
 */
import type { Lines } from "../messages.ts"
import * as Database from "./database.ts"
import type { Draft } from "./draft.ts"
import * as Hints from "./hints.ts"
import type { Presence } from "./records.ts"

/** The states, the one that wins over others last (presencestate.c). `not_set` is that of an entry that does not exist. */
const states = ["not_set", "available", "unavailable", "chat", "away", "xa", "dnd"]

const family = "CustomPresence"

const custom = /^CustomPresence:/i

/**
 * Reads `state,subtype,message`; undefined if the state is not one (func_presencestate.c, parse_data). Of the options only
 * `e` is one, and the texts are in Base64 with it.
 */
export const parse = (text: string): Presence | undefined => {
  const [word = "", subtype = "", message = "", ...rest] = text.split(",")
  const state = states.find((state) => state === word.toLowerCase())
  const options = rest.join(",")
  if (state === undefined || (options !== "" && !options.includes("e"))) return undefined
  if (!options.includes("e")) return { state, subtype, message }
  return { state, subtype: decoded(subtype), message: decoded(message) }
}

const decoded = (text: string): string => /^[\w+/]*={0,2}$/.test(text) && text.length % 4 !== 1 ? atob(text) : ""

const ofOne = (draft: Draft, provider: string): Presence | undefined => {
  const known = draft.presences.get(provider)
  if (known !== undefined) return known
  if (!custom.test(provider)) return undefined
  const value = Database.get(draft, family, provider.slice(provider.indexOf(":") + 1))
  return value === undefined ? { state: "not_set", subtype: "", message: "" } : parse(value)
}

/** The presence of a provider, or of several joined by `&`; undefined if there is no such provider. */
export const of = (draft: Draft, providers: string): Presence | undefined =>
  providers.split("&").reduce<Presence | undefined>((winner, provider) => {
    const next = ofOne(draft, provider)
    if (next === undefined) return winner
    return winner === undefined || states.indexOf(next.state) > states.indexOf(winner.state) ? next : winner
  }, undefined)

/** A presence as its event and its list show it. */
export const lines = (presentity: string, { message, state, subtype }: Presence): Lines => [
  `Presentity: ${presentity}`,
  `Status: ${state}`,
  `Subtype: ${subtype}`,
  `Message: ${message}`
]

/** Announces a presence, and the extensions that have it (pbx.c, presence_state_notify_callbacks). */
const changed = (draft: Draft, presentity: string, presence: Presence): void => {
  draft.presences.set(presentity, presence)
  const announced = `${presence.state},${presence.subtype},${presence.message}`
  for (const hint of Hints.watching(draft, presentity)) {
    if (hint.presence === announced) continue
    Hints.update(draft, hint, { presence: announced })
    draft.raise("PresenceStatus", "call", [
      ...Hints.place(hint),
      `Status: ${presence.state}`,
      `Subtype: ${presence.subtype}`,
      `Message: ${presence.message}`
    ])
  }
  draft.raise("PresenceStateChange", "call", lines(presentity, presence))
}

/** Sets a custom presence, as the function `PRESENCE_STATE` does. Returns whether the value is one. */
export const setCustom = (draft: Draft, provider: string, value: string): boolean => {
  const presence = parse(value)
  const name = provider.slice(provider.indexOf(":") + 1)
  if (presence === undefined || !custom.test(provider) || name === "") return false
  Database.put(draft, family, name, value)
  changed(draft, provider, presence)
  return true
}
