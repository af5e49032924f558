import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Logger } from "effect"
import { AmiTransport } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { greeting, resolving, type TransportLayer } from "./connecting.ts"
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
  it.live("makes no connection when its Layer is built", () =>
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

  for (const host of ["pbx.example.org", "192.0.2.1", "2001:db8::1", "127.0.0.1.example.org", "127.example.org"]) {
    it.live(`warns of plain TCP to ${host}, and names layerTls`, () =>
      Effect.gen(function*() {
        const lines = yield* logged(NodeAmi.layerTcp({ host }), Effect.void)

        assert.strictEqual(lines.length, 1)
        assert.match(lines[0] ?? "", new RegExp(`^Warn AMI to ${host} is in clear text.*NodeAmi\\.layerTls`))
      }))
  }

  it.live("warns once a Layer, not once a connection", () =>
    Effect.gen(function*() {
      const server = yield* scriptedServer({ greeting })
      yield* resolving(["127.0.0.1"])

      const lines = yield* logged(NodeAmi.layerTcp({ host: "pbx.example.org", port: server.port }), connectTwice)

      assert.strictEqual(server.attempts(), 2)
      assert.strictEqual(lines.length, 1)
    }))

  for (
    const [what, layer] of [
      ["plain TCP to localhost", NodeAmi.layerTcp({ host: "localhost" })],
      ["plain TCP to 127.0.0.1", NodeAmi.layerTcp()],
      ["plain TCP to 127.1.2.3", NodeAmi.layerTcp({ host: "127.1.2.3" })],
      ["plain TCP to ::1", NodeAmi.layerTcp({ host: "::1" })],
      ["a Unix socket", NodeAmi.layerTcp({ host: "pbx.example.org", path: "/run/asterisk/ami" })],
      ["TLS to another machine", NodeAmi.layerTls({ host: "pbx.example.org" })]
    ] as const
  ) {
    it.live(`warns of nothing over ${what}`, () =>
      Effect.gen(function*() {
        const lines = yield* logged(layer, Effect.void)

        assert.deepStrictEqual(lines, [])
      }))
  }
})
