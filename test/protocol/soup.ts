/** Pieces of text from which bytes are cooked that look like messages and are none; a character is a byte. */

/** What frames a message, and what nearly does. */
export const framing: ReadonlyArray<string> = [
  "\r",
  "\n",
  "\r\n",
  "\r\n\r\n",
  "\r\n\n",
  "\n\r\n",
  ": ",
  ":",
  " "
]

/** Bytes that are no text, that are UTF-8, and that are a part of it. */
export const highBytes: ReadonlyArray<string> = [
  "\u0000",
  "\xFF",
  "\xC3",
  "\xA9",
  "\xE2\x82\xAC",
  "\xEF\xBF\xBD",
  "\xEF\xBB\xBF"
]

export const join = (...parts: ReadonlyArray<Uint8Array>): Uint8Array => new Uint8Array(Buffer.concat(parts))
