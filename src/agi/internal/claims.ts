/**
 * Which calls of a client a program has taken: several programs hear of each call, and one may serve it.
 *
 * @since 0.2.0
 */

/** A program with a name. */
interface Owner {
  readonly settings: { readonly name: string }
}

export class Claims {
  private readonly calls = new Map<string, Owner>()
  private readonly names = new Map<string, Owner>()

  /** Reserves the name of a program. False if another has it. */
  enter(owner: Owner): boolean {
    const { name } = owner.settings
    if (this.names.has(name)) return false
    this.names.set(name, owner)
    return true
  }

  leave(owner: Owner): void {
    this.names.delete(owner.settings.name)
  }

  isTaken(uniqueid: string, by: Owner): boolean {
    const owner = this.calls.get(uniqueid)
    return owner !== undefined && owner !== by
  }

  take(uniqueid: string, by: Owner): void {
    this.calls.set(uniqueid, by)
  }

  drop(uniqueid: string, by: Owner): void {
    if (this.calls.get(uniqueid) === by) this.calls.delete(uniqueid)
  }
}

/** By `status`, which stays with a client that somebody has wrapped. */
const claims = new WeakMap<object, Claims>()

export const of = ({ status }: { readonly status: object }): Claims => {
  const known = claims.get(status) ?? new Claims()
  claims.set(status, known)
  return known
}
