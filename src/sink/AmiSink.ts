/**
 * A sink: a reader of the journal that sends events to another system, in order and without loss.
 *
 * **Details**
 *
 * Each sink has a place of its own in the journal. What it has published is never published again, but for the last part before
 * it was killed: that may come twice, with the same ids. A sink whose other system is away waits, and holds up nobody else.
 *
 * `AmiNdjson` and `AmiWebhook` are sinks; any object with a `name` and `publish` is one.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import type { AmiError } from "../AmiError.ts"
import * as AmiJournal from "../journal/AmiJournal.ts"
import * as Envelopes from "./internal/envelope.ts"

/**
 * What publishes items of the journal.
 *
 * @category models
 * @since 0.2.0
 */
export interface AmiSink<out E = never, out R = never> {
  /** The name by which its place in the journal is kept. */
  readonly name: string
  /** Only events of these names; gaps always. Defaults to all. */
  readonly names?: ReadonlyArray<string> | undefined
  /** The most items that are published together. Defaults to 100. */
  readonly batch?: number | undefined
  /** Publishes items of one server. When it completes, they are not published again. */
  readonly publish: (items: ReadonlyArray<AmiJournal.Replayed>) => Effect.Effect<void, E, R>
}

/**
 * An event or a gap as JSON.
 *
 * @category models
 * @since 0.2.0
 */
export type Envelope = Envelopes.Envelope

/**
 * Publishes what the journal has of servers, and all that comes: those of a server in order. Ends only with an error.
 *
 * **Details**
 *
 * Fails if `publish` does, and with `Superseded` if another program runs a sink of this name.
 *
 * **Example** (Printing events of two servers, each once)
 *
 * ```ts
 * import { Console, Effect } from "effect"
 * import { AmiSink } from "effect-ami/sink"
 *
 * const sink: AmiSink.AmiSink = {
 *   name: "console",
 *   names: ["Hangup"],
 *   publish: (items) => Effect.forEach(items, (item) => Console.log(AmiSink.envelope(item)), { discard: true })
 * }
 * export const program = AmiSink.run(sink, ["berlin", "paris"])
 * ```
 *
 * @category combinators
 * @since 0.2.0
 */
export const run = <E, R>(
  sink: AmiSink<E, R>,
  servers: ReadonlyArray<string>
): Effect.Effect<never, E | AmiJournal.JournalError | AmiError, R | AmiJournal.AmiJournal> =>
  Effect.gen(function*() {
    const journal = yield* AmiJournal.AmiJournal
    const { batch, name, names, publish } = sink
    yield* Effect.forEach(
      servers,
      (server) => journal.consume({ consumer: name, server, names, batch }, publish),
      { concurrency: "unbounded", discard: true }
    )
    return yield* Effect.never
  })

/**
 * An item as JSON, for files and other systems: the headers of an event as text, a repeated one as a list, and its place in `_`.
 * A gap has only `_`, with a `mark`.
 *
 * **Example** (Writing an event)
 *
 * ```ts import.meta.vitest
 * import { AmiMessage } from "effect-ami"
 * import { AmiSink } from "effect-ami/sink"
 *
 * const message = AmiMessage.make([["Event", "Hangup"], ["Cause", "16"]])
 * const place = { server: "berlin", generation: 3, epoch: 1, position: { block: 12, item: 340 } }
 *
 * AmiSink.envelope({ ...place, _tag: "Received", seq: 7, receivedAt: 0, message })
 * // => { Event: "Hangup", Cause: "16",
 * //      _: { id: "berlin.3.1.7", server: "berlin", at: "1970-01-01T00:00:00.000Z", seq: 7, epoch: 1 } }
 * ```
 *
 * @category combinators
 * @since 0.2.0
 */
export const envelope = (item: AmiJournal.Replayed): Envelope => Envelopes.envelope(item)
