/**
 * Corrections of the facts, each with its evidence.
 *
 * The facts were read from Asterisk's sources and documentation by programs; a
 * file and function of Asterisk, or a recording of a server, says why it is
 * otherwise here.
 */
export { actions, matchingChannel } from "./overrides/actions.ts"
export { events, groups } from "./overrides/events.ts"
export { families } from "./overrides/families.ts"
export type { ActionOverride, Addition, EventOverride, Family, FieldOverride } from "./overrides/Override.ts"
