/**
 * Payloads of every action, encoded and decoded again.
 */
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { AmiMessage } from "effect-ami"
import * as fc from "fast-check"
import { decoder } from "../../src/catalog/internal/record.ts"
import { check, timeout } from "../protocol/properties.ts"
import { isOptional, payloads } from "./payloads.ts"

describe("payloads of all actions", { timeout }, () => {
  it("round-trip", () => {
    for (const { fields, make, payload } of payloads) {
      const read = decoder<object>(() => fields, "strict")
      check(
        50,
        fc.property(payload, (given) => {
          const action = make(given as never)
          const headers = Result.getOrThrow(action.encode())
          const again = Result.getOrThrow(read(AmiMessage.make(headers)))

          assert.deepStrictEqual(Result.getOrThrow(make(again as never).encode()), headers)
          assert.isTrue(headers.every(([name, value]) => name !== "" && typeof value === "string"))
        })
      )
    }
  })

  it("are rejected without throwing, whatever an untyped program passes", () => {
    const odd: ReadonlyArray<unknown> = [
      null,
      Number.NaN,
      -1,
      "",
      "text",
      true,
      [],
      [null],
      {},
      { a: null },
      Symbol("odd"),
      () => 1,
      10n,
      new Date(Number.NaN),
      Object.create(null),
      "\ud800"
    ]
    for (const { fields, make } of payloads) {
      const payloadsOfOdd = [...odd, ...Object.keys(fields).flatMap((name) => odd.map((value) => ({ [name]: value })))]
      for (const payload of payloadsOfOdd) {
        const encoded = make(payload as never).encode()
        if (Result.isFailure(encoded)) assert.isNotEmpty(encoded.failure.field)
      }
    }
  })

  it("are rejected if a field is unknown, with its name", () => {
    for (const { make, payload } of payloads.filter(({ make }) => make.name !== "UserEvent")) {
      check(
        10,
        fc.property(payload, (given) => {
          const failure = Result.flip(make({ ...given, channel: "PJSIP/alice-1" } as never).encode())
          assert.deepInclude(failure, { _tag: "Success" })
          const { field, rule } = Result.getOrThrow(failure)
          assert.strictEqual(field, "channel")
          assert.match(rule, /^is not a header of this action(: [\w, -]+)?$/)
        })
      )
    }
  })

  it("are rejected if a required field is missing, with its name", () => {
    for (const { fields, make } of payloads) {
      const required = Object.entries(fields).filter(([, field]) => !isOptional(field)).map(([name]) => name)
      const encoded = make({} as never).encode()

      if (required.length === 0) assert.isTrue(Result.isSuccess(encoded))
      else assert.include(required, Result.isFailure(encoded) ? encoded.failure.field : "nothing", make.name)
    }
  })
})
