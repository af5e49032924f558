/**
 * AMI for other languages and browsers: JSON and events over HTTP, for tokens that may do and see what they were granted.
 *
 * @since 0.2.0
 */

/** What the holder of a token may do and see. */
export * as AmiGrant from "./AmiGrant.ts"
/** The gateway as Layers for an `HttpRouter`. */
export * as AmiGateway from "./AmiGateway.ts"
/** The HTTP interface as a value. */
export * as AmiGatewayApi from "./AmiGatewayApi.ts"
