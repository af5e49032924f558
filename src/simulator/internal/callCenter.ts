/**
 * Callers, agents and the line to the outside, as they behave.
 *
 * Each of them has random numbers of its own, so that what one does never depends on the others.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import type { Endpoint, Queue } from "../SimulatedPbx.ts"
import type { Hub } from "./hub.ts"
import { headerOf, type RaisedEvent } from "./messages.ts"
import * as Lines from "./pbx/lines.ts"
import { Scheduler } from "./scheduler.ts"
import { SeededRandom } from "./seededRandom.ts"

/** What a call centre is like. */
export interface Center {
  readonly callsPerMinute: number
  readonly day: ReadonlyArray<number>
  readonly queues: ReadonlyArray<string>
  readonly agents: number
  readonly serviceMillis: number
  readonly patienceMillis: number
  readonly pauseMillis: number
  readonly trunkMillis: number
  /** The share of conversations with a caller on hold, and of those that end in the parking lot. */
  readonly holds: number
  readonly parks: number
  /** Undefined without conferences. */
  readonly meetingMillis: number | undefined
  readonly seed: number
}

const names = [
  "Alice",
  "Bob",
  "Carol",
  "David",
  "Erin",
  "Frank",
  "Grace",
  "Heidi",
  "Ivan",
  "Judy",
  "Karl",
  "Leila",
  "Mallory",
  "Nina",
  "Oscar",
  "Peggy",
  "Quentin",
  "Rita",
  "Sybil",
  "Trent"
] as const

const surnames = ["Adams", "Baker", "Clark", "Davies", "Evans", "Fischer", "Garcia", "Hansen", "Ito", "Jansen"] as const

const reasons = ["Lunch", "Break", "Training", "Meeting", "Paperwork"] as const

/** The purposes of random numbers. */
const For = { Arrival: 1, Caller: 2, Leg: 3, Pause: 4, Trunk: 5, Parked: 6, Meeting: 7 } as const

const provider = "provider"

/** The extension that parks, and that of the conference. */
export const lot = "700"
export const room = "8000"

/** The endpoint of a channel, such as `1001` of `PJSIP/1001-00000003`. */
const endpointOf = (channel: string): string => /^PJSIP\/(.*)-[0-9a-f]{8}$/.exec(channel)?.[1] ?? ""

const nameOf = (agent: number): string => names[agent] ?? `Agent ${agent + 1}`

export class CallCenter {
  /** The context of calls from outside. */
  readonly outside = "from-trunk"
  readonly queueSettings: Queue = {
    strategy: "rrmemory",
    timeout: 15,
    retry: 2,
    wrapuptime: 10,
    servicelevel: 20,
    ringinuse: false
  }
  private readonly hub: Hub
  private readonly center: Center
  private readonly scheduler: Scheduler
  private calls = 0
  private legs = 0
  private parked = 0
  private isOutsideDown = false

  constructor(hub: Hub, center: Center) {
    this.hub = hub
    this.center = center
    this.scheduler = new Scheduler(() => hub.now)
  }

  /** The telephones, and the extensions that ring them. */
  get telephones(): ReadonlyArray<
    { readonly name: string; readonly exten: string | undefined; readonly endpoint: Endpoint }
  > {
    const agents = Array.from({ length: this.center.agents }, (_, agent) => ({
      name: String(1001 + agent),
      exten: String(1001 + agent),
      endpoint: { onCall: "manual", talks: true, callerId: `"${nameOf(agent)}" <${1001 + agent}>` } as const
    }))
    return [...agents, {
      name: provider,
      exten: undefined,
      endpoint: { onCall: "manual", talks: true, context: this.outside }
    }]
  }

  get queues() {
    const { agents, queues } = this.center
    return queues.map((name, index) => ({
      name,
      exten: String(4001 + index),
      members: Array.from({ length: agents }, (_, agent) => agent).flatMap((agent) => {
        const own = agent % queues.length
        const isOwn = own === index || (agent % 3 === 2 && (own + 1) % queues.length === index)
        return isOwn ? [{ member: nameOf(agent), at: `PJSIP/${1001 + agent}` }] : []
      })
    }))
  }

