/**
 * Events as lines: for people, as JSON, and as separated values.
 *
 * @since 0.2.0
 */
import type { Mark, Received } from "../../client/AmiInbox.ts"
import * as AmiMessage from "../../protocol/AmiMessage.ts"
import { typedJson } from "../messages.ts"
import { fit, pad, widthOf } from "../output.ts"
import type { Style } from "../style.ts"
import { shownOf } from "./headers.ts"

/** Makes a line of an event. */
export type Line<in Event extends Received = Received> = (item: Event) => string

const nameIn = (names: ReadonlyArray<string>, wanted: string): string | undefined =>
  names.find((name) => name.toLowerCase() === wanted.toLowerCase())

// --- JSON -------------------------------------------------------------------

/**
 * The event as an object with its place in `_`, in which `more` may be first. `fields` are all that is printed of it, if there are
 * any.
 */
export const jsonLine = <Event extends Received = Received>(options: {
  readonly isRaw: boolean
  readonly fields: ReadonlyArray<string>
  readonly more?: (item: Event) => object
}): Line<Event> => {
  const { fields, more } = options
  const json = typedJson(options)
  return (item) => {
    const { epoch, message, receivedAt, seq } = item
    const all = json(message)
    const place = { ...more?.(item), at: new Date(receivedAt).toISOString(), seq, epoch }
    if (fields.length === 0) return `${JSON.stringify({ ...all, _: place })}\n`
    const names = Object.keys(all)
    const some = fields.flatMap((field) => {
      const name = nameIn(names, field)
      return name === undefined ? [] : [[name, all[name]] as const]
    })
    return `${JSON.stringify(Object.fromEntries(fields.includes("_") ? [...some, ["_", place]] : some))}\n`
  }
}

/** A mark as JSON: it has no `Event`. */
export const markLine = (mark: Mark): string => {
  const { epoch } = mark
  switch (mark._tag) {
    case "Connected":
      return line({ mark: "Connected", epoch, bootState: mark.bootState })
    case "Disconnected":
      return line({
        mark: "Disconnected",
        epoch,
        cause: mark.cause.message,
        ...mark.lastMessageAt === undefined ? {} : { lastMessageAt: new Date(mark.lastMessageAt).toISOString() }
      })
    case "Gap":
      return line({
        mark: "Gap",
        epoch,
        dropped: mark.dropped,
        reason: mark.reason,
        firstSeq: mark.firstSeq,
        lastSeq: mark.lastSeq
      })
  }
}

const line = (mark: object): string => `${JSON.stringify({ _: mark })}\n`

// --- For people -------------------------------------------------------------

/** The local time of day, to a millisecond. */
export const timeOf = (millis: number): string => {
  const at = new Date(millis)
  const two = (value: number) => String(value).padStart(2, "0")
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${
    String(at.getMilliseconds()).padStart(3, "0")
  }`
}

/** The width of the names of most events. */
const nameWidth = 18

/** How long a value may be in a pipe, in characters. */
const longest = 200

/** The time, the name, and the headers that matter or those of `--fields`, cut to a width if there is one. */
export const humanLine = (
  options: { readonly style: Style; readonly width: number | undefined; readonly fields: ReadonlyArray<string> }
): Line => {
  const { fields, style, width = Infinity } = options
  return ({ message, receivedAt }) => {
    const time = timeOf(receivedAt)
    const name = pad(AmiMessage.printable(message.name), nameWidth)
    const headers = fields.length === 0
      ? shownOf(message)
      : message.toJSON().filter(([name]) => nameIn(fields, name) !== undefined)
    let left = width - widthOf(time) - 2 - widthOf(name)
    const texts: Array<string> = []
    for (const [header, value] of headers) {
      const key = `  ${AmiMessage.printable(header)}=`
      const text = fit(AmiMessage.printable(value, longest), left - key.length)
      if (text === "") break
      texts.push(style.dim(key), text)
      left -= key.length + widthOf(text)
    }
    return `${style.dim(time)}  ${style.bold(name)}${texts.join("")}`.trimEnd() + "\n"
  }
}

// --- Separated values -------------------------------------------------------

/** Some headers of an event as CSV or TSV. */
export const separatedLine = (fields: ReadonlyArray<string>, isTab: boolean): Line => ({ message }) => {
  const headers = message.toJSON()
  const cells = fields.map((field) =>
    headers.filter(([name]) => name.toLowerCase() === field.toLowerCase()).map(([, value]) => value).join(", ")
  )
  return separated(cells, isTab)
}

/** A line of CSV (RFC 4180) or of TSV, whose cells have no tabs and line breaks. */
export const separated = (cells: ReadonlyArray<string>, isTab: boolean): string =>
  `${
    cells.map((cell) =>
      isTab
        ? cell.replaceAll(/[\t\r\n]+/g, " ")
        : /[",\r\n]/.test(cell)
        ? `"${cell.replaceAll(`"`, `""`)}"`
        : cell
    ).join(isTab ? "\t" : ",")
  }\n`
