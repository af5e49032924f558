/**
 * People with telephones who do anything at any time, and programs that interfere: a simulated PBX without a clock.
 *
 * The same seed makes the same calls. What cannot be done at a moment is not done.
 */
import { Result } from "effect"
import { AmiMessage } from "effect-ami"
import { SimulatedPbx } from "effect-ami/simulator"

const phones = ["101", "102", "103", "104", "105", "106"]

const telephone = (number: string): SimulatedPbx.Telephone => ({
  callerId: `"Name ${number}" <${number}>`,
  callGroup: "1",
  pickupGroup: "1",
  onCall: "manual"
})

const inside = Object.fromEntries(phones.map((phone) => [phone, [`Dial(PJSIP/${phone},20,tTkKxX)`, "Hangup()"]]))

export const options: SimulatedPbx.Options = {
  endpoints: {
    ...Object.fromEntries(phones.map((phone) => [phone, telephone(phone)])),
    "190": "answers",
    "191": { callerId: "\"Desk\" <191>", onCall: "answers" },
    provider: { context: "from-trunk", onCall: "manual" }
  },
  extensions: {
    "from-internal": {
      ...inside,
      "150": ["Dial(PJSIP/102&PJSIP/103&PJSIP/104,20)", "Hangup()"],
      "160": ["Dial(Local/103@from-internal&Local/104@from-internal,20)", "Hangup()"],
      "161": ["Dial(Local/103@from-internal/n,20)", "Hangup()"],
      "170": ["Answer()", "Queue(sales,,,,30)", "Hangup()"],
      "190": ["Dial(PJSIP/190,20)", "Hangup()"],
      "191": ["Dial(PJSIP/191,20,tT)", "Hangup()"],
      "200": ["Answer()", "Echo()"],
      "600": ["Answer()", "ConfBridge(daily)"],
      "701": ["ParkedCall(default,701)"],
      "830": ["AgentLogin(1001)"],
      "0301": ["Dial(PJSIP/0301@provider,20)", "Hangup()"]
    },
    "from-trunk": {
      "5550100": ["Dial(PJSIP/101,20,tT)", "Hangup()"],
      "5550170": ["Answer()", "Queue(sales,,,,30)", "Hangup()"],
      "5550600": ["Answer()", "ConfBridge(daily)"]
    }
  },
  includes: { "from-internal": ["parkedcalls"] },
  agents: { "1001": {} },
  queues: {
    sales: { strategy: "ringall", members: ["PJSIP/105", "PJSIP/106", "Local/191@from-internal/n"] }
  },
  features: { blindxfer: "#1", atxfer: "*2" }
}

const numbers = [...phones, "150", "160", "161", "170", "190", "191", "200", "600", "701", "830", "0301", "999"]

