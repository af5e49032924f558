/**
 * The events of one call.
 *
 * There is no index of calls: it would cost each event that is written. A `Linkedid` says in which second its call began, and a
 * call is over when its channels have hung up, so only the blocks between are read. Of these only those are decoded that name
 * the call: to look for a name takes half of the time.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import { TracedCall } from "../../internal/tracedCall.ts"
import { beginning, type Missing, type Position, type Replayed, wholeBlock } from "./entry.ts"
import { expiredGap, type Reader, rowsAtOnce } from "./reader.ts"
import type { Storage } from "./storage.ts"

/** The clocks of the server and of the writer may differ by so much. */
const clockMillis = 60_000

/** What may still come when all channels have hung up, such as a `Cdr`. */
const afterMillis = 60_000

/** So long before its call a `Linkedid` is looked for at most, and so long after its last event. */
const dayMillis = 86_400_000

/** When a call began, by the clock of its server; undefined if its id does not say so. */
const beginOf = (linkedid: string): number | undefined => {
  const seconds = /(?:^|-)(\d{9,11})\.\d+$/.exec(linkedid)?.[1]
  return seconds === undefined ? undefined : Number(seconds) * 1000
}

/** Finds the events of a call, and the gaps between them, in the rows that follow a place. */
class Search {
  readonly items: Array<Replayed> = []
  /** Whether its first channel was seen to begin. */
  isWhole = false
  private readonly linkedid: string
  private readonly call: TracedCall
  /** Gaps after its last event: they are in it if something of it follows. */
  private gaps: Array<Missing> = []
  private lastAt = 0

  constructor(linkedid: string) {
    this.linkedid = linkedid
    this.call = new TracedCall(linkedid)
  }

  get keys(): ReadonlyArray<string> {
    return this.call.keys
  }

  /** Whether nothing of it comes at this moment or later. */
  isOver(at: number): boolean {
    return this.call.isKnown && at > this.lastAt + (this.call.isOver ? afterMillis : dayMillis)
  }

  add(item: Replayed): void {
    if (item._tag === "Missing") {
      if (this.call.isKnown) this.gaps.push(item)
      return
    }
    const { message, receivedAt } = item
    if (message.kind !== "Event" || !this.call.take(message)) return
    if (this.items.length === 0) {
      this.isWhole = message.name === "Newchannel" && message.get("Uniqueid") === this.linkedid
    }
    this.items.push(...this.gaps, item)
    this.gaps = []
    this.lastAt = receivedAt
  }

  /** A gap after which nothing came may hold the end of a call that has not ended. */
  end(): void {
    const [gap] = this.gaps
    if (gap !== undefined && !this.call.isOver) this.items.push(gap)
  }
}

export const callOf = Effect.fnUntraced(function*(storage: Storage, reader: Reader, server: string, linkedid: string) {
  const extent = yield* storage.extent(server)
  const { expiredAt, newest } = extent

  const search = Effect.fnUntraced(function*(from: Position) {
    const found = new Search(linkedid)
    let after = from
    while (true) {
      const rows = yield* storage.rows(server, after, newest, undefined, rowsAtOnce)
      for (const row of rows) {
        if (found.isOver(row.firstAt)) break
        if (!(yield* reader.isNamed(row, found.keys))) continue
        const { items } = yield* reader.decode(server, row, beginning)
        items.forEach((item) => found.add(item))
      }
      const last = rows.at(-1)
      if (last === undefined || found.isOver(last.firstAt)) break
      after = { block: last.id, item: wholeBlock }
    }
    found.end()
    return found
  })
  const placeOf = (at: number) =>
    Effect.map(storage.placeOf(server, at), (place) => place ?? { block: newest, item: wholeBlock })

  const begin = beginOf(linkedid)
  if (begin === undefined) return (yield* search(beginning)).items
  let found = yield* search(yield* placeOf(begin - clockMillis))
  // The clock of the server may be ahead by more.
  if (!found.isWhole) found = yield* search(yield* placeOf(begin - dayMillis))
  return found.isWhole || expiredAt === undefined || begin > expiredAt
    ? found.items
    : [expiredGap(server, extent), ...found.items]
})
