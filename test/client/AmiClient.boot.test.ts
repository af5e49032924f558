import { assert, describe } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import { Actions, type AmiClient, type AmiPermission } from "effect-ami"
import { TestClock } from "effect/testing"
import { failure, logs, reasonOf, secretStaysHidden, test } from "./clientOutput.ts"
import { accepted, challenge, connected, connecting, fullyBooted, type Peer, pong, start } from "./scriptedTransport.ts"

const logIn = (peer: Peer) => {
  peer.answer(peer.last("Challenge"), challenge)
  peer.answer(peer.last("Login"), accepted)
}

const maskOf = Effect.fnUntraced(function*(events: AmiClient.Options["events"]) {
  const { peer } = yield* connected({ events })
  return peer.last("Login").headers.find(([name]) => name === "Events")?.[1]
})

/** The names of the events that a subscriber of this client sees. */
const visible = Effect.fnUntraced(function*(
  events: AmiClient.Options["events"],
  delivered: ReadonlyArray<readonly [name: string, privilege: string]>
) {
  const { ami, peer } = yield* connected({ events })
  const seen: Array<{ readonly name: string; readonly seq: number }> = []
  yield* ami.inbox.pipe(
    Stream.runForEach((item) =>
      Effect.sync(() => item._tag === "Received" && seen.push({ name: item.message.name, seq: item.seq }))
    ),
    start
  )
  for (const [name, privilege] of delivered) peer.deliver(`Event: ${name}\nPrivilege: ${privilege}`)
  return seen
})

describe("AmiClient, waiting until Asterisk has booted", () => {
  test("is not ready, and accepts no action, before FullyBooted (C3, row 21)", () =>
    Effect.gen(function*() {
      const { fiber, peer } = yield* connecting()

      logIn(peer)
      yield* TestClock.adjust("9 seconds")
      assert.isUndefined(fiber.pollUnsafe())

      peer.deliver(fullyBooted)
      const ami = yield* Fiber.join(fiber)
      assert.deepStrictEqual(yield* ami.status.get, {
        _tag: "Ready",
        epoch: 1,
        banner: "Asterisk Call Manager/11.0.0",
        bootState: "booted"
      })
    }))

  test("is ready with bootState unknown when FullyBooted does not come within bootTimeout (C3, row 21)", () =>
    Effect.gen(function*() {
      const { fiber, peer } = yield* connecting({ bootTimeout: "2 seconds" })
      logIn(peer)

      yield* TestClock.adjust("1900 millis")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("100 millis")
      const ami = yield* Fiber.join(fiber)

      assert.deepInclude(yield* ami.status.get, { _tag: "Ready", bootState: "unknown" })
      assert.isTrue(logs.some(({ level, message }) => level === "Warn" && message.includes("`read =`")))
    }))

  test("waits 10 seconds for FullyBooted by default (C3, row 21)", () =>
    Effect.gen(function*() {
      const { fiber, peer } = yield* connecting()
      logIn(peer)

      yield* TestClock.adjust(9_999)
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust(1)

      yield* Fiber.join(fiber)
    }))

  test("a bootTimeout of 0 does not wait", () =>
    Effect.gen(function*() {
      const { fiber, peer } = yield* connecting({ bootTimeout: 0 })

      logIn(peer)
      const ami = yield* Fiber.join(fiber)

      assert.deepInclude(yield* ami.status.get, { _tag: "Ready", bootState: "unknown" })
    }))

  test("accepts a FullyBooted that comes before the answer to the login, or in the same read", () =>
    Effect.gen(function*() {
      const before = yield* connecting()
      before.peer.answer(before.peer.last("Challenge"), challenge)
      before.peer.deliver(fullyBooted)
      before.peer.answer(before.peer.last("Login"), accepted)
      const together = yield* connecting()
      together.peer.answer(together.peer.last("Challenge"), challenge)
      const login = `Response: Success\nActionID: ${together.peer.last("Login").actionId}`
      together.peer.deliver(login, fullyBooted)

      for (const { fiber } of [before, together]) {
        assert.deepInclude(yield* (yield* Fiber.join(fiber)).status.get, { bootState: "booted" })
      }
    }))

  test("delivers a late FullyBooted to subscribers (row 21)", () =>
    Effect.gen(function*() {
      const { fiber, peer } = yield* connecting({ bootTimeout: "1 second" })
      logIn(peer)
      yield* TestClock.adjust("1 second")
      const ami = yield* Fiber.join(fiber)
      const item = yield* ami.inbox.pipe(
        Stream.filter((item) => item._tag === "Received"),
        Stream.runHead,
        start
      )

      peer.deliver(fullyBooted)

      assert.strictEqual((yield* Effect.fromOption(yield* Fiber.join(item))).message.name, "FullyBooted")
    }))

  test("fails if the connection drops while waiting for FullyBooted, and is never ready on a dead connection", () =>
    Effect.gen(function*() {
      const { fiber, peer } = yield* connecting()
      logIn(peer)

      peer.end()
      yield* TestClock.adjust("1 milli")
      assert.isDefined(fiber.pollUnsafe())
      const error = yield* failure(Fiber.join(fiber))

      assert.strictEqual(error.reason._tag, "ConnectionLost")
      assert.isTrue(error.isRetryable)
    }))

  test("is disconnected if the connection drops right after the answer to the login, without waiting for the boot", () =>
    Effect.gen(function*() {
      const { fiber, peer } = yield* connecting({ bootTimeout: 0 })
      peer.answer(peer.last("Challenge"), challenge)
      const { actionId } = peer.last("Login")

      peer.deliver(`Response: Success\nActionID: ${actionId}`)
      peer.end()

      const ami = yield* Fiber.join(fiber)

      assert.strictEqual((yield* ami.status.get)._tag, "Disconnected")
      assert.deepInclude(yield* reasonOf(ami.send(Actions.Ping())), { _tag: "NotSent", why: "NotConnected" })
    }))
})

