/**
 * Misspelt option names: whatever takes the options rejects them and suggests the right name.
 */
import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Layer, Logger, Redacted, Result, type Scope, Stream } from "effect"
import {
  Ami,
  AmiClient,
  AmiError,
  AmiTracker,
  type AmiTransport,
  AmiTransportHttp,
  AmiTransportMock,
  Events
} from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { NodeSimulator, SimulatedPbx } from "effect-ami/simulator"
import { FetchHttpClient } from "effect/http"
import { credentials } from "./clientOutput.ts"

const Mock = AmiTransportMock.layer({})
const Client = Layer.provideMerge(AmiClient.layer(credentials), Mock)

/** What an untyped caller passes. */
const given = <A>(value: unknown): A => value as A

const over = (layer: Layer.Layer<AmiTransport.AmiTransport>) =>
  Effect.scoped(AmiClient.make(credentials)).pipe(Effect.provide(Layer.provide(layer, Logger.layer([]))))

const within = <A>(effect: Effect.Effect<A, unknown, AmiClient.AmiClient | Scope.Scope>) =>
  Effect.scoped(Effect.provide(effect, Client))

const built = <A>(layer: Layer.Layer<A, unknown>) => Effect.scoped(Layer.build(layer))

const client = (options: object) =>
  Effect.scoped(AmiClient.make({ ...credentials, ...options })).pipe(Effect.provide(Mock))

const tracker = {
  snapshot: Ami.channels,
  events: [Events.Hangup],
  key: () => "1",
  fromSnapshot: () => 1,
  reduce: () => 1
} as const

const makers: Readonly<Record<string, (options: object) => Effect.Effect<unknown, unknown>>> = {
  "AmiClient": client,
  "AmiClient.layerConfig": (options) => {
    const layer = AmiClient.layerConfig(given({ ...credentials, ...options }))
    return built(Layer.provide(layer, Mock))
  },
  "NodeAmi.layerTcp": (options) => over(NodeAmi.layerTcp(options)),
  "NodeAmi.layerTls": (options) => over(NodeAmi.layerTls(options)),
  "NodeAmi.layerHttp": (options) => over(NodeAmi.layerHttp(options)),
  "AmiTransportHttp": (options) => over(Layer.provide(AmiTransportHttp.layer(options), FetchHttpClient.layer)),
  "AmiTransportHttp.layerClient": (options) => over(AmiTransportHttp.layerClient(FetchHttpClient.layer, options)),
  "AmiTracker": (options) => within(AmiTracker.make({ ...tracker, ...options })),
  "AmiSimulator": (options) => built(NodeSimulator.layer(options)),
  "SimulatedPbx": (options) => Effect.fromResult(Result.try(() => SimulatedPbx.make(0, options))),
  "Ami.originate": (options) => within(Ami.originate({ originator: "100", extension: "200", ...options })),
  "Ami.dial": (options) => within(Ami.dial({ originator: "100", extension: "200", ...options })),
  "Ami.redirect": (options) => within(Ami.redirect({ channel: "PJSIP/1-1", extension: "200", ...options })),
  "Ami.blindTransfer": (options) => within(Ami.blindTransfer({ channel: "PJSIP/1-1", extension: "200", ...options })),
  "Ami.attendedTransfer": (options) =>
    within(Ami.attendedTransfer({ channel: "PJSIP/1-1", extension: "200", ...options })),
  "Ami.hangup": (options) => within(Ami.hangup({ channel: "PJSIP/1-1", ...options })),
  "AmiClient.Buffer": (options) =>
    within(AmiClient.AmiClient.use((ami) =>
      Stream.runDrain(Stream.provideService(ami.inbox, AmiClient.Buffer, {
        capacity: 5,
        overflow: "fail",
        ...options
      }))
    ))
}

