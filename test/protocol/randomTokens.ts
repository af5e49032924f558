/** Pieces of text that combine to bytes that look like messages but are not; one character per byte. */
import * as fc from "fast-check"
import { binary } from "./decoding.ts"

/** What frames a message, and what almost does. */
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

/** Bytes that are not text, that are UTF-8, and that are a part of it. */
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

/** Lines and halves of lines, as servers of any age write them. */
export const tokens = [
  ...framing,
  "Event",
  "Event: ",
  "Response",
  "Response: ",
  "Response: Follows\r\n",
  "Response: Follows\n",
  "Privilege: Command\r\n",
  "ActionID",
  "ActionID: 1\r\n",
  "--END COMMAND--",
  "--END COMMAND--\r\n\r\n",
  "--END COMMAND--\n\n",
  "--END COMMAND-- \t",
  "Server: proxy\r\n",
  "Event: Next\r\nPrivilege: call,all\r\n",
  "Response: Follows\r\n--END COMMAND--\r\n\r\n",
  "__proto__",
  "x",
  ...highBytes
]

/** Bytes that look like messages. */
export const randomTokens = fc.array(fc.constantFrom(...tokens), { maxLength: 40 }).map((parts) =>
  binary(parts.join(""))
)
