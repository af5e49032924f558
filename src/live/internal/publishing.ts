/**
 * Makes a model of a store: its values, whether they are fresh, its changes, and watches.
 *
 * @since 0.2.0
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import type { AmiError } from "../../AmiError.ts"
import * as ChangeFeed from "./changeFeed.ts"
import type { Change, Live, Loss, Model, Opening, Output, Reason, Sync, Watch } from "./part.ts"
import type { Store } from "./store.ts"

interface Watcher {
  readonly wake: () => void
  readonly end: (cause: Cause.Cause<AmiError | Cause.Done>) => void
}

const refresh: Reason = { _tag: "Snapshot", cause: "Refresh" }

type Doubts = { readonly since: number; readonly cause: "Disconnected" | "Gap" | "Resyncing" }

/** Publishes a store. Topics name what may be watched: each key of the store, and what a part adds. */
export class Publisher<V> implements Output, Model<V> {
  readonly get: Model<V>["get"]
  readonly changes: Model<V>["changes"]
  private readonly store: Store<V>
  private readonly feed: ChangeFeed.ChangeFeed<Change<V>>
  private readonly topics = new Map<string, Set<Watcher>>()
  private readonly due = new Set<Watcher>()
  /** What has changed since the last release: subscribers get it in one step, however much it is. */
  private step: Array<Change<V>> = []
  private doubts: Doubts | undefined = { since: 0, cause: "Resyncing" }
  private ended: Cause.Cause<AmiError | Cause.Done> | undefined
  private capacity: number
  private named: Opening["named"] = (error) => error

  constructor(store: Store<V>, options: { readonly capacity?: number | undefined } = {}) {
    this.store = store
    this.capacity = options.capacity ?? 16_384
    store.onTouch = (key) => this.touch(key)
    this.feed = ChangeFeed.make<Change<V>>(
      () => ({ _tag: "Present", values: this.all(), isFresh: this.isFresh }),
      () => this.capacity
    )
    this.get = this.live(() => this.all())
    this.changes = Stream.mapError(this.feed.changes, (error) => this.named(error))
  }

  open({ capacity, named }: Opening): void {
    this.capacity = capacity ?? this.capacity
    this.named = named
  }

  get isFresh(): boolean {
    return this.doubts === undefined
  }

  lookup(key: string): Effect.Effect<Live<V | undefined>> {
    return this.live(() => this.store.get(key))
  }

  watch(key: string): Watch<V | undefined> {
    return this.watchOf(key, () => this.store.get(key))
  }

  /** What is read now and whenever a topic is touched. */
  watchOf<A>(topic: string, read: () => A): Watch<A> {
    const changes = Stream.unwrap(Effect.map(Clock.Clock, (clock) => this.watching(topic, read, clock)))
    // What a slow subscriber did not get in between may lead back to what it has.
    const told = Stream.changesWith(changes, isSame)
    return { get: this.live(read), changes: Stream.mapError(told, (error) => this.named(error)) }
  }

  /** Whether anybody watches a topic. */
  get isWatched(): boolean {
    return this.topics.size > 0
  }

  /** Those who watch a topic may see something else. */
  touch(topic: string): void {
    if (this.topics.size === 0) return
    const watchers = this.topics.get(topic)
    if (watchers === undefined) return
    for (const watcher of watchers) this.due.add(watcher)
  }

  get isChanged(): boolean {
    return this.store.isChanged
  }

  flush(reason: Reason): void {
    if (!this.feed.hasWatchers()) return this.store.skip()
    for (const change of this.store.take(reason)) this.step.push(change)
  }

  release(): void {
    if (this.step.length > 0) {
      const { step } = this
      this.step = []
      this.feed.publish(step)
    }
    if (this.due.size === 0) return
    const due = [...this.due]
    this.due.clear()
    for (const watcher of due) watcher.wake()
  }

  lose({ cause, epoch, since }: Loss): void {
    this.flush(refresh)
    const wasFresh = this.isFresh
    this.doubts = { since: wasFresh ? since : this.doubts?.since ?? since, cause }
    if (wasFresh) this.emit({ _tag: "Stale", epoch, cause, since })
    this.touchAll()
  }

  resync(): void {
    if (this.doubts === undefined) return
    this.doubts = { ...this.doubts, cause: "Resyncing" }
    this.touchAll()
  }

  sync(sync: Sync): void {
    this.doubts = undefined
    this.emit({ _tag: "Synced", ...sync })
    this.touchAll()
  }

  end(cause: Cause.Cause<AmiError | Cause.Done>): void {
    this.release()
    this.ended ??= cause
    this.feed.end(cause)
    for (const watchers of this.topics.values()) for (const watcher of watchers) watcher.end(cause)
  }

  private emit(change: Change<V>): void {
    if (this.feed.hasWatchers()) this.step.push(change)
  }

  /** What was touched without a flush must not be lost to those who get the changes. */
  private all(): Map<string, V> {
    this.flush(refresh)
    this.release()
    return this.store.all()
  }

  private live<A>(read: () => A): Effect.Effect<Live<A>> {
    return Effect.map(Clock.currentTimeMillis, (at) => this.liveAt(read(), at))
  }

  private liveAt<A>(value: A, at: number): Live<A> {
    return this.doubts === undefined ? { _tag: "Fresh", value, at } : { _tag: "Stale", value, at, ...this.doubts }
  }

  private touchAll(): void {
    for (const watchers of this.topics.values()) for (const watcher of watchers) this.due.add(watcher)
  }

  private watching<A>(topic: string, read: () => A, clock: Clock.Clock): Stream.Stream<Live<A>, AmiError> {
    return Stream.callback<Live<A>, AmiError>((queue) => {
      let last: { readonly value: A; readonly doubts: Doubts | undefined } | undefined
      const emit = () => {
        const value = read()
        if (last !== undefined && last.doubts === this.doubts && Equal.equals(last.value, value)) return
        last = { value, doubts: this.doubts }
        Queue.offerUnsafe(queue, this.liveAt(value, clock.currentTimeMillisUnsafe()))
      }
      const watcher: Watcher = { wake: emit, end: (cause) => Queue.failCauseUnsafe(queue, cause) }
      return Effect.acquireRelease(
        Effect.sync(() => {
          const watchers = this.topics.get(topic) ?? new Set()
          this.topics.set(topic, watchers.add(watcher))
          emit()
          if (this.ended !== undefined) watcher.end(this.ended)
        }),
        () =>
          Effect.sync(() => {
            this.due.delete(watcher)
            const watchers = this.topics.get(topic)
            watchers?.delete(watcher)
            if (watchers?.size === 0) this.topics.delete(topic)
          })
      )
    }, { bufferSize: 1, strategy: "sliding" })
  }
}

/** Whether two are alike except for the moment at which they were looked at. */
const isSame = (one: Live<unknown>, other: Live<unknown>): boolean => {
  const isAlike = one._tag === "Fresh"
    ? other._tag === "Fresh"
    : other._tag === "Stale" && one.since === other.since && one.cause === other.cause
  return isAlike && Equal.equals(one.value, other.value)
}
