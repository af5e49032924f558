/**
 * `Park`, `ParkedCalls` and `Parkinglots` (parking_manager.c).
 *
 * @since 0.2.0
 */
import { acknowledgement, item, itemWithIdLast, type Lines, list, refusal } from "../messages.ts"
import * as Channels from "../pbx/channels.ts"
import type { Draft } from "../pbx/draft.ts"
import { scanned } from "../pbx/numbers.ts"
import * as Parking from "../pbx/services/parking.ts"
import { type Request, valueOf } from "../requests.ts"
import type { PbxActions } from "./action.ts"

const answerParkedCalls = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const wanted = valueOf(request, "ParkingLot")
  const lots = wanted === "" ? Parking.lots(draft) : [Parking.lotOf(draft, wanted) ?? []].flat()
  if (wanted !== "" && lots.length === 0) return [refusal(request, "Requested parking lot could not be found.")]
  const items = lots.flatMap((lot) => Parking.callsOf(draft, lot)).map((call) =>
    itemWithIdLast(request, "ParkedCall", Parking.linesOf(draft, call))
  )
  return list(request, "Parked calls will follow", items, "ParkedCallsComplete", [`Total: ${items.length}`])
}

const answerLots = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const items = Parking.lots(draft).map(({ name, start, stop, timeout }) =>
    item(request, "Parkinglot", [`Name: ${name}`, `StartSpace: ${start}`, `StopSpace: ${stop}`, `Timeout: ${timeout}`])
  )
  return list(request, "Parking lots will follow", items, "ParkinglotsComplete")
}

/** Milliseconds as seconds: at least one, and 0 is no limit. */
const limitOf = (milliseconds: number): number => milliseconds === 0 ? 0 : Math.max(1, Math.trunc(milliseconds / 1000))

const answerPark = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const get = (name: string) => valueOf(request, name)
  const name = get("Channel")
  if (name === "") return [refusal(request, "Channel not specified")]
  const timeout = get("Timeout") === "" ? undefined : scanned(get("Timeout"))
  if (get("Timeout") !== "" && (timeout === undefined || timeout < 0)) {
    return [refusal(request, "Invalid Timeout value.")]
  }
  const channel = Channels.find(draft, name)
  if (channel === undefined) return [refusal(request, `Channel does not exist: ${name}`)]
  const isParked = Parking.parkByManager(draft, channel, {
    parker: get("TimeoutChannel") === "" ? get("Channel2") : get("TimeoutChannel"),
    lot: get("Parkinglot"),
    space: get("ParkingSpace"),
    timeout: timeout === undefined ? undefined : limitOf(timeout)
  })
  return [isParked ? acknowledgement(request, "Park successful\n") : refusal(request, "Park action failed\n")]
}

/** The actions of parking lots. */
export const actions: PbxActions = {
  Park: { answer: answerPark },
  ParkedCalls: { answer: answerParkedCalls },
  Parkinglots: { answer: answerLots }
}
