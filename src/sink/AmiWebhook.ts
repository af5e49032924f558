/**
 * A sink that posts events to a URL, signed: what a CRM takes.
 *
 * **Details**
 *
 * Headers and signature are those of Standard Webhooks (`webhook-id`, `webhook-timestamp`, `webhook-signature`), for which there are
 * verifiers in most languages. The body is JSON: `{ "type": "ami.events", "timestamp": …, "data": [ … ] }` with an
 * `AmiSink.Envelope` for each item.
 *
 * An answer of 200 to 299 takes a delivery; anything else, and no answer, is tried again. The same items always come together, with
 * the same `webhook-id`: a receiver that has it leaves it out.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Mac from "effect/crypto/Mac"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Base64 from "effect/encoding/Base64"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import type { AmiError } from "../AmiError.ts"
import { invalidOption } from "../internal/failing.ts"
import { quietly } from "../internal/foreign.ts"
import * as Rules from "../internal/options.ts"
import * as AmiJournal from "../journal/AmiJournal.ts"
import type { AmiSink } from "./AmiSink.ts"
import { envelope } from "./internal/envelope.ts"

/**
 * Where and how events are posted.
 *
 * @category models
 * @since 0.2.0
 */
export interface Options {
  /** The name of the sink: its place in the journal is kept by it. */
  readonly name: string
  /** Where deliveries are posted. */
  readonly url: string
  /** The secret that signs them, as Standard Webhooks writes it: `whsec_` and Base64 of 24 to 64 bytes. */
  readonly secret: Redacted.Redacted<string>
  /** Only events of these names; gaps always. Defaults to all. */
  readonly names?: ReadonlyArray<string> | undefined
  /** The most items in one delivery. Defaults to 100. */
  readonly batch?: number | undefined
  /** How long to wait for an answer. Defaults to 15 seconds. */
  readonly timeout?: Duration.Input | undefined
  /** How long to wait before the second attempt; each further one waits twice as long, up to 5 minutes. Defaults to 500 milliseconds. */
  readonly retryAfter?: Duration.Input | undefined
  /** After so long without success a delivery is put aside in the database, and the next one is made. Defaults to 3 days. */
  readonly giveUpAfter?: Duration.Input | undefined
}

const keyOf = (secret: Redacted.Redacted<string>): Uint8Array | undefined =>
  Result.getOrUndefined(Base64.decode(Redacted.value(secret).replace(/^whsec_/, "")))

const rules: Rules.Rules<Options> = {
  name: Rules.text,
  url: Rules.satisfies(
    "must be a URL that begins with http:// or https://",
    (value) => typeof value === "string" && /^https?:$/.test(new URL(value).protocol),
    Rules.kindOf
  ),
  secret: Rules.both(Rules.secret, (value) => {
    const content = Redacted.isRedacted(value) ? Redacted.value(value) : undefined
    const size = typeof content === "string" ? keyOf(Redacted.make(content))?.length ?? 0 : 0
    const rule = "must hold whsec_ and Base64 of 24 to 64 bytes"
    return size >= 24 && size <= 64 ? undefined : { at: "", rule, given: undefined }
  }),
  names: Rules.listOf("must be a list of names of events, such as [\"Hangup\"]", Rules.text),
  batch: Rules.within(1, 10_000),
  timeout: Rules.duration({ zero: false }),
  retryAfter: Rules.duration({ zero: false }),
  giveUpAfter: Rules.duration({ zero: false })
}

const encoder = new TextEncoder()

