/**
 * The commands of channels and bridges.
 *
 * @since 0.2.0
 */
import type { Lines } from "../messages.ts"
import { inOrder } from "../pbx/channelOrder.ts"
import * as Channels from "../pbx/channels.ts"
import * as Hangups from "../pbx/hangups.ts"
import { byName } from "../pbx/hashing.ts"
import type { Channel } from "../pbx/model.ts"
import { clock } from "../pbx/numbers.ts"
import { column, type Command, type Commands, type Context, plural, right, row, spanOf } from "./command.ts"

/** How long a channel has been there, as `hh:mm:ss`. */
const durationOf = (context: Context, channel: Channel): string => clock(context.draft.now - channel.createdAt)

const applicationOf = ({ application, data }: Channel): string =>
  application === "" ? "(None)" : `${application}(${data})`

/** The widths of columns differ between the versions (cli.c, handle_chanlist). */
const widths = {
  "16": { short: [20, 20, 7, 30], long: [20, 20, 16, 4, 7, 12, 25, 15] },
  "22": { short: [64, 32, 7, 30], long: [80, 24, 24, 4, 7, 12, 25, 15] }
} as const

const totals = ({ draft }: Context): Lines => [
  plural(draft.channels.size, "active channel"),
  plural(draft.calls, "active call"),
  `${plural(draft.counters.processed, "call")} processed`
]

const shortRow = (context: Context, channel: Channel): string => {
  const location = `${channel.exten}@${channel.context}:${channel.priority}`
  const cells = [channel.name, location, Channels.stateName(channel.state), applicationOf(channel)]
  return row(cells, widths[context.version].short)
}

const longCells = (context: Context, cells: ReadonlyArray<string | number>, last: ReadonlyArray<string>): string => {
  const [duration = "", account = "", peer = "", bridge = ""] = last
  const tail = [right(duration, 8), column(account, 11), column(peer, 11), column(bridge, 20)]
  return `${row(cells, widths[context.version].long)} ${tail.join(" ")}`
}

const cellsOf = (channel: Channel): ReadonlyArray<string | number> => [
  channel.name,
  channel.context,
  channel.exten,
  channel.priority,
  Channels.stateName(channel.state),
  channel.application === "" ? "(None)" : channel.application,
  channel.data,
  channel.caller.number
]

const longRow = (context: Context, channel: Channel): string =>
  longCells(
    context,
    cellsOf(channel),
    [durationOf(context, channel), channel.accountCode, channel.peerAccount, channel.bridge ?? ""]
  )

const conciseRow = (context: Context, channel: Channel): string =>
  [
    ...cellsOf(channel),
    channel.accountCode,
    channel.peerAccount,
    3,
    Math.floor((context.draft.now - channel.createdAt) / 1000),
    channel.bridge ?? "(None)",
    channel.uniqueid
  ].join("!")

const showChannels: Command = (context, words) => {
  const [how = "", ...more] = words.map((word) => word.toLowerCase())
  if (more.length > 0) return "usage"
  const channels = inOrder(context.draft)
  switch (how) {
    case "":
      return [
        row(["Channel", "Location", "State", "Application(Data)"], widths[context.version].short),
        ...channels.map((channel) => shortRow(context, channel)),
        ...totals(context)
      ]
    case "verbose":
      return [
        longCells(
          context,
          ["Channel", "Context", "Extension", "Prio", "State", "Application", "Data", "CallerID"],
          ["Duration", "Accountcode", "PeerAccount", "BridgeID"]
        ),
        ...channels.map((channel) => longRow(context, channel)),
        ...totals(context)
      ]
    case "concise":
      return channels.map((channel) => conciseRow(context, channel))
    case "count":
      return totals(context)
  }
  return "usage"
}

const orNone = (text: string): string => text === "" ? "(N/A)" : text

