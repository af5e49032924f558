/**
 * Columns that fit a width: narrow ones shrink, those that matter least are left out, and what is left over is shared.
 *
 * @since 0.2.0
 */
import { fill, type Line, type Look, looks, type Span, span } from "./cells.ts"

/** A column. */
export interface Column {
  readonly title: string
  readonly align?: "left" | "right"
  /** How wide it is at least, with the gap to its left, which is 1 wide, or 2 after a number. */
  readonly least: number
  /** How wide it is at most, if there is room. Defaults to `least`. */
  readonly most?: number
  readonly isAfterNumber?: boolean
  /** The higher, the earlier it is left out. Those with 0 always stay. */
  readonly rank: number
}

/** What stands in a cell. */
export interface Cell {
  readonly text: string
  readonly look?: Look
}

/** A column as it is shown: its place among all columns, and its width. */
interface Placed {
  readonly index: number
  readonly width: number
  readonly column: Column
}

/** The columns that fit, and how wide each of them is. */
export const place = (columns: ReadonlyArray<Column>, width: number): ReadonlyArray<Placed> => {
  let kept = columns.map((column, index) => ({ column, index, width: column.least }))
  const sum = () => kept.reduce((total, { width }) => total + width, 0)
  while (sum() > width) {
    const rank = Math.max(...kept.map(({ column }) => column.rank))
    if (rank === 0) break
    kept = kept.filter(({ column }) => column.rank !== rank)
  }
  let left = width - sum()
  // Shared evenly between those that can use more, until nobody can.
  for (let growing = kept; left > 0 && growing.length > 0;) {
    growing = kept.filter(({ column, width }) => width < (column.most ?? column.least))
    const share = Math.max(1, Math.floor(left / Math.max(1, growing.length)))
    for (const placed of growing) {
      const more = Math.min(share, left, (placed.column.most ?? placed.column.least) - placed.width)
      placed.width += more
      left -= more
    }
  }
  return kept
}

/** The first line of a table. The column that it is sorted by is marked. */
export const head = (
  placed: ReadonlyArray<Placed>,
  sort: { readonly column: number; readonly isReversed: boolean } | undefined
): Line => [
  span(" "),
  ...placed.map(({ column, index, width }) => {
    const mark = sort?.column !== index ? "" : sort.isReversed ? "▼" : "▲"
    return cell({ text: `${column.title}${mark}`, look: looks.bold }, column, width)
  })
]

/** A line of a table. */
export const body = (placed: ReadonlyArray<Placed>, cells: ReadonlyArray<Cell>): Line => [
  span(" "),
  ...placed.map(({ column, index, width }) => cell(cells[index] ?? { text: "" }, column, width))
]

const cell = ({ look = looks.plain, text }: Cell, { align, isAfterNumber = false }: Column, width: number): Span =>
  isAfterNumber ? span(`  ${fill(text, width - 2, align)}`, look) : span(` ${fill(text, width - 1, align)}`, look)
