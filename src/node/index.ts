/**
 * Transports over Node.
 *
 * @since 0.1.0
 */

/** TCP, TLS and Unix sockets as Layers of `AmiTransport`. */
export * as NodeAmi from "./NodeAmi.ts"
/** SQLite, as it is built into Node, as a Layer of Effect's `SqlClient`. */
export * as NodeSqlite from "./NodeSqlite.ts"
/** Compression by zstd, as it is built into Node, for a journal. */
export * as NodeZstd from "./NodeZstd.ts"
