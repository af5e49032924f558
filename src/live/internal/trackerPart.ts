/**
 * The state of a tracker as a part: its events are decoded by the caller's definitions, and its list is the caller's.
 *
 * What the caller's functions throw ends the tracker alone.
 *
 * @since 0.2.0
 */
import type * as Cause from "effect/Cause"
import type * as Effect from "effect/Effect"
import type { AmiError } from "../../AmiError.ts"
import type * as AmiEvent from "../../catalog/AmiEvent.ts"
import * as Typed from "../../internal/typedEvents.ts"
import type { AmiMessage } from "../../protocol/AmiMessage.ts"
import type { CycleCause, Loss, Output, Part, Source, Sync } from "./part.ts"
import type { Change, Tracking } from "./tracking.ts"

export interface Options<Item, Event, Value> {
  readonly tracking: Tracking<Item, Event, Value>
  readonly snapshot: Effect.Effect<ReadonlyArray<unknown>, AmiError>
  readonly events: ReadonlyArray<AmiEvent.Any>
  readonly publish: (changes: ReadonlyArray<Change<Value, Event>>) => void
  readonly end: (cause: Cause.Cause<AmiError | Cause.Done>) => void
  /** Logs or counts something for the client. */
  readonly say: (what: Effect.Effect<void>) => void
}

let made = 0

export class TrackerPart<Item, Event, Value> implements Part, Output {
  readonly name = "a tracker"
  readonly words = {
    ended: "A tracker ended",
    failed: (why: string) => `A snapshot failed (${why}). Taking another`
  }
  readonly events: ReadonlyArray<string>
  readonly sources: ReadonlyArray<Source>
  readonly outputs: ReadonlyArray<Output> = [this]
  private readonly options: Options<Item, Event, Value>
  private readonly tracking: Tracking<Item, Event, Value>
  private readonly byName: Typed.ByName
  private readonly reported = new Set<string>()

  constructor(options: Options<Item, Event, Value>) {
    this.options = options
    this.tracking = options.tracking
    this.byName = Typed.groupByName(options.events)
    this.events = [...this.byName.keys()]
    made += 1
    // The seam to the hub: what a source gives goes to the part whose source it is.
    const ask = () => options.snapshot as ReturnType<Source["ask"]>
    this.sources = [{ id: `snapshot ${made}`, cost: 0, isForeign: true, ask }]
  }

  apply(message: AmiMessage): void {
    const { tracking } = this
    Typed.decodeOne(this.byName, message, (event) => tracking.apply(event as Event), (misfit) => this.report(misfit))
  }

  begin(): void {
    this.tracking.begin()
  }

  list(_: Source, items: ReadonlyArray<unknown>): boolean {
    return this.tracking.list(items as ReadonlyArray<Item>)
  }

  isDoubting(cause: CycleCause): boolean {
    return this.tracking.isDoubting(cause)
  }

  settle(): number {
    return this.tracking.settle()
  }

  lose(loss: Loss): void {
    this.tracking.lose(loss)
  }

  open(): void {}

  flush(): void {}

  release(): void {
    this.options.publish(this.tracking.take())
  }

  resync(): void {
    this.tracking.resync()
  }

  sync(sync: Sync): void {
    this.tracking.sync(sync)
  }

  end(cause: Cause.Cause<AmiError | Cause.Done>): void {
    this.release()
    this.options.end(cause)
  }

  private report(misfit: Typed.Misfit): void {
    this.options.say(Typed.report(this.reported, misfit))
  }
}
