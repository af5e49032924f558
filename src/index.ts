/**
 * The Asterisk Manager Interface for Effect.
 *
 * @since 0.1.0
 */

/** Wire codec: bytes to messages, actions to text. */
export * as AmiCodec from "./protocol/AmiCodec.ts"
/** A message: ordered headers, looked up by name. */
export * as AmiMessage from "./protocol/AmiMessage.ts"
