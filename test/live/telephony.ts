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
    sales: { strategy: "ringall", members: ["PJSIP/105", "PJSIP/106", "Local/191@from-internal"] }
  },
  features: { blindxfer: "#1", atxfer: "*2" }
}

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
  private originated = 0
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
    const phone = this.pick([...phones, "provider"]) ?? ""
    const channel = this.pick(this.channels)?.name
    const other = this.pick(this.channels)?.name
    const number =
      this.pick([...phones, "150", "160", "161", "170", "190", "191", "200", "600", "701", "830", "0301", "999"]) ??
        ""
    const outside = this.pick(["5550100", "5550170", "5550600"]) ?? ""
    switch (this.pick(acts)) {
      case "call":
        return this.channels.length > 30 ? undefined : this.perform({
          command: "call",
          phone,
          number: phone === "provider" ? outside : number,
          ...phone === "provider" ? { callerId: { number: "0201234", name: "Customer" } } : {}
        })
      case "ring":
        return this.perform({ command: "ring", phone })
      case "progress":
        return this.perform({ command: "progress", phone })
      case "answer":
        return this.perform({ command: "answer", phone })
      case "reject":
        return this.perform({ command: "reject", phone, status: this.pick([486, 603, 480]) ?? 486 })
      case "forward":
        return this.perform({ command: "forward", phone, number })
      case "hangUp":
        return this.perform({ command: "hangUp", phone })
      case "hold":
        return this.perform({ command: "hold", phone })
      case "unhold":
        return this.perform({ command: "unhold", phone })
      case "transfer":
        return this.perform({ command: "transfer", phone, number })
      case "attendedTransfer":
        return this.perform({ command: "attendedTransfer", phone })
      case "press":
        return this.perform({ command: "press", phone, digits: this.pick(["#1", "*2", "102", "*8"]) ?? "#1" })
      case "replace":
        return channel === undefined ? undefined : this.perform({ command: "replace", phone, channel })
      case "originate":
        this.originated += 1
        return this.channels.length > 30 ? undefined : this.request("Originate", {
          Channel:
            this.pick([`Local/${number}@from-internal`, `Local/${number}@from-internal/n`, `PJSIP/${phones[0]}`]) ??
              "",
          ...this.pick([
            { Application: "Echo" },
            { Context: "from-internal", Exten: this.pick(phones) ?? "", Priority: "1" }
          ]),
          ...this.random() < 0.5 ? { ChannelId: `own-${this.originated}` } : {},
          Async: "true"
        })
      case "redirect":
        return channel === undefined ? undefined : this.request("Redirect", {
          Channel: channel,
          Context: "from-internal",
          Exten: number,
          Priority: "1"
        })
      case "bridge":
        // The two halves of a Local channel in one bridge would send each other what they hear, without end.
        return channel === undefined || other === undefined || other.startsWith("Local/")
          ? undefined
          : this.request("Bridge", { Channel1: channel, Channel2: other, Tone: "no" })
      case "park":
        return channel === undefined ? undefined : this.request("Park", { Channel: channel })
      case "atxfer":
        return channel === undefined
          ? undefined
          : this.request("Atxfer", { Channel: channel, Exten: number, Context: "from-internal" })
      case "blind":
        return channel === undefined
          ? undefined
          : this.request("BlindTransfer", { Channel: channel, Exten: number, Context: "from-internal" })
      case "hangupAction":
        return channel === undefined ? undefined : this.request("Hangup", { Channel: channel })
      case "wait":
        return undefined
    }
  }
}

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
