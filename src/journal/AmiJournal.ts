/**
 * A journal of what Asterisk sends, in a database: it survives the end of the process, can be replayed from any moment on, and
 * says honestly what is missing.
 *
 * **Details**
 *
 * Messages are stored as Asterisk sent them, in compressed blocks of 2,000 or of half a second, without their secrets. One
 * program writes the journal of a server: a second one takes over, and the first one stops. PostgreSQL that is slow or gone
 * never holds up the connection: what waits is bounded, and what had to be dropped is a gap of exactly that size in its place.
 *
 * The database is SQLite (`NodeSqlite` of `effect-ami/node`), which runs in the thread of the program, or PostgreSQL
 * (`@effect/sql-pg`).
 *
 * @since 0.2.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import type * as SqlClient from "effect/sql/SqlClient"
import * as Stream from "effect/Stream"
import type { AmiError } from "../AmiError.ts"
import { AmiClient, Buffer } from "../client/AmiClient.ts"
import { Compression } from "../internal/compression.ts"
import { invalidOption } from "../internal/failing.ts"
import * as Identity from "../internal/identity.ts"
import * as Inboxes from "../internal/inboxes.ts"
import * as Rules from "../internal/options.ts"
import type { Recording } from "../protocol/AmiRecordingFile.ts"
import * as Entry from "./internal/entry.ts"
import { JournalError } from "./internal/entry.ts"
import { make } from "./internal/journal.ts"
import type * as Models from "./internal/models.ts"
import * as Replaying from "./internal/replaying.ts"

export {
  /**
   * Compresses bytes, and gives them back. `NodeZstd.layer` of `effect-ami/node` is one.
   *
   * @category services
   * @since 0.2.0
   */
  Compression
} from "../internal/compression.ts"
export {
  /**
   * Why the journal did not do what it was asked.
   *
   * **Details**
   *
   * - `StorageFailed`: the database failed; `cause` says how.
   * - `Superseded`: another program writes the journal of this server now, or reads it by this name, and this one has stopped.
   * - `Unsupported`: the database is neither SQLite nor PostgreSQL.
   *
   * @category errors
   * @since 0.2.0
   */
  JournalError
} from "./internal/entry.ts"

// --- Models -----------------------------------------------------------------

/**
 * A place in the journal of a server: after this item of this block. Store it, and go on from there later.
 *
 * @category models
 * @since 0.2.0
 */
export interface Position extends Entry.Position {}

/**
 * Why messages are missing.
 *
 * **Details**
 *
 * - `OwnerChanged`: a program began to write, for the first time or after another: what came before it is not known.
 * - `Disconnected`: the connection to Asterisk was lost.
 * - `SlowConsumer`, `PollFailed`, `SessionStolen`: as in `AmiInbox.Gap`.
 * - `JournalFull`: the database was slow or gone for too long.
 * - `Expired`: they were removed because of their age, before this reader had them.
 * - `Unreadable`: the stored block is damaged.
 *
 * @category models
 * @since 0.2.0
 */
export type GapReason = Entry.GapReason

/**
 * What every item of a journal has: the server, the number of the program that wrote it, and the place after it.
 *
 * @category models
 * @since 0.2.0
 */
export interface Placed extends Entry.Placed {}

/**
 * A message, as `AmiInbox.Received`, with its place in the journal.
 *
 * @category models
 * @since 0.2.0
 */
export interface Stored extends Entry.Stored {}

/**
 * Messages are missing here: `dropped` of them, from `since` (if that is known) until `at`, in milliseconds since 1970.
 *
 * @category models
 * @since 0.2.0
 */
export interface Missing extends Entry.Missing {}

/**
 * What a journal gives back.
 *
 * @category models
 * @since 0.2.0
 */
export type Replayed = Stored | Missing

/**
 * How many events a writer was given, and what became of them: `received` is the sum of the others.
 *
 * @category models
 * @since 0.2.0
 */
export interface Counts extends Models.Counts {}

/**
 * A journal that is being written.
 *
 * @category models
 * @since 0.2.0
 */
export interface Writing<out E> extends Models.Writing<E> {}

/**
 * The journal of a server, as it is in the database.
 *
 * @category models
 * @since 0.2.0
 */
export interface ServerSummary extends Models.ServerSummary {}

/**
 * A reader with a place of its own.
 *
 * @category models
 * @since 0.2.0
 */
export interface ConsumerSummary extends Models.ConsumerSummary {}

/**
 * What a consumer could not deliver, and has put aside.
 *
 * @category models
 * @since 0.2.0
 */
