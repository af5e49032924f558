import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Schema } from "effect"
import { AmiConferences } from "effect-ami"
import { TestClock } from "effect/testing"
import { turn } from "../client/scriptedTransport.ts"
import { type Answer, build, event, events, follow, serve } from "./modelServer.ts"

const room = events({ Conference: "sales", BridgeUniqueid: "b1" })
const member = (id: string) =>
  events({
    Conference: "sales",
    Channel: `PJSIP/${id}`,
    Uniqueid: id,
    Linkedid: id,
    CallerIDNum: `10${id}`,
    Admin: "No"
  })

const none = "Response: Error\nMessage: No active conferences."
const listedRoom = (name: string, locked = "No") =>
  event("ConfbridgeListRooms", { Conference: name, Parties: 2, Marked: 0, Locked: locked, Muted: "No" })
const flags = { MarkedUser: "No", WaitMarked: "No", EndMarked: "No", Waiting: "No", Muted: "No", Talking: "No" }
const listed = (id: string, more = {}) => member(id)("ConfbridgeList", { ...flags, ...more })

const open = Effect.fnUntraced(function*(lists: Record<string, Answer>) {
  const server = yield* serve(lists)
  const conferences = yield* build(AmiConferences.layer, server, AmiConferences.AmiConferences)
  const told = yield* follow(conferences, ({ isLocked, isRecording, members }) => {
    const marks = [isLocked === true ? "locked" : "", isRecording === true ? "recorded" : ""]
    const who = members.map(({ Admin, Muted, Talking, Uniqueid }) =>
      [Uniqueid, Admin === true ? "A" : "", Muted === true ? "M" : "", Talking === true ? "T" : ""].join("")
    )
    return [...marks, ...who].filter((word) => word !== "").join(" ") || "empty"
  })
  return { conferences, server, told }
})

