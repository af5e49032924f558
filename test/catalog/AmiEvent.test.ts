import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { AmiEvent, AmiMessage, AmiValue, Events } from "effect-ami"
import { eventIn, messageFrom, messagesOf } from "./recorded.ts"

const DoorOpened = AmiEvent.define("DoorOpened", {
  Door: Schema.String,
  Seconds: Schema.optionalKey(AmiValue.Int),
  Tag: Schema.optionalKey(Schema.Array(Schema.String))
})

const decode = (lines: string) => Result.getOrThrow(DoorOpened.decode(messageFrom(lines)))

describe("AmiEvent.define", () => {
  it("makes an event that is decoded by its fields to a plain object", () => {
    const event = decode("Event: DoorOpened\nPrivilege: user,all\nDoor: north\nSeconds: 4\nTag: a\nTag: b")

    assert.strictEqual(DoorOpened.name, "DoorOpened")
    assert.deepEqual(event, { Event: "DoorOpened", Door: "north", Seconds: 4, Tag: ["a", "b"] })
    assert.strictEqual(
      JSON.stringify({ ...event }),
      `{"Event":"DoorOpened","Door":"north","Seconds":4,"Tag":["a","b"]}`
    )
  })

  it("omits an optional header that does not match, and keeps the event", () => {
    const event = decode("Event: DoorOpened\nDoor: north\nSeconds: four")

    assert.deepEqual(event, { Event: "DoorOpened", Door: "north" })
  })

  it("fails with the name of a missing required header", () => {
    const failed = DoorOpened.decode(messageFrom("Event: DoorOpened\nSeconds: 4"))

    assert.match(Result.isFailure(failed) ? failed.failure : "", /^Door: /)
  })

  it("may have a field of any name", () => {
    const Odd = AmiEvent.define("Odd", { ["__proto__"]: Schema.String, constructor: Schema.String })
    const event = Result.getOrThrow(Odd.decode(messageFrom("Event: Odd\n__proto__: a\nconstructor: b")))

    assert.deepStrictEqual(Object.entries(event), [["Event", "Odd"], ["__proto__", "a"], ["constructor", "b"]])
    assert.strictEqual(Object.getPrototypeOf(event), Object.prototype)
  })

  it("finds a header in any case, and uses the first of its name", () => {
    assert.strictEqual(decode("Event: DoorOpened\ndoor: north\nDoor: south").Door, "north")
  })
})

describe("AmiEvent.messageOf", () => {
  it("returns the message that an event was decoded from", () => {
    const message = messagesOf("o-dialplan-events.ast22").find(({ name }) => name === "UserEvent")
    const event = eventIn(Events.UserEvent, "o-dialplan-events.ast22")

    assert.strictEqual(AmiEvent.messageOf(event), message)
    assert.strictEqual(AmiEvent.messageOf(event)?.get("Key2"), "a b c")
  })

  it("does not show in the event", () => {
    const event = decode("Event: DoorOpened\nDoor: north")

    assert.deepStrictEqual(Reflect.ownKeys({ ...event }), ["Event", "Door"])
  })

  it("returns undefined for an object that was not decoded here, and for a copy", () => {
    const event = decode("Event: DoorOpened\nDoor: north")

    assert.strictEqual(AmiEvent.messageOf({ Event: "DoorOpened" }), undefined)
    assert.strictEqual(AmiEvent.messageOf({ ...event }), undefined)
  })
})

describe("AmiEvent.define, invalid options", () => {
  for (
    const [about, words] of [
      [{ privlege: ["user"] }, "the option `privlege` of AmiEvent.define is not known: did you mean `privilege`?"],
      [{ privilege: "user" }, "the option `privilege` of AmiEvent.define must be a list of texts"],
      [{ view: true }, "the option `view` of AmiEvent.define must be a function"],
      [null, "the option `options` of AmiEvent.define must be an object"]
    ] as const
  ) {
    it(`decodes no event, and says why: ${words}`, () => {
      const Door = AmiEvent.define("Door", {}, about as unknown as AmiEvent.About)

      const read = Door.decode(AmiMessage.make([["Event", "Door"]]))

      assert.deepStrictEqual(read, Result.fail(words))
    })
  }
})
