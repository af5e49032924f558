import { assert, describe } from "@effect/vitest"
import { Effect, Fiber, Layer, Predicate } from "effect"
import { Ami, AmiClient, AmiTransportMock } from "effect-ami"
import { credentials, failure, reasonOf, secretStaysHidden, test } from "../client/clientOutput.ts"
import { start } from "../client/scriptedTransport.ts"

const client = (script: AmiTransportMock.Script) =>
  AmiClient.layer(credentials).pipe(Layer.provideMerge(AmiTransportMock.layer(script)))

/** Runs a task against a script, and returns its result and the headers of the last action, except ActionID. */
const run = <A, E>(task: Effect.Effect<A, E, AmiClient.AmiClient>, script: AmiTransportMock.Script) =>
  Effect.gen(function*() {
    const mock = yield* AmiTransportMock.AmiTransportMock
    const result = yield* task
    const sent = yield* mock.sent
    yield* mock.assertDone
    return { result, headers: sent.at(-1)?.headers.filter(([name]) => name !== "ActionID"), sent }
  }).pipe(Effect.provide(client(script)))

const done = (message: string) => `Response: Success\nMessage: ${message}`

const two = { channel: "A/1", extension: "300", extraChannel: "B/1" }

/** A task, its answer, the headers that it writes in any order, and part of its result. */
const tasks: ReadonlyArray<
  readonly [Effect.Effect<unknown, unknown, AmiClient.AmiClient>, AmiTransportMock.Script, headers: string, unknown?]
> = [
  [Ami.ping, { Ping: "Response: Success\nPing: Pong" }, "Action: Ping", { Ping: "Pong" }],
  [
    Ami.channels,
    { CoreShowChannels: AmiTransportMock.list("CoreShowChannelsComplete", []) },
    "Action: CoreShowChannels",
    []
  ],
  [Ami.logoff, {}, "Action: Logoff", undefined],
  [
    Ami.hangup({ channel: "A/1" }),
    { Hangup: done("Channel Hungup") },
    "Action: Hangup, Channel: A/1",
    { Message: "Channel Hungup" }
  ],
  [Ami.hangup({ channel: "A/1", cause: 17 }), { Hangup: done("Hungup") }, "Action: Hangup, Channel: A/1, Cause: 17"],
  [
    Ami.redirect({ channel: "A/1", extension: "300" }),
    { Redirect: done("Redirect successful") },
    "Action: Redirect, Channel: A/1, Context: from-internal, Exten: 300, Priority: 1"
  ],
  [
    Ami.redirect({ ...two, context: "sales", priority: 3 }),
    { Redirect: done("Dual Redirect successful") },
    "Action: Redirect, Channel: A/1, ExtraChannel: B/1, Context: sales, Exten: 300, Priority: 3, "
    + "ExtraContext: sales, ExtraExten: 300, ExtraPriority: 3"
  ],
  [
    Ami.redirect({ ...two, extraExtension: "400", extraContext: "other", extraPriority: 2 }),
    { Redirect: done("Dual Redirect successful") },
    "Action: Redirect, Channel: A/1, ExtraChannel: B/1, Context: from-internal, Exten: 300, Priority: 1, "
    + "ExtraContext: other, ExtraExten: 400, ExtraPriority: 2"
  ],
  [
    Ami.blindTransfer({ channel: "A/1", extension: "200" }),
    { BlindTransfer: done("Transfer succeeded") },
    "Action: BlindTransfer, Channel: A/1, Context: from-internal, Exten: 200"
  ],
  [
    Ami.attendedTransfer({ channel: "A/1", extension: "200", context: "sales" }),
    { Atxfer: done("Atxfer successfully queued") },
    "Action: Atxfer, Channel: A/1, Exten: 200, Context: sales"
  ],
  // Indentation and empty lines belong to the output.
  [
    Ami.command("core show uptime"),
    { Command: "Response: Success\nMessage: Command output follows\nOutput:   two\nOutput: \nOutput: a: b" },
    "Action: Command, Command: core show uptime",
    ["  two", "", "a: b"]
  ],
  [Ami.command("core set verbose 0"), { Command: done("ok") }, "Action: Command, Command: core set verbose 0", []]
]

