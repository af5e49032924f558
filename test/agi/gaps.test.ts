/**
 * Programs that serve calls when events are lost, on a scripted server.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { AmiAgi, AmiClient } from "effect-ami"
import { TestClock } from "effect/testing"
import { turn } from "../client/scriptedTransport.ts"
import { type Answer, event, serve } from "../live/modelServer.ts"

const channel = { Channel: "PJSIP/102-1", Uniqueid: "1.1", Context: "from-internal", Exten: "811", Priority: 2 }

const status = event("Status", { ...channel, Application: "Wait", Data: "60", Variable: "AMI_AGI=agi/x" })

/** A program that runs two commands, each of which notes how it ended. */
const scene = Effect.gen(function*() {
  const ids: Array<string> = []
  const lists: Record<string, Answer> = {
    Status: [],
    Setvar: "Response: Success\nMessage: Variable Set",
    AbsoluteTimeout: "Response: Success\nMessage: Timeout Set",
    AGI: (header) => {
      ids.push(`${header("Command")} ${header("CommandID")}`)
      return "Response: Success\nMessage: Added AGI command to queue"
    }
  }
  const server = yield* serve(lists)
  const ends: Array<string> = []
  const serving = yield* AmiAgi.serve((session) =>
    Effect.uninterruptible(Effect.forEach(
      [session.exec("Wait", "60"), session.noop],
      (command) =>
        Effect.map(
          Effect.result(command),
          (result) => ends.push(result._tag === "Failure" ? result.failure.message : "done")
        )
    ))
  ).pipe(Effect.provideService(AmiClient.AmiClient, server.ami))
  yield* turn
  yield* server.say(event("AsyncAGIStart", { ...channel, Env: "agi_request%3A%20async%0A%0A" }))
  yield* TestClock.adjust(10)
  const idOf = (command: string) => ids.findLast((id) => id.startsWith(command))?.split(" ").at(-1)
  return { server, lists, ends, serving, ids, idOf }
})

describe("after lost events", () => {
  it.effect("a command whose answer was among them fails as soon as a later one is answered", () =>
    Effect.gen(function*() {
      const { ends, idOf, lists, server, serving } = yield* scene
      lists["Status"] = [status]
      yield* server.gap
      yield* TestClock.adjust(10)
      assert.deepStrictEqual(ends, [])
      yield* server.say(
        event("AsyncAGIExec", { ...channel, Result: "200%20result%3D0%0A", CommandId: idOf("NOOP") })
      )
      yield* TestClock.adjust(10)
      assert.deepStrictEqual(ends, ["EXEC may have run: events were lost, and its answer among them"])
      assert.strictEqual(yield* serving.sessions, 1)
      yield* server.say(
        event("AsyncAGIExec", { ...channel, Result: "200%20result%3D0%0A", CommandId: idOf("NOOP") })
      )
      yield* TestClock.adjust(10)
      assert.strictEqual(ends.at(-1), "done")
    }))

  it.effect("a command that is answered after all ends as it would have", () =>
    Effect.gen(function*() {
      const { ends, idOf, lists, server } = yield* scene
      lists["Status"] = [status]
      yield* server.gap
      yield* TestClock.adjust(10)
      yield* server.say(
        event("AsyncAGIExec", { ...channel, Result: "200%20result%3D0%0A", CommandId: idOf("EXEC") })
      )
      yield* TestClock.adjust(10)
      assert.deepStrictEqual(ends, ["done"])
      yield* server.say(event("Hangup", channel))
      yield* TestClock.adjust(10)
      assert.deepStrictEqual(ends, ["done", "NOOP was not run: the call ended, or left AGI"])
    }))

  it.effect("a call that is gone ends, and nobody knows whether its command ran", () =>
    Effect.gen(function*() {
      const { ends, server, serving } = yield* scene
      yield* server.gap
      yield* TestClock.adjust(10)
      assert.deepStrictEqual(ends, [
        "EXEC may have run: the call ended, or left AGI",
        "NOOP was not run: the call ended, or left AGI"
      ])
      assert.strictEqual(yield* serving.sessions, 0)
    }))
})
