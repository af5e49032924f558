/**
 * The state of the connection, as `AmiClient.status` shows it.
 *
 * It says whether actions can be sent, and why not. What was missed meanwhile is
 * not shown here but by the marks of an inbox: see `AmiInbox`.
 *
 * @since 0.1.0
 */
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Stream from "effect/Stream"
import { AmiError } from "../AmiError.ts"
import { built } from "../internal/readers.ts"

/**
 * The state of the connection to Asterisk.
 *
 * **Details**
 *
 * `Ready` is the state in which actions are sent. `bootState` is `unknown` if
 * Asterisk did not say in time that it had booted, which it says only to
 * accounts with `read = system`. `Closing` lasts from the end of the scope until
 * the logoff is done. `Disconnected` is followed by `Connecting`, unless it
 * `isFinal`: the client does not reconnect, a logoff was sent, or an error says
 * that no attempt can succeed, such as a secret that is wrong by now.
 *
 * @category models
 * @since 0.1.0
 */
export type State =
  | {
    readonly _tag: "Connecting"
    /** Counts the attempts at this connection, from 1. */
    readonly attempt: number
    /** Why the attempt before failed, or the connection before was lost; undefined on the first attempt of all. */
    readonly cause: AmiError | undefined
  }
  | { readonly _tag: "LoggingIn" }
  | { readonly _tag: "Booting" }
  | {
    readonly _tag: "Ready"
    readonly epoch: number
    readonly banner: string | undefined
    readonly bootState: "booted" | "unknown"
  }
  | { readonly _tag: "Closing" }
  | {
    readonly _tag: "Disconnected"
    readonly epoch: number
    readonly cause: AmiError
    /** Whether the client makes no other connection. */
    readonly isFinal: boolean
  }
  | { readonly _tag: "Closed" }

/**
 * Schema for the state of the connection, to store it or to send it.
 *
 * **Example** (Showing the state on a page)
 *
 * ```ts import.meta.vitest
 * import { AmiStatus } from "effect-ami"
 * import { Schema } from "effect"
 *
 * Schema.encodeSync(Schema.toCodecJson(AmiStatus.State))({ _tag: "Connecting", attempt: 1, cause: undefined })
 * // => { _tag: "Connecting", attempt: 1, cause: null }
 * ```
 *
 * @category schemas
 * @since 0.2.0
 */
export const State: Schema.Codec<State, unknown> = /*#__PURE__*/ built(() =>
  Schema.Union([
    Schema.TaggedStruct("Connecting", { attempt: Schema.Int, cause: Schema.UndefinedOr(AmiError) }),
    Schema.TaggedStruct("LoggingIn", {}),
    Schema.TaggedStruct("Booting", {}),
    Schema.TaggedStruct("Ready", {
      epoch: Schema.Int,
      banner: Schema.UndefinedOr(Schema.String),
      bootState: Schema.Literals(["booted", "unknown"])
    }),
    Schema.TaggedStruct("Closing", {}),
    Schema.TaggedStruct("Disconnected", { epoch: Schema.Int, cause: AmiError, isFinal: Schema.Boolean }),
    Schema.TaggedStruct("Closed", {})
  ])
)

/**
 * The state of the connection, and how it changes.
 *
 * @category models
 * @since 0.1.0
 */
export interface AmiStatus {
  /** The name of the client: its option `name`, or the address of its transport; undefined if it has neither. */
  readonly name: string | undefined
  /** The state at this moment. */
  readonly get: Effect.Effect<State>
  /** The state at this moment, then each state that follows. Ends when the client has closed. */
  readonly changes: Stream.Stream<State>
}
