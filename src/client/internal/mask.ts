/**
 * Which events Asterisk sends, and which of them the subscribers see.
 *
 * The client always asks for the class `system`, because `FullyBooted` and
 * `Shutdown` are of that class. Where the caller did not ask for it, its other
 * events are taken out again.
 *
 * @since 0.1.0
 */
import type * as AmiPermission from "../../catalog/AmiPermission.ts"
import type { AmiMessage } from "../../protocol/AmiMessage.ts"

export type EventMask = "on" | "off" | ReadonlyArray<AmiPermission.Class>

/** The value of the `Events` header of a login. */
export const wireMask = (mask: EventMask): string =>
  mask === "on" ? "on" : [...new Set(["system", ...(mask === "off" ? [] : mask)])].join(",")

/** By `status`, which stays with a client that somebody has wrapped. */
const masks = new WeakMap<object, EventMask>()

/** Keeps the mask of a client for those who are given the client alone. */
export const remember = (status: object, mask: EventMask): void => {
  masks.set(status, mask)
}

/** Whether a client is known never to see events of a class. */
export const excludes = ({ status }: { readonly status: object }, name: AmiPermission.Class): boolean => {
  const mask = masks.get(status) ?? "on"
  return mask === "off" || (mask !== "on" && !mask.includes(name))
}

/** Tells which messages the subscribers see. */
export const visible = (mask: EventMask): (message: AmiMessage) => boolean => {
  if (mask === "on") return () => true
  const wanted = new Set<string>(mask === "off" ? [] : mask)
  if (wanted.has("system")) return () => true
  return (message) => {
    const classes = message.get("Privilege")?.split(",") ?? []
    return !classes.includes("system") || classes.every((name) => name === "all" || wanted.has(name))
  }
}
