/**
 * What a client reveals: foreign text that would forge a log line, and secrets.
 */
import { assert, describe } from "@effect/vitest"
import { Cause, Effect, Fiber, Metric, Redacted, Schema, Stream } from "effect"
import { AmiAction, AmiEvent, AmiValue } from "effect-ami"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import { inspect } from "node:util"
import { isTaken, payloads } from "../catalog/payloads.ts"
import { canary, failure, letOut, logs, secretStaysHidden, test } from "../client/clientOutput.ts"
import { challenge, connected, start, turn } from "../client/scriptedTransport.ts"

/** Text that forges a line, moves a cursor, rings a bell and breaks lines in a browser, and too much of it. */
const loud = `\u001b[31mroot\u0007\u009b2J\u007f\u2028x\u2029y\r${"z".repeat(1000)}`

// oxlint-disable-next-line no-control-regex
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/

/** An action whose answer only matches if it is a number. */
const Strange = AmiAction.define("Strange", { response: { Message: AmiValue.Int } })

/** What was logged while an effect ran. */
const loggedBy = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.suspend(() => {
    const before = logs.length
    return Effect.map(effect, () => logs.slice(before).map(({ message }) => message))
  })

describe("words of others", () => {
  for (
    const [what, answers] of [
      ["a refused login", [challenge, `Response: Error\nMessage: ${loud}`]],
      ["a refused challenge", [`Response: Error\nMessage: ${loud}`]]
    ] as const
  ) {
    test(`of ${what} are escaped and shortened in the log (C38, row 88)`, () =>
      Effect.gen(function*() {
        const { ami, peer } = yield* connected({ reconnect: true })
        const refuse = Effect.gen(function*() {
          for (const [index, answer] of answers.entries()) {
            peer.answer(peer.last(index === 0 ? "Challenge" : "Login"), answer)
            yield* turn
          }
        })

        const logged = yield* loggedBy(Effect.gen(function*() {
          peer.end()
          for (let attempt = 0; attempt < 2; attempt++) {
            yield* TestClock.adjust("1 second")
            yield* refuse
          }
        }))

        assert.deepInclude(yield* ami.status.get, { _tag: "Disconnected", isFinal: true })
        const line = logged.find((message) => message.includes("No new login")) ?? ""
        assert.include(line, "\\u001b[31mroot\\u0007\\u009b2J\\u007f\\u2028x")
        assert.isBelow(line.length, 500)
        for (const message of logged) assert.notMatch(message, control)
      }))
  }

  test("of an event that does not match are escaped and shortened in the log (C38, row 88)", () =>
    Effect.gen(function*() {
      const Loud = AmiEvent.define("Loud", {
        Name: Schema.String.check(Schema.makeFilter((name: string) => `Expected anything but ${name}`))
      })
      const { ami, peer } = yield* connected()
      yield* start(Stream.runDrain(ami.events(Loud)))

      const logged = yield* loggedBy(Effect.sync(() => peer.deliver(`Event: Loud\nPrivilege: user,all\nName: ${loud}`)))

      assert.lengthOf(logged, 1)
      assert.notMatch(logged[0] ?? "", control)
      assert.isBelow(logged[0]?.length ?? 0, 500)
    }))

  test("of a failed action are escaped when its error is printed, and intact in its reason (C38, row 88)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const answers = [
        `Response: Error\nMessage: ${loud}`,
        `Response: Error\nMessage: Permission denied\nNote: ${loud}`,
        `Response: Success\nMessage: ${loud}`
      ]
      const forms: Array<string> = []

      for (const answer of answers) {
        const hangup = yield* start(failure(ami.send(Strange())))
        peer.answer(peer.last("Strange"), answer)
        const error = yield* Fiber.join(hangup)
        forms.push(error.message, String(error), Cause.pretty(Cause.fail(error)))
        if (error.reason._tag === "ActionFailed") assert.strictEqual(error.reason.message, loud)
      }

      assert.lengthOf(forms, 9)
      for (const form of forms) assert.notMatch(form.replaceAll("\n", " "), control)
    }))
})

describe("secrets", () => {
  /** Each secret field of an action; a duration accepts any object. */
  const secretFields = payloads.flatMap(({ fields, make, payload }) =>
    Object.entries(fields).filter(([, field]) => isTaken(field, Redacted.make("a")) && !isTaken(field, {})).map((
      [name]
    ) => ({
      make,
      name,
      given: fc.sample(payload, { seed: 1, numRuns: 1 })[0]
    }))
  )

  test("in an action are on the wire, but in no printed form of the action, its errors, spans and metrics (C37, row 89)", () =>
    Effect.gen(function*() {
      const shown: Array<unknown> = []
      for (const { given, make, name } of secretFields) {
        const { ami, peer } = yield* connected()
        const action = make({ ...given, [name]: Redacted.make(canary) } as never)
        const invalid = make({ ...given, [name]: Redacted.make(`${canary}\n`) } as never)
        const sent = yield* start(failure(Stream.runDrain(ami.exchange(action))))

        assert.include(peer.written.at(-1)?.text, canary)
        peer.end()
        shown.push(action, invalid, yield* Fiber.join(sent), yield* failure(Stream.runDrain(ami.exchange(invalid))))
      }
      shown.push(yield* Metric.snapshot, yield* Metric.dump)

      assert.isAtLeast(secretFields.length, 1)
      for (const value of shown) {
        // Metrics of others, in the same process, count with `bigint`.
        const json = JSON.stringify(value, (_, part: unknown) => typeof part === "bigint" ? String(part) : part)
        const forms = [String(value), json, inspect(value, { depth: 20, showHidden: true })]
        for (const form of forms) assert.notInclude(form, canary)
      }
      assert.notInclude(letOut(), canary)
    }))

  secretStaysHidden()
})
