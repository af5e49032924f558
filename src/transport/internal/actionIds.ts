/**
 * Adds the ActionID to messages that lack it but whose request is known.
 *
 * @since 0.2.0
 */
import * as AmiMessage from "../../protocol/AmiMessage.ts"

/**
 * Gives an answer or an item the ActionID of its request, as the second header, where Asterisk writes it. Raised events
 * belong to no request, and a message that has an ActionID keeps it.
 */
export const withActionId = (message: AmiMessage.AmiMessage, actionId: string): AmiMessage.AmiMessage => {
  const isRaised = message.kind === "Event" && message.get("Privilege") !== undefined
  if (isRaised || message.kind === "Unknown" || message.get("ActionID") !== undefined) return message
  const [first, ...others] = message.headers
  return first === undefined ? message : AmiMessage.make([first, ["ActionID", actionId], ...others])
}
