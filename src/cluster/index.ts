/**
 * Several processes that share the connections to Asterisk.
 *
 * @since 0.2.0
 */

/** Owners of servers, and transports over them. */
export * as AmiCluster from "./AmiCluster.ts"
