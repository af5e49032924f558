/**
 * Programs that serve calls, on the simulator.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { AmiAgi } from "effect-ami"
import { call, channels, commandsSent, inside, wait } from "./agiServer.ts"

describe("AmiAgi.serve", () => {
  it.effect("runs the program for a call, which goes on in the dialplan when it returns", () =>
    Effect.gen(function*() {
      const seen: Array<unknown> = []
      const serving = yield* AmiAgi.serve((session) =>
        Effect.gen(function*() {
          seen.push(session.env["agi_extension"], session.args, session.isAdopted)
          yield* session.answer
          yield* session.setVariable("ACCOUNT", "12 \"34\"")
          seen.push(yield* session.getVariable("ACCOUNT"), yield* session.getVariable("NOSUCH"))
        })
      )
      yield* call("810")
      yield* wait(1000)
      assert.deepStrictEqual(seen, ["810", ["one", "two"], false, "12 \"34\"", undefined])
      assert.deepStrictEqual(yield* channels, ["PJSIP/102-00000000 Wait"])
      assert.strictEqual(yield* serving.sessions, 0)
      assert.deepStrictEqual(yield* commandsSent, [
        "ANSWER",
        "SET VARIABLE ACCOUNT \"12 \\\"34\\\"\"",
        "GET VARIABLE ACCOUNT",
        "GET VARIABLE NOSUCH",
        "SET VARIABLE AMI_AGI \"\"",
        "SET AUTOHANGUP 0",
        "ASYNCAGI BREAK"
      ])
    }).pipe(Effect.provide(inside())))
})
