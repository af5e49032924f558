/**
 * Hostile input: values that would forge an action, and text that would forge a log line.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, type Fiber, Redacted, Result } from "effect"
import type { AmiAction, AmiClient, AmiError } from "effect-ami"
import * as fc from "fast-check"
import { payloads } from "../catalog/payloads.ts"
import { connected } from "../client/scriptedTransport.ts"
import { check, timeout } from "../protocol/properties.ts"
import { sample, size } from "../size.ts"

const canary = "hostile-7d1e"

/** Values that Asterisk would read as another header or action, or only in part. */
const hostile = [
  `${canary}\r\nAction: Originate`,
  `${canary}\r\n\r\nAction: Logoff`,
  `${canary}\n`,
  `\n${canary}`,
  `${canary}\r`,
  `${canary}\0`,
  `\uD83D${canary}`,
  `${canary}\uDCDE`,
  canary + "x".repeat(1023),
  // 512 JavaScript characters, and 1,024 bytes.
  canary + "\u{1F4DE}".repeat(256)
]

/** Each form in which a field may accept a text. */
const forms: ReadonlyArray<(text: string) => unknown> = [
  (text) => text,
  (text) => Redacted.make(text),
  (text) => [text],
  (text) => ({ A: text }),
  (text) => ({ [text]: "1" }),
  (text) => [{ Action: "NewCat", Cat: text }],
  (text) => [{ Action: "Append", Cat: "a", Var: text, Value: "b" }],
  (text) => [{ Action: "Append", Cat: "a", Var: "b", Value: text }]
]

const many = Array.from({ length: 127 }, (_, index) => index)

/** Each form in which a field may accept 127 texts, which make 129 headers with `Action` and `ActionID`. */
const crowds: ReadonlyArray<unknown> = [
  many.map(String),
  Object.fromEntries(many.map((index) => [`A${index}`, "1"])),
  many.map((index) => ({ Action: "NewCat", Cat: `a${index}` }))
]

/** The forms in which a text reaches the headers of an action through a field. */
const formsOf = ({ make, payload }: typeof payloads[number], name: string) => {
  const [given] = fc.sample(payload, { seed: 1, numRuns: 1 })
  return forms.filter((form) =>
    Result.match(make({ ...given, [name]: form("marker7") } as never).encode(), {
      onFailure: () => false,
      onSuccess: (headers) => headers.some((header) => header.join().includes("marker7"))
    })
  )
}

describe("a hostile value", () => {
  it.effect(
    "is rejected in each field of each action, in each form, and nothing is written (C33, row 87)",
    () =>
      Effect.gen(function*() {
        const { ami, peer } = yield* connected()
        const fork = Effect.runForkWith(yield* Effect.context())
        const written = peer.written.length
        const reached = new Set<string>()

        for (const one of sample(payloads, 5)) {
          for (const name of Object.keys(one.fields)) {
            const taken = formsOf(one, name)
            if (taken.length > 0) reached.add(one.make.name)
            check(
              5,
              fc.property(one.payload, (given) => {
                for (const text of hostile) {
                  // A field that accepts no text at all rejects any.
                  for (const form of taken.length > 0 ? taken : forms.slice(0, 1)) {
                    const action = one.make({ ...given, [name]: form(text) } as never)
                    const error = valueOf(fork(Effect.flip(sent(ami, action))))

                    assert.deepInclude(error?.reason, { _tag: "NotSent", why: "Invalid" }, `${one.make.name}.${name}`)
                    assert.notInclude(`${error?.message} ${JSON.stringify(error)}`, canary)
                  }
                }
              })
            )
          }
        }

        assert.strictEqual(peer.written.length, written)
        assert.isAbove(reached.size, size(100, 20))
      }),
    timeout
  )

  it.effect("is rejected if it makes 129 headers, and nothing is written (C33, row 87)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const written = peer.written.length
      const reached = new Set<string>()

      for (const { fields, make, payload } of payloads) {
        const [given] = fc.sample(payload, { seed: 1, numRuns: 1 })
        for (const name of Object.keys(fields)) {
          for (const crowd of crowds) {
            const action = make({ ...given, [name]: crowd } as never)
            const headers = Result.getOrElse(action.encode(), () => [])
            if (headers.length < 127) continue
            reached.add(make.name)
            const { reason } = yield* Effect.flip(sent(ami, action))

            assert.deepInclude(reason, { _tag: "NotSent", why: "Invalid", field: "Action" })
          }
        }
      }

      assert.strictEqual(peer.written.length, written)
      assert.includeMembers([...reached], ["Originate", "UpdateConfig", "PJSIPNotify"])
    }))
})

/** Everything a caller can do with an action. */
const sent = (ami: AmiClient.AmiClient["Service"], action: AmiAction.Any): Effect.Effect<unknown, AmiError.AmiError> =>
  action._tag === "Action"
    ? ami.send(action as AmiAction.Action<unknown>)
    : ami.collect(action as AmiAction.ListAction<unknown>)

/** The result of a fiber that has already ended. */
const valueOf = <A, E>(fiber: Fiber.Fiber<A, E>): A | undefined => {
  const exit = fiber.pollUnsafe()
  return exit?._tag === "Success" ? exit.value : undefined
}
