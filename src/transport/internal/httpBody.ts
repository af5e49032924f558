/**
 * The body of an HTTP answer: whether it holds messages of AMI, and its bytes before a proxy compressed them.
 *
 * Asterisk says `text/plain` and never compresses. Proxies drop the type, give
 * another, or compress though nobody asked for it, so that where the head does not
 * say that an answer is Asterisk's, its first bytes do.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Sink from "effect/Sink"
import * as Stream from "effect/Stream"
import type { Failure } from "./httpFailures.ts"

type Body = Stream.Stream<Uint8Array, Failure>

/** Whether the head of an answer says that it is one of Asterisk's (manager.c, generic_http_callback). */
export const isPlain = (type: string): boolean => /^text\/plain\b/i.test(type)

/** How every answer of AMI begins, after line ends that may stand before it. */
const firstHeader = /^[\r\n]*(response|event|actionid|message) *:/i

/** Whether bytes are the beginning of an answer of AMI. */
export const looksLikeAmi = (bytes: Uint8Array): boolean =>
  firstHeader.test(String.fromCharCode(...bytes.subarray(0, 32)))

/** The body as it was before it was compressed with `encoding`. A `fetch` has undone that already, and leaves the header. */
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
        onError: () => garbled(`HTTP 200 with a body that is no whole ${format}`)
      }))
  )

const garbled = (detail: string): Failure => ({ _tag: "Garbled", status: 200, detail })
