/**
 * Hints: the state of an extension, from the states of its devices, and its presence.
 *
 * @since 0.2.0
 */
import type { Lines } from "../messages.ts"
import * as Devices from "./devices.ts"
import type { Draft } from "./draft.ts"
import * as Hashing from "./hashing.ts"
import type { DeviceState, Hint } from "./records.ts"

/** The hints of each context, by extension. */
export type Hints = Readonly<Record<string, Readonly<Record<string, string>>>>

/** The state of an extension by that of its devices (pbx.c, ast_devstate_to_extenstate). */
const numbers: Readonly<Record<DeviceState, number>> = {
  UNKNOWN: 0,
  NOT_INUSE: 0,
  INUSE: 1,
  BUSY: 2,
  INVALID: 4,
  UNAVAILABLE: 4,
  RINGING: 8,
  RINGINUSE: 9,
  ONHOLD: 16
}

const texts: ReadonlyMap<number, string> = /*#__PURE__*/ new Map([
  [0, "Idle"],
  [1, "InUse"],
  [2, "Busy"],
  [4, "Unavailable"],
  [8, "Ringing"],
  [9, "InUse&Ringing"],
  [16, "Hold"],
  [17, "InUse&Hold"]
])

/** The text of an extension's state (pbx.c, ast_extension_state2str). */
export const textOf = (state: number): string => texts.get(state) ?? "Unknown"

/** The key of a hint. */
export const keyOf = (exten: string, context: string): string => `${exten}@${context}`

/** The devices of a hint. */
export const devicesOf = (hint: string): ReadonlyArray<string> =>
  (hint.split(",")[0] ?? "").split("&").filter((device) => device !== "")

/** What has the presence of a hint, if anything. */
export const presentityOf = (hint: string): string | undefined => hint.split(",")[1]

/** The state of an extension now. */
export const stateOf = (draft: Draft, hint: string): number =>
  numbers[Devices.aggregate(devicesOf(hint).map((device) => Devices.stateOf(draft, device)))]

/** What a device or a presence is a part of. Devices are compared without regard to case (pbx.c, hintdevice_hash_cb). */
const watched = (hint: string): ReadonlyArray<string> => {
  const presentity = presentityOf(hint)
  return [...devicesOf(hint), ...(presentity === undefined ? [] : [presentity])].map((name) => name.toLowerCase())
}

/** Adds a hint, in the place of one of the same extension. */
export const add = (draft: Draft, context: string, exten: string, hint: string): void => {
  remove(draft, context, exten)
  const key = keyOf(exten, context)
  draft.hints.set(key, { exten, context, hint, state: stateOf(draft, hint), presence: "" })
  for (const name of watched(hint)) draft.hintsOf.set(name, [...(draft.hintsOf.get(name) ?? []), key])
}

/** Removes a hint. */
export const remove = (draft: Draft, context: string, exten: string): void => {
  const key = keyOf(exten, context)
  const known = draft.hints.get(key)
  if (known === undefined) return
  draft.hints.delete(key)
  for (const name of watched(known.hint)) {
    draft.hintsOf.set(name, (draft.hintsOf.get(name) ?? []).filter((other) => other !== key))
  }
}

/** The hint of an extension. */
export const find = (draft: Draft, context: string, exten: string): Hint | undefined =>
  draft.hints.get(keyOf(exten, context))

/** The hints that watch a device or a presence. */
export const watching = (draft: Draft, name: string): ReadonlyArray<Hint> =>
  (draft.hintsOf.get(name.toLowerCase()) ?? []).flatMap((key) => draft.hints.get(key) ?? [])

/** Notes what was announced about a hint. */
export const update = (draft: Draft, hint: Hint, change: Partial<Pick<Hint, "state" | "presence">>): void =>
  draft.hints.set(keyOf(hint.exten, hint.context), { ...hint, ...change })

/** Where a hint is, and what it says. */
export const place = ({ context, exten, hint }: Hint): Lines => [
  `Exten: ${exten}`,
  `Context: ${context}`,
  `Hint: ${hint}`
]

/** The state of an extension as its event and its list show it. */
export const lines = (hint: Hint): Lines => [
  ...place(hint),
  `Status: ${hint.state}`,
  `StatusText: ${textOf(hint.state)}`
]

/** Announces the extensions whose state a device changed (pbx.c, device_state_notify_callbacks). */
export const deviceChanged: Devices.Listener = (draft, device) => {
  for (const known of watching(draft, device)) {
    const state = stateOf(draft, known.hint)
    if (state === known.state) continue
    update(draft, known, { state })
    draft.raise("ExtensionStatus", "call", lines({ ...known, state }))
  }
}

/** All hints, in the order of Asterisk's table of them, which ignores contexts (pbx.c, hint_hash). */
export const listed = (draft: Draft): ReadonlyArray<Hint> =>
  Hashing.byBucket(
    Hashing.byName(draft.hints.values(), ({ context }) => context),
    ({ exten }) => exten,
    Hashing.caseHashOf,
    563
  )
