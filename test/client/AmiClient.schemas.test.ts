import { assert, describe } from "@effect/vitest"
import { Effect, Fiber, Schema, SchemaGetter, SchemaTransformation, Stream } from "effect"
import { Actions, AmiAction, AmiError, AmiEvent, AmiMessage } from "effect-ami"
import { inspect } from "node:util"
import { failure, reasonOf, secretStaysHidden, test } from "./clientOutput.ts"
import { complete, door, listStart, ping } from "./doorList.ts"
import { connected, pong, start, turn, watch } from "./scriptedTransport.ts"

/** A schema that decodes with this code. */
const decodedBy = (decode: (text: string) => unknown) =>
  Schema.String.pipe(
    Schema.decodeTo(Schema.Any, SchemaTransformation.transform({ decode, encode: (value: unknown) => String(value) }))
  )

const effectful = (decode: (text: string) => Effect.Effect<string>) =>
  Schema.String.pipe(
    Schema.decodeTo(Schema.String, { decode: SchemaGetter.transformEffect(decode), encode: SchemaGetter.passthrough() })
  )

const Json = decodedBy((text) => JSON.parse(text))

const notOne = (text: string, thrown: unknown) => {
  if (text !== "1") throw thrown
  return text
}

const asynchronous = "its schema is asynchronous, but a message is decoded at once: "
  + "decode it as text, and do the rest afterwards"

/** Schemas that misbehave unless their text is `1`, and what the error says of each. */
const misbehaving = [
  ["throws", decodedBy((text) => notOne(text, new TypeError("not for me"))), "its schema threw TypeError: not for me"],
  ["throws something that is not an Error", decodedBy((text) => notOne(text, text)), "its schema threw a string: no"],
  [
    "dies",
    effectful((text) => text === "1" ? Effect.succeed(text) : Effect.die(new RangeError("out of it"))),
    "its schema threw RangeError: out of it"
  ],
  [
    "is asynchronous",
    effectful((text) => text === "1" ? Effect.succeed(text) : Effect.as(Effect.sleep(1), text)),
    asynchronous
  ],
  ["never ends", effectful((text) => text === "1" ? Effect.succeed(text) : Effect.never), asynchronous]
] as const

const doorsOf = (name: Schema.Codec<unknown, string>) =>
  AmiAction.defineList("DoorList", { items: [AmiEvent.define("Door", { Name: name })] })

const names = (items: ReadonlyArray<unknown>) => items.map((item) => AmiMessage.isAmiMessage(item) && item.get("Name"))

for (const [misbehaves, schema, words] of misbehaving) {
  describe(`A user's schema that ${misbehaves}`, () => {
    test("fails only its own `send`, which keeps the answer, and no other request in the same read", () =>
      Effect.gen(function*() {
        const { ami, peer } = yield* connected()
        const Custom = AmiAction.define("Custom", { response: { Payload: schema } })
        const before = yield* start(ami.send(Actions.Ping()))
        const first = peer.last("Ping")
        const broken = yield* start(failure(ami.send(Custom())))
        const after = yield* start(ami.send(Actions.Ping()))

        peer.deliver(
          `${pong}\nActionID: ${first.actionId}`,
          `Response: Success\nActionID: ${peer.last("Custom").actionId}\nPayload: no\nOther: kept`,
          `${pong}\nActionID: ${peer.last("Ping").actionId}`
        )
        const error = yield* Fiber.join(broken)

        assert.strictEqual(error.message, `The answer to Custom does not fit its schema: ${words}`)
        assert.isTrue(error.reason._tag === "DecodeFailed" && error.reason.response.get("Other") === "kept")
        assert.strictEqual((yield* Fiber.join(before)).Ping, "Pong")
        assert.strictEqual((yield* Fiber.join(after)).Ping, "Pong")
        assert.strictEqual(yield* ping(ami, peer), "Pong")
      }))

    test("fails only its own `collect`, which keeps all items as messages", () =>
      Effect.gen(function*() {
        const { ami, peer } = yield* connected()
        const others = yield* watch(ami)
        const fiber = yield* start(failure(ami.collect(doorsOf(schema)())))
        peer.answer(peer.last("DoorList"), listStart, door(1), door("no"), door(1), complete(3))
        const { message, reason } = yield* Fiber.join(fiber)

        assert.strictEqual(message, `The answer to DoorList does not fit its schema: ${words}`)
        assert.isTrue(reason._tag === "DecodeFailed" && reason.response.get("Name") === "no")
        assert.deepStrictEqual(reason._tag === "DecodeFailed" && names(reason.items ?? []), ["1", "no", "1"])
        assert.deepStrictEqual(others, [])
        assert.strictEqual(yield* ping(ami, peer), "Pong")
      }))

    test("keeps all items of an incomplete list", () =>
      Effect.gen(function*() {
        const { ami, peer } = yield* connected()
        const fiber = yield* start(reasonOf(ami.collect(doorsOf(schema)())))
        peer.answer(peer.last("DoorList"), listStart, door(1), door("no"), complete(7))
        const reason = yield* Fiber.join(fiber)

        assert.isTrue(reason._tag === "ListIncomplete" && reason.cause === "CountMismatch")
        assert.deepStrictEqual(reason._tag === "ListIncomplete" && names(reason.items), ["1", "no"])
      }))

    test("ends its own `stream` after the preceding items, and the rest is swallowed", () =>
      Effect.gen(function*() {
        const { ami, peer } = yield* connected()
        const others = yield* watch(ami)
        const seen: Array<unknown> = []
        const fiber = yield* start(
          failure(Stream.runForEach(ami.stream(doorsOf(schema)()), (item) => Effect.sync(() => seen.push(item))))
        )
        peer.answer(peer.last("DoorList"), listStart, door(1), door("no"), door(1))
        const error = yield* Fiber.join(fiber)
        peer.answer(peer.last("DoorList"), door(1), complete(4))

        assert.strictEqual(error.message, `The answer to DoorList does not fit its schema: ${words}`)
        assert.strictEqual(seen.length, 1)
        assert.deepStrictEqual(others, [])
        assert.strictEqual(yield* ping(ami, peer), "Pong")
      }))
  })
}

