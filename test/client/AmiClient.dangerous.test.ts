import { assert, describe } from "@effect/vitest"
import { Effect, Fiber, Schema, Stream } from "effect"
import { Actions, Ami, AmiAction, AmiClient, type AmiError } from "effect-ami"
import { reasonOf, test } from "./clientOutput.ts"
import { connected, start } from "./scriptedTransport.ts"

const toExtension = { Channel: "PJSIP/alice", Context: "internal", Exten: "200", Priority: 1 } as const

/** Actions with what they could be misused for. */
const dangerous: ReadonlyArray<AmiAction.Action<unknown>> = [
  Actions.Command({ Command: "core stop now" }),
  Actions.Originate({ Channel: "PJSIP/alice", Application: "System", Data: "id" }),
  Actions.Originate({ ...toExtension, Variable: { "FILE(/etc/asterisk/manager.conf)": "" } }),
  Actions.Monitor({ Channel: "PJSIP/alice-1", File: "/etc/asterisk/manager.conf" }),
  Actions.Getvar({ Variable: "SHELL(id)" }),
  Actions.Setvar({ Variable: "FILE(/etc/asterisk/manager.conf)", Value: "" }),
  Actions.UpdateConfig({
    SrcFilename: "manager.conf",
    DstFilename: "manager.conf",
    Changes: [{ Action: "EmptyCat", Cat: "general" }]
  }),
  Actions.GetConfig({ Filename: "manager.conf" }),
  Actions.ModuleLoad({ LoadType: "unload", Module: "res_pjsip.so" }),
  Actions.AGI({ Channel: "PJSIP/alice-1", Command: "EXEC System id" }),
  Actions.MixMonitor({ Channel: "PJSIP/alice-1", Command: "id" }),
  AmiAction.raw("command", [["Command", "core stop now"]])
]

const harmless: ReadonlyArray<AmiAction.Action<unknown>> = [
  Actions.Ping(),
  Actions.Originate({ ...toExtension, Variable: { LANG: "de", NOTE: "SHELL(id)" } }),
  Actions.Getvar({ Variable: "EPOCH" }),
  Actions.Setvar({ Variable: "A", Value: "${SHELL(id)}" }),
  Actions.MixMonitor({ Channel: "PJSIP/alice-1" }),
  Actions.Hangup({ Channel: "PJSIP/alice-1" }),
  AmiAction.raw("Ping")
]

describe("a client that refuses dangerous actions (C40)", () => {
  test("sends no action that can run a program, change a file or show a secret, and says why", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ dangerous: "refuse" })
      const before = peer.written.length

      for (const action of dangerous) {
        const reason = yield* reasonOf(ami.send(action))

        assert.strictEqual(reason._tag, "NotSent", action.name)
        assert.include(
          reason.message,
          `${action.name} was not sent: Action is refused by this client (option dangerous): it ${action.danger ?? "?"}`
        )
        assert.isFalse(reason.isRetryable)
      }
      assert.strictEqual(peer.written.length, before)
    }))

  test("refuses them whichever way they are sent", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ dangerous: "refuse" })
      const before = peer.written.length

      const reasons = [
        yield* reasonOf(ami.collect(Actions.PJSIPShowAuths())),
        yield* reasonOf(Stream.runDrain(ami.stream(Actions.PJSIPShowAuths()))),
        yield* reasonOf(Stream.runDrain(ami.exchange(Actions.Command({ Command: "core show uptime" })))),
        yield* reasonOf(Effect.provideService(Ami.command("core show uptime"), AmiClient.AmiClient, ami)),
        yield* reasonOf(
          Effect.provideService(Ami.request({ Action: "Command", Command: "id" }), AmiClient.AmiClient, ami)
        )
      ]

      assert.deepStrictEqual(reasons.map(({ _tag }) => _tag), reasons.map(() => "NotSent"))
      assert.strictEqual(peer.written.length, before)
    }))

  test("sends the rest", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ dangerous: "refuse" })

      for (const action of harmless) {
        yield* start(ami.send(action))

        assert.strictEqual(peer.last(action.name).headers[0]?.[1], action.name)
      }
    }))

  test("is one whose options say so", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      yield* start(ami.send(Actions.Command({ Command: "core show uptime" })))
      assert.strictEqual(peer.last("Command").headers[0]?.[1], "Command")
    }))

  const spellings = ["Command", "command", "COMMAND", "cOmMaNd"]
  const console = { payload: { Command: Schema.String } }
  const inSpelling: ReadonlyArray<
    readonly [
      how: string,
      run: (ami: AmiClient.AmiClient["Service"], name: string) => Effect.Effect<unknown, AmiError.AmiError>
    ]
  > = [
    ["define", (ami, name) => ami.send(AmiAction.define(name, console)({ Command: "id" }))],
    ["defineList", (ami, name) => ami.collect(AmiAction.defineList(name, { items: [] })())],
    ["raw", (ami, name) => ami.send(AmiAction.raw(name, [["Command", "id"]]))],
    ["rawList", (ami, name) => Stream.runDrain(ami.stream(AmiAction.rawList(name, [["Command", "id"]])))],
    ["exchange", (ami, name) => Stream.runDrain(ami.exchange(AmiAction.define(name, console)({ Command: "id" })))],
    [
      "Ami.request",
      (ami, name) => Effect.provideService(Ami.request({ Action: name, Command: "id" }), AmiClient.AmiClient, ami)
    ]
  ]
  for (const [how, run] of inSpelling) {
    test(`refuses an action named by ${how}, in upper or lower case`, () =>
      Effect.gen(function*() {
        const { ami, peer } = yield* connected({ dangerous: "refuse" })
        const before = peer.written.length

        for (const name of spellings) {
          const reason = yield* reasonOf(run(ami, name))

          assert.deepInclude(reason, { _tag: "NotSent", why: "Invalid" }, name)
          assert.include(reason.message, "(option dangerous): it runs any console command")
        }
        assert.strictEqual(peer.written.length, before)
      }))
  }

  test("sends an action whose definition says when it is harmless", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ dangerous: "refuse" })
      const Getvar = AmiAction.define("Getvar", {
        payload: { Variable: Schema.String },
        isDangerous: ({ Variable }) => Variable.includes("(")
      })

      yield* start(ami.send(Getvar({ Variable: "EPOCH" })))
      const reason = yield* reasonOf(ami.send(Getvar({ Variable: "SHELL(id)" })))

      assert.strictEqual(peer.last("Getvar").headers[2]?.[1], "EPOCH")
      assert.include(reason.message, "option dangerous")
    }))
})

