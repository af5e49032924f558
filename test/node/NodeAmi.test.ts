import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Logger } from "effect"
import { AmiTransport } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { greeting, resolving, type TransportLayer } from "./connecting.ts"
import { account } from "./httpHarness.ts"
import { httpServer } from "./httpServer.ts"
import { scriptedServer } from "./scriptedServer.ts"

/** What is logged while the Layer is built and `program` runs. */
const logged = <A, E>(layer: TransportLayer, program: Effect.Effect<A, E, AmiTransport.AmiTransport>) =>
  Effect.suspend(() => {
    const lines: Array<string> = []
    const logger = Logger.make<unknown, void>(({ logLevel, message }) =>
      void lines.push(`${logLevel} ${String(message)}`)
    )
    return program.pipe(Effect.provide(Layer.provideMerge(layer, Logger.layer([logger]))), Effect.as(lines))
  })

const connectTwice = AmiTransport.AmiTransport.use(({ connect }) =>
  Effect.andThen(Effect.scoped(connect), Effect.scoped(connect))
)

describe("NodeAmi", () => {
  it.live("does not connect when its Layer is built", () =>
    Effect.gen(function*() {
      const server = yield* scriptedServer({ greeting })

      yield* Layer.build(NodeAmi.layerTcp({ port: server.port }))
      yield* Layer.build(NodeAmi.layerTls({ port: server.port }))
      yield* AmiTransport.AmiTransport.use((transport) => transport.connect).pipe(
        Effect.provide(NodeAmi.layerTcp({ port: server.port }))
      )

      assert.strictEqual(server.attempts(), 1)
    }))

  it.live("makes each connection on a new socket (C2)", () =>
    Effect.gen(function*() {
      const server = yield* scriptedServer({ greeting })

      yield* Effect.provide(connectTwice, NodeAmi.layerTcp({ port: server.port, connectTimeout: "1 second" }))

      assert.strictEqual(server.attempts(), 2)
    }))
})

const remote = ["pbx.example.org", "192.0.2.1", "2001:db8::1", "127.0.0.1.example.org", "localhost.example.org"]

const inClear = remote.flatMap((host) => {
  const named = host.includes(":") ? `[${host}]` : host
  return [
    ["TCP", host, NodeAmi.layerTcp({ host }), "NodeAmi.layerTls"],
    ["HTTP", named, NodeAmi.layerHttp({ url: `http://${named}:8088` }), "https:"]
  ] as const
})

const kept: ReadonlyArray<readonly [string, TransportLayer]> = [
  ...["localhost", "127.0.0.1", "127.1.2.3", "::1"].map((host) =>
    [`plain TCP to ${host}`, NodeAmi.layerTcp({ host })] as const
  ),
  ["plain TCP without a host", NodeAmi.layerTcp()],
  ["a Unix socket", NodeAmi.layerTcp({ host: "pbx.example.org", path: "/run/asterisk/ami" })],
  ["TLS to another machine", NodeAmi.layerTls({ host: "pbx.example.org" })],
  ...["127.0.0.1:8088", "127.1.2.3", "LOCALHOST:8088", "[::1]:8088"].map((at) =>
    [`plain HTTP to ${at}`, NodeAmi.layerHttp({ url: `http://${at}` })] as const
  ),
  ["plain HTTP to a URL", NodeAmi.layerHttp({ url: new URL("http://localhost") })],
  ["plain HTTP without an address", NodeAmi.layerHttp({ url: undefined })],
  ["HTTPS to another machine", NodeAmi.layerHttp({ url: "https://pbx.example.org:8089" })],
  ["an invalid address", NodeAmi.layerHttp({ url: "no address" })]
]

describe("NodeAmi in clear text", () => {
  for (const [way, host, layer, instead] of inClear) {
    it.live(`warns of plain ${way} to ${host}, and says what to use instead`, () =>
      Effect.gen(function*() {
        const [line = "", ...others] = yield* logged(layer, Effect.void)

        assert.deepStrictEqual(others, [])
        assert.isTrue(line.startsWith(`Warn AMI to ${host} is in clear text`), line)
        assert.include(line, instead)
      }))
  }

  it.live("warns once per Layer, not once per connection", () =>
    Effect.gen(function*() {
      const [tcp, http] = [yield* scriptedServer({ greeting }), yield* httpServer(account)]
      yield* resolving(["127.0.0.1"])

      const overTcp = yield* logged(NodeAmi.layerTcp({ host: "pbx.example.org", port: tcp.port }), connectTwice)
      const overHttp = yield* logged(NodeAmi.layerHttp({ url: `http://pbx.example.org:${http.port}` }), connectTwice)

      assert.deepStrictEqual([tcp.attempts(), http.named("Challenge").length], [2, 2])
      assert.deepStrictEqual([overTcp.length, overHttp.length], [1, 1])
    }))

  for (const [what, layer] of kept) {
    it.live(`does not warn over ${what}`, () =>
      Effect.gen(function*() {
        assert.deepStrictEqual(yield* logged(layer, Effect.void), [])
      }))
  }
})
