/** What a scripted server answers about its channels. */
import type { AmiCodec } from "effect-ami"

const list = (complete: string, items: ReadonlyArray<string>): ReadonlyArray<string> => [
  "Response: Success\nEventList: start\nMessage: Items will follow",
  ...items,
  `Event: ${complete}\nEventList: Complete\nListItems: ${items.length}`
]

const valueOf = ({ headers }: AmiCodec.EncodedAction, name: string) => headers.find(([key]) => key === name)?.[1]

/** The answers to lists and to `Hangup`; none to other actions. */
export const answersLists = (
  action: AmiCodec.EncodedAction,
  channels: Map<string, string>
): ReadonlyArray<string> => {
  const wanted = valueOf(action, "Channel")
  const found = [...channels].filter(([name, id]) => wanted === undefined || wanted === name || wanted === id)
  switch (action.name) {
    case "Status":
      return wanted !== undefined && found.length === 0
        ? ["Response: Error\nMessage: No such channel"]
        : list(
          "StatusComplete",
          found.map(([name, id]) => `Event: Status\nChannel: ${name}\nUniqueid: ${id}\nChannelStateDesc: Up`)
        )
    case "CoreShowChannels":
      return list(
        "CoreShowChannelsComplete",
        found.map(([name, id]) => `Event: CoreShowChannel\nChannel: ${name}\nUniqueid: ${id}\nChannelStateDesc: Up`)
      )
    case "BridgeList":
      return list("BridgeListComplete", [])
    case "Hangup":
      return [found.length === 0 ? "Response: Error\nMessage: No such channel" : "Response: Success\nMessage: Hungup"]
    default:
      return []
  }
}
