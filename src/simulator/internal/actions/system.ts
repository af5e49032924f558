/**
 * The actions about the server itself: `Ping` and `CoreStatus`.
 *
 * @since 0.1.0
 */
import { success } from "../messages.ts"
import type { PbxActions } from "./action.ts"

const twoDigits = (value: number): string => String(value).padStart(2, "0")

const dateOf = (time: Date): string =>
  [time.getUTCFullYear(), twoDigits(time.getUTCMonth() + 1), twoDigits(time.getUTCDate())].join("-")

const clockOf = (time: Date): string =>
  [time.getUTCHours(), time.getUTCMinutes(), time.getUTCSeconds()].map(twoDigits).join(":")

/** The actions about the server itself, which read only the PBX. */
export const actions: PbxActions = {
  CoreStatus: {
    synopsis: "Show PBX core status variables.",
    answer: (draft, request) => {
      const started = new Date(draft.startedAt)
      return [
        success(
          request,
          `CoreStartupDate: ${dateOf(started)}`,
          `CoreStartupTime: ${clockOf(started)}`,
          `CoreReloadDate: ${dateOf(started)}`,
          `CoreReloadTime: ${clockOf(started)}`,
          `CoreCurrentCalls: ${draft.calls}`,
          `CoreProcessedCalls: ${draft.counters.processed}`
        )
      ]
    }
  },
  Ping: {
    synopsis: "Keepalive command.",
    answer: (draft, request) => [success(request, "Ping: Pong", `Timestamp: ${(draft.now / 1000).toFixed(6)}`)]
  }
}
