/**
 * Calls as rows: who calls whom, and what becomes of it.
 *
 * @since 0.2.0
 */
import * as Schema from "effect/Schema"
import type * as AmiCalls from "../../live/AmiCalls.ts"
import type * as CallRecord from "../../live/CallRecord.ts"
import { elapsed } from "../output.ts"
import { byText, type Fields, isoOf, type Kind, secondsSince } from "./kinds.ts"

const text = Schema.optionalKey(Schema.String)

/** A call. `age` is in seconds. */
export const CallRow = Schema.Struct({
  /** Its first `Linkedid`. */
  id: Schema.String,
  from: text,
  /** Who answered, else the queue that it waits in, else what was dialed. */
  to: text,
  state: Schema.String,
  direction: Schema.String,
  startedAt: Schema.String,
  answeredAt: text,
  age: Schema.Int,
  /** The queue that it waits in, or that connected it. */
  queue: text,
  /** The channels that are in it. */
  legs: Schema.Array(Schema.String)
})

type Row = Fields<typeof CallRow.Type>

/** A party as people know it: outside by the number, inside by the name. */
const nameOf = (party: CallRecord.Party | undefined): string | undefined =>
  party === undefined
    ? undefined
    : party.side === "Outside"
    ? party.number ?? party.name ?? party.endpoint
    : party.name ?? party.number ?? party.endpoint

const row = (call: AmiCalls.Call, at: number): Row => {
  const queue = call.queues.at(-1)?.Queue
  return {
    id: call.id,
    from: nameOf(call.from),
    to: nameOf(call.answeredBy) ?? (call.state === "Queued" ? queue : undefined) ?? call.dialed ?? queue,
    state: call.state,
    direction: call.direction,
    startedAt: isoOf(call.startedAt) ?? "",
    answeredAt: isoOf(call.answeredAt),
    age: secondsSince(call.startedAt, at) ?? 0,
    queue,
    legs: call.legs.flatMap(({ Channel, endedAt }) => endedAt === undefined ? [Channel] : [])
  }
}

const isWaiting = (state: string): boolean => state === "Queued" || state === "Ringing" || state === "Parked"

/** The table of calls, the oldest first. */
export const callKind: Kind<AmiCalls.Call, Row> = {
  row,
  order: (one, other) => byText(one.startedAt, other.startedAt) || byText(one.id, other.id),
  table: {
    columns: [
      { field: "from", title: "FROM", value: ({ from }) => from ?? "" },
      { field: "to", title: "TO", value: ({ to }) => to ?? "" },
      {
        field: "state",
        title: "STATE",
        value: ({ state }) => state === "InDialplan" ? "in dialplan" : state.toLowerCase(),
        style: ({ state }, style) => isWaiting(state) ? style.yellow : state === "Talking" ? style.green : undefined
      },
      { field: "age", title: "AGE", value: ({ age }) => elapsed(age), align: "right", least: 7 },
      { field: "legs", title: "LEGS", value: ({ legs }) => legs.join(", "), least: 12 }
    ],
    json: (call) => call,
    empty: "There are no calls."
  }
}
