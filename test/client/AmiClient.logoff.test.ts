/** A Logoff that Asterisk has not got, or has refused: the client stays. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Logger } from "effect"
import { Actions, AmiTransport } from "effect-ami"
import { logIn } from "./inboxWords.ts"
import { atOnce, connected, makePeer, type Peer, reconnecting, start, turn } from "./scriptedTransport.ts"

const Silent = Logger.layer([])

describe("a Logoff that was not written", () => {
  const options = { limits: { inFlight: 1 }, reconnect: atOnce }

  it.effect("does not keep the client from reconnecting after the next loss", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected(options)
      const busy = yield* start(Effect.exit(ami.send(Actions.CoreSettings())))
      const logoff = yield* start(Effect.exit(ami.send(Actions.Logoff())))

      yield* Fiber.interrupt(logoff)
      peer.end()
      yield* turn
      logIn(peer)

      assert.notInclude(peer.written.map(({ name }) => name), "Logoff")
      assert.deepInclude(yield* ami.status.get, { _tag: "Ready", epoch: 2 })
      yield* Fiber.join(busy)
    }).pipe(Effect.provide(Silent)))

  it.effect("does not, if Asterisk refuses it", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected(options)
      const logoff = yield* start(Effect.exit(ami.send(Actions.Logoff())))
      peer.answer(peer.last("Logoff"), "Response: Error\nMessage: Permission denied")
      yield* Fiber.join(logoff)

      peer.end()
      yield* turn
      logIn(peer)

      assert.deepInclude(yield* ami.status.get, { _tag: "Ready", epoch: 2 })
    }).pipe(Effect.provide(Silent)))

  it.effect("does not, if it is refused during its write, as over an in-memory transport", () =>
    Effect.gen(function*() {
      const peer: Peer = makePeer((action) => {
        if (action.name === "Logoff") peer.answer(action, "Response: Error\nMessage: Permission denied")
      })
      const { ami } = yield* connected(options, peer)
      const refused = yield* Effect.flip(ami.send(Actions.Logoff()))
      assert.strictEqual(refused.reason._tag, "PermissionDenied")

      peer.end()
      yield* turn
      logIn(peer)

      assert.deepInclude(yield* ami.status.get, { _tag: "Ready", epoch: 2 })
    }).pipe(Effect.provide(Silent)))

  it.effect("does not, if the connection did not accept it", () =>
    Effect.gen(function*() {
      const peer = makePeer()
      const deaf = Effect.map(peer.transport.connect, (connection): AmiTransport.Connection => ({
        ...connection,
        write: (action) => action.name !== "Logoff" && connection.write(action)
      }))
      const { ami } = yield* connected(options, { ...peer, transport: { connect: deaf } })
      const refused = yield* Effect.flip(ami.send(Actions.Logoff()))
      assert.deepInclude(refused.reason, { _tag: "NotSent", why: "NotConnected" })

      peer.end()
      yield* turn
      logIn(peer)

      assert.deepInclude(yield* ami.status.get, { _tag: "Ready", epoch: 2 })
    }).pipe(Effect.provide(Silent)))

  it.effect("ends the client with its connection if it was written", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ reconnect: atOnce })
      yield* start(Effect.exit(ami.send(Actions.Logoff())))

      peer.end()
      yield* reconnecting

      assert.deepInclude(yield* ami.status.get, { _tag: "Disconnected", isFinal: true })
    }).pipe(Effect.provide(Silent)))
})
