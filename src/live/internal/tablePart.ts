/**
 * Parts that are tables: most of what Asterisk lists is rows that events change one by one or several at a time.
 *
 * A part names its lists, the tables that each fills, and what each event does. A
 * list that Asterisk does not know, because its module is not loaded, is an empty
 * one, and the model says that it is not available.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import type { AmiError } from "../../AmiError.ts"
import type { AmiMessage } from "../../protocol/AmiMessage.ts"
import type { Model, Output, Part, Source, Watch } from "./part.ts"
import { Publisher } from "./publishing.ts"
import { Store } from "./store.ts"
import { type AllFacts, type Listed, type Listener, rowOf, Table } from "./table.ts"
import { kept, valueOf, wholeOf } from "./text.ts"

// --- Reading headers --------------------------------------------------------

/** A text; undefined if it is empty or `<unknown>`. */
export const textOf = (message: AmiMessage, name: string): string | undefined => {
  const text = valueOf(message.get(name))
  return text === undefined ? undefined : kept(text)
}

/** A whole number; undefined if there is none. */
export const intOf = (message: AmiMessage, name: string): number | undefined => wholeOf(message.get(name)?.trim())

/** `Yes` or `No`; undefined if it is neither. */
export const yesNoOf = (message: AmiMessage, name: string): boolean | undefined => {
  const text = message.get(name)?.toLowerCase()
  return text === "yes" || text === "true" || text === "1"
    ? true
    : text === "no" || text === "false" || text === "0"
    ? false
    : undefined
}

/** A moment that Asterisk gives in whole seconds: it stays what it was if it is about the same. */
export const sameMoment = (moment: number | undefined, previous: number | undefined): number | undefined =>
  moment !== undefined && previous !== undefined && Math.abs(moment - previous) < 2000 ? previous : moment

// --- Lists ------------------------------------------------------------------

/** The answer of a server that does not know the list. */
const unavailable: ReadonlyArray<AmiMessage> = []

const isUnknown = ({ reason }: AmiError): boolean =>
  reason._tag === "NotExecuted" && (reason.response.get("Message") ?? "").startsWith("Invalid/unknown command")

/** Gives what a server answers that may not know the list. */
export const ifKnown = (
  asked: Effect.Effect<ReadonlyArray<AmiMessage>, AmiError>
): Effect.Effect<ReadonlyArray<AmiMessage>, AmiError> =>
  Effect.catchIf(asked, isUnknown, () => Effect.succeed(unavailable))

/** A list that a server may not know. */
export const optional = (source: Source): Source => ({ ...source, ask: (ami) => ifKnown(source.ask(ami)) })

/** A list of a part: what it fills, and how. */
export interface List {
  readonly source: Source
  readonly tables: ReadonlyArray<Listed>
  readonly take: (items: ReadonlyArray<AmiMessage>, at: number) => void
}

// --- Published tables -------------------------------------------------------

/** A model of rows that a server may not have. */
export interface RowModel<Row> extends Model<Row> {
  /** Whether Asterisk has them at all. */
  readonly isAvailable: Watch<boolean>
}

/** A row and its key. */
type Entry<Row> = readonly [key: string, row: AllFacts<Row>]

/** A topic that is no key: keys are never this. */
const availability = "\n"

/** The rows of a table, or something made of them, and the model that publishes them. */
export class Published<Row extends object, Value = Row> {
  readonly table: Table<Row>
  readonly store: Store<Value>
  readonly publisher: Publisher<Value>
  readonly model: RowModel<Value>
  private isKnown = true

  /** `view` makes the published value of a row. */
  constructor(
    view: (row: Row, key: string) => Value,
    options: { readonly capacity?: number | undefined; readonly listener?: Partial<Listener<Row>> } = {}
  ) {
    const { listener = {} } = options
    this.table = new Table<Row>({
      changed: (key, row, previous) => {
        this.store.touch(key)
        listener.changed?.(key, row, previous)
      },
      ended: (key, last, finalStateUnknown) => {
        this.store.end(key, finalStateUnknown, view(last, key))
        listener.ended?.(key, last, finalStateUnknown)
      }
    })
    this.store = new Store<Value>((key) => {
      const row = this.table.rows.get(key)
      return row === undefined ? undefined : view(row, key)
    }, () => this.table.rows.keys())
    const publisher = new Publisher<Value>(this.store, { capacity: options.capacity })
    this.publisher = publisher
    this.model = {
      get: publisher.get,
      lookup: (key) => publisher.lookup(key),
      watch: (key) => publisher.watch(key),
      changes: publisher.changes,
      isAvailable: publisher.watchOf(availability, () => this.isKnown)
    }
  }

  get rows(): ReadonlyMap<string, Row> {
    return this.table.rows
  }

  /** Takes in a list: `read` gives the row of an item and its key, or undefined if it is none. */
  list(items: ReadonlyArray<AmiMessage>, read: (item: AmiMessage) => Entry<Row> | undefined): void {
    this.listAll(
      items,
      items.flatMap((item) => {
        const entry = read(item)
        return entry === undefined ? [] : [entry]
      })
    )
  }

  /** Takes in the rows of a list, of which the last of a key counts. */
  listAll(items: ReadonlyArray<AmiMessage>, entries: ReadonlyArray<Entry<Row>>): void {
    this.isKnown = items !== unavailable
    this.publisher.touch(availability)
    this.table.list(new Map(entries.map(([key, row]) => [key, rowOf<Row>(row)])))
  }
}

// --- Parts ------------------------------------------------------------------

/** What each event does, by its name. */
export type Handlers = Readonly<Record<string, (message: AmiMessage, at: number) => void>>

export const make = (options: {
  readonly name: string
  readonly lists: ReadonlyArray<List>
  readonly on: Handlers
  readonly outputs: ReadonlyArray<Output>
  /** Called when events are missing, for what is not in a table. */
  readonly lost?: () => void
}): Part => {
  const { lists, lost, name, on, outputs } = options
  const tables = lists.flatMap((list) => list.tables)
  const handlers = new Map(Object.entries(on))
  const byId = new Map(lists.map((list) => [list.source.id, list]))
  return {
    name,
    outputs,
    events: [...handlers.keys()],
    sources: lists.map(({ source }) => source),
    apply: (message, at) => handlers.get(message.name)?.(message, at),
    begin: ({ id }) => byId.get(id)?.tables.forEach((table) => table.begin()),
    list: ({ id }, items, at) => {
      byId.get(id)?.take(items, at)
      return true
    },
    isDoubting: (cause) => tables.some((table) => table.isDoubting(cause)),
    settle: () => tables.reduce((sum, table) => sum + table.settle(), 0),
    lose: () => {
      lost?.()
      for (const table of tables) table.lose()
    }
  }
}
