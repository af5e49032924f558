import { NodeHttpClient } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Layer, Scope, Stream, Tracer } from "effect"
import { Actions, AmiAction, type AmiTransport, AmiTransportHttp } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import { account, clientOn, rejectionOn } from "../node/httpHarness.ts"
import { httpServer, type Reply, respond, userEvent } from "../node/httpServer.ts"
import { sample } from "../size.ts"
import { changing } from "./waiting.ts"

type Carry = (options: AmiTransportHttp.HttpOptions) => Layer.Layer<AmiTransport.AmiTransport>

const clients = {
  fetch: FetchHttpClient.layer,
  "the HTTP client of Node": NodeHttpClient.layerNodeHttp,
  undici: NodeHttpClient.layerUndici
} as const

const carriers: ReadonlyArray<readonly [name: string, carry: Carry]> = [
  ...Object.entries(clients).flatMap(([name, client]): ReadonlyArray<readonly [string, Carry]> => [
    [name, (options) => Layer.provide(AmiTransportHttp.layer(options), client)],
    [`${name}, one for each connection`, (options) => AmiTransportHttp.layerClient(client, options)]
  ]),
  ["NodeAmi.layerHttp", NodeAmi.layerHttp]
]

const probe = AmiAction.raw("Probe", [["Number", "1"]])

/** Every span of a program, by its name. */
const traced = <A, E, R>(program: Effect.Effect<A, E, R>) =>
  Effect.suspend(() => {
    const spans: Array<string> = []
    const tracer = Tracer.make({
      span: (options) => {
        spans.push(options.name)
        return new Tracer.NativeSpan(options)
      }
    })
    return program.pipe(Effect.withSpan("program"), Effect.withTracer(tracer), Effect.as(spans))
  })

