/**
 * Replacements for the message, for the few events whose headers come from several sources.
 *
 * @since 0.2.0
 */
import * as AmiMessage from "../../protocol/AmiMessage.ts"

/** Selects or rewrites the headers to decode. */
export type View = (message: AmiMessage.AmiMessage) => AmiMessage.AmiMessage

const isUserEvent = ([name]: AmiMessage.Header): boolean => name.toLowerCase() === "userevent"

/** The headers that Asterisk writes into a `UserEvent`: those up to its name (stasis.c, multi_user_event_to_ami). */
export const beforeOwn: View = (message) => {
  const at = message.headers.findIndex(isUserEvent)
  return at === -1 ? message : AmiMessage.make(message.headers.slice(0, at + 1))
}

/** The headers that the sender of a `UserEvent` chose: those after its name. */
export const own: View = (message) => AmiMessage.make(message.headers.slice(message.headers.findIndex(isUserEvent) + 1))

const twoInOne = /^(\d+)\nLoggedInTime: (\d+)$/

/**
 * The headers of `Agents`. Asterisk ends one of them with a lone line feed when the agent is on a call
 * (app_agent_pool.c, action_agents).
 *
 * Only these two numbers are split off: text that a caller chose must not become headers.
 */
export const agents: View = (message) =>
  twoInOne.test(message.get("CallStarted") ?? "")
    ? AmiMessage.make(message.headers.flatMap((header): ReadonlyArray<AmiMessage.Header> => {
      const [, started, loggedIn] = header[0] === "CallStarted" ? twoInOne.exec(header[1]) ?? [] : []
      return started === undefined || loggedIn === undefined
        ? [header]
        : [["CallStarted", started], ["LoggedInTime", loggedIn]]
    }))
    : message
