/**
 * Invalid options of a simulator: the Layer fails with an error that names the option, and takes no port.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { type AmiSimulator, NodeSimulator } from "effect-ami/simulator"
import { inspect } from "node:util"

const canary = "c4nary-n0t-to-be-seen"

type Wrong = readonly [option: string, options: unknown]

const common: ReadonlyArray<Wrong> = [
  ["options", null],
  ["users", { users: "hello" }],
  ["users.hello", { users: { hello: canary } }],
  ["users.hello.secret", { users: { hello: {} } }],
  ["users.hello.secret", { users: { hello: { secret: [canary] } } }],
  ["users.hello.read", { users: { hello: { secret: canary, read: 5 } } }],
  ["users.hello.write", { users: { hello: { secret: canary, write: [5] } } }],
  ["users.hello.eventFilter", { users: { hello: { secret: canary, eventFilter: "Event" } } }],
  ["users.hello.eventFilter[1]", { users: { hello: { secret: canary, eventFilter: ["Event", "a("] } } }],
  ["users.hello.eventFilter[0].criteria", { users: { hello: { secret: canary, eventFilter: [{ pattern: "x" }] } } }],
  ["users.hello.eventFilter[0]", { users: { hello: { secret: canary, eventFilter: [{ criteria: "colour(red)" }] } } }],
  ["users.hello.allowMultipleLogin", { users: { hello: { secret: canary, allowMultipleLogin: "no" } } }],
  ["users.hello.writeTimeout", { users: { hello: { secret: canary, writeTimeout: 0 } } }],
  ["timestampEvents", { timestampEvents: 1 }],
  ["debugEvents", { debugEvents: "on" }],
  ["channelVars[1]", { channelVars: ["COLOR", 5] }],
  ["httpEnabled", { httpEnabled: "yes" }],
  ["bootTime", { bootTime: "late" }],
  ["banner", { banner: "" }],
  ["loginDelay", { loginDelay: "soon" }],
  ["loginDelay", { loginDelay: -1 }],
  ["authTimeout", { authTimeout: NaN }],
  ["authLimit", { authLimit: "many" }],
  ["writeTimeout", { writeTimeout: 0 }],
  ["maxQueuedBytes", { maxQueuedBytes: NaN }],
  ["fragment", { fragment: "yes" }],
  ["httpPrefix", { httpPrefix: 5 }],
  ["httpTimeout", { httpTimeout: {} }],
  ["extensions", { extensions: [] }],
  ["extensions.internal", { extensions: { internal: "Answer()" } }],
  ["extensions.internal.100", { extensions: { internal: { 100: "Answer()" } } }],
  ["extensions.internal.100[0]", { extensions: { internal: { 100: [5] } } }],
  ["extensions", { extensions: { internal: { "_[9-0]": ["Answer()"] } } }],
  ["endpoints.100", { endpoints: { 100: "sleeps" } }],
  ["hints.internal.100", { hints: { internal: { 100: 5 } } }],
  ["database", { database: { desk: "Alice" } }],
  ["files.desks", { files: { desks: 5 } }],
  ["modules[0]", { modules: [5] }],
  ["timeScale", { timeScale: -1 }],
  ["timeScale", { timeScale: NaN }],
  ["timeScale", { timeScale: "fast" }],
  ["host", { host: "" }],
  ["port", { port: "5038" }],
  ["port", { port: 70_000 }],
  ["tls", { tls: true }],
  ["tls.cert", { tls: { key: canary } }],
  ["tls.port", { tls: { key: canary, cert: canary, port: -1 } }],
  ["tls", { tls: { key: canary, cert: canary } }],
  ["http", { http: "yes" }],
  ["http.port", { http: { port: -1 } }],
  ["http.tls", { http: { tls: true } }],
  ["http.tls.cert", { http: { tls: { key: canary } } }],
  ["http.tls", { http: { tls: { key: canary, cert: canary } } }],
  ["version", { version: 22 }],
  ["modules", { modules: "app_queue" }],
  ["modules[1]", { modules: ["app_queue", 5] }],
  ["systemName", { systemName: "" }]
]

const layers: ReadonlyArray<
  readonly [string, (options: never) => Layer.Layer<AmiSimulator.AmiSimulator, unknown>, ReadonlyArray<Wrong>]
> = [
  ["NodeSimulator.layer", NodeSimulator.layer, common]
]

for (const [of, layer, cases] of layers) {
  describe(`${of}, invalid options`, () => {
    for (const [option, options] of cases) {
      it.live(`rejects \`${option}\` of ${inspect(options)}`, () =>
        Effect.gen(function*() {
          const error = yield* Effect.flip(Effect.scoped(Layer.build(layer(options as never))))

          assert.deepInclude(error, { _tag: "AmiError", isRetryable: false })
          assert.include(String(error), `The option \`${option}\` of ${of} `)
          assert.notInclude(inspect(error, { depth: 20 }), canary)
        }))
    }
  })
}
