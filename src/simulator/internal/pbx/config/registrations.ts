/**
 * The registrations of the PBX at its providers.
 *
 * @since 0.2.0
 */
import type { Draft } from "../draft.ts"
import { all, type PjsipObject, valueOf } from "./pjsip.ts"

/** The status of a registration, and the seconds until it is tried again. */
export interface Outcome {
  readonly status: string
  readonly next: number
}

/** Nothing listens on the machine itself; every other provider accepts a registration. */
const isReached = (object: PjsipObject): boolean =>
  !/^sips?:(?:[^@]*@)?(?:127\.|localhost|\[::1\])/i.test(valueOf(object, "ServerUri"))

/** The status of a registration now. */
export const of = (draft: Draft, object: PjsipObject): Outcome => {
  const since = draft.registrations.get(object.name)
  if (since === "unregistered") return { status: "Unregistered", next: 0 }
  if (!isReached(object)) return { status: "Rejected", next: 0 }
  const lasts = Number(valueOf(object, "Expiration") || 3600)
  const from = since ?? draft.startedAt
  return { status: "Registered", next: lasts - Math.floor((draft.now - from) / 1000) % lasts }
}

const raise = (draft: Draft, object: PjsipObject): void =>
  draft.raise("Registry", "system", [
    "ChannelType: PJSIP",
    `Username: ${valueOf(object, "ClientUri")}`,
    `Domain: ${valueOf(object, "ServerUri")}`,
    `Status: ${of(draft, object).status}`
  ])

/** Registers, or takes a registration back. */
export const set = (draft: Draft, object: PjsipObject, isWanted: boolean): void => {
  draft.registrations.set(object.name, isWanted ? draft.now : "unregistered")
  draft.soon((later) => raise(later, object))
}

/** Does the same for all of them. */
export const setAll = (draft: Draft, isWanted: boolean): void => {
  for (const object of all(draft, "registration")) set(draft, object, isWanted)
}
