/**
 * A screen that frames are drawn on.
 *
 * It writes what differs from the frame before, and nothing else, in one write that the terminal shows at once
 * (synchronised update). What a terminal measures otherwise than we do cannot do harm: lines do not wrap, and each begins
 * at its own place.
 *
 * @since 0.2.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import { type Cell, cellsOf, type Line, textOf } from "./cells.ts"
import type { Size } from "./frame.ts"
import type { Key } from "./keys.ts"

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

const same = (one: Cell | undefined, other: Cell | undefined): boolean =>
  one?.text === other?.text && one?.look === other?.look

const columns = (cells: ReadonlyArray<Cell>): number => cells.reduce((sum, { width }) => sum + width, 0)

/** The text of cells, with the sequences of their looks; `isColoured` is false if there are none. */
const paint = (cells: ReadonlyArray<Cell>, isColoured: boolean): string => {
  let text = ""
  let look = ""
  for (const cell of cells) {
    if (isColoured && cell.look !== look) {
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

/** What has to be written for one line. */
const change = (row: number, before: Line, after: Line, isColoured: boolean): string => {
  if (isSame(before, after)) return ""
  const [old, now] = [cellsOf(before), cellsOf(after)]
  let first = 0
  while (first < now.length && same(old[first], now[first])) first++
  if (first === now.length && first === old.length) return ""
  let [oldEnd, end] = [old.length, now.length]
  if (!old.every(isSimple) || !now.every(isSimple)) first = 0
  // An end that both have stays where it is only if it does not move.
  else if (columns(old) === columns(now)) {
    while (end > first && oldEnd > first && same(old[oldEnd - 1], now[end - 1])) {
      end--
      oldEnd--
    }
    if (columns(old.slice(first, oldEnd)) !== columns(now.slice(first, end))) end = now.length
  }
  const column = columns(now.slice(0, first)) + 1
  const rest = columns(now) < columns(old) || !old.every(isSimple) ? "\x1b[K" : ""
  return `\x1b[${row + 1};${column}H${paint(now.slice(first, end), isColoured)}${rest}`
}

/** What has to be written to make one frame of another. */
export const difference = (
  before: ReadonlyArray<Line>,
  after: ReadonlyArray<Line>,
  isColoured: boolean
): string => {
  let text = ""
  for (let row = 0; row < Math.max(before.length, after.length); row++) {
    text += change(row, before[row] ?? [], after[row] ?? [], isColoured)
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