/** The constructor, the options, the name in the error, and the suggested name. */
const misspelt: ReadonlyArray<readonly [maker: string, options: object, option: string, nearest: string]> = [
  ["AmiClient", { usrname: "demo" }, "usrname", "username"],
  ["AmiClient", { userName: "demo" }, "userName", "username"],
  ["AmiClient", { user: "demo" }, "user", "username"],
  ["AmiClient", { password: "demo" }, "password", "secret"],
  ["AmiClient", { pasword: "demo" }, "pasword", "secret"],
  ["AmiClient", { sercet: Redacted.make("demo") }, "sercet", "secret"],
  ["AmiClient", { actionTimout: "5 seconds" }, "actionTimout", "actionTimeout"],
  ["AmiClient", { action_timeout: "5 seconds" }, "action_timeout", "actionTimeout"],
  ["AmiClient", { reconect: false }, "reconect", "reconnect"],
  ["AmiClient", { onDisconnect: "wait" }, "onDisconnect", "onDisconnected"],
  ["AmiClient", { dangerus: "refuse" }, "dangerus", "dangerous"],
  ["AmiClient", { maxInFlight: 5 }, "maxInFlight", "limits.inFlight"],
  ["AmiClient", { maxqueued: 5 }, "maxqueued", "limits.queued"],
  ["AmiClient", { limits: { inflight: 5 } }, "limits.inflight", "inFlight"],
  ["AmiClient", { pingIntervall: 5 }, "pingIntervall", "pingInterval"],
  ["AmiClient", { event: "off" }, "event", "events"],
  ["AmiClient", { buffer: { capcity: 5, overflow: "fail" } }, "buffer.capcity", "capacity"],
  ["AmiClient", { buffer: { capacity: 5, overflow: "fail", overFlow: "fail" } }, "buffer.overFlow", "overflow"],
  ["AmiClient", { reconnect: { frist: true } }, "reconnect.frist", "first"],
  ["AmiClient", { reconnect: { retryTLS: true } }, "reconnect.retryTLS", "retryTls"],
  ["AmiClient", { reconnect: { shedule: 5 } }, "reconnect.shedule", "schedule"],
  ["AmiClient.layerConfig", { dangerus: "refuse" }, "dangerus", "dangerous"],
  ["AmiClient.Buffer", { capasity: 5 }, "Buffer.capasity", "capacity"],
  ["NodeAmi.layerTcp", { hots: "pbx" }, "hots", "host"],
  ["NodeAmi.layerTcp", { hostname: "pbx" }, "hostname", "host"],
  ["NodeAmi.layerTcp", { prot: 5038 }, "prot", "port"],
  ["NodeAmi.layerTcp", { limits: { lineByte: 5 } }, "limits.lineByte", "lineBytes"],
  ["NodeAmi.layerTls", { serverName: "pbx" }, "serverName", "servername"],
  ["NodeAmi.layerTls", { CA: "pem" }, "CA", "ca"],
  ["NodeAmi.layerHttp", { URL: "http://pbx" }, "URL", "url"],
  ["NodeAmi.layerHttp", { prefx: "asterisk" }, "prefx", "prefix"],
  ["NodeAmi.layerHttp", { cerd: "pem" }, "cerd", "cert"],
  ["AmiTransportHttp", { maxRequest: 5 }, "maxRequest", "maxRequests"],
  ["AmiTransportHttp", { limits: { messageByte: 5 } }, "limits.messageByte", "messageBytes"],
  ["AmiTransportHttp.layerClient", { polTimeout: 5 }, "polTimeout", "pollTimeout"],
  ["AmiTracker", { uniqueKey: true }, "uniqueKey", "uniqueKeys"],
  ["AmiTracker", { relistevery: 5 }, "relistevery", "relistEvery"],
  ["AmiSimulator", { logindelay: 0 }, "logindelay", "loginDelay"],
  ["AmiSimulator", { prot: 5038 }, "prot", "port"],
  ["AmiSimulator", { users: { hello: { secret: "world", wirte: "call" } } }, "users.hello.wirte", "write"],
  ["AmiSimulator", { http: { prot: 80 } }, "http.prot", "port"],
  ["AmiSimulator", { tls: { keys: "a", cert: "b", key: "c" } }, "tls.keys", "key"],
  ["SimulatedPbx", { extension: {} }, "extension", "extensions"],
  ["SimulatedPbx", { timescale: 0 }, "timescale", "timeScale"],
  ["Ami.originate", { callerID: "Sales <100>" }, "callerID", "callerId"],
  ["Ami.originate", { channel: "PJSIP/100" }, "channel", "originator"],
  ["Ami.originate", { exten: "200" }, "exten", "extension"],
  ["Ami.originate", { variable: { A: "1" } }, "variable", "variables"],
  ["Ami.dial", { onInterupt: "leave" }, "onInterupt", "onInterrupt"],
  ["Ami.dial", { timeuot: 5 }, "timeuot", "timeout"],
  ["Ami.redirect", { extrachannel: "a" }, "extrachannel", "extraChannel"],
  ["Ami.blindTransfer", { Context: "a" }, "Context", "context"],
  ["Ami.attendedTransfer", { contxt: "a" }, "contxt", "context"],
  ["Ami.hangup", { Cause: 16 }, "Cause", "cause"]
]

