/**
 * Observes what one subscriber receives, and reports faults as they appear.
 *
 * Marks alternate and their epochs grow; a message is between the marks of its epoch; numbers grow without holes, except
 * for those that a gap counts.
 */
import type { AmiInbox } from "effect-ami"

/** A published message, identified by its position. */
export interface Place {
  readonly epoch: number
  readonly seq: number
  /** The number of the event, if it is one of the peer's. */
  readonly number: string | undefined
}

export class Observer {
  readonly faults: Array<string> = []
  /** What was delivered. */
  readonly delivered: Array<Place> = []
  /** What was delivered or counted by a gap, in order. */
  readonly covered: Array<Pick<Place, "epoch" | "seq">> = []
  /** The numbers of the requests whose answers were delivered, which must have been duplicates. */
  readonly answers: Array<string> = []
  /** How many items of each kind came. */
  readonly counts = { Received: 0, Connected: 0, Disconnected: 0, Gap: 0 }
  private readonly name: string
  readonly capacity: number
  /** The current epoch, according to the marks. */
  epoch: number | undefined
  lastEpoch = 0
  private lastSeq: number | undefined
  private last: AmiInbox.Item["_tag"] | undefined

  constructor(name: string, capacity: number) {
    this.name = name
    this.capacity = capacity
  }

  /** Takes a batch. */
  take(items: ReadonlyArray<AmiInbox.Item>): void {
    const messages = items.filter(({ _tag }) => _tag === "Received").length
    if (messages > this.capacity) this.blame(`was given ${messages} messages out of a buffer for ${this.capacity}`)
    for (const item of items) {
      this.counts[item._tag] += 1
      this.judge(item)
      this.last = item._tag
    }
  }

  private judge(item: AmiInbox.Item): void {
    switch (item._tag) {
      case "Connected":
        if (this.epoch !== undefined) this.blame(`Connected ${item.epoch} within epoch ${this.epoch}`)
        if (item.epoch <= this.lastEpoch) this.blame(`Connected ${item.epoch} after epoch ${this.lastEpoch}`)
        this.epoch = this.lastEpoch = item.epoch
        this.lastSeq = undefined
        return
      case "Disconnected":
        if (item.epoch !== this.epoch) this.blame(`Disconnected ${item.epoch} in epoch ${this.epoch}`)
        this.epoch = undefined
        return
      case "Gap":
        if (item.dropped === "unknown") return this.blame("a gap that does not count")
        if (this.last === "Gap") this.blame("two gaps in one place")
        if (item.lastSeq - item.firstSeq + 1 !== item.dropped) this.blame(`a gap of ${item.dropped} that is wrong`)
        for (let seq = item.firstSeq; seq <= item.lastSeq; seq++) this.cover(item.epoch, seq)
        return
      case "Received": {
        const { epoch, message, seq } = item
        this.cover(epoch, seq)
        const number = message.get("Number")
        if (message.kind === "Response" && number !== undefined) this.answers.push(number)
        this.delivered.push({ epoch, seq, number: message.name === "UserEvent" ? number : undefined })
      }
    }
  }

  private cover(epoch: number, seq: number): void {
    if (epoch !== this.epoch) this.blame(`message ${seq} of epoch ${epoch} in epoch ${this.epoch}`)
    if (this.lastSeq !== undefined && seq !== this.lastSeq + 1) this.blame(`message ${seq} after ${this.lastSeq}`)
    this.lastSeq = seq
    this.covered.push({ epoch, seq })
  }

  private blame(fault: string): void {
    this.faults.push(`${this.name}: ${fault}`)
  }
}
