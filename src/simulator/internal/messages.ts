/**
 * What the simulator writes: replies and events, as lines.
 *
 * Lines rather than headers, because `UserEvent` echoes any lines it was
 * sent, with or without a colon.
 *
 * @since 0.1.0
 */
import * as privileges from "./privileges.ts"
import { type Request, valueOf } from "./requests.ts"

/** The lines of one message. */
export type Lines = ReadonlyArray<string>

/** Something that happened, for every session that may read it and wants it. */
export interface RaisedEvent {
  readonly name: string
  /** The privilege classes as bits. */
  readonly classes: number
  /** All of its lines, from `Event` on. */
  readonly lines: Lines
}

/** Makes an event; its classes are a comma-separated list. */
export const event = (name: string, classes: string, lines: Lines): RaisedEvent => {
  const mask = privileges.parse(classes)
  return { name, classes: mask, lines: [`Event: ${name}`, `Privilege: ${privileges.print(mask)}`, ...lines] }
}

/** A truth value as headers have it (strings.h, AST_YESNO). */
export const yesNo = (is: boolean | undefined): string => is === true ? "Yes" : "No"

/** A text as headers have it that are never empty. */
export const orUnknown = (text: string, unknown = "<unknown>"): string => text === "" ? unknown : text

/** The value of the first header of this name; undefined if there is none. */
export const headerOf = ({ lines }: RaisedEvent, name: string): string | undefined =>
  lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2)

/** A message as text, with the blank line that ends it. */
export const render = (lines: Lines): string => `${lines.join("\r\n")}\r\n\r\n`

const actionId = (request: Request): Lines => {
  const id = valueOf(request, "ActionID")
  return id === "" ? [] : [`ActionID: ${id}`]
}

/**
 * The lines of an answer whose ActionID goes through a buffer of this size first: a longer one is cut together with its
 * line break, and so runs into the next line (manager.c, `idText`).
 */
export const withShortId = (request: Request, size: number, lines: Lines): Lines => {
  const id = valueOf(request, "ActionID")
  const text = `ActionID: ${id}\r\n`
  if (id === "" || text.length < size) return [...actionId(request), ...lines]
  const [first = "", ...rest] = lines
  return [text.slice(0, size - 1) + first, ...rest]
}

/** The start of a successful answer: not a `Message`, but what follows (manager.c, astman_start_ack). */
export const success = (request: Request, ...lines: Lines): Lines => [
  "Response: Success",
  ...actionId(request),
  ...lines
]

/** A successful answer with a message. */
export const acknowledgement = (request: Request, message: string): Lines => success(request, `Message: ${message}`)

/** An answer that refuses. */
export const refusal = (request: Request, message: string): Lines => [
  "Response: Error",
  ...actionId(request),
  `Message: ${message}`
]

/** The answer to `Logoff`. */
export const goodbye = (request: Request): Lines => [
  "Response: Goodbye",
  ...actionId(request),
  "Message: Thanks for all the fish."
]

/** An item of a list: no `Privilege`, and its ActionID as the second header. */
export const item = (request: Request, name: string, lines: Lines): Lines => [
  `Event: ${name}`,
  ...actionId(request),
  ...lines
]

/** An item of a list whose ActionID comes last. */
export const itemWithIdLast = (request: Request, name: string, lines: Lines): Lines => [
  `Event: ${name}`,
  ...lines,
  ...actionId(request)
]

/** The answer of a list: its start, its items and its end. */
export const list = (
  request: Request,
  message: string,
  items: ReadonlyArray<Lines>,
  complete: string,
  extra: Lines = [],
  count: number = items.length
): ReadonlyArray<Lines> => [
  success(request, "EventList: start", `Message: ${message}`),
  ...items,
  item(request, complete, ["EventList: Complete", `ListItems: ${count}`, ...extra])
]