  /** Runs forever. */
  get run(): Effect.Effect<never> {
    const listen = (event: RaisedEvent) => this.observe(event)
    return Effect.acquireUseRelease(
      Effect.sync(() => {
        this.hub.listeners.add(listen)
        this.arrive()
        this.work()
        this.fail(0)
        this.meet(0)
      }),
      () => this.scheduler.run,
      () => Effect.sync(() => this.hub.listeners.delete(listen))
    )
  }

  private later(millis: number, run: () => void): void {
    this.scheduler.later(millis, run)
  }

  // --- Callers ----------------------------------------------------------------

  /** Callers arrive, one after the other. In an hour without calls it looks again a quarter of an hour later. */
  private arrive(): void {
    const { callsPerMinute, day, seed } = this.center
    const rate = callsPerMinute * this.share(day)
    const quarter = 900_000
    const wait = rate === 0 ? Infinity : new SeededRandom(seed, For.Arrival, this.calls).exponential(60_000 / rate)
    if (wait > quarter) return this.later(quarter, () => this.arrive())
    this.later(wait, () => {
      const number = this.calls++
      if (this.share(day) > 0) this.call(number)
      this.arrive()
    })
  }

  private share(day: Center["day"]): number {
    return day[Math.floor(this.hub.now / 3_600_000) % 24] ?? 0
  }

  private call(number: number): void {
    const { agents, patienceMillis, queues, seed } = this.center
    const random = new SeededRandom(seed, For.Caller, number)
    const isOutgoing = random.happens(0.1)
    const digits = `030${String(1_000_000 + Math.floor(random.next() * 9_000_000))}`
    const queue = Math.floor(random.next() * queues.length)
    const patience = random.gamma(patienceMillis)
    if (isOutgoing) return this.callOut(1001 + Math.floor(random.next() * agents), digits)
    // Nobody gets through while the line is down.
    if (this.isOutsideDown) return
    const name = `${random.one(names)} ${random.one(surnames)}`
    const callerId = { number: digits, name }
    this.hub.perform({ command: "call", phone: provider, number: String(4001 + queue), callerId })
    const channel = this.newest(provider)
    if (channel === undefined) return
    this.later(patience, () => {
      if (this.hub.inspect((draft) => draft.channels.get(channel)?.bridge) === undefined) this.hangUp(channel)
    })
  }

  /** An agent who is free calls somebody outside. */
  private callOut(agent: number, digits: string): void {
    const phone = String(agent)
    if (this.newest(phone) === undefined) this.hub.perform({ command: "call", phone, number: `9${digits}` })
  }

  private newest(phone: string): string | undefined {
    return this.hub.inspect((draft) => Lines.newest(draft.lines.get(phone), draft.channels))
  }

  private hangUp(channel: string): void {
    this.hub.perform({ command: "hangUp", phone: endpointOf(channel), channel })
  }

  // --- Those who are called ----------------------------------------------------

  private observe(event: RaisedEvent): void {
    if (event.name === "ParkedCall") return this.retrieve(headerOf(event, "ParkingSpace") ?? "")
    if (event.name !== "DialBegin") return
    const called = headerOf(event, "DestChannel") ?? ""
    const caller = headerOf(event, "Channel") ?? ""
    const phone = endpointOf(called)
    if (phone === "") return
    const random = new SeededRandom(this.center.seed, For.Leg, this.legs++)
    const act = (command: "ring" | "answer") => this.hub.perform({ command, phone, channel: called })
    const isOutgoing = phone === provider
    this.later(random.between(50, isOutgoing ? 1_500 : 300), () => act("ring"))
    if (isOutgoing && random.happens(0.1)) {
      const status = random.one([486, 480, 603])
      return this.later(random.between(1_600, 4_000), () => {
        this.hub.perform({ command: "reject", phone, channel: called, status })
      })
    }
    // Now and then somebody is not at the desk.
    if (random.happens(isOutgoing ? 0.2 : 0.06)) return
    const talk = random.gamma(this.center.serviceMillis)
    const [isCaller, isMoved] = [random.happens(0.4), random.happens(0.05)]
    const answersAfter = random.between(1_600, isOutgoing ? 12_000 : 6_000)
    const [isHeld, isParked] = [random.happens(this.center.holds), random.happens(this.center.parks)]
    const [heldAfter, heldFor] = [random.between(0.2, 0.5) * talk, random.between(0.1, 0.4) * talk]
    this.later(answersAfter, () => {
      if (act("answer") !== undefined) return
      if (isHeld && !isOutgoing) this.hold(phone, called, heldAfter, heldFor)
      this.later(talk, () => {
        if (isMoved && !isOutgoing) this.transfer(phone, called)
        else if (isParked && !isOutgoing) this.moveTo(phone, called, lot)
        else this.hangUp(isCaller && endpointOf(caller) !== "" ? caller : called)
      })
    })
  }

