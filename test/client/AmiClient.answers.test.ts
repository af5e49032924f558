import { assert, describe } from "@effect/vitest"
import { Effect, Fiber, Schema } from "effect"
import { Actions, Ami, AmiAction, AmiClient, AmiError, AmiValue } from "effect-ami"
import { failure, reasonOf, secretStaysHidden, test } from "./clientOutput.ts"
import { connected, start } from "./scriptedTransport.ts"

/** What a caller gets for this answer of Asterisk. */
const answeredWith = Effect.fnUntraced(function*<A>(action: AmiAction.Action<A>, answer: string) {
  const { ami, peer } = yield* connected()
  const fiber = yield* start(ami.send(action))
  peer.answer(peer.last(action.name), answer)
  return yield* Fiber.join(fiber)
})

const hangup = Actions.Hangup({ Channel: "PJSIP/100-1" })

describe("AmiClient.send, what an answer means", () => {
  for (
    const [message, tag] of [
      ["Permission denied", "PermissionDenied"],
      ["Invalid/unknown command: Hangup. Use Action: ListCommands to show available commands.", "NotExecuted"],
      ["Invalid/unknown command", "NotExecuted"],
      ["Asterisk is shutting down", "NotExecuted"],
      ["Missing action in request", "NotExecuted"],
      ["Failed to parse message: line too long", "NotExecuted"],
      ["Too many lines in message or allocation failure", "NotExecuted"],
      ["No such channel", "ActionFailed"],
      ["permission denied", "ActionFailed"],
      ["Originate failed", "ActionFailed"],
      ["Channel not specified", "ActionFailed"],
      ["", "ActionFailed"]
    ] as const
  ) {
    test(`\`Error\` with \`${message}\` is ${tag}, which is not retryable and holds the answer (C11)`, () =>
      Effect.gen(function*() {
        const error = yield* failure(answeredWith(hangup, `Response: Error\nMessage: ${message}`))

        assert.strictEqual(error.reason._tag, tag)
        assert.isFalse(error.isRetryable)
        assert.strictEqual("response" in error.reason && error.reason.response.get("Message"), message)
      }))
  }

  test("fails with ActionFailed by an `Error` without a message (C11)", () =>
    Effect.gen(function*() {
      const reason = yield* reasonOf(answeredWith(hangup, "Response: Error"))

      assert.deepInclude(reason, { _tag: "ActionFailed", action: "Hangup", message: "" })
    }))

  test("accepts `error` in any case", () =>
    Effect.gen(function*() {
      assert.strictEqual((yield* reasonOf(answeredWith(hangup, "Response: ERROR\nMessage: no")))._tag, "ActionFailed")
    }))

  test("PermissionDenied names the classes that would do, and the line for the least of them to add to manager.conf", () =>
    Effect.gen(function*() {
      const error = yield* failure(answeredWith(hangup, "Response: Error\nMessage: Permission denied"))

      assert.deepInclude(error.reason, { _tag: "PermissionDenied", action: "Hangup", needs: ["system", "call"] })
      assert.strictEqual(
        error.message,
        "Hangup is not permitted for this account: it needs system or call. "
          + "Add `call` to its `write =` line in manager.conf, run `manager reload`, and log in again"
      )
    }))

  test("PermissionDenied of an action with unknown needs says how to find them", () =>
    Effect.gen(function*() {
      const error = yield* failure(answeredWith(AmiAction.raw("X"), "Response: Error\nMessage: Permission denied"))

      assert.strictEqual(error.message, "X is not permitted for this account: `ListCommands` shows what is")
    }))

  test("ActionFailed names the action and quotes Asterisk", () =>
    Effect.gen(function*() {
      const error = yield* failure(answeredWith(hangup, "Response: Error\nMessage: No such channel"))

      assert.strictEqual(error.message, "Hangup failed: No such channel")
    }))

  for (
    const [what, answer, words] of [
      [
        "as Asterisk 14 and later answer",
        "Response: Error\nMessage: Command output follows\n"
        + "Output: No such command 'frob' (type 'core show help frob' for other possible commands)",
        "No such command 'frob' (type 'core show help frob' for other possible commands)"
      ],
      [
        "of several lines",
        "Response: Error\nMessage: Command output follows\nOutput: Usage: frob <what>\nOutput:        Frobs it.\nOutput: ",
        "Usage: frob <what> Frobs it."
      ],
      ["without output", "Response: Error\nMessage: Command output follows\nOutput: ", "Command output follows"],
      ["that was refused", "Response: Error\nMessage: Command blacklisted", "Command blacklisted"],
      ["without a message", "Response: Error\nOutput: No such command", "No such command"]
    ] as const
  ) {
    test(`ActionFailed of a Command ${what} quotes Asterisk`, () =>
      Effect.gen(function*() {
        const error = yield* failure(answeredWith(Actions.Command({ Command: "frob" }), answer))

        assert.strictEqual(error.message, `Command failed: ${words}`)
        assert.isTrue(error.reason._tag === "ActionFailed" && !error.isRetryable)
      }))
  }

  test("fails with ActionFailed for an unknown command on Asterisk 13 and older, which answer it like any output", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const output = "No such command 'frob' (type 'core show help frob' for other possible commands)"
      const wire = () =>
        peer.deliverWire(
          `Response: Follows\r\nPrivilege: Command\r\nActionID: ${peer.last("Command").actionId}\r\n`
            + `${output}\n--END COMMAND--\r\n\r\n`
        )
      const sent = yield* start(failure(ami.send(Actions.Command({ Command: "frob" }))))
      wire()
      const requested = yield* start(
        failure(
          Effect.provideService(Ami.request({ Action: "Command", Command: "frob" }), AmiClient.AmiClient, ami)
        )
      )
      wire()

      for (const error of [yield* Fiber.join(sent), yield* Fiber.join(requested)]) {
        assert.strictEqual(error.message, `Command failed: ${output}`)
      }
    }))

  test("accepts an answer that begins with its ActionID", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const fiber = yield* start(ami.send(AmiAction.raw("RptStatus")))
      peer.deliver(`ActionID: ${peer.last("RptStatus").actionId}\nResponse: Success\nNode: 2000`)

      assert.strictEqual((yield* Fiber.join(fiber)).get("Node"), "2000")
    }))

  test("decodes an answer with the schema of its action", () =>
    Effect.gen(function*() {
      const Count = AmiAction.define("DBCount", {
        payload: { Family: Schema.String },
        response: { Count: AmiValue.Int }
      })

      const answer = yield* answeredWith(Count({ Family: "a" }), "Response: Success\nCount: 17")

      assert.strictEqual(answer.Count, 17)
    }))

  test("fails with DecodeFailed if the answer does not match, with the field, the rule and the raw answer", () =>
    Effect.gen(function*() {
      const Count = AmiAction.define("DBCount", { response: { Count: AmiValue.Int } })

      const error = yield* failure(answeredWith(Count(), "Response: Success\nCount: seventeen\nOther: kept"))

      const { reason } = error
      assert.isTrue(reason._tag === "DecodeFailed" && reason.response.get("Other") === "kept")
      assert.strictEqual(error.message, "The answer to DBCount does not fit its schema: Count: Expected an integer")
      assert.isFalse(error.isRetryable)
    }))

  test("fails with DecodeFailed if a header is missing", () =>
    Effect.gen(function*() {
      const Count = AmiAction.define("DBCount", { response: { Count: AmiValue.Int } })

      const reason = yield* reasonOf(answeredWith(Count(), "Response: Success"))

      assert.isTrue(reason._tag === "DecodeFailed" && reason.issue.startsWith("Count: "))
    }))

  test("treats a `Success` whose text means failure as a success, and returns its Message", () =>
    Effect.gen(function*() {
      const Remove = AmiAction.define("VoicemailRemove")

      const answer = yield* answeredWith(Remove(), "Response: Success\nMessage: There is no voicemail user 100")

      assert.strictEqual(answer.Message, "There is no voicemail user 100")
    }))

  test("treats `Goodbye` as a success", () =>
    Effect.gen(function*() {
      const answer = yield* answeredWith(Actions.Logoff(), "Response: Goodbye\nMessage: Thanks for all the fish.")

      assert.strictEqual(answer.Response, "Goodbye")
    }))

  test("fails with NotSent for a payload that its schema rejects, naming the field but not the value", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()

      const error = yield* failure(ami.send(Actions.Hangup({ Channel: "/^PJSIP/" })))

      assert.deepInclude(error.reason, { _tag: "NotSent", why: "Invalid", action: "Hangup", field: "Channel" })
      assert.isFalse(error.isRetryable)
      assert.strictEqual(peer.written.length, 2)
    }))

  test("retrying while `isRetryable` never repeats an action that may have run", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const fiber = yield* start(
        reasonOf(Effect.retry(ami.send(hangup), { while: (error) => error.isRetryable, times: 5 }))
      )

      peer.end()

      assert.strictEqual((yield* Fiber.join(fiber))._tag, "OutcomeUnknown")
      assert.strictEqual(peer.written.filter((action) => action.name === "Hangup").length, 1)
    }))

  test("errors can be caught by reason", () =>
    Effect.gen(function*() {
      const caught = yield* answeredWith(hangup, "Response: Error\nMessage: No such channel").pipe(
        Effect.catchReason("AmiError", "ActionFailed", (reason) => Effect.succeed(reason.message))
      )

      assert.strictEqual(caught, "No such channel")
      assert.isTrue(AmiError.isAmiError(yield* failure(answeredWith(hangup, "Response: Error"))))
    }))

  secretStaysHidden()
})