/** Numbers from 0 to 1, always the same for a seed (mulberry32). */
export const randomFrom = (seed: number) => {
  let state = seed | 0
  return (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const messageOf = (lines: ReadonlyArray<string>): AmiMessage.AmiMessage =>
  AmiMessage.make(lines.map((line) => {
    const colon = line.indexOf(":")
    return [line.slice(0, colon), line.slice(colon + 2)] as const
  }))

/** A PBX with people, and what it raises. */
export class Telephony {
  now = 1_700_000_000_000
  readonly random: () => number
  /** What was done, to repeat it. */
  readonly done: Array<string> = []
  private pbx: SimulatedPbx.SimulatedPbx
  private readonly raise: (message: AmiMessage.AmiMessage, at: number) => void
  /** Whether sounds or digits go round in a circle of Local channels, which nobody can play on with. */
  isCircling = false

  constructor(
    seed: number,
    raise: (message: AmiMessage.AmiMessage, at: number) => void,
    more: SimulatedPbx.Options = {}
  ) {
    this.random = randomFrom(seed)
    this.raise = raise
    this.pbx = SimulatedPbx.make(this.now, { ...options, seed, ...more })
  }

  pick<A>(values: ReadonlyArray<A>): A | undefined {
    return values[Math.floor(this.random() * values.length)]
  }

  get channels(): ReadonlyArray<SimulatedPbx.Channel> {
    return SimulatedPbx.channels(this.pbx)
  }

  /** The items of a list of the PBX. */
  list(action: string): ReadonlyArray<AmiMessage.AmiMessage> {
    const step = SimulatedPbx.answer(this.pbx, [`Action: ${action}`], this.now)
    return (step?.reply ?? []).map(messageOf).filter(({ kind, name }) => kind === "Event" && !name.endsWith("Complete"))
  }

  /** Time goes on, and everybody does something. */
  step(): void {
    const wait = this.pick([0, 5, 20, 100, 400, 1500, 4000]) ?? 0
    this.now += wait
    this.take(SimulatedPbx.advance(this.pbx, this.now))
    this.act()
  }

  /** Everybody hangs up. */
  finish(): void {
    for (let tries = 0; tries < 50 && this.channels.length > 0 && !this.isCircling; tries++) {
      for (const { name } of this.channels) this.request("Hangup", { Channel: name })
      this.now += 5_000
      this.take(SimulatedPbx.advance(this.pbx, this.now))
    }
  }

  private take({ events, state }: SimulatedPbx.Step): void {
    this.pbx = state
    this.isCircling ||= events.length > 3_000
    for (const { lines } of events) this.raise(messageOf(lines), this.now)
  }

  private perform(command: SimulatedPbx.Command): void {
    const step = SimulatedPbx.perform(this.pbx, command, this.now)
    if (Result.isFailure(step)) return
    this.done.push(JSON.stringify(command))
    this.take(step.success)
  }

  private request(action: string, headers: Readonly<Record<string, string>>): void {
    const lines = [`Action: ${action}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)]
    const step = SimulatedPbx.answer(this.pbx, lines, this.now)
    if (step === undefined) return
    this.done.push(lines.join(", "))
    this.take(step)
  }

  private act(): void {
    const act = nextAct(this.random, this.channels.map(({ name }) => name))
    if (act === undefined) return
    if ("action" in act) this.request(act.action, act.headers)
    else this.perform(act)
  }
}

/** What a program asks for. */
export interface Request {
  readonly action: string
  readonly headers: Readonly<Record<string, string>>
}

/** Ids are used once. */
let originated = 0

/** Somebody does something, or nothing: channels are those that there are. */
export const nextAct = (
  random: () => number,
  channels: ReadonlyArray<string>
): SimulatedPbx.Command | Request | undefined => {
  const pick = <A>(values: ReadonlyArray<A>): A | undefined => values[Math.floor(random() * values.length)]
  const phone = pick([...phones, "provider"]) ?? ""
  const number = pick(numbers) ?? ""
  // Halves of Local channels that somebody connects by hand soon make a circle, in which digits go round without end.
  const telephones = channels.filter((name) => !name.startsWith("Local/"))
  const channel = pick(telephones)
  const other = pick(telephones)
  const isFull = channels.length > 24
  const act = pick(acts)
  switch (act) {
    case "call":
      return isFull ? undefined : phone === "provider"
        ? {
          command: "call",
          phone,
          number: pick(["5550100", "5550170", "5550600"]) ?? "",
          callerId: { number: "0201234", name: "Customer" }
        }
        : { command: "call", phone, number }
    case "ring":
    case "progress":
    case "answer":
    case "hangUp":
    case "hold":
    case "unhold":
    case "attendedTransfer":
      return { command: act, phone }
    case "reject":
      return { command: "reject", phone, status: pick([486, 603, 480]) ?? 486 }
    case "forward":
    case "transfer":
      return { command: act, phone, number }
    case "press":
      return { command: "press", phone, digits: pick(["#1", "*2", "102", "*8"]) ?? "#1" }
    case "replace":
      return channel === undefined ? undefined : { command: "replace", phone, channel }
    case "originate":
      originated += 1
      return isFull ? undefined : request("Originate", {
        Channel: pick([`Local/${number}@from-internal`, `Local/${number}@from-internal/n`, `PJSIP/${phones[0]}`]) ?? "",
        ...pick([
          { Application: "Echo" },
          { Context: "from-internal", Exten: pick(phones) ?? "", Priority: "1" }
        ]),
        ...random() < 0.5 ? { ChannelId: `own-${originated}` } : {},
        Async: "true"
      })
    case "redirect":
      return onChannel("Redirect", channel, { Context: "from-internal", Exten: number, Priority: "1" })
    case "bridge":
      return channel === undefined || other === undefined
        ? undefined
        : request("Bridge", { Channel1: channel, Channel2: other, Tone: "no" })
    case "atxfer":
      return onChannel("Atxfer", channel, { Exten: number, Context: "from-internal" })
    case "blind":
      return onChannel("BlindTransfer", channel, { Exten: number, Context: "from-internal" })
    case "park":
      return onChannel("Park", channel)
    case "hangupAction":
      return onChannel("Hangup", pick(channels))
    case "wait":
    case undefined:
      return undefined
  }
}

const request = (action: string, headers: Readonly<Record<string, string>>): Request => ({ action, headers })

const onChannel = (action: string, Channel: string | undefined, headers: Readonly<Record<string, string>> = {}) =>
  Channel === undefined ? undefined : request(action, { Channel, ...headers })

const often = <A>(times: number, value: A): ReadonlyArray<A> => Array.from({ length: times }, () => value)

const acts = [
  ...often(10, "call" as const),
  ...often(10, "ring" as const),
  ...often(14, "answer" as const),
  ...often(3, "hangUp" as const),
  ...often(4, "originate" as const),
  ...often(4, "press" as const),
  ...often(3, "hold" as const),
  ...often(2, "unhold" as const),
  ...often(3, "transfer" as const),
  ...often(3, "attendedTransfer" as const),
  ...often(6, "wait" as const),
  "progress" as const,
  "reject" as const,
  "forward" as const,
  "replace" as const,
  "redirect" as const,
  "bridge" as const,
  "park" as const,
  "atxfer" as const,
  "blind" as const,
  "hangupAction" as const
]
