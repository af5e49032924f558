/**
 * Wakes fibers, but never in the middle of a batch of messages.
 *
 * Resuming a fiber runs its next steps before the call returns: it could send,
 * subscribe or close while a batch is dispatched. So a batch only collects what
 * is to be woken, and wakes it in order when all state is up to date. A client
 * has one queue, so this holds for everything that happens in it.
 *
 * An exception in one of these steps stops none of the others.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"

export class WakeQueue {
  /** Gets what a step throws: the session that is open ends with it. */
  onDefect: (defect: unknown) => void = () => undefined
  private held: Array<() => void> | undefined

  /** Runs `wake` at once, or after the batch that is being dispatched. */
  run(wake: () => void): void {
    if (this.held === undefined) this.contain(wake)
    else this.held.push(wake)
  }

  /** Dispatches a batch, then wakes everything that it settled, requests in the order of the wire. */
  batch(dispatch: () => void): void {
    if (this.held !== undefined) return dispatch()
    const held: Array<() => void> = []
    this.held = held
    this.contain(dispatch)
    this.held = undefined
    for (const wake of held) this.contain(wake)
  }

  private contain(run: () => void): void {
    const ran = Result.try({ try: run, catch: (defect) => ({ defect }) })
    if (Result.isFailure(ran)) this.onDefect(ran.failure.defect)
  }
}
