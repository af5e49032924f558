/**
 * Lines that are on the screen already, higher or lower: the terminal moves them, instead of getting them once more.
 *
 * A list that grows at its end moves by a line for each new one. On a large screen that is all that is on it.
 *
 * @since 0.2.0
 */
import type { Line } from "./cells.ts"

/** A part of the screen whose lines move within it; those that leave it are gone, and as many empty ones come. */
export interface Move {
  readonly first: number
  readonly last: number
  /** How many lines up; down if it is negative. */
  readonly by: number
}

/** How many lines have to be saved before it is worth its sequences. */
const least = 3

/** A number for each line, the same for the same line; 0 for an empty one. */
const numbers = () => {
  const known = new Map([["", 0]])
  return (line: Line): number => {
    const key = line.map(({ look, text }) => `${look}\0${text}`).join("\0")
    const number = known.get(key) ?? known.size
    known.set(key, number)
    return number
  }
}

/** The move that saves most lines; undefined if none saves enough. */
export const moveOf = (before: ReadonlyArray<Line>, after: ReadonlyArray<Line>): Move | undefined => {
  if (before.length !== after.length) return undefined
  const number = numbers()
  const [old, now] = [before.map(number), after.map(number)]
  const differs = (row: number) => old[row] !== now[row]
  const count = now.length
  if (now.filter((_, row) => differs(row)).length < least) return undefined
  let best: Move | undefined
  let most = least - 1
  for (let by = 1 - count; by < count; by++) {
    let saved = 0
    let first = Math.max(0, -by)
    for (let row = by === 0 ? count : first; row < count && row + by < count; row++) {
      if (now[row] !== old[row + by]) {
        first = row + 1
        saved = 0
        continue
      }
      if (differs(row) && now[row] !== 0) saved++
      const move = { first: Math.min(first, first + by), last: Math.max(row, row + by), by }
      // Lines that would have stayed go with the others, and are written again.
      const lost = saved > most ? spoilt(move, differs) : 0
      if (saved - lost > most) {
        most = saved - lost
        best = move
      }
    }
  }
  return best
}

/** How many lines that did not have to be written are gone after a move. */
const spoilt = ({ by, first, last }: Move, differs: (row: number) => boolean): number => {
  let count = 0
  const [from, to] = by > 0 ? [last - by + 1, last] : [first, first - by - 1]
  for (let row = from; row <= to; row++) if (!differs(row)) count++
  return count
}

/** The lines of the screen after a move. */
export const moved = (lines: ReadonlyArray<Line>, { by, first, last }: Move): ReadonlyArray<Line> =>
  lines.map((line, row) => {
    if (row < first || row > last) return line
    const from = row + by
    return from < first || from > last ? [] : lines[from] ?? []
  })

/** What moves them: lines are deleted or inserted at the top of a scrolling region, which every terminal can do. */
export const moving = ({ by, first, last }: Move): string =>
  `\x1b[${first + 1};${last + 1}r\x1b[${first + 1};1H\x1b[${Math.abs(by)}${by > 0 ? "M" : "L"}\x1b[r`
