/**
 * Finds the end of the raw output of a `Command`, as Asterisk 13 and older write it.
 *
 * It ends at the line `--END COMMAND--` (manager.c, action_command). After it Asterisk writes an empty line, and a
 * proxy may write headers of its own before that. The output may contain empty lines and lines that look like headers,
 * but it ends its lines with a lone LF. If the end marker never comes, the next message shows that the output is over;
 * otherwise it would swallow everything that follows while the connection looks alive.
 *
 * @since 0.2.0
 */

/** The extent of the output, as offsets in the bytes of its message. */
export interface Output {
  /** The end of the output. */
  readonly end: number
  /** The start of the headers after it. */
  readonly headers: number
}

/** A complete line; all numbers are offsets in the bytes. */
export interface Line {
  /** The start of the message. */
  readonly start: number
  /** The start and end of the line, and the start of the next one. */
  readonly from: number
  readonly to: number
  readonly after: number
  /** Whether it ends as the lines of the peer do: with CR LF, unless the peer ends all with a lone LF. */
  readonly endsLine: boolean
}

/** The end of a message with output, as offsets from the start of the message. */
export interface End {
  readonly end: number
  readonly after: number
  readonly output: Output
}

export const LF = 10
export const CR = 13
const TAB = 9
const BLANK = 32
const COLON = 58

export const ascii = (text: string): ReadonlyArray<number> => Array.from(text, (char) => char.charCodeAt(0))

const marker = /*#__PURE__*/ ascii("--END COMMAND--")
const firstLines = /*#__PURE__*/ ["Response: ", "Event: "].map(ascii)
const secondLines = /*#__PURE__*/ ["Privilege: ", "ActionID: "].map(ascii)

export class OutputReader {
  /** A candidate for the end of the output, and the start of the line after it. */
  private candidate: Output | undefined = undefined
  /** Whether that line ends with CR LF, as Asterisk writes the marker: text of the output does not. */
  private hasLineEnd = false
  /** The end of the output, once it is known. */
  private output: Output | undefined = undefined
  /** The offset of the previous line if it was empty, otherwise -1. */
  private blank = -1
  /** A line that may begin the next message, and the end of the output if it does. */
  private opening: { readonly at: number; readonly end: number; readonly isSeparated: boolean } | undefined = undefined

  /** Takes the next line; returns the end of the message once it is reached. */
  read(bytes: Uint8Array, line: Line): End | undefined {
    return this.output === undefined ? this.readOutput(bytes, line) : this.readHeader(bytes, line, this.output)
  }

  private readOutput(bytes: Uint8Array, line: Line): End | undefined {
    const { after, endsLine, from, start, to } = line
    const { candidate } = this
    if (candidate !== undefined) {
      if (from === to) return { end: from - start, after: after - start, output: candidate }
      const isHeader = this.hasLineEnd && endsLine && (isHeaderLine(bytes, from, to) || opensMessage(bytes, from, to))
      if (isHeader) {
        this.output = candidate
        return this.readHeader(bytes, line, candidate)
      }
    }
    const next = this.nextMessage(bytes, line)
    if (next !== undefined) return next
    this.findMarker(bytes, line)
    return undefined
  }

  private readHeader(bytes: Uint8Array, { after, endsLine, from, start, to }: Line, output: Output): End | undefined {
    if (from === to) return { end: from - start, after: after - start, output }
    if (!endsLine || !opensMessage(bytes, from, to)) return undefined
    return { end: from - start, after: from - start, output }
  }

  /** The marker is at the end of its line: output without a final line feed may come before it, and blanks may follow. */
  private findMarker(bytes: Uint8Array, { after, endsLine, from, start, to }: Line): void {
    let end = to
    while (end > from && isBlank(bytes[end - 1])) end -= 1
    const at = end - marker.length
    const isMarked = at >= from && startsWith(bytes, marker, at, end) && (endsLine || at === from)
    this.candidate = isMarked ? { end: at - start, headers: after - start } : undefined
    this.hasLineEnd = endsLine
  }

  private nextMessage(bytes: Uint8Array, { endsLine, from, start, to }: Line): End | undefined {
    const { blank, opening } = this
    this.blank = from === to ? from - start : -1
    const isSeparated = blank !== -1
    this.opening = endsLine && opensMessage(bytes, from, to)
      ? { at: from - start, end: isSeparated ? blank : from - start, isSeparated }
      : undefined
    if (opening === undefined || !endsLine) return undefined
    const isNext = followsOpening(bytes, from, to) ||
      (opening.isSeparated && (from === to || isHeaderLine(bytes, from, to)))
    if (!isNext) return undefined
    return { end: opening.end, after: opening.at, output: { end: opening.end, headers: opening.end } }
  }
}

/** Whether a line begins a message. */
export const opensMessage = (bytes: Uint8Array, from: number, to: number): boolean =>
  firstLines.some((opening) => startsWith(bytes, opening, from, to))

/** Whether a line is one that Asterisk writes second in a message. */
export const followsOpening = (bytes: Uint8Array, from: number, to: number): boolean =>
  secondLines.some((second) => startsWith(bytes, second, from, to))

/** A letter, then letters, digits and `-`, and a colon. */
const isHeaderLine = (bytes: Uint8Array, from: number, to: number): boolean => {
  let at = from
  while (at < to && isNameByte(bytes[at] ?? 0)) at += 1
  return at > from && at < to && bytes[at] === COLON && isLetter(bytes[from] ?? 0)
}

const isLetter = (byte: number): boolean => (byte | 32) >= 97 && (byte | 32) <= 122

const isNameByte = (byte: number): boolean => isLetter(byte) || (byte >= 48 && byte <= 57) || byte === 45

const isBlank = (byte: number | undefined): boolean => byte === BLANK || byte === TAB

/** Whether the bytes from `from` start with `expected`. */
export const startsWith = (bytes: Uint8Array, expected: ReadonlyArray<number>, from: number, to: number): boolean => {
  if (to - from < expected.length) return false
  for (let index = 0; index < expected.length; index++) {
    if (bytes[from + index] !== expected[index]) return false
  }
  return true
}
