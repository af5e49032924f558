/**
 * Verifies what a subscription delivers: every number is delivered or in a gap, marks alternate, epochs grow.
 */
import type { AmiInbox } from "../../src/index.ts"

export interface Account {
  readonly take: (item: AmiInbox.Item) => void
  readonly delivered: () => number
  readonly dropped: () => number
  readonly gaps: () => number
  readonly epochs: () => number
  /** The first and last number of each ended epoch. */
  readonly ranges: ReadonlyMap<number, string>
  readonly wrong: ReadonlyArray<string>
}

/** More complaints than these would add nothing. */
const mostWrong = 20

export const makeAccount = (name: string): Account => {
  const wrong: Array<string> = []
  const ranges = new Map<number, string>()
  let [delivered, dropped, gaps, epochs] = [0, 0, 0, 0]
  let epoch = 0
  let isConnected = false
  /** The next expected number; undefined when an epoch begins: what comes before its mark is not delivered. */
  let due: number | undefined
  let first: number | undefined
  let lastRaised = 0
  const complain = (what: string) => {
    if (wrong.length < mostWrong) wrong.push(`${name}: ${what}`)
  }
  const expect = (item: { readonly _tag: string; readonly epoch: number }, seq: number) => {
    if (!isConnected || item.epoch !== epoch) complain(`${item._tag} of epoch ${item.epoch} in epoch ${epoch}`)
    if (due !== undefined && seq !== due) complain(`${item._tag} ${seq} where ${due} was due in epoch ${epoch}`)
    first ??= seq
  }
  const take = (item: AmiInbox.Item) => {
    switch (item._tag) {
      case "Connected":
        if (isConnected || item.epoch <= epoch) complain(`Connected ${item.epoch} in epoch ${epoch}`)
        due = first = undefined
        epochs += 1
        epoch = item.epoch
        isConnected = true
        return
      case "Disconnected":
        if (!isConnected || item.epoch !== epoch) complain(`Disconnected ${item.epoch} in epoch ${epoch}`)
        isConnected = false
        ranges.set(item.epoch, due === undefined ? "nothing" : `${first}-${due - 1}`)
        return
      case "Gap":
        expect(item, item.firstSeq)
        if (item.dropped !== item.lastSeq - item.firstSeq + 1) complain(`a gap of ${item.dropped} at ${item.firstSeq}`)
        due = item.lastSeq + 1
        gaps += 1
        dropped += Number(item.dropped)
        return
      case "Received": {
        expect(item, item.seq)
        due = item.seq + 1
        delivered += 1
        const raised = Number(item.message.get("Number") ?? Infinity)
        if (raised === Infinity) return
        if (raised <= lastRaised) complain(`event ${raised} after ${lastRaised}`)
        lastRaised = raised
      }
    }
  }
  return {
    take,
    delivered: () => delivered,
    dropped: () => dropped,
    gaps: () => gaps,
    epochs: () => epochs,
    ranges,
    wrong
  }
}

/** Epochs for which two subscriptions of one client disagree. */
export const disagreements = (one: Account, other: Account): ReadonlyArray<string> =>
  [...one.ranges].flatMap(([epoch, range]) =>
    other.ranges.get(epoch) === range ? [] : [`epoch ${epoch} brought ${range} and ${other.ranges.get(epoch)}`]
  )
