/**
 * What live models are made of: parts, which are pure, and what publishes their values.
 *
 * A part is state that events and lists change. It has no clock and no fiber: each
 * call hands it the time, and the hub decides when lists are asked for. So a
 * recording, or random events, can be put through it without a runtime.
 *
 * @since 0.2.0
 */
import type * as Cause from "effect/Cause"
import type * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import type { AmiError } from "../../AmiError.ts"
import type { AmiClient } from "../../client/AmiClient.ts"
import type { AmiMessage } from "../../protocol/AmiMessage.ts"

export type Live<A> =
  | { readonly _tag: "Fresh"; readonly value: A; readonly at: number }
  | {
    readonly _tag: "Stale"
    readonly value: A
    readonly at: number
    readonly since: number
    readonly cause: "Disconnected" | "Gap" | "Resyncing"
  }

export interface Watch<out A> {
  /** What it is at this moment. */
  readonly get: Effect.Effect<Live<A>>
  /**
   * What it is now, then what it becomes. A slow subscriber gets the latest, not all, and never fails for that. Ends when
   * there will be no other connection.
   */
  readonly changes: Stream.Stream<Live<A>, AmiError>
}

export type Reason =
  | { readonly _tag: "Event"; readonly message: AmiMessage }
  | { readonly _tag: "Snapshot"; readonly cause: "Connected" | "Gap" | "Relist" | "Refresh" }
  /** A time has come that Asterisk raises no event for, such as the end of an agent's wrap-up time. */
  | { readonly _tag: "Time" }

export type CycleCause = "Connected" | "Gap" | "Relist"

/** Present in a change if the change that follows at once is of the same event. */
interface Step {
  readonly more?: true
}

export interface Upserted<out V> extends Step {
  readonly _tag: "Upserted"
  readonly key: string
  readonly value: V
  readonly previous: V | undefined
  readonly reason: Reason
}

export interface Gone<out V> extends Step {
  readonly _tag: "Gone"
  readonly key: string
  /** What it was last, with what is known of its end. */
  readonly last: V
  /** True if a list lacked it: what ended it was not seen. */
  readonly finalStateUnknown: boolean
  readonly reason: Reason
}

export interface Loss {
  readonly epoch: number
  readonly cause: "Disconnected" | "Gap"
  /** The values were certain until then, in milliseconds since 1970. */
  readonly since: number
}

export interface Sync {
  readonly epoch: number
  readonly cause: CycleCause
  /** How many keys a list brought or ended, without an event that reported it. */
  readonly corrections: number
}

export type Change<V> =
  | { readonly _tag: "Present"; readonly values: ReadonlyMap<string, V>; readonly isFresh: boolean }
  | Upserted<V>
  | Gone<V>
  | { readonly _tag: "Stale" } & Loss
  | { readonly _tag: "Synced" } & Sync

export interface Model<out V> {
  /** The values at this moment, by key. */
  readonly get: Effect.Effect<Live<ReadonlyMap<string, V>>>
  /** The value of a key; undefined if there is none. */
  readonly lookup: (key: string) => Effect.Effect<Live<V | undefined>>
  /** One key: what it is now, and from now on. */
  readonly watch: (key: string) => Watch<V | undefined>
  /**
   * The values at this moment, as `Present`, then each change that follows.
   *
   * **Details**
   *
   * What one event changes comes in one step: its changes one after the other, all but the last with `more`. A subscriber
   * that falls too far behind is dropped: its stream fails with `SlowConsumer`, and `Present` opens the next. Ends when
   * there will be no other connection.
   */
  readonly changes: Stream.Stream<Change<V>, AmiError>
}

/** A list, or several that are one. Parts that have a source of the same `id` share its answer. */
export interface Source {
  readonly id: string
  /** Sources are asked one after another, from the lowest to the highest. */
  readonly cost: number
  /** It runs code of the caller: it is asked at once, nobody waits for it, and its defect ends the part. */
  readonly isForeign?: boolean
  /** Asks, and gives the items undecoded, each with the name of its event. */
  readonly ask: (ami: AmiClient["Service"]) => Effect.Effect<ReadonlyArray<AmiMessage>, AmiError>
}

/** What an output needs to know of its client and of the settings. */
export interface Opening {
  /** How many changes a subscriber of `changes` may fall behind, if it was given. */
  readonly capacity: number | undefined
  /** A copy of an error that names the client. */
  readonly named: (error: AmiError) => AmiError
}

/** Where the values of a part are published: see `publishing.ts`. */
export interface Output {
  /** Called when the part is installed. */
  readonly open: (opening: Opening) => void
  /** False if there is nothing to flush. */
  readonly isChanged?: boolean
  /** Takes what has changed since the last time. */
  readonly flush: (reason: Reason) => void
  /** Hands over what was taken, and wakes watchers; called after a batch of events or a list. */
  readonly release: () => void
  readonly lose: (loss: Loss) => void
  /** Lists are being taken. */
  readonly resync: () => void
  readonly sync: (sync: Sync) => void
  readonly end: (cause: Cause.Cause<AmiError | Cause.Done>) => void
}

/** It is installed for as long as somebody uses it, and not a second time after that. None of its members may change. */
export interface Part {
  /** What it is called in logs, such as `queues`. */
  readonly name: string
  /** What is logged, if its `name` does not say it. */
  readonly words?: { readonly ended: string; readonly failed: (why: string) => string }
  /** The names of the events that it wants. */
  readonly events: ReadonlyArray<string>
  readonly sources: ReadonlyArray<Source>
  readonly outputs: ReadonlyArray<Output>
  /** Takes in an event that was received at this moment. Each event comes once, as soon as it came. */
  readonly apply: (message: AmiMessage, at: number) => void
  /**
   * A list is asked for from here on: what events say from now on is newer than what the list will say. It may begin several
   * times without an answer; only the last counts.
   */
  readonly begin: (source: Source) => void
  /** Takes in a list. False if it is of no use and must be taken again. */
  readonly list: (source: Source, items: ReadonlyArray<AmiMessage>, at: number) => boolean
  /** Whether there is something that lists contradict and that an event under way may still explain. */
  readonly isDoubting: (cause: CycleCause) => boolean
  /** All lists are in, and the time for late events is over. Gives how many keys the lists have corrected. */
  readonly settle: (at: number) => number
  /** Events may be missing from here on, until it is settled again. */
  readonly lose: (loss: Loss) => void
}
