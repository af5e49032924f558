/**
 * The options of `Dial` and `Queue` for what the parties may do by pressing keys.
 *
 * @since 0.2.0
 */
import type { Features } from "../model.ts"

/** What the calling party may do by pressing keys. */
export const callerFeatures = (options: ReadonlyMap<string, string>): Features => ({
  transfer: options.has("T"),
  hangUp: options.has("H"),
  park: options.has("K"),
  record: options.has("X")
})

/** What the called party may do by pressing keys. */
export const calleeFeatures = (options: ReadonlyMap<string, string>): Features => ({
  transfer: options.has("t"),
  hangUp: options.has("h"),
  park: options.has("k"),
  record: options.has("x")
})
