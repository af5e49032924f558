import { assert, describe } from "@effect/vitest"
import { Cause, Effect, Exit, Logger, Schema, Scope, Stream } from "effect"
import { Ami, AmiClient, AmiEvent } from "effect-ami"
import * as AllEvents from "effect-ami/catalog/AllEvents"
import { TestClock } from "effect/testing"
import { logs, secretStaysHidden, test } from "../client/clientOutput.ts"
import { connected, start } from "../client/scriptedTransport.ts"

const Door = AmiEvent.define("Door", { Number: Schema.FiniteFromString })

const door = (number: number | string) => `Event: Door\nPrivilege: user,all\nNumber: ${number}`

/** A client, and a way to provide it to a task in a scope that can be closed. */
const serving = Effect.fnUntraced(function*(options: Partial<AmiClient.Options> = {}) {
  const { ami, close, peer } = yield* connected(options)
  const scope = yield* Scope.make()
  yield* Effect.addFinalizer(() => Scope.close(scope, Exit.void))
  const within = <A, E>(task: Effect.Effect<A, E, AmiClient.AmiClient | Scope.Scope>) =>
    task.pipe(Effect.provideService(AmiClient.AmiClient, ami), Scope.provide(scope))
  return { ami, peer, within, close, closeScope: Scope.close(scope, Exit.void) }
})

