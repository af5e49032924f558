/**
 * What Asterisk would have answered at a moment of a recording: lists that are made of the events before.
 *
 * What no event says, such as the strategy of a queue, is absent. What was there before the recording began is in the lists
 * as soon as an event names it.
 *
 * @since 0.2.0
 */
import type { AmiMessage, Header } from "../../protocol/AmiMessage.ts"
import type { Entry } from "../../protocol/AmiRecordingFile.ts"
import { Channels } from "./channels.ts"
import { Queues } from "./queues.ts"

/** The items of a list, and the event that ends it. */
export interface List {
  readonly complete: string
  readonly items: ReadonlyArray<ReadonlyArray<Header>>
}

/** A list whose items are the latest event of each key. */
interface Kept {
  readonly action: string
  readonly complete: string
  /** The name of an item. */
  readonly item: string
  /** The headers by which items differ. */
  readonly key: ReadonlyArray<string>
  readonly events: ReadonlyArray<string>
  readonly ends: ReadonlyArray<string>
}

const kept: ReadonlyArray<Kept> = [
  {
    action: "DeviceStateList",
    complete: "DeviceStateListComplete",
    item: "DeviceStateChange",
    key: ["Device"],
    events: ["DeviceStateChange"],
    ends: []
  },
  {
    action: "ExtensionStateList",
    complete: "ExtensionStateListComplete",
    item: "ExtensionStatus",
    key: ["Exten", "Context"],
    events: ["ExtensionStatus"],
    ends: []
  },
  {
    action: "PresenceStateList",
    complete: "PresenceStateListComplete",
    item: "PresenceStateChange",
    key: ["Presentity"],
    events: ["PresenceStateChange"],
    ends: []
  },
  {
    action: "ParkedCalls",
    complete: "ParkedCallsComplete",
    item: "ParkedCall",
    key: ["ParkeeUniqueid"],
    events: ["ParkedCall"],
    ends: ["UnParkedCall", "ParkedCallTimeOut", "ParkedCallGiveUp", "ParkedCallSwap"]
  },
  {
    action: "BridgeList",
    complete: "BridgeListComplete",
    item: "BridgeListItem",
    key: ["BridgeUniqueid"],
    events: ["BridgeCreate", "BridgeEnter", "BridgeLeave", "BridgeVideoSourceUpdate"],
    ends: ["BridgeDestroy"]
  }
]

/** Headers of an event that an item of a list does not have. */
const isOfEvent = (name: string): boolean => /^(Event|Privilege|Timestamp|SequenceNumber|File|Line|Func)$/.test(name)

/** An item: its name, and the headers of an event. */
const itemOf = (
  name: string,
  message: AmiMessage,
  keep: (header: string) => boolean = () => true
): ReadonlyArray<Header> => [
  ["Event", name],
  ...message.headers.filter(([header]) => !isOfEvent(header) && keep(header))
]

/** What there is at a moment of a recording, of which everything before was given to it. */
export class State {
  private readonly tables = kept.map((table) => ({ ...table, rows: new Map<string, ReadonlyArray<Header>>() }))
  private readonly channels = new Channels()
  private readonly queues = new Queues()
  private now = 0

  apply(entry: Entry): void {
    this.now = entry.t
    if (entry._tag === "Message") this.message(entry.message, entry.t)
    // What happened while nothing was recorded is unknown: what ended then must not stay.
    if (entry._tag === "Disconnected") {
      this.channels.forget()
      this.queues.forget()
      for (const { ends, rows } of this.tables) if (ends.length > 0) rows.clear()
    }
  }

  /** The list that an action asks for, by its name in lower case; undefined if no event says anything of it. */
  list(action: string): List | undefined {
    const { channels, now, queues } = this
    switch (action) {
      case "coreshowchannels":
        return { complete: "CoreShowChannelsComplete", items: channels.shown(now) }
      case "status":
        return { complete: "StatusComplete", items: channels.status(now) }
      case "queuestatus":
        return { complete: "QueueStatusComplete", items: queues.status(now) }
    }
    const table = this.tables.find((table) => table.action.toLowerCase() === action)
    return table === undefined ? undefined : { complete: table.complete, items: [...table.rows.values()] }
  }

  private message(message: AmiMessage, t: number): void {
    for (const { ends, events, item, key, rows } of this.tables) {
      const isEnd = ends.includes(message.name)
      if (!isEnd && !events.includes(message.name)) continue
      const id = JSON.stringify(key.map((header) => message.get(header)))
      if (isEnd) rows.delete(id)
      else rows.set(id, itemOf(item, message, (header) => item !== "BridgeListItem" || header.startsWith("Bridge")))
    }
    this.channels.apply(message, t)
    this.queues.apply(message, t)
  }
}
