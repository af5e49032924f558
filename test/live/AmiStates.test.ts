import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { AmiStates } from "effect-ami"
import { TestClock } from "effect/testing"
import { type Answer, build, event, follow, serve } from "./modelServer.ts"

const device = (Device: string, State: string) => event("DeviceStateChange", { Device, State })
const hint = (Exten: string, Status: number, StatusText: string) =>
  event("ExtensionStatus", { Exten, Context: "from-internal", Hint: `PJSIP/${Exten}`, Status, StatusText })
const presence = (Status: string, Subtype = "", Message = "") =>
  event("PresenceStateChange", { Presentity: "CustomPresence:101", Status, Subtype, Message })

const lists: Record<string, Answer> = {
  DeviceStateList: [device("PJSIP/101", "NOT_INUSE"), device("Custom:night", "INUSE")],
  ExtensionStateList: [hint("101", 0, "Idle")],
  PresenceStateList: [presence("away", "sub", "lunch")]
}

const open = Effect.fnUntraced(function*(lists: Record<string, Answer>) {
  const server = yield* serve({ ...lists })
  return { server, states: yield* build(AmiStates.layer, server, AmiStates.AmiStates) }
})

describe("AmiStates", () => {
  it.effect("has devices, extensions and presence as listed, and changes them by events", () =>
    Effect.gen(function*() {
      const { server, states } = yield* open(lists)
      const told = {
        devices: yield* follow(states.devices, ({ State, since }) => `${State} ${since}`),
        extensions: yield* follow(states.extensions, (one) =>
          `${one.Status} ${one.StatusText} ${one.since} ${one.presence}`),
        presence: yield* follow(states.presence, (one) =>
          `${one.Status} ${one.Subtype} ${one.Message} ${one.since}`)
      }
      yield* TestClock.adjust("7 seconds")
      yield* server.say(
        device("PJSIP/101", "RINGING"),
        device("PJSIP/101", "RINGING"),
        device("Local/200@from-internal", "INUSE"),
        device("CBAnn/room1", "UNKNOWN"),
        device("confbridge:sales", "INUSE"),
        hint("101", 8, "Ringing"),
        event("PresenceStatus", {
          Exten: "101",
          Context: "from-internal",
          Hint: "PJSIP/101,CustomPresence:101",
          Status: "dnd",
          Subtype: "",
          Message: ""
        }),
        hint("102", -1, "Unknown"),
        hint("102", -2, "Removed"),
        presence("away", "sub", "meeting"),
        presence("dnd")
      )
      assert.deepStrictEqual(told.devices(), [
        "present, PJSIP/101 NOT_INUSE undefined, Custom:night INUSE undefined",
        "PJSIP/101 RINGING 7000 by DeviceStateChange",
        "confbridge:sales INUSE 7000 by DeviceStateChange"
      ])
      assert.deepStrictEqual(told.extensions(), [
        "present, 101@from-internal 0 Idle undefined undefined",
        "101@from-internal 8 Ringing 7000 undefined by ExtensionStatus",
        "101@from-internal 8 Ringing 7000 dnd by PresenceStatus",
        "102@from-internal -1 Unknown 7000 undefined by ExtensionStatus",
        "gone 102@from-internal -1 Unknown 7000 undefined by ExtensionStatus"
      ])
      assert.deepStrictEqual(told.presence(), [
        "present, CustomPresence:101 away sub lunch undefined",
        "CustomPresence:101 away sub meeting undefined by PresenceStateChange",
        "CustomPresence:101 dnd undefined undefined 7000 by PresenceStateChange"
      ])

      for (
        const [schema, model] of [
          [AmiStates.DeviceState, states.devices],
          [AmiStates.ExtensionState, states.extensions],
          [AmiStates.PresenceState, states.presence]
        ] as const
      ) {
        const json = Schema.toCodecJson(schema as Schema.Codec<unknown>)
        for (const value of (yield* model.get).value.values()) {
          assert.deepStrictEqual(Schema.decodeUnknownSync(json)(Schema.encodeSync(json)(value)), value)
        }
      }
    }))

  it.effect("does not know since when a state holds that changed while events were missing", () =>
    Effect.gen(function*() {
      const { server, states } = yield* open(lists)
      yield* TestClock.adjust("5 seconds")
      yield* server.say(device("PJSIP/101", "INUSE"), device("PJSIP/102", "INUSE"), hint("103", 1, "InUse"))
      const told = yield* follow(states.devices, ({ State, since }) => `${State} ${since}`)
      told()
      yield* server.reconnect({
        ...lists,
        DeviceStateList: [device("PJSIP/101", "INUSE"), device("PJSIP/102", "RINGING")]
      })
      assert.strictEqual((yield* states.devices.get)._tag, "Stale")
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(told(), [
        "stale Disconnected",
        "PJSIP/101 INUSE undefined by Connected and",
        "PJSIP/102 RINGING undefined by Connected",
        "gone Custom:night INUSE undefined by unknown",
        "synced Connected 2"
      ])
      assert.deepStrictEqual([...(yield* states.extensions.get).value.keys()], ["101@from-internal"])
    }))

  it.effect("has each model that Asterisk knows the list of", () =>
    Effect.gen(function*() {
      const { server, states } = yield* open({
        ExtensionStateList: "Response: Error\nMessage: No dialplan hints are available"
      })
      const available = yield* Effect.forEach(
        [states.devices, states.extensions, states.presence],
        ({ isAvailable }) => Effect.map(isAvailable.get, ({ value }) => value)
      )
      assert.deepStrictEqual(available, [false, true, false])
      yield* server.say(hint("101", 0, "Idle"))
      assert.strictEqual((yield* states.extensions.get).value.size, 1)
    }))
})