describe("AmiClient, the event mask", () => {
  for (
    const [events, mask] of [
      [undefined, "on"],
      ["on", "on"],
      ["off", "system"],
      [[], "system"],
      [["call"], "system,call"],
      [["call", "system", "user"], "system,call,user"],
      [["call", "call"], "system,call"]
    ] as const
  ) {
    test(`asks Asterisk for \`${mask}\` with events \`${JSON.stringify(events)}\`, so that FullyBooted comes (C3, row 21)`, () =>
      Effect.map(maskOf(events), (written) => assert.strictEqual(written, mask)))
  }

  const delivered = [["Hangup", "call,all"], ["Reload", "system,all"], ["Cdr", "cdr,all"], [
    "Both",
    "system,call,all"
  ]] as const

  test("hides events of class system from a caller that did not ask for them, and numbers the others without gaps", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* visible(["call", "cdr"], delivered), [
        { name: "Hangup", seq: 1 },
        { name: "Cdr", seq: 2 }
      ])
      assert.deepStrictEqual((yield* visible("off", delivered)).map(({ name }) => name), ["Hangup", "Cdr"])
    }))

  test("shows events of class system to a caller that asked for them, or for all", () =>
    Effect.gen(function*() {
      const all = ["Hangup", "Reload", "Cdr", "Both"]

      assert.deepStrictEqual((yield* visible(["call", "system"], delivered)).map(({ name }) => name), all)
      assert.deepStrictEqual((yield* visible("on", delivered)).map(({ name }) => name), all)
    }))

  test("rejects a class that Asterisk would silently ignore, before connecting", () =>
    Effect.gen(function*() {
      for (const name of ["Call", "calls", "call,user", " call", ""]) {
        const events = [name] as unknown as ReadonlyArray<AmiPermission.Class>
        const { fiber, peer } = yield* connecting({ events })

        const reason = yield* reasonOf(Fiber.join(fiber))

        assert.deepInclude(reason, { _tag: "InvalidOption", of: "AmiClient", option: "events[0]" })
        assert.strictEqual(peer.opened(), 0)
      }
    }))

  test("rejects limits that would let nothing through", () =>
    Effect.gen(function*() {
      const wrong: ReadonlyArray<readonly [string, Partial<AmiClient.Options>]> = [
        ["limits.inFlight", { limits: { inFlight: 0 } }],
        ["limits.inFlight", { limits: { inFlight: Number.NaN } }],
        ["limits.listItems", { limits: { listItems: 0 } }],
        ["limits.queued", { limits: { queued: -1 } }],
        ["buffer.capacity", { buffer: { capacity: 0, overflow: "dropOldest" } }],
        ["dangerous", { dangerous: "never" as "refuse" }]
      ]
      for (const [option, limits] of wrong) {
        const { fiber, peer } = yield* connecting(limits)

        assert.deepInclude(yield* reasonOf(Fiber.join(fiber)), { _tag: "InvalidOption", of: "AmiClient", option })
        assert.strictEqual(peer.opened(), 0)
      }
    }))

  test("treats an undefined option as absent", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({
        limits: { inFlight: undefined },
        auth: undefined,
        actionTimeout: undefined
      })
      const ping = yield* start(ami.send(Actions.Ping()))
      peer.answer(peer.last("Ping"), pong)

      assert.strictEqual((yield* Fiber.join(ping)).Ping, "Pong")
    }))

  secretStaysHidden()
})
