/**
 * Dispatches batches of messages one after the other, and wakes fibers only after them.
 *
 * Resuming a fiber runs its next steps before the call returns: it could send,
 * subscribe or close while a batch is dispatched. So a batch only collects what
 * is to be woken, and wakes it in order when all state is up to date. A client
 * has one queue, so this holds for everything that happens in it.
 *
 * A batch may write an action, and a transport in memory may answer within the
 * write, or end: that is a batch of its own, which waits for the end of the first.
 *
 * An exception in one of these steps stops none of the others.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"

export class WakeQueue {
  /** Gets what a step throws: the session that is open ends with it. */
  onDefect: (defect: unknown) => void = () => undefined
  private batches: Array<() => void> | undefined
  private held: Array<() => void> = []

  /** Runs `wake` at once, or after the batch that is being dispatched. */
  run(wake: () => void): void {
    if (this.batches === undefined) this.contain(wake)
    else this.held.push(wake)
  }

  /** Dispatches a batch, then wakes everything that it settled, requests in the order of the wire. */
  batch(dispatch: () => void): void {
    if (this.batches !== undefined) {
      this.batches.push(dispatch)
      return
    }
    const batches = this.batches = [dispatch]
    // Others may be added on the way.
    for (const next of batches) this.contain(next)
    this.batches = undefined
    for (const wake of this.held.splice(0)) this.contain(wake)
  }

  private contain(run: () => void): void {
    const ran = Result.try({ try: run, catch: (defect) => ({ defect }) })
    if (Result.isFailure(ran)) this.onDefect(ran.failure.defect)
  }
}
