/**
 * A dial whose peer is the test, and the events of its call as Asterisk 16 and 22 raise them.
 */
import { Effect } from "effect"
import { Ami, AmiClient } from "effect-ami"
import { connected, start } from "../client/scriptedTransport.ts"

/** The id of every call here. */
export const channelId = "call-17"

export const queued = "Response: Success\nMessage: Originate successfully queued"

export const outcome = (response: string, reason: number, uniqueid = "<unknown>") =>
  `Event: OriginateResponse\nPrivilege: call,all\nResponse: ${response}\nChannel: Local/100@from-internal\n`
  + `Context: from-internal\nExten: 200\nReason: ${reason}\nUniqueid: ${uniqueid}\nCallerIDNum: <unknown>\nCallerIDName: <unknown>`

/** A channel of a call. */
export interface Channel {
  readonly name: string
  readonly uniqueid: string
  readonly linkedid?: string
}

/** The telephone that was dialled by name. */
export const pjsip: Channel = { name: "PJSIP/100-00000001", uniqueid: channelId }

/** The halves of the dialled Local channel, and the telephones that its extension dials. */
export const near: Channel = { name: "Local/100@from-internal-00000001;1", uniqueid: channelId }
export const far: Channel = { name: "Local/100@from-internal-00000001;2", uniqueid: `${channelId};2` }
export const leg: Channel = { name: "PJSIP/100-00000001", uniqueid: "1795935966.18" }
export const other: Channel = { name: "PJSIP/101-00000002", uniqueid: "1795935966.19" }

const snapshot = ({ linkedid = channelId, name, uniqueid }: Channel, prefix = "") =>
  [
    ["Channel", name],
    ["ChannelState", "0"],
    ["ChannelStateDesc", "Down"],
    ["CallerIDNum", "<unknown>"],
    ["CallerIDName", "<unknown>"],
    ["ConnectedLineNum", "<unknown>"],
    ["ConnectedLineName", "<unknown>"],
    ["Language", "en"],
    ["AccountCode", ""],
    ["Context", "from-internal"],
    ["Exten", "s"],
    ["Priority", "1"],
    ["Uniqueid", uniqueid],
    ["Linkedid", linkedid]
  ].map(([key, value]) => `${prefix}${key}: ${value}`)

export const raised = (event: string, channel: Channel, ...lines: ReadonlyArray<string>) =>
  [`Event: ${event}`, "Privilege: call,all", ...snapshot(channel), ...lines].join("\n")

/** The events of a dial about the channel that it made. An Originate has no dialling channel. */
export const dialled = (event: "DialBegin" | "DialEnd", by: Channel | undefined, of: Channel, line: string) =>
  [`Event: ${event}`, "Privilege: call,all", ...(by === undefined ? [] : snapshot(by)), ...snapshot(of, "Dest"), line]
    .join("\n")

export const hangup = (channel: Channel, cause: number, text: string, techCause?: number) =>
  raised(
    "Hangup",
    channel,
    `Cause: ${cause}`,
    `Cause-txt: ${text}`,
    ...(techCause === undefined ? [] : [`TechCause: ${techCause}`])
  )

/** A dial that has been written. */
export const dialling = Effect.fnUntraced(function*(
  options: Partial<Ami.DialOptions> = {},
  clientOptions: Partial<AmiClient.Options> = {}
) {
  const client = yield* connected(clientOptions)
  const task = Ami.dial({ originator: "100", extension: "200", channelId, ...options })
  const fiber = yield* start(Effect.provideService(task, AmiClient.AmiClient, client.ami))
  return { ...client, fiber, action: client.peer.last("Originate") }
})
