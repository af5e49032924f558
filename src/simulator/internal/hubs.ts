/**
 * The hub of each simulator, for what belongs to the simulator and is given its service alone.
 *
 * @since 0.2.0
 */
import type { Hub } from "./hub.ts"

const hubs = /*#__PURE__*/ new WeakMap<object, Hub>()

/** Keeps the hub of a service. */
export const remember = <Service extends object>(service: Service, hub: Hub): Service => {
  hubs.set(service, hub)
  return service
}

/** The hub of a service; undefined for one that a test has made. */
export const of = (service: object): Hub | undefined => hubs.get(service)
