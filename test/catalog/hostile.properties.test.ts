/**
 * Decoding gives a value or a reason for any message: it runs where the bytes arrive, and must not throw.
 */
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { AmiEvent, AmiMessage } from "effect-ami"
import * as AllActions from "effect-ami/catalog/AllActions"
import * as AllEvents from "effect-ami/catalog/AllEvents"
import * as fc from "fast-check"
import { check, timeout } from "../protocol/properties.ts"
import { sample } from "../size.ts"
import { headers, mutated, namesOf, oddNames, oddValues, samples, value } from "./wireMessages.ts"

describe("a message of any content", { timeout }, () => {
  it("decodes each event with any odd header, or rejects it with a reason (P7)", () => {
    for (const message of sample(samples, 5)) {
      const event = AllEvents.byName(message.name)
      for (const name of oddNames) {
        for (const odd of oddValues) {
          const others = message.headers.filter(([own]) => own !== name)
          const read = event?.decode(AmiMessage.make([...others, [name, odd]]))

          assert.isTrue(read !== undefined && (Result.isSuccess(read) || typeof read.failure === "string"))
        }
      }
    }
  })

  it("decodes each event with random values, or rejects it with a reason (P7)", () => {
    check(
      10_000,
      fc.property(mutated, (message) => {
        const read = AllEvents.byName(message.name)?.decode(message)

        assert.isTrue(read !== undefined && (Result.isSuccess(read) || typeof read.failure === "string"))
      })
    )
  })

  it("decodes the headers that a catalogue event knows, and keeps the others (P7)", () => {
    for (const event of sample(AllEvents.all, 5)) {
      const known = namesOf(event)
      const name = fc.oneof(fc.constantFrom(...known), fc.constantFrom(...oddNames))
      check(
        200,
        fc.property(fc.array(fc.tuple(name, value), { maxLength: 12 }), (others) => {
          const message = AmiMessage.make([["Event", event.name], ...others])

          const read: Result.Result<unknown, string> = event.decode(message)

          if (Result.isFailure(read)) return assert.isAbove(read.failure.length, 0)
          const decoded = read.success as object
          assert.strictEqual(AmiEvent.messageOf(decoded), message)
          assert.notIncludeMembers(Object.keys(decoded), ["__proto__", "constructor"])
          assert.strictEqual(Object.getPrototypeOf(decoded), Object.prototype)
          assert.isFalse(Object.values(decoded).includes(undefined))
        })
      )
    }
  })

  it("decodes anything as the answer of an action, or rejects it with a reason (P7)", () => {
    check(
      5_000,
      fc.property(headers, fc.constantFrom(...AllActions.all), (rest, make) => {
        const action = make({} as never)
        const message = AmiMessage.make([["Response", "Success"], ...rest])
        const read = action._tag === "Action" ? action.decode(message) : action.decodeItem(message)

        assert.isTrue(read === undefined || Result.isSuccess(read) || typeof read.failure === "string")
      })
    )
  })
})
