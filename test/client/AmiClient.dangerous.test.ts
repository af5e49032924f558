import { assert, describe } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { Actions, Ami, AmiAction, AmiClient } from "effect-ami"
import { reasonOf, test } from "./capture.ts"
import { connected, start } from "./scriptedTransport.ts"

const toExtension = { Channel: "PJSIP/alice", Context: "internal", Exten: "200", Priority: 1 } as const

/** Each with what it could be misused for. */
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

describe("a client that refuses what is dangerous (C40)", () => {
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

  test("refuses it in every way to send", () =>
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

  test("is one that was told so", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      yield* start(ami.send(Actions.Command({ Command: "core show uptime" })))
      assert.strictEqual(peer.last("Command").headers[0]?.[1], "Command")
    }))
})
