/**
 * The lists of the replay server, over sockets and over HTTP.
 */
import { channels } from "./mix.ts"

/** The rest of each item, after its ActionID; lists of any length are made from these. */
const items = channels(4096)

/** The list that answers CoreShowChannels, in pieces that are sent no faster than the client reads. */
export const listOf = (actionId: string, length: number): ReadonlyArray<string> => {
  const id = `ActionID: ${actionId}\r\n`
  const pieces = [`Response: Success\r\n${id}EventList: start\r\nMessage: Channels will follow\r\n\r\n`]
  for (let at = 0; at < length; at += 128) {
    let piece = ""
    for (let index = at; index < Math.min(at + 128, length); index++) {
      piece += `Event: CoreShowChannel\r\n${id}${items[index % items.length]}`
    }
    pieces.push(piece)
  }
  pieces.push(`Event: CoreShowChannelsComplete\r\n${id}EventList: Complete\r\nListItems: ${length}\r\n\r\n`)
  return pieces
}
