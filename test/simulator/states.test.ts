/**
 * The states of devices and extensions, presence, and AstDB, as Asterisk tells and lists them.
 */
import { assert, describe, it } from "@effect/vitest"
import type { SimulatedPbx } from "effect-ami/simulator"
import { type Lines, valueIn } from "./recorded.ts"
import { play } from "./scenario.ts"

const options: SimulatedPbx.Options = {
  endpoints: { "100": "answers", "101": "unregistered" },
  hints: {
    "from-internal": {
      "100": "PJSIP/100",
      "110": "Custom:desk110,CustomPresence:desk110",
      "120": "PJSIP/100&Custom:desk110"
    }
  },
  database: {
    "CustomDevstate/desk110": "INUSE",
    "CustomPresence/desk110": "away,lunch,back soon",
    "desk/110": "Alice",
    "desk/111": "Bob"
  }
}

const ask = (...requests: ReadonlyArray<string>) => play(requests.map((request) => [request, 60] as const), options)

const named = (said: ReadonlyArray<Lines>, name: string): ReadonlyArray<string> =>
  said.filter((lines) => lines[0] === `Event: ${name}`).map((lines) => lines.slice(2).join(", "))

const originate = (target: string) =>
  `Action: Originate\nChannel: ${target}\nApplication: Wait\nData: 5\nAsync: true\nTimeout: 5000`

describe("device states", () => {
  it("of a telephone are announced when they change, with the extensions that watch it", () => {
    const said = ask(originate("PJSIP/100"))

    assert.deepStrictEqual(named(said, "DeviceStateChange"), [
      "Device: PJSIP/100, State: RINGING",
      "Device: PJSIP/100, State: INUSE",
      "Device: PJSIP/100, State: NOT_INUSE"
    ])
    assert.deepStrictEqual(named(said, "ExtensionStatus"), [
      "Exten: 100, Context: from-internal, Hint: PJSIP/100, Status: 8, StatusText: Ringing",
      "Exten: 120, Context: from-internal, Hint: PJSIP/100&Custom:desk110, Status: 9, StatusText: InUse&Ringing",
      "Exten: 100, Context: from-internal, Hint: PJSIP/100, Status: 1, StatusText: InUse",
      "Exten: 120, Context: from-internal, Hint: PJSIP/100&Custom:desk110, Status: 1, StatusText: InUse",
      "Exten: 100, Context: from-internal, Hint: PJSIP/100, Status: 0, StatusText: Idle"
    ])
  })

  it("of a Local channel are announced for every change of either half, even if they stay the same", () => {
    const said = ask(originate("Local/200@from-internal/n"))

    assert.deepStrictEqual(
      named(said, "DeviceStateChange").map((line) => line.slice(line.lastIndexOf(" ") + 1)),
      ["INUSE", "INUSE", "NOT_INUSE", "NOT_INUSE"]
    )
  })

  it("are listed by Asterisk's hash, and one that nobody announced is not", () => {
    const said = ask("Action: DeviceStateList")

    assert.deepStrictEqual(said.slice(1, -1).map((lines) => lines.slice(1)), [
      ["Device: Custom:desk110", "State: INUSE"],
      ["Device: PJSIP/101", "State: UNAVAILABLE"],
      ["Device: PJSIP/100", "State: NOT_INUSE"]
    ])
    assert.deepStrictEqual(said.at(-1), ["Event: DeviceStateListComplete", "EventList: Complete", "ListItems: 3"])
  })
})

describe("extensions and presence", () => {
  it("are answered by hint, and without one as unknown", () => {
    const said = ask(
      "Action: ExtensionState\nExten: 120\nContext: from-internal",
      "Action: ExtensionState\nExten: 110",
      "Action: ExtensionState",
      "Action: PresenceState\nProvider: CustomPresence:desk110",
      "Action: PresenceState\nProvider: CustomPresence:nobody",
      "Action: PresenceState\nProvider: nobody"
    )

    assert.deepStrictEqual(said.map((lines) => lines.slice(1)), [
      [
        "Message: Extension Status",
        "Exten: 120",
        "Context: from-internal",
        "Hint: PJSIP/100&Custom:desk110",
        "Status: 1",
        "StatusText: InUse"
      ],
      ["Message: Extension Status", "Exten: 110", "Context: default", "Hint: ", "Status: -1", "StatusText: Unknown"],
      ["Message: Extension not specified"],
      [
        "Message: Presence State",
        "State: away",
        "Subtype: lunch",
        "Message: back soon",
        "PresenceMessage: back soon"
      ],
      ["Message: Presence State", "State: not_set"],
      ["Message: Invalid provider nobody or provider in invalid state"]
    ])
  })
})

describe("AstDB", () => {
  it("finds a key, and a tree by a pattern of SQL", () => {
    const said = ask(
      "Action: DBGet\nFamily: desk\nKey: 110",
      "Action: DBGetTree\nFamily: D%K",
      "Action: DBGet\nFamily: desk\nKey: 112",
      "Action: DBPut\nFamily: desk",
      "Action: DBDelTree\nFamily: desk\nKey: 111",
      "Action: DBDel\nFamily: desk\nKey: 111"
    )

    assert.deepStrictEqual(named(said, "DBGetResponse"), ["Key: 110, Val: Alice"])
    assert.deepStrictEqual(
      said.filter(([line]) => line === "Event: DBGetTreeResponse").map((lines) => lines.slice(1)),
      [
        ["Key: /desk/110", "Val: Alice"],
        ["Key: /desk/111", "Val: Bob"]
      ]
    )
    assert.deepStrictEqual(said.flatMap((lines) => valueIn(lines, "Message") ?? []), [
      "Result will follow",
      "Result will follow",
      "Database entry not found",
      "No key specified",
      "Key tree deleted successfully",
      "Database entry could not be deleted"
    ])
  })
})

describe("mailboxes", () => {
  it("are counted, listed and refused as app_voicemail does", () => {
    const mailboxes = { "110@default": { fullName: "Alice", newMessages: 2, oldMessages: 1 } }
    const requests = [
      "MailboxCount\nMailbox: 110",
      "MailboxStatus\nMailbox: 110@default",
      "VoicemailUsersList",
      "VoicemailBoxSummary\nContext: default\nMailbox: 110",
      "VoicemailBoxSummary\nContext: default\nMailbox: 111",
      "VoicemailMove\nMailbox: 110\nContext: default"
    ]
    const said = play(requests.map((request) => [`Action: ${request}`, 1] as const), { mailboxes })

    assert.deepStrictEqual(said.map((lines) => lines.slice(1, 6).join(", ")), [
      "Message: Mailbox Message Count, Mailbox: 110, UrgMessages: 0, NewMessages: 2, OldMessages: 1",
      "Message: Mailbox Status, Mailbox: 110@default, Waiting: 1",
      "EventList: start, Message: Voicemail user list will follow",
      "VMContext: default, VoiceMailbox: 110, Fullname: Alice, Email: (null), Pager: ",
      "EventList: Complete, ListItems: 1",
      "EventList: start, Message: Voicemail box detail will follow",
      "Folder: INBOX, CallerID: , Date: , Duration: 0, Flag: ",
      "Folder: INBOX, CallerID: , Date: , Duration: 0, Flag: ",
      "Folder: Old, CallerID: , Date: , Duration: 0, Flag: ",
      "EventList: Complete, ListItems: 3",
      "Message: There is no voicemail user matching the given user.",
      "Message: Folder not specified, required"
    ])
  })
})
