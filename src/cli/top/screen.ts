/**
 * A screen that frames are drawn on.
 *
 * It writes what differs from the frame before, and nothing else, in one write that the terminal shows at once
 * (synchronised update). Lines that moved up or down together are moved by the terminal. What a terminal measures otherwise than we do cannot do harm: lines do not wrap, and each begins
 * at its own place.
 *
 * @since 0.2.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import { type Cell, cellsOf, type Line, type Look, looks, textOf } from "./cells.ts"
import type { Size } from "./frame.ts"
import type { Key } from "./keys.ts"
import { moved, moveOf, moving } from "./moving.ts"

/** What comes from the user of a screen. */
export type Input =
  | { readonly _tag: "Pressed"; readonly key: Key }
  | { readonly _tag: "Resized" }

/** A screen of lines. */
export class Screen extends Context.Service<Screen, {
  /** Shows a frame. */
  readonly draw: (lines: ReadonlyArray<Line>) => Effect.Effect<void>
  /** Its size now. */
  readonly size: Effect.Effect<Size>
  /** What its user does. */
  readonly inputs: Queue.Dequeue<Input>
  /** Lets the process know that Ctrl-C was pressed, which a raw terminal does not. */
  readonly interrupt: Effect.Effect<void>
}>()("effect-ami/cli/top/Screen") {}

// --- What differs -----------------------------------------------------------

/** Whether every terminal gives it the same width: one code point, no marks. */
const isSimple = ({ text }: Cell): boolean =>
  text.length === 1 || (text.length === 2 && (text.codePointAt(0) ?? 0) > 0xffff)

const blank: Cell = { text: " ", width: 1, look: looks.plain }

/** Whether nothing is seen of a cell: a space of any colour. */
const isBlank = ({ look, text }: Cell): boolean => text === " " && look !== looks.reverse

const same = (one: Cell, other: Cell): boolean =>
  one.text === other.text && (one.look === other.look || (isBlank(one) && isBlank(other)))

const columns = (cells: ReadonlyArray<Cell>): number => cells.reduce((sum, { width }) => sum + width, 0)

/** The cells of a line up to the last one that is seen. */
const seen = (line: Line): ReadonlyArray<Cell> => {
  const cells = cellsOf(line)
  return cells.slice(0, cells.findLastIndex((cell) => !isBlank(cell)) + 1)
}

/** The text of cells, with the sequences of their looks; `isColoured` is false if there are none. */
const paint = (cells: ReadonlyArray<Cell>, isColoured: boolean): string => {
  let text = ""
  let look: Look = looks.plain
  for (const cell of cells) {
    if (isColoured && cell.look !== look && !(isBlank(cell) && look !== looks.reverse)) {
      text += `\x1b[${cell.look === "" || look === "" ? cell.look : `0;${cell.look}`}m`
      look = cell.look
    }
    text += cell.text
  }
  return look === "" ? text : `${text}\x1b[m`
}

const isSame = (one: Line, other: Line): boolean =>
  one.length === other.length
  && one.every(({ look, text }, index) => text === other[index]?.text && look === other[index]?.look)

/** So many cells that are there already cost more than to go past them. */
const worthless = 10

/** Where cells begin and end that have to be written. */
const runsOf = (old: ReadonlyArray<Cell>, now: ReadonlyArray<Cell>): ReadonlyArray<readonly [number, number]> => {
  const runs: Array<[number, number]> = []
  for (let at = 0; at < now.length; at++) {
    if (same(old[at] ?? blank, now[at] ?? blank)) continue
    const last = runs.at(-1)
    if (last !== undefined && at - last[1] < worthless) last[1] = at + 1
    else runs.push([at, at + 1])
  }
  return runs
}

/** What has to be written for one line. */
const change = (row: number, before: Line, after: Line, isColoured: boolean): string => {
  if (isSame(before, after)) return ""
  const [old, now] = [seen(before), seen(after)]
  // What a terminal may measure otherwise is written as a whole, and nothing is left after it.
  const isCertain = old.every(isSimple) && now.every(isSimple)
  // Where a cell may take two columns, those after the first difference may have moved.
  const isEven = isCertain && [...old, ...now].every(({ width }) => width === 1)
  const runs = isCertain ? runsOf(old, now) : [[0, now.length] as const]
  const written = isEven ? runs : runs.slice(0, 1).map(([first]) => [first, now.length] as const)
  const clears = !isCertain || columns(now) < columns(old)
  const parts = written.map(([first, end]) =>
    at(row, columns(now.slice(0, first))) + paint(now.slice(first, end), isColoured)
  )
  if (!clears) return parts.join("")
  const isAtEnd = written.at(-1)?.[1] === now.length
  return `${parts.join("")}${isAtEnd ? "" : at(row, columns(now))}\x1b[K`
}

const at = (row: number, column: number): string => `\x1b[${row + 1};${column + 1}H`

/** What has to be written to make one frame of another. */
export const difference = (
  before: ReadonlyArray<Line>,
  after: ReadonlyArray<Line>,
  isColoured: boolean
): string => {
  const move = moveOf(before, after)
  const old = move === undefined ? before : moved(before, move)
  let text = move === undefined ? "" : moving(move)
  for (let row = 0; row < Math.max(old.length, after.length); row++) {
    text += change(row, old[row] ?? [], after[row] ?? [], isColoured)
  }
  return text === "" ? "" : `\x1b[?2026h${text}\x1b[?2026l`
}

// --- Screens for tests and pictures -----------------------------------------

/** Frames as they were drawn, and the means to press keys and to resize. */
export interface Frames {
  readonly drawn: Array<ReadonlyArray<Line>>
  /** The last frame as text. */
  readonly text: () => string
  readonly press: (...keys: ReadonlyArray<Key>) => void
  readonly resize: (size: Size) => void
}

/** A screen that keeps its frames. */
export const collecting = (size: Size): { readonly frames: Frames; readonly layer: Layer.Layer<Screen> } => {
  const drawn: Array<ReadonlyArray<Line>> = []
  const inputs = Effect.runSync(Queue.unbounded<Input>())
  let now = size
  const screen = Screen.of({
    draw: (lines) => Effect.sync(() => void drawn.push(lines)),
    size: Effect.sync(() => now),
    inputs,
    interrupt: Effect.interrupt
  })
  return {
    layer: Layer.succeed(Screen, screen),
    frames: {
      drawn,
      text: () => (drawn.at(-1) ?? []).map(textOf).join("\n"),
      press: (...keys) => keys.forEach((key) => Queue.offerUnsafe(inputs, { _tag: "Pressed", key })),
      resize: (size) => {
        now = size
        Queue.offerUnsafe(inputs, { _tag: "Resized" })
      }
    }
  }
}
