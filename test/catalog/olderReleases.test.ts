/**
 * What older releases and other vendors send, as a program receives it from a client.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Redacted, Stream } from "effect"
import { Actions, AmiAction, AmiClient, AmiEvent, AmiTransportMock, Events } from "effect-ami"

const clientOf = (script: AmiTransportMock.Script) =>
  AmiClient.layer({ username: "demo", secret: Redacted.make("demo") }).pipe(
    Layer.provide(AmiTransportMock.layer(script))
  )

const lines = (...all: ReadonlyArray<string>): string => all.join("\n")

/** A queue member as app_queue.c of 16.2 writes it, and with `LastPause` cut as in 13. */
const member = (...without: ReadonlyArray<string>): string =>
  lines(
    ...[
      "Event: QueueMember",
      "Queue: support",
      "Name: Alice",
      "Location: Local/100@from-internal",
      "StateInterface: Local/100@from-internal",
      "Membership: static",
      "Penalty: 0",
      "CallsTaken: 0",
      "LastCall: 0",
      "LastPause: 0",
      "InCall: 1",
      "Status: 2",
      "Paused: 0",
      "PausedReason: "
    ].filter((line) => !without.some((name) => line.startsWith(`${name}:`)))
  )

const list = (...items: ReadonlyArray<string>): string =>
  [
    "Response: Success\nEventList: start\nMessage: Queue status will follow",
    ...items,
    `Event: QueueStatusComplete\nEventList: Complete\nListItems: ${items.length}`
  ].join("\n\n")

describe("a server of an older release", () => {
  it.effect("lists the members of its queues, without faults from 16.0 on", () =>
    Effect.gen(function*() {
      const ami = yield* AmiClient.AmiClient

      const [current, older, odd] = yield* ami.collect(Actions.QueueStatus())

      assert.deepStrictEqual([current, older, odd].map((one) => one?.Event), Array(3).fill("QueueMember"))
      assert.deepStrictEqual([current, older, odd].map((one) => one === undefined ? [] : AmiEvent.faultsOf(one)), [
        [],
        ["InCall: Missing key", "PausedReason: Missing key"],
        ["Penalty: Expected an integer"]
      ])
    }).pipe(Effect.provide(clientOf({
      QueueStatus: list(
        member(),
        member("LastPause", "InCall", "PausedReason"),
        member("Penalty") + "\nPenalty: none"
      )
    }))))

  it.effect("delivers its events in order", () =>
    Effect.gen(function*() {
      const ami = yield* AmiClient.AmiClient
      const watching = yield* ami.events(Events.QueueMemberStatus, Events.FullyBooted, Events.Newexten).pipe(
        Stream.take(3),
        Stream.runCollect,
        Effect.forkChild({ startImmediately: true })
      )

      yield* ami.send(Actions.Ping())
      const [status, booted, newexten] = yield* Fiber.join(watching)

      assert.strictEqual(status?.Event === "QueueMemberStatus" ? status.MemberName : "", "SIP/rku3uo")
      assert.deepStrictEqual(booted === undefined ? [] : AmiEvent.faultsOf(booted), [
        "Uptime: Missing key",
        "LastReload: Missing key"
      ])
      assert.strictEqual(newexten?.Event === "Newexten" ? newexten.AppData : "", "tmp_callerid_name=")
    }).pipe(Effect.provide(clientOf({
      Ping: [
        "Response: Success\nPing: Pong\nTimestamp: 1700000000.5",
        lines(
          "Event: QueueMemberStatus",
          "Privilege: agent,all",
          "MemberName: SIP/rku3uo",
          "Queue: everyone",
          "Interface: SIP/rku3uo",
          "Status: 6",
          "Penalty: 0",
          "Skills: "
        ),
        "Event: FullyBooted\nPrivilege: system,all\nStatus: Fully Booted",
        lines(
          "Event: Newexten",
          "Privilege: dialplan,all",
          "Channel: PJSIP/trunk_1-0000000e",
          "Callid: SBC5234@SoftX3000",
          "Extension: 1000",
          "Application: Set",
          "Application: Set",
          "AppData: tmp_callerid_name="
        )
      ].join("\n\n")
    }))))

  it.effect("returns its answers, without what it does not send", () =>
    Effect.gen(function*() {
      const ami = yield* AmiClient.AmiClient

      const settings = yield* ami.send(Actions.CoreSettings())

      assert.strictEqual(settings.AsteriskVersion, "11.25.3")
      assert.include(AmiAction.faultsOf(settings), "CoreMaxCalls: Expected an integer")
      assert.isNaN(settings.CoreMaxCalls)
    }).pipe(Effect.provide(clientOf({
      CoreSettings: "Response: Success\nAMIversion: 1.3\nAsteriskVersion: 11.25.3\nCoreMaxCalls: unlimited"
    }))))
})
