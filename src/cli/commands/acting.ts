/**
 * What the commands that act on a channel share: printing instead of sending, and words for a channel that is not there.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type AmiError, isAmiError } from "../../AmiError.ts"
import type * as AmiAction from "../../catalog/AmiAction.ts"
import type * as Events from "../../catalog/Events.ts"
import type { AmiClient } from "../../client/AmiClient.ts"
import * as Ami from "../../tasks/Ami.ts"
import type { Cli } from "../context.ts"
import { type Failed, failed, usage } from "../failure.ts"
import type { Host } from "../host.ts"
import { printable, printOne } from "../output.ts"

/** What `--dry-run` prints: the headers that would be sent. */
export const Unsent = Schema.Struct({ wouldSend: Schema.Record(Schema.String, Schema.String) })

/** Prints an action as it would be sent. */
export const printAction = (action: AmiAction.Any): Effect.Effect<void, Failed, Cli | Host> => {
  const encoded = action.encode()
  if (Result.isFailure(encoded)) return Effect.fail(usage(`${encoded.failure.field} ${encoded.failure.rule}`))
  const headers = [["Action", action.name] as const, ...encoded.success]
  return printOne(
    { wouldSend: Object.fromEntries(headers) },
    headers.map(([name, value]) => `${name}: ${printable(value)}`)
  )
}

/** What Asterisk says of a channel that is not there (manager.c, parking_manager.c, manager_bridges.c). */
const missing = /^(No such channel|Channel specified does not exist|Channel does not exist|channel not found)/i

/** Whether an error says that there is no such channel. */
export const isMissing = ({ reason }: AmiError): boolean =>
  reason._tag === "ActionFailed" && missing.test(reason.message)

/** The device of a channel: its name without the number of the call. */
const deviceOf = (channel: string): string => channel.replace(/-[0-9a-f]{8}(;\d)?$/i, "")

/** Channels that somebody may have meant: those of the same device, or that contain what was typed. */
const alike = (wanted: string, channels: ReadonlyArray<Events.CoreShowChannel>): ReadonlyArray<string> => {
  const device = deviceOf(wanted).toLowerCase()
  if (device === "") return []
  const names = channels.map(({ Channel }) => Channel)
  const same = names.filter((name) => deviceOf(name).toLowerCase() === device)
  return (same.length > 0 ? same : names.filter((name) => name.toLowerCase().includes(device))).slice(0, 3)
}

/** There is no such channel: says what was perhaps meant. */
export const noSuchChannel = (
  channel: string,
  channels: ReadonlyArray<Events.CoreShowChannel>
): Failed => {
  const near = alike(channel, channels)
  return failed(`There is no channel ${printable(channel)}`, {
    reason: "NoSuchChannel",
    details: { channel },
    hints: [
      ...(near.length === 0 ? [] : [`Did you mean ${near.map(printable).join(", ")}?`]),
      "ami channels lists those that are up"
    ]
  })
}

/** Adds to an error that there is no such channel which ones there are. */
export const explainingChannel =
  (channel: string) =>
  <A, E, R>(effect: Effect.Effect<A, E | AmiError, R>): Effect.Effect<A, E | AmiError | Failed, R | AmiClient> =>
    Effect.catchIf(
      effect,
      (error): error is AmiError => isAmiError(error) && isMissing(error),
      () =>
        Effect.flatMap(
          Effect.orElseSucceed(Ami.channels, (): ReadonlyArray<Events.CoreShowChannel> => []),
          (channels) => Effect.fail(noSuchChannel(channel, channels))
        )
    )
