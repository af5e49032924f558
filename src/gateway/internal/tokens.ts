/**
 * The tokens and tickets that are good at this moment.
 *
 * Only hashes are kept, and all of them are compared with what was given, each in a time that does not depend on where it differs.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Hashes from "../../internal/hashes.ts"
import type { Grant } from "./grant.ts"
import { type Rights, rightsOf } from "./rights.ts"

/** How long a ticket is good, in seconds. */
export const ticketSeconds = 30

/** How many tickets of one token may be unused at once. */
const mostTickets = 100

export class Tokens {
  private all: ReadonlyArray<Rights> = []
  /** By the hash of the ticket, the hash of the token, and until when. */
  private readonly tickets = new Map<string, { readonly tokenHash: string; readonly until: number }>()

  /** Takes other grants. */
  replace(grants: ReadonlyArray<Grant>): void {
    this.all = grants.map(rightsOf)
  }

  /** The rights of a token, by its hash. */
  ofHash(tokenHash: string, now: number): Rights | undefined {
    let found: Rights | undefined
    for (const rights of this.all) if (Hashes.isSameText(tokenHash, rights.grant.tokenHash)) found = rights
    return found === undefined || found.expiresAt <= now ? undefined : found
  }

  /** The rights of a token. */
  of(token: string, now: number): Effect.Effect<Rights | undefined> {
    return Effect.map(Hashes.sha256(token), (hash) => this.ofHash(Hashes.hex(hash), now))
  }

  /** A ticket of a token; undefined if it has too many. */
  ticket(rights: Rights, now: number): Effect.Effect<string | undefined> {
    return Effect.gen({ self: this }, function*() {
      const { tokenHash } = rights.grant
      for (const [hash, { until }] of this.tickets) if (until <= now) this.tickets.delete(hash)
      const own = [...this.tickets.values()].filter((one) => one.tokenHash === tokenHash)
      if (own.length >= mostTickets) return undefined
      const ticket = Hashes.base64Url(yield* Hashes.randomBytes(32))
      const hash = Hashes.hex(yield* Hashes.sha256(ticket))
      this.tickets.set(hash, { tokenHash, until: now + ticketSeconds * 1000 })
      return ticket
    })
  }

  /** The rights of a ticket, which is good no more. */
  use(ticket: string, now: number): Effect.Effect<Rights | undefined> {
    return Effect.map(Hashes.sha256(ticket), (bytes) => {
      const hash = Hashes.hex(bytes)
      const found = this.tickets.get(hash)
      this.tickets.delete(hash)
      return found === undefined || found.until <= now ? undefined : this.ofHash(found.tokenHash, now)
    })
  }
}
