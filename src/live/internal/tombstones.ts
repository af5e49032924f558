/**
 * Keys that have ended and never come again, such as the Uniqueid of a channel: late events and lists do not bring them back.
 *
 * @since 0.2.0
 */

/** Keys that are noted as they come, and put into a set when somebody asks: hundreds come before one is asked for. */
class Generation {
  readonly keys: Array<string> = []
  private readonly known = new Set<string>()
  private count = 0

  has(key: string): boolean {
    for (; this.count < this.keys.length; this.count++) this.known.add(this.keys[this.count] ?? "")
    return this.known.has(key)
  }
}

export class Tombstones {
  // In two generations: to delete the oldest key of one set takes longer the more were deleted before.
  private young = new Generation()
  private old = new Generation()
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
    this.young.keys.push(key)
    if (this.young.keys.length < this.least) return
    this.old = this.young
    this.young = new Generation()
  }
}
