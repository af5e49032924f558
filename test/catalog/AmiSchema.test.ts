/**
 * Payloads and answers of actions as JSON: what is encoded can be decoded, for each action of the catalogue.
 */
import { assert, describe, it } from "@effect/vitest"
import { Duration, Equal, Predicate, Result, Schema } from "effect"
import { Actions, AmiAction, AmiEvent, AmiSchema, AmiValue } from "effect-ami"
import * as AllActions from "effect-ami/catalog/AllActions"
import * as fc from "fast-check"
import { overText } from "../json.ts"
import { check, timeout } from "../protocol/properties.ts"
import { payloads } from "./payloads.ts"
import { messageFrom } from "./recorded.ts"
import { messageOf, messageWith } from "./wireMessages.ts"

const survives = <A>(schema: Schema.Codec<A, Schema.Json>, read: Result.Result<A, string> | undefined): void => {
  if (read === undefined || Result.isFailure(read)) return
  const again = overText(schema, read.success)

  assert.deepStrictEqual(again, read.success)
  assert.isTrue(Equal.equals(again, read.success))
}

/** A payload without durations as objects of parts, which are decoded as durations. */
const withDurations = (payload: object): object =>
  Object.fromEntries(
    Object.entries(payload).map(([name, value]) => [
      name,
      /Timeout|Wait|Delay|Duration/.test(name) && Predicate.isObject(value) && !Duration.isDuration(value)
        ? Duration.fromInputUnsafe(value)
        : value
    ])
  )

describe("the JSON of an action", { timeout }, () => {
  it("round-trips the payload of each action of the catalogue", () => {
    for (const { make, payload } of payloads) {
      const schema = AmiSchema.payload<object>(make as AmiAction.Info & ((payload: object) => AmiAction.Any))
      check(
        50,
        fc.property(payload, (given: object) => {
          const again = overText(schema, given)

          assert.isTrue(Equal.equals(again, withDurations(given)))
          assert.deepStrictEqual(make(again as never).encode(), make(given as never).encode())
        })
      )
    }
  })

  it("round-trips the answer or item of each action of the catalogue, with any message", () => {
    for (const make of AllActions.all) {
      const action = make({} as never)
      const schema = AmiSchema.answer<unknown>(make)
      if (action._tag === "Action") {
        const message = messageWith(["Response", "Success"], [...Object.keys(make.answer()), "Message"])
        check(100, fc.property(message, (message) => survives(schema, action.decode(message))))
        continue
      }
      for (const event of action.items) {
        check(50, fc.property(messageOf(event), (message) => survives(schema, action.decodeItem(message))))
      }
    }
  })

  it("round-trips answers that are more than headers with a value each", () => {
    const config = Actions.GetConfig({ Filename: "queues.conf" }).decode(
      messageFrom("Response: Success\nCategory-000000: a\nLine-000000-000000: b=c=d\nIsTemplate-000000: 1")
    )
    const commands = Actions.ListCommands().decode(
      messageFrom("Response: Success\nPing: Keepalive  (Priv: <none>)\n__proto__: Odd  (Priv: call,all)")
    )

    survives(AmiSchema.answer(Actions.GetConfig), config)
    survives(AmiSchema.answer(Actions.ListCommands), commands)
    assert.isTrue(Result.isSuccess(config) && Result.isSuccess(commands))
    assert.throws(() =>
      Schema.decodeUnknownSync(AmiSchema.answer(Actions.GetConfig))({
        Response: "Success",
        Categories: [{ Category: 1 }]
      })
    )
  })

  it("accepts durations as text, as milliseconds and in encoded form", () => {
    const schema = AmiSchema.payload(Actions.Originate)
    const call = { Channel: "PJSIP/100", Context: "default", Exten: "200", Priority: 1 }

    for (const Timeout of ["30 seconds", 30_000, Duration.seconds(30)] as const) {
      assert.deepStrictEqual(overText(schema, { ...call, Timeout }), { ...call, Timeout })
    }
    assert.deepStrictEqual(
      overText(schema, { ...call, Timeout: 5_000_000_000n }).Timeout,
      Duration.nanos(5_000_000_000n)
    )
    assert.throws(() => Schema.decodeUnknownSync(schema)({ ...call, Timeout: "soon" }), /Timeout/)
  })

  it("keeps the rules of a payload, and its headers without a schema", () => {
    const hangup = Schema.decodeUnknownResult(AmiSchema.payload(Actions.Hangup))
    const event = { UserEvent: "Door", Number: "4" }

    assert.isTrue(Result.isFailure(hangup({ Channel: "/^PJSIP/" })))
    assert.isTrue(Result.isFailure(hangup({})))
    assert.deepStrictEqual(overText(AmiSchema.payload(Actions.UserEvent), event), event)
  })

  it("of a user-defined action requires what its schemas require", () => {
    const Count = AmiAction.define("DBCount", {
      payload: { Family: Schema.String, Since: Schema.optionalKey(AmiValue.EpochSeconds) },
      response: { Count: AmiValue.Int }
    })
    const Door = AmiEvent.define("Door", { Number: AmiValue.Int })
    const Doors = AmiAction.defineList("Doors", { items: [Door] })
    const answer: Schema.Codec<AmiAction.Acknowledgement & { readonly Count: number }, Schema.Json> = AmiSchema.answer(
      Count
    )
    const item: Schema.Codec<{ readonly Event: "Door"; readonly Number: number }, Schema.Json> = AmiSchema.answer(Doors)

    assert.deepStrictEqual(overText(answer, { Response: "Success", Count: 4 }), { Response: "Success", Count: 4 })
    assert.throws(() => Schema.decodeUnknownSync(answer)({ Response: "Success" }), /Count/)
    assert.deepStrictEqual(overText(item, { Event: "Door", Number: 4 }), { Event: "Door", Number: 4 })
    assert.deepStrictEqual(Schema.encodeSync(AmiSchema.payload(Count))({ Family: "cidname" }), { Family: "cidname" })
  })
})