describe("A payload schema that misbehaves", () => {
  const unwritable = (encode: (value: string) => Effect.Effect<string>) =>
    AmiAction.define("Custom", {
      payload: {
        Password: Schema.String.pipe(
          Schema.decodeTo(Schema.String, {
            decode: SchemaGetter.passthrough(),
            encode: SchemaGetter.transformEffect(encode)
          })
        )
      }
    })

  for (
    const [what, encode, rule] of [
      [
        "throws",
        (text: string) => {
          throw new TypeError(`no ${text}`)
        },
        "its schema threw TypeError"
      ],
      ["dies", (text: string) => Effect.die(new RangeError(text)), "its schema threw RangeError"],
      [
        "is asynchronous",
        (text: string) => Effect.as(Effect.sleep(1), text),
        "its schema is asynchronous, but an action is written at once"
      ]
    ] as const
  ) {
    test(`fails only its own call with NotSent(Invalid), without the value, if it ${what}`, () =>
      Effect.gen(function*() {
        const { ami, peer } = yield* connected()
        const error = yield* failure(ami.send(unwritable(encode)({ Password: "topsecret" })))

        assert.deepInclude(error.reason, { _tag: "NotSent", why: "Invalid", field: "payload" })
        assert.strictEqual(error.message, `Custom was not sent: payload cannot be written: ${rule}`)
        assert.notInclude(inspect(error, { depth: 9 }), "topsecret")
        assert.strictEqual(yield* ping(ami, peer), "Pong")
      }))
  }
})

describe("Where a user's schema runs", () => {
  test("runs in the fiber of its caller, not in the reader's", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const fibers: Array<number | undefined> = []
      const Noting = decodedBy(() => fibers.push(Fiber.getCurrent()?.id))
      const Custom = AmiAction.define("Custom", { response: { Payload: Noting } })
      const sent = yield* start(ami.send(Custom()))
      const collected = yield* start(ami.collect(doorsOf(Noting)()))
      const first = peer.last("DoorList")
      const streamed = yield* start(Stream.runDrain(ami.stream(doorsOf(Noting)())))
      peer.answer(peer.last("Custom"), "Response: Success\nPayload: 1")
      for (const action of [first, peer.last("DoorList")]) peer.answer(action, listStart, door(1), complete(1))
      yield* Effect.forEach([sent, collected, streamed], (fiber: Fiber.Fiber<unknown, unknown>) => Fiber.await(fiber))

      assert.deepStrictEqual(fibers, [sent.id, collected.id, streamed.id])
    }))

  test("decodes a long list in batches, and handles what arrives between them", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      let decoded = 0
      const Counting = doorsOf(decodedBy(() => (decoded += 1)))
      const list = yield* start(ami.collect(Counting()))
      peer.answer(peer.last("DoorList"), listStart, ...Array.from({ length: 5000 }, () => door(1)), complete(5000))
      const atOnce = decoded
      const pinged = yield* ping(ami, peer)
      const meanwhile = decoded

      assert.strictEqual(pinged, "Pong")
      assert.strictEqual((yield* Fiber.join(list)).length, 5000)
      assert.isBelow(atOnce, 5000)
      assert.isBelow(meanwhile, 5000)
      assert.strictEqual(decoded, 5000)
    }))

  test("does not wait for a caller that is interrupted while its list is decoded", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      let decoded = 0
      const list = yield* start(ami.collect(doorsOf(decodedBy(() => (decoded += 1)))()))
      peer.answer(peer.last("DoorList"), listStart, ...Array.from({ length: 5000 }, () => door(1)), complete(5000))

      yield* Fiber.interrupt(list)

      assert.isBelow(decoded, 5000)
      assert.strictEqual(yield* ping(ami, peer), "Pong")
    }))

  test("decodes no item of a stream before its consumer asks for it", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      let decoded = 0
      const stream = ami.stream(doorsOf(decodedBy(() => (decoded += 1)))())
      const fiber = yield* start(Stream.runForEach(stream, () => Effect.never))
      peer.answer(peer.last("DoorList"), listStart, door(1))
      yield* turn
      peer.answer(peer.last("DoorList"), door(2), door(3), complete(3))
      yield* turn

      assert.strictEqual(decoded, 1)
      yield* Fiber.interrupt(fiber)
    }))

  test("omits what a schema throws if the message holds a secret, which it may quote (C37)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const Custom = AmiAction.define("Custom", { response: { Password: Json } })
      const fiber = yield* start(failure(ami.send(Custom())))
      peer.answer(peer.last("Custom"), "Response: Success\nPassword: topsecret")
      const error = yield* Fiber.join(fiber)

      assert.isTrue(AmiError.isAmiError(error))
      assert.include(error.message, "its schema threw SyntaxError (the message holds a secret)")
      assert.notInclude(error.message + inspect(error, { depth: 9 }) + JSON.stringify(error), "topsecret")
    }))

  secretStaysHidden()
})
