/**
 * Queues as Asterisk keeps them, in a few lines: the truth that a model is compared with.
 *
 * What happens raises events, which wait until the test delivers them; a list is made of the truth of its moment. Changes
 * of priority and resets of counters raise none, as in Asterisk.
 */
import { AmiMessage } from "effect-ami"
import {
  abandon,
  agent,
  dialEnd,
  entry,
  hangup,
  hangupRequest,
  join,
  leave,
  listed,
  member,
  params
} from "./queueWords.ts"

interface TrueMember {
  readonly iface: string
  penalty: number
  calls: number
  lastCall: number
  lastPause: number
  inCall: boolean
  paused: boolean
  reason: string
}

interface TrueCaller {
  readonly id: string
  priority: number
  readonly since: number
}

interface TrueQueue {
  readonly name: string
  readonly members: Map<string, TrueMember>
  callers: Array<TrueCaller>
  completed: number
  abandoned: number
}

interface TrueCall {
  readonly queue: TrueQueue
  readonly member: TrueMember
  readonly caller: string
  readonly channel: string
}

export const messageOf = (text: string): AmiMessage.AmiMessage =>
  AmiMessage.make(
    text.split("\n").map((line) => {
      const colon = line.indexOf(": ")
      return [line.slice(0, colon), line.slice(colon + 2)]
    })
  )

export class QueueWorld {
  now = 1_700_000_000_000
  readonly queues: ReadonlyArray<TrueQueue>
  private readonly devices = new Map<string, number>()
  private readonly calls: Array<TrueCall> = []
  private ids = 0
  /** Events that are raised and not delivered, oldest first; and how many were raised so far. */
  pending: Array<AmiMessage.AmiMessage> = []
  raised = 0
  /** What a model that saw everything has counted. */
  readonly totals: Record<
    string,
    { joined: number; connected: number; completed: number; abandoned: number; timedOut: number; left: number }
  >

  constructor(names: ReadonlyArray<string>, ifaces: ReadonlyArray<string>) {
    this.queues = names.map((name) => ({
      name,
      members: new Map(ifaces.map((iface) => [iface, makeMember(iface)])),
      callers: [],
      completed: 0,
      abandoned: 0
    }))
    this.totals = Object.fromEntries(
      names.map((name) => [name, { joined: 0, connected: 0, completed: 0, abandoned: 0, timedOut: 0, left: 0 }])
    )
  }

  private raise(...texts: ReadonlyArray<string>): void {
    this.pending.push(...texts.map(messageOf))
    this.raised += texts.length
  }

  private queue(which: number): TrueQueue {
    const queue = this.queues[which % this.queues.length]
    if (queue === undefined) throw new Error("there is no queue")
    return queue
  }

  private count(
    queue: TrueQueue,
    what: "joined" | "connected" | "completed" | "abandoned" | "timedOut" | "left"
  ): void {
    const totals = this.totals[queue.name]
    if (totals !== undefined) totals[what] += 1
  }

  private about(what: string, { name }: TrueQueue, one: TrueMember): void {
    this.raise(member(what, name, one.iface, this.facts(one)))
  }

  private facts(one: TrueMember) {
    return {
      Penalty: one.penalty,
      CallsTaken: one.calls,
      LastCall: one.lastCall,
      LastPause: one.lastPause,
      InCall: one.inCall ? 1 : 0,
      Status: this.devices.get(one.iface) ?? 1,
      Paused: one.paused ? 1 : 0,
      PausedReason: one.reason
    }
  }

  /** A device changes its state: an event for each queue that it serves. */
  private turn(iface: string, state: number): void {
    if (this.devices.get(iface) === state) return
    this.devices.set(iface, state)
    for (const queue of this.queues) {
      const one = queue.members.get(iface)
      if (one !== undefined) this.about("Status", queue, one)
    }
  }

  // --- What happens -----------------------------------------------------------

  join(which: number, priority: number): void {
    const queue = this.queue(which)
    this.ids += 1
    const caller: TrueCaller = { id: `1795929882.${this.ids}`, priority, since: Math.floor(this.now / 1000) }
    const index = queue.callers.findIndex((other) => priority > other.priority)
    const at = index < 0 ? queue.callers.length : index
    queue.callers.splice(at, 0, caller)
    this.count(queue, "joined")
    this.raise(join(queue.name, caller.id, at + 1, queue.callers.length))
  }

