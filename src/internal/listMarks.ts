/**
 * Where a list begins and where it ends.
 *
 * Since Asterisk 13.2 each list has marks: `EventList` in its first response
 * and in its last event. Older ones, and what was built on them, acknowledge
 * many lists by words alone ("Queue status will follow") and end them with an
 * event whose name ends in `Complete`: app_queue.c, manager.c, db.c,
 * chan_agent.c and others of 1.8 to 13.1; chan_iax2.c up to 13.1 in IAXpeerlist.
 *
 * Other than that the names of the events say nothing: `PeerlistComplete`
 * completes IAXpeers, `AorListComplete` PJSIPShowAors.
 *
 * @since 0.1.0
 */
import type * as AmiAction from "../catalog/AmiAction.ts"
import * as AmiMessage from "../protocol/AmiMessage.ts"

/** The value of `EventList`, in lower case: FAXSessions writes `Start`, all others `start`. */
export const listMark = (message: AmiMessage.AmiMessage): string | undefined => message.get("EventList")?.toLowerCase()

/** True for the response that opens a list. */
export const isListStart = (message: AmiMessage.AmiMessage): boolean =>
  message.kind === "Response" && (listMark(message) === "start" || announcesList(message))

const announcesList = (response: AmiMessage.AmiMessage): boolean => {
  if (response.name.toLowerCase() !== "success" || listMark(response) !== undefined) return false
  const message = response.get("Message") ?? ""
  // One event follows FAXStats and FAXSession, and nothing completes it (res_fax.c).
  return /\bwill follow[\s.:!]*$/i.test(message) && !/\bevent will follow/i.test(message)
}

/**
 * True for an event that was raised for everybody: an item of a list has no `Privilege`, or `Call` or `System` alone
 * (manager.c, action_status; chan_sip.c), and every event that was raised has `…,all`.
 */
export const isRaised = (message: AmiMessage.AmiMessage): boolean => message.get("Privilege")?.includes(",") ?? false

/** What is known of a list that is open. */
export interface Open {
  /** Whether its first response has the mark. */
  readonly isMarked: boolean
  /** The name of the event that completes it, if it is known. */
  readonly completes: string | undefined
}

/** True for the event that ends a list; `cancelled` is documented for lists that Asterisk breaks off. */
export const isListEnd = (message: AmiMessage.AmiMessage, open: Open): boolean => {
  if (message.kind !== "Event") return false
  const mark = listMark(message)
  if (mark !== undefined) return mark === "complete" || mark === "cancelled"
  if (open.completes !== undefined && open.completes.toLowerCase() === message.name.toLowerCase()) return true
  // IAXpeers of old begins with the mark and ends without; no item of a list has a count.
  return completing.test(message.name) && (!open.isMarked || message.get("ListItems") !== undefined)
}

/** What is known of a list whose caller has gone. */
export const forgotten: Open = { isMarked: false, completes: undefined }

const completing = /complete$/i

/**
 * Takes apart a message in which several events of one answer stand without empty lines between them, as chan_skinny.c
 * writes the items of a list and its end. Each of them has the ActionID as its second header, which nobody who puts lines
 * into a value can know: other messages stay whole.
 */
export const eventsIn = (message: AmiMessage.AmiMessage, actionId: string): ReadonlyArray<AmiMessage.AmiMessage> => {
  if (message.getAll("Event").length < (message.kind === "Event" ? 2 : 1)) return [message]
  const groups = groupsOf(message.headers)
  return groups.every(([, second]) => second?.[0].toLowerCase() === "actionid" && second[1] === actionId)
    ? groups.map(AmiMessage.make)
    : [message]
}

/** Headers in groups that begin with `Event`; what stands before the first one is a group too. */
const groupsOf = (headers: ReadonlyArray<AmiMessage.Header>): ReadonlyArray<ReadonlyArray<AmiMessage.Header>> => {
  const groups: Array<Array<AmiMessage.Header>> = [[]]
  for (const header of headers) {
    if (header[0].toLowerCase() === "event") groups.push([])
    groups.at(-1)?.push(header)
  }
  return groups.filter((group) => group.length > 0)
}

/** True if several events stand in one message that was not taken apart. */
export const isGlued = (message: AmiMessage.AmiMessage): boolean => message.getAll("Event").length > 1

/** Whether fewer items came than the completing event announces, as far as its count can be trusted. */
export const lacksItems = (
  { counted }: Pick<AmiAction.ListAction<unknown>, "counted">,
  complete: AmiMessage.AmiMessage,
  count: number
): boolean => {
  const announced = Number(complete.get("ListItems") ?? 0)
  return counted === "roughly" ? announced > 0 && count === 0 : counted && announced > count
}
