import { assert, describe, it } from "@effect/vitest"
import { Duration, Result, Schema } from "effect"
import { Actions, AmiAction, AmiEvent, AmiMessage, AmiValue } from "effect-ami"
import { headersOf, messageFrom, messagesOf } from "./recorded.ts"

describe("AmiAction.define", () => {
  const DatabaseCount = AmiAction.define("DBCount", {
    payload: { Family: Schema.String, Deep: Schema.optionalKey(AmiValue.YesNo) },
    response: { Count: AmiValue.Int },
    needs: ["reporting"]
  })

  it("makes an action that is encoded and decoded with its schemas", () => {
    const action = DatabaseCount({ Deep: true, Family: "cidname" })
    const answer = action.decode(messageFrom("Response: Success\nCount: 4\nMessage: Counted"))

    assert.strictEqual(action.name, "DBCount")
    assert.deepStrictEqual(action.needs, ["reporting"])
    assert.strictEqual(action.blocksFor, undefined)
    assert.deepStrictEqual(headersOf(action), [["Family", "cidname"], ["Deep", "yes"]])
    assert.deepEqual(answer, Result.succeed({ Response: "Success", Message: "Counted", Count: 4 }))
  })

  it("rejects what its schemas reject", () => {
    const foreign: object = { Key: "a" }

    assert.strictEqual(
      headersOf(DatabaseCount({ Family: "cidname", ...foreign })),
      "Key is not a header of this action: Family, Deep"
    )
    assert.deepStrictEqual(
      DatabaseCount({ Family: "a" }).decode(messageFrom("Response: Success\nCount: many")),
      Result.fail("Count: Expected an integer")
    )
  })

  it("makes an action from only a name", () => {
    const action = AmiAction.define("Flush")()

    assert.deepStrictEqual([action._tag, action.name, action.payload], ["Action", "Flush", {}])
    assert.deepStrictEqual(headersOf(action), [])
  })

  it("finds a header of the answer in any case, and uses the first of its name", () => {
    const answer = DatabaseCount({ Family: "a" }).decode(messageFrom("Response: Success\nCOUNT: 1\nCount: 2"))

    assert.deepEqual(answer, Result.succeed({ Response: "Success", Count: 1 }))
  })

  it("computes how long it blocks from its payload", () => {
    const Sleep = AmiAction.define("Sleep", {
      payload: { Seconds: AmiValue.Int },
      blocksFor: ({ Seconds }) => Duration.seconds(Seconds)
    })

    assert.isTrue(Sleep.blocks)

    assert.deepEqual(Sleep({ Seconds: 4 }).blocksFor, Duration.seconds(4))
  })
})

describe("AmiAction.defineList", () => {
  const Door = AmiEvent.define("Door", { Name: Schema.String })
  const Gate = AmiEvent.define("Gate", { Height: AmiValue.Int })
  const Doors = AmiAction.defineList("DoorList", {
    payload: { Floor: Schema.optionalKey(AmiValue.Int) },
    items: [Door, Gate],
    empty: ["No doors"],
    needs: ["system"]
  })

  it("makes a list that reads its items and no other event", () => {
    const list = Doors({ Floor: 2 })

    assert.deepStrictEqual(headersOf(list), [["Floor", "2"]])
    assert.deepStrictEqual(list.needs, ["system"])
    assert.deepEqual(
      list.decodeItem(messageFrom("Event: Door\nName: north")),
      Result.succeed({ Event: "Door" as const, Name: "north" })
    )
    assert.deepEqual(
      list.decodeItem(messageFrom("Event: Gate\nHeight: 3")),
      Result.succeed({ Event: "Gate" as const, Height: 3 })
    )
    assert.strictEqual(list.decodeItem(messageFrom("Event: DoorListComplete\nListItems: 2")), undefined)
    assert.deepStrictEqual(
      list.decodeItem(messageFrom("Event: Gate\nHeight: high")),
      Result.fail("Height: Expected an integer")
    )
  })

  it("knows the errors that mean an empty list, Asterisk's and its own", () => {
    const Endpoints = AmiAction.defineList("PJSIPShowEndpoints", { items: [Door], empty: ["Nobody"] })

    assert.deepStrictEqual(Doors().emptyErrors, ["No doors"])
    assert.deepStrictEqual(Endpoints().emptyErrors, ["No endpoints found", "Nobody"])
    assert.isTrue(Doors().counted)
  })
})

describe("AmiAction.raw", () => {
  it("writes headers unchanged and returns the message itself", () => {
    const action = AmiAction.raw("UserEvent", [["UserEvent", "Alarm"], ["Room", "4"], ["Room", "5"]])
    const response = messageFrom("Response: Success\nMessage: Event Sent")

    assert.deepStrictEqual(headersOf(action), [["UserEvent", "Alarm"], ["Room", "4"], ["Room", "5"]])
    assert.deepStrictEqual(action.payload, [["UserEvent", "Alarm"], ["Room", "4"], ["Room", "5"]])
    assert.strictEqual(Result.getOrThrow(action.decode(response)), response)
    assert.deepStrictEqual(headersOf(AmiAction.raw("Ping")), [])
  })
})

describe("AmiAction.rawList", () => {
  it("accepts every event as an item, and knows Asterisk's empty lists", () => {
    const list = AmiAction.rawList("DBGetTree", [["Family", "lf"]])
    const item = AmiMessage.make([["Event", "DBGetTreeResponse"], ["Key", "/lf/k1"]])

    assert.strictEqual(Result.getOrThrow(list.decodeItem(item) ?? Result.fail("none")), item)
    assert.deepStrictEqual(headersOf(list), [["Family", "lf"]])
    assert.isFalse(list.counted)
    assert.deepStrictEqual(AmiAction.rawList("DBGet").emptyErrors, ["Database entry not found"])
  })
})

describe("AmiAction.makeList", () => {
  it("distinguishes the lists of the catalogue by the names of their items", () => {
    const messages = messagesOf("lists-populated.ast22")
    const channels = messages.flatMap((message) => Actions.CoreShowChannels().decodeItem(message) ?? [])
    const endpoints = messages.flatMap((message) => Actions.PJSIPShowEndpoints().decodeItem(message) ?? [])

    assert.strictEqual(channels.length, 16)
    assert.deepStrictEqual(endpoints.map((item) => Result.getOrThrow(item).ObjectName), ["ep1"])
  })
})
