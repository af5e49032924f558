/**
 * The journal in a database: what `AmiJournal` offers.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { Compression } from "../../internal/compression.ts"
import { checked } from "../../internal/given.ts"
import * as Rules from "../../internal/options.ts"
import { callOf } from "./calls.ts"
import * as Consumer from "./consumer.ts"
import { beginning, JournalError, type Position, wholeBlock } from "./entry.ts"
import { isDate, name } from "./given.ts"
import type { ConsumeOptions, ReplayOptions, Shape, WriteOptions } from "./models.ts"
import { notBefore, Reader, until, wanted } from "./reader.ts"
import { expire, keeping } from "./retention.ts"
import * as Storage from "./storage.ts"
import * as Summaries from "./summaries.ts"
import { prepare } from "./tables.ts"
import * as Writer from "./writer.ts"

/** How often readers look for more. */
const follow = "200 millis"

// --- Options ----------------------------------------------------------------

const writeRules: Rules.Rules<WriteOptions & { readonly server: string }> = {
  server: name,
  blockEvents: Rules.within(1, 100_000),
  blockAge: Rules.duration({ zero: false }),
  maxBlocks: Rules.within(1, 1_000_000),
  keep: Rules.duration({ zero: false })
}

const isPosition = (value: unknown): boolean =>
  Rules.isRecord(value) && Number.isSafeInteger(value["block"]) && Number.isSafeInteger(value["item"])

const names: Rules.Rule = Rules.listOf("must be a list of names of events, such as [\"Hangup\"]", Rules.text)

const replayRules: Rules.Rules<ReplayOptions> = {
  server: name,
  from: Rules.satisfies("must be a position, or a Date that is valid", (value) => isPosition(value) || isDate(value)),
  to: Rules.satisfies("must be a Date that is valid", isDate),
  names,
  follow: Rules.boolean
}

const consumeRules: Rules.Rules<ConsumeOptions> = {
  consumer: name,
  server: name,
  from: Rules.satisfies(
    "must be a position, a Date that is valid, or \"now\"",
    (value) => isPosition(value) || isDate(value) || value === "now"
  ),
  names,
  batch: Rules.within(1, 100_000)
}

const callRules: Rules.Rules<{ readonly server: string; readonly linkedid: string }> = { server: name, linkedid: name }

// --- The journal ------------------------------------------------------------

const failed = (operation: JournalError["operation"], of?: string) => (cause: unknown): JournalError =>
  new JournalError({ reason: "StorageFailed", operation, cause, ...of === undefined ? {} : { of } })

export const make = Effect.gen(function*() {
  yield* prepare
  const compression = yield* Compression
  const storage = yield* Storage.make
  const reader = new Reader(storage, compression)

  /** Where a reader begins, and the moment before which it wants nothing. */
  const startOf = (server: string, from: Position | Date | "now" | undefined, operation: "replay" | "consume") =>
    Effect.gen(function*() {
      if (from === undefined) return { after: beginning, at: undefined }
      if (from !== "now" && !(from instanceof Date)) return { after: from, at: undefined }
      const { expired, expiredAt, newest } = yield* storage.extent(server)
      const end = { block: newest, item: wholeBlock }
      if (from === "now") return { after: end, at: undefined }
      const at = from.getTime()
      // What has expired is missing to who asks for it.
      if (expiredAt !== undefined && at <= expiredAt) return { after: { block: expired.block, item: 0 }, at }
      return { after: (yield* storage.placeOf(server, at)) ?? end, at }
    }).pipe(Effect.mapError(failed(operation, server)))

  const journal: Shape = {
    write: (server, inbox, options = {}) =>
      Effect.gen(function*() {
        const { blockAge, blockEvents, keep, maxBlocks } = yield* checked(
          "AmiJournal.write",
          { ...options, server },
          writeRules,
          ["server"]
        )
        const writing = yield* Writer.write(storage, compression, server, inbox, {
          blockEvents: blockEvents ?? 2000,
          blockAge: blockAge ?? "500 millis",
          maxBlocks: maxBlocks ?? 128
        })
        const removing = keeping(keep ?? "7 days", "the journal", (before) => expire(storage, before))
        yield* Effect.forkScoped(Effect.andThen(Effect.exit(writing.generation), removing))
        return writing
      }),
    replay: (options) =>
      Stream.unwrap(Effect.gen(function*() {
        const { follow: isFollowing = false, from, names, server, to } = yield* checked(
          "AmiJournal.replay",
          options,
          replayRules,
          ["server"]
        )
        const { after, at } = yield* startOf(server, from, "replay")
        return reader.read({ server, after, names, follow: isFollowing ? follow : undefined }).pipe(
          Stream.flatMap(({ items }) => Stream.fromIterable(items)),
          at === undefined ? (items) => items : notBefore(at),
          to === undefined ? (items) => items : until(to.getTime()),
          Stream.filter(wanted(names))
        )
      })),
    consume: (options, handle) =>
      Effect.gen(function*() {
        const { batch = 100, consumer, from, names, server } = yield* checked(
          "AmiJournal.consume",
          options,
          consumeRules,
          ["consumer", "server"]
        )
        const { after } = yield* startOf(server, from, "consume")
        return yield* Consumer.consume(
          storage,
          reader,
          { consumer, server, names, batch, follow, first: after },
          handle
        )
      }),
    call: (server, linkedid) =>
      Effect.gen(function*() {
        yield* checked("AmiJournal.call", { server, linkedid }, callRules, ["server", "linkedid"])
        return yield* Effect.mapError(callOf(storage, reader, server, linkedid), failed("call", server))
      }),
    servers: Effect.mapError(Summaries.servers(storage), failed("servers")),
    consumers: Effect.mapError(Summaries.consumers(storage), failed("consumers")),
    prune: (before) => Effect.mapError(expire(storage, before.getTime()), failed("prune")),
    putAside: (letter) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => Summaries.putAside(storage, letter, now)).pipe(
        Effect.mapError(failed("deadLetters", letter.consumer))
      ),
    deadLetters: (consumer) =>
      Effect.mapError(Summaries.deadLetters(storage, consumer), failed("deadLetters", consumer))
  }
  return journal
})
