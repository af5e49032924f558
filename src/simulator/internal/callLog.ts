/**
 * Keeps a record of each call, from what the PBX raises.
 *
 * @since 0.2.0
 */
import type { Call, Outcome } from "../SimulatedStory.ts"
import { headerOf, type RaisedEvent } from "./messages.ts"
import * as wire from "./wire.ts"

/** A call, and how many there were before it. */
interface Numbered {
  readonly call: Call
  readonly order: number
}

interface Open extends Numbered {
  /** The ids of its channels. */
  readonly channels: Set<string>
  /** How the last dial ended. */
  readonly status: Outcome | undefined
}

const maxEnded = 10_000

const byStatus: Readonly<Record<string, Outcome>> = {
  ANSWER: "answered",
  BUSY: "busy",
  NOANSWER: "noAnswer",
  CONGESTION: "congestion",
  CHANUNAVAIL: "unreachable",
  CANCEL: "cancelled"
}

const byCause: Readonly<Record<string, Outcome>> = {
  "17": "busy",
  "18": "noAnswer",
  "19": "noAnswer",
  "20": "unreachable",
  "21": "rejected",
  "34": "congestion"
}

const textOf = (event: RaisedEvent, name: string): string => wire.toText(headerOf(event, name) ?? "")

const isKnown = (value: string): boolean => value !== "" && value !== "<unknown>"

/** What a channel calls, such as `100` of `PJSIP/100-00000003`. */
const endpointOf = (channel: string): string => /^[^/]+\/(.*?)(@.*|-[0-9a-f]{8}.*)?$/.exec(channel)?.[1] ?? channel

export class CallLog {
  /** By `Linkedid`. */
  private readonly open = new Map<string, Open>()
  /** The calls of channels, by their ids. */
  private readonly home = new Map<string, string>()
  private readonly ended: Array<Numbered> = []
  private count = 0
  private readonly onAnswered = new Map<string, () => void>()

  /** All calls, in the order in which they began. */
  get calls(): ReadonlyArray<Call> {
    const all: ReadonlyArray<Numbered> = [...this.ended, ...this.open.values()]
    return all.toSorted((one, other) => one.order - other.order).map(({ call }) => call)
  }

  /** The call of a first channel. */
  of(linkedid: string): Call | undefined {
    return this.open.get(linkedid)?.call ?? this.ended.findLast(({ call }) => call.linkedid === linkedid)?.call
  }

  /** Calls back when the first channel of a call is answered, if it is. */
  whenAnswered(linkedid: string, run: () => void): void {
    const open = this.open.get(linkedid)
    if (open?.call.answered !== undefined) run()
    else if (open !== undefined) this.onAnswered.set(linkedid, run)
  }

  /** Takes what was raised. */
  observe(event: RaisedEvent, now: number): void {
    switch (event.name) {
      case "Newchannel":
        return this.begin(event, now)
      case "Newexten": {
        const open = this.open.get(textOf(event, "Uniqueid"))
        if (open !== undefined && !isKnown(open.call.to)) this.change(open, { to: textOf(event, "Extension") })
        return
      }
      case "Newstate": {
        const open = this.open.get(textOf(event, "Uniqueid"))
        if (open?.call.answered !== undefined || textOf(event, "ChannelState") !== "6") return
        if (open !== undefined) this.answer(open, now)
        return
      }
      case "DialEnd": {
        const open = this.open.get(textOf(event, "Linkedid")) ?? this.open.get(textOf(event, "DestLinkedid"))
        const status = byStatus[textOf(event, "DialStatus")]
        if (open !== undefined && status !== undefined) this.open.set(open.call.linkedid, { ...open, status })
        return
      }
      case "Hangup":
        return this.leave(event, now)
    }
  }

  private begin(event: RaisedEvent, now: number): void {
    const uniqueid = textOf(event, "Uniqueid")
    const linkedid = textOf(event, "Linkedid")
    const known = this.open.get(linkedid)
    if (uniqueid === linkedid || known !== undefined) this.home.set(uniqueid, linkedid)
    known?.channels.add(uniqueid)
    if (uniqueid !== linkedid) return
    const channel = textOf(event, "Channel")
    const number = textOf(event, "CallerIDNum")
    const exten = textOf(event, "Exten")
    const call: Call = {
      linkedid,
      channel,
      from: isKnown(number) ? number : endpointOf(channel),
      to: exten === "s" ? "" : exten,
      started: now,
      answered: textOf(event, "ChannelState") === "6" ? now : undefined,
      ended: undefined,
      outcome: "ongoing"
    }
    this.open.set(linkedid, { call, order: this.count++, channels: new Set([uniqueid]), status: undefined })
  }

  private answer(open: Open, now: number): void {
    this.change(open, { answered: now })
    const run = this.onAnswered.get(open.call.linkedid)
    this.onAnswered.delete(open.call.linkedid)
    run?.()
  }

  /** A channel has ended, and perhaps the call with it. */
  private leave(event: RaisedEvent, now: number): void {
    const uniqueid = textOf(event, "Uniqueid")
    const open = this.open.get(this.home.get(uniqueid) ?? "")
    this.home.delete(uniqueid)
    if (open === undefined) return
    const { call, channels, order } = open
    channels.delete(uniqueid)
    const cause = textOf(event, "Cause")
    // Only the cause distinguishes a rejected call from one that nobody hears.
    const status = cause === "21" && open.status === "noAnswer" ? "rejected" : open.status
    if (channels.size > 0) return void this.open.set(call.linkedid, { ...open, status })
    this.open.delete(call.linkedid)
    this.onAnswered.delete(call.linkedid)
    const outcome = call.answered !== undefined ? "answered" : status ?? byCause[cause] ?? "failed"
    const finished: Call = { ...call, ended: now, outcome }
    if (this.ended.push({ call: finished, order }) > maxEnded) this.ended.shift()
  }

  private change(open: Open, change: Partial<Call>): void {
    this.open.set(open.call.linkedid, { ...open, call: { ...open.call, ...change } })
  }
}
