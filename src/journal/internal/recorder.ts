/**
 * Makes the entries of a recording from what an inbox delivers.
 *
 * @since 0.2.0
 */
import * as Arr from "effect/Array"
import type { Item } from "../../client/AmiInbox.ts"
import * as AmiMessage from "../../protocol/AmiMessage.ts"
import * as AmiRecordingFile from "../../protocol/AmiRecordingFile.ts"
import { Masker } from "./masking.ts"

/** The entry without its secrets and, with a masker, without what identifies people. */
export const cleaned = (entry: AmiRecordingFile.Entry, masker: Masker | undefined): AmiRecordingFile.Entry => {
  switch (entry._tag) {
    case "Message":
      return { ...entry, message: masker?.message(entry.message) ?? AmiMessage.make(entry.message.toJSON()) }
    case "Disconnected":
      return entry.cause === undefined || masker === undefined ? entry : { ...entry, cause: masker.text(entry.cause) }
    default:
      return entry
  }
}

export class Recorder {
  private readonly at: number
  private readonly masker: Masker | undefined
  /** Times never go back, even if the clock of the machine is set. */
  private last = 0

  constructor(at: number, mask: boolean) {
    this.at = at
    this.masker = mask ? new Masker() : undefined
  }

  /** The lines for what was delivered together by now. */
  lines(items: Arr.NonEmptyReadonlyArray<Item>, now: number): Arr.NonEmptyReadonlyArray<string> {
    let next = now
    const times: Array<number> = []
    // A mark has no time of its own: it comes before what was received after it.
    for (const item of items.toReversed()) times.push(next = Math.min(next, timeOf(item) ?? next))
    times.reverse()
    return Arr.map(items, (item, index) => {
      this.last = Math.max(this.last, (times[index] ?? now) - this.at)
      return AmiRecordingFile.line(cleaned(entryOf(item, this.last), this.masker))
    })
  }
}

const timeOf = (item: Item): number | undefined => item._tag === "Received" ? item.receivedAt : undefined

const entryOf = (item: Item, t: number): AmiRecordingFile.Entry => {
  switch (item._tag) {
    case "Received":
      return { _tag: "Message", t, message: item.message }
    case "Connected":
      return { _tag: "Connected", t, ...(item.banner === undefined ? {} : { banner: item.banner }) }
    case "Disconnected":
      return { _tag: "Disconnected", t, cause: item.cause.message }
    case "Gap":
      return { _tag: "Gap", t, dropped: item.dropped, reason: item.reason }
  }
}
