/**
 * Colours, widths and times as people read them in a terminal.
 *
 * @since 0.2.0
 */
import * as CliOutput from "effect/cli/CliOutput"
import * as AmiMessage from "../protocol/AmiMessage.ts"

/** The colours that are used, each of which does nothing if there are none. */
export interface Style {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly red: (text: string) => string
  readonly green: (text: string) => string
  readonly yellow: (text: string) => string
  readonly cyan: (text: string) => string
}

const select = (isColoured: boolean, code: number) => (text: string): string =>
  isColoured && text !== "" ? `\x1b[${code}m${text}\x1b[0m` : text

export const styleOf = (isColoured: boolean): Style => ({
  bold: select(isColoured, 1),
  dim: select(isColoured, 2),
  red: select(isColoured, 31),
  green: select(isColoured, 32),
  yellow: select(isColoured, 33),
  cyan: select(isColoured, 36)
})

/** Text from the network as it may reach a terminal: control characters are escaped. */
export const printable = (text: string): string => AmiMessage.printable(text, 4000)

/** How many columns of a terminal a text takes. */
export const widthOf = (text: string): number => CliOutput.displayWidth(text)

/** A text of at most so many columns: what is too long ends with an ellipsis. */
export const fit = (text: string, width: number): string => {
  if (widthOf(text) <= width) return text
  let taken = 0
  let kept = ""
  for (const character of text) {
    taken += widthOf(character)
    if (taken > width - 1) break
    kept += character
  }
  return width < 1 ? "" : `${kept}…`
}

/** A text of at least so many columns. */
export const pad = (text: string, width: number, align: "left" | "right" = "left"): string => {
  const gap = " ".repeat(Math.max(0, width - widthOf(text)))
  return align === "right" ? gap + text : text + gap
}

const two = (value: number): string => String(value).padStart(2, "0")

/** How long something lasts: `0:11`, `1:02:03`, `2d 3h`. */
export const elapsed = (seconds: number): string => {
  const whole = Math.max(0, Math.floor(seconds))
  const minutes = Math.floor(whole / 60)
  const hours = Math.floor(minutes / 60)
  if (hours >= 24) return `${Math.floor(hours / 24)}d ${hours % 24}h`
  return hours > 0
    ? `${hours}:${two(minutes % 60)}:${two(whole % 60)}`
    : `${minutes}:${two(whole % 60)}`
}

/** Breaks a text into lines of at most so many columns, between words. */
export const wrap = (text: string, width: number): ReadonlyArray<string> => {
  const lines: Array<string> = []
  let line = ""
  for (const word of text.split(" ")) {
    if (line !== "" && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line)
      line = word
    } else {
      line = line === "" ? word : `${line} ${word}`
    }
  }
  return [...lines, line]
}
