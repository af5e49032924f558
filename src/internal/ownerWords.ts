/**
 * What nodes say to each other about a server.
 *
 * A release of either side may meet another one while a deploy is under way, so the words are only ever added to: a frame of an
 * unknown kind is ignored, and each new field may be missing.
 *
 * @since 0.2.0
 */
import * as Schema from "effect/Schema"

/**
 * The owner does not take a request.
 *
 * `taken` is the number of the last request of the session that this owner has executed, if it remembers the session: a later
 * one was not executed, and will never be.
 */
export class Refused extends Schema.TaggedError<Refused>("effect-ami/cluster/Refused")("Refused", {
  /** `OtherOwner`, `Unknown`, `Disconnected`, `Frozen`, `Leaving`, `UnknownServer`. */
  why: Schema.String,
  incarnation: Schema.String,
  taken: Schema.optionalKey(Schema.Int),
  detail: Schema.optionalKey(Schema.String)
}) {}

/**
 * What an owner sends to a consumer, in the order in which it came.
 *
 * `Hello` comes first, and names the incarnation; a second one comes from another owner. `Messages` and `Packed` are messages as
 * Asterisk writes them. `Missed` says that events are missing in this place. `Unanswered` is what a transport reports of one
 * action. `Beat` is a sign of life. `Ended` is the last: `taken` as in `Refused`.
 */
export const Frame = /*#__PURE__*/ Schema.Struct({
  kind: Schema.String,
  incarnation: Schema.optionalKey(Schema.String),
  node: Schema.optionalKey(Schema.String),
  banner: Schema.optionalKey(Schema.String),
  bytes: Schema.optionalKey(Schema.Uint8Array),
  dropped: Schema.optionalKey(Schema.Int),
  why: Schema.optionalKey(Schema.String),
  actionId: Schema.optionalKey(Schema.String),
  detail: Schema.optionalKey(Schema.String),
  taken: Schema.optionalKey(Schema.Int)
})
export type Frame = typeof Frame.Type

/** An action as a consumer hands it over. */
export const Action = /*#__PURE__*/ Schema.Struct({
  name: Schema.String,
  actionId: Schema.String,
  /** Without `Action` and `ActionID`. */
  headers: Schema.Array(Schema.Tuple([Schema.String, Schema.String])),
  /** How long its answer may take, in milliseconds. */
  timeout: Schema.Finite,
  blocks: Schema.optionalKey(Schema.Boolean)
})
export type Action = typeof Action.Type

/** Which events a consumer gets; all of them unless something is given. */
export const Wanted = /*#__PURE__*/ Schema.Struct({
  classes: Schema.optionalKey(Schema.Array(Schema.String)),
  names: Schema.optionalKey(Schema.Array(Schema.String))
})
export type Wanted = typeof Wanted.Type

/** What begins a session. */
export const Open = {
  session: Schema.String,
  wanted: /*#__PURE__*/ Schema.optionalKey(Wanted),
  /** The ways of packing that the consumer understands, such as `zstd`. */
  unpacks: /*#__PURE__*/ Schema.optionalKey(/*#__PURE__*/ Schema.Array(Schema.String))
}

/** Actions of a session, for one incarnation alone: what is sent again to another owner is refused there. */
export const Write = {
  session: Schema.String,
  incarnation: Schema.String,
  seq: Schema.Int,
  actions: /*#__PURE__*/ Schema.Array(Action)
}
