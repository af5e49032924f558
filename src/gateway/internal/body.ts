/**
 * The headers of an action, as the body of a request has them.
 *
 * @since 0.2.0
 */
import * as ByteSize from "effect/ByteSize"
import * as Effect from "effect/Effect"
import * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
import type * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as Result from "effect/Result"
import { isRecord } from "../../internal/options.ts"
import * as AmiMessage from "../../protocol/AmiMessage.ts"
import { Refused, TooLarge } from "../AmiGatewayApi.ts"

const mostBytes = 65_536

const mostHeaders = 128

const invalid = (message: string) => Effect.fail(new Refused({ message, reason: "Invalid" }))

const tooLong = new TooLarge({ message: "The body has more than 64 kB" })

const isValue = (value: unknown): boolean => ["string", "number", "boolean"].includes(typeof value)

/** Reads the body; an empty one has no headers. */
export const headersOf = (
  request: HttpServerRequest.HttpServerRequest
): Effect.Effect<ReadonlyArray<AmiMessage.Header>, Refused | TooLarge> =>
  Effect.gen(function*() {
    // What says that it is too long need not be read.
    if (Number(request.headers["content-length"] ?? 0) > mostBytes) return yield* Effect.fail(tooLong)
    const text = yield* request.text.pipe(
      Effect.provideService(HttpIncomingMessage.MaxBodySize, ByteSize.bytes(mostBytes)),
      Effect.mapError(({ reason }) =>
        reason._tag === "RequestParseError" && reason.reason === "BodyTooLarge"
          ? tooLong
          : new Refused({ message: "The body could not be read", reason: "Invalid" })
      )
    )
    if (text.trim() === "") return []
    const json = Result.getOrUndefined(Result.try((): unknown => JSON.parse(text)))
    if (!isRecord(json)) return yield* invalid("The body must be a JSON object, such as {\"Channel\": \"PJSIP/100\"}")
    const headers: Array<AmiMessage.Header> = []
    for (const [name, given] of Object.entries(json)) {
      const values: ReadonlyArray<unknown> = Array.isArray(given) ? given : [given]
      if (!values.every(isValue)) {
        return yield* invalid(
          `${AmiMessage.printable(name, 80)} must be a text, a number, true, false, or a list of these`
        )
      }
      for (const value of values) headers.push([name, String(value)])
    }
    return headers.length > mostHeaders
      ? yield* Effect.fail(new TooLarge({ message: `An action has ${mostHeaders} headers at most` }))
      : headers
  })