describe("an action that is defined again", () => {
  test("reports what the account needs when Asterisk denies it", () =>
    Effect.gen(function*() {
      for (
        const [action, needs] of [
          [AmiAction.define("Command")(), ["command"]],
          [AmiAction.define("queuePAUSE")(), ["agent"]],
          [AmiAction.define("QueuePause", { needs: ["call"] })(), ["call"]],
          [AmiAction.define("QueuePause", { needs: [] })(), []],
          [AmiAction.define("Checkout")(), []]
        ] as const
      ) {
        const { ami, peer } = yield* connected()
        const sending = yield* start(reasonOf(ami.send(action)))
        peer.answer(peer.last(action.name), "Response: Error\nMessage: Permission denied")

        const reason = yield* Fiber.join(sending)

        assert.deepInclude(reason, { _tag: "PermissionDenied", needs })
        assert.deepStrictEqual(action.needs, needs)
      }
    }))

  test("carries the same facts on its constructor as on its actions", () =>
    Effect.sync(() => {
      const Command = AmiAction.define("command")

      assert.deepStrictEqual(Command.needs, ["command"])
      assert.strictEqual(Command.danger, Actions.Command.danger)
      assert.deepStrictEqual(Command.versions, [])
      assert.strictEqual(AmiAction.define("Command", { danger: "does no harm" })().danger, "does no harm")
      assert.isUndefined(AmiAction.define("Checkout")().danger)
    }))

  for (
    const [option, options, nearest] of [
      ["dangr", { dangr: "opens the door" }, "danger"],
      ["dangerous", { dangerous: "opens the door" }, "isDangerous"],
      ["need", { need: ["call"] }, "needs"],
      ["paylod", { paylod: { Door: Schema.String } }, "payload"],
      ["isDangerus", { isDangerus: () => false }, "isDangerous"],
      ["emptyErrors", { items: [], emptyErrors: ["No doors"] }, "empty"]
    ] as const
  ) {
    test(`is not sent if its definition has \`${option}\``, () =>
      Effect.gen(function*() {
        const { ami, peer } = yield* connected()
        const before = peer.written.length
        const sent: Effect.Effect<unknown, AmiError.AmiError> = option === "emptyErrors"
          ? ami.collect(AmiAction.defineList("Door", { items: [], ...(options as object) })())
          : ami.send(AmiAction.define("Door", options as object)())

        const reason = yield* reasonOf(sent)

        assert.deepInclude(reason, { _tag: "NotSent", why: "Invalid" })
        assert.include(reason.message, `\`${option}\` of AmiAction.define`)
        assert.include(reason.message, `did you mean \`${nearest}\`?`)
        assert.strictEqual(peer.written.length, before)
      }))
  }

  test("is not sent if its definition is invalid in another way", () =>
    Effect.gen(function*() {
      const { ami } = yield* connected()
      for (
        const options of [null, "Door", 5, { needs: "call" }, { danger: true }, { payload: null }, {
          isDangerous: true
        }]
      ) {
        const define = AmiAction.define as (name: string, options: unknown) => () => AmiAction.Action<unknown>

        const reason = yield* reasonOf(ami.send(define("Door", options)()))

        assert.deepInclude(reason, { _tag: "NotSent", why: "Invalid" })
        assert.include(reason.message, "of AmiAction.define must be")
      }
    }))
})
