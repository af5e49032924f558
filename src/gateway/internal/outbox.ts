/**
 * What waits for one reader of events: so many at most, and then a count of what is missing.
 *
 * @since 0.2.0
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import type * as Pull from "effect/Pull"
import { gapText, type Kept } from "./kept.ts"
import type { Rights } from "./rights.ts"

/** How many events wait for a reader. */
export const most = 4096

/** How long a reader may take nothing while events are dropped, in milliseconds. */
export const patience = 30_000

const encoder = /*#__PURE__*/ new TextEncoder()

export class Outbox {
  rights: Rights
  private waiting: Array<string> = []
  /** By server, what found no room. */
  private readonly dropped = new Map<string, number>()
  /** Since when the reader has taken nothing, although there is no more room. */
  private fullSince: number | undefined
  private isClosed = false
  private wake: (() => void) | undefined
  private readonly letGo: () => void

  /** `letGo` ends a reader that takes nothing. */
  constructor(rights: Rights, letGo: () => void) {
    this.rights = rights
    this.letGo = letGo
  }

  /** Puts an item in, if the reader may see it. */
  put(kept: Kept, now: number): void {
    const { rights } = this
    if (this.isClosed || rights.expiresAt <= now || !kept.isFor(rights)) return
    if (this.waiting.length >= most) {
      const { server } = kept.place
      this.dropped.set(server, (this.dropped.get(server) ?? 0) + 1)
      this.fullSince ??= now
      return
    }
    this.add(kept.text(rights))
  }

  /** Puts a text in, whatever waits. */
  add(text: string): void {
    this.waiting.push(text)
    this.woken()
  }

  /** Looks after the reader from time to time. */
  look(now: number): void {
    if (this.rights.expiresAt <= now) return this.close()
    if (this.fullSince !== undefined && now - this.fullSince > patience) {
      this.close()
      return this.letGo()
    }
    if (this.waiting.length === 0) this.add(": ping\n\n")
  }

  /** Nothing more comes: what waits is given out, and the stream ends. */
  close(): void {
    this.isClosed = true
    this.woken()
  }

  /** What waits, as soon as there is something. */
  readonly pull: Pull.Pull<readonly [Uint8Array, ...Array<Uint8Array>]> = Effect.suspend(() => {
    if (this.waiting.length > 0) return Effect.succeed([this.take()] as const)
    return this.isClosed ? Cause.done() : Effect.andThen(this.changed, this.pull)
  })

  private take(): Uint8Array {
    const texts = this.waiting
    this.waiting = []
    for (const [server, dropped] of this.dropped) texts.push(gapText({ server, dropped, reason: "SlowReader" }))
    this.dropped.clear()
    this.fullSince = undefined
    return encoder.encode(texts.join(""))
  }

  private readonly changed = Effect.callback<void>((resume) => {
    this.wake = () => resume(Effect.void)
  })

  private woken(): void {
    const { wake } = this
    this.wake = undefined
    wake?.()
  }
}
