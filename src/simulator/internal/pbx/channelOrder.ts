/**
 * The order in which Asterisk lists channels: that of the hash of their names (channel.c, stasis_channels.c).
 *
 * @since 0.2.0
 */
import type { Draft } from "./draft.ts"
import { byBucket, caseHashOf } from "./hashing.ts"
import type { Channel } from "./model.ts"

const buckets = 1567

/** All channels, in the order in which Asterisk lists them. */
export const inOrder = (draft: Draft): ReadonlyArray<Channel> =>
  byBucket(
    [...draft.channels.values()].sort((one, other) => one.order - other.order),
    ({ name }) => name,
    caseHashOf,
    buckets
  )
