/**
 * Decodes the bytes of a framed message to headers.
 *
 * A message is decoded to text once and split by searching forward only, so that the work is linear in its length,
 * whatever it contains.
 *
 * @since 0.1.0
 */
import type { Output } from "./output.ts"

export type Header = readonly [name: string, value: string]

/** How values that are not UTF-8 are decoded. */
export type Charset = "utf-8" | "latin-1-fallback"

const utf8 = /*#__PURE__*/ new TextDecoder("utf-8", { ignoreBOM: true })

const replacement = "\uFFFD"

const LF = 10
const CR = 13
const BLANK = 32

/**
 * Reads the headers of one message.
 *
 * UTF-8 decoding neither adds nor removes a CR, LF or colon, so the text can be split after decoding the whole of it.
 */
export const readHeaders = (bytes: Uint8Array, bareLineFeeds: boolean, charset: Charset): ReadonlyArray<Header> =>
  read(bytes, charset, (text) => splitHeaders(text, bareLineFeeds))

/**
 * Reads a `Response: Follows` message: two or three headers, then raw lines, which become `Output` headers, and then
 * the headers of a proxy.
 */
export const readFollows = (
  bytes: Uint8Array,
  { end, headers }: Output,
  bareLineFeeds: boolean,
  charset: Charset
): ReadonlyArray<Header> => {
  const output = read(bytes.subarray(0, end), charset, (text) => splitFollows(text, bareLineFeeds))
  const tail = bytes.subarray(headers)
  const isEmpty = tail.length === 0
  return isEmpty ? output : [...output, ...readHeaders(withoutLineEnd(tail), bareLineFeeds, charset)]
}

const withoutLineEnd = (bytes: Uint8Array): Uint8Array => {
  const feed = bytes.length - (bytes.at(-1) === LF ? 1 : 0)
  return bytes.subarray(0, feed > 0 && feed < bytes.length && bytes[feed - 1] === CR ? feed - 1 : feed)
}

const read = (
  bytes: Uint8Array,
  charset: Charset,
  split: (text: string) => ReadonlyArray<Header>
): ReadonlyArray<Header> => {
  const text = utf8.decode(bytes)
  if (charset === "utf-8" || !text.includes(replacement)) return split(text)
  return split(binaryText(bytes)).map(([name, value]) => [lenient(name), lenient(value)])
}

/** The text of bytes; undefined if each value has to be decoded on its own, because some are not UTF-8. */
export const decodeText = (bytes: Uint8Array, from: number, to: number, charset: Charset): string | undefined => {
  const text = utf8.decode(bytes.subarray(from, to))
  return charset === "utf-8" || !text.includes(replacement) ? text : undefined
}

const splitHeaders = (text: string, bareLineFeeds: boolean): ReadonlyArray<Header> => {
  const headers: Array<Header> = []
  let hasStrayLineFeed = false
  let colon = text.indexOf(":")
  let position = 0
  while (position <= text.length) {
    const firstFeed = text.indexOf("\n", position)
    const feed = bareLineFeeds ? firstFeed : afterReturn(text, firstFeed)
    const next = feed === -1 ? text.length + 1 : feed + 1
    const end = feed !== -1 && text.charCodeAt(feed - 1) === CR ? feed - 1 : next - 1
    // Never searches twice for the same colon: a message may hold 200,000 lines without one.
    if (colon !== -1 && colon < position) colon = text.indexOf(":", position)
    // A colon after a line feed belongs to a multi-line value, not to a name.
    if (colon !== -1 && colon < end && (firstFeed === -1 || colon < firstFeed)) {
      // Skips one blank only: the lines of `Output` are indented, and trailing blanks of a value are significant.
      const value = text.charCodeAt(colon + 1) === BLANK ? colon + 2 : colon + 1
      headers.push([text.slice(position, colon), text.slice(value, end)])
    } else {
      const last = headers.pop()
      const line = text.slice(position, end)
      headers.push(last === undefined ? ["", line] : [last[0], `${last[1]}\n${line}`])
    }
    if (text.charCodeAt(end - 1) === LF) hasStrayLineFeed = true
    position = next
  }
  return hasStrayLineFeed ? headers.map(dropStrayLineFeed) : headers
}

/** The first line feed from `firstFeed` on that has a CR before it. */
const afterReturn = (text: string, firstFeed: number): number => {
  let feed = firstFeed
  while (feed !== -1 && text.charCodeAt(feed - 1) !== CR) feed = text.indexOf("\n", feed + 1)
  return feed
}

const dropStrayLineFeed = (header: Header): Header =>
  header[1].endsWith("\n") ? [header[0], header[1].slice(0, -1)] : header

/** manager.c of Asterisk 13, action_command writes these in this order, each at most once; a proxy may reorder them. */
const followsHeaders = ["Response: ", "Privilege: ", "ActionID: "]

const splitFollows = (text: string, bareLineFeeds: boolean): ReadonlyArray<Header> => {
  const headers: Array<Header> = []
  const expected = new Set(followsHeaders)
  let position = 0
  while (true) {
    const feed = text.indexOf("\n", position)
    const hasReturn = text[feed - 1] === "\r"
    const start = [...expected].find((start) => text.startsWith(start, position))
    // The lines of the output may look like headers, but end with a lone line feed.
    if (feed === -1 || start === undefined || !(hasReturn || bareLineFeeds)) break
    expected.delete(start)
    headers.push([start.slice(0, -2), text.slice(position + start.length, hasReturn ? feed - 1 : feed)])
    position = feed + 1
  }
  const output = text.slice(position)
  const lines = (output.endsWith("\n") ? output.slice(0, -1) : output).split("\n")
  // A proxy may end every line of the output with CR LF.
  const isRewritten = lines.every((line) => line.endsWith("\r"))
  return [...headers, ...lines.map((line): Header => ["Output", isRewritten ? line.slice(0, -1) : line])]
}

/** One character per byte, in pieces because a call takes a limited number of arguments. */
const binaryText = (bytes: Uint8Array): string => {
  let text = ""
  for (let index = 0; index < bytes.length; index += 4096) {
    text += String.fromCharCode(...bytes.subarray(index, index + 4096))
  }
  return text
}

/** UTF-8 if the bytes are UTF-8, otherwise Latin-1. */
const lenient = (binary: string): string => {
  const decoded = utf8.decode(Uint8Array.from(binary, (char) => char.charCodeAt(0)))
  // The bytes may contain U+FFFD themselves; only one that decoding added means that they are not UTF-8.
  return count(decoded, replacement) > count(binary, "\u00EF\u00BF\u00BD") ? binary : decoded
}

const count = (text: string, part: string): number => text.split(part).length
