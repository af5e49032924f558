/**
 * The log lines of lists that fail: what goes wrong is a warning once, and at debug level until everything is fresh again.
 *
 * A lost connection fails the lists of all models, and each of them again at each retry.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import { type AmiError, isAmiError } from "../../AmiError.ts"
import type { Member } from "./member.ts"

/** What the connection fails with, and what a server that hangs does: all lists have the same trouble. */
const ofConnection: ReadonlySet<AmiError["reason"]["_tag"]> = new Set(["ConnectionLost", "NotSent", "OutcomeUnknown"])

/** The trouble that all lists share. */
const shared = "connection"

export class Failures {
  private readonly said = new Set<string>()
  /** The members whose lists have failed since they were fresh. */
  private readonly failing = new Set<Member>()
  private since = 0

  /** A list has failed. */
  failed(member: Member, line: string, why: unknown, now: number): void {
    this.say(member, line, isAmiError(why) && ofConnection.has(why.reason._tag) ? shared : line, now)
  }

  /** A list is late. */
  late(member: Member, line: string, now: number): void {
    this.say(member, line, shared, now)
  }

  private say(member: Member, line: string, trouble: string, now: number): void {
    if (this.failing.size === 0) this.since = now
    this.failing.add(member)
    const log = this.said.has(trouble) ? Effect.logDebug : Effect.logWarning
    this.said.add(trouble)
    member.say(log(line))
  }

  /** A member is fresh, or needs no lists any more. */
  ended(member: Member, now: number): void {
    const hasFailed = this.failing.delete(member)
    // Lists come again, whatever keeps those of others.
    if (member.isFresh) this.said.delete(shared)
    if (this.failing.size > 0) return
    this.said.clear()
    if (!hasFailed || !member.isFresh) return
    const seconds = ((now - this.since) / 1000).toFixed(1)
    member.say(Effect.logInfo(`All lists have come after ${seconds} s: everything is fresh again`))
  }
}
