/**
 * Lists that trackers ask for at about the same time: each once, however many trackers want it.
 *
 * A list is valid only for a tracker that has noted every event since the request.
 * So those share it that began before anything was delivered since the first of
 * them did.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import type { AmiError } from "../../AmiError.ts"
import type * as AmiAction from "../../catalog/AmiAction.ts"
import { encoded } from "../../internal/decoding.ts"
import type { Lists } from "../../internal/sharedLists.ts"

interface Work {
  readonly fiber: Fiber.Fiber<unknown, unknown>
  waiting: number
}

export class CycleLists implements Lists {
  private readonly works = new Map<string, Work>()
  private readonly ids = new Map<object, number>()

  collect<Item>(
    client: object,
    action: AmiAction.ListAction<Item>,
    ask: Effect.Effect<Array<Item>, AmiError>
  ): Effect.Effect<Array<Item>, AmiError> {
    return Effect.suspend(() => {
      const headers = encoded(action)
      if (Result.isFailure(headers)) return ask
      const key = JSON.stringify([this.idOf(client), this.idOf(action.decodeItem), action.name, headers.success])
      return Effect.map(this.once(key, ask), (items) => [...items])
    })
  }

  /** Asks, or waits for the answer that another waits for. It is interrupted when nobody waits for it any more. */
  private once<A, E>(key: string, ask: Effect.Effect<A, E>): Effect.Effect<A, E> {
    const begin = Effect.map(Effect.forkDetach(ask, { startImmediately: true }), (fiber): Work => {
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

  private forget(key: string, work: Work): void {
    if (this.works.get(key) === work) this.works.delete(key)
  }

  private idOf(of: object): number {
    const known = this.ids.get(of) ?? this.ids.size + 1
    this.ids.set(of, known)
    return known
  }
}
