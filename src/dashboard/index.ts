/**
 * A dashboard of a call centre for your own HTTP server.
 *
 * @since 0.2.0
 */

/** A page with live data, and its paths, as a Layer for an `HttpRouter`. */
export * as AmiDashboard from "./AmiDashboard.ts"
