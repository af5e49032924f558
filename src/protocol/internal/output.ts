/**
 * The raw output of a `Command`, as Asterisk 13 and older write it: where it
 * ends.
 *
 * It ends at the line `--END COMMAND--` (manager.c, action_command). Behind it
 * Asterisk writes an empty line, and a proxy may write headers of its own
 * before that. The output may hold empty lines and lines that look like
 * headers, but it ends its lines with a lone LF. Where the end never comes, the
 * next message shows that the output is over: else it would swallow all that
 * follows while the connection looks alive.
 *
 * @since 0.2.0
 */

/** Where the output stands in the bytes of its message. */
export interface Output {
  /** Where it ends. */
  readonly end: number
  /** Where the headers after it begin. */
  readonly headers: number
}

/** A complete line; all are places in the bytes. */
export interface Line {
  /** Where the message begins. */
  readonly start: number
  /** Where the line begins, where it ends, and where the next one begins. */
  readonly from: number
  readonly to: number
  readonly after: number
  /** Whether it ends as the lines of the peer do: with CR LF, unless the peer ends all with a lone LF. */
  readonly endsLine: boolean
}

/** The end of a message with output, counted from the beginning of the message. */
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
const openings = /*#__PURE__*/ ["Response: ", "Event: "].map(ascii)
const seconds = /*#__PURE__*/ ["Privilege: ", "ActionID: "].map(ascii)

export class OutputReader {
  /** Where a line stands that may be the end of the output, and where the line after it begins. */
  private marked: Output | undefined = undefined
  /** Whether that line ends with CR LF, as Asterisk writes it: text of the output does not. */
  private isSure = false
  /** Where the output ends, once that is known. */
  private ended: Output | undefined = undefined
  /** Where an empty line stands, and whether nothing follows it yet. */
  private blank = -1
  /** A line that may begin the next message, and where the output ends if it does. */
  private opening: { readonly at: number; readonly end: number; readonly isParted: boolean } | undefined = undefined

  /** Takes the next line, and tells whether the message has ended. */
  read(bytes: Uint8Array, line: Line): End | undefined {
    return this.ended === undefined ? this.readOutput(bytes, line) : this.readHeader(bytes, line, this.ended)
  }

  private readOutput(bytes: Uint8Array, line: Line): End | undefined {
    const { after, endsLine, from, start, to } = line
    const { marked } = this
    if (marked !== undefined) {
      if (from === to) return { end: from - start, after: after - start, output: marked }
      const isHeader = this.isSure && endsLine && (isHeaderLine(bytes, from, to) || opensMessage(bytes, from, to))
      if (isHeader) {
        this.ended = marked
        return this.readHeader(bytes, line, marked)
      }
    }
    const next = this.nextMessage(bytes, line)
    if (next !== undefined) return next
    this.mark(bytes, line)
    return undefined
  }

  private readHeader(bytes: Uint8Array, { after, endsLine, from, start, to }: Line, output: Output): End | undefined {
    if (from === to) return { end: from - start, after: after - start, output }
    if (!endsLine || !opensMessage(bytes, from, to)) return undefined
    return { end: from - start, after: from - start, output }
  }

  /** The marker stands at the end of its line, after output that lacks its line feed; blanks may follow it. */
  private mark(bytes: Uint8Array, { after, endsLine, from, start, to }: Line): void {
    let end = to
    while (end > from && isBlank(bytes[end - 1])) end -= 1
    const at = end - marker.length
    const isMarked = at >= from && startsWith(bytes, marker, at, end) && (endsLine || at === from)
    this.marked = isMarked ? { end: at - start, headers: after - start } : undefined
    this.isSure = endsLine
  }

  private nextMessage(bytes: Uint8Array, { endsLine, from, start, to }: Line): End | undefined {
    const { blank, opening } = this
    this.blank = from === to ? from - start : -1
    const isParted = blank !== -1
    this.opening = endsLine && opensMessage(bytes, from, to)
      ? { at: from - start, end: isParted ? blank : from - start, isParted }
      : undefined
    if (opening === undefined || !endsLine) return undefined
    const isNext = followsOpening(bytes, from, to) ||
      (opening.isParted && (from === to || isHeaderLine(bytes, from, to)))
    if (!isNext) return undefined
    return { end: opening.end, after: opening.at, output: { end: opening.end, headers: opening.end } }
  }
}

/** Whether a line begins a message. */
export const opensMessage = (bytes: Uint8Array, from: number, to: number): boolean =>
  openings.some((opening) => startsWith(bytes, opening, from, to))

/** Whether a line is one of those that follow the first line of a message of Asterisk. */
export const followsOpening = (bytes: Uint8Array, from: number, to: number): boolean =>
  seconds.some((second) => startsWith(bytes, second, from, to))

/** A letter, more letters, digits and `-`, and a colon. */
const isHeaderLine = (bytes: Uint8Array, from: number, to: number): boolean => {
  let at = from
  while (at < to && isOfName(bytes[at] ?? 0)) at += 1
  return at > from && at < to && bytes[at] === COLON && isLetter(bytes[from] ?? 0)
}

const isLetter = (byte: number): boolean => (byte | 32) >= 97 && (byte | 32) <= 122

const isOfName = (byte: number): boolean => isLetter(byte) || (byte >= 48 && byte <= 57) || byte === 45

const isBlank = (byte: number | undefined): boolean => byte === BLANK || byte === TAB

/** Whether bytes begin with others. */
export const startsWith = (bytes: Uint8Array, expected: ReadonlyArray<number>, from: number, to: number): boolean => {
  if (to - from < expected.length) return false
  for (let index = 0; index < expected.length; index++) {
    if (bytes[from + index] !== expected[index]) return false
  }
  return true
}
