/**
 * Holds back the waking of fibers while a batch of messages is dispatched.
 *
 * Resuming a fiber runs its next steps before the call returns; it could send,
 * subscribe or close in the middle of a batch. So a batch only collects what is
 * to be woken, and wakes it in order when all state is up to date.
 *
 * @since 0.1.0
 */
export class Wakes {
  private held: Array<() => void> | undefined

  /** Runs `wake` at once, or behind the batch that is being dispatched. */
  run(wake: () => void): void {
    if (this.held === undefined) wake()
    else this.held.push(wake)
  }

  /** Dispatches a batch, then wakes everything that it settled, requests in the order of the wire. */
  batch(dispatch: () => void): void {
    if (this.held !== undefined) return dispatch()
    const held: Array<() => void> = []
    this.held = held
    dispatch()
    this.held = undefined
    for (const wake of held) wake()
  }
}
