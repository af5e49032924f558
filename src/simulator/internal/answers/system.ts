/**
 * The actions about the server itself: `Ping`, `CoreStatus`, `CoreSettings` and `QueueStatus`.
 *
 * @since 0.1.0
 */
import { list, success } from "../messages.ts"
import type { PbxActions } from "./answer.ts"

/** The version that the simulator says it is. */
export const asteriskVersion = "22.10.1"

const twoDigits = (value: number): string => String(value).padStart(2, "0")

const dateOf = (time: Date): string =>
  [time.getUTCFullYear(), twoDigits(time.getUTCMonth() + 1), twoDigits(time.getUTCDate())].join("-")

const clockOf = (time: Date): string =>
  [time.getUTCHours(), time.getUTCMinutes(), time.getUTCSeconds()].map(twoDigits).join(":")

/** The actions about the server itself, which look at nothing but the PBX. */
export const actions = (amiVersion: string): PbxActions => ({
  CoreSettings: {
    needs: "system,reporting",
    synopsis: "Show PBX core settings (version etc).",
    answer: (_, request) => [
      success(
        request,
        `AMIversion: ${amiVersion}`,
        `AsteriskVersion: ${asteriskVersion}`,
        "SystemName: ",
        "CoreMaxCalls: 0",
        "CoreMaxLoadAvg: 0.000000",
        "CoreRunUser: ",
        "CoreRunGroup: ",
        "CoreMaxFilehandles: 0",
        "CoreRealTimeEnabled: No",
        "CoreCDRenabled: Yes",
        "CoreHTTPenabled: No",
        "SoundsSearchCustomDir: No"
      )
    ]
  },
  CoreStatus: {
    needs: "system,reporting",
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
    needs: "",
    synopsis: "Keepalive command.",
    answer: (draft, request) => [success(request, "Ping: Pong", `Timestamp: ${(draft.now / 1000).toFixed(6)}`)]
  },
  QueueStatus: {
    needs: "",
    synopsis: "Show queue status.",
    answer: (_, request) => list(request, "Queue status will follow", [], "QueueStatusComplete")
  }
})
