/**
 * The actions of a session on their way to its owner, and which of them are known not to have run.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import type { Action } from "../../internal/ownerWords.ts"

/** Actions that travel together. */
interface Request {
  readonly seq: number
  readonly actions: ReadonlyArray<Action>
}

/** So many actions travel together. */
const mostAtOnce = 256

export class Writes {
  /** Nothing is taken any more. */
  isOver = false
  private readonly onNotSent: (actionId: string) => void
  private queue: Array<Action> = []
  private seq = 0
  /** The request that is under way. */
  private current: Request | undefined
  private readonly some = Latch.makeUnsafe(false)
  private readonly none = Latch.makeUnsafe(true)

  constructor(onNotSent: (actionId: string) => void) {
    this.onNotSent = onNotSent
  }

  add(action: Action): void {
    this.queue.push(action)
    this.none.closeUnsafe()
    // After the turn, so that its actions travel together, and not within the step of the caller.
    if (this.queue.length === 1) queueMicrotask(() => this.some.openUnsafe())
  }

  /** Waits for actions; the next ones are given when these have arrived. */
  readonly next: Effect.Effect<Request> = Effect.suspend(() => {
    if (this.queue.length === 0) {
      this.some.closeUnsafe()
      return Effect.flatMap(this.some.await, () => this.next)
    }
    const actions = this.queue.splice(0, mostAtOnce)
    if (this.queue.length === 0) this.some.closeUnsafe()
    return Effect.succeed(this.current = { seq: ++this.seq, actions })
  })

  /** Waits until all that was added has arrived. */
  readonly idle: Effect.Effect<void> = Effect.suspend(() => this.isOver ? Effect.void : this.none.await)

  /** The request that was under way was executed. */
  arrived(): void {
    this.current = undefined
    if (this.queue.length === 0) this.none.openUnsafe()
  }

  /**
   * The session is over. What was never handed over was not sent; nor was the request that is under way if the owner itself says
   * that it took none after `taken`.
   */
  end(taken: number | undefined): void {
    if (this.isOver) return
    this.isOver = true
    const { current, queue } = this
    if (current !== undefined && taken !== undefined && current.seq > taken) this.report(current.actions)
    this.report(queue)
    this.queue = []
    this.none.openUnsafe()
  }

  private report(actions: ReadonlyArray<Action>): void {
    for (const { actionId } of actions) this.onNotSent(actionId)
  }
}