  /** An agent sends the caller on to the next queue. */
  private transfer(phone: string, channel: string): void {
    const { queues } = this.center
    this.moveTo(phone, channel, String(4001 + (Number(phone) - 1001 + 1) % queues.length))
  }

  private moveTo(phone: string, channel: string, number: string): void {
    if (this.hub.perform({ command: "transfer", phone, channel, number }) !== undefined) this.hangUp(channel)
  }

  private hold(phone: string, channel: string, after: number, millis: number): void {
    this.later(after, () => {
      if (this.hub.perform({ command: "hold", phone, channel }) !== undefined) return
      this.later(millis, () => this.hub.perform({ command: "unhold", phone, channel }))
    })
  }

  // --- What free agents do ----------------------------------------------------

  /** An agent who has no call, beginning with one of them. */
  private free(first: number): string | undefined {
    const { agents } = this.center
    return Array.from({ length: agents }, (_, index) => String(1001 + (first + index) % agents))
      .find((phone) => this.newest(phone) === undefined)
  }

  /** A free agent calls a number, and hangs up some time later. */
  private talkAt(first: number, number: string, millis: number): void {
    const phone = this.free(first)
    if (phone === undefined) return
    this.hub.perform({ command: "call", phone, number })
    const channel = this.newest(phone)
    if (channel !== undefined) this.later(millis, () => this.hangUp(channel))
  }

  /** Somebody fetches a parked caller. Otherwise the parking lot calls who parked it. */
  private retrieve(space: string): void {
    const { agents, seed, serviceMillis } = this.center
    const random = new SeededRandom(seed, For.Parked, this.parked++)
    const first = Math.floor(random.next() * agents)
    const talk = random.gamma(serviceMillis)
    this.later(random.between(8_000, 40_000), () => this.talkAt(first, space, talk))
  }

  private meet(count: number): void {
    const { agents, day, meetingMillis, seed, serviceMillis } = this.center
    if (meetingMillis === undefined) return
    const random = new SeededRandom(seed, For.Meeting, count)
    this.later(random.exponential(meetingMillis), () => {
      const end = random.between(0.7, 1.5) * serviceMillis
      const guests = this.share(day) > 0 ? random.between(3, 6) : 0
      for (let guest = 1; guest <= guests; guest++) {
        const first = Math.floor(random.next() * agents)
        const after = random.between(0, 15_000)
        const left = random.between(0, 5_000)
        this.later(after, () => this.talkAt(first, room, end - after + left))
      }
      this.later(end, () => this.meet(count + 1))
    })
  }

  // --- Breaks -----------------------------------------------------------------

  private work(): void {
    for (let agent = 0; agent < this.center.agents; agent++) this.workUntilBreak(agent, 0)
  }

  private workUntilBreak(agent: number, count: number): void {
    const random = new SeededRandom(this.center.seed, For.Pause, agent, count)
    const { pauseMillis } = this.center
    this.later(random.exponential(pauseMillis), () => {
      const reason = random.one(reasons)
      this.pause(agent, true, reason)
      this.later(random.gamma(reason === "Lunch" ? pauseMillis : pauseMillis / 4), () => {
        this.pause(agent, false, "")
        this.workUntilBreak(agent, count + 1)
      })
    })
  }

  private pause(agent: number, paused: boolean, reason: string): void {
    this.hub.answer([
      "Action: QueuePause",
      `Interface: PJSIP/${1001 + agent}`,
      `Paused: ${paused}`,
      ...(reason === "" ? [] : [`Reason: ${reason}`])
    ])
  }

  // --- The line to the outside ------------------------------------------------

  private fail(count: number): void {
    const random = new SeededRandom(this.center.seed, For.Trunk, count)
    this.later(random.exponential(this.center.trunkMillis), () => {
      this.isOutsideDown = true
      this.hub.perform({ command: "unregister", phone: provider })
      this.later(random.between(20_000, 90_000), () => {
        this.isOutsideDown = false
        this.hub.perform({ command: "register", phone: provider })
        this.fail(count + 1)
      })
    })
  }
}
