/**
 * Which events Asterisk sends, and which of them the subscribers see.
 *
 * The client always asks for the class `system`, because `FullyBooted` and
 * `Shutdown` are of that class. If the caller did not ask for it, its other
 * events are taken out again.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as AmiPermission from "../catalog/AmiPermission.ts"
import type { AmiMessage } from "../protocol/AmiMessage.ts"

export type EventMask = "on" | "off" | ReadonlyArray<AmiPermission.Class>

/** The value of the `Events` header of a login. */
export const wireMask = (mask: EventMask): string =>
  mask === "on" ? "on" : [...new Set(["system", ...(mask === "off" ? [] : mask)])].join(",")

/** What has the status of a client, which stays with a client that somebody has wrapped. */
interface Client {
  readonly status: object
}

interface Remembered {
  readonly mask: EventMask
  /** The names of events of which it was said that they are hidden. */
  readonly warned: Set<string>
}

const masks = new WeakMap<object, Remembered>()

/** Keeps the mask of a client for those who are given the client alone. */
export const remember = (status: object, mask: EventMask): void => {
  masks.set(status, { mask, warned: new Set() })
}

/** Whether a client is known never to see events of a class. */
export const excludes = ({ status }: Client, name: AmiPermission.Class): boolean =>
  isHidden(masks.get(status)?.mask, name)

const isHidden = (mask: EventMask = "on", name: AmiPermission.Class): boolean =>
  mask === "off" || (mask !== "on" && !mask.includes(name))

/** An event that somebody subscribes to: its name, or `*` for all of them, and the classes that it needs. */
export interface Wanted {
  readonly name: string
  readonly privilege: ReadonlyArray<AmiPermission.Class>
}

/** Warns of events that a client is known never to see, once for each name. */
export const warnOfHidden = ({ status }: Client, events: ReadonlyArray<Wanted>): Effect.Effect<void> =>
  Effect.suspend(() => {
    const { mask, warned = new Set<string>() } = masks.get(status) ?? {}
    const warnings = events.flatMap(({ name, privilege }) => {
      const missing = privilege.filter((one) => isHidden(mask, one))
      const isNone = mask === "off" && name === "*"
      if (warned.has(name) || (missing.length === 0 && !isNone)) return []
      warned.add(name)
      const what = isNone
        ? "No event will come"
        : `No event ${name} will come: it is of the class ${missing.join(" and ")}`
      return [`${what}, and the option events of this client ${mask === "off" ? "is \"off\"" : "leaves that out"}`]
    })
    return Effect.forEach(warnings, (warning) => Effect.logWarning(warning), { discard: true })
  })

/** Whether subscribers see a message; undefined if they see all of them. */
export const visible = (mask: EventMask): ((message: AmiMessage) => boolean) | undefined => {
  if (mask === "on") return undefined
  const wanted = new Set<string>(mask === "off" ? [] : mask)
  if (wanted.has("system")) return undefined
  return (message) => {
    const classes = message.get("Privilege")?.split(",") ?? []
    return !classes.includes("system") || classes.every((name) => name === "all" || wanted.has(name))
  }
}
