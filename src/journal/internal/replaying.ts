/**
 * A part of a journal as a recording.
 *
 * @since 0.2.0
 */
import type * as AmiRecordingFile from "../../protocol/AmiRecordingFile.ts"
import type { Replayed } from "./entry.ts"

export const recordingOf = (items: ReadonlyArray<Replayed>): AmiRecordingFile.Recording => {
  const [first] = items
  const start = first === undefined ? 0 : timeOf(first)
  const entries: Array<AmiRecordingFile.Entry> = [{ _tag: "Connected", t: 0 }]
  let isConnected = true
  let t = 0
  for (const item of items) {
    // Times never go back, even if the clock of the machine was set.
    t = Math.max(t, timeOf(item) - start)
    if (item._tag === "Received") {
      if (!isConnected) entries.push({ _tag: "Connected", t })
      isConnected = true
      entries.push({ _tag: "Message", t, message: item.message })
    } else if (item.reason === "Disconnected" || item.reason === "OwnerChanged") {
      // The first record of a writer is no end of anything.
      if (isConnected && item !== first) entries.push({ _tag: "Disconnected", t, cause: item.reason })
      isConnected = item === first
    } else if (isConnected) entries.push({ _tag: "Gap", t, dropped: item.dropped, reason: item.reason })
  }
  return { at: start, masked: false, ...first === undefined ? {} : { target: first.server }, entries }
}

const timeOf = (item: Replayed): number => item._tag === "Received" ? item.receivedAt : item.at
