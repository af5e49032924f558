/**
 * Corrections of the facts, each with its evidence.
 *
 * The facts were extracted from Asterisk's sources and documentation by programs; a
 * file and function of Asterisk, or a recording of a server, says why they are
 * corrected here.
 */
export { actions, matchingChannel } from "./overrides/actions.ts"
export { events, groups } from "./overrides/events.ts"
export { families } from "./overrides/families.ts"
export type { ActionOverride, Addition, EventOverride, Family, FieldOverride } from "./overrides/Override.ts"
