/**
 * The Asterisk Manager Interface for Effect.
 *
 * @since 0.1.0
 */

/** The key of a challenge login. */
export * as AmiAuth from "./protocol/AmiAuth.ts"
/** Wire codec: bytes to messages, actions to text. */
export * as AmiCodec from "./protocol/AmiCodec.ts"
/** A message: ordered headers, looked up by name. */
export * as AmiMessage from "./protocol/AmiMessage.ts"
/** Schemas for the values of headers. */
export * as AmiValue from "./protocol/AmiValue.ts"
