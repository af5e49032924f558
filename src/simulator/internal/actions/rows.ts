/**
 * Actions of which all answers fit into a row: what a request must give, and the answer.
 *
 * Most are of modules whose devices are not simulated, such as cards, fax and chat.
 *
 * @since 0.2.0
 */
import { acknowledgement, item, type Lines, list, refusal, success } from "../messages.ts"
import { scanned } from "../pbx/numbers.ts"
import { type Request, valueOf } from "../requests.ts"
import type { PbxActions } from "./action.ts"

/** An action as a row. */
export interface Row {
  /** Headers that must be given, each with what is said if it is not. */
  readonly needs?: ReadonlyArray<readonly [header: string, message: string]>
  /** What is refused then; `$Header` stands for the value of a header. */
  readonly refuses?: string
  /** What is acknowledged. */
  readonly says?: string
  /** What is said after the success, without a message. */
  readonly shows?: Lines
  /** A list without items: its message, its last event, and what that says besides. */
  readonly lists?: readonly [message: string, complete: string, ...extra: Lines]
}

const filled = (text: string, request: Request): string =>
  text.replaceAll(/\$([A-Z]\w*)/g, (_, header: string) => valueOf(request, header))

const answerOf = ({ lists, needs = [], refuses, says, shows }: Row, request: Request): ReadonlyArray<Lines> => {
  const missing = needs.find(([header]) => valueOf(request, header) === "")
  if (missing !== undefined) return [refusal(request, missing[1])]
  if (refuses !== undefined) return [refusal(request, filled(refuses, request))]
  if (says !== undefined) return [acknowledgement(request, filled(says, request))]
  if (lists === undefined) return [success(request, ...(shows ?? []))]
  const [message, complete, ...extra] = lists
  return list(request, message, [], complete, extra)
}

/** Actions by their rows. */
const fromRows = (rows: Readonly<Record<string, Row>>): PbxActions =>
  Object.fromEntries(
    Object.entries(rows).map(([name, row]) => [name, { answer: (_draft, request) => answerOf(row, request) }])
  )

const channelGiven = ["DAHDIChannel", "No channel specified"] as const
const noCard: Row = { needs: [channelGiven], refuses: "No such channel" }
const noRoom: Row = {
  needs: [["Meetme", "Meetme conference not specified"], ["Usernum", "Meetme user number not specified"]],
  refuses: "Meetme conference does not exist"
}

const cacheGiven = (action: string) =>
  ["Cache", `SorceryMemoryCache${action} requires that a cache name be provided.\n`] as const
const objectGiven = (action: string) =>
  ["Object", `SorceryMemoryCache${action} requires that an object name be provided\n`] as const
const noCache = "The provided cache does not exist\n"

const rows: Readonly<Record<string, Row>> = {
  DAHDIDialOffhook: { needs: [channelGiven, ["Number", "No number specified"]], refuses: "No such channel" },
  DAHDIDNDoff: noCard,
  DAHDIDNDon: noCard,
  DAHDIHangup: noCard,
  DAHDIRestart: { says: "DAHDIRestart: Success" },
  DAHDIShowChannels: { lists: ["DAHDI channel status will follow", "DAHDIShowChannelsComplete", "Items: 0"] },
  DAHDIShowStatus: { refuses: "No DAHDI detected" },
  DAHDITransfer: noCard,
  IAXregistry: { lists: ["Registrations will follow", "RegistrationsComplete"] },
  JabberSend: {
    needs: [
      ["Jabber", "No transport specified"],
      ["ScreenName", "No ScreenName specified"],
      ["Message", "No Message specified"]
    ],
    says: "Attempting to send Jabber Message"
  },
  MeetmeList: { refuses: "No active conferences." },
  MeetmeListRooms: { refuses: "No active conferences." },
  MeetmeMute: noRoom,
  MeetmeUnmute: noRoom,
  PRIDebugFileSet: {
    needs: [["File", "Action must define a 'File'"]],
    says: "PRI debug output will now be sent to requested file."
  },
  PRIDebugFileUnset: { says: "PRI Debug output to file disabled" },
  PRIDebugSet: {
    needs: [["Level", "'Level' was not specified"], ["Span", "'Span' was not specified"]],
    refuses: "No PRI running on requested span"
  },
  PRIShowSpans: { lists: ["Span status will follow", "PRIShowSpansComplete", "Items: 0"] },
  SIPshowregistry: { lists: ["Registrations will follow", "RegistrationsComplete"] },
  SKINNYdevices: { lists: ["Device status list will follow", "DevicelistComplete"] },
  SKINNYlines: { lists: ["Line status list will follow", "LinelistComplete"] },
  SKINNYshowdevice: { needs: [["Device", "Device: <name> missing."]] },
  SKINNYshowline: { needs: [["Line", "Line: <name> missing."]] },
  SorceryMemoryCacheExpire: { needs: [cacheGiven("Expire")], refuses: noCache },
  SorceryMemoryCacheExpireObject: {
    needs: [cacheGiven("ExpireObject"), objectGiven("ExpireObject")],
    refuses: noCache
  },
  SorceryMemoryCachePopulate: { needs: [cacheGiven("Populate")], refuses: noCache },
  SorceryMemoryCacheStale: { needs: [cacheGiven("Stale")], refuses: noCache },
  SorceryMemoryCacheStaleObject: { needs: [cacheGiven("StaleObject"), objectGiven("StaleObject")], refuses: noCache }
}

/** Nothing was faxed (res_fax.c). `FAXSessions` starts its list with a capital, and `FAXStats` is no list. */
const faxes: PbxActions = {
  FAXSession: {
    answer: (_, request) => {
      const isNumber = scanned(valueOf(request, "SessionNumber")) !== undefined
      return [refusal(request, isNumber ? "Session not found" : "Invalid session ID")]
    }
  },
  FAXSessions: {
    answer: (_, request) => [
      success(request, "EventList: Start", "Message: FAXSessionsEntry event list will follow"),
      item(request, "FAXSessionsComplete", ["EventList: Complete", "ListItems: 0", "Total: 0"])
    ]
  },
  FAXStats: {
    answer: (_, request) => [
      acknowledgement(request, "FAXStats event will follow"),
      item(request, "FAXStats", [
        "CurrentSessions: 0",
        "ReservedSessions: 0",
        "TransmitAttempts: 0",
        "ReceiveAttempts: 0",
        "CompletedFAXes: 0",
        "FailedFAXes: 0"
      ])
    ]
  }
}

/** The actions of which all answers fit into a row. */
export const actions: PbxActions = { ...fromRows(rows), ...faxes }
