/**
 * The actions about the server itself: `Ping` and `CoreStatus`.
 *
 * @since 0.1.0
 */
import { success, withShortId } from "../messages.ts"
import type { PbxActions } from "./action.ts"

const twoDigits = (value: number): string => String(value).padStart(2, "0")

const dateOf = (time: Date): string =>
  [time.getUTCFullYear(), twoDigits(time.getUTCMonth() + 1), twoDigits(time.getUTCDate())].join("-")

const clockOf = (time: Date): string =>
  [time.getUTCHours(), time.getUTCMinutes(), time.getUTCSeconds()].map(twoDigits).join(":")

/** The actions about the server itself, which read only the PBX. */
export const actions: PbxActions = {
  CoreStatus: {
    answer: (draft, request) => {
      const [started, reloaded] = [new Date(draft.startedAt), new Date(draft.reloadedAt)]
      return [[
        "Response: Success",
        ...withShortId(request, 150, [
          `CoreStartupDate: ${dateOf(started)}`,
          `CoreStartupTime: ${clockOf(started)}`,
          `CoreReloadDate: ${dateOf(reloaded)}`,
          `CoreReloadTime: ${clockOf(reloaded)}`,
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
