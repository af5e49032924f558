/**
 * What came of requests with an `Idempotency-Key`: who has lost the answer asks once more, and nothing is done twice.
 *
 * @since 0.2.0
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { Rights } from "./rights.ts"

/** How long an outcome is kept, in milliseconds. */
export const keptFor = 600_000

interface Outcome<A, E> {
  /** What was asked for. */
  readonly request: string
  readonly at: number
  readonly result: Deferred.Deferred<A, E>
}

export class Outcomes<A, E> {
  private readonly all = new Map<string, Outcome<A, E>>()
  private readonly isSent: (error: E) => boolean

  /** `isSent` says of an error whether something was sent: only then it is kept. */
  constructor(isSent: (error: E) => boolean) {
    this.isSent = isSent
  }

  /**
   * Runs something, or gives what came of it when it was run with this key; `otherwise` if the key was used for something else.
   */
  once<E2>(
    { key, now, request, rights }: {
      readonly rights: Rights
      readonly key: string
      readonly request: string
      readonly now: number
    },
    run: Effect.Effect<A, E>,
    otherwise: Effect.Effect<never, E2>
  ): Effect.Effect<A, E | E2> {
    return Effect.suspend((): Effect.Effect<A, E | E2> => {
      this.forget(now)
      const name = `${rights.grant.tokenHash} ${key}`
      const known = this.all.get(name)
      if (known !== undefined) return known.request === request ? Deferred.await(known.result) : otherwise
      const result = Deferred.makeUnsafe<A, E>()
      this.all.set(name, { request, at: now, result })
      return Effect.onExit(run, (exit) =>
        Effect.suspend(() => {
          if (!this.isKept(exit)) this.all.delete(name)
          return Deferred.done(result, exit)
        }))
    })
  }

  private isKept(exit: Exit.Exit<A, E>): boolean {
    if (Exit.isSuccess(exit)) return true
    const reason = exit.cause.reasons.find((one) => one._tag === "Fail")
    return reason === undefined || this.isSent(reason.error)
  }

  /** The oldest are first. */
  private forget(now: number): void {
    for (const [name, { at }] of this.all) {
      if (now - at < keptFor) return
      this.all.delete(name)
    }
  }
}