describe("AmiConferences", () => {
  it.effect("follows who joins, leaves, is muted, talks, and whether it is recorded", () =>
    Effect.gen(function*() {
      const { conferences, server, told } = yield* open({ ConfbridgeListRooms: none })
      assert.strictEqual((yield* conferences.isAvailable.get).value, true)
      yield* TestClock.adjust("5 seconds")
      yield* server.say(
        room("ConfbridgeStart"),
        member("1")("ConfbridgeJoin", { Admin: "Yes", Muted: "No" }),
        member("2")("ConfbridgeJoin", { Muted: "Yes" })
      )
      const { value } = yield* conferences.lookup("sales")
      if (value === undefined) return assert.fail("there is no conference")
      assert.deepStrictEqual(value, {
        Conference: "sales",
        BridgeUniqueid: "b1",
        isLocked: false,
        isRecording: false,
        startedAt: 5000,
        members: [
          {
            Conference: "sales",
            Channel: "PJSIP/1",
            Uniqueid: "1",
            Linkedid: "1",
            CallerIDNum: "101",
            Admin: true,
            Muted: false,
            joinedAt: 5000
          },
          {
            Conference: "sales",
            Channel: "PJSIP/2",
            Uniqueid: "2",
            Linkedid: "2",
            CallerIDNum: "102",
            Admin: false,
            Muted: true,
            joinedAt: 5000
          }
        ]
      })
      const json = Schema.toCodecJson(AmiConferences.Conference)
      assert.deepStrictEqual(Schema.decodeUnknownSync(json)(Schema.encodeSync(json)(value)), value)
      told()

      yield* server.say(
        member("2")("ConfbridgeUnmute"),
        member("2")("ConfbridgeTalking", { TalkingStatus: "on" }),
        member("1")("ConfbridgeMute"),
        member("2")("ConfbridgeTalking", { TalkingStatus: "off" }),
        room("ConfbridgeRecord"),
        member("3")("ConfbridgeJoin", { Muted: "No" }),
        event("Hangup", { Uniqueid: "3" }),
        member("3")("ConfbridgeLeave"),
        room("ConfbridgeStopRecord"),
        member("1")("ConfbridgeLeave"),
        room("ConfbridgeEnd")
      )
      assert.deepStrictEqual(told(), [
        "sales 1A 2 by ConfbridgeUnmute",
        "sales 1A 2T by ConfbridgeTalking",
        "sales 1AM 2T by ConfbridgeMute",
        "sales 1AM 2 by ConfbridgeTalking",
        "sales recorded 1AM 2 by ConfbridgeRecord",
        "sales recorded 1AM 2 3 by ConfbridgeJoin",
        "sales recorded 1AM 2 by Hangup",
        "sales 1AM 2 by ConfbridgeStopRecord",
        "sales 2 by ConfbridgeLeave",
        "gone sales empty by ConfbridgeEnd"
      ])
      assert.strictEqual((yield* conferences.members.get).value.size, 0)
    }))

  it.effect("lists each conference, lets events during the lists win, and does not invent what no list has", () =>
    Effect.gen(function*() {
      const server = yield* serve({
        ConfbridgeListRooms: [listedRoom("sales", "Yes"), listedRoom("lost")],
        ConfbridgeList: (header) =>
          header("Conference") === "sales"
            ? [listed("1"), listed("2", { Admin: "Yes" })]
            : "Response: Error\nMessage: No Conference by that name found."
      })
      server.held.add("ConfbridgeList")
      const making = yield* Effect.forkChild(
        build(AmiConferences.layer, server, AmiConferences.AmiConferences),
        { startImmediately: true }
      )
      yield* turn
      yield* server.say(
        member("1")("ConfbridgeMute"),
        member("2")("ConfbridgeLeave"),
        member("3")("ConfbridgeJoin", { Muted: "No" }),
        room("ConfbridgeRecord")
      )
      yield* server.release
      const conferences = yield* Fiber.join(making)
      const { value } = yield* conferences.lookup("sales")
      assert.deepInclude(value, { isLocked: true, isRecording: true })
      assert.isFalse("startedAt" in (value ?? {}))
      assert.deepStrictEqual(value?.members.map(({ Muted, Uniqueid, joinedAt }) => [Uniqueid, Muted, joinedAt]), [
        ["1", true, undefined],
        ["3", false, 0]
      ])
      assert.deepStrictEqual((yield* conferences.lookup("lost")).value?.members, [])
    }))

  it.effect("forgets after a gap whether a conference is recorded, and ends those that a list lacks", () =>
    Effect.gen(function*() {
      const { conferences, server, told } = yield* open({ ConfbridgeListRooms: none })
      yield* server.say(
        room("ConfbridgeStart"),
        room("ConfbridgeRecord"),
        member("1")("ConfbridgeJoin", { Muted: "No" })
      )
      server.lists.ConfbridgeListRooms = [listedRoom("sales")]
      server.lists.ConfbridgeList = [listed("1")]
      told()
      yield* server.gap
      const { value } = yield* conferences.lookup("sales")
      assert.isFalse("isRecording" in (value ?? {}))
      assert.strictEqual(value?.members[0]?.joinedAt, 0)

      yield* server.reconnect({ ConfbridgeListRooms: none })
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(told(), [
        "stale Gap",
        "sales 1 by Gap",
        "synced Gap 0",
        "stale Disconnected",
        "gone sales 1 by unknown",
        "synced Connected 2"
      ])
    }))

  it.effect("learns of a lock with the list of the next minute", () =>
    Effect.gen(function*() {
      const { conferences, server } = yield* open({ ConfbridgeListRooms: none })
      yield* server.say(room("ConfbridgeStart"))
      server.lists.ConfbridgeListRooms = [listedRoom("sales", "Yes")]
      server.lists.ConfbridgeList = []
      yield* TestClock.adjust("72 seconds")
      assert.strictEqual((yield* conferences.lookup("sales")).value?.isLocked, true)
    }))

  it.effect("is empty and not available without app_confbridge", () =>
    Effect.gen(function*() {
      const { conferences } = yield* open({})
      assert.strictEqual((yield* conferences.isAvailable.get).value, false)
      assert.strictEqual((yield* conferences.get).value.size, 0)
    }))
})
