/**
 * Calls that are in AsyncAGI while nobody runs a program for them: after a lost connection, or a new start of the program.
 *
 * A channel does not say that it is in AsyncAGI: its application in lists is the last that a command ran. So each session
 * sets the variable `AMI_AGI` to its name and id, which a list of channels shows. A channel without it whose application is
 * `AGI` waits for its first command: it came while there was no connection.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import type { AmiError } from "../../AmiError.ts"
import * as Actions from "../../catalog/Actions.ts"
import type * as Events from "../../catalog/Events.ts"
import type { AmiClient } from "../../client/AmiClient.ts"

export const variable = "AMI_AGI"

export interface Waiting {
  readonly uniqueid: string
  readonly channel: string
  /** Whether a program has run for it, which left its mark. */
  readonly isOrphan: boolean
  readonly env: Record<string, string>
}

export interface Found {
  /** Every channel that there is. */
  readonly channels: ReadonlySet<string>
  readonly waiting: ReadonlyArray<Waiting>
}

/** The calls that wait for the program of this name, or for any. */
export const find = (ami: AmiClient["Service"], name: string): Effect.Effect<Found, AmiError> =>
  Effect.map(ami.collect(Actions.Status({ Variables: [variable] })), (channels) => ({
    channels: new Set(channels.map(({ Uniqueid }) => Uniqueid)),
    waiting: channels.flatMap((channel) => waitingOf(channel, name))
  }))

const waitingOf = (channel: Events.Status, name: string): ReadonlyArray<Waiting> => {
  const mark = channel.Variable?.[variable] ?? ""
  const isOrphan = mark.startsWith(`${name}/`)
  // A variable that is not set is shown as `(null)` (manager.c, generate_status).
  const isNew = !mark.includes("/") && channel.Application === "AGI" && /^agi:async/i.test(channel.Data)
  if (!isOrphan && !isNew) return []
  return [{ uniqueid: channel.Uniqueid, channel: channel.Channel, isOrphan, env: environmentOf(channel) }]
}

/** What AGI told at the start, as far as a list shows it. */
const environmentOf = (channel: Events.Status): Record<string, string> => {
  const args = channel.Application === "AGI" ? channel.Data.split(",").slice(1) : []
  return {
    agi_request: "async",
    ...headersOf(channel),
    agi_type: channel.Type,
    agi_dnid: channel.DNID === "" ? "unknown" : channel.DNID,
    ...Object.fromEntries(args.map((value, index) => [`agi_arg_${index + 1}`, value]))
  }
}

/** What the headers of a channel say of its environment: they are never cut, and nobody can forge them. */
export const headersOf = (
  channel: Pick<
    Events.Status,
    | "AccountCode"
    | "CallerIDName"
    | "CallerIDNum"
    | "Channel"
    | "Context"
    | "Exten"
    | "Language"
    | "Priority"
    | "Uniqueid"
  >
): Record<string, string> => ({
  agi_channel: channel.Channel,
  agi_language: channel.Language ?? "",
  agi_uniqueid: channel.Uniqueid,
  agi_callerid: channel.CallerIDNum ?? "unknown",
  agi_calleridname: channel.CallerIDName ?? "unknown",
  agi_context: channel.Context ?? "",
  agi_extension: channel.Exten ?? "",
  agi_priority: String(channel.Priority ?? ""),
  agi_accountcode: channel.AccountCode ?? ""
})
