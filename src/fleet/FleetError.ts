/**
 * The error of a fleet itself, and its reasons.
 *
 * Each reason says why nothing was sent: `UnknownServer` that there is no such server, `ChannelNotFound`, `ChannelAmbiguous` and
 * `NoChannel` that no server, several, or none at all own a channel, and `MissingService` that a server has no such model.
 *
 * What goes wrong at a server is an `AmiError`, which names the server.
 *
 * @since 0.2.0
 */
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { AmiError } from "../AmiError.ts"
import * as AmiMessage from "../protocol/AmiMessage.ts"

const TypeId = "~effect-ami/FleetError"

const listed = (servers: ReadonlyArray<string>): string =>
  servers.length > 10 ? `${servers.slice(0, 10).join(", ")} and ${servers.length - 10} more` : servers.join(", ")

/**
 * The fleet has no server of this name; `known` are those that it has.
 *
 * @category errors
 * @since 0.2.0
 */
export class UnknownServer extends Schema.TaggedError<UnknownServer>("effect-ami/FleetError/UnknownServer")(
  "UnknownServer",
  { server: Schema.String, known: Schema.Array(Schema.String) }
) {
  override get message(): string {
    return `There is no server ${this.server} in the fleet: it has ${listed(this.known) || "none"}`
  }
}

/**
 * No server has said that it has the channel. Nothing was sent.
 *
 * **Details**
 *
 * `unanswered` are the servers that are not connected, or did not answer in time: one of them may have it.
 *
 * @category errors
 * @since 0.2.0
 */
export class ChannelNotFound extends Schema.TaggedError<ChannelNotFound>("effect-ami/FleetError/ChannelNotFound")(
  "ChannelNotFound",
  { channel: Schema.String, unanswered: Schema.Array(Schema.String) }
) {
  override get message(): string {
    const unanswered = this.unanswered.length === 0 ? "" : `, and ${listed(this.unanswered)} did not answer`
    return `No server has the channel ${this.channel}${unanswered}. Nothing was sent`
  }
}

/**
 * Several servers have a channel of this name. Nothing was sent.
 *
 * **Details**
 *
 * Names and Uniqueids repeat from server to server, unless `systemname` is set in asterisk.conf. Name the server, with
 * `AmiFleet.on`.
 *
 * @category errors
 * @since 0.2.0
 */
export class ChannelAmbiguous extends Schema.TaggedError<ChannelAmbiguous>("effect-ami/FleetError/ChannelAmbiguous")(
  "ChannelAmbiguous",
  { channel: Schema.String, servers: Schema.Array(Schema.String) }
) {
  override get message(): string {
    return `${listed(this.servers)} each have a channel ${this.channel}. Nothing was sent: name the server with `
      + "`AmiFleet.on`, or set `systemname` in each asterisk.conf, so that Uniqueids differ"
  }
}

/**
 * The action names no channel, so that no server owns it. Nothing was sent: name the server, with `AmiFleet.on`.
 *
 * @category errors
 * @since 0.2.0
 */
export class NoChannel extends Schema.TaggedError<NoChannel>("effect-ami/FleetError/NoChannel")("NoChannel", {
  action: Schema.String
}) {
  override get message(): string {
    return `${this.action} was not sent: it names no channel that there is already, so that no server owns it. `
      + "Name the server with `AmiFleet.on`"
  }
}

/**
 * The server has no such service: it was not given to the option `models`, or could not be made yet, which `cause` says.
 *
 * @category errors
 * @since 0.2.0
 */
export class MissingService extends Schema.TaggedError<MissingService>("effect-ami/FleetError/MissingService")(
  "MissingService",
  { server: Schema.String, service: Schema.String, cause: Schema.optionalKey(AmiError) }
) {
  override get message(): string {
    return `The server ${this.server} has no ${this.service}: ${
      this.cause === undefined ? "give its Layer to the option `models` of the fleet" : this.cause.message
    }`
  }
}

/**
 * Schema for every reason of a `FleetError`.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Reason = Schema.Union([UnknownServer, ChannelNotFound, ChannelAmbiguous, NoChannel, MissingService])

/**
 * Any reason of a `FleetError`.
 *
 * @category models
 * @since 0.2.0
 */
export type Reason = typeof Reason.Type

/**
 * The error of a fleet itself.
 *
 * **Details**
 *
 * Recover from one reason with `Effect.catchReason("FleetError", "ChannelNotFound", …)`.
 *
 * @category errors
 * @since 0.2.0
 */
export class FleetError
  extends Schema.TaggedError<FleetError>("effect-ami/FleetError")("FleetError", { reason: Reason })
{
  readonly [TypeId] = TypeId

  /** What happened, and what to do about it. Safe to log. */
  override get message(): string {
    return AmiMessage.printable(this.reason.message, 1000)
  }
}

/**
 * Whether a value is a `FleetError`.
 *
 * **Example** (Telling an error of a fleet from others)
 *
 * ```ts import.meta.vitest
 * import { FleetError } from "effect-ami"
 *
 * const reason = new FleetError.UnknownServer({ server: "rome", known: ["berlin", "paris"] })
 * const error = new FleetError.FleetError({ reason })
 *
 * FleetError.isFleetError(error) // => true
 * error.message // => "There is no server rome in the fleet: it has berlin, paris"
 * ```
 *
 * @category guards
 * @since 0.2.0
 */
export const isFleetError = (value: unknown): value is FleetError => Predicate.hasProperty(value, TypeId)
