/**
 * What a journal holds, and what can go wrong with it; `AmiJournal` documents and exports these.
 *
 * @since 0.2.0
 */
import * as Schema from "effect/Schema"
import type * as AmiInbox from "../../client/AmiInbox.ts"

/** After an item of a block. */
export interface Position {
  readonly block: number
  readonly item: number
}

/** An `item` that is after all items of any block. */
export const wholeBlock = 2_147_483_647

/** Before everything. */
export const beginning: Position = { block: 0, item: 0 }

/** Why messages are missing. */
export type GapReason =
  | "OwnerChanged"
  | "Disconnected"
  | "SlowConsumer"
  | "PollFailed"
  | "SessionStolen"
  | "JournalFull"
  | "Expired"
  | "Unreadable"

/** What every item of a journal has. */
export interface Placed {
  readonly server: string
  readonly generation: number
  readonly position: Position
}

/** A message that was stored. */
export interface Stored extends AmiInbox.Received, Placed {}

/** Messages are missing here. */
export interface Missing extends Placed {
  readonly _tag: "Missing"
  readonly reason: GapReason
  readonly epoch: number
  readonly dropped: number | "unknown"
  readonly since: number | undefined
  readonly at: number
}

export type Replayed = Stored | Missing

/** Why the journal did not do what it was asked. */
export class JournalError extends Schema.TaggedError<JournalError>("effect-ami/JournalError")("JournalError", {
  reason: Schema.Literals(["StorageFailed", "Superseded", "Unsupported"]),
  operation: Schema.Literals([
    "prepare",
    "write",
    "replay",
    "consume",
    "call",
    "calls",
    "servers",
    "consumers",
    "prune",
    "deadLetters"
  ]),
  /** The server, or the consumer and the server, that it is about. */
  of: Schema.optionalKey(Schema.String),
  cause: Schema.optionalKey(Schema.Defect())
}) {
  override get message(): string {
    const of = this.of === undefined ? "" : ` of ${this.of}`
    switch (this.reason) {
      case "StorageFailed":
        return `The database of the journal failed in \`${this.operation}\`${of}: see \`cause\``
      case "Superseded":
        return this.operation === "write"
          ? `Another program writes the journal${of} now, so this one has stopped: one of them may write for a server`
          : `Another program reads the journal as ${this.of} now, so this one has stopped: each needs a name of its own`
      case "Unsupported":
        return "A journal is kept in SQLite or PostgreSQL: give the SqlClient of one of them"
    }
  }
}
