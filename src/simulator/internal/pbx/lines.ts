/**
 * The channels of an endpoint, the newest first. A trunk may have many, and each costs the same.
 *
 * A channel that ends is only counted. Ended ones are removed once there are more of them than of others.
 *
 * @since 0.2.0
 */

/** A channel, and those before it. */
interface Line {
  readonly name: string
  readonly rest: Line | undefined
}

/** The channels of one endpoint. */
export interface Lines {
  readonly newest: Line | undefined
  /** How many there are, including those that have ended. */
  readonly length: number
  /** How many have not ended. */
  readonly live: number
}

/** The channels that have not ended. */
interface Living {
  readonly has: (name: string) => boolean
}

const none: Lines = { newest: undefined, length: 0, live: 0 }

/** Adds a channel. */
export const add = (lines: Lines | undefined, name: string): Lines => {
  const { length, live, newest } = lines ?? none
  return { newest: { name, rest: newest }, length: length + 1, live: live + 1 }
}

/** The channels that have not ended, the newest first. */
export function* living(lines: Lines | undefined, channels: Living): Generator<string, void> {
  for (let line = lines?.newest; line !== undefined; line = line.rest) {
    if (channels.has(line.name)) yield line.name
  }
}

/** The newest channel that has not ended. */
export const newest = (lines: Lines | undefined, channels: Living): string | undefined => {
  for (const name of living(lines, channels)) return name
  return undefined
}

/** Below this many ended channels none are removed. */
const few = 16

/** Counts a channel that has ended; undefined if no other is left. */
export const remove = (lines: Lines | undefined, channels: Living): Lines | undefined => {
  const live = (lines?.live ?? 0) - 1
  if (lines === undefined || live <= 0) return undefined
  if (lines.length < 2 * live + few) return { ...lines, live }
  return [...living(lines, channels)].toReversed().reduce<Lines>(add, none)
}