const showChannel: Command = (context, words) => {
  const [name] = words
  if (name === undefined || words.length > 1) return "usage"
  const channel = Channels.find(context.draft, name)
  if (channel === undefined) return [`${name} is not a known channel`]
  const elapsed = durationOf(context, channel).split(":").map(Number)
  return [
    " -- General --",
    `           Name: ${channel.name}`,
    `           Type: ${Channels.technologyOf(channel)}`,
    `       UniqueID: ${channel.uniqueid}`,
    `       LinkedID: ${channel.linkedid}`,
    `      Caller ID: ${orNone(channel.caller.number)}`,
    ` Caller ID Name: ${orNone(channel.caller.name)}`,
    `Connected Line ID: ${orNone(channel.connected.number)}`,
    `Connected Line ID Name: ${orNone(channel.connected.name)}`,
    `Eff. Connected Line ID: ${orNone(channel.connected.number)}`,
    `Eff. Connected Line ID Name: ${orNone(channel.connected.name)}`,
    `    DNID Digits: ${orNone(channel.dialled)}`,
    "       Language: en",
    `          State: ${Channels.stateName(channel.state)} (${channel.state})`,
    "  NativeFormats: (slin)",
    "    WriteFormat: slin",
    "     ReadFormat: slin",
    " WriteTranscode: No ",
    "  ReadTranscode: No ",
    " Time to Hangup: 0",
    `   Elapsed Time: ${elapsed[0]}h${elapsed[1]}m${elapsed[2]}s`,
    `      Bridge ID: ${channel.bridge ?? "(Not bridged)"}`,
    " --   PBX   --",
    `        Context: ${channel.context}`,
    `      Extension: ${channel.exten}`,
    `       Priority: ${channel.priority}`,
    "     Call Group: 0",
    "   Pickup Group: 0",
    `    Application: ${channel.application === "" ? "(N/A)" : channel.application}`,
    `           Data: ${channel.data === "" ? "(Empty)" : channel.data}`,
    ` Call Identifier: ${channel.callId}`,
    "      Variables:",
    ...[...channel.variables].map(([variable, value]) => `${variable}=${value}`),
    ""
  ]
}

const requestHangup: Command = ({ draft }, words) => {
  const [name] = words
  if (name === undefined || words.length > 1) return "usage"
  const channels = name.toLowerCase() === "all" ? inOrder(draft) : [Channels.find(draft, name) ?? []].flat()
  if (name.toLowerCase() !== "all" && channels.length === 0) return [`${name} is not a known channel`]
  return channels.map((channel) => {
    Hangups.ask(draft, channel, 0)
    return `Requested Hangup on channel '${channel.name}'`
  })
}

const showCalls: Command = (context, words) => {
  if (words.length > 1 || (words.length === 1 && words[0]?.toLowerCase() !== "uptime")) return "usage"
  const { draft } = context
  const [, calls = "", processed = ""] = totals(context)
  return [
    calls,
    processed,
    ...(words.length === 1 ? [`System uptime: ${spanOf(draft.now - draft.startedAt)}`] : [])
  ]
}

const showBridges: Command = ({ draft, version }) => {
  const sizes = version === "16" ? [36, 5, 15, 15] : [36, 36, 5, 15, 15]
  const line = (id: string, name: string, count: string, type: string, technology: string, duration: string) =>
    `${row([id, ...(version === "16" ? [] : [name]), count, type, technology], sizes)} ${duration}`
  const bridges = byName(draft.bridges.values(), ({ id }) => id)
  return [
    line("Bridge-ID", "Name", "Chans", "Type", "Technology", "Duration"),
    ...bridges.map(({ channels, id, name, technology, type }) =>
      line(id, name, String(channels.length).padStart(5), type, technology, "00:00:00")
    )
  ]
}

/** The commands of channels and bridges. */
export const commands: Commands = {
  "bridge show all": showBridges,
  "channel request hangup": requestHangup,
  "core show calls": showCalls,
  "core show channel": showChannel,
  "core show channels": showChannels
}
