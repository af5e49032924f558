/**
 * Invalid options, as an untyped program passes them: from JSON, from the environment, by mistake.
 */
import { assert, describe } from "@effect/vitest"
import { Duration, Effect, Fiber, Redacted, Schedule, Stream } from "effect"
import { Ami, AmiClient, type AmiError, AmiTracker, AmiTransport, Events } from "effect-ami"
import { inspect } from "node:util"
import { canary, failure, logs, secretStaysHidden, test } from "./clientOutput.ts"
import { connected, connecting, makePeer } from "./scriptedTransport.ts"

/** Options of an untyped program. */
const untyped = (options: object) => options as Partial<AmiClient.Options>

/** As another copy of effect makes one: it looks the same, but its value is stored where only that copy finds it. */
const ofAnotherCopy: unknown = Object.create(Object.getPrototypeOf(Redacted.make(canary)))

const wiped = () => {
  const secret = Redacted.make(canary)
  Redacted.wipeUnsafe(secret)
  return secret
}

const durations = ["actionTimeout", "loginTimeout", "bootTimeout", "drainTimeout", "pingInterval", "pingTimeout"]
const positive = ["actionTimeout", "loginTimeout", "pingInterval", "pingTimeout"]
const counts = ["inFlight", "queued", "listItems", "listBytes"]
const noDurations = ["soon", "5", "", NaN, null, true, {}, { second: 5 }, { seconds: NaN }, [1], [NaN, 0], () => 5]
const noCounts = [NaN, "5", null, -1, 1.5, [], -Infinity, 5n]

