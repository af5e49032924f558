/**
 * Untyped programs that pass something else than an action, an event or a handler: the error says what to pass instead.
 * Nothing is sent, and the client stays usable.
 */
import { assert, describe } from "@effect/vitest"
import { Cause, Effect, Exit, Fiber, Redacted, Stream } from "effect"
import { Actions, Ami, AmiAction, AmiClient, AmiError, Events } from "effect-ami"
import { inspect } from "node:util"
import { canary, logs, secretStaysHidden, test } from "./clientOutput.ts"
import { connected, pong, start } from "./scriptedTransport.ts"

const given = <A = never>(value: unknown): A => value as A

const boom = () => {
  throw new Error("boom")
}

const unreadable: unknown = new Proxy({}, { get: boom, has: boom, ownKeys: boom, getPrototypeOf: boom })

const noActions: ReadonlyArray<readonly [what: string, value: unknown]> = [
  ["undefined", undefined],
  ["null", null],
  ["a name", "Ping"],
  ["a number", 5],
  ["an empty object", {}],
  ["headers", { Action: "Ping" }],
  ["a list", [["Action", "Ping"]]],
  ["a constructor that was not called", Actions.Ping],
  ["an event", Events.Hangup],
  ["a Redacted", Redacted.make(canary)],
  ["a Promise", Promise.resolve(Actions.Ping())],
  ["an Effect", Effect.succeed(Actions.Ping())],
  ["an action of another tag", { ...Actions.Ping(), _tag: "Request" }],
  ["an action without a name", { ...Actions.Ping(), name: undefined }],
  ["an action that cannot be written", { ...Actions.Ping(), encode: undefined }],
  ["an action that cannot be read", { ...Actions.Ping(), decode: undefined, decodeItem: undefined }],
  ["an action without privileges", { ...Actions.Ping(), needs: undefined }],
  ["an action whose blocksFor is not a duration", { ...Actions.Ping(), blocksFor: "soon" }],
  ["an object that throws when read", unreadable]
]

const members: Readonly<
  Record<string, (ami: AmiClient.AmiClient["Service"], value: unknown) => Effect.Effect<unknown, AmiError.AmiError>>
> = {
  send: (ami, value) => ami.send(given<never>(value)),
  collect: (ami, value) => ami.collect(given<never>(value)),
  stream: (ami, value) => Stream.runDrain(ami.stream(given<never>(value))),
  exchange: (ami, value) => Stream.runDrain(ami.exchange(given(value)))
}

/** The error of an effect that must fail, not die. */
const errorOf = <A, R>(effect: Effect.Effect<A, AmiError.AmiError, R>) =>
  Effect.map(Effect.exit(effect), (exit) => {
    const error = Exit.isFailure(exit) ? Cause.squash(exit.cause) : undefined
    if (!AmiError.isAmiError(error) || Exit.isFailure(exit) && Cause.hasDies(exit.cause)) {
      return assert.fail(inspect(exit, { depth: 5 }))
    }
    assert.isFalse(error.isRetryable)
    return error
  })

/** The client still answers. */
const assertAlive = Effect.fnUntraced(function*({ ami, peer }: Effect.Success<ReturnType<typeof connected>>) {
  const sending = yield* start(ami.send(Actions.Ping()))
  peer.answer(peer.last("Ping"), pong)
  assert.strictEqual((yield* Fiber.join(sending)).Ping, "Pong")
})

