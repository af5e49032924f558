/**
 * Work of one client that several trackers want at the same moment, and that is done once.
 *
 * After a gap each tracker wants a snapshot, and most want the same list. A list is
 * valid only for a tracker that has recorded every event since the request. So the
 * request is sent one turn after the first tracker wants it, and all that want it
 * by then get its answer; so do later ones, as long as their subscription has
 * delivered nothing since. The delays between snapshots are shared too: otherwise
 * the trackers would drift apart, and ask one by one.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import type { AmiError } from "../../AmiError.ts"
import type * as AmiAction from "../../catalog/AmiAction.ts"
import { delayOf } from "../../internal/backoff.ts"
import { encoded } from "../../internal/decoding.ts"
import type { Lists } from "../../internal/sharedLists.ts"

/** A gap that comes later than this after another is handled at once. */
const burstMillis = 10_000

interface Work {
  readonly fiber: Fiber.Fiber<unknown, unknown>
  waiting: number
}

/** Identifies what a subscription has delivered: the same object until it delivers more. */
export type Moment = object | undefined

export class Sharing {
  private readonly works = new Map<unknown, Work>()
  /** The moment of each request that is not answered yet. */
  private readonly askedAt = new Map<unknown, Moment>()
  private readonly ids = new WeakMap<object, number>()
  private lastId = 0
  private lastGapAt = -Infinity
  /** How many gaps have come in a burst, and the one that was counted last. */
  private burst = 0
  private lastGap: object | undefined
  private readonly hasOthers: () => boolean

  /** `hasOthers` is whether there is another tracker to share with. */
  constructor(hasOthers: () => boolean) {
    this.hasOthers = hasOthers
  }

  /** The lists of a tracker; `now` is the moment of its subscription. */
  lists(now: () => Moment): Lists {
    const collect = <Item>(
      client: object,
      action: AmiAction.ListAction<Item>,
      ask: Effect.Effect<Array<Item>, AmiError>
    ) =>
      Effect.suspend(() => {
        const headers = encoded(action)
        if (Result.isFailure(headers)) return ask
        const key = JSON.stringify([this.idOf(client), this.idOf(action.decodeItem), action.name, headers.success])
        const askedAt = this.askedAt.get(key)
        if (askedAt !== undefined && askedAt !== now()) this.forget(key)
        const asking = Effect.suspend(() => {
          this.askedAt.set(key, now() ?? {})
          return ask
        })
        const soon = this.hasOthers() ? Effect.andThen(Effect.yieldNow, asking) : asking
        return Effect.map(this.once(key, soon), (items) => [...items])
      })
    return { collect }
  }

  /** Waits between two attempts at a snapshot. */
  pause(failures: number): Effect.Effect<void> {
    return this.once(failures, Effect.flatMap(delayOf(failures), Effect.sleep))
  }

  /** Waits if gaps come in a burst, so that lists do not add to the load. */
  cooldown(gap: object): Effect.Effect<void> {
    const count = Effect.map(Clock.monotonicTimeNanos, (nanos) => {
      const now = Number(nanos) / 1e6
      if (this.lastGap === gap) return
      this.burst = now - this.lastGapAt < burstMillis ? this.burst + 1 : 0
      this.lastGapAt = now
      this.lastGap = gap
    })
    const rest = Effect.suspend(() =>
      this.burst === 0 ? Effect.void : Effect.flatMap(delayOf(this.burst - 1), Effect.sleep)
    )
    return this.once(gap, Effect.andThen(count, rest))
  }

  /** Does some work, or joins it if it is under way. It is interrupted when nobody waits for it any more. */
  private once<A, E>(key: unknown, work: Effect.Effect<A, E>): Effect.Effect<A, E> {
    const begin = Effect.map(Effect.forkDetach(work, { startImmediately: true }), (fiber): Work => {
      const begun: Work = { fiber, waiting: 1 }
      this.works.set(key, begun)
      fiber.addObserver(() => this.forget(key, begun))
      return begun
    })
    const join = Effect.suspend(() => {
      const known = this.works.get(key)
      if (known === undefined) return begin
      known.waiting += 1
      return Effect.succeed(known)
    })
    return Effect.acquireUseRelease(
      join,
      // The seam of the map: one key has work of one type.
      ({ fiber }) => Fiber.join(fiber as Fiber.Fiber<A, E>),
      (begun) => {
        begun.waiting -= 1
        if (begun.waiting > 0) return Effect.void
        this.forget(key, begun)
        return Fiber.interrupt(begun.fiber)
      }
    )
  }

  /** Later callers do not join this work. */
  private forget(key: unknown, work = this.works.get(key)): void {
    if (this.works.get(key) !== work) return
    this.works.delete(key)
    this.askedAt.delete(key)
  }

  private idOf(of: object): number {
    const known = this.ids.get(of) ?? ++this.lastId
    this.ids.set(of, known)
    return known
  }
}
