/**
 * The actions about the server itself: `Ping` and `CoreStatus`.
 *
 * @since 0.1.0
 */
import { success, withShortId } from "../messages.ts"
import { timeOf } from "../pbx/numbers.ts"
import type { PbxActions } from "./action.ts"

/** The actions about the server itself, which read only the PBX. */
export const actions: PbxActions = {
  CoreStatus: {
    answer: (draft, request) => {
      const [startDate, startTime] = timeOf(draft.startedAt).split(" ")
      const [reloadDate, reloadTime] = timeOf(draft.reloadedAt).split(" ")
      return [[
        "Response: Success",
        ...withShortId(request, 150, [
          `CoreStartupDate: ${startDate}`,
          `CoreStartupTime: ${startTime}`,
          `CoreReloadDate: ${reloadDate}`,
          `CoreReloadTime: ${reloadTime}`,
          `CoreCurrentCalls: ${draft.channels.size}`,
          ...(draft.dialect === 16 ? [] : [`CoreProcessedCalls: ${draft.counters.processed}`])
        ])
      ]]
    }
  },
  Ping: {
    answer: (draft, request) => [success(request, "Ping: Pong", `Timestamp: ${(draft.now / 1000).toFixed(6)}`)]
  }
}
