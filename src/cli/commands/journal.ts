/**
 * `ami journal`: what Asterisk sends, kept in a file of SQLite, and read from it.
 *
 * @since 0.2.0
 */

export { writing } from "../journal/beside.ts"
export * as read from "../journal/reading.ts"
export { gaps, ls, prune } from "../journal/servers.ts"
export * as write from "../journal/writing.ts"
