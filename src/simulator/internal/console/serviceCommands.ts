/**
 * The commands of parking lots and conferences (parking_ui.c, app_confbridge.c).
 *
 * @since 0.2.0
 */
import { type Lines, orUnknown, yesNo } from "../messages.ts"
import { split } from "../pbx/dialplan/argumentText.ts"
import type { Draft } from "../pbx/draft.ts"
import * as Conferences from "../pbx/services/conferences.ts"
import * as Parking from "../pbx/services/parking.ts"
import type { ParkingLot } from "../pbx/services/serviceState.ts"
import { type Command, type Commands, right } from "./command.ts"

const listConferences: Command = ({ draft }, words) => {
  if (words.length > 1) return "usage"
  const [name] = words
  if (name !== undefined) return listUsers(draft, name)
  return [
    "Conference Bridge Name           Users  Marked Locked Muted",
    "================================ ====== ====== ====== =====",
    ...Conferences.inOrder(draft).map(({ active, isLocked, leaders, name: own, waiting }) =>
      `${own.padEnd(32)} ${right(active.length + waiting.length, 6)} ${right(leaders, 6)} ${
        yesNo(isLocked).padEnd(6)
      } No`
    )
  ]
}

const listUsers = (draft: Draft, name: string): Lines => {
  const conference = Conferences.find(draft, name)
  if (conference === undefined) return [`No conference bridge named '${name}' found!`]
  return [
    "Channel                        Flags  User Profile     Bridge Profile   Menu             CallerID",
    "============================== ====== ================ ================ ================ ================",
    ...Conferences.usersOf(draft, conference).flatMap(({ channel, muted, profile }) => {
      const current = draft.channels.get(channel)
      if (current === undefined) return []
      const flags = [
        profile.admin === true ? "A" : "",
        profile.marked === true ? "M" : "",
        profile.waitMarked === true ? "W" : "",
        profile.endMarked === true ? "E" : "",
        muted ? "m" : "",
        conference.waiting.includes(channel) ? "w" : ""
      ]
      const [, bridge = "", user = "", menu = ""] = split(current.data)
      const columns = [["user", user], ["bridge", bridge], ["menu", menu]].map(([kind, given = ""]) =>
        (given === "" ? `default_${kind}` : given).padEnd(16)
      )
      return [
        `${channel.padEnd(30)} ${flags.join("").padEnd(6)} ${columns.join(" ")} ${orUnknown(current.caller.number)}`
      ]
    })
  ]
}

const showLot = (lot: ParkingLot): Lines => [
  `Parking Lot: ${lot.name}`,
  "--------------------------------------------------------------------------",
  `Parking Extension   :  ${lot.exten}`,
  `Parking Context     :  ${lot.context}`,
  `Parking Spaces      :  ${lot.start}-${lot.stop}`,
  `Parking Time        :  ${lot.timeout} sec`,
  `Comeback to Origin  :  ${yesNo(lot.comesBackToOrigin).toLowerCase()}`,
  `Comeback Context    :  ${lot.comebackContext}${lot.comesBackToOrigin ? " (comebacktoorigin=yes, not used)" : ""}`,
  `Comeback Dial Time  :  ${lot.comebackDialTime} sec`,
  "MusicOnHold Class   :  ",
  "Enabled             :  yes",
  "Dynamic             :  no",
  ""
]

const showCalls = (draft: Draft, lot: ParkingLot): Lines => {
  const calls = Parking.callsOf(draft, lot)
  if (calls.length === 0) return ["Parked Calls", "------------", "  (none)", "", ""]
  const shown = calls.flatMap(({ channel, parker, space }) => [
    `  Space               :  ${space}`,
    `  Channel             :  ${channel}`,
    `  Parker Dial String  :  ${parker}`,
    ""
  ])
  return ["Parked Calls", "------------", ...shown, ""]
}

const showParking: Command = ({ draft }, words) => {
  if (words.length > 1) return "usage"
  const [name] = words
  if (name === undefined) {
    const general = ["Parking General Options", "-----------------------", "Dynamic Parking     :  no", ""]
    return ["", ...general, ...Parking.lots(draft).flatMap(showLot), ""]
  }
  const lot = Parking.lotOf(draft, name)
  if (lot === undefined) return ["", `Could not find parking lot '${name}'`, ""]
  return ["", ...showLot(lot), ...showCalls(draft, lot)]
}

/** The commands of parking lots and conferences. */
export const commands: Commands = {
  "confbridge list": listConferences,
  "parking show": showParking
}
