import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { AmiParking } from "effect-ami"
import { TestClock } from "effect/testing"
import { build, event, events, follow, serve } from "./modelServer.ts"

const parked = (id: string, space: number, more: Readonly<Record<string, string | number>> = {}) =>
  events({
    ParkeeChannel: `PJSIP/${id}`,
    ParkeeUniqueid: id,
    ParkeeLinkedid: id,
    ParkeeCallerIDNum: "0201234",
    ParkeeCallerIDName: "<unknown>",
    ParkerDialString: "PJSIP/101",
    Parkinglot: "default",
    ParkingSpace: space,
    ParkingTimeout: 45,
    ParkingDuration: 0,
    ...more
  })

const lot = event("Parkinglot", { Name: "default", StartSpace: 701, StopSpace: 720, Timeout: 45 })
const empty = { Parkinglots: [lot], ParkedCalls: [] }

const open = Effect.fnUntraced(function*(lists: Parameters<typeof serve>[0]) {
  const server = yield* serve(lists)
  const parking = yield* build(AmiParking.layer, server, AmiParking.AmiParking)
  const told = yield* follow(parking, (call) => [call.ParkingSpace, call.ended ?? ""].join(" ").trim())
  return { parking, server, told }
})

describe("AmiParking", () => {
  it.effect("gives each parked call with its times, and the reason in its last value", () =>
    Effect.gen(function*() {
      const { parking, server, told } = yield* open(empty)
      yield* TestClock.adjust("10 seconds")
      yield* server.say(parked("1.1", 701)("ParkedCall"))

      const call = (yield* parking.lookup("1.1")).value
      assert.deepStrictEqual(call, {
        Channel: "PJSIP/1.1",
        Uniqueid: "1.1",
        Linkedid: "1.1",
        CallerIDNum: "0201234",
        Parkinglot: "default",
        ParkingSpace: 701,
        ParkerDialString: "PJSIP/101",
        parkedAt: 10_000,
        timeoutAt: 55_000
      })
      const { value } = yield* parking.lots.lookup("default")
      if (call === undefined || value === undefined) return assert.fail("there is no lot")
      assert.deepInclude(value, { Name: "default", StartSpace: 701, StopSpace: 720, Timeout: 45 })
      assert.deepStrictEqual(value.calls, [call])
      const json = Schema.toCodecJson(AmiParking.ParkingLot)
      assert.deepStrictEqual(Schema.decodeUnknownSync(json)(Schema.encodeSync(json)(value)), value)

      yield* server.say(parked("1.2", 702, { ParkingTimeout: 0 })("ParkedCall"), parked("1.3", 703)("ParkedCall"))
      assert.isFalse("timeoutAt" in ((yield* parking.lookup("1.2")).value ?? {}))
      yield* server.say(
        parked("1.1", 701, { RetrieverChannel: "PJSIP/102", RetrieverUniqueid: "2.1" })("UnParkedCall"),
        parked("1.2", 702)("ParkedCallTimeOut"),
        parked("1.3", 703)("ParkedCallGiveUp"),
        event("Hangup", { Uniqueid: "1.3" }),
        parked("1.4", 701)("ParkedCall"),
        parked("1.5", 701)("ParkedCallSwap"),
        event("Rename", { Uniqueid: "1.5", Channel: "PJSIP/1.5", Newname: "PJSIP/1.5<MASQ>" }),
        event("Hangup", { Uniqueid: "1.5" })
      )
      assert.deepStrictEqual(told(), [
        "present",
        "1.1 701 by ParkedCall",
        "1.2 702 by ParkedCall",
        "1.3 703 by ParkedCall",
        "gone 1.1 701 Retrieved by UnParkedCall",
        "gone 1.2 702 TimedOut by ParkedCallTimeOut",
        "gone 1.3 703 GaveUp by ParkedCallGiveUp",
        "1.4 701 by ParkedCall",
        "gone 1.4 701 Replaced by ParkedCallSwap and",
        "1.5 701 by ParkedCallSwap",
        "1.5 701 by Rename",
        "gone 1.5 701 GaveUp by Hangup"
      ])
      assert.deepStrictEqual((yield* parking.lots.lookup("default")).value?.calls, [])
    }))

  it.effect("computes times from a list once, and reports what ended in a gap or an outage as unknown", () =>
    Effect.gen(function*() {
      const listed = (id: string, space: number, duration: number) =>
        parked(id, space, { ParkingDuration: duration, ParkingTimeout: 45 - duration })("ParkedCall")
      yield* TestClock.adjust("60 seconds")
      const { parking, server, told } = yield* open({
        ...empty,
        ParkedCalls: [listed("1.1", 701, 5), listed("1.2", 702, 6)]
      })
      assert.deepInclude((yield* parking.lookup("1.1")).value, { parkedAt: 55_000, timeoutAt: 100_000 })
      told()

      yield* TestClock.adjust("9900 millis")
      server.lists.ParkedCalls = [listed("1.1", 701, 14)]
      yield* server.gap
      assert.strictEqual((yield* parking.get)._tag, "Stale")
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* parking.get)._tag, "Fresh")
      assert.deepInclude((yield* parking.lookup("1.1")).value, { parkedAt: 55_000, timeoutAt: 100_000 })

      yield* server.reconnect({ ...empty, ParkedCalls: [listed("1.3", 703, 0)] })
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(told(), [
        "stale Gap",
        "gone 1.2 702 by unknown",
        "synced Gap 1",
        "stale Disconnected",
        "1.3 703 by Connected",
        "gone 1.1 701 by unknown",
        "synced Connected 2"
      ])
    }))

  it.effect("is empty and not available without res_parking", () =>
    Effect.gen(function*() {
      const { parking } = yield* open({})
      assert.strictEqual((yield* parking.isAvailable.get).value, false)
      assert.deepStrictEqual([...(yield* parking.get).value, ...(yield* parking.lots.get).value], [])
    }))
})
