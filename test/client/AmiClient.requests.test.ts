import { assert, describe } from "@effect/vitest"
import { Effect, Exit, Fiber } from "effect"
import { Actions, AmiAction, type AmiClient, type AmiCodec } from "effect-ami"
import { TestClock } from "effect/testing"
import { reasonOf, secretStaysHidden, test } from "./clientOutput.ts"
import { connected, pong, start, watch } from "./scriptedTransport.ts"

type Ami = AmiClient.AmiClient["Service"]

const ask = (ami: Ami, value: string) => ami.send(AmiAction.raw("Getvar", [["Variable", value]]))

/** Answers that echo the request. */
const answersTo = (actions: ReadonlyArray<AmiCodec.EncodedAction>) =>
  actions.map(({ actionId, headers }) =>
    `Response: Success\nActionID: ${actionId}\nValue: ${headers.find(([name]) => name === "Variable")?.[1]}`
  )

/** Deterministic: a linear congruential generator shuffles. */
const shuffled = <A>(values: ReadonlyArray<A>, seed: number): Array<A> => {
  const all = [...values]
  let state = seed
  for (let index = all.length - 1; index > 0; index--) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    const other = state % (index + 1)
    const [a, b] = [all[index], all[other]]
    if (a !== undefined && b !== undefined) [all[index], all[other]] = [b, a]
  }
  return all
}

