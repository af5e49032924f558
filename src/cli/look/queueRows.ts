/**
 * Queues as rows: who waits and who can take a call.
 *
 * @since 0.2.0
 */
import * as Schema from "effect/Schema"
import type * as AmiQueues from "../../live/AmiQueues.ts"
import { elapsed } from "../output.ts"
import { byText, type Fields, type Kind, secondsSince } from "./kinds.ts"

const number = Schema.optionalKey(Schema.Finite)

/** A queue. Times are in seconds. */
export const QueueRow = Schema.Struct({
  queue: Schema.String,
  strategy: Schema.optionalKey(Schema.String),
  waiting: Schema.Int,
  /** How long the caller has waited who waits longest. */
  longestWait: number,
  /** Members that can be called. */
  ready: Schema.Int,
  /** Members that ring, talk or rest after a call. */
  busy: Schema.Int,
  paused: Schema.Int,
  /** Members whose telephone cannot be reached. */
  out: Schema.Int,
  completed: number,
  abandoned: number,
  serviceLevel: number,
  /** Percent of the completed calls that were answered within `serviceLevel`. */
  serviceLevelPerf: number,
  /** Percent of all calls that were answered or abandoned within `serviceLevel`. */
  serviceLevelPerf2: number,
  /** What callers waited of late: Asterisk weighs later calls more. */
  recentWait: number,
  recentTalk: number
})

type Row = Fields<typeof QueueRow.Type>

const row = (queue: AmiQueues.Queue, at: number): Row => {
  const members = [...queue.members.values()]
  const count = (...statuses: ReadonlyArray<AmiQueues.MemberStatus>) =>
    members.filter(({ status }) => statuses.includes(status)).length
  const { counters } = queue
  const joined = queue.callers.map(({ joinedAt }) => joinedAt)
  return {
    queue: queue.Queue,
    strategy: queue.Strategy,
    waiting: queue.callers.length,
    longestWait: joined.length === 0 ? undefined : secondsSince(Math.min(...joined), at),
    ready: count("Ready"),
    busy: count("InCall", "Ringing", "WrapUp", "InUse"),
    paused: count("Paused"),
    out: count("Unavailable"),
    completed: counters.Completed,
    abandoned: counters.Abandoned,
    serviceLevel: queue.ServiceLevel,
    serviceLevelPerf: counters.ServicelevelPerf,
    serviceLevelPerf2: counters.ServicelevelPerf2,
    recentWait: counters.Holdtime,
    recentTalk: counters.TalkTime
  }
}

const textOf = (value: number | undefined): string => value === undefined ? "" : String(value)

const hasCalls = ({ abandoned = 0, completed = 0 }: Row): boolean => completed + abandoned > 0

/** The table of queues by name. */
export const queueKind: Kind<AmiQueues.Queue, Row> = {
  row,
  order: (one, other) => byText(one.queue, other.queue),
  table: {
    columns: [
      { field: "queue", title: "QUEUE", value: ({ queue }) => queue, least: 6 },
      {
        field: "waiting",
        title: "WAITING",
        value: ({ waiting }) => String(waiting),
        align: "right",
        style: ({ ready, waiting }, style) => waiting === 0 ? undefined : ready === 0 ? style.red : style.yellow
      },
      {
        field: "longestWait",
        title: "LONGEST",
        value: ({ longestWait }) => longestWait === undefined ? "-" : elapsed(longestWait),
        align: "right"
      },
      { field: "ready", title: "READY", value: ({ ready }) => String(ready), align: "right" },
      { field: "busy", title: "BUSY", value: ({ busy }) => String(busy), align: "right" },
      { field: "paused", title: "PAUSED", value: ({ paused }) => String(paused), align: "right" },
      { field: "out", title: "OUT", value: ({ out }) => String(out), align: "right" },
      { field: "completed", title: "DONE", value: ({ completed }) => textOf(completed), align: "right" },
      { field: "abandoned", title: "ABANDONED", value: ({ abandoned }) => textOf(abandoned), align: "right" },
      {
        field: "serviceLevelPerf",
        title: "SLA",
        value: (queue) =>
          queue.serviceLevelPerf === undefined || !hasCalls(queue) ? "-" : `${Math.round(queue.serviceLevelPerf)} %`,
        align: "right"
      }
    ],
    json: (queue) => queue,
    empty: "There are no queues."
  }
}
