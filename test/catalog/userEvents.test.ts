import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { AmiEvent, AmiValue, Events } from "effect-ami"
import { eventIn, eventOf, messageFrom } from "./recorded.ts"

const Checkout = AmiEvent.userEvent("Checkout", { Amount: AmiValue.Int, Note: Schema.optionalKey(Schema.String) })

describe("AmiEvent.userEvent", () => {
  it("reads its own headers", () => {
    const event = eventOf(Checkout, "Event: UserEvent\nPrivilege: user,all\nUserEvent: Checkout\nAmount: 42")

    assert.deepEqual(event, { Event: "UserEvent", UserEvent: "Checkout", Amount: 42 })
  })

  it("reads the channel of a dialplan that sent it", () => {
    const Mine = AmiEvent.userEvent("MyEvent", {})
    const event = eventIn(Mine, "o-dialplan-events.ast22")

    assert.strictEqual(event.Exten, "130")
    assert.strictEqual(event.UserEvent, "MyEvent")
  })

  it("is no event of another name, and none whose headers do not fit", () => {
    const other = messageFrom("Event: UserEvent\nUserEvent: Checkin\nAmount: 42")
    const wrong = messageFrom("Event: UserEvent\nUserEvent: Checkout\nAmount: much")
    const forged = messageFrom("Response: UserEvent\nUserEvent: Checkout\nAmount: 42")

    assert.deepStrictEqual([other, wrong, forged].map(Checkout.matches), [false, true, false])
    assert.isTrue(Result.isFailure(Checkout.decode(other)))
    assert.deepStrictEqual(Checkout.decode(wrong), Result.fail("Amount: Expected an integer"))
    assert.isTrue(Events.UserEvent.matches(other))
  })

  it("keeps every header of its sender", () => {
    const event = eventOf(Checkout, "Event: UserEvent\nUserEvent: Checkout\nAmount: 42\nRoom: 4")

    assert.strictEqual(AmiEvent.messageOf(event)?.get("Room"), "4")
  })
})
