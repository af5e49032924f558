/**
 * Typed events as JSON: what is encoded can be decoded, whatever a server sent.
 */
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Duration, Equal, Result, Schema } from "effect"
import { AmiEvent, AmiMessage, AmiValue, Events } from "effect-ami"
import * as AllEvents from "effect-ami/catalog/AllEvents"
import * as fc from "fast-check"
import { overText } from "../json.ts"
import { check, timeout } from "../protocol/properties.ts"
import { sample } from "../size.ts"
import { eventOf, recorded } from "./recorded.ts"
import { messageOf } from "./wireMessages.ts"

const survives = (event: AmiEvent.Any, message: AmiMessage.AmiMessage): void => {
  const read = event.decode(message)
  if (Result.isFailure(read)) return
  const again = overText(AmiEvent.schema(event), read.success)

  assert.deepStrictEqual(again, read.success)
  assert.isTrue(Equal.equals(again, read.success))
}

describe("the JSON of a typed event", { timeout }, () => {
  it("round-trips each event of the catalogue, with any message", () => {
    for (const event of sample(AllEvents.all, 3)) {
      check(200, fc.property(messageOf(event), (message) => survives(event, message)))
    }
  })

  it("round-trips every event that servers sent", () => {
    for (const { message } of sample(recorded(), 10)) {
      const event = message.kind === "Event" ? AllEvents.byName(message.name) : undefined
      if (event !== undefined) survives(event, message)
    }
  })

  it("has the fields of the event, with times as ISO text, durations with their unit and NaN as text", () => {
    const schema = AmiEvent.schema(Events.RTCPReceived)
    const event = eventOf(
      Events.RTCPReceived,
      "Event: RTCPReceived\nSSRC: 0x1a\nPT: many\nRTT: nan\nReportCount: 1\nReport0DLSR: 1.5\nReport0FractionLost: none\nSentNTP: x"
    )

    const json = Schema.encodeSync(schema)(event)

    assert.deepStrictEqual(json, JSON.parse(JSON.stringify(json)))
    assert.deepInclude(json, { Event: "RTCPReceived", SSRC: "0x1a" })
    assert.deepStrictEqual(event.Report, [{ DLSR: Duration.millis(1500) }])
    assert.deepInclude(json, { Report: [{ DLSR: { _tag: "Millis", value: 1500 } }] })
    assert.deepStrictEqual(
      Schema.encodeSync(AmiEvent.schema(Events.Reload))(
        eventOf(Events.Reload, "Event: Reload\nModule: cdr\nStatus: done")
      ),
      { Event: "Reload", Module: "cdr", Status: "NaN" }
    )
    assert.deepInclude(
      Schema.encodeSync(AmiEvent.schema(Events.QueueMember))(
        eventOf(Events.QueueMember, "Event: QueueMember\nQueue: sales\nLastCall: 1700000000\nWrapuptime: 10")
      ),
      { LastCall: "2023-11-14T22:13:20.000Z", Wrapuptime: { _tag: "Millis", value: 10_000 } }
    )
  })

  it("keeps variables of any name", () => {
    const event = eventOf(
      Events.Newstate,
      "Event: Newstate\nChanVariable: __proto__=a\nChanVariable: constructor=b\nChanVariable: toString="
    )

    const again = overText(AmiEvent.schema(Events.Newstate), event)

    assert.deepStrictEqual(Object.entries(again.ChanVariable ?? {}), [["__proto__", "a"], ["constructor", "b"], [
      "toString",
      ""
    ]])
  })

  it("keeps variables after one whose name ends in a backslash, which V8's JSON confuses", () => {
    const eventWith = (name: string) => {
      const message = AmiMessage.make([["Event", "Newstate"], ["ChanVariable", "A=1"], ["ChanVariable", `${name}=2`]])
      return Result.getOrThrow(Events.Newstate.decode(message))
    }

    for (const name of ["\\\\", "\\n", "\\\"", "B\\\\", "B\\n"]) {
      const event = eventWith(name)
      assert.deepStrictEqual(overText(AmiEvent.schema(Events.Newstate), event), event, name)
    }
  })

  it("may lack any field of a catalogue event, and has null for an undefined one", () => {
    const schema = AmiEvent.schema(Events.Hangup)
    const withoutFields = { Event: "Hangup" } as Events.Hangup
    const masked = { Event: "Hangup", CallerIDNum: undefined } as object as Events.Hangup

    assert.deepStrictEqual(overText(schema, withoutFields), withoutFields)
    assert.deepStrictEqual(Schema.encodeSync(schema)(masked), { Event: "Hangup", CallerIDNum: null })
    assert.deepStrictEqual(overText(schema, masked), masked)
    assert.deepStrictEqual(Schema.decodeUnknownSync(schema)({ Event: "Hangup", Later: 1 }), withoutFields)
  })

  it("of a user-defined event contains what its schemas encode, and requires what they require", () => {
    const Meter = AmiEvent.define("Meter", {
      Ticks: Schema.BigIntFromString,
      Load: Schema.NumberFromString,
      At: AmiValue.EpochSeconds,
      For: AmiValue.Microseconds,
      Note: Schema.optionalKey(Schema.String),
      Owner: AmiValue.Known
    })
    const schema = AmiEvent.schema(Meter)
    const lines = "Event: Meter\nTicks: 9007199254740993\nLoad: -Infinity\nAt: 1700000000\nFor: 1.5\nOwner: <unknown>"
    const meter = eventOf(Meter, lines)

    const again: typeof Meter.Type = overText(schema, meter)

    assert.deepStrictEqual(again, meter)
    assert.deepStrictEqual(again, {
      Event: "Meter",
      Ticks: 9007199254740993n,
      Load: -Infinity,
      At: DateTime.makeUnsafe(1_700_000_000_000),
      For: Duration.nanos(1500n)
    })
    assert.throws(() => Schema.decodeUnknownSync(schema)({ Event: "Meter", Load: 1 }), /Missing key/)
  })

  it("of a UserEvent contains the fields of its sender and those of its channel", () => {
    const Checkout = AmiEvent.userEvent("Checkout", { Amount: AmiValue.Int, Channel: AmiValue.Int })
    const event = eventOf(
      Checkout,
      "Event: UserEvent\nChannel: PJSIP/1\nUniqueid: 1.1\nUserEvent: Checkout\nAmount: 42\nChannel: 7"
    )

    const json = Schema.encodeSync(AmiEvent.schema(Checkout))(event)

    assert.deepStrictEqual(json, { Event: "UserEvent", UserEvent: "Checkout", Uniqueid: "1.1", Amount: 42, Channel: 7 })
    assert.deepStrictEqual(Schema.decodeUnknownSync(AmiEvent.schema(Checkout))(json), event)
  })

  it("names the field that it cannot decode", () => {
    const decode = Schema.decodeUnknownResult(AmiEvent.schema(Events.QueueMember))

    const message = (json: unknown) => Result.match(decode(json), { onFailure: String, onSuccess: () => "read" })

    assert.match(message({ Event: "QueueMember", LastCall: "yesterday" }), /LastCall/)
    assert.match(message({ Event: "QueueMember", Penalty: {} }), /Penalty/)
    assert.match(message({ Event: "Hangup" }), /Event/)
    assert.match(message([]), /Expected/)
  })

  it("contains no message: messageOf is undefined, faultsOf and envelopeOf are empty", () => {
    const event = eventOf(Events.Reload, "Event: Reload\nPrivilege: system,all\nModule: cdr\nStatus: done")
    const again = overText(AmiEvent.schema(Events.Reload), event)

    assert.deepStrictEqual([AmiEvent.faultsOf(event).length, AmiEvent.faultsOf(again).length], [1, 0])
    assert.isUndefined(AmiEvent.messageOf(again))
    assert.deepStrictEqual(AmiEvent.envelopeOf(again), {})
  })

  it("is distinguished by the name of the event in a union", () => {
    const schema = Schema.Union([AmiEvent.schema(Events.Hangup), AmiEvent.schema(Events.Newchannel)])
    const hangup = eventOf(Events.Hangup, "Event: Hangup\nUniqueid: 1.1\nCause: 17")

    const again: Events.Hangup | Events.Newchannel = overText(schema, hangup)

    assert.deepStrictEqual(again, hangup)
  })
})