describe("AmiClient, values that are not actions", () => {
  for (const [member, run] of Object.entries(members)) {
    for (const [what, value] of noActions) {
      test(`${member} rejects ${what} as an action, and sends nothing`, () =>
        Effect.gen(function*() {
          const client = yield* connected()
          const sent = client.peer.written.length

          const error = yield* errorOf(run(client.ami, value))

          assert.deepInclude(error.reason, { _tag: "InvalidOption", of: `AmiClient.${member}`, option: "action" })
          assert.include(error.message, "must be an action, such as `Actions.Ping()`")
          assert.include(error.message, "`Ami.request`")
          assert.notInclude(error.message, canary)
          assert.strictEqual(client.peer.written.length, sent)
          yield* assertAlive(client)
        }))
    }
  }

  test("send refers a list action to collect or stream", () =>
    Effect.gen(function*() {
      const { ami } = yield* connected()
      for (const action of [Actions.QueueStatus(), AmiAction.rawList("QueueStatus")]) {
        const { message } = yield* errorOf(ami.send(given<never>(action)))

        assert.include(message, "QueueStatus is answered by a list: use `collect` or `stream`")
      }
    }))

  for (const member of ["collect", "stream"]) {
    test(`${member} refers a plain action to send`, () =>
      Effect.gen(function*() {
        const { ami } = yield* connected()
        for (const action of [Actions.Ping(), AmiAction.raw("Ping")]) {
          const { message } = yield* errorOf(members[member]?.(ami, action) ?? Effect.void)

          assert.include(message, "Ping has one answer: use `send`")
        }
      }))
  }

  for (
    const [what, headers] of [
      ["an object", { Channel: "PJSIP/100-1" }],
      ["a text", "Channel: PJSIP/100-1"],
      ["a number for a value", [["Priority", 1]]],
      ["a name alone", [["Channel"]]],
      ["undefined", [undefined]],
      ["null", null],
      ["an object that throws when read", unreadable]
    ] as const
  ) {
    test(`a raw action with ${what} for headers is not sent, and says why`, () =>
      Effect.gen(function*() {
        const client = yield* connected()
        for (const [member, run] of Object.entries(members)) {
          const make = member === "collect" || member === "stream" ? AmiAction.rawList : AmiAction.raw

          const error = yield* errorOf(run(client.ami, make("Hangup", given(headers))))

          assert.deepInclude(error.reason, { _tag: "NotSent", why: "Invalid" })
        }
        yield* assertAlive(client)
      }))
  }

  test("an action whose encode does not return a Result is not sent", () =>
    Effect.gen(function*() {
      const client = yield* connected()
      for (const encode of [() => null, () => [["A", "b"]], () => undefined, () => Promise.resolve()]) {
        const error = yield* errorOf(client.ami.send(given<never>({ ...Actions.Ping(), encode })))

        assert.deepInclude(error.reason, { _tag: "NotSent", why: "Invalid" })
      }
      yield* assertAlive(client)
    }))

  for (const decoded of [null, 5, "Pong", { Ping: "Pong" }]) {
    test(`an action whose decode returns ${inspect(decoded)} fails only its own call`, () =>
      Effect.gen(function*() {
        const client = yield* connected()
        const sending = yield* start(
          errorOf(client.ami.send(given<never>({ ...Actions.Ping(), decode: () => decoded })))
        )
        client.peer.answer(client.peer.last("Ping"), pong)

        const error = yield* Fiber.join(sending)

        assert.strictEqual(error.reason._tag, "DecodeFailed")
        yield* assertAlive(client)
      }))
  }

  secretStaysHidden()
})

