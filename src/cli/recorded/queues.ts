/**
 * The queues of a recording, as the action `QueueStatus` lists them: what events say of members and callers, and counts
 * since the recording began.
 *
 * @since 0.2.0
 */
import type { AmiMessage, Header } from "../../protocol/AmiMessage.ts"

interface Queue {
  readonly name: string
  completed: number
  abandoned: number
  /** By their interface. */
  readonly members: Map<string, ReadonlyArray<Header>>
  /** Those who wait, by their `Uniqueid`. */
  readonly callers: Map<string, { readonly headers: ReadonlyArray<Header>; readonly since: number }>
}

/** The headers of a member in an event, and in a list (app_queue.c, `manager_queues_status`). */
const memberHeaders = new Map([
  ["MemberName", "Name"],
  ["Interface", "Location"],
  ...[
    "StateInterface",
    "Membership",
    "Penalty",
    "CallsTaken",
    "LastCall",
    "LastPause",
    "LoginTime",
    "InCall",
    "Status",
    "Paused",
    "PausedReason",
    "Wrapuptime"
  ].map((name) => [name, name] as const)
])

const callerHeaders = [
  "Channel",
  "Uniqueid",
  "CallerIDNum",
  "CallerIDName",
  "ConnectedLineNum",
  "ConnectedLineName"
]

export class Queues {
  private readonly queues = new Map<string, Queue>()

  apply(message: AmiMessage, t: number): void {
    const name = message.get("Queue")
    if (
      name === undefined || !/^(Queue(Member|Caller)|Agent(Called|Connect|Complete|RingNoAnswer))/.test(message.name)
    ) {
      return
    }
    const queue = this.queue(name)
    const id = message.get("Uniqueid") ?? ""
    const iface = message.get("Interface")
    switch (message.name) {
      case "QueueMemberRemoved":
        queue.members.delete(iface ?? "")
        return
      case "QueueCallerJoin":
        queue.callers.set(id, {
          headers: callerHeaders.map((header) => [header, message.get(header) ?? ""]),
          since: t
        })
        return
      case "QueueCallerLeave":
        queue.callers.delete(id)
        return
      case "QueueCallerAbandon":
        queue.abandoned++
        return
      case "AgentComplete":
        queue.completed++
        return
      default:
        if (!message.name.startsWith("QueueMember") || iface === undefined || message.get("Status") === undefined) {
          return
        }
        queue.members.set(
          iface,
          message.headers.flatMap(([header, value]): ReadonlyArray<Header> => {
            const listed = memberHeaders.get(header)
            return listed === undefined ? [] : [[listed, value]]
          })
        )
    }
  }

  /** It is unknown who waits. */
  forget(): void {
    for (const { callers } of this.queues.values()) callers.clear()
  }

  /** The items of `QueueStatus`. */
  status(end: number): ReadonlyArray<ReadonlyArray<Header>> {
    return [...this.queues.values()].flatMap(({ abandoned, callers, completed, members, name }) => [
      [
        ["Event", "QueueParams"],
        ["Queue", name],
        ["Calls", String(callers.size)],
        ["Completed", String(completed)],
        ["Abandoned", String(abandoned)]
      ],
      ...[...members.values()].map((headers): ReadonlyArray<Header> => [
        ["Event", "QueueMember"],
        ["Queue", name],
        ...headers
      ]),
      ...[...callers.values()].map(({ headers, since }, index): ReadonlyArray<Header> => [
        ["Event", "QueueEntry"],
        ["Queue", name],
        ["Position", String(index + 1)],
        ...headers,
        ["Wait", String(Math.floor((end - since) / 1000))],
        ["Priority", "0"]
      ])
    ])
  }

  private queue(name: string): Queue {
    const key = name.toLowerCase()
    const known = this.queues.get(key)
    if (known !== undefined) return known
    const made: Queue = { name, completed: 0, abandoned: 0, members: new Map(), callers: new Map() }
    this.queues.set(key, made)
    return made
  }
}
