/**
 * A reader with a place of its own, which is noted after each part that was handled.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { JournalError, type Position, type Replayed } from "./entry.ts"
import { persisting } from "./persisting.ts"
import { type Read, type Reader, slices, wanted } from "./reader.ts"
import type { Storage } from "./storage.ts"

export interface Options {
  readonly consumer: string
  readonly server: string
  readonly first: Position
  readonly names: ReadonlyArray<string> | undefined
  readonly batch: number
  readonly follow: Duration.Input
}

/** A place that moved over what is not wanted is noted only so often. */
const noteEvery = 5000

const patience = /*#__PURE__*/ Schedule.min([Schedule.exponential("100 millis"), Schedule.spaced("5 seconds")])

export const consume = Effect.fnUntraced(function*<E, R>(
  storage: Storage,
  reader: Reader,
  options: Options,
  handle: (items: ReadonlyArray<Replayed>) => Effect.Effect<void, E, R>
): Effect.fn.Return<never, E | JournalError, R> {
  const { batch, consumer, follow, names, server } = options
  const persist = persisting(`${consumer}, which reads the journal of ${server},`)
  const now = Clock.currentTimeMillis
  const claimed = yield* persist(() =>
    Effect.flatMap(now, (at) => storage.subscribe(consumer, server, at, options.first))
  )
  let position = claimed.position
  let noted = { at: yield* now, position }
  const note = (end: Position) =>
    Effect.gen(function*() {
      const at = yield* now
      const isHeld = yield* persist(() => storage.note(consumer, server, claimed.generation, end, at))
      if (!isHeld) {
        return yield* Effect.fail(
          new JournalError({ reason: "Superseded", operation: "consume", of: `${consumer} of ${server}` })
        )
      }
      noted = { at, position: end }
    })
  const isWanted = wanted(names)
  const take = ({ end, items }: Read): Effect.Effect<void, E | JournalError, R> =>
    Effect.gen(function*() {
      const some = items.filter(isWanted)
      if (some.length > 0) yield* handle(some)
      position = end
      if (some.length > 0 || (yield* now) - noted.at >= noteEvery) yield* note(end)
    })
  const reading = Stream.suspend(() => reader.read({ server, after: position, names, follow })).pipe(
    Stream.tapError((error) => Effect.logDebug(`${consumer} could not read the journal of ${server}`, error)),
    // What failed to be read is read again from the place.
    Stream.retry(patience),
    Stream.orDie
  )
  yield* Stream.runForEach(reading, (read) => Effect.forEach(slices(read, batch), take, { discard: true }))
  return yield* Effect.never
})
