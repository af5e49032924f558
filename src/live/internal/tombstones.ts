/**
 * Keys that have ended and never come again, such as the Uniqueid of a channel: late events and lists do not bring them back.
 *
 * @since 0.2.0
 */

export class Tombstones {
  // In two generations: to delete the oldest key of one set takes longer the more were deleted before.
  private young = new Set<string>()
  private old = new Set<string>()
  private readonly least: number

  /** Remembers so many keys at least, and at most twice as many. */
  constructor(least: number) {
    this.least = least
  }

  has(key: string): boolean {
    return this.young.has(key) || this.old.has(key)
  }

  /** Remembers a key, and forgets the oldest when there are too many. The key must not be a part of a message. */
  add(key: string): void {
    this.young.add(key)
    if (this.young.size < this.least) return
    this.old = this.young
    this.young = new Set()
  }
}
