/**
 * What a client logs on its own: that it is back, that it is not connected yet, and that an awaited event will not come.
 */
import { assert, describe } from "@effect/vitest"
import { Effect, Fiber, Schedule, Stream } from "effect"
import { Ami, AmiClient, AmiError, AmiEvent, AmiPermission, AmiTracker, AmiValue, Events } from "effect-ami"
import * as AllEvents from "effect-ami/catalog/AllEvents"
import { TestClock } from "effect/testing"
import { failure, logs, secretStaysHidden, test } from "./clientOutput.ts"
import { lettingIn } from "./inboxWords.ts"
import { accepted, atOnce, challenge, connected, connecting, makePeer, start, turn } from "./scriptedTransport.ts"

/** The lines of these levels that were logged while an effect ran. */
const toldBy = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.suspend(() => {
    const before = logs.length
    return Effect.map(effect, () =>
      logs.slice(before).filter(({ level }) => level !== "Debug").map(({ level, message }) => `${level} ${message}`))
  })

const refused = (code: string) =>
  new AmiError.AmiError({ reason: new AmiError.ConnectFailed({ address: "pbx:5038", code }) })

/** A peer that accepts every connection, except the attempts that fail with these errors. */
const peerThat = (...errors: Array<AmiError.AmiError>) => {
  const peer = makePeer(lettingIn)
  const connect = Effect.suspend(() => {
    const error = errors.shift()
    return error === undefined ? peer.transport.connect : Effect.fail(error)
  })
  return { ...peer, transport: { connect }, fail: (...more: typeof errors) => errors.push(...more) }
}

const everySecond = { schedule: Schedule.spaced("1 second"), first: true } as const

describe("AmiClient, logging about its connection", () => {
  test("logs at info that it is back, after how long, and at which attempt", () =>
    Effect.gen(function*() {
      const peer = peerThat()
      const { fiber } = yield* connecting({ reconnect: everySecond }, peer)
      yield* Fiber.join(fiber)

      const told = yield* toldBy(Effect.gen(function*() {
        peer.fail(refused("ECONNREFUSED"), refused("ECONNREFUSED"), refused("ECONNREFUSED"))
        peer.end()
        yield* TestClock.adjust("10 seconds")
      }))

      assert.deepStrictEqual(told, [
        "Warn The connection to Asterisk ended (Ended: the other side closed it). Logging in again",
        "Warn Attempt 1 failed: No AMI connection to pbx:5038: ECONNREFUSED. Trying again",
        "Info Connected again after 4.0 s, at attempt 4"
      ])
    }))

  test("logs why a first connection fails, once per message, and when it succeeds", () =>
    Effect.gen(function*() {
      const peer = peerThat(refused("ECONNREFUSED"), refused("ECONNREFUSED"), refused("EHOSTUNREACH"))

      const told = yield* toldBy(Effect.gen(function*() {
        const { fiber } = yield* connecting({ reconnect: everySecond }, peer)
        yield* TestClock.adjust("10 seconds")
        yield* Fiber.join(fiber)
      }))

      assert.deepStrictEqual(told, [
        "Warn Attempt 1 failed: No AMI connection to pbx:5038: ECONNREFUSED. Trying again",
        "Warn Attempt 3 failed: No AMI connection to pbx:5038: EHOSTUNREACH. Trying again",
        "Info Connected after 3.0 s, at attempt 4"
      ])
    }))

  test("logs nothing about a first connection that succeeds at once, or that fails for good: its error says that", () =>
    Effect.gen(function*() {
      const told = yield* toldBy(Effect.gen(function*() {
        yield* Fiber.join((yield* connecting({ reconnect: everySecond }, peerThat())).fiber)
        yield* failure(Fiber.join((yield* connecting({}, peerThat(refused("ECONNREFUSED")))).fiber))
      }))

      assert.deepStrictEqual(told, [])
    }))

  test("logs once that FullyBooted does not come, and what to do, although each login waits for it", () =>
    Effect.gen(function*() {
      const peer = makePeer()
      const logIn = Effect.gen(function*() {
        peer.answer(peer.last("Challenge"), challenge)
        peer.answer(peer.last("Login"), accepted)
        yield* TestClock.adjust("10 seconds")
      })

      const told = yield* toldBy(Effect.gen(function*() {
        const { fiber } = yield* connecting({ reconnect: atOnce }, peer)
        yield* logIn
        yield* Fiber.join(fiber)
        peer.end()
        yield* turn
        yield* logIn
      }))

      const unbooted = told.filter((line) => line.includes("booted"))
      assert.lengthOf(unbooted, 1)
      assert.match(unbooted[0] ?? "", /^Warn .* within 10000 millis .*`read =`.*`manager reload`.*bootTimeout to 0/)
    }))

  test("logs nothing about a boot that it does not wait for", () =>
    Effect.gen(function*() {
      const told = yield* toldBy(Effect.gen(function*() {
        const { fiber, peer } = yield* connecting({ bootTimeout: 0 })
        peer.answer(peer.last("Challenge"), challenge)
        peer.answer(peer.last("Login"), accepted)
        yield* Fiber.join(fiber)
      }))

      assert.deepStrictEqual(told, [])
    }))
})

