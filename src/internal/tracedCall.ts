/**
 * Which events belong to one call: those that name one of its channels, or one of its `Linkedid`s.
 *
 * @since 0.2.0
 */
import type { AmiMessage } from "../protocol/AmiMessage.ts"

/** The channels of a call: an event may name several, each with a prefix, such as `DestUniqueid`. */
export class TracedCall {
  /** The names of the channels, by `Uniqueid`. */
  readonly channels = new Map<string, string>()
  private readonly ids = new Set<string>()
  private readonly up = new Set<string>()
  /** What was asked for: a `Linkedid`, a `Uniqueid` or a name; without it, the call that begins next. */
  private readonly wanted: string | undefined

  constructor(wanted: string | undefined) {
    this.wanted = wanted
  }

  /** What an event of the call may name: its channels, and their `Linkedid`s. */
  get keys(): ReadonlyArray<string> {
    return [...new Set([...this.wanted === undefined ? [] : [this.wanted], ...this.ids, ...this.channels.keys()])]
  }

  get isKnown(): boolean {
    return this.channels.size > 0
  }

  /** Whether all of its channels have ended. */
  get isOver(): boolean {
    return this.isKnown && this.up.size === 0
  }

  /** Takes an event in. Whether it is of the call. */
  take(message: AmiMessage): boolean {
    const named = namedIn(message)
    const isBegin = this.wanted === undefined && !this.isKnown && message.name === "Newchannel"
    // A channel that an event names beside one of the call is of the call if it has a Linkedid of it.
    const own = named.filter((one) =>
      this.channels.has(one.id) || this.ids.has(one.linkedid) || (isBegin && one.id === one.linkedid)
      || [one.id, one.linkedid, one.name].some((text) => text === this.wanted)
    )
    for (const { id, linkedid, name } of own) {
      if (!this.channels.has(id)) this.up.add(id)
      this.channels.set(id, name)
      if (linkedid !== "") this.ids.add(linkedid)
    }
    if (own.length === 0) return false
    const id = message.get("Uniqueid") ?? ""
    if (message.name === "Rename") this.channels.set(id, message.get("Newname") ?? "")
    if (message.name === "Hangup") this.up.delete(id)
    return true
  }
}

interface Named {
  readonly id: string
  readonly linkedid: string
  readonly name: string
}

/** The channels that an event names. */
const namedIn = (message: AmiMessage): ReadonlyArray<Named> =>
  message.headers.flatMap(([header, id]) => {
    const prefix = /^(.*)Uniqueid$/i.exec(header)?.[1]
    if (prefix === undefined || /bridge$/i.test(prefix)) return []
    const name = message.get(`${prefix}Channel`)
    return name === undefined ? [] : [{ id, name, linkedid: message.get(`${prefix}Linkedid`) ?? "" }]
  })