export interface DeadLetter extends Models.DeadLetter {}

// --- Options ----------------------------------------------------------------

/**
 * How a journal is written.
 *
 * @category models
 * @since 0.2.0
 */
export interface WriteOptions extends Models.WriteOptions {}

/**
 * What is recorded of a client, and how.
 *
 * @category models
 * @since 0.2.0
 */
export interface RecordOptions extends Models.RecordOptions {}

/**
 * Which part of a journal is read.
 *
 * @category models
 * @since 0.2.0
 */
export interface ReplayOptions extends Models.ReplayOptions {}

/**
 * Who reads, and what.
 *
 * @category models
 * @since 0.2.0
 */
export interface ConsumeOptions extends Models.ConsumeOptions {}

// --- Service ----------------------------------------------------------------

/**
 * The journal of any number of servers in one database.
 *
 * @category services
 * @since 0.2.0
 */
export class AmiJournal extends Context.Service<AmiJournal, Models.Shape>()("effect-ami/journal/AmiJournal") {}

/**
 * Layer of the journal in the database that is given. It makes the tables that are missing.
 *
 * **Example** (Looking up what a server did at noon)
 *
 * ```ts
 * import { Console, Effect, Layer, Stream } from "effect"
 * import { AmiJournal } from "effect-ami/journal"
 * import { NodeSqlite, NodeZstd } from "effect-ami/node"
 *
 * const Journal = AmiJournal.layer.pipe(
 *   Layer.provide([NodeSqlite.layer({ filename: "journal.db" }), NodeZstd.layer])
 * )
 *
 * export const program = AmiJournal.AmiJournal.use((journal) =>
 *   journal.replay({ server: "berlin", from: new Date("2026-11-29T12:00:00Z"), names: ["Hangup"] }).pipe(
 *     Stream.runForEach((item) => Console.log(item._tag === "Missing" ? item.reason : item.message.get("Channel")))
 *   )
 * ).pipe(Effect.provide(Journal))
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layer: Layer.Layer<AmiJournal, JournalError, SqlClient.SqlClient | Compression> = /*#__PURE__*/ Layer
  .effect(AmiJournal, make)

// --- Recording --------------------------------------------------------------

/** Enough for bursts: while the journal is written, nothing waits here. */
const buffer = { capacity: 65_536, overflow: "dropOldest" } as const

const serverRules: Rules.Rules<Pick<RecordOptions, "server" | "names">> = {
  server: Rules.text,
  names: Rules.listOf("must be a list of names of events, such as [\"Hangup\"]", Rules.text)
}

/**
 * Writes what a client receives to the journal, until the scope closes.
 *
 * **Example** (Keeping a journal beside a program)
 *
 * ```ts
 * import { Effect, Layer } from "effect"
 * import { AmiJournal } from "effect-ami/journal"
 * import { NodeAmi, NodeSqlite, NodeZstd } from "effect-ami/node"
 *
 * const Journal = AmiJournal.layer.pipe(
 *   Layer.provide([NodeSqlite.layer({ filename: "journal.db" }), NodeZstd.layer])
 * )
 * export const program = AmiJournal.record({ server: "berlin" }).pipe(
 *   Effect.flatMap(({ ended }) => ended),
 *   Effect.scoped,
 *   Effect.provide([Journal, NodeAmi.layerConfig()])
 * )
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const record = Effect.fnUntraced(function*(
  options: RecordOptions = {}
): Effect.fn.Return<Writing<AmiError>, AmiError, AmiClient | AmiJournal | Scope.Scope> {
  const ami = yield* AmiClient
  const journal = yield* AmiJournal
  const { names, server, ...rest } = options
  const wrong = Rules.firstInvalid({ names, server }, serverRules)
  if (wrong !== undefined) return yield* Effect.fail(invalidOption("AmiJournal.record", wrong))
  const known = names === undefined ? undefined : new Set(names)
  const inbox = known === undefined
    ? Stream.provideService(ami.inbox, Buffer, buffer)
    : Inboxes.of(ami)?.((message) => message.kind === "Event" && known.has(message.name), buffer)
      ?? Stream.filter(ami.inbox, (item) => item._tag !== "Received" || known.has(item.message.name))
  const { labels, name } = Identity.of(ami)
  return yield* journal.write(server ?? name ?? labels["server.address"] ?? "asterisk", inbox, rest)
})

/**
 * Layer that writes what a client receives to the journal. See `record`.
 *
 * **Example** (Keeping a journal for the life of a program)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { AmiJournal } from "effect-ami/journal"
 * import { NodeAmi, NodeSqlite, NodeZstd } from "effect-ami/node"
 *
 * export const Recorder = AmiJournal.layerRecord({ server: "berlin" }).pipe(
 *   Layer.provideMerge([AmiJournal.layer, NodeAmi.layerConfig()]),
 *   Layer.provide([NodeSqlite.layer({ filename: "journal.db" }), NodeZstd.layer])
 * )
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layerRecord = (options: RecordOptions = {}): Layer.Layer<never, AmiError, AmiClient | AmiJournal> =>
  Layer.effectDiscard(record(options))

// --- Places -----------------------------------------------------------------

/**
 * Writes a place as a short text, to resume from: in a URL, a file or a header.
 *
 * **Example** (Writing a token, and reading it)
 *
 * ```ts import.meta.vitest
 * import { AmiJournal } from "effect-ami/journal"
 *
 * AmiJournal.tokenOf({ block: 12, item: 340 }) // => "12.340"
 * AmiJournal.positionOf("12.340") // => { block: 12, item: 340 }
 * AmiJournal.positionOf("yesterday") // => undefined
 * ```
 *
 * @category combinators
 * @since 0.2.0
 */
