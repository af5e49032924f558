/**
 * Holds back the waking of fibers while a batch of messages is dispatched.
 *
 * Resuming a fiber runs its next steps before the call returns; it could send,
 * subscribe or close in the middle of a batch. So a batch only collects what is
 * to be woken, and wakes it in order when all state is up to date.
 *
 * An exception in one of these steps stops none of the others.
 *
 * @since 0.1.0
 */
import { contain } from "../../../internal/foreign.ts"

export class Wakes {
  private held: Array<() => void> | undefined
  private readonly onDefect: (defect: unknown) => void

  /** `onDefect` gets what a step throws. */
  constructor(onDefect: (defect: unknown) => void) {
    this.onDefect = onDefect
  }

  /** Runs `wake` at once, or after the batch that is being dispatched. */
  run(wake: () => void): void {
    if (this.held === undefined) contain(wake, this.onDefect)
    else this.held.push(wake)
  }

  /** Dispatches a batch, then wakes everything that it settled, requests in the order of the wire. */
  batch(dispatch: () => void): void {
    if (this.held !== undefined) return dispatch()
    const held: Array<() => void> = []
    this.held = held
    contain(dispatch, this.onDefect)
    this.held = undefined
    for (const wake of held) contain(wake, this.onDefect)
  }
}
