/**
 * How the values of a live model become the rows of a table.
 *
 * @since 0.2.0
 */
import type { Table } from "../output.ts"

/** What is looked at: how a value of a model becomes a row. */
export interface Kind<in V, in out Row> {
  readonly table: Table<Row>
  /** The row of a value at a moment, in milliseconds since 1970. */
  readonly row: (value: V, at: number) => Row
  /** The order of the rows. */
  readonly order: (one: Row, other: Row) => number
}

/** The fields of a row: those that its JSON may lack are `undefined` instead. */
export type Fields<A> = { readonly [K in keyof A]-?: object extends Pick<A, K> ? A[K] | undefined : A[K] }

/** The rows of a model at a moment. */
export const rowsOf = <V, Row>(kind: Kind<V, Row>, values: ReadonlyMap<string, V>, at: number): ReadonlyArray<Row> =>
  Array.from(values.values(), (value) => kind.row(value, at)).sort(kind.order)

/** Compares texts as people sort them: `PJSIP/9` before `PJSIP/10`. */
export const byText: (one: string, other: string) => number = new Intl.Collator("en", { numeric: true }).compare

/** How long something has lasted, in whole seconds; undefined if its beginning is not known. */
export const secondsSince = (start: number | undefined, at: number): number | undefined =>
  start === undefined ? undefined : Math.max(0, Math.round((at - start) / 1000))

/** A moment in ISO 8601. */
export const isoOf = (millis: number | undefined): string | undefined =>
  millis === undefined ? undefined : new Date(millis).toISOString()