  private take(queue: TrueQueue, which: number) {
    if (queue.callers.length === 0) return undefined
    const position = which % queue.callers.length
    const [caller] = queue.callers.splice(position, 1)
    return caller === undefined ? undefined : { caller, position: position + 1 }
  }

  hangUp(which: number, nth: number): void {
    const queue = this.queue(which)
    const taken = this.take(queue, nth)
    if (taken === undefined) return
    const { caller: { id }, position } = taken
    queue.abandoned += 1
    this.count(queue, "abandoned")
    this.raise(
      hangupRequest(id),
      abandon(queue.name, id),
      leave(queue.name, id, position, queue.callers.length),
      hangup(id)
    )
  }

  timeOut(which: number, nth: number): void {
    const queue = this.queue(which)
    const taken = this.take(queue, nth)
    if (taken === undefined) return
    queue.abandoned += 1
    this.count(queue, "timedOut")
    this.raise(
      abandon(queue.name, taken.caller.id),
      leave(queue.name, taken.caller.id, taken.position, queue.callers.length)
    )
  }

  pressKey(which: number, nth: number): void {
    const queue = this.queue(which)
    const taken = this.take(queue, nth)
    if (taken === undefined) return
    this.count(queue, "left")
    this.raise(leave(queue.name, taken.caller.id, taken.position, queue.callers.length))
  }

  /** A member answers; the event of its device comes before or after AgentConnect, or in between. */
  answer(which: number, nth: number, order: number): void {
    const queue = this.queue(which)
    const free = [...queue.members.values()].filter(({ iface }) =>
      this.calls.every(({ member }) => member.iface !== iface)
    )
    const one = free[nth % Math.max(1, free.length)]
    if (one === undefined) return
    const taken = this.take(queue, 0)
    if (taken === undefined) return
    const { caller: { id } } = taken
    this.ids += 1
    const channel = `1795929882.${this.ids}`
    this.raise(agent("Called", queue.name, one.iface, id, channel))
    this.turn(one.iface, 6)
    this.raise(dialEnd(id, channel, "ANSWER"))
    if (order === 0) this.turn(one.iface, 2)
    this.raise(
      leave(queue.name, id, 1, queue.callers.length),
      agent("Connect", queue.name, one.iface, id, channel, { HoldTime: 1 })
    )
    if (order === 1) this.turn(one.iface, 2)
    one.inCall = true
    if (order > 1) this.turn(one.iface, 2)
    this.count(queue, "connected")
    this.calls.push({ queue, member: one, caller: id, channel })
  }

  /** Rings a member that does not answer. */
  ring(which: number, nth: number): void {
    const queue = this.queue(which)
    const [head] = queue.callers
    const one = [...queue.members.values()][nth % Math.max(1, queue.members.size)]
    if (head === undefined || one === undefined || this.calls.some(({ member }) => member.iface === one.iface)) return
    this.ids += 1
    const channel = `1795929882.${this.ids}`
    this.raise(agent("Called", queue.name, one.iface, head.id, channel))
    this.turn(one.iface, 6)
    this.raise(agent("RingNoAnswer", queue.name, one.iface, head.id, channel, { RingTime: 1000 }), hangup(channel))
    this.turn(one.iface, 1)
  }

  /** A call ends; Asterisk counts it after AgentComplete, or before, if the device is free first. */
  complete(nth: number, deviceFirst: boolean): void {
    const [call] = this.calls.splice(nth % Math.max(1, this.calls.length), 1)
    if (call === undefined) return
    const { caller, channel, member: one, queue } = call
    const complete = agent("Complete", queue.name, one.iface, caller, channel, { TalkTime: 3, Reason: "caller" })
    const count = () => {
      if (!one.inCall) return
      one.calls += 1
      one.lastCall = Math.floor(this.now / 1000)
      one.inCall = false
      queue.completed += 1
    }
    this.count(queue, "completed")
    if (!deviceFirst) this.raise(complete)
    count()
    this.turn(one.iface, 1)
    if (deviceFirst) this.raise(complete)
    this.raise(hangup(caller), hangup(channel))
  }

