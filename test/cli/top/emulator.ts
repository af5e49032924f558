/** A terminal as far as `ami top` uses one: it places characters, and fails at what no frame may write. */

/** A cell of the terminal; the second half of a wide character is "". */
interface Cell {
  readonly text: string
  readonly look: string
}

const blank: Cell = { text: " ", look: "" }

const isWide = (text: string): boolean =>
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\u{1f300}-\u{1f9ff}]/u.test(text)

// oxlint-disable-next-line no-control-regex
const token = /\x1b\[(\d+);(\d+)H|\x1b\[([\d;]*)m|\x1b\[(\?2026[hl]|K|(?:\d+;\d+)?r|\d+[LM])|([^\x00-\x1f\x7f-\x9f])/gu

/** A terminal of a size. */
export class Emulator {
  readonly columns: number
  readonly rows: number
  private readonly cells: Array<Array<Cell>>
  /** How many bytes it was given. */
  bytes = 0

  constructor(columns: number, rows: number) {
    this.columns = columns
    this.rows = rows
    this.cells = Array.from({ length: rows }, () => Array.from({ length: columns }, () => blank))
  }

  write(text: string): void {
    this.bytes += Buffer.byteLength(text)
    let [row, column, look, end] = [0, 0, "", 0]
    let [top, bottom] = [0, this.rows - 1]
    for (const match of text.matchAll(token)) {
      if (match.index !== end) throw new Error(`unknown sequence: ${JSON.stringify(text.slice(end, match.index))}`)
      end += match[0].length
      const [, toRow, toColumn, newLook, other, character] = match
      if (toRow !== undefined) [row, column] = [Number(toRow) - 1, Number(toColumn) - 1]
      else if (newLook !== undefined) look = newLook.replace(/^0;/, "")
      else if (other === "K") { for (let at = column; at < this.columns; at++) this.set(row, at, blank) }
      else if (other?.endsWith("r")) {
        const [first, last] = other === "r" ? [1, this.rows] : other.slice(0, -1).split(";").map(Number)
        ;[top, bottom, row, column] = [(first ?? 1) - 1, (last ?? this.rows) - 1, 0, 0]
      } else if (other !== undefined && /[LM]$/.test(other)) {
        this.shift(row, top, bottom, Number(other.slice(0, -1)) * (other.endsWith("M") ? 1 : -1))
      } else if (character !== undefined) {
        this.set(row, column++, { text: character, look })
        if (isWide(character)) this.set(row, column++, { text: "", look })
      }
    }
    if (end !== text.length) throw new Error(`unknown sequence: ${JSON.stringify(text.slice(end))}`)
    if (look !== "") throw new Error("a look goes on after the frame")
    if (top !== 0 || bottom !== this.rows - 1) throw new Error("a scrolling region is left after the frame")
  }

  /** Deletes lines at a row, or inserts them if `by` is negative, within the scrolling region. */
  private shift(row: number, top: number, bottom: number, by: number): void {
    if (row < top || row > bottom || bottom >= this.rows) throw new Error(`outside of the region: ${row}`)
    const before = this.cells.slice()
    for (let at = row; at <= bottom; at++) {
      const from = at + by
      const line = from < row || from > bottom ? undefined : before[from]
      this.cells[at] = line ?? Array.from({ length: this.columns }, () => blank)
    }
  }

  private set(row: number, column: number, cell: Cell): void {
    const line = this.cells[row]
    if (line === undefined || column >= this.columns) throw new Error(`outside of the screen: ${row}, ${column}`)
    line[column] = cell
  }

  /** Its lines, without spaces at their ends. */
  get text(): string {
    return this.cells.map((line) => line.map(({ text }) => text).join("").trimEnd()).join("\n")
  }

  /** The column in which a text begins, in each line that has it. */
  columnsOf(text: string): ReadonlyArray<number> {
    return this.cells.flatMap((line) => {
      const column = line.findIndex((_, at) => line.slice(at).map(({ text }) => text).join("").startsWith(text))
      return column < 0 ? [] : [column]
    })
  }

  /** The look of each cell that is seen. */
  get looks(): string {
    return this.cells.map((line) =>
      line.map(({ look, text }) => text === " " && look !== "7" ? "" : `${text}${look}`).join("|")
    ).join(
      "\n"
    )
  }
}