const wrong: ReadonlyArray<readonly [option: string, options: object, words: RegExp]> = [
  ["username", { username: undefined }, /must be given/],
  ["username", { username: "" }, /text that is not empty; it is ""/],
  ["username", { username: null }, /; it is null/],
  ["username", { username: 100 }, /; it is 100/],
  ["username", { username: Redacted.make("demo") }, /; it is a Redacted/],
  ["secret", { secret: undefined }, /must be given/],
  ["secret", { secret: canary }, /must be a Redacted.*`Redacted\.make`; it is a plain text/],
  ["secret", { secret: null }, /must be a Redacted.*; it is null/],
  ["secret", { secret: { value: canary } }, /must be a Redacted.*; it is an object/],
  ["secret", { secret: [canary] }, /must be a Redacted.*; it is a list/],
  ["secret", { secret: () => canary }, /must be a Redacted.*; it is a function/],
  ["secret", { secret: ofAnotherCopy }, /another copy.*`npm ls effect`/],
  ["secret", { secret: wiped() }, /it was wiped/],
  ["secret", { secret: Redacted.make(12345) }, /must hold a text; it is a number/],
  ["secret", { secret: Redacted.make({ canary }) }, /must hold a text; it is an object/],
  ["secret", { secret: Redacted.make(undefined) }, /must hold a text; it is undefined/],
  ["auth", { auth: "md5" }, /must be `challenge` or `plaintext`; it is "md5"/],
  ["auth", { auth: true }, /; it is true/],
  ["events", { events: "call" }, /must be `on`, `off`, or a list of classes; it is "call"/],
  ["events", { events: true }, /`on`/],
  ["events[1]", { events: ["call", "calls"] }, /classes are system, call, .*; it is "calls"/],
  ["events[0]", { events: [undefined] }, /classes are/],
  ...durations.flatMap((name) =>
    noDurations.map((value) => [name, { [name]: value }, /must be a duration, such as "5 seconds"/] as const)
  ),
  ...durations.map((name) => [name, { [name]: "-5 seconds" }, /must not be negative; it is -5000 millis/] as const),
  ...durations.map((name) => [name, { [name]: -Infinity }, /must not be negative/] as const),
  ...positive.map((name) => [name, { [name]: 0 }, /must be longer than 0/] as const),
  ...counts.flatMap((name) =>
    noCounts.map((value) => [`limits.${name}`, { limits: { [name]: value } }, /must be a whole number of/] as const)
  ),
  ["limits", { limits: 100 }, /must be an object with inFlight, queued, listItems, listBytes; it is 100/],
  ["limits", { limits: [1] }, /; it is a list/],
  ["buffer", { buffer: 100 }, /must be an object with capacity and overflow; it is 100/],
  ["buffer", { buffer: null }, /; it is null/],
  ["buffer.capacity", { buffer: { overflow: "fail" } }, /must be given/],
  ["buffer.capacity", { buffer: { capacity: "5", overflow: "fail" } }, /; it is "5"/],
  ["buffer.overflow", { buffer: { capacity: 5 } }, /must be given/],
  [
    "buffer.overflow",
    { buffer: { capacity: 5, overflow: "drop" } },
    /`dropOldest` or `dropNewest` or `fail`; it is "drop"/
  ],
  ["dangerous", { dangerous: "never" }, /`allow` or `refuse`; it is "never"/],
  ["onDisconnected", { onDisconnected: "queue" }, /`fail` or `wait`/],
  ["reconnect", { reconnect: "yes" }, /must be true, false, or an object.*; it is "yes"/],
  ["reconnect", { reconnect: null }, /; it is null/],
  ["reconnect", { reconnect: [] }, /; it is a list/],
  ["reconnect.first", { reconnect: { first: "yes" } }, /true or false; it is "yes"/],
  ["reconnect.retryTls", { reconnect: { retryTls: 1 } }, /true or false; it is 1/],
  ["reconnect.schedule", { reconnect: { schedule: "5 seconds" } }, /must be a Schedule of effect; it is a plain text/],
  ["auth", { auth: Object.create(null) }, /; it is an object/],
  ["auth", { auth: Symbol("a") }, /; it is a symbol/],
  ["auth", { auth: "\u001b[31m\u2028".repeat(50) }, /; it is "/]
]

// oxlint-disable-next-line no-control-regex
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/

describe("AmiClient, invalid options", () => {
  for (const [option, options, words] of wrong) {
    test(`rejects \`${option}\` of ${inspect(options)}, and does not connect`, () =>
      Effect.gen(function*() {
        const { fiber, peer } = yield* connecting(untyped({ reconnect: { first: true }, ...options }))

        const error = yield* failure(Fiber.join(fiber))

        assert.deepInclude(error.reason, { _tag: "InvalidOption", of: "AmiClient", option })
        assert.isTrue(error.message.startsWith(`The option \`${option}\` of AmiClient `), error.message)
        assert.match(error.message, words)
        assert.notMatch(error.message, control)
        assert.isBelow(error.message.length, 400)
        assert.isFalse(error.isRetryable)
        assert.strictEqual(peer.opened(), 0)
      }))
  }

  for (
    const [kind, options] of [["undefined", undefined], ["null", null], ["a list", []], ["\"pbx\"", "pbx"]] as const
  ) {
    test(`rejects options that are ${kind}`, () =>
      Effect.gen(function*() {
        const error = yield* failure(Effect.provideService(
          AmiClient.make(options as never),
          AmiTransport.AmiTransport,
          makePeer().transport
        ))

        assert.include(error.message, "`options` of AmiClient must be an object")
      }))
  }

  test("accepts every valid option", () =>
    Effect.gen(function*() {
      const right: ReadonlyArray<Partial<AmiClient.Options>> = [
        { actionTimeout: 5000, loginTimeout: "1 minute", bootTimeout: Duration.infinity, drainTimeout: 0 },
        { pingInterval: Infinity, pingTimeout: [5, 0], actionTimeout: { seconds: 5 }, loginTimeout: 5_000_000_000n },
        { limits: { inFlight: Infinity, queued: 0, listItems: 1, listBytes: Infinity } },
        { limits: {} },
        { limits: { queued: undefined } },
        { events: [], dangerous: "refuse", onDisconnected: "wait", buffer: { capacity: Infinity, overflow: "fail" } },
        { events: "off", reconnect: {}, auth: undefined },
        { reconnect: { schedule: Schedule.forever, first: false, retryTls: undefined } }
      ]
      for (const options of right) yield* connected(options)
    }))

  test("applies the same rules to the buffer of one stream", () =>
    Effect.gen(function*() {
      const { ami } = yield* connected()
      for (const buffer of [{ capacity: 0, overflow: "fail" }, { capacity: 5, overflow: "drop" }, "big", null, {}]) {
        const stream = Stream.provideService(ami.events(Events.Hangup), AmiClient.Buffer, buffer as never)

        const error = yield* failure(Stream.runDrain(stream))

        assert.match(error.message, /^The option `Buffer.* of AmiClient must be /)
        assert.isFalse(error.isRetryable)
      }
    }))

  secretStaysHidden()
})

describe("Ami and AmiClient, invalid arguments", () => {
  const inEvents = (...events: ReadonlyArray<unknown>) =>
    AmiClient.AmiClient.use((ami) => Stream.runDrain(ami.events(...events as ReadonlyArray<typeof Events.Hangup>)))
  const given = <A>(value: unknown) => value as A

  for (
    const [what, run, of, option] of [
      ["a name instead of an event", () => inEvents("Hangup"), "AmiClient", "events[0]"],
      ["an event that is undefined", () => inEvents(Events.Hangup, undefined), "AmiClient", "events[1]"],
      ["nobody who calls", () => Ami.originate(given({ extension: "200" })), "Ami.originate", "originator"],
      [
        "a number as originator",
        () => Ami.dial(given({ originator: 100, extension: "2" })),
        "Ami.dial",
        "originator"
      ],
      ["no one to call", () => Ami.dial(given({ originator: "100" })), "Ami.dial", "extension"],
      ["no call at all", () => Ami.originate(given(undefined)), "Ami.originate", "options"],
      ["a request without an action", () => Ami.request(given({ Channel: "a" })), "Ami.request", "Action"],
      ["no request at all", () => Ami.request(given(undefined)), "Ami.request", "options"]
    ] as const
  ) {
    test(`reject ${what}, and send nothing`, () =>
      Effect.gen(function*() {
        const { ami, peer } = yield* connected()
        const sent = peer.written.length
        const effect: Effect.Effect<unknown, AmiError.AmiError, AmiClient.AmiClient> = run()

        const error = yield* failure(Effect.provideService(effect, AmiClient.AmiClient, ami))

        assert.deepInclude(error.reason, { _tag: "InvalidOption", of, option })
        assert.isFalse(error.isRetryable)
        assert.strictEqual(peer.written.length, sent)
      }))
  }

  test("Ami.onEvent logs what is wrong with an invalid event", () =>
    Effect.gen(function*() {
      const { ami } = yield* connected()
      const before = logs.length

      yield* Effect.provideService(Ami.onEvent(given<string>(undefined), () => Effect.void), AmiClient.AmiClient, ami)

      assert.isTrue(
        logs.slice(before).some(({ level, message }) =>
          level === "Error" && message.includes("`event` of Ami.onEvent must be an event")
        )
      )
    }))
})

describe("AmiTracker, invalid options", () => {
  const right = {
    snapshot: Ami.channels,
    events: [Events.Hangup],
    key: () => "1",
    fromSnapshot: () => 1,
    reduce: () => 1
  }
  for (
    const [option, value] of [
      ["snapshot", undefined],
      ["snapshot", () => []],
      ["events", undefined],
      ["events", Events.Hangup],
      ["events[0]", ["Hangup"]],
      ["key", "Uniqueid"],
      ["fromSnapshot", undefined],
      ["reduce", null],
      ["uniqueKeys", "yes"],
      ["confirmAfter", "soon"],
      ["confirmAfter", -1],
      ["relistEvery", 0],
      ["relistEvery", NaN],
      ["capacity", 0],
      ["capacity", "many"]
    ] as const
  ) {
    test(`rejects \`${option}\`: ${inspect(value, { depth: 0 })}`, () =>
      Effect.gen(function*() {
        const { ami, peer } = yield* connected()
        const name = option.replace(/\[.*/, "")

        const error = yield* failure(Effect.provideService(
          AmiTracker.make({ ...right, [name]: value } as typeof right),
          AmiClient.AmiClient,
          ami
        ))

        assert.deepInclude(error.reason, { _tag: "InvalidOption", of: "AmiTracker", option })
        assert.isFalse(error.isRetryable)
        assert.isFalse(peer.written.some((action) => action.name === "CoreShowChannels"))
      }))
  }
})
