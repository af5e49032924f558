/**
 * The Asterisk Manager Interface for Effect.
 *
 * @since 0.1.0
 */

/** What an action is, as a value; constructors for actions of your own. */
export * as AmiAction from "./catalog/AmiAction.ts"
/** The one error of the library, and its reasons. */
export * as AmiError from "./AmiError.ts"
/** What an event is, as a value; constructors for events of your own. */
export * as AmiEvent from "./catalog/AmiEvent.ts"
/** The key of a challenge login. */
export * as AmiAuth from "./protocol/AmiAuth.ts"
/** Wire codec: bytes to messages, actions to text. */
export * as AmiCodec from "./protocol/AmiCodec.ts"
/** A message: ordered headers, looked up by name. */
export * as AmiMessage from "./protocol/AmiMessage.ts"
/** Schemas for the values of headers. */
export * as AmiValue from "./protocol/AmiValue.ts"
