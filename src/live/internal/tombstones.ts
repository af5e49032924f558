/**
 * Keys that have ended and never come again, such as the Uniqueid of a channel: late events and lists do not bring them back.
 *
 * @since 0.2.0
 */

/** How many are remembered. */
const maxDead = 10_000

export class Tombstones {
  private readonly keys = new Set<string>()

  has(key: string): boolean {
    return this.keys.has(key)
  }

  /** Remembers a key, and forgets the oldest when there are too many. The key must not be a part of a message. */
  add(key: string): void {
    this.keys.add(key)
    if (this.keys.size <= maxDead) return
    const [oldest] = this.keys
    if (oldest !== undefined) this.keys.delete(oldest)
  }
}