export const tokenOf = ({ block, item }: Position): string => `${block}.${item}`

/**
 * Reads a place from a text of `tokenOf`; undefined if it is none.
 *
 * **Example** (Going on where a program has stopped)
 *
 * ```ts
 * import { Stream } from "effect"
 * import { AmiJournal } from "effect-ami/journal"
 *
 * export const since = (server: string, token: string) =>
 *   Stream.unwrap(AmiJournal.AmiJournal.useSync((journal) =>
 *     journal.replay({ server, from: AmiJournal.positionOf(token), follow: true })
 *   ))
 * ```
 *
 * @category combinators
 * @since 0.2.0
 */
export const positionOf = (token: string): Position | undefined => {
  const [, block, item] = /^(\d{1,15})\.(\d{1,10})$/.exec(token) ?? []
  return block === undefined ? undefined : { block: Number(block), item: Math.min(Number(item), Entry.wholeBlock) }
}

/**
 * The name of an item that no other item of any journal has, and that is the same whenever it is read: receivers that have it
 * already can leave it out.
 *
 * **Example** (Naming an event and a gap)
 *
 * ```ts import.meta.vitest
 * import { AmiMessage } from "effect-ami"
 * import { AmiJournal } from "effect-ami/journal"
 *
 * const message = AmiMessage.make([["Event", "Hangup"]])
 * const place = { server: "berlin", generation: 3, epoch: 1, position: { block: 12, item: 340 } }
 *
 * AmiJournal.idOf({ ...place, _tag: "Received", seq: 7, receivedAt: 0, message }) // => "berlin.3.1.7"
 * AmiJournal.idOf({ ...place, _tag: "Missing", reason: "Disconnected", dropped: "unknown", since: undefined, at: 0 })
 * // => "berlin.gap.12.340"
 * ```
 *
 * @category combinators
 * @since 0.2.0
 */
export const idOf = (item: Replayed): string =>
  item._tag === "Missing"
    ? `${item.server}.gap.${tokenOf(item.position)}`
    : `${item.server}.${item.generation}.${item.epoch}.${item.seq}`

/**
 * A part of a journal as a recording, which `AmiRecording.layerTransport` replays to a client: a program can be tested on a real
 * day.
 *
 * **Example** (Replaying an hour to a program that watches Asterisk)
 *
 * ```ts
 * import { Effect, Layer, Redacted, Stream } from "effect"
 * import { AmiClient, AmiRecording } from "effect-ami"
 * import { AmiJournal } from "effect-ami/journal"
 *
 * const hour = { server: "berlin", from: new Date("2026-11-29T12:00:00Z"), to: new Date("2026-11-29T13:00:00Z") }
 *
 * export const AmiPast = Layer.unwrap(Effect.gen(function*() {
 *   const journal = yield* AmiJournal.AmiJournal
 *   const items = yield* Stream.runCollect(journal.replay(hour))
 *   return AmiClient.layer({ username: "past", secret: Redacted.make("past") }).pipe(
 *     Layer.provide(AmiRecording.layerTransport(AmiJournal.recordingOf(items), { speed: 60 }))
 *   )
 * }))
 * ```
 *
 * @category combinators
 * @since 0.2.0
 */
export const recordingOf = (items: ReadonlyArray<Replayed>): Recording => Replaying.recordingOf(items)
