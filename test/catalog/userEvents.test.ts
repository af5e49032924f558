import { assert, describe, expectTypeOf, it } from "@effect/vitest"
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

  it("does not match an event of another name, nor one with invalid headers", () => {
    const other = messageFrom("Event: UserEvent\nUserEvent: Checkin\nAmount: 42")
    const wrong = messageFrom("Event: UserEvent\nUserEvent: Checkout\nAmount: much")
    const forged = messageFrom("Response: UserEvent\nUserEvent: Checkout\nAmount: 42")

    assert.deepStrictEqual([other, wrong, forged].map(Checkout.matches), [false, true, false])
    assert.isTrue(Result.isFailure(Checkout.decode(other)))
    assert.deepStrictEqual(Checkout.decode(wrong), Result.fail("Amount: Expected an integer"))
    assert.isTrue(Events.UserEvent.matches(other))
  })

  it("reads the sender's header if the channel has one of the same name", () => {
    const User = AmiEvent.userEvent("User", { Channel: Schema.String, Exten: Schema.optionalKey(AmiValue.Int) })
    const channel = "Event: UserEvent\nChannel: SCCP/101-4\nExten: s\nPriority: 12\nUniqueid: 1.22\nUserEvent: User"
    const event = eventOf(User, `${channel}\nCHANNEL: SCCP/102-5\nExten: 200`)

    assert.deepEqual(event, {
      Event: "UserEvent",
      UserEvent: "User",
      Channel: "SCCP/102-5",
      Exten: 200,
      Priority: 12,
      Uniqueid: "1.22"
    })
    assert.strictEqual(AmiEvent.messageOf(event)?.get("Channel"), "SCCP/101-4")
    assert.deepStrictEqual(User.decode(messageFrom(channel)), Result.fail("Channel: Missing key"))
  })

  it("does not mistake a header of the sender for the channel's", () => {
    const event = eventOf(
      AmiEvent.userEvent("Alarm", {}),
      "Event: UserEvent\nUserEvent: Alarm\nPriority: high\nExten: 1"
    )

    assert.deepEqual(event, { Event: "UserEvent", UserEvent: "Alarm" })
    assert.deepStrictEqual(AmiEvent.faultsOf(event), [])
  })

  it("types its own fields for the sender", () => {
    const User = AmiEvent.userEvent("User", { Exten: AmiValue.Int })
    expectTypeOf<typeof User.Type>().toHaveProperty("Exten").toEqualTypeOf<number>()
    expectTypeOf<typeof User.Type>().toHaveProperty("Channel").toEqualTypeOf<string | undefined>()
  })

  it("keeps every header of its sender", () => {
    const event = eventOf(Checkout, "Event: UserEvent\nUserEvent: Checkout\nAmount: 42\nRoom: 4")

    assert.strictEqual(AmiEvent.messageOf(event)?.get("Room"), "4")
  })
})
