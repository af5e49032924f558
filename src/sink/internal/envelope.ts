/**
 * An item of a journal as JSON: what `ami events --raw` prints of an event, with its id and its server.
 *
 * @since 0.2.0
 */
import * as AmiJournal from "../../journal/AmiJournal.ts"

export type Envelope = Readonly<Record<string, unknown>>

export const envelope = (item: AmiJournal.Replayed): Envelope => {
  const { epoch, server } = item
  const id = AmiJournal.idOf(item)
  if (item._tag === "Missing") {
    const { at, dropped, reason, since } = item
    const place = { mark: "Gap", id, server, at: timeOf(at), epoch, dropped, reason }
    return { _: since === undefined ? place : { ...place, since: timeOf(since) } }
  }
  // Headers of a peer may have any name.
  const headers = new Map<string, string | Array<string>>()
  for (const [name, value] of item.message.toJSON()) {
    const known = headers.get(name)
    if (known === undefined) headers.set(name, value)
    else if (typeof known === "string") headers.set(name, [known, value])
    else known.push(value)
  }
  const place = { id, server, at: timeOf(item.receivedAt), seq: item.seq, epoch }
  return Object.fromEntries([...headers, ["_", place]])
}

const timeOf = (millis: number): string => new Date(millis).toISOString()
