/**
 * What is reported of calls, as it happens.
 *
 * @since 0.2.0
 */
import type { End } from "../../CallRecord.ts"
import type { Call, Leg, ParkingState, TransferState, Visit } from "./state.ts"

export interface Ended {
  readonly _tag: "Ended"
  readonly call: Call
  readonly at: number
  /** Works out how it ended, for those who follow calls. */
  readonly end: () => End
  /** Whether its end was not seen. */
  readonly isVanished: boolean
  /** False if the call was none: an agent who logs in. */
  readonly isKept: boolean
}

export type Report =
  | { readonly _tag: "Started"; readonly call: Call }
  | { readonly _tag: "Ringing" | "Answered" | "Held" | "Resumed"; readonly call: Call; readonly leg: Leg }
  | { readonly _tag: "Queued" | "QueueConnected"; readonly call: Call; readonly visit: Visit }
  | { readonly _tag: "Forwarded"; readonly call: Call; readonly leg: Leg; readonly to: string }
  | { readonly _tag: "TransferStarted" | "TransferEnded"; readonly call: Call; readonly transfer: TransferState }
  | { readonly _tag: "PickedUp"; readonly call: Call; readonly by: Leg; readonly of: Leg; readonly at: number }
  | { readonly _tag: "Parked" | "Unparked"; readonly call: Call; readonly parking: ParkingState }
  | { readonly _tag: "Merged"; readonly call: Call; readonly into: Call }
  | Ended
