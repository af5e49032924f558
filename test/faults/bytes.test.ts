/**
 * Faults of the bytes that a server writes: how they are split, what is not AMI, and how many there are.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Logger, Stream } from "effect"
import { Actions, AmiAction, type AmiClient, AmiCodec } from "effect-ami"
import * as fc from "fast-check"
import { capture } from "../captures/captures.ts"
import { reasonOf, secretStaysHidden, test } from "../client/clientOutput.ts"
import { connected, pong, start, watch } from "../client/scriptedTransport.ts"
import { answeringServer, clientOf } from "../node/answeringServer.ts"
import {
  assertSame,
  bannerLine,
  binary,
  bytesOf,
  decodeInChunks,
  decodeWhole,
  headersOf
} from "../protocol/decoding.ts"
import { check, timeout } from "../protocol/properties.ts"
import { scaled, size } from "../size.ts"
import { heldBytes } from "./memory.ts"

/** The beginning of a conversation with Asterisk 22, up to the end of this many messages. */
const transcript = (count: number): Uint8Array => {
  const { bytes } = capture("a-originate-async.ast22")
  const decoder = AmiCodec.makeDecoder()
  let messages = 0
  for (let end = 0; end < bytes.length; end++) {
    messages += decoder.push(bytes.slice(end, end + 1)).length
    if (messages === count) return bytes.subarray(0, end + 1)
  }
  return assert.fail(`there are no ${count} messages`)
}

const event = (number: number, more = "") => `Event: Test\r\nPrivilege: user,all\r\nNumber: ${number}\r\n${more}\r\n`

describe("bytes that are split anywhere", () => {
  const bytes = transcript(40)
  const whole = headersOf(decodeWhole(bytes).messages)

  it(`reads the same 40 messages in ${scaled(10_000)} random splits (C30, row 23)`, { timeout }, () => {
    check(
      10_000,
      fc.property(fc.array(fc.integer({ min: 1, max: bytes.length - 1 }), { maxLength: 80 }), (cuts) => {
        const ends = [...new Set(cuts), bytes.length].sort((one, other) => one - other)
        const sizes = ends.map((end, index) => end - (ends[index - 1] ?? 0))

        const { messages, pending } = decodeInChunks(bytes, sizes)

        assertSame(headersOf(messages), whole, () => `cut at ${ends.join(", ")}`)
        assert.strictEqual(pending, 0)
      })
    )
    assert.lengthOf(whole, 40)
  })

  it("reads the same 40 messages in chunks of each size (C30, row 23)", () => {
    for (let size = 1; size <= bytes.length; size += size < 100 ? 1 : 997) {
      assertSame(headersOf(decodeInChunks(bytes, [size]).messages), whole, `in chunks of ${size}`)
    }
  })
})

/** How many thousands of items a list has. */
const parts = size(1000, 120)
const pings = size(10, 4)

describe("bytes that are not a message", () => {
  const garbage = [
    ":",
    ": v",
    "no colon",
    "A:",
    "\u0000\u0001",
    "\r",
    "Response",
    "HTTP/1.1 400 Bad Request\r\nServer: x",
    "--END COMMAND--",
    "Event:\r\nName: x",
    "Response: \r\n: ",
    "IAX2/peer 1 2 3\nIAX2/peer 4 5 6"
  ]

  test("leave neighbouring messages and the actions of the client intact (C30, row 24)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const seen = yield* watch(ami)
      const ping = yield* start(ami.send(Actions.Ping()))

      for (const [index, text] of garbage.entries()) {
        peer.deliverWire(`${event(2 * index)}${text}\r\n\r\n${event(2 * index + 1)}`)
      }
      peer.answer(peer.last("Ping"), pong)

      const numbers = seen.flatMap((message) => message.name === "Test" ? [Number(message.get("Number"))] : [])
      assert.deepStrictEqual(numbers, Array.from({ length: 2 * garbage.length }, (_, index) => index))
      assert.strictEqual(seen.length, 3 * garbage.length)
      assert.strictEqual((yield* Fiber.join(ping)).Ping, "Pong")
    }))

  it("keeps the number of messages and the other values, whatever bytes a value contains (C30, row 25)", () => {
    const odd = [
      ...Array.from({ length: 256 }, (_, byte) => [byte]).filter(([byte]) => byte !== 10),
      // Half a surrogate pair, an overlong form, beyond Unicode, and truncated characters.
      [0xED, 0xA0, 0x80],
      [0xC0, 0xAF],
      [0xF5, 0x80, 0x80, 0x80],
      [0xE2, 0x82],
      [0xF0, 0x9F, 0x93]
    ].map((bytes) => String.fromCharCode(...bytes))
    const wire = binary(odd.map((value, index) => event(index, `Odd: a${value}b\r\n`)).join(""))

    for (const size of [1, 7, wire.length]) {
      const { messages } = decodeInChunks(wire, [size], { banner: false })
      const latin = decodeInChunks(wire, [size], { banner: false, charset: "latin-1-fallback" }).messages

      assert.deepStrictEqual(messages.map((message) => Number(message.get("Number"))), [...odd.keys()])
      assert.isTrue(messages.every((message) => message.get("Odd")?.isWellFormed()))
      assert.deepStrictEqual(latin.map((message) => message.get("Odd")), odd.map((value) => `a${value}b`))
    }
  })

  it("keeps a thousand headers of one misleading name in their order (C31, row 30)", async () => {
    const names = ["__proto__", "constructor", "hasOwnProperty", "toString", "then"]
    const before = Object.getOwnPropertyNames(Object.prototype)
    const lines = Array.from({ length: 1000 }, (_, index) => names.map((name) => `${name}: ${index}\r\n`).join(""))

    const [message] = decodeWhole(bytesOf(`${bannerLine}Event: Test\r\n${lines.join("")}\r\n`)).messages

    for (const name of names) {
      assert.deepStrictEqual(message?.getAll(name), Array.from({ length: 1000 }, (_, index) => String(index)))
    }
    assert.strictEqual(await message, message)
    assert.deepStrictEqual(Object.getOwnPropertyNames(Object.prototype), before)
    assert.strictEqual(String({}), "[object Object]")
  })
})

