/**
 * Invalid options of the transports: the client reports them once, and does not connect.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Logger, Redacted } from "effect"
import { AmiClient, type AmiError, type AmiTransport, AmiTransportHttp } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { FetchHttpClient } from "effect/http"
import { inspect } from "node:util"

const canary = "c4nary-n0t-to-be-seen"

/** Fails at once with the error of a client that would retry forever. */
const refusal = (layer: Layer.Layer<AmiTransport.AmiTransport>): Effect.Effect<AmiError.AmiError> =>
  AmiClient.make({ username: "demo", secret: Redacted.make(canary), reconnect: { first: true } }).pipe(
    Effect.scoped,
    Effect.provide(Layer.provide(layer, Logger.layer([]))),
    Effect.flip,
    Effect.orDie,
    Effect.timeout("20 seconds"),
    Effect.orDie
  )

const noDurations = ["soon", NaN, null, {}, -1, "-5 seconds", 0]

type Wrong = readonly [option: string, options: unknown, words?: RegExp]

const reading: ReadonlyArray<Wrong> = [
  ["charset", { charset: "latin1" }, /`utf-8` or `latin-1-fallback`; it is "latin1"/],
  ["limits", { limits: 5 }, /must be an object with lineBytes/],
  ["limits", { limits: null }],
  ["limits.lineBytes", { limits: { lineBytes: 0 } }, /whole number of 1 or more; it is 0/],
  ["limits.messageBytes", { limits: { messageBytes: "1 MB" } }],
  ["limits.messageLines", { limits: { messageLines: NaN } }, /; it is NaN/],
  ...noDurations.map((value): Wrong => ["connectTimeout", { connectTimeout: value }]),
  ["options", null, /must be an object; it is null/],
  ["options", "localhost"],
  ["options", 5038]
]

const tcp: ReadonlyArray<Wrong> = [
  ...reading,
  ["port", { port: NaN }, /must be a port, a number from 1 to 65535; it is NaN/],
  ["port", { port: "5038" }, /; it is "5038"/],
  ["port", { port: 0 }],
  ["port", { port: -1 }],
  ["port", { port: 70_000 }],
  ["port", { port: 5038.5 }],
  ["port", { port: null }],
  ["host", { host: "" }, /only a name or an address/],
  ["host", { host: "pbx:5038" }, /the port is the option `port`; it is "pbx:5038"/],
  ["host", { host: "ami://pbx" }],
  ["host", { host: "my pbx" }],
  ["host", { host: "pbx\r\n" }],
  ["host", { host: 5 }],
  ["host", { host: null }],
  ["host", { host: `hello:${canary}@pbx` }, /; it is a plain text/],
  ["path", { path: "" }],
  ["path", { path: 5 }],
  ...noDurations.map((value): Wrong => ["bannerTimeout", { bannerTimeout: value }])
]

const trust: ReadonlyArray<Wrong> = [
  ["ca", { ca: 5 }, /must be PEM, as text or bytes; it is a number/],
  ["ca", { ca: "" }],
  ["ca[1]", { ca: [new Uint8Array(1), undefined] }],
  ["servername", { servername: "" }],
  ["cert", { cert: {} }],
  ["key", { key: canary }, /must be a Redacted.*; it is a plain text/],
  ["key", { key: Redacted.make(5) }, /must hold a text; it is a number/],
  ["key", { cert: "PEM" }, /must be given with `cert`/],
  ["cert", { key: Redacted.make(canary) }, /must be given with `key`/]
]

const http: ReadonlyArray<Wrong> = [
  ...reading,
  ["url", { url: "pbx" }, /begins with http:\/\/ or https:\/\/; it is "pbx"/],
  ["url", { url: "ami://pbx" }],
  ["url", { url: "" }],
  ["url", { url: 8088 }],
  ["url", { url: null }],
  ["url", { url: {} }],
  ["url", { url: `http://hello:${canary}@pbx` }, /must hold no credentials: AmiClient has them; it is a plain text/],
  ["url", { url: new URL(`http://hello:${canary}@pbx`) }],
  ["url", { url: `hello:${canary}@pbx` }],
  ["url", { url: `http://pbx/?secret=${canary}` }, /no query/],
  ["prefix", { prefix: "a b" }],
  ["prefix", { prefix: 5 }],
  ["prefix", { prefix: null }],
  ["auth", { auth: "basic" }, /`session` or `digest`; it is "basic"/],
  ["maxRequests", { maxRequests: 0 }],
  ["maxRequests", { maxRequests: NaN }],
  ["maxRequests", { maxRequests: "5" }],
  ...noDurations.slice(0, -1).map((value): Wrong => ["pollTimeout", { pollTimeout: value }]),
  ...noDurations.slice(0, -1).map((value): Wrong => ["pollFloor", { pollFloor: value }])
]

const overFetch = (options: AmiTransportHttp.HttpOptions) =>
  Layer.provide(AmiTransportHttp.layer(options), FetchHttpClient.layer)

for (
  const [of, layer, cases] of [
    ["NodeAmi.layerTcp", NodeAmi.layerTcp, tcp],
    ["NodeAmi.layerTls", NodeAmi.layerTls, [...tcp, ...trust]],
    ["NodeAmi.layerHttp", NodeAmi.layerHttp, [...http, ...trust]],
    ["AmiTransportHttp", overFetch, http]
  ] as const
) {
  describe(`${of}, invalid options`, () => {
    for (const [option, options, words = /must/] of cases) {
      it.live(`rejects \`${option}\` of ${inspect(options)}, and does not retry`, () =>
        Effect.gen(function*() {
          const error = yield* refusal(layer(options as never))

          assert.deepInclude(error.reason, { _tag: "InvalidOption", of, option })
          assert.isTrue(error.message.startsWith(`The option \`${option}\` of ${of} `), error.message)
          assert.match(error.message, words)
          assert.isFalse(error.isRetryable)
          assert.notInclude(inspect(error, { depth: 20 }) + JSON.stringify(error), canary)
        }))
    }
  })
}

it.live("accepts a port that nobody listens on, and a host in brackets", () =>
  Effect.gen(function*() {
    const error = yield* Effect.flip(
      AmiClient.make({ username: "demo", secret: Redacted.make(canary) }).pipe(
        Effect.scoped,
        Effect.provide(Layer.provide(NodeAmi.layerTcp({ host: "[::1]", port: 1 }), Logger.layer([])))
      )
    )

    assert.strictEqual(error.reason._tag, "ConnectFailed")
  }))