/** The option error, however the constructor fails. */
const refusal = (effect: Effect.Effect<unknown, unknown>) =>
  Effect.matchCause(effect, {
    onFailure: (cause) => {
      const error = Cause.squash(cause)
      if (!AmiError.isAmiError(error) || error.reason._tag !== "InvalidOption") return assert.fail(String(cause))
      assert.isFalse(error.isRetryable)
      return { reason: error.reason, message: error.message }
    },
    onSuccess: () => assert.fail("was taken")
  })

describe("a misspelt option", () => {
  for (const [maker, options, option, nearest] of misspelt) {
    it.live(`${maker} rejects \`${option}\` and suggests \`${nearest}\``, () =>
      Effect.gen(function*() {
        const { message, reason } = yield* refusal(makers[maker]?.(options) ?? Effect.void)

        assert.strictEqual(reason.option, option)
        assert.include(message, `\`${option}\``)
        assert.include(message, `is not known: did you mean \`${nearest}\`?`)
      }))
  }

  for (const maker of Object.keys(makers)) {
    it.live(`${maker} rejects a name that resembles none, and lists the valid ones`, () =>
      Effect.gen(function*() {
        const { message, reason } = yield* refusal(makers[maker]?.({ zzzzzzzzzzzz: 5 }) ?? Effect.void)

        assert.match(reason.option, /(^|\.)zzzzzzzzzzzz$/)
        assert.match(message, /is not known: the options are `\w+`, `\w+`/)
      }))

    it.live(`${maker} ignores an unknown name if its value is undefined`, () =>
      Effect.gen(function*() {
        const exit = yield* Effect.exit(makers[maker]?.({ zzzzzzzzzzzz: undefined }) ?? Effect.void).pipe(
          Effect.timeoutOption("200 millis")
        )

        assert.notInclude(String(exit), "zzzzzzzzzzzz")
      }))
  }

  for (
    const [what, options] of [
      ["a URL", new URL("ami://hello@pbx")],
      ["a Map", new Map([["host", "pbx"]])],
      ["a Date", new Date(0)],
      ["a list", ["pbx"]],
      ["a Redacted", Redacted.make("pbx")],
      ["an object that throws when read", {
        get host(): string {
          throw new Error("boom")
        }
      }]
    ] as const
  ) {
    it.live(`NodeAmi.layerTcp rejects ${what} as options`, () =>
      Effect.gen(function*() {
        const { message } = yield* refusal(over(NodeAmi.layerTcp(given(options))))

        assert.include(message, "must be an object")
      }))
  }

  it.live("names the options that are required of what is given none", () =>
    Effect.gen(function*() {
      const { message } = yield* refusal(Effect.scoped(Layer.build(
        Layer.provide(AmiClient.layer(given("hello")), NodeAmi.layerTcp({ host: "127.0.0.1" }))
      )))

      assert.include(message, "`options` of AmiClient must be an object, such as { username: …, secret: … }")
    }))

  it.live("shortens a long name and escapes control characters", () =>
    Effect.gen(function*() {
      const { message } = yield* refusal(client({ [`\u001b[31m${"z".repeat(5000)}`]: 1 }))

      assert.isBelow(message.length, 500)
      // oxlint-disable-next-line no-control-regex
      assert.notMatch(message, /[\u0000-\u001f]/)
    }))

  it.live("accepts an instance of a class as options", () =>
    Effect.gen(function*() {
      class Account {
        readonly username = "demo"
        readonly secret = Redacted.make("demo")
      }

      yield* Effect.scoped(AmiClient.make(new Account())).pipe(Effect.provide(Mock))
      yield* Effect.scoped(AmiClient.make(Object.assign(Object.create(null), credentials))).pipe(Effect.provide(Mock))
    }))
})
