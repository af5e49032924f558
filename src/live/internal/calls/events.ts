/**
 * What happens to calls, as values for others: see `AmiCalls.ts`, which exports them.
 *
 * @since 0.2.0
 */
import * as Schema from "effect/Schema"
import { built } from "../../../internal/readers.ts"
import * as Record from "../../CallRecord.ts"
import { Call, CallLeg } from "./call.ts"

interface Event {
  /** When it happened, in milliseconds since 1970. */
  readonly at: number
  /** The call as it was then. */
  readonly call: Call
}

/**
 * What happens to a call.
 *
 * **Details**
 *
 * - `Started`: there is a new call, or one that was there already when the model connected.
 * - `Ringing`: a telephone rings, whatever queue, group, transfer or forwarding made it ring.
 * - `Answered`: two legs of the call talk with each other for the first time; `leg` is the one that was called.
 * - `Held`, `Resumed`: a telephone holds the others, or does so no more.
 * - `Queued`, `QueueConnected`: the call waits in a queue; a member has it.
 * - `Forwarded`: a telephone has named another number.
 * - `TransferStarted`, `TransferEnded`: the outcome of the first is `Unknown`, that of the second what came of it.
 * - `PickedUp`: somebody took the call while another telephone rang.
 * - `Parked`, `Unparked`.
 * - `Merged`: the call becomes a part of the call `into`; `Ended` follows at once.
 * - `Ended`: the last event of a call. `record` is absent if it was none: an agent has logged in with `AgentLogin`.
 *
 * @category models
 * @since 0.2.0
 */
export type CallEvent =
  | Event & { readonly _tag: "Started" }
  | Event & { readonly _tag: "Ringing"; readonly leg: CallLeg }
  | Event & { readonly _tag: "Answered"; readonly leg: CallLeg }
  | Event & { readonly _tag: "Held"; readonly leg: CallLeg }
  | Event & { readonly _tag: "Resumed"; readonly leg: CallLeg }
  | Event & { readonly _tag: "Queued"; readonly queue: Record.QueueVisit }
  | Event & { readonly _tag: "QueueConnected"; readonly queue: Record.QueueVisit }
  | Event & { readonly _tag: "Forwarded"; readonly leg: CallLeg; readonly to?: string }
  | Event & { readonly _tag: "TransferStarted"; readonly transfer: Record.Transfer }
  | Event & { readonly _tag: "TransferEnded"; readonly transfer: Record.Transfer }
  | Event & { readonly _tag: "PickedUp"; readonly pickup: Record.Pickup }
  | Event & { readonly _tag: "Parked"; readonly parking: Record.Parking }
  | Event & { readonly _tag: "Unparked"; readonly parking: Record.Parking }
  | Event & { readonly _tag: "Merged"; readonly into: string }
  | Event & { readonly _tag: "Ended"; readonly end: Record.End; readonly record?: Record.CallRecord }

const event = <Tag extends string, Fields extends Schema.Struct.Fields>(tag: Tag, fields: Fields) =>
  Schema.TaggedStruct(tag, { at: Schema.Finite, call: Call, ...fields })

/**
 * Schema for what happens to a call. A value and its JSON are the same.
 *
 * @category schemas
 * @since 0.2.0
 */
export const CallEvent: Schema.Codec<CallEvent> = /*#__PURE__*/ built(() =>
  Schema.Union([
    event("Started", {}),
    event("Ringing", { leg: CallLeg }),
    event("Answered", { leg: CallLeg }),
    event("Held", { leg: CallLeg }),
    event("Resumed", { leg: CallLeg }),
    event("Queued", { queue: Record.QueueVisit }),
    event("QueueConnected", { queue: Record.QueueVisit }),
    event("Forwarded", { leg: CallLeg, to: Schema.optionalKey(Schema.String) }),
    event("TransferStarted", { transfer: Record.Transfer }),
    event("TransferEnded", { transfer: Record.Transfer }),
    event("PickedUp", { pickup: Record.Pickup }),
    event("Parked", { parking: Record.Parking }),
    event("Unparked", { parking: Record.Parking }),
    event("Merged", { into: Schema.String }),
    event("Ended", { end: Record.End, record: Schema.optionalKey(Record.CallRecord) })
  ])
)
