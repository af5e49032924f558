/**
 * Clients of several servers in one program, named after the addresses of their transports.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Logger, Redacted, References, Stream } from "effect"
import { Ami, AmiClient, AmiTransport } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"

const credentials = { username: "hello", secret: Redacted.make("world") }

/** Logs in, loses its connection, and returns the client's name, its error for a missing channel, and its address. */
const watched = Effect.gen(function*() {
  const simulator = yield* AmiSimulator.AmiSimulator
  const ami = yield* Effect.provide(AmiClient.make(credentials), NodeAmi.layerTcp({ port: simulator.port }))
  const error = yield* Effect.flip(
    Effect.provideService(Ami.hangup({ channel: "PJSIP/1-1" }), AmiClient.AmiClient, ami)
  )
  yield* simulator.kick
  yield* Stream.runDrain(
    Stream.takeUntil(ami.status.changes, (state) => state._tag === "Ready" && state.epoch === 2)
  )
  return { name: ami.status.name, message: error.message, address: `127.0.0.1:${simulator.port}` }
}).pipe(Effect.provide(NodeSimulator.layer()), Effect.scoped)

describe("two servers in one program", () => {
  it.live("can be told apart in every log line and error, without a given name", () =>
    Effect.gen(function*() {
      const lines: Array<readonly [string, unknown]> = []
      const logger = Logger.make(({ fiber, message }) => {
        lines.push([String(message), fiber.getRef(References.CurrentLogAnnotations)["ami.client"]])
      })

      const both = yield* Effect.all([watched, watched], { concurrency: 2 }).pipe(
        Effect.provide(Logger.layer([logger]))
      )

      const addresses = both.map(({ address }) => address)
      assert.strictEqual(new Set(addresses).size, 2)
      for (const { address, message, name } of both) {
        assert.strictEqual(name, address)
        assert.strictEqual(message, `${address}: Hangup failed: No such channel`)
        assert.isTrue(lines.some(([line, client]) => line.includes("Logging in again") && client === address))
      }
      for (const [line, client] of lines) assert.include(addresses, client, line)
    }))

  for (
    const [layer, address] of [
      [NodeAmi.layerTcp({ host: "pbx.test" }), "pbx.test:5038"],
      [NodeAmi.layerTls({ host: "[::1]", port: 5040, ca: "none" }), "[::1]:5040"],
      [NodeAmi.layerTcp({ path: "/run/ami.sock" }), "/run/ami.sock"],
      [NodeAmi.layerHttp({}), "http://127.0.0.1:8088"],
      [NodeAmi.layerHttp({ url: "https://pbx.test:8089/a/", prefix: "asterisk" }), "https://pbx.test:8089/a/asterisk"],
      [NodeAmi.layerHttp({ url: "http://hello:world@pbx.test" }), undefined]
    ] as const
  ) {
    it.effect(`the address of a transport is ${address}`, () =>
      Effect.gen(function*() {
        const transport = yield* Effect.provide(AmiTransport.AmiTransport, layer)

        assert.strictEqual(transport.address, address)
      }).pipe(Effect.provide(Logger.layer([]))))
  }
})
