/**
 * Values of messages that are kept for long.
 *
 * @since 0.2.0
 */
import { kept } from "../../internal/text.ts"

export { kept, wholeOf } from "../../internal/text.ts"

/** What is kept of a header: nothing if it is empty or `<unknown>`, which Asterisk writes for an unset number or name. */
export const valueOf = (text: string | undefined): string | undefined =>
  text === undefined || text === "" || text === "<unknown>" ? undefined : text

/** Few different values that come again and again, each kept once: contexts, applications, endpoints. */
export class Shared {
  private readonly values = new Map<string, string>()
  private readonly limit: number

  /** At most `limit` values are shared; others are copied each time. */
  constructor(limit = 1000) {
    this.limit = limit
  }

  of(text: string): string {
    const known = this.values.get(text)
    if (known !== undefined) return known
    const copy = kept(text)
    if (this.values.size < this.limit) this.values.set(copy, copy)
    return copy
  }
}