describe("Ami.onEvent", () => {
  test("calls the handler of a schema with its decoded events, and no others", () =>
    Effect.gen(function*() {
      const { peer, within } = yield* serving()
      const seen: Array<number> = []
      yield* within(Ami.onEvent(Door, (event) => Effect.sync(() => seen.push(event.Number))))

      peer.deliver(door(1), "Event: Gate\nPrivilege: user,all\nNumber: 2", door(3))

      assert.deepStrictEqual(seen, [1, 3])
    }))

  test("calls the handler of a name with the raw event", () =>
    Effect.gen(function*() {
      const { peer, within } = yield* serving()
      const seen: Array<string | undefined> = []
      yield* within(Ami.onEvent("Door", (event) => Effect.sync(() => seen.push(event.get("Number")))))

      peer.deliver(door("north"), "Event: Gate\nPrivilege: user,all")

      assert.deepStrictEqual(seen, ["north"])
    }))

  test("says once which event was meant by a misspelt name, and takes names of your own and all of the catalogue", () =>
    Effect.gen(function*() {
      const { peer, within } = yield* serving()
      const seen: Array<string> = []
      const on = (name: string) => within(Ami.onEvent(name, (event) => Effect.sync(() => seen.push(event.name))))
      for (const name of ["HangUp", "HangUp", "Newchanel", "BridgeEntre"]) yield* on(name)
      const warnings = () => logs.filter(({ message }) => message.startsWith("Ami.onEvent waits for "))
      assert.deepStrictEqual(warnings().map(({ level, message }) => [level, message]), [
        ["Warn", "Ami.onEvent waits for HangUp, which no event of Asterisk is named: was Hangup meant?"],
        ["Warn", "Ami.onEvent waits for Newchanel, which no event of Asterisk is named: was Newchannel meant?"],
        ["Warn", "Ami.onEvent waits for BridgeEntre, which no event of Asterisk is named: was BridgeEnter meant?"]
      ])
      for (const name of ["Door", "Checkout", "HangupSurvey", "Dail", ...AllEvents.all.map(({ name }) => name)]) {
        yield* on(name)
      }
      assert.lengthOf(warnings(), 3)
      // What is warned of is subscribed to all the same.
      peer.deliver("Event: HangUp\nPrivilege: user,all")
      assert.deepStrictEqual(seen, ["HangUp", "HangUp"])
    }))

  test("calls the handler of `*` with every event, but no responses or marks", () =>
    Effect.gen(function*() {
      const { peer, within } = yield* serving()
      const seen: Array<string> = []
      yield* within(Ami.onEvent("*", (event) => Effect.sync(() => seen.push(event.name))))

      peer.deliver(door(1), "Response: Success\nActionID: 1", "Event: Hangup\nPrivilege: call,all", "Rest: of a value")
      peer.end()

      assert.deepStrictEqual(seen, ["Door", "Hangup"])
    }))

  test("a name or a schema does not match a response of that name, whatever its headers", () =>
    Effect.gen(function*() {
      const { peer, within } = yield* serving()
      const seen: Array<string> = []
      yield* within(Ami.onEvent("Door", (event) => Effect.sync(() => seen.push(event.kind))))
      yield* within(Ami.onEvent(Door, (event) => Effect.sync(() => seen.push(event.Event))))

      peer.deliver("Response: Door\nEvent: Door\nNumber: 1")
      assert.deepStrictEqual(seen, [])

      peer.deliver("Event: Door\nResponse: Door\nNumber: 1")
      assert.deepStrictEqual(seen, ["Event", "Door"])
    }))

  test("the subscription exists when it returns: the next message is delivered", () =>
    Effect.gen(function*() {
      const { peer, within } = yield* serving()
      const seen: Array<number> = []

      yield* within(Effect.gen(function*() {
        yield* Ami.onEvent(Door, (event) => Effect.sync(() => seen.push(event.Number)))
        peer.deliver(door(1))
      }))

      assert.deepStrictEqual(seen, [1])
    }))

  test("logs a handler that fails or dies, and still delivers the next event (C19)", () =>
    Effect.gen(function*() {
      const { peer, within } = yield* serving()
      const seen: Array<number> = []
      yield* within(Ami.onEvent(Door, (event) =>
        event.Number === 1
          ? Effect.fail("stuck")
          : event.Number === 2
          ? Effect.die(new Error("broken"))
          : Effect.sync(() => seen.push(event.Number))))

      peer.deliver(door(1), door(2), door(3))

      assert.deepStrictEqual(seen, [3])
      const errors = logs.filter(({ message }) => message.startsWith("The handler of Door failed"))
      assert.deepStrictEqual(errors.map(({ level }) => level), ["Error", "Error"])
    }))

  test("says how to write a handler that returns no Effect", () =>
    Effect.gen(function*() {
      const { peer, within } = yield* serving()
      const wrong: ReadonlyArray<readonly [handler: () => unknown, words: string]> = [
        [() => undefined, "but returned undefined: write `(event) => Effect.sync(() => …)`"],
        [() => "done", "but returned a plain text: write `(event) => Effect.sync(() => …)`"],
        [() => Promise.resolve(), "but returned a promise: write `(event) => Effect.promise(() => …)`"]
      ]
      const causes: Array<string> = []
      const logger = Logger.make(({ cause }) => void causes.push(Cause.pretty(cause)))
      for (const [handler] of wrong) {
        yield* within(Ami.onEvent(Door, handler as () => Effect.Effect<void>)).pipe(
          Effect.provide(Logger.layer([logger]))
        )
      }

      peer.deliver(door(1))

      for (const [, words] of wrong) assert.isTrue(causes.some((cause) => cause.includes(words)), words)
    }))

  test("handles events one after the other", () =>
    Effect.gen(function*() {
      const { peer, within } = yield* serving()
      const seen: Array<string> = []
      yield* within(Ami.onEvent(Door, ({ Number }) =>
        Effect.sync(() => seen.push(`begin ${Number}`)).pipe(
          Effect.andThen(Effect.sleep("1 second")),
          Effect.andThen(Effect.sync(() => seen.push(`end ${Number}`)))
        )))

      peer.deliver(door(1), door(2))
      yield* TestClock.adjust("2 seconds")

      assert.deepStrictEqual(seen, ["begin 1", "end 1", "begin 2", "end 2"])
    }))

  test("a handler that never ends blocks neither another handler nor a request (C19)", () =>
    Effect.gen(function*() {
      const { ami, peer, within } = yield* serving()
      const seen: Array<number> = []
      yield* within(Ami.onEvent(Door, () => Effect.never))
      yield* within(Ami.onEvent(Door, (event) => Effect.sync(() => seen.push(event.Number))))

      peer.deliver(door(1))
      peer.deliver(door(2))

      assert.deepStrictEqual(seen, [1, 2])
      assert.strictEqual((yield* ami.status.get)._tag, "Ready")
    }))

  test("ends with its scope, even in the middle of an event", () =>
    Effect.gen(function*() {
      const { closeScope, peer, within } = yield* serving()
      const seen: Array<string> = []
      yield* within(Ami.onEvent(Door, ({ Number }) =>
        Effect.sync(() => seen.push(`begin ${Number}`)).pipe(
          Effect.andThen(Effect.never),
          Effect.onInterrupt(() => Effect.sync(() => seen.push("interrupted")))
        )))
      peer.deliver(door(1))

      yield* closeScope
      peer.deliver(door(2))

      assert.deepStrictEqual(seen, ["begin 1", "interrupted"])
    }))

  test("ends with the connection, after the events that came before", () =>
    Effect.gen(function*() {
      const { peer, within } = yield* serving()
      const seen: Array<number> = []
      yield* within(Ami.onEvent(Door, (event) => Effect.delay(Effect.sync(() => seen.push(event.Number)), "1 second")))

      peer.deliver(door(1), door(2))
      peer.end()
      yield* TestClock.adjust("2 seconds")

      assert.deepStrictEqual(seen, [1, 2])
    }))

  test("logs a handler that falls behind with overflow fail, after the events it got (C18)", () =>
    Effect.gen(function*() {
      const { peer, within } = yield* serving({ buffer: { capacity: 1, overflow: "fail" } })
      const seen: Array<number> = []
      yield* within(Ami.onEvent(Door, (event) => Effect.delay(Effect.sync(() => seen.push(event.Number)), "1 second")))
      const told = () => logs.filter(({ message }) => message.startsWith("The handler of Door ended"))

      for (const number of [1, 2, 3, 4]) peer.deliver(door(number))
      yield* TestClock.adjust("1500 millis")
      assert.deepStrictEqual(told(), [])
      yield* TestClock.adjust("1 second")

      assert.deepStrictEqual(seen, [1, 2])
      assert.deepStrictEqual(told().map(({ level }) => level), ["Error"])
      assert.include(told()[0]?.message, "fell 1 events behind")
    }))

  test("provides a handler with the services that it requires", () =>
    Effect.gen(function*() {
      const { peer, within } = yield* serving()
      const seen: Array<number> = []
      yield* within(Ami.onEvent(Door, (event) => Effect.map(AmiClient.AmiClient, () => seen.push(event.Number))))

      peer.deliver(door(1))

      assert.deepStrictEqual(seen, [1])
    }))

  test("100 handlers of one event all see it", () =>
    Effect.gen(function*() {
      const { ami, peer, within } = yield* serving()
      let seen = 0
      for (let count = 0; count < 100; count++) yield* within(Ami.onEvent(Door, () => Effect.sync(() => seen += 1)))
      const stream = yield* start(Stream.runHead(ami.events(Door)))

      peer.deliver(door(1))

      assert.strictEqual(seen, 100)
      assert.isDefined(stream.pollUnsafe())
    }))

  secretStaysHidden()
})
