/**
 * Sinks: readers of the journal that send events to files and other systems.
 *
 * @since 0.2.0
 */

/** Files with a line of JSON for each event. */
export * as AmiNdjson from "./AmiNdjson.ts"
/** What a sink is, and running one. */
export * as AmiSink from "./AmiSink.ts"
/** Signed webhooks. */
export * as AmiWebhook from "./AmiWebhook.ts"
