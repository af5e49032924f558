/**
 * What calls do at each step, where the record at the end does not say it.
 */
import { assert, describe, it } from "@effect/vitest"
import { AmiMessage } from "effect-ami"
import { messages, recordings } from "./recordings.ts"
import { statesOf } from "./runner.ts"
import { beginning } from "./server.ts"

describe("the state of a call", () => {
  for (const recording of recordings.filter(({ shape }) => shape === "attended-dtmf-threeway")) {
    it(`is Talking once a consultation has become a call of three, on ${recording.version}`, () => {
      const timed = messages(recording)
      const transfer = timed.findIndex(({ message }) => message.name === "AttendedTransfer")
      assert.strictEqual(statesOf(timed.slice(0, transfer)).at(-1), "Held")
      assert.strictEqual(statesOf(timed.slice(0, transfer + 1)).at(-1), "Talking")
    })
  }

  it("is known though many Local channels lead from one bridge to another, and nobody is there", () => {
    const numbers = Array.from({ length: 24 }, (_, index) => index + 1)
    const event = (name: string, headers: Readonly<Record<string, string>>) => ({
      at: beginning,
      message: AmiMessage.make([["Event", name], ...Object.entries(headers)])
    })
    const half = (number: number, side: number) => ({
      Channel: `Local/1@x-${number};${side}`,
      Uniqueid: `${number}.${side}`
    })
    const enter = (number: number, side: number) =>
      event("BridgeEnter", { BridgeUniqueid: `bridge-${side}`, BridgeType: "basic", ...half(number, side) })
    const telephone = {
      Channel: "PJSIP/100-00000001",
      Uniqueid: "100.1",
      Linkedid: "1.1",
      ChannelState: "6",
      Exten: "1"
    }
    const timed = [
      event("Newchannel", telephone),
      ...numbers.flatMap((number) => [
        event("Newchannel", { ...half(number, 1), Linkedid: "1.1", ChannelState: "6", Exten: "1" }),
        event("Newchannel", { ...half(number, 2), Linkedid: "1.1", ChannelState: "6", Exten: "1" }),
        event("LocalBridge", {
          LocalOneChannel: half(number, 1).Channel,
          LocalOneUniqueid: half(number, 1).Uniqueid,
          LocalTwoChannel: half(number, 2).Channel,
          LocalTwoUniqueid: half(number, 2).Uniqueid
        })
      ]),
      ...numbers.flatMap((number) => [enter(number, 1), enter(number, 2)]),
      event("ParkedCall", {
        ParkeeChannel: half(1, 1).Channel,
        ParkeeUniqueid: half(1, 1).Uniqueid,
        Parkinglot: "default",
        ParkingSpace: "701"
      })
    ]
    assert.strictEqual(statesOf(timed).at(-1), "Parked")
  })
})
