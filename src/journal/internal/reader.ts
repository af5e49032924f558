/**
 * Reads a journal: block after block, with gaps in their places.
 *
 * @since 0.2.0
 */
import * as Arr from "effect/Array"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { Compression } from "../../internal/compression.ts"
import { messagesOf } from "./block.ts"
import { JournalError, type Missing, type Position, type Replayed, wholeBlock } from "./entry.ts"
import type { Extent, Found, Storage } from "./storage.ts"

/** What a row holds after a place. */
export interface Read {
  readonly items: ReadonlyArray<Replayed>
  /** Where a reader is who has all of it. */
  readonly end: Position
}

/** So many rows are read together: each may hold thousands of messages. */
export const rowsAtOnce = 16

export interface From {
  readonly server: string
  readonly after: Position
  readonly names: ReadonlyArray<string> | undefined
  /** How often to look for more; undefined if the end is the end. */
  readonly follow: Duration.Input | undefined
}

export const isBefore = (one: Position, other: Position): boolean =>
  one.block < other.block || (one.block === other.block && one.item < other.item)

export class Reader {
  private readonly storage: Storage
  private readonly compression: Compression["Service"]

  constructor(storage: Storage, compression: Compression["Service"]) {
    this.storage = storage
    this.compression = compression
  }

  /** What is stored after a place, a row at a time. */
  read({ after, follow, names, server }: From): Stream.Stream<Read, JournalError> {
    const page = Effect.fnUntraced({ self: this }, function*(after: Position) {
      const extent = yield* failing(server, this.storage.extent(server))
      const start = startOf(server, after, extent)
      const from = start.end
      const rows = yield* failing(server, this.storage.rows(server, from, extent.newest, names, rowsAtOnce))
      const last = rows.at(-1)
      // Rows without one of the names are left out, and need not be looked at again.
      const end = rows.length < rowsAtOnce && extent.newest > from.block
        ? { block: extent.newest, item: wholeBlock }
        : last === undefined
        ? from
        : { block: last.id, item: wholeBlock }
      const isEnd = end.block === after.block && end.item === after.item
      if (isEnd && follow !== undefined) yield* Effect.sleep(follow)
      const reads = Stream.mapEffect(Stream.fromIterable(rows), (row) => this.decode(server, row, from))
      const tail: ReadonlyArray<Read> = end.block === last?.id || isEnd ? [] : [{ items: [], end }]
      const all = Stream.concat(
        Stream.concat(Stream.fromIterable(start.items.length === 0 ? [] : [start]), reads),
        Stream.fromIterable(tail)
      )
      return [
        [all],
        isEnd && follow === undefined ? Option.none<Position>() : Option.some(end)
      ] as const
    })
    return Stream.flatten(Stream.paginate(after, page))
  }

  /** Whether the text of a block has one of these in it; of a gap, and of what cannot be read, that is not known: they may. */
  isNamed({ data }: Found, keys: ReadonlyArray<string>): Effect.Effect<boolean> {
    if (data === null) return Effect.succeed(true)
    return Effect.match(Effect.sandbox(this.unpack(data)), {
      onFailure: () => true,
      onSuccess: (bytes) => {
        const text = decoder.decode(bytes)
        return keys.some((key) => text.includes(key))
      }
    })
  }

  /** What a row holds after a place. */
  decode(server: string, row: Found, after: Position): Effect.Effect<Read> {
    const { data, epoch, events, firstAt, gap, generation, id } = row
    const end = { block: id, item: Math.max(1, events) }
    const missing = (reason: Missing["reason"], dropped: number | null): Read => ({
      items: [{
        _tag: "Missing",
        server,
        generation,
        epoch,
        reason,
        dropped: dropped ?? "unknown",
        since: row.since ?? undefined,
        at: firstAt,
        position: end
      }],
      end
    })
    if (gap !== null) return Effect.succeed(missing(gap, row.dropped))
    const skip = id === after.block ? after.item : 0
    return Effect.match(Effect.sandbox(this.unpack(data ?? new Uint8Array())), {
      onFailure: () => missing("Unreadable", events - skip),
      onSuccess: (bytes) => {
        const all = messagesOf(bytes, epoch)
        if (all === undefined || all.length !== events) return missing("Unreadable", events - skip)
        const items = all.slice(skip).map((received, index): Replayed => ({
          ...received,
          server,
          generation,
          position: { block: id, item: skip + index + 1 }
        }))
        return { items, end }
      }
    })
  }

  private unpack(data: Uint8Array): Effect.Effect<Uint8Array, unknown> {
    // What could not be compressed is as it was.
    return data[0] === brace ? Effect.succeed(data) : this.compression.decompress(data)
  }
}

const brace = 123

const decoder = /*#__PURE__*/ new TextDecoder()

/** A database that answers nothing has failed. */
const longest = "30 seconds"

const failing = <A, E>(of: string, query: Effect.Effect<A, E>): Effect.Effect<A, JournalError> =>
  query.pipe(
    Effect.timeout(longest),
    Effect.mapError((cause) => new JournalError({ reason: "StorageFailed", operation: "replay", of, cause }))
  )

/** Where to go on from a place, with a gap if some of what came after it has expired. */
const startOf = (server: string, after: Position, extent: Extent): Read => {
  if (!isBefore(after, extent.expired)) return { items: [], end: after }
  const gap = expiredGap(server, extent)
  return { items: after.block === 0 ? [] : [gap], end: gap.position }
}

/** Stands where messages were removed because of their age. */
export const expiredGap = (server: string, { expired, expiredAt }: Extent): Missing => ({
  _tag: "Missing",
  server,
  generation: 0,
  epoch: 0,
  reason: "Expired",
  dropped: "unknown",
  since: undefined,
  at: expiredAt ?? 0,
  position: { block: expired.block, item: wholeBlock }
})

/** The events of these names, and all gaps. */
export const wanted = (names: ReadonlyArray<string> | undefined): (item: Replayed) => boolean => {
  if (names === undefined) return () => true
  const known = new Set(names)
  return (item) => item._tag === "Missing" || (item.message.kind === "Event" && known.has(item.message.name))
}

/** Leaves out what came before a moment, until something came later. */
export const notBefore = (at: number) => <E>(items: Stream.Stream<Replayed, E>): Stream.Stream<Replayed, E> =>
  Stream.dropWhile(items, (item) => (item._tag === "Missing" ? item.at : item.receivedAt) < at)

/** Ends before what came after a moment. */
export const until = (at: number) => <E>(items: Stream.Stream<Replayed, E>): Stream.Stream<Replayed, E> =>
  Stream.takeWhile(items, (item) => (item._tag === "Missing" ? item.at : item.receivedAt) <= at)

/** Parts of a row for a consumer: always the same ones, as they begin where the one before has ended. */
export const slices = ({ end, items }: Read, most: number): ReadonlyArray<Read> => {
  if (items.length <= most) return [{ items, end }]
  return Arr.chunksOf(items, most).map((part) => ({ items: part, end: part.at(-1)?.position ?? end }))
}