/**
 * Makes a webhook, for `AmiSink.run`. Fails with `InvalidOption` if an option is wrong.
 *
 * **Example** (Posting calls that ended to a CRM)
 *
 * ```ts
 * import { Effect, Layer, Redacted } from "effect"
 * import { AmiJournal } from "effect-ami/journal"
 * import { NodeSqlite, NodeZstd } from "effect-ami/node"
 * import { AmiSink, AmiWebhook } from "effect-ami/sink"
 * import { FetchHttpClient } from "effect/http"
 *
 * const Journal = AmiJournal.layer.pipe(
 *   Layer.provide([NodeSqlite.layer({ filename: "journal.db" }), NodeZstd.layer])
 * )
 * export const program = AmiWebhook.make({
 *   name: "crm",
 *   url: "https://crm.example.org/calls",
 *   secret: Redacted.make("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
 *   names: ["Hangup"]
 * }).pipe(
 *   Effect.flatMap((crm) => AmiSink.run(crm, ["berlin"])),
 *   Effect.provide([Journal, FetchHttpClient.layer])
 * )
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const make = Effect.fnUntraced(function*(
  options: Options
): Effect.fn.Return<AmiSink, AmiError, HttpClient.HttpClient | AmiJournal.AmiJournal> {
  const wrong = Rules.firstInvalid(options, rules, ["name", "url", "secret"])
  if (wrong !== undefined) return yield* Effect.fail(invalidOption("AmiWebhook.make", wrong))
  const { batch = 100, giveUpAfter = "3 days", name, names, retryAfter = "500 millis", secret, timeout, url } = options
  const http = HttpClient.filterStatusOk(yield* HttpClient.HttpClient)
  const journal = yield* AmiJournal.AmiJournal

  const post = Effect.fnUntraced(function*(id: string, body: string) {
    const seconds = Math.floor((yield* Clock.currentTimeMillis) / 1000)
    const signature = yield* sign(secret, `${id}.${seconds}.${body}`)
    const request = HttpClientRequest.post(url).pipe(
      HttpClientRequest.setHeaders({
        "webhook-id": id,
        "webhook-timestamp": String(seconds),
        "webhook-signature": signature
      }),
      HttpClientRequest.bodyText(body, "application/json")
    )
    yield* Effect.scoped(http.execute(request))
  })

  const patience = Schedule.min([Schedule.exponential(retryAfter), Schedule.spaced("5 minutes")]).pipe(
    Schedule.jittered,
    Schedule.upTo({ duration: giveUpAfter })
  )

  /** The database is asked until it takes it: nothing is lost in between. */
  const putAside = (id: string, body: string, reason: string) =>
    Effect.andThen(
      quietly(Effect.logError(`The webhook ${name} gave up ${id} and put it aside: ${reason}`)),
      journal.putAside({ consumer: name, id, body, reason }).pipe(
        Effect.retry(Schedule.spaced("5 seconds")),
        Effect.orDie
      )
    )

  const publish = Effect.fnUntraced(function*(items: ReadonlyArray<AmiJournal.Replayed>) {
    const [first, last] = [items[0], items.at(-1)]
    if (first === undefined || last === undefined) return
    const id = `${name}.${first.server}.${AmiJournal.tokenOf(first.position)}-${AmiJournal.tokenOf(last.position)}`
    const at = first._tag === "Missing" ? first.at : first.receivedAt
    const body = JSON.stringify({
      type: "ami.events",
      timestamp: new Date(at).toISOString(),
      data: items.map(envelope)
    })
    let failures = 0
    yield* Effect.suspend(() => post(id, body)).pipe(
      Effect.timeout(timeout ?? "15 seconds"),
      Effect.tapError((error) =>
        ++failures > 1 ? Effect.void : quietly(Effect.logWarning(`The webhook ${name} tries again: ${reasonOf(error)}`))
      ),
      Effect.retry(patience),
      Effect.catch((error) => putAside(id, body, reasonOf(error)))
    )
  })
  return { name, names, batch, publish }
})

/** A URL may hold a secret: only what happened is said. */
const reasonOf = (error: unknown): string => {
  if (!Rules.isRecord(error)) return "no answer"
  const reason = Rules.isRecord(error["reason"]) ? error["reason"] : error
  const response = Rules.isRecord(reason["response"]) ? reason["response"] : {}
  const status = response["status"]
  return typeof status === "number" ? `status ${status}` : String(reason["_tag"] ?? "no answer")
}

const crypto = /*#__PURE__*/ (() => Layer.provideMerge(Mac.layerWebCrypto, SecureRandom.layerWebCrypto))()

/**
 * Signs a text as Standard Webhooks does, for who tests a receiver: `ID.TIMESTAMP.BODY`.
 *
 * **Example** (Checking a signature)
 *
 * ```ts import.meta.vitest
 * import { Effect, Redacted } from "effect"
 * import { AmiWebhook } from "effect-ami/sink"
 *
 * const secret = Redacted.make("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
 * const text = `msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}`
 *
 * await Effect.runPromise(AmiWebhook.sign(secret, text)) // => "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
 * ```
 *
 * @category combinators
 * @since 0.2.0
 */
export const sign = (secret: Redacted.Redacted<string>, text: string): Effect.Effect<string> =>
  Effect.gen(function*() {
    const mac = yield* Mac.Mac
    const key = yield* Mac.key(Mac.hmacSha256, keyOf(secret) ?? new Uint8Array())
    const tag = yield* mac.sign(key, encoder.encode(text))
    return `v1,${Base64.encode(tag)}`
  }).pipe(Effect.provide(crypto), Effect.orDie)
