/**
 * A recording as what an inbox delivers, with the times at which it came then.
 *
 * It needs no client: nothing is dropped because a reader is slow, and it ends where the recording ends.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { AmiError } from "../../AmiError.ts"
import type { Gap, Item } from "../../client/AmiInbox.ts"
import { lost } from "../../internal/failing.ts"
import type { Entry, Recording } from "../../protocol/AmiRecordingFile.ts"

/** How many items are delivered together at most. */
const most = 256

const reasons: ReadonlyArray<Gap["reason"]> = ["SlowConsumer", "PollFailed", "SessionStolen"]

/** The recorded words are those of an error: its kind is in them. */
const causeOf = (words: string | undefined): AmiError => {
  const [, why, detail] = /^The connection to Asterisk ended \((\w+): ([^]*)\)$/.exec(words ?? "") ?? []
  const known = endings.find((ending) => ending === why)
  return known === undefined ? lost("Ended", words) : lost(known, detail)
}

const endings = ["Ended", "Reset", "TooLarge", "WriteFailed", "SessionExpired", "SessionStolen", "Unreachable"] as const

/** Numbers the messages of each connection, as a client does. */
class Numbering {
  private epoch = 1
  private seq = 0
  private isUsed = false
  private readonly at: number
  private lastMessageAt: number | undefined

  constructor(at: number) {
    this.at = at
  }

  readonly item = (entry: Entry): Item => {
    const { epoch } = this
    switch (entry._tag) {
      case "Message": {
        const receivedAt = this.at + entry.t
        this.lastMessageAt = receivedAt
        this.isUsed = true
        return { _tag: "Received", epoch, seq: ++this.seq, receivedAt, message: entry.message }
      }
      case "Connected": {
        if (this.isUsed) this.epoch++
        this.isUsed = true
        this.seq = 0
        return { _tag: "Connected", epoch: this.epoch, banner: entry.banner, bootState: "unknown" }
      }
      case "Disconnected":
        this.isUsed = true
        return { _tag: "Disconnected", epoch, cause: causeOf(entry.cause), lastMessageAt: this.lastMessageAt }
      case "Gap": {
        const firstSeq = this.seq + 1
        if (entry.dropped !== "unknown") this.seq += entry.dropped
        const reason = reasons.find((known) => known === entry.reason) ?? "SlowConsumer"
        return { _tag: "Gap", epoch, dropped: entry.dropped, reason, firstSeq, lastSeq: this.seq }
      }
    }
  }
}

/** Nothing is missing before the first connection: a mark of it says nothing. */
const withoutStart = ([first, ...others]: ReadonlyArray<Entry>): ReadonlyArray<Entry> =>
  first === undefined || first._tag === "Connected" ? others : [first, ...others]

/** What came, so many times as fast as it came; with `Infinity` at once. Each message is one item. */
export const items = (recording: Recording, speed: number): Stream.Stream<Item> => {
  const numbering = new Numbering(recording.at)
  return Stream.map(paced({ entries: withoutStart(recording.entries) }, speed), numbering.item)
}

/** The entries of a recording, each when it is due. */
export const paced = ({ entries }: Pick<Recording, "entries">, speed: number): Stream.Stream<Entry> =>
  Stream.unwrap(Effect.map(Clock.currentTimeMillis, (began) => {
    const first = entries[0]?.t ?? 0
    const dueAt = ({ t }: Entry): number => began + (t - first) / speed
    return Stream.paginate(0, (from) =>
      Effect.gen(function*() {
        const next = entries[from]
        if (next === undefined) return [[], Option.none()]
        const wait = dueAt(next) - (yield* Clock.currentTimeMillis)
        if (wait > 0) yield* Effect.sleep(wait)
        const now = Math.max(yield* Clock.currentTimeMillis, dueAt(next))
        let to = from + 1
        for (
          let entry = entries[to];
          entry !== undefined && to - from < most && dueAt(entry) <= now;
          entry = entries[to]
        ) {
          to++
        }
        return [entries.slice(from, to), to < entries.length ? Option.some(to) : Option.none()]
      }))
  }))
