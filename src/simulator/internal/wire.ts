/**
 * Text as it is on the wire: one character per byte.
 *
 * Asterisk never decodes what it is sent: bytes that are not UTF-8 come back as
 * they came. So the simulator works on strings whose characters are bytes, and
 * only translates at the edges: what its user passes in or reads.
 *
 * @since 0.1.0
 */

const encoder = /*#__PURE__*/ new TextEncoder()
const decoder = /*#__PURE__*/ new TextDecoder("utf-8")

/** Most bytes that `String.fromCharCode` takes as arguments at once. */
const slice = 4096

/** The bytes as characters. */
export const fromBytes = (bytes: Uint8Array): string => {
  let text = ""
  for (let at = 0; at < bytes.length; at += slice) text += String.fromCharCode(...bytes.subarray(at, at + slice))
  return text
}

/** The characters as bytes. */
export const toBytes = (wire: string): Uint8Array => {
  const bytes = new Uint8Array(wire.length)
  for (let at = 0; at < wire.length; at++) bytes[at] = wire.charCodeAt(at)
  return bytes
}

const isAscii = (text: string): boolean => {
  for (let at = 0; at < text.length; at++) {
    if (text.charCodeAt(at) > 127) return false
  }
  return true
}

/** A user's string, as its UTF-8 bytes. */
export const fromText = (text: string): string => isAscii(text) ? text : fromBytes(encoder.encode(text))

/** A user's header as a line. */
export const lineOf = ([name, value]: readonly [name: string, value: string]): string => fromText(`${name}: ${value}`)

const unreserved = /[A-Za-z0-9\-_.!~*'()]/

/** Bytes encoded as in URIs, up to the size of a buffer (utils.c, ast_uri_encode). */
export const uriEncoded = (wire: string, size = Infinity): string => {
  let encoded = ""
  for (const character of wire) {
    if (encoded.length >= size - 1) break
    if (unreserved.test(character)) encoded += character
    else if (encoded.length >= size - 3) break
    else encoded += `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`
  }
  return encoded
}

/** Bytes as a string for the user; invalid UTF-8 becomes U+FFFD. */
export const toText = (wire: string): string => isAscii(wire) ? wire : decoder.decode(toBytes(wire))

/** Changes all texts and names in plain objects and lists. */
const changed = (change: (text: string) => string) => <A>(options: A): A => {
  const of = (value: unknown): unknown => {
    if (typeof value === "string") return change(value)
    if (Array.isArray(value)) return value.map(of)
    // What is no plain object, such as a duration, has no text of a user.
    if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [change(name), of(inner)]))
  }
  // A type assertion: the same value with other texts.
  return of(options) as A
}

/** A user's options, with all texts and names in them as their UTF-8 bytes. */
export const fromTexts = /*#__PURE__*/ changed(fromText)

/** The options as their user wrote them. */
export const toTexts = /*#__PURE__*/ changed(toText)

/** Bytes made valid UTF-8, as in the events that Asterisk 22 builds from JSON. */
export const repaired = (wire: string): string => fromText(toText(wire))

const escapes: Readonly<Record<string, string>> = {
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
  "'": "\\'",
  "\"": "\\\"",
  "?": "\\?"
}

/** C escapes, as Asterisk writes names in snapshots and the value of `VarSet` (utils.c, ast_escape_c). */
export const escaped = (wire: string): string => {
  let text = ""
  for (const character of wire) text += escapes[character] ?? character
  return text
}