describe("Ami, invalid arguments", () => {
  const wrong: ReadonlyArray<
    readonly [
      what: string,
      run: () => Effect.Effect<unknown, AmiError.AmiError, AmiClient.AmiClient>,
      of: string,
      option: string
    ]
  > = [
    ["no place to redirect to", () => Ami.redirect(given(undefined)), "Ami.redirect", "options"],
    [
      "a channel that is a number",
      () => Ami.redirect(given({ channel: 5, extension: "2" })),
      "Ami.redirect",
      "channel"
    ],
    ["no extension", () => Ami.blindTransfer(given({ channel: "a" })), "Ami.blindTransfer", "extension"],
    ["a name for options", () => Ami.blindTransfer(given("PJSIP/1-1")), "Ami.blindTransfer", "options"],
    ["null", () => Ami.attendedTransfer(given(null)), "Ami.attendedTransfer", "options"],
    [
      "an invalid context",
      () => Ami.attendedTransfer(given({ channel: "a", extension: "2", context: 5 })),
      "Ami.attendedTransfer",
      "context"
    ],
    [
      "an invalid priority",
      () => Ami.redirect(given({ channel: "a", extension: "2", priority: "1" })),
      "Ami.redirect",
      "priority"
    ],
    ["no channel", () => Ami.hangup(given(undefined)), "Ami.hangup", "options"],
    ["a channel alone", () => Ami.hangup(given("PJSIP/1-1")), "Ami.hangup", "options"],
    ["a cause in words", () => Ami.hangup(given({ channel: "a", cause: "busy" })), "Ami.hangup", "cause"],
    ["a cause that Asterisk refuses", () => Ami.hangup({ channel: "a", cause: 128 }), "Ami.hangup", "cause"],
    ["no command", () => Ami.command(given(undefined)), "Ami.command", "command"],
    ["a list for a command", () => Ami.command(given(["core", "show"])), "Ami.command", "command"],
    ["no call", () => Ami.findCall(given(undefined)), "Ami.findCall", "channelId"],
    ["an invalid call", () => Ami.findCall(given({ channelId: "1" })), "Ami.findCall", "channelId"],
    ["a name for a request", () => Ami.request(given("Ping")), "Ami.request", "options"],
    ["a header that is null", () => Ami.request(given({ Action: "Ping", A: null })), "Ami.request", "headers.A"],
    ["a header that is an object", () => Ami.request(given({ Action: "Ping", A: {} })), "Ami.request", "headers.A"],
    [
      "a header that is a Redacted",
      () => Ami.request(given({ Action: "Ping", A: Redacted.make(canary) })),
      "Ami.request",
      "headers.A"
    ],
    [
      "a header with an object in its list",
      () => Ami.request(given({ Action: "Ping", A: ["b", {}] })),
      "Ami.request",
      "headers.A"
    ],
    [
      "an unreadable request",
      () =>
        Ami.request(given({
          get Action() {
            throw new Error("boom")
          }
        })),
      "Ami.request",
      "options"
    ],
    [
      "an invalid timeout",
      () => Ami.originate(given({ originator: "1", extension: "2", timeout: "soon" })),
      "Ami.originate",
      "timeout"
    ],
    [
      "variables in a text",
      () => Ami.originate(given({ originator: "1", extension: "2", variables: "A=1" })),
      "Ami.originate",
      "variables"
    ],
    [
      "a variable that is a number",
      () => Ami.originate(given({ originator: "1", extension: "2", variables: { A: 1 } })),
      "Ami.originate",
      "variables.A"
    ],
    [
      "an unknown onInterrupt",
      () => Ami.dial(given({ originator: "1", extension: "2", onInterrupt: "drop" })),
      "Ami.dial",
      "onInterrupt"
    ]
  ]
  for (const [what, run, of, option] of wrong) {
    test(`${of} rejects ${what} with the rule, and sends nothing`, () =>
      Effect.gen(function*() {
        const client = yield* connected()
        const sent = client.peer.written.length

        const error = yield* errorOf(Effect.provideService(run(), AmiClient.AmiClient, client.ami))

        assert.deepInclude(error.reason, { _tag: "InvalidOption", of, option })
        assert.include(error.message, "must be")
        assert.strictEqual(client.peer.written.length, sent)
        yield* assertAlive(client)
      }))
  }

  for (
    const [what, event, handler, option] of [
      ["nothing for an event", undefined, () => Effect.void, "event"],
      ["an object for an event", {}, () => Effect.void, "event"],
      ["an action for an event", Actions.Hangup, () => Effect.void, "event"],
      ["a name without letters", "", () => Effect.void, "event"],
      ["no handler", "Hangup", undefined, "handler"],
      ["an Effect for a handler", Events.Hangup, Effect.void, "handler"]
    ] as const
  ) {
    test(`Ami.onEvent rejects ${what} with a logged rule`, () =>
      Effect.gen(function*() {
        const client = yield* connected()
        const before = logs.length

        yield* Effect.provideService(
          Ami.onEvent(given<string>(event), given<() => typeof Effect.void>(handler)),
          AmiClient.AmiClient,
          client.ami
        )

        const errors = logs.slice(before).filter(({ level }) => level === "Error")
        assert.strictEqual(errors.length, 1)
        assert.include(errors[0]?.message, `The option \`${option}\` of Ami.onEvent must be`)
        assert.notInclude(errors[0]?.message, "TypeError")
        yield* assertAlive(client)
      }))
  }

  for (
    const [what, events] of [
      ["undefined", [undefined]],
      ["an object that looks like an event", [{ name: "Hangup", decode: () => undefined }]],
      ["an action", [Actions.Hangup]],
      ["a list of events", [[Events.Hangup]]],
      ["an object that throws when read", [unreadable]]
    ] as const
  ) {
    test(`events rejects ${what} as an event`, () =>
      Effect.gen(function*() {
        const client = yield* connected()

        const error = yield* errorOf(Stream.runDrain(client.ami.events(...given<Array<typeof Events.Hangup>>(events))))

        assert.deepInclude(error.reason, { _tag: "InvalidOption", option: "events[0]" })
        assert.include(error.message, "must be an event, such as Events.Hangup")
        yield* assertAlive(client)
      }))
  }
})
