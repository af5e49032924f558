/**
 * The ladder of a call: a line for each channel from its beginning to its end, and a row for each step.
 *
 * @since 0.2.0
 */
import { fit, printable, widthOf } from "../output.ts"
import type { Style } from "../style.ts"
import type { Step } from "./steps.ts"

/** The columns between two channels. */
const gap = 26

/** The column in which the line of a channel stands. */
const columnOf = (index: number): number => index * gap

export class Ladder {
  private readonly order: Array<string> = []
  private readonly ended = new Set<string>()
  private readonly style: Style
  private readonly width: number

  constructor(style: Style, width: number | undefined) {
    this.style = style
    this.width = width ?? Infinity
  }

  /** The rows of a step at a time of day: a channel that is new has one for its name. */
  rows(time: string, step: Step, nameOf: (id: string) => string, isEnd: boolean): string {
    const rows: Array<string> = []
    for (const id of [step.from, step.to]) {
      if (id === undefined || this.order.includes(id)) continue
      this.order.push(id)
      rows.push(this.row(" ".repeat(time.length), this.over(this.order.length - 1, `┌ ${printable(nameOf(id))}`)))
    }
    const from = this.order.indexOf(step.from)
    const to = step.to === undefined ? from : this.order.indexOf(step.to)
    const text = printable(step.text)
    rows.push(
      this.row(time, from === to ? this.over(from, `${isEnd ? "┴" : "├"} ${text}`) : this.arrow(from, to, text))
    )
    if (isEnd) this.ended.add(step.from)
    return rows.join("")
  }

  private row(time: string, line: string): string {
    return `${this.style.dim(time)}  ${fit(line, this.width - time.length - 2).trimEnd()}\n`
  }

  /** The lines of the channels that are up, up to a column. */
  private lines(until: number): string {
    let line = ""
    this.order.forEach((id, index) => {
      if (columnOf(index) >= until) return
      line = line.padEnd(columnOf(index)) + (this.ended.has(id) ? " " : "│")
    })
    return line.padEnd(until === Infinity ? 0 : until)
  }

  /** A text at a channel, and the lines of the others. */
  private over(index: number, text: string): string {
    return this.after(this.lines(columnOf(index)) + text)
  }

  /** What follows a line, with the lines of the channels to its right. */
  private after(line: string): string {
    const end = widthOf(line)
    let all = line
    this.order.forEach((id, index) => {
      const column = columnOf(index)
      if (column > end && !this.ended.has(id)) all += " ".repeat(column - widthOf(all)) + "│"
    })
    return all
  }

  private arrow(from: number, to: number, text: string): string {
    const [left, right] = [Math.min(from, to), Math.max(from, to)]
    const room = columnOf(right) - columnOf(left) - 1
    const label = ` ${fit(text, room - 6)} `
    const before = Math.max(1, Math.floor((room - widthOf(label)) / 2))
    const after = Math.max(1, room - widthOf(label) - before)
    const [start, end] = to > from ? ["├", "▶"] : ["◀", "┤"]
    return this.after(`${this.lines(columnOf(left))}${start}${"─".repeat(before)}${label}${"─".repeat(after)}${end}`)
  }
}
