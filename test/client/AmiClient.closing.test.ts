import { assert, describe } from "@effect/vitest"
import { Effect, Exit, Fiber, Layer, Scope, Stream } from "effect"
import { Actions, Ami, AmiAction, AmiClient, AmiTransport } from "effect-ami"
import { TestClock } from "effect/testing"
import { credentials, failure, reasonOf, secretStaysHidden, test } from "./clientOutput.ts"
import { inboxOf, logIn } from "./inboxWords.ts"
import { challenge, connected, fullyBooted, makePeer, pong, start, turn, watch } from "./scriptedTransport.ts"

const goodbye = "Response: Goodbye\nMessage: Thanks for all the fish."

const names = (peer: { readonly written: ReadonlyArray<{ readonly name: string }> }) =>
  peer.written.map((action) => action.name)

describe("AmiClient, closing", () => {
  test("writes Logoff last, waits for the goodbye, and closes the connection (C28)", () =>
    Effect.gen(function*() {
      const { ami, close, peer } = yield* connected()

      const closing = yield* start(close())
      assert.deepStrictEqual(names(peer), ["Challenge", "Login", "Logoff"])
      assert.strictEqual((yield* ami.status.get)._tag, "Closing")
      assert.strictEqual(peer.closed(), 0)
      peer.answer(peer.last("Logoff"), goodbye)
      yield* Fiber.join(closing)

      assert.strictEqual((yield* ami.status.get)._tag, "Closed")
      assert.strictEqual(peer.closed(), 1)
    }))

  test("sends Logoff only after an answer that comes within drainTimeout (C28)", () =>
    Effect.gen(function*() {
      const { ami, close, peer } = yield* connected()
      const ping = yield* start(ami.send(Actions.Ping()))
      const list = yield* start(ami.collect(AmiAction.rawList("Status")))

      const closing = yield* start(close())
      yield* TestClock.adjust("1 second")
      peer.answer(peer.last("Ping"), pong)
      peer.answer(peer.last("Status"), "Response: Success\nEventList: start")
      assert.notInclude(names(peer), "Logoff")
      peer.answer(peer.last("Status"), "Event: StatusComplete\nEventList: Complete\nListItems: 0")
      assert.strictEqual(names(peer).at(-1), "Logoff")
      peer.answer(peer.last("Logoff"), goodbye)
      yield* Fiber.join(closing)

      assert.strictEqual((yield* Fiber.join(ping)).Ping, "Pong")
      assert.deepStrictEqual(yield* Fiber.join(list), [])
    }))

  test("fails actions that are not answered within drainTimeout as OutcomeUnknown(Closed) (C28)", () =>
    Effect.gen(function*() {
      const { ami, close, peer } = yield* connected({ drainTimeout: "1 second" })
      const ping = yield* start(reasonOf(ami.send(Actions.Ping())))
      const list = yield* start(reasonOf(ami.collect(AmiAction.rawList("Status"))))
      peer.answer(peer.last("Status"), "Response: Success\nEventList: start", "Event: Status\nPrivilege: Call")

      const closing = yield* start(close())
      yield* TestClock.adjust("900 millis")
      assert.isUndefined(ping.pollUnsafe())
      yield* TestClock.adjust("100 millis")
      const pending = yield* Fiber.join(ping)
      const broken = yield* Fiber.join(list)
      peer.answer(peer.last("Logoff"), goodbye)
      yield* Fiber.join(closing)

      assert.deepInclude(pending, { _tag: "OutcomeUnknown", cause: "Closed" })
      assert.isTrue(broken._tag === "ListIncomplete" && broken.cause === "Closed" && broken.items.length === 1)
    }))

  test("waits 2 seconds for answers by default (C28)", () =>
    Effect.gen(function*() {
      const { ami, close, peer } = yield* connected()
      yield* start(reasonOf(ami.send(Actions.Ping())))

      yield* start(close())
      yield* TestClock.adjust(1999)
      assert.notInclude(names(peer), "Logoff")
      yield* TestClock.adjust(1)

      assert.include(names(peer), "Logoff")
    }))

  test("does not wait for an open exchange that already has its response (C28)", () =>
    Effect.gen(function*() {
      const { ami, close, peer } = yield* connected()
      const exchange = yield* start(reasonOf(Stream.runDrain(ami.exchange(AmiAction.raw("AGI")))))
      peer.answer(peer.last("AGI"), "Response: Success")

      yield* start(close())

      assert.include(names(peer), "Logoff")
      assert.deepInclude(yield* Fiber.join(exchange), { _tag: "OutcomeUnknown", cause: "Closed" })
    }))

  test("does not wait for answers if an interruption closes the scope, but still writes Logoff (C28)", () =>
    Effect.gen(function*() {
      const { ami, close, peer } = yield* connected()
      const ping = yield* start(reasonOf(ami.send(Actions.Ping())))

      yield* start(close(Exit.interrupt()))

      assert.deepInclude(yield* Fiber.join(ping), { _tag: "OutcomeUnknown", cause: "Closed" })
      assert.strictEqual(names(peer).at(-1), "Logoff")
    }))

  test("fails new and queued actions as NotSent(Closed) as soon as it closes (C28)", () =>
    Effect.gen(function*() {
      const { ami, close, peer } = yield* connected({ limits: { inFlight: 1 } })
      const written = yield* start(ami.send(Actions.Ping()))
      const waiting = yield* start(reasonOf(ami.send(Actions.CoreStatus())))

      const closing = yield* start(close())
      const during = yield* failure(ami.send(Actions.CoreStatus()))
      peer.answer(peer.last("Ping"), pong)
      peer.answer(peer.last("Logoff"), goodbye)
      yield* Fiber.join(closing)
      const after = yield* reasonOf(ami.collect(Actions.CoreShowChannels()))

      for (const reason of [yield* Fiber.join(waiting), during.reason, after]) {
        assert.deepInclude(reason, { _tag: "NotSent", why: "Closed" })
      }
      assert.isTrue(during.isRetryable)
      assert.strictEqual((yield* Fiber.join(written)).Ping, "Pong")
      assert.deepStrictEqual(names(peer).slice(2), ["Ping", "Logoff"])
    }))

  test("takes drainTimeout and one second if the peer is frozen, less than 4 seconds in all (C28)", () =>
    Effect.gen(function*() {
      const { ami, close, peer } = yield* connected()
      yield* start(reasonOf(ami.send(Actions.Ping())))

      const closing = yield* start(close())
      yield* TestClock.adjust("2900 millis")
      assert.isUndefined(closing.pollUnsafe())
      yield* TestClock.adjust("300 millis")
      yield* Fiber.join(closing)

      assert.strictEqual(peer.closed(), 1)
      assert.strictEqual((yield* ami.status.get)._tag, "Closed")
    }))

  test("accepts the end of the connection in place of the goodbye (C28)", () =>
    Effect.gen(function*() {
      const { ami, close, peer } = yield* connected()

      const closing = yield* start(close())
      peer.end()
      yield* Fiber.join(closing)

      assert.strictEqual((yield* ami.status.get)._tag, "Closed")
    }))

  test("fails pending actions and writes no Logoff if the connection drops while draining (C28)", () =>
    Effect.gen(function*() {
      const { ami, close, peer } = yield* connected()
      const ping = yield* start(reasonOf(ami.send(Actions.Ping())))

      const closing = yield* start(close())
      peer.end()
      yield* Fiber.join(closing)

      assert.deepInclude(yield* Fiber.join(ping), { _tag: "OutcomeUnknown", cause: "Disconnected" })
      assert.deepStrictEqual(names(peer).slice(2), ["Ping"])
    }))

  test("closes the second connection like the first: drains it in state Closing, and does not open a third (C28)", () =>
    Effect.gen(function*() {
      const { ami, close, peer } = yield* connected({ reconnect: true })
      const { words } = yield* inboxOf(ami)
      peer.end()
      yield* TestClock.adjust("1 second")
      logIn(peer)
      yield* turn
      const ping = yield* start(reasonOf(ami.send(Actions.Ping())))

      const closing = yield* start(close())
      const whileDraining = yield* ami.status.get
      peer.end()
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(closing)

      assert.strictEqual(whileDraining._tag, "Closing")
      assert.deepInclude(yield* Fiber.join(ping), { _tag: "OutcomeUnknown", cause: "Disconnected" })
      assert.deepStrictEqual(words, ["Connected 1", "Disconnected 1", "Connected 2", "Disconnected 2"])
      assert.deepStrictEqual([peer.opened(), peer.closed()], [2, 2])
      assert.strictEqual((yield* ami.status.get)._tag, "Closed")
    }))

  test("writes nothing and takes no time if the connection is already lost (C28)", () =>
    Effect.gen(function*() {
      const { ami, close, peer } = yield* connected()
      peer.end()

      yield* close()

      assert.deepStrictEqual(names(peer), ["Challenge", "Login"])
      assert.strictEqual((yield* ami.status.get)._tag, "Closed")
      assert.strictEqual(peer.closed(), 1)
    }))

  test("waits for a lost connection that is still closing", () =>
    Effect.gen(function*() {
      const own = makePeer()
      const slow = Effect.andThen(Effect.addFinalizer(() => Effect.sleep("2 seconds")), own.transport.connect)
      const { close, peer } = yield* connected({ reconnect: true }, { ...own, transport: { connect: slow } })
      peer.end()
      yield* TestClock.adjust("1 second")

      const closing = yield* start(close())
      yield* TestClock.adjust("900 millis")
      const before = closing.pollUnsafe()
      yield* TestClock.adjust("100 millis")

      assert.isUndefined(before)
      assert.isDefined(closing.pollUnsafe())
    }))

  test("does not log off again after the caller's own logoff (C28)", () =>
    Effect.gen(function*() {
      const { ami, close, peer } = yield* connected()
      const logoff = yield* start(Effect.provideService(Ami.logoff, AmiClient.AmiClient, ami))
      peer.answer(peer.last("Logoff"), goodbye)
      peer.end()
      yield* Fiber.join(logoff)

      yield* close()

      assert.deepStrictEqual(names(peer), ["Challenge", "Login", "Logoff"])
    }))

  test("delivers what still arrives to subscribers, then Disconnected(ClientClosed), then ends them (C28)", () =>
    Effect.gen(function*() {
      const { ami, close, peer } = yield* connected()
      const told: Array<string> = []
      const inbox = yield* start(Stream.runForEach(ami.inbox, (item) =>
        Effect.sync(() =>
          told.push(
            item._tag === "Disconnected" && item.cause.reason._tag === "ConnectionLost"
              ? item.cause.reason.why
              : item._tag
          )
        )))

      const closing = yield* start(close())
      peer.deliver("Event: Hangup\nPrivilege: call,all")
      peer.answer(peer.last("Logoff"), goodbye)
      peer.deliver("Event: Hangup\nPrivilege: call,all")
      yield* Fiber.join(closing)
      yield* Fiber.join(inbox)

      assert.deepStrictEqual(told, ["Connected", "Received", "ClientClosed"])
    }))

  test("gives a subscriber that arrives while closing Connected before Disconnected (C17)", () =>
    Effect.gen(function*() {
      const { ami, close, peer } = yield* connected()
      const closing = yield* start(close())
      const inbox = yield* start(Stream.runCollect(ami.inbox))

      peer.answer(peer.last("Logoff"), goodbye)
      yield* Fiber.join(closing)

      assert.deepStrictEqual((yield* Fiber.join(inbox)).map(({ _tag }) => _tag), ["Connected", "Disconnected"])
    }))

  test("gives Disconnected once to a subscriber that subscribes again on Disconnected, and then ends it (C28)", () =>
    Effect.gen(function*() {
      const { ami, close, peer } = yield* connected()
      const rounds: Array<ReadonlyArray<string>> = []
      const again = yield* start(
        ami.inbox.pipe(
          Stream.takeUntil((item) => item._tag === "Disconnected"),
          Stream.runCollect,
          Effect.map((items) => rounds.push(items.map(({ _tag }) => _tag))),
          Effect.repeat({ times: 3 })
        )
      )

      const closing = yield* start(close())
      peer.answer(peer.last("Logoff"), goodbye)
      yield* Fiber.join(closing)
      yield* Fiber.join(again)

      assert.deepStrictEqual(rounds, [["Connected", "Disconnected"], [], [], []])
    }))

  test("hides the answer of an abandoned caller from the inbox (C28)", () =>
    Effect.gen(function*() {
      const { ami, close, peer } = yield* connected({ drainTimeout: 0 })
      const seen = yield* watch(ami)
      yield* start(reasonOf(ami.send(Actions.Ping())))

      const closing = yield* start(close())
      peer.answer(peer.last("Ping"), pong)
      peer.answer(peer.last("Logoff"), goodbye)
      yield* Fiber.join(closing)

      assert.deepStrictEqual(seen, [])
    }))

  test("logs off when the scope of its Layer closes, before the program's result (C8)", () =>
    Effect.gen(function*() {
      const peer = makePeer((action, peer) => {
        if (action.name === "Challenge") peer.answer(action, challenge)
        if (action.name === "Login") peer.deliver(`Response: Success\nActionID: ${action.actionId}`, fullyBooted)
        if (action.name === "Ping") peer.answer(action, pong)
        if (action.name === "Logoff") peer.answer(action, goodbye)
      })
      const live = AmiClient.layer(credentials).pipe(
        Layer.provide(Layer.succeed(AmiTransport.AmiTransport, peer.transport))
      )

      const { Ping } = yield* Effect.provide(Ami.ping, live)

      assert.strictEqual(Ping, "Pong")
      assert.deepStrictEqual(names(peer), ["Challenge", "Login", "Ping", "Logoff"])
      assert.deepStrictEqual([peer.opened(), peer.closed()], [1, 1])
    }))

  test("logs off a program that fails, and keeps its error (C8)", () =>
    Effect.gen(function*() {
      const peer = makePeer((action, peer) => action.name === "Logoff" && peer.answer(action, goodbye))
      const scope = yield* Scope.make()
      const { close } = yield* Effect.provideService(connected({}, peer), Scope.Scope, scope)

      const exit = yield* Effect.exit(Effect.ensuring(Effect.fail("mine"), close(Exit.fail("mine"))))

      assert.deepEqual(exit, Exit.fail("mine"))
      assert.strictEqual(names(peer).at(-1), "Logoff")
      yield* Scope.close(scope, Exit.void)
    }))

  secretStaysHidden()
})
