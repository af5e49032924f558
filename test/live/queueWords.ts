/**
 * Lists and events of queues as Asterisk writes them, and what a model says of them in few words.
 */
import type { AmiQueues } from "effect-ami"
import { event } from "./modelServer.ts"

type Headers = Readonly<Record<string, string | number | undefined>>

export const params = (Queue: string, more: Headers = {}): string =>
  event("QueueParams", {
    Queue,
    Max: 0,
    Strategy: "ringall",
    Calls: 0,
    Holdtime: 0,
    TalkTime: 0,
    Completed: 0,
    Abandoned: 0,
    ServiceLevel: 20,
    ServicelevelPerf: "0.0",
    ServicelevelPerf2: "0.0",
    Weight: 0,
    ...more
  })

const facts = (more: Headers): Headers => ({
  StateInterface: "PJSIP/101",
  Membership: "dynamic",
  Penalty: 0,
  CallsTaken: 0,
  LastCall: 0,
  LastPause: 0,
  LoginTime: 0,
  InCall: 0,
  Status: 1,
  Paused: 0,
  PausedReason: "",
  Wrapuptime: 0,
  ...more
})

/** The item of a list. */
export const listed = (Queue: string, Location: string, more: Headers = {}): string =>
  event("QueueMember", { Queue, Name: "Alice", Location, ...facts(more) })

/** An event about a member: `Status`, `Pause`, `Added`, … */
export const member = (what: string, Queue: string, Interface: string, more: Headers = {}): string =>
  event(`QueueMember${what}`, { Queue, MemberName: "Alice", Interface, ...facts({ Ringinuse: 1, ...more }) })

export const entry = (Queue: string, Uniqueid: string, Position: number, more: Headers = {}): string =>
  event("QueueEntry", {
    Queue,
    Position,
    Channel: `PJSIP/${Uniqueid}`,
    Uniqueid,
    CallerIDNum: "0201234",
    CallerIDName: "unknown",
    ConnectedLineNum: "unknown",
    ConnectedLineName: "unknown",
    Wait: 0,
    Priority: 0,
    ...more
  })

const channel = (Uniqueid: string): Headers => ({
  Channel: `PJSIP/${Uniqueid}`,
  CallerIDNum: "0201234",
  CallerIDName: "<unknown>",
  Context: "from-trunk",
  Exten: "800",
  Priority: 2,
  Uniqueid,
  Linkedid: Uniqueid
})

export const join = (Queue: string, Uniqueid: string, Position: number, Count: number): string =>
  event("QueueCallerJoin", { ...channel(Uniqueid), Queue, Position, Count })

export const leave = (Queue: string, Uniqueid: string, Position: number, Count: number): string =>
  event("QueueCallerLeave", { ...channel(Uniqueid), Queue, Position, Count })

export const abandon = (Queue: string, Uniqueid: string, more: Headers = {}): string =>
  event("QueueCallerAbandon", { ...channel(Uniqueid), Queue, Position: 1, OriginalPosition: 1, HoldTime: 5, ...more })

/** An event about an agent, whose channel is `DestUniqueid`: `Called`, `Connect`, `Complete`, … */
export const agent = (
  what: string,
  Queue: string,
  Interface: string,
  Uniqueid: string,
  DestUniqueid: string,
  more: Headers = {}
): string =>
  event(`Agent${what}`, {
    ...channel(Uniqueid),
    DestChannel: `${Interface}-1`,
    DestUniqueid,
    Queue,
    Interface,
    MemberName: "Alice",
    ...more
  })

export const hangupRequest = (Uniqueid: string): string => event("HangupRequest", channel(Uniqueid))

export const hangup = (Uniqueid: string): string => event("Hangup", { ...channel(Uniqueid), Cause: 16 })

export const dialEnd = (Uniqueid: string, DestUniqueid: string, DialStatus: string): string =>
  event("DialEnd", { ...channel(Uniqueid), DestUniqueid, DialStatus })

/** A queue in a line: its members with their statuses, who waits, and Completed and Abandoned. */
export const lineOf = (queue: AmiQueues.Queue | undefined): string =>
  queue === undefined
    ? "no queue"
    : [
      ...[...queue.members.values()].map(memberWords),
      `waiting: ${queue.callers.map(({ Uniqueid }) => Uniqueid).join(" ")}`.trim(),
      `${queue.counters.Completed}/${queue.counters.Abandoned}`
    ].join(", ")

export const memberWords = ({ Interface, PausedReason, status, statusSince }: AmiQueues.Member): string =>
  [Interface, status, PausedReason, statusSince === undefined ? undefined : `since ${statusSince / 1000}`]
    .filter((word) => word !== undefined).join(" ")

export const callerWords = ({ left, position }: AmiQueues.Caller): string =>
  left === undefined ? String(position) : [left.reason, left.Interface].filter((word) => word !== undefined).join(" ")
