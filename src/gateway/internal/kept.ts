/**
 * An item of the stream of events: what came, its place, and its text, which is made once for all who see the same of it.
 *
 * @since 0.2.0
 */
import type * as AmiFleet from "../../fleet/AmiFleet.ts"
import type { AmiMessage } from "../../protocol/AmiMessage.ts"
import type { Rights } from "./rights.ts"

/** A place in the streams of a gateway, as `Last-Event-ID` has it. */
export interface Place {
  /** The gateway: another one counts from 1 again. */
  readonly run: string
  readonly count: number
  /** When the item came, in milliseconds since 1970. */
  readonly at: number
  /** The number of the message among those of its connection; -1 if the item is none. */
  readonly seq: number
  readonly server: string
}

export const idOf = ({ at, count, run, seq, server }: Place): string =>
  `${run}.${count}.${at}.${seq}.${encodeURIComponent(server)}`

/** Reads a place; undefined if it is none. */
export const placeOf = (id: string): Place | undefined => {
  const [, run, count, at, seq, server] =
    /^([\w-]{1,20})\.(\d{1,15})\.(\d{1,15})\.(-1|\d{1,15})\.([\w.!~*'()%-]{1,600})$/
      .exec(id) ?? []
  if (run === undefined || server === undefined || /%(?![0-9A-F]{2})/i.test(server)) return undefined
  return { run, count: Number(count), at: Number(at), seq: Number(seq), server: decoded(server) }
}

/** Bytes that are no UTF-8 are in no name that this gateway wrote. */
const decoded = (text: string): string =>
  new TextDecoder().decode(
    Uint8Array.from(
      Array.from(text.matchAll(/%([0-9A-F]{2})|([^%])/gi), ([, hex, char = ""]) =>
        hex === undefined ? char.charCodeAt(0) : Number.parseInt(hex, 16))
    )
  )

const text = (event: string, data: object, id: string | undefined): string =>
  `event: ${event}\n${id === undefined ? "" : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`

export interface Gap {
  readonly server: string
  readonly dropped: number | "unknown"
  readonly reason: string
  readonly at?: number | undefined
}

/** The text of a gap that stands in no order with what others see. */
export const gapText = ({ dropped, ...gap }: Gap, id?: string): string =>
  text("gap", { ...gap, dropped: dropped === "unknown" ? null : dropped }, id)

/** The text of an event. */
export const eventText = (
  rights: Rights,
  { at, message, server }: { readonly server: string; readonly at: number; readonly message: AmiMessage },
  id?: string
): string => text("event", { server, at, headers: rights.shown(message) }, id)

type Item = AmiFleet.Batch["items"][number]

export class Kept {
  readonly place: Place
  private readonly item: Item
  private shown: string | undefined
  private shownTo: string | undefined

  constructor(place: Omit<Place, "at" | "seq">, item: Item, now: number) {
    const isMessage = item._tag === "Received"
    this.place = { ...place, at: isMessage ? item.receivedAt : now, seq: isMessage ? item.seq : -1 }
    this.item = item
  }

  /** Whether it may be seen. */
  isFor(rights: Rights): boolean {
    const { item, place } = this
    return item._tag === "Received" ? rights.sees(place.server, item.message) : rights.knows(place.server)
  }

  text(rights: Rights): string {
    if (this.shown === undefined || this.shownTo !== rights.hiding) {
      this.shown = this.made(rights)
      this.shownTo = rights.hiding
    }
    return this.shown
  }

  private made(rights: Rights): string {
    const { item, place } = this
    const { at, server } = place
    const id = idOf(place)
    switch (item._tag) {
      case "Received":
        return eventText(rights, { server, at, message: item.message }, id)
      case "Connected":
        return text("connected", { server, at }, id)
      case "Disconnected":
        return text("disconnected", { server, at }, id)
      case "Gap":
        return gapText({ server, dropped: item.dropped, reason: item.reason, at }, id)
      case "Overflow":
        return gapText({ server, dropped: item.dropped, reason: "SlowConsumer", at }, id)
    }
  }
}
