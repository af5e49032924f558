/**
 * The marks of a list: `EventList` in its first response and in its last event.
 *
 * The names of the events say nothing: `PeerlistComplete` completes IAXpeers, `AorListComplete` PJSIPShowAors.
 *
 * @since 0.1.0
 */
import type { AmiMessage } from "../../protocol/AmiMessage.ts"

/** The value of `EventList`, in lower case: FAXSessions writes `Start`, all others `start`. */
export const listMark = (message: AmiMessage): string | undefined => message.get("EventList")?.toLowerCase()

/** True for the response that opens a list. */
export const isListStart = (message: AmiMessage): boolean =>
  message.kind === "Response" && listMark(message) === "start"

/** True for the event that ends a list; `cancelled` is documented for lists that Asterisk breaks off. */
export const isListEnd = (message: AmiMessage): boolean => {
  const mark = message.kind === "Event" ? listMark(message) : undefined
  return mark === "complete" || mark === "cancelled"
}
