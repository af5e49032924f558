/**
 * Pushes bytes into a decoder in every way that matters, and compares the results.
 */
import { assert } from "@effect/vitest"
import { AmiCodec, type AmiMessage } from "effect-ami"
import { referenceDecode } from "./referenceDecoder.ts"

export type Headers = ReadonlyArray<AmiMessage.Header>

/** Of Asterisk 13, which writes every form that exists: later versions write no `Response: Follows`. */
export const bannerLine = "Asterisk Call Manager/2.10.6\r\n"

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Bytes written as text, one character per byte. */
export const binary = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "latin1"))

export interface Decoded {
  readonly banner: string | undefined
  readonly messages: ReadonlyArray<AmiMessage.AmiMessage>
  readonly failure: AmiCodec.DecodeFailure | undefined
  readonly pending: number
}

/**
 * Decodes chunks of these sizes, in turn, like a socket that reads into one buffer: each chunk's memory is overwritten by
 * the next.
 */
export const decodeInChunks = (
  bytes: Uint8Array,
  sizes: ReadonlyArray<number>,
  options?: AmiCodec.DecoderOptions
): Decoded => {
  const decoder = AmiCodec.makeDecoder(options)
  const buffer = new Uint8Array(Math.max(...sizes))
  const messages: Array<AmiMessage.AmiMessage> = []
  let position = 0
  for (let index = 0; position < bytes.length; index++) {
    const chunk = bytes.subarray(position, position + sizes[index % sizes.length]!)
    buffer.set(chunk)
    for (const message of decoder.push(buffer.subarray(0, chunk.length))) messages.push(message)
    buffer.fill(0x21)
    position += chunk.length
  }
  return { banner: decoder.banner, messages, failure: decoder.failure, pending: decoder.pending }
}

export const decodeWhole = (bytes: Uint8Array, options?: AmiCodec.DecoderOptions): Decoded =>
  decodeInChunks(bytes, [Math.max(1, bytes.length)], options)

export const sameHeaders = (left: Headers, right: Headers): boolean => {
  if (left.length !== right.length) return false
  for (let index = 0; index < left.length; index++) {
    const [name, value] = left[index]!
    if (name !== right[index]![0] || value !== right[index]![1]) return false
  }
  return true
}

const sameList = (left: ReadonlyArray<Headers>, right: ReadonlyArray<Headers>): boolean =>
  left.length === right.length && left.every((headers, index) => sameHeaders(headers, right[index]!))

export const headersOf = (messages: ReadonlyArray<AmiMessage.AmiMessage>): ReadonlyArray<Headers> =>
  messages.map((message) => message.headers)

/** Compares cheaply, and only computes a diff if there is one. */
export const assertSame = (
  actual: ReadonlyArray<Headers>,
  expected: ReadonlyArray<Headers>,
  how: string | (() => string)
): void => {
  if (!sameList(actual, expected)) {
    assert.deepStrictEqual(actual, expected, typeof how === "string" ? how : how())
    assert.fail(`headers differ: ${typeof how === "string" ? how : how()}`)
  }
}

/** Asserts that chunks of these sizes decode like the whole; the quote of a peer that is not AMI may be shorter. */
export const assertAnyChunking = (
  bytes: Uint8Array,
  sizes: ReadonlyArray<number>,
  options?: AmiCodec.DecoderOptions
): Decoded => {
  const whole = decodeWhole(bytes, options)
  const chunked = decodeInChunks(bytes, sizes, options)
  assertSame(headersOf(chunked.messages), headersOf(whole.messages), () => `in chunks of ${sizes.join(", ")}`)
  assert.strictEqual(chunked.banner, whole.banner)
  assert.deepStrictEqual(withoutSample(chunked.failure), withoutSample(whole.failure))
  assert.strictEqual(chunked.pending, whole.pending)
  return whole
}

const withoutSample = (failure: AmiCodec.DecodeFailure | undefined) =>
  failure?._tag === "NotAmi" ? { _tag: failure._tag } : failure

/** Asserts that the decoder and the reference agree on bytes that begin with a banner. */
export const assertReference = (bytes: Uint8Array, decoded: Decoded): void => {
  const reference = referenceDecode(bytes)
  assertSame(headersOf(decoded.messages), reference.messages, "the reference decoder")
  assert.strictEqual(decoded.banner, reference.banner)
  assert.strictEqual(decoded.pending, reference.pending)
  assert.isUndefined(decoded.failure)
}

/**
 * Decodes what a server writes after its banner: whole, byte by byte and split in two at every position, with the same
 * messages each time, which also match the reference decoder (it knows one charset).
 */
export const messagesOf = (
  wire: string | Uint8Array,
  options: AmiCodec.DecoderOptions & { readonly bannerLine?: string } = {}
): ReadonlyArray<AmiMessage.AmiMessage> => {
  const body = typeof wire === "string" ? bytesOf(wire) : wire
  const start = bytesOf(options.bannerLine ?? bannerLine)
  const bytes = new Uint8Array([...start, ...body])
  const whole = assertAnyChunking(bytes, [1], options)
  for (let cut = start.length; cut < bytes.length; cut++) assertAnyChunking(bytes, [cut, bytes.length], options)
  if (options.charset !== "latin-1-fallback") assertReference(bytes, whole)
  return whole.messages
}

/** The headers of the one message that a server writes. */
export const headersIn = (wire: string | Uint8Array, options?: Parameters<typeof messagesOf>[1]): Headers => {
  const messages = messagesOf(wire, options)
  assert.lengthOf(messages, 1)
  return messages[0]!.headers
}
