import { assert, describe, it } from "@effect/vitest"
import { DateTime, Duration, Result } from "effect"
import { AmiCodec, AmiEvent, AmiMessage, Events } from "effect-ami"
import { eventIn, eventOf, recorded } from "./recorded.ts"

describe("Events", () => {
  it("reads a channel that was hung up", () => {
    const event = eventIn(Events.Hangup, "g-hangup.ast22")

    assert.deepEqual(event, {
      Channel: "Local/200@from-internal-0000001d;1",
      ChannelState: 6,
      ChannelStateDesc: "Up",
      Language: "en",
      AccountCode: "",
      Context: "from-internal",
      Exten: "100",
      Priority: 2,
      Uniqueid: "1795422920.58",
      Linkedid: "1795422920.58",
      Event: "Hangup",
      Cause: 17,
      "Cause-txt": "User busy"
    })
  })

  it("reads the technology's cause if Asterisk sends one", () => {
    const event = eventIn(
      Events.Hangup,
      "h-originate-failures.ast22",
      (message) => message.get("TechCause") !== undefined
    )

    assert.strictEqual(event.TechCause, 480)
  })

  it("reads the caller, which a `Dial` has and an `Originate` lacks", () => {
    const originated = eventIn(Events.DialBegin, "a-originate-async.ast16")
    const dialled = eventIn(
      Events.DialBegin,
      "b-blind-transfer.ast16",
      (message) => message.get("Channel") !== undefined
    )

    assert.isFalse("Channel" in originated || "Uniqueid" in originated)
    assert.strictEqual(originated.DestChannelStateDesc, "Down")
    assert.strictEqual(dialled.CallerIDNum, "5550100")
    assert.strictEqual(dialled.DestConnectedLineName, "Alice")
  })

  it("reads each party of an attended transfer by its prefix, on versions with different parties", () => {
    const event = eventIn(Events.AttendedTransfer, "c-attended-transfer.ast16")
    const later = eventIn(Events.AttendedTransfer, "c-attended-transfer.ast22")

    assert.strictEqual(event.Result, "Success")
    assert.isFalse(event.IsExternal)
    assert.strictEqual(event.DestType, "Bridge")
    assert.strictEqual(event.OrigTransfererCallerIDNum, "5550100")
    assert.strictEqual(event.OrigBridgeNumChannels, 2)
    assert.strictEqual(event.SecondBridgeNumChannels, 0)
    assert.strictEqual(event.TransfereeCallerIDNum, "111")
    assert.strictEqual(event.TransferTargetExten, "102")
    assert.isFalse("TransferTargetExten" in later || "LocalOneChannel" in later)
  })

  it("reads a refused blind transfer, which has neither transferee nor bridge", () => {
    const event = eventIn(Events.BlindTransfer, "b2-blind-transfer-notbridged.ast16")

    assert.strictEqual(event.Result, "Invalid")
    assert.isTrue(event.IsExternal)
    assert.strictEqual(event.Extension, "102")
    assert.isFalse("TransfereeChannel" in event || "BridgeUniqueid" in event)
  })

  it("reads the outcome of a failed `Originate`", () => {
    const event = eventIn(Events.OriginateResponse, "h-originate-failures.ast16")

    assert.deepEqual(event, {
      Event: "OriginateResponse",
      ActionID: "f-timeout",
      Response: "Failure",
      Channel: "Local/300@from-internal",
      Context: "from-internal",
      Exten: "100",
      Reason: 3
    })
  })

  it("reads durations in the unit of their field", () => {
    const digit = eventIn(Events.DTMFEnd, "k-misc-channel.ast22", (message) => message.get("DurationMs") !== "0")
    const abandoned = eventIn(Events.QueueCallerAbandon, "e2-queue-noanswer-timeout.ast16")
    const channel = eventOf(
      Events.CoreShowChannel,
      recordedText("lists-populated.ast22", "CoreShowChannel").replace(/Duration: .*/, "Duration: 101:02:03")
    )

    assert.strictEqual(Duration.toMillis(digit.DurationMs) % 100, 0)
    assert.isAtLeast(Duration.toMillis(digit.DurationMs), 100)
    assert.strictEqual(Duration.toSeconds(abandoned.HoldTime), 8)
    assert.strictEqual(channel.Duration && Duration.toSeconds(channel.Duration), 101 * 3600 + 2 * 60 + 3)
  })

  it("reads a channel of unknown age and bridge", () => {
    const text = recordedText("lists-populated.ast22", "CoreShowChannel")
    const event = eventOf(
      Events.CoreShowChannel,
      text.replace(/Duration: .*/, "Duration: ").replace(/BridgeId: .*/, "BridgeId: ")
    )

    assert.isFalse("Duration" in event || "BridgeId" in event)
  })

  it("reads the times of a queue member, and none if there was none", () => {
    const before = eventIn(Events.QueueMember, "e-queue-answered.ast16")
    const after = eventIn(
      Events.QueueMemberStatus,
      "e-queue-answered.ast16",
      (message) => message.get("LastCall") !== "0"
    )

    assert.isFalse("LastCall" in before || "LastPause" in before)
    assert.isTrue(before.InCall)
    assert.isFalse(before.Paused)
    assert.strictEqual(before.LoginTime && DateTime.formatIso(before.LoginTime), "2026-11-23T08:33:08.000Z")
    assert.strictEqual(after.LastCall && DateTime.toEpochMillis(after.LastCall), 1795422878000)
  })

  it("reads a queue member without the time of its login, as before Asterisk 16.23", () => {
    const text = recordedText("e-queue-answered.ast16", "QueueMember").replace(/LoginTime: .*\n/, "")

    assert.isFalse("LoginTime" in eventOf(Events.QueueMember, text))
  })

  it("omits a waiting caller's number that a queue calls unknown", () => {
    const text = recordedText("e2-queue-noanswer-timeout.ast16", "QueueEntry").replace(
      /CallerIDNum: .*/,
      "CallerIDNum: unknown"
    )
    const event = eventOf(Events.QueueEntry, text)

    assert.isFalse("CallerIDNum" in event)
    assert.strictEqual(event.CallerIDName, "Queue Caller")
  })

  it("removes Asterisk's escapes from a variable", () => {
    const event = eventIn(Events.VarSet, "o-dialplan-events.ast22", (message) => message.get("Variable") === "FOO")

    assert.strictEqual(event.Value, String.raw`a\\b`)
  })

  it("reads a global variable, which has no channel", () => {
    const event = eventIn(Events.VarSet, "k-misc-channel.ast22", (message) => message.get("Channel") === "none")

    assert.deepEqual(event, { Event: "VarSet", Channel: "none", Uniqueid: "none", Variable: "GLB", Value: "1" })
  })

  it("reads the variables that manager.conf adds to a channel", () => {
    const event = eventIn(
      Events.Hangup,
      "timestamp-debug-systemname-channelvars.ast22",
      (message) => message.getAll("ChanVariable").some((variable) => variable.includes("\\"))
    )

    assert.deepEqual(event.ChanVariable, { FOO: String.raw`a\\b`, "CHANNEL(state)": "Up", NOSUCH: "" })
  })

  it("reads the variables that `Status` was asked for", () => {
    const event = eventIn(Events.Status, "lists-populated.ast22", (message) => message.get("Variable") !== undefined)

    assert.strictEqual(event.Variable?.["QUEUEPOSITION"], "1")
    assert.strictEqual(event.Variable?.["ANSWEREDTIME"], "")
    assert.strictEqual(Duration.toSeconds(event.Seconds), 8)
  })

  it("reads contacts from comma-separated and repeated headers, and none if there is none", () => {
    const text = recordedText("lists-populated.ast22", "EndpointList")
    const several = text.replace(
      /Contacts: .*/,
      "Contacts: a/sip:a@192.0.2.1,a/sip:a@192.0.2.2,\nContacts: b/sip:b@192.0.2.3,"
    )

    assert.deepStrictEqual(eventOf(Events.EndpointList, text).Contacts, ["ep1/sip:ep1@127.0.0.1:59999"])
    assert.deepStrictEqual(eventOf(Events.EndpointList, several).Contacts, [
      "a/sip:a@192.0.2.1",
      "a/sip:a@192.0.2.2",
      "b/sip:b@192.0.2.3"
    ])
    assert.isFalse("Contacts" in eventOf(Events.EndpointList, text.replace(/Contacts: .*\n/, "")))
  })

  it("keeps an unknown word", () => {
    const event = eventOf(Events.Shutdown, "Event: Shutdown\nShutdown: Abruptly\nRestart: True")

    assert.strictEqual(event.Shutdown, "Abruptly")
    assert.isTrue(event.Restart)
  })

  it("reads a UserEvent with and without a channel, and leaves its own headers to the message", () => {
    const fromDialplan = eventIn(Events.UserEvent, "o-dialplan-events.ast22")
    const fromAction = eventOf(Events.UserEvent, "Event: UserEvent\nUserEvent: Alarm\nPriority: high\nRoom: 4")

    assert.strictEqual(fromDialplan.UserEvent, "MyEvent")
    assert.strictEqual(fromDialplan.Exten, "130")
    assert.deepEqual(fromAction, { Event: "UserEvent", UserEvent: "Alarm" })
    assert.deepStrictEqual(AmiEvent.faultsOf(fromAction), [])
  })

  it("keeps an event with an invalid value, and names its field", () => {
    const text = recordedText("g-hangup.ast22", "Hangup").replace("Cause: 17", "Cause: busy")
    const event = eventOf(Events.Hangup, text)

    assert.isNaN(event.Cause)
    assert.strictEqual(event["Cause-txt"], "User busy")
    assert.deepStrictEqual(AmiEvent.faultsOf(event), ["Cause: Expected an integer"])
    assert.strictEqual(AmiEvent.messageOf(event)?.get("Cause"), "busy")
  })

  it("keeps an event that lacks a mandatory header, and names the missing field", () => {
    const text = recordedText("g-hangup.ast22", "Hangup").replace(/Cause: .*\n/, "")
    const event = eventOf(Events.Hangup, text)

    assert.isFalse("Cause" in event)
    assert.strictEqual(event["Cause-txt"], "User busy")
    assert.deepStrictEqual(AmiEvent.faultsOf(event), ["Cause: Missing key"])
  })

  it("reads an agent on a call, whose headers Asterisk separates by a line feed alone", () => {
    const lines = [
      "Event: Agents\r\nAgent: 1001\r\nName: Alice\r\nStatus: AGENT_ONCALL",
      "TalkingToChan: Local/200@from-internal-00000006;1",
      "CallStarted: 1795926877\nLoggedInTime: 1795926871",
      "ActionID: 1\r\n\r\n"
    ]
    const [message] = AmiCodec.makeDecoder({ banner: false }).push(new TextEncoder().encode(lines.join("\r\n")))
    assert.isDefined(message)
    const agent = Result.getOrThrow(Events.Agents.decode(message))

    assert.strictEqual(agent.CallStarted && DateTime.toEpochMillis(agent.CallStarted), 1_795_926_877_000)
    assert.strictEqual(agent.LoggedInTime && DateTime.toEpochMillis(agent.LoggedInTime), 1_795_926_871_000)
    assert.strictEqual(agent.TalkingToChan, "Local/200@from-internal-00000006;1")
    assert.deepStrictEqual(AmiEvent.faultsOf(agent), [])
    assert.strictEqual(AmiEvent.messageOf(agent), message)
  })

  it("does not make a header from a line feed in another value", () => {
    const forged = (header: string, value: string) =>
      Result.getOrThrow(Events.Agents.decode(AmiMessage.make([["Event", "Agents"], [header, value]])))

    assert.isFalse("LoggedInTime" in forged("Name", "Mallory\nLoggedInTime: 1795926871"))
    assert.isFalse("LoggedInTime" in forged("CallStarted", "1\nChannel: a\nLoggedInTime: 1795926871"))
  })

  it("rejects a message of another event", () => {
    const message = AmiMessage.make([["Event", "Reload"], ["Module", "All"], ["Status", "0"]])

    assert.isTrue(Result.isSuccess(Events.Reload.decode(message)))
    assert.isTrue(Result.isFailure(Events.Shutdown.decode(message)))
  })
})

/** The first event of a name in a capture, as text. */
const recordedText = (capture: string, name: string): string => {
  const found = recorded().find((one) => one.capture === capture && one.message.name === name)
  return found === undefined
    ? assert.fail(`${capture} has no ${name}`)
    : found.message.headers.map(([key, value]) => `${key}: ${value}\n`).join("")
}
