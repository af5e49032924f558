/**
 * What a journal offers, and what it takes and gives; `AmiJournal` documents and exports these.
 *
 * @since 0.2.0
 */
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import type { AmiError } from "../../AmiError.ts"
import type * as AmiInbox from "../../client/AmiInbox.ts"
import type { JournalError, Position, Replayed } from "./entry.ts"

/** How many events a writer was given, and what became of them: `received` is the sum of the others. */
export interface Counts {
  readonly received: number
  readonly stored: number
  /** Those for which there was no room while the database was away; gaps in the journal count them. */
  readonly dropped: number
  readonly waiting: number
}

/** A journal that is being written. */
export interface Writing<out E> {
  /** Counts the writers of the server; known when the database has accepted this one. */
  readonly generation: Effect.Effect<number, JournalError | E>
  readonly counts: Effect.Effect<Counts>
  /** Waits until all that was received by now is stored, or counted as dropped. */
  readonly flushed: Effect.Effect<void, JournalError | E>
  /** Waits until it has ended: the inbox did, or another program writes the journal now (`Superseded`). */
  readonly ended: Effect.Effect<void, JournalError | E>
}

/** The journal of a server, as it is in the database. */
export interface ServerSummary {
  readonly server: string
  /** How many programs have written it, one after another. */
  readonly generation: number
  readonly events: number
  /** Of compressed blocks. */
  readonly bytes: number
  readonly blocks: number
  readonly gaps: number
  /** How many messages are missing, of which the number is known. */
  readonly dropped: number
  readonly firstAt: number | undefined
  readonly lastAt: number | undefined
}

/** A reader with a place of its own. */
export interface ConsumerSummary {
  readonly consumer: string
  readonly server: string
  readonly position: Position
  /** When it noted its place last, in milliseconds since 1970. */
  readonly notedAt: number
}

/** What a consumer could not deliver, and has put aside. */
export interface DeadLetter {
  readonly consumer: string
  readonly id: string
  readonly at: number
  readonly reason: string
  readonly body: string
}

/** How a journal is written. */
export interface WriteOptions {
  /** A block is stored when it has so many events. Defaults to 2000. */
  readonly blockEvents?: number | undefined
  /** A block is stored when it is so old. Defaults to 500 ms. */
  readonly blockAge?: Duration.Input | undefined
  /** So many blocks wait in memory for the database; then the oldest is dropped, and counted. Defaults to 128. */
  readonly maxBlocks?: number | undefined
  /** How long the journal is kept, in this database and for all servers. Defaults to 7 days; `Infinity` keeps all. */
  readonly keep?: Duration.Input | undefined
}

/** What is recorded of a client, and how. */
export interface RecordOptions extends WriteOptions {
  /** The name of the server in the journal. Defaults to the name of the client, or the address that it connects to. */
  readonly server?: string | undefined
  /** Only events of these names. Defaults to all messages. */
  readonly names?: ReadonlyArray<string> | undefined
}

/** Which part of a journal is read. */
export interface ReplayOptions {
  /** The name of the server in the journal. */
  readonly server: string
  /** After a place, or from a moment on. Defaults to the oldest that there is. */
  readonly from?: Position | Date | undefined
  /** Until this moment. */
  readonly to?: Date | undefined
  /** Only events of these names; gaps always. Defaults to all. */
  readonly names?: ReadonlyArray<string> | undefined
  /** Whether it goes on with what is written next. Defaults to `false`. */
  readonly follow?: boolean | undefined
}

/** Who reads, and what. */
export interface ConsumeOptions {
  /** The name by which the place of the reader is kept. One program at a time may use it. */
  readonly consumer: string
  /** The name of the server in the journal. */
  readonly server: string
  /** Where a reader begins that has no place yet. Defaults to the oldest that there is. */
  readonly from?: Position | Date | "now" | undefined
  /** Only events of these names; gaps always. Defaults to all. */
  readonly names?: ReadonlyArray<string> | undefined
  /** The most items that are handed over together. Defaults to 100. */
  readonly batch?: number | undefined
}

/** The journal of any number of servers in one database. */
export interface Shape {
  /**
   * Writes what an inbox delivers until the scope closes. It begins at once, whatever the database does, and then waits up to
   * 5 seconds at the end for what is not stored. Fails with `InvalidOption` if an option is wrong. `record` does it for a client.
   */
  readonly write: <E, R>(
    server: string,
    inbox: Stream.Stream<AmiInbox.Item, E, R>,
    options?: WriteOptions
  ) => Effect.Effect<Writing<E>, AmiError, R | Scope.Scope>
  /** What happened, in order, with gaps in their places. Fails with `StorageFailed`, and with `InvalidOption`. */
  readonly replay: (options: ReplayOptions) => Stream.Stream<Replayed, JournalError | AmiError>
  /**
   * Hands over each item at least once, in order, and notes the place after each part that was handled, so that the next program
   * of this name goes on there. A part is always the same part, also if it is handed over again. Waits for a database that is
   * away. Fails if handling does, and with `Superseded` if another program uses the name.
   */
  readonly consume: <E, R>(
    options: ConsumeOptions,
    handle: (items: ReadonlyArray<Replayed>) => Effect.Effect<void, E, R>
  ) => Effect.Effect<never, E | JournalError | AmiError, R>
  /**
   * The events of a call, by its `Linkedid`, in order, with the gaps between them in their places; empty if there are none. Events
   * of a channel that joins it later are its own from then on. Reads the blocks in which the call lives, as long as the clocks of
   * the server and of this machine are not more than a day apart. Fails with `StorageFailed`, and with `InvalidOption`.
   */
  readonly call: (server: string, linkedid: string) => Effect.Effect<ReadonlyArray<Replayed>, JournalError | AmiError>
  /** What is there of each server. */
  readonly servers: Effect.Effect<ReadonlyArray<ServerSummary>, JournalError>
  /** The readers that have a place, and where they are. */
  readonly consumers: Effect.Effect<ReadonlyArray<ConsumerSummary>, JournalError>
  /**
   * Removes what is older than a moment, and gives how many events that were. PostgreSQL removes whole days (UTC). Writing does it
   * every hour, as `keep` says.
   */
  readonly prune: (before: Date) => Effect.Effect<number, JournalError>
  /** Keeps what a consumer gave up. */
  readonly putAside: (letter: Omit<DeadLetter, "at">) => Effect.Effect<void, JournalError>
  /** What was put aside, oldest first. */
  readonly deadLetters: (consumer: string) => Effect.Effect<ReadonlyArray<DeadLetter>, JournalError>
}
