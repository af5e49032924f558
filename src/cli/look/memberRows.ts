/**
 * Members of queues as rows: what each agent does, since when and with whom.
 *
 * @since 0.2.0
 */
import * as Schema from "effect/Schema"
import type * as AmiQueues from "../../live/AmiQueues.ts"
import { elapsed } from "../output.ts"
import { byText, type Fields, isoOf, type Kind, secondsSince } from "./kinds.ts"

const text = Schema.optionalKey(Schema.String)
const number = Schema.optionalKey(Schema.Finite)

/** A member of one queue. */
export const MemberRow = Schema.Struct({
  queue: Schema.String,
  interface: Schema.String,
  name: text,
  /** What it does: `Ready`, `Ringing`, `InCall`, `WrapUp`, `InUse` in another call, `Paused`, `Unavailable`. */
  status: Schema.String,
  /** Since when, and for how many seconds, if that is known. */
  since: text,
  seconds: number,
  /** The caller that it talks with. */
  with: text,
  /** Why it is paused. */
  reason: text,
  paused: Schema.Boolean,
  /** The state of its device. */
  state: Schema.String,
  callsTaken: number,
  penalty: number
})

type Row = Fields<typeof MemberRow.Type>

const row = (member: AmiQueues.Member, at: number): Row => {
  const since = member.statusSince ?? (member.status === "Paused" ? member.pausedSince : undefined)
  return {
    queue: member.Queue,
    interface: member.Interface,
    name: member.MemberName,
    status: member.status,
    since: isoOf(since),
    seconds: secondsSince(since, at),
    with: member.call?.CallerIDNum ?? member.call?.CallerIDName,
    reason: member.Paused ? member.PausedReason : undefined,
    paused: member.Paused,
    state: member.state,
    callsTaken: member.CallsTaken,
    penalty: member.Penalty
  }
}

const words: Readonly<Record<string, string>> = { InCall: "talking", InUse: "other call", WrapUp: "wrap-up" }

/** The table of members by queue and name. */
export const memberKind: Kind<AmiQueues.Member, Row> = {
  row,
  order: (one, other) =>
    byText(one.queue, other.queue) || byText(one.name ?? "", other.name ?? "")
    || byText(one.interface, other.interface),
  table: {
    columns: [
      { field: "queue", title: "QUEUE", value: ({ queue }) => queue, least: 6 },
      { field: "name", title: "MEMBER", value: (member) => member.name ?? member.interface },
      { field: "interface", title: "INTERFACE", value: (member) => member.interface },
      {
        field: "status",
        title: "STATUS",
        value: ({ status }) => words[status] ?? status.toLowerCase(),
        least: 11,
        style: ({ status }, style) =>
          status === "Ready"
            ? style.green
            : status === "Paused"
            ? style.yellow
            : status === "Unavailable"
            ? style.dim
            : undefined
      },
      {
        field: "seconds",
        title: "FOR",
        value: ({ seconds }) => seconds === undefined ? "-" : elapsed(seconds),
        align: "right",
        least: 7
      },
      { field: "with", title: "WITH", value: (member) => member.with ?? "" },
      { field: "reason", title: "REASON", value: ({ reason }) => reason ?? "", least: 6 },
      {
        field: "callsTaken",
        title: "CALLS",
        value: ({ callsTaken }) => `${callsTaken ?? ""}`,
        align: "right",
        least: 5
      }
    ],
    json: (member) => member,
    empty: "No queue has a member."
  }
}
