/**
 * `AGI`: adds a command to the queue of a channel in AsyncAGI.
 *
 * @since 0.2.0
 */
import { acknowledgement, type Lines, refusal } from "../messages.ts"
import * as AsyncAgi from "../pbx/agi/asyncAgi.ts"
import * as Channels from "../pbx/channels.ts"
import type { Draft } from "../pbx/draft.ts"
import { type Request, valueOf } from "../requests.ts"
import type { PbxActions } from "./action.ts"

const answerAgi = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const name = valueOf(request, "Channel")
  const text = valueOf(request, "Command")
  if (name === "" || text === "") return [refusal(request, "Both, Channel and Command are *required*")]
  const channel = Channels.find(draft, name)
  if (channel === undefined) return [refusal(request, `Channel ${name} does not exist.`.slice(0, 255))]
  const isAdded = AsyncAgi.add(draft, channel, { text, id: valueOf(request, "CommandID") })
  return [
    isAdded
      ? acknowledgement(request, "Added AGI command to queue")
      : refusal(request, `Failed to add AGI command to channel ${channel.name} queue`)
  ]
}

/** `AGI`. */
export const actions: PbxActions = {
  AGI: { answer: answerAgi }
}