for (const [name, carry] of sample(carriers, 3)) {
  describe.concurrent(`AmiTransportHttp on ${name}`, () => {
    for (const auth of ["session", "digest"] as const) {
      it.live(`logs in, sends, receives events, and logs off, by ${auth}`, () =>
        Effect.gen(function*() {
          const server = yield* httpServer(account)
          const scope = yield* Scope.fork(yield* Effect.scope)
          const { changed, until } = changing()
          const numbers: Array<string | undefined> = []

          const ami = yield* Scope.provide(clientOn(carry({ url: server.url, auth })), scope)
          const pong = yield* ami.send(Actions.Ping())
          yield* ami.inbox.pipe(
            Stream.runForEach((item) =>
              Effect.sync(() => {
                if (item._tag === "Received") numbers.push(item.message.get("Number"))
                changed()
              })
            ),
            Effect.exit,
            Effect.forkScoped({ startImmediately: true })
          )
          server.push(userEvent(1) + userEvent(2))
          yield* until("both events", () => numbers.includes("2"))
          yield* Scope.close(scope, Exit.void)
          yield* server.until("the end of the poll", () => server.sessions.every(({ polls }) => polls === 0))

          assert.strictEqual(pong.Ping, "Pong")
          assert.deepStrictEqual(numbers.slice(-2), ["1", "2"])
          assert.strictEqual(server.mostPolls(), 1)
          assert.strictEqual(server.named("Ping").length, 1)
        }))
    }

    it.live("reports that nobody listens", () =>
      Effect.gen(function*() {
        const { url } = yield* Effect.scoped(httpServer(account))

        const error = yield* rejectionOn(carry({ url }))

        assert.deepInclude(error.reason, { _tag: "ConnectFailed", code: "ECONNREFUSED", address: url })
        assert.include(error.message, "http.conf")
        assert.isTrue(error.isRetryable)
      }))

    for (
      const [what, reply, cause] of [
        ["the connection ends", "END", "Disconnected"],
        ["the connection is reset", "RESET", "Disconnected"],
        ["the answer breaks off", { body: "Response: Succ", length: 100, afterBody: "END" }, "Disconnected"],
        ["the answer is reset", { body: "Response: Succ", length: 100, afterBody: "RESET" }, "Disconnected"],
        ["the answer is another page", { type: "text/html", body: "<h1>Hello</h1>" }, "ProtocolError"],
        ["the answer is elsewhere", { status: 302, headers: [["Location", "/elsewhere"]] }, "ProtocolError"],
        ["the request is to be sent again", { status: 307, headers: [["Location", "/rawman"]] }, "ProtocolError"],
        ["the proxy has no answer", { status: 503, body: "" }, "ProtocolError"]
      ] satisfies ReadonlyArray<readonly [string, Reply, "Disconnected" | "ProtocolError"]>
    ) {
      it.live(`reports OutcomeUnknown if ${what}, sends the action once, and continues`, () =>
        Effect.gen(function*() {
          const server = yield* httpServer({
            ...account,
            answer: (request) => request.action === "Probe" ? reply : undefined
          })
          const ami = yield* clientOn(carry({ url: server.url }))

          const error = yield* Effect.flip(ami.send(probe))
          const pong = yield* ami.send(Actions.Ping())

          assert.deepInclude(error.reason, { _tag: "OutcomeUnknown", cause })
          assert.isFalse(error.isRetryable)
          assert.strictEqual(pong.Ping, "Pong")
          assert.strictEqual(server.named("Probe").length, 1)
          assert.strictEqual(server.named("Login").length, 1)
          assert.isTrue(server.requests.every(({ path }) => path === "/rawman"))
        }))
    }

    it.live("reads an answer that comes in pieces", () =>
      Effect.gen(function*() {
        const server = yield* httpServer({
          ...account,
          answer: (request) =>
            request.action === "Probe" ? { body: [...respond(request, "Name: p\u00e4\r\n")] } : undefined
        })
        const ami = yield* clientOn(carry({ url: server.url }))

        const answer = yield* ami.send(probe)

        assert.strictEqual(answer.get("Name"), "p\u00e4")
      }))

    it.live("makes no span for a request, and sends Asterisk no trace header", () =>
      Effect.gen(function*() {
        const server = yield* httpServer(account)

        const spans = yield* traced(Effect.gen(function*() {
          const ami = yield* clientOn(carry({ url: server.url }))
          yield* ami.send(Actions.Ping())
          yield* server.awaitRequests("WaitEvent", 1)
        }))

        assert.include(spans, "program")
        assert.include(spans, "AmiClient.connect")
        assert.deepStrictEqual(spans.filter((span) => /http|POST/i.test(span)), [])
        for (const { headers } of server.requests) assert.notInclude(Object.keys(headers).join(), "trace")
        for (const { headers } of server.requests) assert.isUndefined(headers.b3)
      }))
  })
}

for (const [name, client] of Object.entries(clients)) {
  it.live(`${name} does trace its own requests, which the tests above would notice`, () =>
    Effect.gen(function*() {
      const server = yield* httpServer(account)

      const spans = yield* traced(
        Effect.provide(Effect.flatMap(HttpClient.post(`${server.url}/rawman`), ({ text }) => text), client)
      )

      assert.isTrue(spans.some((span) => /http|POST/i.test(span)), spans.join())
      assert.isDefined(server.requests[0]?.headers.traceparent)
    }))
}

describe("AmiTransportHttp with options of fetch", () => {
  it.live("passes them on, but follows no redirect", () =>
    Effect.gen(function*() {
      const server = yield* httpServer({
        ...account,
        answer: ({ action }) => action === "Probe" ? { status: 302, headers: [["Location", "/elsewhere"]] } : undefined
      })
      const init = {
        redirect: "follow",
        referrer: "https://pbx.example.org/panel",
        referrerPolicy: "unsafe-url"
      } as const
      const carried = AmiTransportHttp.layer({ url: server.url }).pipe(
        Layer.provide(FetchHttpClient.layer),
        Layer.provide(Layer.succeed(FetchHttpClient.RequestInit, init))
      )

      const ami = yield* clientOn(carried)
      const error = yield* Effect.flip(ami.send(probe))

      assert.deepInclude(error.reason, { _tag: "OutcomeUnknown", cause: "ProtocolError" })
      assert.include(error.message, "redirects are not followed")
      assert.isTrue(server.requests.every(({ path }) => path === "/rawman"))
      assert.isTrue(server.requests.every(({ headers }) => headers.referer === init.referrer))
    }))
})
