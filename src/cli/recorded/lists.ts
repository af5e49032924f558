/**
 * What Asterisk would have answered at the end of a recording: lists that are made of the events before.
 *
 * What no event says, such as the strategy of a queue, is absent. What was there before the recording began is in the lists
 * as soon as an event names it.
 *
 * @since 0.2.0
 */
import type { AmiMessage, Header } from "../../protocol/AmiMessage.ts"
import type { Recording } from "../../protocol/AmiRecordingFile.ts"
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
  /** The headers that tell items apart. */
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
export const itemOf = (
  name: string,
  message: AmiMessage,
  keep: (header: string) => boolean = () => true
): ReadonlyArray<Header> => [
  ["Event", name],
  ...message.headers.filter(([header]) => !isOfEvent(header) && keep(header))
]

/** What the lists of a recording hold at its end, by the action in lower case. */
export const listsOf = ({ entries }: Pick<Recording, "entries">): ReadonlyMap<string, List> => {
  const tables = kept.map((table) => ({ ...table, rows: new Map<string, ReadonlyArray<Header>>() }))
  const channels = new Channels()
  const queues = new Queues()
  for (const entry of entries) {
    if (entry._tag !== "Message") {
      // What happened while nothing was recorded is unknown: what ended then must not stay.
      if (entry._tag === "Disconnected") {
        channels.forget()
        queues.forget()
        for (const { ends, rows } of tables) if (ends.length > 0) rows.clear()
      }
      continue
    }
    const { message, t } = entry
    for (const { ends, events, item, key, rows } of tables) {
      const isEnd = ends.includes(message.name)
      if (!isEnd && !events.includes(message.name)) continue
      const id = JSON.stringify(key.map((header) => message.get(header)))
      if (isEnd) rows.delete(id)
      else rows.set(id, itemOf(item, message, (header) => item !== "BridgeListItem" || header.startsWith("Bridge")))
    }
    channels.apply(message, t)
    queues.apply(message, t)
  }
  const end = entries.at(-1)?.t ?? 0
  return new Map<string, List>([
    ...tables.map(({ action, complete, rows }) =>
      [action.toLowerCase(), { complete, items: [...rows.values()] }] as const
    ),
    ["coreshowchannels", { complete: "CoreShowChannelsComplete", items: channels.shown(end) }],
    ["status", { complete: "StatusComplete", items: channels.status(end) }],
    ["queuestatus", { complete: "QueueStatusComplete", items: queues.status(end) }]
  ])
}
