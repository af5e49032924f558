/**
 * The text of a message on the wire.
 *
 * A message read on the fast path still has its text. Any other is written from its headers and read back, so that no
 * text is returned that would decode to another message.
 *
 * @since 0.2.0
 */
import { FrameReader } from "./frames.ts"
import { SlicedMessage } from "./messages.ts"
import { type Header, readFollows, readHeaders } from "./text.ts"

type Headers = ReadonlyArray<Header>

/** The text with `<redacted>` in place of secrets. A message that can hold none is not split into headers. */
export const redactedWireOf = (message: {
  readonly headers: Headers
  readonly toJSON: () => Headers
}): string | undefined => {
  if (!(message instanceof SlicedMessage)) return wireOf({ headers: message.toJSON() })
  // Its values have no control characters, so that its lines need not be read back.
  return message.mayHoldSecrets ? textOf(message.toJSON()) : message.wire
}

export const wireOf = (message: { readonly headers: Headers }): string | undefined => {
  if (message instanceof SlicedMessage) return message.wire
  const text = textOf(message.headers)
  return readsBack(text, message.headers) ? text : undefined
}

const textOf = (headers: Headers): string => `${headers.map(lineOf).join("")}\r\n`

/** Reading strips one CR from the end of each line of a value, and one LF from the end of the value. */
const lineOf = ([name, value]: Header): string =>
  `${name}:${startsOutput(name, value) ? "" : " "}${value.replaceAll("\r\n", "\r\r\n")}${
    value.endsWith("\n") ? "\n" : ""
  }\r\n`

/** With the blank, raw output would follow this line; without it, every decoder reads the output lines as headers. */
const startsOutput = (name: string, value: string): boolean => name === "Response" && value === "Follows"

const encoder = /*#__PURE__*/ new TextEncoder()
const unlimited = { lineBytes: Infinity, messageBytes: Infinity, messageLines: Infinity }

const readsBack = (text: string, headers: Headers): boolean => {
  const frames = new FrameReader(unlimited)
  frames.append(encoder.encode(text))
  const messages: Array<Headers> = []
  frames.takeFrames((bytes, output) => {
    messages.push(
      output === undefined ? readHeaders(bytes, false, "utf-8") : readFollows(bytes, output, false, "utf-8")
    )
  })
  const [read, ...others] = messages
  return read !== undefined && others.length === 0 && frames.pending === 0 && isSame(read, headers)
}

const isSame = (left: Headers, right: Headers): boolean =>
  left.length === right.length &&
  left.every(([name, value], index) => name === right[index]?.[0] && value === right[index]?.[1])
