/**
 * Bytes of a framed message to headers, and text to a form that is safe to log.
 *
 * @since 0.1.0
 */
import type { Header } from "../AmiMessage.ts"

/** How values that are not UTF-8 are read. */
export type Charset = "utf-8" | "latin-1-fallback"

const utf8 = /*#__PURE__*/ new TextDecoder("utf-8", { ignoreBOM: true })

const replacement = "\uFFFD"

/**
 * Reads the headers of one message.
 *
 * UTF-8 decoding neither makes nor swallows a CR, LF or colon, so the text can be taken apart after decoding it whole.
 */
export const readHeaders = (bytes: Uint8Array, lineEnd: string, charset: Charset): ReadonlyArray<Header> => {
  const text = utf8.decode(bytes)
  if (charset === "utf-8" || !text.includes(replacement)) return splitHeaders(text, lineEnd)
  return splitHeaders(binaryText(bytes), lineEnd).map(([name, value]) => [lenient(name), lenient(value)])
}

const followsEnd = "--END COMMAND--"

/** Reads a `Response: Follows` message: two or three headers, then raw lines, which become `Output` headers. */
export const readFollows = (bytes: Uint8Array, lineEnd: string, charset: Charset): ReadonlyArray<Header> => {
  const text = charset === "utf-8" ? utf8.decode(bytes) : lenient(binaryText(bytes))
  const body = text.slice(0, -followsEnd.length)
  const headers: Array<Header> = []
  let position = 0
  while (true) {
    const end = body.indexOf(lineEnd, position)
    const header = end === -1 ? null : /^(Response|Privilege|ActionID): (.*)$/s.exec(body.slice(position, end))
    if (header === null || headers.some(([name]) => name === header[1])) break
    headers.push([header[1] ?? "", header[2] ?? ""])
    position = end + lineEnd.length
  }
  const output = body.slice(position)
  const lines = output.endsWith("\n") ? output.slice(0, -1) : output
  return [...headers, ...lines.split("\n").map((line): Header => ["Output", line])]
}

const splitHeaders = (text: string, lineEnd: string): ReadonlyArray<Header> => {
  const headers: Array<Header> = []
  let position = 0
  while (position <= text.length) {
    const found = text.indexOf(lineEnd, position)
    const end = found === -1 ? text.length : found
    const colon = text.indexOf(":", position)
    // A colon behind a line feed belongs to a value that runs over lines, not to a name.
    if (colon !== -1 && colon < end && text.lastIndexOf("\n", colon) < position) {
      // One blank only: the lines of `Output` are indented, and blanks at the end of a value count.
      const value = text.charCodeAt(colon + 1) === 32 ? colon + 2 : colon + 1
      headers.push([text.slice(position, colon), text.slice(value, end)])
    } else {
      const last = headers.pop()
      const line = text.slice(position, end)
      headers.push(last === undefined ? ["", line] : [last[0], `${last[1]}\n${line}`])
    }
    position = end + lineEnd.length
  }
  return text.includes("\n") ? headers.map(dropStrayLineFeed) : headers
}

const dropStrayLineFeed = (header: Header): Header =>
  header[1].endsWith("\n") ? [header[0], header[1].slice(0, -1)] : header

const binaryText = (bytes: Uint8Array): string => {
  let text = ""
  for (let index = 0; index < bytes.length; index += 4096) {
    text += String.fromCharCode(...bytes.subarray(index, index + 4096))
  }
  return text
}

/** UTF-8 where the bytes are UTF-8, Latin-1 where they are not. */
const lenient = (binary: string): string => {
  const decoded = utf8.decode(Uint8Array.from(binary, (char) => char.charCodeAt(0)))
  return decoded.includes(replacement) && !binary.includes("\u00EF\u00BF\u00BD") ? binary : decoded
}

/**
 * Makes text from the network safe to log: control characters escaped (a caller ID may hold terminal escapes or line
 * breaks), and cut at 200 characters.
 */
export const printable = (text: string, length = 200): string => {
  const escaped = text.slice(0, length).replace(
    // oxlint-disable-next-line no-control-regex
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`
  )
  return text.length > length ? `${escaped}…` : escaped
}

/** The first bytes of a peer that does not speak AMI, for an error message. */
export const printableBytes = (bytes: Uint8Array, length: number): string =>
  printable(binaryText(bytes.subarray(0, length)), length)
