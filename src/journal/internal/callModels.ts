/**
 * What a table of call records takes and gives; `AmiCallLog` documents and exports these.
 *
 * @since 0.2.0
 */
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import type { AmiError } from "../../AmiError.ts"
import type { CallRecord } from "../../live/CallRecord.ts"
import type { JournalError } from "./entry.ts"
import type { Counts } from "./models.ts"

/** A call that is in the table. */
export interface StoredCall {
  readonly server: string
  /** Whether no event of it was missing: `unknown` of the record is empty. */
  readonly complete: boolean
  readonly record: CallRecord
}

/** Which calls are found: those that meet all that is given. */
export interface CallFilter {
  /** The name of the server in the table. */
  readonly server?: string | undefined
  /** Calls that began at this moment or later. */
  readonly from?: Date | undefined
  /** Calls that began at this moment or earlier. */
  readonly to?: Date | undefined
  /** Calls whose caller, dialled number, or who answered first has exactly this number; the endpoint if there is no number. */
  readonly number?: string | undefined
  /** Calls that a member of this queue took, or that waited in it last. */
  readonly queue?: string | undefined
  /** Calls that this member of a queue took, by its `MemberName`. */
  readonly agent?: string | undefined
}

/** How records are written. */
export interface CallWriteOptions {
  /** The name of the server in the table. Defaults to `server` of a record, or `asterisk`. */
  readonly server?: string | undefined
  /** So many records wait in memory for the database; then the oldest is dropped, and counted. Defaults to 10,000. */
  readonly maxWaiting?: number | undefined
  /** How long records are kept, in this database and for all servers. Defaults to 400 days; `Infinity` keeps all. */
  readonly keep?: Duration.Input | undefined
}

/** A table of records that is being written. */
export interface CallWriting<out E> {
  /** Each record is counted, also one that was in the table already. */
  readonly counts: Effect.Effect<Counts>
  /** Waits until all that was received by now is stored, or counted as dropped. */
  readonly flushed: Effect.Effect<void>
  /** Waits until there will be no other record. */
  readonly ended: Effect.Effect<void, E>
}

/** The records of the calls of any number of servers in one database. */
export interface CallShape {
  /**
   * Writes records until the scope closes, each once: one that is in the table already, by its server and its `id`, stays as it is.
   * Who delivers them never waits for the database, which is asked again until it answers. Fails with `InvalidOption` if an
   * option is wrong. `record` does it for `AmiCalls`.
   */
  readonly write: <E, R>(
    records: Stream.Stream<CallRecord, E, R>,
    options?: CallWriteOptions
  ) => Effect.Effect<CallWriting<E>, AmiError, R | Scope.Scope>
  /** The calls that meet all that is given, the newest first. Fails with `StorageFailed`, and with `InvalidOption`. */
  readonly find: (options?: CallFilter) => Stream.Stream<StoredCall, JournalError | AmiError>
  /** A call by its `id`, the `Linkedid` of its first channel; undefined if it is not in the table. */
  readonly get: (server: string, id: string) => Effect.Effect<StoredCall | undefined, JournalError>
  /** Removes the calls that began before a moment, and gives how many. Writing does it every hour, as `keep` says. */
  readonly prune: (before: Date) => Effect.Effect<number, JournalError>
}
