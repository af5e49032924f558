/**
 * The channels of a recording, as the actions `CoreShowChannels` and `Status` list them.
 *
 * @since 0.2.0
 */
import type { AmiMessage, Header } from "../../protocol/AmiMessage.ts"

/** The headers in which an event describes a channel. */
const described = [
  "Channel",
  "ChannelState",
  "ChannelStateDesc",
  "CallerIDNum",
  "CallerIDName",
  "ConnectedLineNum",
  "ConnectedLineName",
  "Language",
  "AccountCode",
  "Context",
  "Exten",
  "Priority",
  "Uniqueid",
  "Linkedid"
] as const

/** The names by which an event describes a second channel: `DestChannel`, and the halves of a Local channel. */
const prefixes = ["", "Dest", "LocalOne", "LocalTwo"]

interface Channel {
  /** When it was first seen, in milliseconds since the recording began. */
  readonly since: number
  headers: ReadonlyArray<Header>
  application: string
  data: string
  bridge: string
}

const two = (value: number): string => String(value).padStart(2, "0")

/** As Asterisk writes a duration: `00:01:05`. */
const clock = (seconds: number): string =>
  `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`

export class Channels {
  /** By `Uniqueid`. */
  private readonly channels = new Map<string, Channel>()

  apply(message: AmiMessage, t: number): void {
    const id = message.get("Uniqueid")
    if (message.name === "Hangup") {
      if (id !== undefined) this.channels.delete(id)
      return
    }
    for (const prefix of prefixes) this.describe(message, prefix, t)
    const channel = id === undefined ? undefined : this.channels.get(id)
    if (channel === undefined) return
    switch (message.name) {
      case "Newexten":
        channel.application = message.get("Application") ?? ""
        channel.data = message.get("AppData") ?? ""
        return
      case "BridgeEnter":
        channel.bridge = message.get("BridgeUniqueid") ?? ""
        return
      case "BridgeLeave":
        channel.bridge = ""
        return
      case "Rename": {
        const name = message.get("Newname")
        if (name === undefined) return
        channel.headers = channel.headers.map(([header, value]) => [header, header === "Channel" ? name : value])
      }
    }
  }

  /** Nothing is known any more. */
  forget(): void {
    this.channels.clear()
  }

  /** The items of `CoreShowChannels`. */
  shown(end: number): ReadonlyArray<ReadonlyArray<Header>> {
    return this.items("CoreShowChannel", end, ({ application, bridge, data }, seconds) => [
      ["Application", application],
      ["ApplicationData", data],
      ["Duration", clock(seconds)],
      ["BridgeId", bridge]
    ])
  }

  /** The items of `Status`. */
  status(end: number): ReadonlyArray<ReadonlyArray<Header>> {
    return this.items("Status", end, ({ application, bridge, data }, seconds) => [
      ["BridgeID", bridge],
      ["Application", application],
      ["Data", data],
      ["Seconds", String(seconds)]
    ])
  }

  private items(
    name: string,
    end: number,
    more: (channel: Channel, seconds: number) => ReadonlyArray<Header>
  ): ReadonlyArray<ReadonlyArray<Header>> {
    return [...this.channels.values()].map((channel) => [
      ["Event", name],
      ...channel.headers,
      ...more(channel, Math.max(0, Math.floor((end - channel.since) / 1000)))
    ])
  }

  private describe(message: AmiMessage, prefix: string, t: number): void {
    const id = message.get(`${prefix}Uniqueid`)
    if (id === undefined || message.get(`${prefix}ChannelState`) === undefined) return
    const headers = described.flatMap((header): ReadonlyArray<Header> => {
      const value = message.get(`${prefix}${header}`)
      return value === undefined ? [] : [[header, value]]
    })
    const known = this.channels.get(id)
    if (known === undefined) this.channels.set(id, { since: t, headers, application: "", data: "", bridge: "" })
    else known.headers = headers
  }
}
