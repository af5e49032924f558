/**
 * The channels of a call that was originated: who dialled whom, and how each of them ended.
 *
 * The channel that was asked for has the id of the call. Others come by the dials that name them, and by their `Linkedid`,
 * which is that id when a channel is made for the call. A Local channel has two halves that are known by their names.
 *
 * Events may come in any order: Asterisk raises them in several threads.
 *
 * @since 0.2.0
 */
import { kept, wholeOf } from "../../internal/text.ts"
import type { AmiMessage } from "../../protocol/AmiMessage.ts"

export class Channel {
  readonly Uniqueid: string
  name: string
  /** Who dialled it. */
  by: Channel | undefined = undefined
  /** The other half of a Local channel. */
  peer: Channel | undefined = undefined
  /** When its dial began. */
  dialedAt: number | undefined = undefined
  isDialed = false
  status: string | undefined = undefined
  isForwarded = false
  /** Its far end hung up. */
  hasAsked = false
  isOver = false
  /** When its end was seen. */
  endedAt: number | undefined = undefined
  /** Its end was not seen. */
  isLost = false
  cause: number | undefined = undefined
  causeText: string | undefined = undefined
  TechCause: string | undefined = undefined
  /** After how many requests for a list it was seen last. */
  seenAfter = 0
  /** When the dial of it was answered. */
  answeredAt: number | undefined = undefined

  constructor(Uniqueid: string, name: string) {
    this.Uniqueid = Uniqueid
    this.name = name
  }

  get isLocal(): boolean {
    return this.name.startsWith("Local/")
  }
}

/** How many Local channels may follow each other: a ring of them must not hang. */
const maxHops = 32

export class Channels {
  private readonly id: string
  private readonly byId = new Map<string, Channel>()
  /** How many lists were asked for. */
  private lists = 0
  private readonly onNew: (Uniqueid: string) => void

  /** `onNew` gets the id of each channel that belongs to the call. */
  constructor(id: string, onNew: (Uniqueid: string) => void) {
    this.id = id
    this.onNew = onNew
  }

  /** The channel that was asked for. */
  get own(): Channel | undefined {
    return this.byId.get(this.id)
  }

  get(Uniqueid: string | undefined): Channel | undefined {
    return Uniqueid === undefined ? undefined : this.byId.get(Uniqueid)
  }

  get all(): ReadonlyArray<Channel> {
    return [...this.byId.values()]
  }

  /** The telephones and lines of a party; a Local channel is a way to them. */
  legsOf(party: "first" | "second"): ReadonlyArray<Channel> {
    return this.all.filter((channel) => !channel.isLocal && this.partyOf(channel) === party)
  }

  /** What a channel was dialled for: to reach the first party, or by it. */
  partyOf(channel: Channel): "first" | "second" {
    const { own } = this
    if (own === undefined || channel === own || channel === own.peer) return "first"
    let at = channel
    for (let hops = 0; hops < maxHops; hops++) {
      const { by = at.name.endsWith(";2") ? at.peer : undefined } = at
      if (by === undefined) break
      if (by === own) return "second"
      if (by === own.peer) return "first"
      at = by
    }
    return own.answeredAt === undefined ? "first" : "second"
  }

  /** The telephone that answered the dial of a channel: itself, or what it leads to if it is Local. */
  answerOf(channel: Channel): Channel {
    let at = channel
    for (let hops = 0; hops < maxHops && at.isLocal; hops++) {
      const next = this.answeredOf(at.peer)
      if (next === undefined) break
      at = next
    }
    return at
  }

  /** Whom a channel has dialled who answered: the end of that dial may come after the answer that it leads to. */
  private answeredOf(by: Channel | undefined): Channel | undefined {
    const dialed = by === undefined ? [] : this.all.filter((one) => one.by === by)
    const open = dialed.filter(({ isOver, status }) => !isOver && status === undefined)
    return dialed.find(({ answeredAt }) => answeredAt !== undefined) ?? (open.length === 1 ? open[0] : undefined)
  }

  /** Whether the time was over for a Local channel through which a telephone was dialled. */
  isTimedOut(channel: Channel): boolean {
    let at: Channel | undefined = channel
    for (let hops = 0; hops < maxHops && at !== undefined; hops++) {
      if (at !== channel && at.status === "NOANSWER") return true
      at = at.by ?? (at.name.endsWith(";2") ? at.peer : undefined)
    }
    return false
  }

  // --- What happens -------------------------------------------------------------

  made(message: AmiMessage): void {
    this.channel(message, "")
  }

  dialBegan(message: AmiMessage, at: number): void {
    const channel = this.dialed(message)
    channel.dialedAt ??= at
  }

  /** Gives the channel whose dial has ended, with the channel that dialled it. */
  dialEnded(message: AmiMessage, at: number): Channel {
    const channel = this.dialed(message)
    channel.status = kept(message.get("DialStatus") ?? "")
    channel.isForwarded = message.get("Forward") !== undefined
    if (channel.status === "ANSWER") channel.answeredAt ??= at
    return channel
  }

  hungUp(message: AmiMessage, at: number): void {
    const channel = this.get(message.get("Uniqueid"))
    if (channel === undefined) return
    channel.isOver = true
    channel.endedAt ??= at
    channel.isLost = false
    channel.cause = wholeOf(message.get("Cause"))
    channel.causeText = textOf(message.get("Cause-txt"))
    channel.TechCause = textOf(message.get("TechCause"))
  }

  // --- What lists say -------------------------------------------------------------

  /** A list is asked for from here on: what events report is newer than what it will say. */
  beginList(): void {
    this.lists += 1
  }

  /** A list says that a channel is there. */
  listed(message: AmiMessage): Channel {
    return this.channel(message, "")
  }

  /** Those that neither the list nor an event since then has named are gone. */
  settleList(): void {
    for (const channel of this.all) {
      if (channel.isOver || channel.seenAfter === this.lists) continue
      channel.isOver = true
      channel.isLost = true
    }
  }

  private dialed(message: AmiMessage): Channel {
    const channel = this.channel(message, "Dest")
    channel.isDialed = true
    const by = this.get(message.get("Uniqueid"))
    if (by !== undefined && by !== channel) channel.by ??= by
    return channel
  }

  private channel(message: AmiMessage, of: "" | "Dest"): Channel {
    const Uniqueid = message.get(`${of}Uniqueid`) ?? ""
    const name = message.get(`${of}Channel`) ?? ""
    const known = this.byId.get(Uniqueid)
    if (known !== undefined) {
      if (known.name === "" && name !== "") known.name = kept(name)
      known.seenAfter = this.lists
      return known
    }
    const made = new Channel(kept(Uniqueid), kept(name))
    made.seenAfter = this.lists
    this.byId.set(made.Uniqueid, made)
    if (made.isLocal) this.pair(made)
    this.onNew(made.Uniqueid)
    return made
  }

  /** The halves of a Local channel are called `…;1` and `…;2` (core_local.c, local_new). */
  private pair(half: Channel): void {
    const base = half.name.slice(0, -1)
    const other = this.all.find((one) => one !== half && one.peer === undefined && one.name.slice(0, -1) === base)
    if (other === undefined) return
    half.peer = other
    other.peer = half
  }
}

const textOf = (value: string | undefined): string | undefined =>
  value === undefined || value === "" ? undefined : kept(value)

/** Whether a channel is of the call with this id: its own, one that was made for it, or the other half of a Local channel. */
export const isOf = (item: AmiMessage, id: string): boolean => {
  const Uniqueid = item.get("Uniqueid")
  return Uniqueid === id || item.get("Linkedid") === id || Uniqueid === `${id};2`
}
