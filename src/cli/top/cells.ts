/**
 * Lines of a screen: pieces of text with a look each, measured in the columns of a terminal.
 *
 * Nothing here writes to a terminal, so that a frame can be tested as text and drawn as a picture.
 *
 * @since 0.2.0
 */
import * as AmiMessage from "../../protocol/AmiMessage.ts"
import { widthOf } from "../style.ts"

/** How a piece of text looks: the parameters of the escape sequence for it; "" is plain. */
export type Look = "" | "1" | "2" | "7" | "31" | "32" | "33" | "36" | "1;31" | "1;33"

export const looks = {
  plain: "",
  bold: "1",
  dim: "2",
  reverse: "7",
  red: "31",
  green: "32",
  yellow: "33",
  cyan: "36",
  alarm: "1;31",
  warning: "1;33"
} as const satisfies Record<string, Look>

/** A piece of a line. */
export interface Span {
  readonly text: string
  readonly look: Look
}

/** A line of a screen. */
export type Line = ReadonlyArray<Span>

export const span = (text: string, look: Look = ""): Span => ({ text, look })

/** A character as it is seen, with all its marks, and how many columns it takes. */
export interface Cell {
  readonly text: string
  readonly width: number
  readonly look: Look
}

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" })

/** Whether each code unit of a text is a character of one column: Latin, Greek, Cyrillic, and what frames are made of. */
const isPlain = (text: string): boolean =>
  /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2026\u203a\u2190-\u2194\u2265\u2500-\u259f\u25b2\u25bc\u25cf]*$/
    .test(text)

/** The characters of a text. */
const characters = (text: string, look: Look): ReadonlyArray<Cell> =>
  isPlain(text)
    ? Array.from(text, (character) => ({ text: character, width: 1, look }))
    : Array.from(segmenter.segment(text), ({ segment }) => ({ text: segment, width: widthOf(segment), look }))

/** The characters of a line. */
export const cellsOf = (line: Line): ReadonlyArray<Cell> => line.flatMap(({ look, text }) => characters(text, look))

/** How many columns a text takes. */
export const width = (text: string): number =>
  isPlain(text) ? text.length : characters(text, "").reduce((sum, cell) => sum + cell.width, 0)

/** How many columns a line takes. */
export const lineWidth = (line: Line): number => line.reduce((sum, { text }) => sum + width(text), 0)

/** The text of a line, as tests and pipes read it. */
export const textOf = (line: Line): string => line.map(({ text }) => text).join("").trimEnd()

/**
 * Text from the network as it may be shown: control characters are escaped, and so is what changes the direction of
 * writing.
 */
export const shown = (text: string | undefined): string =>
  text === undefined
    ? ""
    : AmiMessage.printable(text, 200).replaceAll(
      /[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
    )

/** The beginning of a text, of at most so many columns. */
const beginning = (text: string, columns: number): string => {
  let taken = 0
  let kept = ""
  for (const cell of characters(text, "")) {
    taken += cell.width
    if (taken > columns) break
    kept += cell.text
  }
  return kept
}

/** A text of exactly so many columns: cut with an ellipsis, or padded. */
export const fill = (text: string, columns: number, align: "left" | "right" = "left"): string => {
  if (columns <= 0) return ""
  const isCut = width(text) > columns
  const kept = isCut ? `${beginning(text, columns - 1)}…` : text
  const gap = " ".repeat(columns - width(kept))
  return align === "right" ? gap + kept : kept + gap
}

/** A line of at most so many columns. */
export const clip = (line: Line, columns: number): Line => {
  const kept: Array<Span> = []
  let left = columns
  for (const { look, text } of line) {
    const needed = width(text)
    if (needed <= left) kept.push({ text, look })
    else if (left > 0) kept.push({ text: beginning(text, left), look })
    left -= needed
    if (left <= 0) break
  }
  return kept
}

/** Pieces of a line as many as fit, from the left. */
export const join = (pieces: ReadonlyArray<Line>, columns: number): Line => {
  const line: Array<Span> = []
  let taken = 0
  for (const piece of pieces) {
    taken += lineWidth(piece)
    if (taken > columns) break
    line.push(...piece)
  }
  return line
}

/** A line of exactly so many columns in one look, such as the one that is selected. */
export const inOneLook = (line: Line, look: Look, columns: number): Line => {
  const text = line.map(({ text }) => text).join("")
  return [span(text + " ".repeat(Math.max(0, columns - width(text))), look)]
}
