/**
 * The contacts of a campaign, pulled when somebody may be called, and the next when those are taken.
 *
 * @since 0.2.0
 */
import type * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Pull from "effect/Pull"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"

export class Source<C, E> {
  /** How it ended; undefined until then. */
  end: Exit.Exit<void, E> | undefined
  private chunk: ReadonlyArray<C> = []
  private index = 0
  private isPulling = false
  private readonly pull: Pull.Pull<Arr.NonEmptyReadonlyArray<C>, E>
  private readonly scope: Scope.Scope
  private readonly wake: () => void

  constructor(pull: Pull.Pull<Arr.NonEmptyReadonlyArray<C>, E>, scope: Scope.Scope, wake: () => void) {
    this.pull = pull
    this.scope = scope
    this.wake = wake
  }

  /** Whether all of them were taken. */
  get isOver(): boolean {
    return this.end !== undefined && this.index >= this.chunk.length
  }

  /** The next of them, if it is there. Whatever it is: contacts may come from anywhere. */
  take(): { readonly contact: C } | undefined {
    const { chunk, index } = this
    if (index >= chunk.length) return undefined
    this.index += 1
    return { contact: chunk[index] as C }
  }

  /** Asks for more, unless that was done already. Something wakes when they are there. */
  readonly more: Effect.Effect<void> = Effect.suspend(() => {
    if (this.isPulling || this.end !== undefined) return Effect.void
    this.isPulling = true
    const pulled = Effect.map(Effect.exit(this.pull), (exit) => {
      this.isPulling = false
      if (Exit.isSuccess(exit)) {
        this.chunk = exit.value
        this.index = 0
      } else {
        const done = Pull.doneExitFromCause(exit.cause)
        this.end = Exit.isSuccess(done) ? Exit.void : done
      }
      this.wake()
    })
    return Effect.asVoid(Effect.forkIn(pulled, this.scope))
  })
}

/** Opens a stream until the scope closes. */
export const open = Effect.fnUntraced(function*<C, E>(
  contacts: Stream.Stream<C, E>,
  wake: () => void
): Effect.fn.Return<Source<C, E>, never, Scope.Scope> {
  return new Source(yield* Stream.toPull(contacts), yield* Effect.scope, wake)
})
