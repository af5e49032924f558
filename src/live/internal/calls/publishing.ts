/**
 * Publishes calls: their values, what happens to them, and the records of those that have ended.
 *
 * @since 0.2.0
 */
import * as Stream from "effect/Stream"
import type { AmiError } from "../../../AmiError.ts"
import type { CallRecord } from "../../CallRecord.ts"
import * as ChangeFeed from "../changeFeed.ts"
import type { Loss, Opening as Installed, Output, Sync } from "../part.ts"
import { Publisher } from "../publishing.ts"
import { Store } from "../store.ts"
import type { Call as CallValue } from "./call.ts"
import type { CallIndex, Sink } from "./callIndex.ts"
import type { CallEvent } from "./events.ts"
import { callValue, legValue, parkingValue, pickupValue, recordOf, transferValue, visitValue } from "./reading.ts"
import type { Ended, Report } from "./reports.ts"
import { type Call, topicOf } from "./state.ts"
import type { View } from "./view.ts"

/** Where events are certain, and where some may be missing. */
export type Mark = ({ readonly _tag: "Stale" } & Loss) | ({ readonly _tag: "Synced" } & Sync)

/** What opens a feed that begins with nothing. */
interface Opening {
  readonly _tag: "Opening"
}

const opening = (): Opening => ({ _tag: "Opening" })

const isOpening = (item: { readonly _tag?: string }): item is Opening => item._tag === "Opening"

/** The items of a feed, from now on. */
const itemsOf = <A extends object>(feed: ChangeFeed.ChangeFeed<A | Opening>): Stream.Stream<A, AmiError> =>
  Stream.filter(feed.changes, (item): item is A => !isOpening(item))

export class CallsPublisher implements Sink {
  readonly calls: Publisher<CallValue>
  readonly events: Stream.Stream<CallEvent | Mark, AmiError>
  readonly records: Stream.Stream<CallRecord, AmiError>
  private readonly store: Store<CallValue>
  private readonly eventFeed: ChangeFeed.ChangeFeed<CallEvent | Mark | Opening>
  private readonly recordFeed: ChangeFeed.ChangeFeed<CallRecord | Opening>
  private readonly view: View
  private isFresh = false
  private capacity = 16_384
  private named: Installed["named"] = (error) => error
  /** Called when the direction of a call is not known, as nobody says what the trunks are. */
  onUnknown: (() => void) | undefined = undefined
  /** Set when the part is made, which needs this first. */
  index: CallIndex | undefined = undefined

  constructor(view: View) {
    this.view = view
    this.store = new Store((id) => {
      const call = this.index?.calls.get(id)
      return call === undefined ? undefined : this.read(call)
    }, () => this.index?.calls.keys() ?? [])
    this.calls = new Publisher(this.store)
    this.eventFeed = ChangeFeed.make<CallEvent | Mark | Opening>(opening, () => this.capacity)
    this.recordFeed = ChangeFeed.make<CallRecord | Opening>(opening, () => this.capacity)
    this.events = Stream.mapError(itemsOf(this.eventFeed), (error) => this.named(error))
    this.records = Stream.mapError(itemsOf(this.recordFeed), (error) => this.named(error))
  }

  /** A call as it is published, which is the same value until something of it changes. */
  valueOf(call: Call): CallValue | undefined {
    return this.store.get(call.id)
  }

  callsOf(endpoint: string) {
    return this.calls.watchOf(topicOf(endpoint), () => {
      const { index } = this
      if (index === undefined) return []
      const calls = new Set<Call>()
      for (const node of index.graph.ofEndpoint(endpoint)) {
        const call = index.memberOf(node)?.leg?.call
        if (call !== undefined && index.calls.get(call.id) === call) calls.add(call)
      }
      return Array.from(calls, (call) => this.valueOf(call)).filter((call) => call !== undefined)
    })
  }

  // --- Following the calls ------------------------------------------------------

  touch(call: Call): void {
    if (!call.isOver && this.index?.calls.get(call.id) === call) this.store.touch(call.id)
    this.touchEndpoints(call)
  }

  private touchEndpoints({ legs }: Call): void {
    if (this.calls.isWatched) { for (const { endpoint } of legs) this.calls.touch(topicOf(endpoint)) }
  }

  report(report: Report): void {
    const { call } = report
    if (report._tag === "Ended") this.end(call, report)
    else if (this.eventFeed.hasWatchers()) this.eventFeed.publish([this.eventOf(report)])
  }

  private end(call: Call, { at, end: endOf, isKept, isVanished }: Ended): void {
    const isFollowed = this.eventFeed.hasWatchers()
    if (isFollowed || (isKept && this.recordFeed.hasWatchers())) {
      const end = endOf()
      const record = isKept ? recordOf(call, end, at, this.view) : undefined
      if (record?.direction === "Unknown") this.wonder()
      if (record !== undefined) this.recordFeed.publish([record])
      if (isFollowed) {
        const last = this.read(call)
        this.eventFeed.publish([
          { _tag: "Ended", at, call: last, end, ...(record === undefined ? {} : { record }) }
        ])
      }
    }
    this.touchEndpoints(call)
    this.store.end(call.id, isVanished)
  }

  /** Once: sides are guessed, and could not be. */
  private wonder(): void {
    if (this.view.sides.isGiven) return
    this.onUnknown?.()
    this.onUnknown = undefined
  }

  private read(call: Call): CallValue {
    return callValue(call, this.view, this.index?.at ?? 0)
  }

  private eventOf(report: Exclude<Report, Ended>): CallEvent {
    const { view } = this
    const at = this.index?.at ?? 0
    const base = { at, call: this.read(report.call) }
    switch (report._tag) {
      case "Started":
        return { _tag: report._tag, ...base }
      case "Ringing":
      case "Answered":
      case "Held":
      case "Resumed":
        return { _tag: report._tag, ...base, leg: legValue(report.leg, view) }
      case "Queued":
      case "QueueConnected":
        return { _tag: report._tag, ...base, queue: visitValue(report.visit, at) }
      case "Forwarded": {
        const to = view.number(report.to)
        return { _tag: report._tag, ...base, leg: legValue(report.leg, view), ...(to === undefined ? {} : { to }) }
      }
      case "TransferStarted":
      case "TransferEnded":
        return { _tag: report._tag, ...base, transfer: transferValue(report.transfer, report.call, view) }
      case "PickedUp":
        return { _tag: report._tag, ...base, pickup: pickupValue(report.by, report.of, report.at, view) }
      case "Parked":
      case "Unparked":
        return { _tag: report._tag, ...base, parking: parkingValue(report.parking, view, at) }
      case "Merged":
        return { _tag: report._tag, ...base, into: report.into.id }
    }
  }

  /** The events and records as an output of the part. */
  readonly output: Output = {
    isChanged: false,
    open: ({ capacity, named }) => {
      this.capacity = capacity ?? this.capacity
      this.named = named
    },
    flush: () => undefined,
    release: () => undefined,
    resync: () => undefined,
    lose: (loss) => {
      if (!this.isFresh) return
      this.isFresh = false
      this.eventFeed.publish([{ _tag: "Stale", ...loss }])
    },
    sync: (sync) => {
      this.isFresh = true
      this.eventFeed.publish([{ _tag: "Synced", ...sync }])
    },
    end: (cause) => {
      this.eventFeed.end(cause)
      this.recordFeed.end(cause)
    }
  }
}
