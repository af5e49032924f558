/**
 * Attempts in memory, found by their id and by their contact.
 *
 * @since 0.2.0
 */
import type { Attempt } from "./attempt.ts"
import type { Outcome } from "./outcome.ts"

/** The attempts of one contact, in the order of their numbers. */
type OfContact = Map<number, string>

export class Book {
  private readonly attempts = new Map<string, Attempt>()
  private readonly campaigns = new Map<string, Map<string, OfContact>>()
  private readonly opened = new Set<string>()

  /** Whether neither its id nor its number of the contact is taken. */
  admits({ attempt, campaign, contact, id }: Attempt): boolean {
    return !this.attempts.has(id) && this.campaigns.get(campaign)?.get(contact)?.has(attempt) !== true
  }

  put(attempt: Attempt): void {
    this.attempts.set(attempt.id, attempt)
    if (attempt.outcome === undefined) this.opened.add(attempt.id)
    const contacts = this.campaigns.get(attempt.campaign) ?? new Map<string, OfContact>()
    this.campaigns.set(attempt.campaign, contacts)
    const ofContact = contacts.get(attempt.contact) ?? new Map<number, string>()
    contacts.set(attempt.contact, ofContact.set(attempt.attempt, attempt.id))
  }

  has(id: string): boolean {
    return this.attempts.has(id)
  }

  isOpen(id: string): boolean {
    return this.opened.has(id)
  }

  get(id: string): Attempt | undefined {
    return this.attempts.get(id)
  }

  /** Gives an open attempt its outcome. */
  finish(id: string, outcome: Outcome, finishedAt: number): void {
    const attempt = this.attempts.get(id)
    if (attempt === undefined || !this.opened.delete(id)) return
    this.attempts.set(id, { ...attempt, outcome, finishedAt })
  }

  remove(id: string): void {
    const attempt = this.attempts.get(id)
    if (attempt === undefined) return
    this.attempts.delete(id)
    this.opened.delete(id)
    this.campaigns.get(attempt.campaign)?.get(attempt.contact)?.delete(attempt.attempt)
  }

  open(campaign: string): ReadonlyArray<Attempt> {
    return this.read(this.opened).filter((attempt) => attempt.campaign === campaign)
  }

  of(campaign: string, contact: string): ReadonlyArray<Attempt> {
    const ids = this.campaigns.get(campaign)?.get(contact)?.values() ?? []
    return this.read(ids).sort((one, other) => one.attempt - other.attempt)
  }

  history(campaign: string): ReadonlyArray<Attempt> {
    return [...this.campaigns.get(campaign)?.keys() ?? []].flatMap((contact) => this.of(campaign, contact))
  }

  private read(ids: Iterable<string>): Array<Attempt> {
    return [...ids].flatMap((id) => this.attempts.get(id) ?? [])
  }
}