describe("AmiClient.send, the answer", () => {
  test("writes the ActionID as the second header: 13 random base-36 digits and a counter, at most 32 bytes (C34)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      for (let count = 0; count < 100; count++) yield* start(ami.send(Actions.Ping()))

      const ids = peer.written.map((action) => action.actionId)
      const prefixes = new Set(ids.map((id) => id.split("-")[0]))
      assert.isTrue(ids.every((id) => /^[0-9a-z]{13}-[0-9a-z]+$/.test(id) && id.length <= 32))
      assert.strictEqual(new Set(ids).size, 102)
      assert.strictEqual(prefixes.size, 1)
      assert.deepStrictEqual(peer.last("Ping").headers, [["Action", "Ping"], ["ActionID", ids.at(-1) ?? ""]])
    }))

  test("gives each session different ActionIDs with evenly distributed digits (C34)", () =>
    Effect.gen(function*() {
      const prefixes: Array<string> = []
      for (let count = 0; count < 60; count++) {
        const { peer } = yield* Effect.scoped(connected())
        prefixes.push(peer.last("Login").actionId.split("-")[0] ?? "")
      }

      // Of 780 digits: the chance that one of the 36 never occurs is one in a hundred million.
      assert.strictEqual(new Set(prefixes).size, 60)
      assert.strictEqual(new Set(prefixes.join("")).size, 36)
    }))

  test("does not let a caller choose the ActionID (C34)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()

      for (const name of ["ActionID", "actionid", "Action"]) {
        const reason = yield* reasonOf(ami.send(AmiAction.raw("Ping", [[name, "mine"]])))
        assert.deepInclude(reason, { _tag: "NotSent", why: "Invalid", field: name })
      }
      assert.strictEqual(peer.written.length, 2)
    }))

  test("rejects a value that would forge a header as NotSent, naming the field, and writes nothing (C33, row 87)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()

      for (const value of ["a\r\nAction: Originate", "a\nb", "a\rb", "a\0b", "x".repeat(1022)]) {
        const reason = yield* reasonOf(ask(ami, value))

        assert.deepInclude(reason, { _tag: "NotSent", why: "Invalid", field: "Variable" })
        assert.isFalse(reason.isRetryable)
        assert.notInclude(reason.message, "Originate")
      }
      assert.strictEqual(peer.written.length, 2)
    }))

  test("gives a thousand actions their own answers, in whatever order they arrive (C22, row 35)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ limits: { inFlight: 1000 } })
      const values = Array.from({ length: 1000 }, (_, index) => String(index))
      const fibers = yield* Effect.forEach(values, (value) => start(ask(ami, value)))

      const answers = shuffled(answersTo(peer.written.slice(2)), 42)
      for (let index = 0; index < answers.length; index += 7) peer.deliver(...answers.slice(index, index + 7))
      const answered = yield* Effect.forEach(fibers, Fiber.join)

      assert.notDeepEqual(answers, answersTo(peer.written.slice(2)))
      assert.deepStrictEqual(answered.map((message) => message.get("Value")), values)
    }))

  test("ignores a second answer with the same ActionID, at once and later (C32, row 37)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const seen = yield* watch(ami)
      const fiber = yield* start(ask(ami, "a"))
      const { actionId } = peer.last("Getvar")

      peer.deliver(
        `Response: Success\nActionID: ${actionId}\nValue: first`,
        `Response: Success\nActionID: ${actionId}\nValue: second`
      )
      peer.deliver(`Response: Error\nActionID: ${actionId}\nMessage: third`)

      assert.strictEqual((yield* Fiber.join(fiber)).get("Value"), "first")
      assert.deepStrictEqual(seen.map((message) => message.get("Value") ?? message.get("Message")), ["second", "third"])
    }))

  test("compares ActionIDs exactly, and uses the first one in a message (C32)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const fiber = yield* start(ask(ami, "a"))
      const { actionId } = peer.last("Getvar")

      for (const id of [`${actionId}0`, ` ${actionId}`, actionId.slice(1), `x\nActionID: ${actionId}`]) {
        peer.deliver(`Response: Success\nActionID: ${id}\nValue: no`)
      }
      assert.isUndefined(fiber.pollUnsafe())
      peer.deliver(`Response: Success\nactionid: ${actionId}\nValue: yes`)

      assert.strictEqual((yield* Fiber.join(fiber)).get("Value"), "yes")
    }))

  test("a message that starts with neither Response nor Event answers nothing, whatever its ActionID", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const seen = yield* watch(ami)
      const fiber = yield* start(ask(ami, "a"))
      const { actionId } = peer.last("Getvar")

      peer.deliver(`Value: rest\nResponse: Success\nActionID: ${actionId}`)

      assert.isUndefined(fiber.pollUnsafe())
      assert.deepStrictEqual(seen.map((message) => message.kind), ["Unknown"])
    }))

  test("bare lines, as Asterisk answers IAXnetstats, answer nothing", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const stats = yield* start(reasonOf(ami.send(AmiAction.raw("IAXnetstats"))))

      peer.deliverWire("IAX2/peer-1 0 1 2\nIAX2/peer-2 3 4 5\n\r\n")
      const ping = yield* start(ami.send(Actions.Ping()))
      peer.answer(peer.last("Ping"), pong)
      yield* TestClock.adjust("31 seconds")

      assert.strictEqual((yield* Fiber.join(ping)).Ping, "Pong")
      assert.deepInclude(yield* Fiber.join(stats), { _tag: "OutcomeUnknown", cause: "Timeout" })
    }))

  test("fails with OutcomeUnknown and the ActionID after actionTimeout; the connection stays up (C15)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ actionTimeout: "5 seconds" })
      const fiber = yield* start(reasonOf(ask(ami, "a")))
      const { actionId } = peer.last("Getvar")

      yield* TestClock.adjust(4_900)
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust(200)

      assert.deepInclude(yield* Fiber.join(fiber), { _tag: "OutcomeUnknown", actionId, cause: "Timeout", epoch: 1 })
      const ping = yield* start(ami.send(Actions.Ping()))
      peer.answer(peer.last("Ping"), pong)
      assert.strictEqual((yield* Fiber.join(ping)).Ping, "Pong")
    }))

  test("waits 30 seconds for an answer by default (C15)", () =>
    Effect.gen(function*() {
      const { ami } = yield* connected()
      const fiber = yield* start(reasonOf(ami.send(Actions.Ping())))

      yield* TestClock.adjust(29_900)
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust(200)

      assert.deepInclude(yield* Fiber.join(fiber), { _tag: "OutcomeUnknown", cause: "Timeout" })
    }))

  test("swallows a late answer, and keeps it out of the inbox (C15, row 38)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const seen = yield* watch(ami)
      const fiber = yield* start(reasonOf(ami.send(Actions.Ping())))
      yield* TestClock.adjust("31 seconds")

      peer.answer(peer.last("Ping"), pong)

      assert.strictEqual((yield* Fiber.join(fiber))._tag, "OutcomeUnknown")
      assert.deepStrictEqual(seen, [])
    }))

  test("lets a synchronous Originate block for its own timeout plus 5 seconds, if that is longer (C15)", () =>
    Effect.gen(function*() {
      const { ami } = yield* connected()
      const call = { Channel: "PJSIP/100", Application: "Wait", Async: false } as const
      const long = yield* start(reasonOf(ami.send(Actions.Originate({ ...call, Timeout: "60 seconds" }))))
      const short = yield* start(reasonOf(ami.send(Actions.Originate({ ...call, Timeout: "1 second" }))))

      yield* TestClock.adjust(30_100)
      assert.strictEqual((yield* Fiber.join(short))._tag, "OutcomeUnknown")
      yield* TestClock.adjust(34_800)
      assert.isUndefined(long.pollUnsafe())
      yield* TestClock.adjust(200)

      assert.strictEqual((yield* Fiber.join(long))._tag, "OutcomeUnknown")
    }))

  test("writes nothing twice, whatever the outcome (C10)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const fibers = yield* Effect.forEach(["a", "b", "c"], (value) => start(ask(ami, value)))
      yield* Fiber.interrupt(fibers[0] ?? (yield* Effect.die("none")))
      yield* TestClock.adjust("31 seconds")
      peer.end()
      yield* Effect.forEach(fibers, Fiber.await)

      assert.deepStrictEqual(peer.written.slice(2).map((action) => action.headers[2]?.[1]), ["a", "b", "c"])
    }))

  test("sends a new action with a new ActionID when the same effect runs again (C10)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const ping = ami.send(Actions.Ping())
      const first = yield* start(ping)
      const second = yield* start(ping)

      const [a, b] = peer.written.slice(2)
      assert.notStrictEqual(a?.actionId, b?.actionId)
      if (a !== undefined && b !== undefined) {
        peer.answer(b, pong)
        peer.answer(a, "Response: Error\nMessage: no")
      }
      assert.isTrue(Exit.isFailure(yield* Fiber.await(first)))
      assert.isTrue(Exit.isSuccess(yield* Fiber.await(second)))
    }))

  secretStaysHidden()
})
