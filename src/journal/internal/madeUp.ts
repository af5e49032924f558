/**
 * Made-up numbers, names and addresses: equal values get equal ones, and different values different ones.
 *
 * They are counted and not computed from what they replace, so that it cannot be computed from them.
 *
 * @since 0.2.0
 */

/** What was made up so far. */
export class MadeUp {
  private readonly numbers = new Map<string, string>()
  private readonly taken = new Set<string>()
  /** How many numbers of each length were made up. */
  private readonly counts = new Map<number, number>()
  private readonly names = new Map<string, string>()
  private readonly addresses = new Map<string, string>()

  /** A number of as many digits, or of more once those are used up. */
  number(digits: string): string {
    const known = this.numbers.get(digits)
    if (known !== undefined) return known
    const made = this.next(digits.length)
    this.numbers.set(digits, made)
    this.taken.add(made)
    return made
  }

  /** A name, such as `Person 1`. */
  name(name: string): string {
    return remembered(this.names, name, (count) => `Person ${count}`)
  }

  /** An address of a network that is in no use (RFC 2544, RFC 3849). */
  address(address: string): string {
    return remembered(
      this.addresses,
      address,
      (count) => address.includes(":") ? `2001:db8::${count.toString(16)}` : `198.${hosts(count)}`
    )
  }

  private next(length: number): string {
    for (let size = length;; size++) {
      const room = 10 ** Math.min(size - 2, 15)
      for (let count = (this.counts.get(size) ?? 0) + 1; count < room; count++) {
        this.counts.set(size, count)
        const made = `99${String(count).padStart(size - 2, "0")}`
        if (!this.numbers.has(made) && !this.taken.has(made)) return made
      }
    }
  }
}

const remembered = (known: Map<string, string>, key: string, make: (count: number) => string): string => {
  const made = known.get(key) ?? make(known.size + 1)
  known.set(key, made)
  return made
}

const hosts = (count: number): string => `${18 + ((count >> 16) & 1)}.${(count >> 8) & 255}.${count & 255}`
