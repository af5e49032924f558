/**
 * The body of an HTTP answer: whether it contains AMI messages, and its bytes before a proxy compressed them.
 *
 * Asterisk sends `text/plain` and never compresses. Proxies drop or change the type, or compress unasked, so if the
 * head does not identify an answer as Asterisk's, its first bytes do.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Sink from "effect/Sink"
import * as Stream from "effect/Stream"
import type { Failure } from "./httpFailures.ts"

type Body = Stream.Stream<Uint8Array, Failure>

/** Whether the head of an answer identifies it as Asterisk's (manager.c, generic_http_callback). */
export const isPlain = (type: string): boolean => /^text\/plain\b/i.test(type)

/** The start of every AMI answer, after optional line ends. */
const firstHeader = /^[\r\n]*(response|event|actionid|message) *:/i

/** Whether bytes are the beginning of an AMI answer. */
export const looksLikeAmi = (bytes: Uint8Array): boolean =>
  firstHeader.test(String.fromCharCode(...bytes.subarray(0, 32)))

/** The body with the compression `encoding` undone. `fetch` has decompressed it already, but leaves the header. */
export const decompressed = (body: Body, encoding: string): Body =>
  /^(identity)?$/i.test(encoding) ? body : Stream.unwrap(
    Effect.map(Stream.peel(body, Sink.head()), ([first, rest]) => {
      if (Option.isNone(first)) return rest
      const whole = Stream.concat(Stream.make(first.value), rest)
      const format = formatOf(first.value)
      if (format !== undefined) return inflated(whole, format)
      return looksLikeAmi(first.value)
        ? whole
        : Stream.fail(garbled(`HTTP 200 in the encoding ${encoding.slice(0, 32)}, which was not asked for`))
    })
  )

/** By the first bytes of gzip (RFC 1952) and zlib (RFC 1950), with which no message begins. */
const formatOf = ([first = 0, second = 0]: Uint8Array): "gzip" | "deflate" | undefined => {
  if (first === 0x1f && second === 0x8b) return "gzip"
  return (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0 ? "deflate" : undefined
}

const inflated = (body: Body, format: "gzip" | "deflate"): Body =>
  Stream.unwrap(
    Effect.map(Stream.toReadableStreamEffect(body), (readable) =>
      Stream.fromReadableStream({
        evaluate: () => readable.pipeThrough(new DecompressionStream(format)),
        onError: () => garbled(`HTTP 200 with a body that is not complete, valid ${format}`)
      }))
  )

const garbled = (detail: string): Failure => ({ _tag: "Garbled", status: 200, detail })
