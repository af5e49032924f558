/**
 * Reports that an action was given up before it was written: nothing came of it.
 *
 * @since 0.2.0
 */
import type * as AmiAction from "../catalog/AmiAction.ts"

const watchers = new WeakMap<AmiAction.Any, () => void>()

/** Runs if this very action is given up while it waits for its turn. */
export const watch = (action: AmiAction.Any, run: () => void): void => {
  watchers.set(action, run)
}

export const report = (action: AmiAction.Any): void => watchers.get(action)?.()
