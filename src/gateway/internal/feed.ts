/**
 * The stream of events of a gateway: what came last, for those who come back, and the readers of what comes.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { AmiError } from "../../AmiError.ts"
import type * as AmiFleet from "../../fleet/AmiFleet.ts"
import { quietly } from "../../internal/foreign.ts"
import * as Hashes from "../../internal/hashes.ts"
import { gapText, Kept, type Place } from "./kept.ts"
import { Outbox } from "./outbox.ts"
import type { Past } from "./past.ts"
import type { Rights } from "./rights.ts"
import type { Tokens } from "./tokens.ts"

/** How many items are kept for those who come back, at least. */
export const most = 10_000

/** How often readers hear that the gateway is there. */
export const beat = "15 seconds"

/** How many texts are handed over at once. */
const portion = 256

const encoder = /*#__PURE__*/ new TextEncoder()

export class Feed {
  private readonly run: string
  private readonly tokens: Tokens
  private readonly past: Past | undefined
  private kept: Array<Kept> = []
  private count = 0
  private readonly readers = new Set<Outbox>()

  constructor(run: string, tokens: Tokens, past: Past | undefined) {
    this.run = run
    this.tokens = tokens
    this.past = past
  }

  /** Takes what came of a server. */
  add({ items, server }: AmiFleet.Batch, now: number): void {
    for (const item of items) {
      const kept = new Kept({ run: this.run, count: ++this.count, server }, item, now)
      this.kept.push(kept)
      for (const reader of this.readers) reader.put(kept, now)
    }
    if (this.kept.length >= 2 * most) this.kept = this.kept.slice(-most)
  }

  /** Looks after all readers, whose grants may have changed or ended. */
  look(now: number): void {
    this.regrant(now)
    for (const reader of this.readers) reader.look(now)
  }

  /** Gives readers the rights that their tokens have now. */
  regrant(now: number): void {
    for (const reader of this.readers) {
      const rights = this.tokens.ofHash(reader.rights.grant.tokenHash, now)
      if (rights === undefined) reader.close()
      else reader.rights = rights
    }
  }

  /** How many streams a token has. */
  streamsOf({ grant }: Rights): number {
    let count = 0
    for (const { rights } of this.readers) if (rights.grant.tokenHash === grant.tokenHash) count++
    return count
  }

  /** The stream of a reader, after the place from which it comes back. It counts until the scope closes. */
  read(rights: Rights, from: string | undefined, place: Place | undefined) {
    return Effect.gen({ self: this }, function*() {
      const fiber = Fiber.getCurrent()
      const outbox = new Outbox(rights, () => fiber?.interruptUnsafe())
      // Nothing comes between what is kept and what is put in the outbox.
      const texts = yield* Effect.acquireRelease(
        Effect.sync(() => {
          this.readers.add(outbox)
          return from === undefined ? Stream.empty : this.backlog(rights, place)
        }),
        () => Effect.sync(() => this.readers.delete(outbox))
      )
      const before = texts.pipe(
        Stream.grouped(portion),
        Stream.map((portion) => encoder.encode(portion.join("")))
      )
      return Stream.make(encoder.encode("retry: 1000\n\n")).pipe(
        Stream.concat(before),
        Stream.concat(Stream.fromPull(Effect.succeed(outbox.pull)))
      )
    })
  }

  /** The texts between a place and now, of memory as far as it reaches back. */
  private backlog(rights: Rights, place: Place | undefined): Stream.Stream<string> {
    const kept = this.kept.slice()
    const isOurs = place?.run === this.run && place.count <= this.count
    const first = this.count - kept.length + 1
    const texts = (of: ReadonlyArray<Kept>) =>
      Stream.fromIterable(of).pipe(
        Stream.filter((one) => one.isFor(rights)),
        Stream.map((one) => one.text(rights))
      )
    if (isOurs && place.count >= first - 1) return texts(kept.slice(place.count - first + 1))
    if (this.past === undefined || place === undefined) {
      return Stream.concat(Stream.make(gapText({ server: "*", dropped: "unknown", reason: "Expired" })), texts(kept))
    }
    return Stream.concat(this.past(rights, place, firstOfEach(kept)), texts(kept))
  }
}

/** By server, the place of the first message that is kept. */
const firstOfEach = (kept: ReadonlyArray<Kept>): ReadonlyMap<string, Place> => {
  const found = new Map<string, Place>()
  for (const { place } of kept) if (place.seq >= 0 && !found.has(place.server)) found.set(place.server, place)
  return found
}

/** Takes what comes until the scope closes, and looks after readers. */
export const make = Effect.fnUntraced(function*(
  inbox: Stream.Stream<AmiFleet.Batch, AmiError>,
  tokens: Tokens,
  past: Past | undefined
): Effect.fn.Return<Feed, never, Scope.Scope> {
  const clock = yield* Clock.Clock
  const feed = new Feed(Hashes.base64Url(yield* Hashes.randomBytes(6)), tokens, past)
  yield* inbox.pipe(
    Stream.runForEachArray((batches) =>
      Effect.sync(() => {
        for (const batch of batches) feed.add(batch, clock.currentTimeMillisUnsafe())
      })
    ),
    Effect.catchCause((cause) => quietly(Effect.logError("The gateway hears no more events", cause))),
    Effect.forkScoped({ startImmediately: true })
  )
  yield* Effect.sync(() => feed.look(clock.currentTimeMillisUnsafe())).pipe(
    Effect.delay(beat),
    Effect.forever,
    Effect.forkScoped
  )
  return feed
})