describe("bytes without end", () => {
  it.live("ends the connection at an endless line, and makes another (C29, row 26)", () =>
    Effect.gen(function*() {
      const endless = `Event: UserEvent\r\nBody: ${"x".repeat(AmiCodec.defaultLimits.lineBytes)}`
      const server = yield* answeringServer(({ name }) => name === "Flood" ? endless : undefined)
      const ami = yield* clientOf(server, { reconnect: true })

      const reason = yield* reasonOf(ami.send(AmiAction.raw("Flood")))
      yield* readyAgain(ami)

      assert.deepInclude(reason, { _tag: "OutcomeUnknown", epoch: 1, cause: "Disconnected" })
      assert.strictEqual((yield* ami.send(Actions.Ping())).Ping, "Pong")
      assert.strictEqual(server.attempts(), 2)
    }).pipe(Effect.provide(Logger.layer([]))))

  it("uses memory for at most one line while 100 MB arrive without a line feed (C29, row 26)", () => {
    const decoder = AmiCodec.makeDecoder()
    const chunk = bytesOf("x".repeat(65_536))
    const held = () => process.memoryUsage().arrayBuffers
    decoder.push(bytesOf(bannerLine))
    const before = held()
    let most = 0

    for (let sent = 0; sent < 100_000_000; sent += chunk.length) {
      decoder.push(chunk)
      most = Math.max(most, held() - before)
    }

    assert.deepInclude(decoder.failure, { _tag: "TooLarge", limit: "lineBytes" })
    // Memory grows by doubling, and the old copy is collected whenever the engine likes.
    assert.isAtMost(most, 6 * AmiCodec.defaultLimits.lineBytes)
  })

  it.effect(
    `keeps 100,000 items of a list of ${1000 * parts}, and answers other actions meanwhile (C29, row 28)`,
    () =>
      Effect.gen(function*() {
        const { ami, peer } = yield* connected()
        const seen = yield* watch(ami)
        const list = yield* start(Effect.flip(ami.collect(AmiAction.rawList("DoorList"))))
        const { actionId } = peer.last("DoorList")
        peer.answer(peer.last("DoorList"), "Response: Success\nEventList: start")
        const part = `Event: Door\r\nActionID: ${actionId}\r\nName: north\r\n\r\n`.repeat(1000)
        const answers: Array<string> = []
        const before = heldBytes()
        let most = 0

        for (let count = 0; count < parts; count++) {
          peer.deliverWire(part)
          if (count % (parts / pings) !== 0) continue
          const ping = yield* start(ami.send(Actions.Ping()))
          peer.answer(peer.last("Ping"), pong)
          answers.push((yield* Fiber.join(ping)).Ping ?? "none")
          most = Math.max(most, heldBytes() - before)
        }
        peer.answer(peer.last("DoorList"), `Event: DoorListComplete\nEventList: Complete\nListItems: ${1000 * parts}`)
        const { reason } = yield* Fiber.join(list)

        assert.isTrue(reason._tag === "ListIncomplete" && reason.cause === "TooManyItems")
        assert.strictEqual("items" in reason && reason.items.length, 100_000)
        assert.deepStrictEqual(answers, Array.from({ length: pings }, () => "Pong"))

        assert.isBelow(most, 100 << 20)
        assert.deepStrictEqual(seen, [])
        peer.deliver("Event: Door\nPrivilege: user,all")
        assert.strictEqual(seen.length, 1)
      }),
    timeout
  )

  secretStaysHidden()
})

/** Waits until the client has logged in for the second time. */
const readyAgain = (ami: AmiClient.AmiClient["Service"]) =>
  ami.status.changes.pipe(
    Stream.filter((state) => state._tag === "Ready" && state.epoch === 2),
    Stream.take(1),
    Stream.runDrain
  )
