/**
 * A durable journal of events in a SQL database.
 *
 * @since 0.2.0
 */

/** Records of calls in a table: found by time, number, queue and agent, for months. */
export * as AmiCallLog from "./AmiCallLog.ts"
/** What Asterisk sends, in a database: survives the process, can be replayed, and says what is missing. */
export * as AmiJournal from "./AmiJournal.ts"