describe("AmiClient, a subscription to events outside its mask", () => {
  const Door = AmiEvent.define("Door", { Number: AmiValue.Int })

  /** What a client with this mask logs about subscriptions. */
  const toldOf = Effect.fnUntraced(function*(
    events: AmiClient.Options["events"],
    subscribe: (ami: AmiClient.AmiClient["Service"]) => Effect.Effect<unknown, unknown, AmiClient.AmiClient>
  ) {
    const { ami } = yield* connected({ events })
    return yield* toldBy(Effect.andThen(
      start(Effect.provideService(subscribe(ami), AmiClient.AmiClient, ami)),
      turn
    ))
  })

  const leftOut = (name: string, of: string, option = "leaves that out") =>
    `Warn No event ${name} will come: it is of the class ${of}, and the option events of this client ${option}`

  test("logs a warning, once per name", () =>
    Effect.gen(function*() {
      const told = yield* toldOf(["agent"], (ami) =>
        Effect.all([
          Stream.runDrain(ami.events(Events.Hangup, Events.AgentLogin, Events.Cdr)),
          Stream.runDrain(ami.events(Events.Hangup)),
          Effect.scoped(Effect.andThen(Ami.onEvent(Events.Hangup, () => Effect.void), Effect.never))
        ], { concurrency: "unbounded" }))

      assert.deepStrictEqual(told, [leftOut("Hangup", "call"), leftOut("Cdr", "cdr")])
    }))

  test("logs a warning by name too, and for all events of a client that wants none", () =>
    Effect.gen(function*() {
      const on = (name: string) => () =>
        Effect.scoped(Effect.andThen(Ami.onEvent(name, () => Effect.void), Effect.never))

      assert.deepStrictEqual(yield* toldOf(["agent"], on("Hangup")), [leftOut("Hangup", "call")])
      assert.deepStrictEqual(yield* toldOf("off", on("Hangup")), [leftOut("Hangup", "call", "is \"off\"")])
      assert.deepStrictEqual(yield* toldOf("off", on("*")), [
        "Warn No event will come, and the option events of this client is \"off\""
      ])
      for (const [mask, name] of [["on", "Hangup"], [["agent"], "*"], [["call"], "Hangup"], ["off", "Door"]] as const) {
        assert.deepStrictEqual(yield* toldOf(mask, on(name)), [])
      }
    }))

  test("logs a warning for a tracker, which would only get snapshots", () =>
    Effect.gen(function*() {
      const told = yield* toldOf(["agent"], () =>
        Effect.scoped(AmiTracker.make({
          snapshot: Ami.channels,
          events: [Events.Hangup],
          key: () => "1",
          fromSnapshot: () => 1,
          reduce: () => 1
        })))

      assert.deepStrictEqual(told, [leftOut("Hangup", "call")])
    }))

  test("logs none for events that come, for those of class system that the client shows, and for custom events", () =>
    Effect.gen(function*() {
      for (const mask of ["on", ["call"], ["call", "system"]] as const) {
        assert.deepStrictEqual(yield* toldOf(mask, (ami) => Stream.runDrain(ami.events(Events.Hangup, Door))), [])
      }
      assert.deepStrictEqual(yield* toldOf(["call"], (ami) => Stream.runDrain(ami.events(Events.Reload))), [
        leftOut("Reload", "system")
      ])
    }))

  test("knows the classes of every catalogue event by name", () =>
    Effect.sync(() => {
      for (const { name, privilege } of AllEvents.all) {
        assert.deepStrictEqual(AmiPermission.classesOf(name) ?? [], privilege, name)
      }
    }))
})

describe("AmiClient, the message of a refused login", () => {
  for (
    const [message, hint] of [
      ["Authentication failed", "Wrong name or secret, or `permit` or `deny` keeps this address out"],
      ["Login Already In Use", "The account allows one login"],
      ["Asterisk is shutting down", "It takes logins again when it has started"]
    ] as const
  ) {
    test(`says what to check: ${message}`, () =>
      Effect.gen(function*() {
        const { fiber, peer } = yield* connecting()
        peer.answer(peer.last("Challenge"), challenge)
        peer.answer(peer.last("Login"), `Response: Error\nMessage: ${message}`)

        const error = yield* failure(Fiber.join(fiber))

        assert.isTrue(
          error.message.startsWith(`Asterisk refused the login of demo: ${message}. ${hint}`),
          error.message
        )
        assert.strictEqual(error.reason._tag === "LoginRejected" && error.reason.message, message)
      }))
  }

  secretStaysHidden()
})
