/**
 * A simulator inside the process, and one that listens on all of its ports.
 */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Fiber, Layer, Redacted } from "effect"
import { Ami, AmiClient, AmiTransport, Events } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"
import { TestClock } from "effect/testing"
import * as certificates from "../node/certificates.ts"

const account = { username: "hello", secret: Redacted.make("world") }

/** A client of a simulator in the process. */
const inside = (options?: AmiSimulator.Options) =>
  AmiClient.layer(account).pipe(Layer.provideMerge(AmiSimulator.layerTransport(options)))

describe("a simulator in the process", () => {
  it.effect("makes calls in the time of the test clock", () =>
    Effect.gen(function*() {
      const simulator = yield* AmiSimulator.AmiSimulator
      const ended: Array<string> = []
      yield* Effect.forkChild(Ami.onEvent(Events.Hangup, (event) => Effect.sync(() => ended.push(event.Channel))))
      const dialled = yield* Effect.forkChild(Ami.dial({ originator: "100", extension: "200" }))
      yield* TestClock.adjust("5 seconds")
      const { Channel } = yield* Fiber.join(dialled)
      yield* TestClock.adjust("20 seconds")
      const before = [...ended]
      yield* TestClock.adjust("20 seconds")

      assert.deepStrictEqual(before, [])
      assert.include(ended, Channel)
      assert.strictEqual(yield* simulator.sessions, 1)
      assert.deepStrictEqual((yield* simulator.requests).slice(0, 3).map(({ action }) => action), [
        "Challenge",
        "Login",
        "Originate"
      ])
    }).pipe(Effect.provide(inside())))

  it.effect("refuses a login after its delay, and closes a session that does not log in", () =>
    Effect.gen(function*() {
      const { connect } = yield* AmiTransport.AmiTransport
      const { requests } = yield* AmiSimulator.AmiSimulator
      const refused = yield* AmiClient.make({ ...account, secret: Redacted.make("wrong") }).pipe(
        Effect.flip,
        Effect.scoped,
        Effect.forkChild
      )
      yield* Effect.repeat(Effect.andThen(Effect.yieldNow, requests), {
        until: (received) => received.some(({ action }) => action === "Login")
      })
      yield* TestClock.adjust("999 millis")
      assert.isUndefined(refused.pollUnsafe())
      yield* TestClock.adjust("1 millis")
      assert.strictEqual((yield* Fiber.join(refused)).reason._tag, "LoginRejected")

      const silent = yield* connect
      const ended = yield* Effect.forkChild(Effect.flip(silent.receive(() => {})))
      yield* TestClock.adjust("30 seconds")
      assert.strictEqual((yield* Fiber.join(ended)).reason._tag, "ConnectionLost")
      assert.strictEqual(silent.banner, "Asterisk Call Manager/11.0.0")
    }).pipe(Effect.provide(AmiSimulator.layerTransport())))

  it.effect("ends its sessions with its scope, and is gone for clients after that", () =>
    Effect.gen(function*() {
      const services = yield* Effect.scoped(Layer.build(AmiSimulator.layerTransport()))

      const error = yield* Effect.flip(Effect.scoped(Context.get(services, AmiTransport.AmiTransport).connect))

      assert.strictEqual(error.reason._tag, "ConnectFailed")
    }))
})

describe("a simulator that stops gracefully", () => {
  it.effect("refuses every action until the last call has ended, and then tells its sessions", () =>
    Effect.gen(function*() {
      const { shutdown } = yield* AmiSimulator.AmiSimulator
      const heard: Array<string> = []
      yield* Effect.forkChild(
        Ami.onEvent(Events.Shutdown, ({ Restart }) => Effect.sync(() => heard.push(`${Restart}`)))
      )
      yield* Ami.originate({ originator: "100", extension: "200" })
      yield* TestClock.adjust("5 seconds")
      yield* shutdown({ when: "gracefully" })
      const refused = yield* Effect.flip(Ami.ping)
      const before = [...heard]
      yield* TestClock.adjust("40 seconds")

      assert.include(refused.message, "Asterisk is shutting down")
      assert.deepStrictEqual(before, [])
      assert.deepStrictEqual(heard, ["false"])
    }).pipe(Effect.provide(inside())))
})

describe("NodeSimulator.layer", () => {
  it.live("has one PBX behind TCP, TLS and HTTP", () =>
    Effect.gen(function*() {
      const { httpPort, port, requests, sessions, tlsPort } = yield* AmiSimulator.AmiSimulator
      const ways = [
        NodeAmi.layerTcp({ port }),
        NodeAmi.layerTls({ port: tlsPort ?? 0, ca: certificates.ca, host: "127.0.0.1" }),
        NodeAmi.layerHttp({ url: `http://127.0.0.1:${httpPort}` })
      ]
      const clients = yield* Effect.forEach(ways, (way) => Layer.build(Layer.provide(AmiClient.layer(account), way)))

      for (const services of clients) yield* Effect.provide(Ami.ping, services)

      assert.strictEqual(yield* sessions, 3)
      assert.lengthOf((yield* requests).filter(({ action }) => action === "Ping"), 3)
    }).pipe(
      Effect.scoped,
      Effect.provide(NodeSimulator.layer({ tls: certificates.good, http: true }))
    ))
})