  pause(nth: number, which: number | undefined, paused: boolean): void {
    const iface = this.iface(nth)
    for (const queue of which === undefined ? this.queues : [this.queue(which)]) {
      const one = queue.members.get(iface)
      if (one === undefined) continue
      one.paused = paused
      if (paused) one.lastPause = Math.floor(this.now / 1000)
      // The event of the end says why, and Asterisk forgets it.
      one.reason = paused ? "lunch" : "back"
      this.about("Pause", queue, one)
      if (!paused) one.reason = ""
    }
  }

  private iface(nth: number): string {
    return `PJSIP/${101 + nth % 3}`
  }

  penalize(nth: number, which: number, penalty: number): void {
    const queue = this.queue(which)
    const one = queue.members.get(this.iface(nth))
    if (one === undefined) return
    one.penalty = penalty
    this.about("Penalty", queue, one)
  }

  toggleMember(nth: number, which: number): void {
    const queue = this.queue(which)
    const iface = this.iface(nth)
    const known = queue.members.get(iface)
    if (this.calls.some(({ member }) => member === known)) return
    if (known === undefined) {
      const one = makeMember(iface)
      queue.members.set(iface, one)
      this.about("Added", queue, one)
    } else {
      queue.members.delete(iface)
      this.about("Removed", queue, known)
    }
  }

  setDevice(nth: number, state: number): void {
    const iface = this.iface(nth)
    if (this.calls.every(({ member }) => member.iface !== iface)) this.turn(iface, state)
  }

  /** Moves a caller, silently. */
  prioritize(which: number, nth: number, priority: number): void {
    const queue = this.queue(which)
    const taken = this.take(queue, nth)
    if (taken === undefined) return
    const index = queue.callers.findIndex((other) => priority > other.priority)
    queue.callers.splice(index < 0 ? queue.callers.length : index, 0, { ...taken.caller, priority })
  }

  /** Sets the statistics to zero, silently; calls that are under way will not be counted (app_queue.c, clear_queue). */
  reset(which: number): void {
    const queue = this.queue(which)
    queue.completed = 0
    queue.abandoned = 0
    for (const one of queue.members.values()) Object.assign(one, { calls: 0, lastCall: 0, inCall: false })
  }

  // --- Lists ------------------------------------------------------------------

  /** What QueueStatus answers now: of all queues, or of one without its members. */
  list(only?: string, withMembers = true): ReadonlyArray<AmiMessage.AmiMessage> {
    return this.queues.filter(({ name }) => only === undefined || name === only).flatMap((queue) =>
      [
        params(queue.name, { Completed: queue.completed, Abandoned: queue.abandoned, Calls: queue.callers.length }),
        ...(withMembers
          ? [...queue.members.values()].map((one) => listed(queue.name, one.iface, this.facts(one)))
          : []),
        ...queue.callers.map(({ id, priority, since }, index) =>
          entry(queue.name, id, index + 1, { Wait: Math.floor(this.now / 1000) - since, Priority: priority })
        )
      ].map(messageOf)
    )
  }

  /** The truth in comparable form. */
  get truth() {
    return Object.fromEntries(this.queues.map((queue) => [queue.name, {
      callers: queue.callers.map(({ id }) => id),
      counters: [queue.completed, queue.abandoned],
      members: Object.fromEntries(
        [...queue.members.values()].map((one) => [one.iface, {
          state: this.devices.get(one.iface) ?? 1,
          Penalty: one.penalty,
          CallsTaken: one.calls,
          Paused: one.paused,
          PausedReason: one.reason === "" ? undefined : one.reason,
          InCall: one.inCall,
          call: this.calls.find(({ member }) => member === one)?.caller
        }]).sort()
      )
    }]))
  }
}

const makeMember = (iface: string): TrueMember => ({
  iface,
  penalty: 0,
  calls: 0,
  lastCall: 0,
  lastPause: 0,
  inCall: false,
  paused: false,
  reason: ""
})