describe("Ami, tasks and what they write", () => {
  for (const [task, script, expected, ...results] of tasks) {
    test(`writes ${expected}`, () =>
      Effect.gen(function*() {
        const { headers = [], result } = yield* run(task, script)

        assert.sameMembers(headers.map((header) => header.join(": ")), expected.split(", "))
        for (const part of results) {
          // A record is part of the result; anything else is all of it.
          if (Predicate.isReadonlyObject(part) && !Array.isArray(part)) assert.deepInclude(result as object, part)
          else assert.deepStrictEqual(result, part)
        }
      }))
  }

  test("a command that stops Asterisk is never answered: OutcomeUnknown says that it may have run", () =>
    Effect.gen(function*() {
      const { result } = yield* run(reasonOf(Ami.command("core stop now")), { Command: AmiTransportMock.drop })

      assert.deepInclude(result, { _tag: "OutcomeUnknown", action: "Command", cause: "Disconnected" })
    }))

  test("a transfer of a channel in no bridge fails with Asterisk's message", () =>
    Effect.gen(function*() {
      const { result } = yield* run(failure(Ami.blindTransfer({ channel: "A/1", extension: "2" })), {
        BlindTransfer: AmiTransportMock.error("Transfer invalid")
      })

      assert.strictEqual(result.message, "BlindTransfer failed: Transfer invalid")
    }))
})

describe("Ami.originate", () => {
  const script = { Originate: done("Originate successfully queued") }

  test("originates asynchronously with its own Uniqueid, and the defaults of a small PBX (C13)", () =>
    Effect.gen(function*() {
      const { headers, result } = yield* run(Ami.originate({ originator: "100", extension: "200" }), script)

      assert.strictEqual(result.message, "Originate successfully queued")
      assert.match(result.channelId, /^[0-9a-f-]{36}$/)
      assert.sameDeepMembers([...headers ?? []], [
        ["Action", "Originate"],
        ["Channel", "Local/100@from-internal"],
        ["Context", "from-internal"],
        ["Exten", "200"],
        ["Priority", "1"],
        ["Timeout", "15000"],
        ["Async", "true"],
        ["ChannelId", result.channelId]
      ])
    }))

  test("writes every option", () =>
    Effect.gen(function*() {
      const { headers, result } = yield* run(
        Ami.originate({
          originator: "PJSIP/100",
          extension: "200",
          context: "sales",
          priority: 2,
          timeout: "1.5 seconds",
          callerId: "Sales <100>",
          account: "acme",
          channelId: "call-17"
        }),
        script
      )

      assert.strictEqual(result.channelId, "call-17")
      assert.sameDeepMembers([...headers ?? []], [
        ["Action", "Originate"],
        ["Channel", "PJSIP/100"],
        ["Context", "sales"],
        ["Exten", "200"],
        ["Priority", "2"],
        ["Timeout", "1500"],
        ["CallerID", "Sales <100>"],
        ["Account", "acme"],
        ["Async", "true"],
        ["ChannelId", "call-17"]
      ])
    }))

  test("writes each variable in a separate header, with commas and quotes escaped", () =>
    Effect.gen(function*() {
      const variables = { A: "1", B: "x,y", C: "say \"hi\"", "CALLERID(name)": "a=b" }
      const { headers } = yield* run(Ami.originate({ originator: "100", extension: "200", variables }), script)

      assert.deepStrictEqual(headers?.filter(([name]) => name === "Variable").map(([, value]) => value), [
        "A=1",
        "B=x\\,y",
        "C=say \\\"hi\\\"",
        "CALLERID(name)=a=b"
      ])
    }))

  test("rejects a variable that would forge a header, and sends nothing (C33)", () =>
    Effect.gen(function*() {
      const variables = { A: "1\r\nAction: Command" }
      const { result, sent } = yield* run(
        reasonOf(Ami.originate({ originator: "100", extension: "200", variables })),
        {}
      )

      assert.deepInclude(result, { _tag: "NotSent", why: "Invalid", field: "Variable" })
      assert.deepStrictEqual(sent.map((action) => action.name), ["Challenge", "Login"])
    }))

  test("two calls have two Uniqueids", () =>
    Effect.gen(function*() {
      const call = Ami.originate({ originator: "100", extension: "200" })
      const { result } = yield* run(Effect.all([call, call]), script)

      assert.notStrictEqual(result[0].channelId, result[1].channelId)
    }))

  test("an extension that does not exist fails at once", () =>
    Effect.gen(function*() {
      const { result } = yield* run(failure(Ami.originate({ originator: "100", extension: "999" })), {
        Originate: AmiTransportMock.error("Extension does not exist.")
      })

      assert.match(result.message, /^Originate failed: Extension does not exist\. There is no extension 999 /)
    }))

  test("concurrent tasks share the connection", () =>
    Effect.gen(function*() {
      const { result, sent } = yield* run(
        Effect.gen(function*() {
          const fibers = yield* Effect.forEach(["1", "2", "3"], (extension) =>
            start(Ami.originate({ originator: "100", extension })))
          return yield* Effect.forEach(fibers, Fiber.join)
        }),
        script
      )

      assert.strictEqual(result.length, 3)
      assert.strictEqual(
        sent.filter(({ name }) =>
          name === "Login"
        ).length,
        1
      )
    }))

  secretStaysHidden()
})
