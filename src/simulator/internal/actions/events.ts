/**
 * `Events`, `Filter` and `UserEvent`.
 *
 * @since 0.1.0
 */
import * as Filters from "../filters.ts"
import { acknowledgement, event, refusal, withShortId } from "../messages.ts"
import * as privileges from "../privileges.ts"
import { isHeader, valueOf } from "../requests.ts"
import type { SessionActions } from "./session.ts"

const setMask: SessionActions[string]["answer"] = (_, session, request) => {
  const mask = privileges.eventMask(valueOf(request, "EventMask"))
  if (mask === undefined) return { messages: [refusal(request, "Invalid event mask")] }
  session.mask = mask
  return { messages: [["Response: Success", ...withShortId(request, 256, [`Events: ${mask === 0 ? "Off" : "On"}`])]] }
}

/** Echoes every line of the request as it came, including the sender's ActionID. */
const userEvent: SessionActions[string]["answer"] = (hub, _, request) => {
  const body = request.lines.filter((line) => !isHeader(line, "UserEvent") && !isHeader(line, "Action"))
  hub.publish(event("UserEvent", "user", [`UserEvent: ${valueOf(request, "UserEvent")}`, ...body]))
  return { messages: [acknowledgement(request, "Event Sent")] }
}

const errors = {
  compile: "Filter did not compile.  Check the syntax of the filter given.",
  format: "Filter was formatted incorrectly.  Check the syntax of the filter given."
} as const

const filter: SessionActions[string]["answer"] = (hub, session, request) => {
  if (valueOf(request, "Operation").toLowerCase() !== "add") {
    return { messages: [refusal(request, "Unknown operation")] }
  }
  const added = Filters.make(hub.settings.version, valueOf(request, "MatchCriteria"), valueOf(request, "Filter"))
  if (typeof added === "string") return { messages: [refusal(request, errors[added])] }
  session.filters.add(added)
  return { messages: [acknowledgement(request, "Success")] }
}

/** `Events`, `Filter` and `UserEvent`. */
export const actions: SessionActions = {
  Events: { answer: setMask },
  Filter: { answer: filter },
  UserEvent: { answer: userEvent }
}
