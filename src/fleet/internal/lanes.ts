/**
 * What one reader of many servers gets next: a lane for each server, and turns between them.
 *
 * A server offers what it has, and waits until the reader has handled it. So what a reader leaves waits in the buffer of that
 * client, which counts what it drops; a client with a reader that is quick lets it catch up before it reads its socket again.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import type * as Pull from "effect/Pull"

/** Items of one server, in order. */
export interface Batch<out A> {
  readonly server: string
  readonly items: ReadonlyArray<A>
}

interface Offer<A> extends Batch<A> {
  readonly handled: () => void
}

/** How many items a reader gets at once, of as many servers as fit: a batch of one client has at most 256. */
const most = 256

/** How long a reader may run before sockets are read, in milliseconds: as long as all else has run, within these bounds. */
const slices = { least: 10, most: 50 }

export class Lanes<A> {
  /** What waits, the server that has waited longest first. None has two. */
  private waiting: Array<Offer<A>> = []
  /** What the reader handles. */
  private handling: ReadonlyArray<Offer<A>> = []
  private readonly now: () => number
  private wake: (() => void) | undefined
  private ranFrom: number
  private ranUntil: number
  private slice = slices.least

  constructor(now: () => number) {
    this.now = now
    this.ranFrom = this.ranUntil = now()
  }

  /** Hands over items of a server; done when the reader has handled them. */
  offer(server: string, items: ReadonlyArray<A>): Effect.Effect<void> {
    return Effect.callback((resume) => {
      const offer: Offer<A> = { server, items, handled: () => resume(Effect.void) }
      this.waiting.push(offer)
      const { wake } = this
      this.wake = undefined
      wake?.()
      return Effect.sync(() => {
        this.waiting = this.waiting.filter((one) => one !== offer)
      })
    })
  }

  /** Gives what waits. That it is run says that all before was handled. */
  readonly pull: Pull.Pull<NonEmpty<Batch<A>>> = Effect.suspend(() => {
    const { handling } = this
    this.handling = []
    for (const { handled } of handling) handled()
    return this.next
  })

  private readonly next: typeof this.pull = Effect.suspend(() => {
    this.ranUntil = this.now()
    if (this.waiting.length > 0) return this.ranUntil - this.ranFrom < this.slice ? this.take : this.yielded
    return Effect.andThen(this.woken, this.next)
  })

  private readonly yielded: typeof this.pull = Effect.suspend(() =>
    Effect.flatMap(Effect.yieldNow, () => {
      this.begin()
      return this.waiting.length > 0 ? this.take : this.next
    })
  )

  private readonly woken = Effect.callback<void>((resume) => {
    this.wake = () => {
      this.begin()
      resume(Effect.void)
    }
    return Effect.sync(() => {
      this.wake = undefined
    })
  })

  private begin(): void {
    this.ranFrom = this.now()
    this.slice = Math.min(slices.most, Math.max(slices.least, this.ranFrom - this.ranUntil))
  }

  private readonly take: typeof this.pull = Effect.suspend(() => {
    let count = 0
    let items = 0
    for (const offer of this.waiting) {
      if (count > 0 && items + offer.items.length > most) break
      count += 1
      items += offer.items.length
    }
    const taken = this.waiting.splice(0, count)
    this.handling = taken
    return isNonEmpty(taken) ? Effect.succeed(taken) : this.next
  })
}

type NonEmpty<A> = readonly [A, ...Array<A>]

const isNonEmpty = <A>(items: ReadonlyArray<A>): items is NonEmpty<A> => items.length > 0
