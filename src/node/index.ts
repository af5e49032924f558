/**
 * Transports over Node.
 *
 * @since 0.1.0
 */

/** TCP, TLS and Unix sockets as Layers of `AmiTransport`. */
export * as NodeAmi from "./NodeAmi.ts"
