/**
 * The channels of an endpoint, the newest first: as many as a trunk may have, and each costs the same.
 *
 * What has ended is only counted when it ends, and left out when there is more of it than of what lives.
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
  /** How many there are, with those that have ended. */
  readonly length: number
  /** How many live. */
  readonly live: number
}

/** What knows which channels live. */
interface Living {
  readonly has: (name: string) => boolean
}

const none: Lines = { newest: undefined, length: 0, live: 0 }

/** Adds a channel. */
export const add = (lines: Lines | undefined, name: string): Lines => {
  const { length, live, newest } = lines ?? none
  return { newest: { name, rest: newest }, length: length + 1, live: live + 1 }
}

/** Those that live, the newest first. */
export function* living(lines: Lines | undefined, channels: Living): Generator<string, void> {
  for (let line = lines?.newest; line !== undefined; line = line.rest) {
    if (channels.has(line.name)) yield line.name
  }
}

/** The newest of those that live. */
export const newest = (lines: Lines | undefined, channels: Living): string | undefined => {
  for (const name of living(lines, channels)) return name
  return undefined
}

/** Below this many it is not worth to leave any out. */
const few = 16

/** Counts one that has ended; undefined if none is left. */
export const remove = (lines: Lines | undefined, channels: Living): Lines | undefined => {
  const live = (lines?.live ?? 0) - 1
  if (lines === undefined || live <= 0) return undefined
  if (lines.length < 2 * live + few) return { ...lines, live }
  return [...living(lines, channels)].toReversed().reduce<Lines>(add, none)
}
