import { assert, describe, expectTypeOf, it } from "@effect/vitest"
import { Cause, DateTime, Duration, Effect, Fiber, Layer, Redacted, Result, Schema, Stream } from "effect"
import {
  Ami,
  AmiClient,
  AmiCodec,
  AmiError,
  AmiEvent,
  type AmiMessage,
  AmiTransportMock,
  AmiValue,
  Events
} from "effect-ami"
import * as AllEvents from "effect-ami/catalog/AllEvents"

const messageOf = (text: string): AmiMessage.AmiMessage => {
  const wire = `${text.replaceAll("\n", "\r\n")}\r\n\r\n`
  const [message] = AmiCodec.makeDecoder({ banner: false }).push(new TextEncoder().encode(wire))
  return message ?? assert.fail(text)
}

const read = <A>(event: AmiEvent.AmiEvent<A>, text: string): A => Result.getOrThrow(event.decode(messageOf(text)))

const refusal = (run: () => string) => {
  const error = Result.getOrThrow(Result.flip(Result.try(run)))
  if (!AmiError.isAmiError(error) || error.reason._tag !== "InvalidOption") return assert.fail(String(error))
  return error.reason
}

describe("AmiTransportMock.event", () => {
  it("writes each event of the catalogue completely", () => {
    for (const event of AllEvents.all) {
      const text = AmiTransportMock.event(event)
      const value = read(event, text) as object

      assert.deepStrictEqual(AmiEvent.faultsOf(value), [], event.name)
      assert.isTrue(event.matches(messageOf(text)))
    }
  })

  it("writes values as Asterisk does, and they decode unchanged", () => {
    const given = {
      Queue: "sales",
      Name: "Alice",
      LastCall: DateTime.makeUnsafe(1_700_000_000_000),
      Wrapuptime: Duration.seconds(5),
      Paused: true,
      CallsTaken: 3
    }

    const text = AmiTransportMock.event(Events.QueueMember, given)

    assert.deepInclude(read(Events.QueueMember, text), given)
    assert.include(text, "\nPaused: 1\n")
    assert.include(text, "\nLastCall: 1700000000\n")
  })

  it("has the classes of a raised event, and none for a list item", () => {
    assert.include(AmiTransportMock.event(Events.Hangup), "\nPrivilege: call,all\n")
    assert.notInclude(AmiTransportMock.event(Events.CoreShowChannel), "Privilege")
  })

  it("writes events of your own", () => {
    const Door = AmiEvent.define("Door", {
      Number: AmiValue.Int,
      State: Schema.Literals(["open", "shut"]),
      Note: Schema.optionalKey(Schema.String),
      Tags: Schema.Array(Schema.String)
    })
    const Checkout = AmiEvent.userEvent("Checkout", { Amount: AmiValue.Int })

    assert.strictEqual(AmiTransportMock.event(Door), "Event: Door\nNumber: 0\nState: open\nTags: ")
    assert.strictEqual(
      AmiTransportMock.event(Door, { Number: 5, State: "shut", Note: "a", Tags: ["b", "c"] }),
      "Event: Door\nNumber: 5\nState: shut\nNote: a\nTags: b\nTags: c"
    )
    assert.deepInclude(read(Checkout, AmiTransportMock.event(Checkout, { Amount: 42 })), {
      UserEvent: "Checkout",
      Amount: 42
    })
  })

  it("rejects what it cannot write, and names it", () => {
    const untyped = AmiTransportMock.event as (event: unknown, fields?: object) => string
    const Even = AmiEvent.define("Even", { Number: AmiValue.Int.check(Schema.isMultipleOf(2)) })
    const Throwing = AmiEvent.define("Throwing", {
      A: Schema.String.pipe(
        Schema.decodeTo(Schema.String, {
          decode: undefined as never,
          encode: undefined as never
        })
      )
    })

    assert.deepInclude(refusal(() => untyped(Events.Hangup, { Chanel: "a" })), { option: "Chanel" })
    assert.include(refusal(() => untyped(Events.Hangup, { Chanel: "a" })).rule, "did you mean `Channel`?")
    assert.deepInclude(refusal(() => untyped(Events.Hangup, { Cause: "busy" })), { option: "Cause" })
    assert.deepInclude(refusal(() => untyped(Events.Hangup, { Channel: 5 })), { option: "Channel" })
    assert.deepInclude(refusal(() => untyped("Hangup")), { option: "event" })
    assert.deepInclude(refusal(() => untyped(undefined)), { option: "event" })
    assert.deepInclude(refusal(() => untyped(Even, { Number: 3 })), { option: "Number" })
    assert.isString(refusal(() => untyped(Throwing, { A: "a" })).rule)
    assert.deepInclude(refusal(() => untyped(Events.Hangup, { Channel: "a\nEvent: Forged" })), { option: "Channel" })
    assert.deepInclude(refusal(() => untyped(Events.Hangup, null as never)), { option: "fields" })
  })

  it("knows the types of the values", () => {
    const compiles = (_: () => void) => undefined
    compiles(() => {
      expectTypeOf(AmiTransportMock.event(Events.Hangup, { Cause: 16 })).toEqualTypeOf<string>()
      // @ts-expect-error a number
      AmiTransportMock.event(Events.Hangup, { Cause: "16" })
      // @ts-expect-error in AMI's spelling
      AmiTransportMock.event(Events.Hangup, { channel: "a" })
    })
  })
})

const Client = AmiClient.layer({ username: "demo", secret: Redacted.make("demo") })

const within = <A, E>(
  program: Effect.Effect<A, E, AmiClient.AmiClient | AmiTransportMock.AmiTransportMock>,
  script: AmiTransportMock.Script = {}
) => Effect.provide(program, Layer.provideMerge(Client, AmiTransportMock.layer(script)))

describe("AmiTransportMock, events that nobody could decode", () => {
  const Door = AmiEvent.define("Door", { Number: AmiValue.Int })

  /** Pushes a text to subscribers of these events, and checks that the test is done. */
  const done = (text: string, ...subscriptions: ReadonlyArray<ReadonlyArray<AmiEvent.Any>>) =>
    within(Effect.gen(function*() {
      const ami = yield* AmiClient.AmiClient
      const mock = yield* AmiTransportMock.AmiTransportMock
      const fibers = yield* Effect.forEach(
        subscriptions,
        (events) => Effect.forkChild(Stream.runDrain(ami.events(...events)), { startImmediately: true })
      )
      yield* mock.push(text)
      const exit = yield* Effect.exit(mock.assertDone)
      yield* Fiber.interruptAll(fibers)
      return exit._tag === "Success" ? "" : String(Cause.squash(exit.cause))
    }))

  it.effect("fail assertDone, which names the event and what did not match", () =>
    Effect.gen(function*() {
      const words = yield* done("Event: Door\nNumber: north", [Door])

      assert.include(words, "Door")
      assert.include(words, "Number: Expected an integer")
      assert.include(yield* done("Event: Door\nDoor: 1", [Door]), "Number")
    }))

  it.effect("do not fail it if somebody could", () =>
    Effect.gen(function*() {
      const Lenient = AmiEvent.define("Door", { Number: Schema.String })

      assert.strictEqual(yield* done("Event: Door\nNumber: 5", [Door]), "")
      assert.strictEqual(yield* done("Event: Door\nNumber: north", [Door], [Lenient]), "")
      assert.strictEqual(yield* done("Event: Door\nNumber: north", [Lenient], [Door]), "")
      assert.strictEqual(yield* done("Event: Door\nNumber: north"), "")
      assert.strictEqual(yield* done("Event: Window\nNumber: north", [Door]), "")
    }))

  it.effect("fail it for Ami.onEvent too", () =>
    Effect.gen(function*() {
      const exit = yield* within(Effect.scoped(Effect.gen(function*() {
        const mock = yield* AmiTransportMock.AmiTransportMock
        yield* Ami.onEvent(Door, () => Effect.void)
        yield* mock.push("Event: Door\nNumber: north")
        return yield* Effect.exit(mock.assertDone)
      })))

      assert.include(String(exit), "Door")
    }))

  it.effect("of the catalogue that lack a header are decoded without it", () =>
    Effect.gen(function*() {
      assert.strictEqual(yield* done("Event: Hangup\nChannel: a", [Events.Hangup]), "")
    }))
})
