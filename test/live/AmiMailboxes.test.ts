import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { AmiMailboxes } from "effect-ami"
import { TestClock } from "effect/testing"
import { type Answer, build, event, follow, serve } from "./modelServer.ts"

const user = (VoiceMailbox: string, NewMessageCount: number, OldMessageCount = 0) =>
  event("VoicemailUserEntry", {
    VMContext: "default",
    VoiceMailbox,
    Fullname: `Name ${VoiceMailbox}`,
    NewMessageCount,
    OldMessageCount
  })
const waiting = (Mailbox: string, New: number, Old: number, channel = {}) =>
  event("MessageWaiting", { ...channel, Mailbox, Waiting: New > 0 ? 1 : 0, New, Old })
const counts = (counts: Readonly<Record<string, string>>): Answer => (header) =>
  `Response: Success\nMessage: Mailbox Message Count\nMailbox: ${header("Mailbox")}\n${counts[header("Mailbox") ?? ""]}`

const open = Effect.fnUntraced(function*(lists: Record<string, Answer>, options: AmiMailboxes.Options = {}) {
  const server = yield* serve(lists)
  const mailboxes = yield* build(AmiMailboxes.layerWith(options), server, AmiMailboxes.AmiMailboxes)
  const told = yield* follow(mailboxes, ({ New, Old }) => `${New}/${Old}`)
  return { mailboxes, server, told }
})

describe("AmiMailboxes", () => {
  it.effect("counts the messages of listed mailboxes, and says who left the last one", () =>
    Effect.gen(function*() {
      const { mailboxes, server, told } = yield* open({ VoicemailUsersList: [user("101", 1, 2), user("102", 0)] })
      yield* TestClock.adjust("3 seconds")
      const caller = { Channel: "PJSIP/provider-1", CallerIDNum: "0201234", CallerIDName: "<unknown>" }
      yield* server.say(
        waiting("102@default", 1, 0, caller),
        waiting("102@default", 0, 1, { ...caller, CallerIDNum: "102" }),
        waiting("101@default", 1, 2)
      )
      assert.deepStrictEqual(told(), [
        "present, 101@default 1/2, 102@default 0/0",
        "102@default 1/0 by MessageWaiting",
        "102@default 0/1 by MessageWaiting"
      ])
      const { value } = yield* mailboxes.lookup("102@default")
      if (value === undefined) return assert.fail("there is no mailbox")
      assert.deepStrictEqual(value, {
        Mailbox: "102@default",
        New: 0,
        Old: 1,
        Fullname: "Name 102",
        lastMessage: { at: 3000, CallerIDNum: "0201234" }
      })
      const json = Schema.toCodecJson(AmiMailboxes.Mailbox)
      assert.deepStrictEqual(Schema.decodeUnknownSync(json)(Schema.encodeSync(json)(value)), value)
    }))

  it.effect("asks for mailboxes that no list has: those that are named, and those that events name", () =>
    Effect.gen(function*() {
      const MailboxCount = counts({
        "101@default": "UrgMessages: 0\nNewMessages: 9\nOldMessages: 9",
        "7@ext": "UrgMessages: 1\nNewMessages: 2\nOldMessages: 3",
        "8@ext": "UrgMessages: 0\nNewMessages: 4\nOldMessages: 0"
      })
      const { server, told } = yield* open(
        { VoicemailUsersList: [user("101", 1)], MailboxCount },
        { mailboxes: ["101", "7@ext"] }
      )
      yield* server.say(waiting("8@ext", 1, 0))
      yield* server.reconnect({ VoicemailUsersList: [user("102", 0)], MailboxCount })
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(told(), [
        "present, 101@default 1/0, 7@ext 3/3",
        "8@ext 1/0 by MessageWaiting",
        "stale Disconnected",
        "102@default 0/0 by Connected and",
        "8@ext 4/0 by Connected",
        "gone 101@default 1/0 by unknown",
        "synced Connected 2"
      ])
    }))

  it.effect("lets an event that comes while lists are taken win", () =>
    Effect.gen(function*() {
      const { mailboxes, server } = yield* open({ VoicemailUsersList: [user("101", 1)] })
      server.held.add("VoicemailUsersList")
      yield* server.gap
      yield* server.say(waiting("101@default", 2, 0))
      yield* server.release
      assert.deepInclude((yield* mailboxes.get)._tag, "Fresh")
      assert.strictEqual((yield* mailboxes.lookup("101@default")).value?.New, 2)
    }))

  it.effect("has nothing without app_voicemail unless it is named, nothing without mailboxes, and refuses a wrong name", () =>
    Effect.gen(function*() {
      const available = Effect.fnUntraced(function*(lists: Record<string, Answer>, options?: AmiMailboxes.Options) {
        const { mailboxes } = yield* open(lists, options)
        return [(yield* mailboxes.isAvailable.get).value, [...(yield* mailboxes.get).value.keys()].join()]
      })
      assert.deepStrictEqual(yield* available({}), [false, ""])
      const MailboxCount = counts({ "101@default": "UrgMessages: 0\nNewMessages: 0\nOldMessages: 0" })
      assert.deepStrictEqual(yield* available({ MailboxCount }, { mailboxes: ["101"] }), [true, "101@default"])
      const nobody = "Response: Success\nMessage: There are no voicemail users currently defined."
      assert.deepStrictEqual(yield* available({ VoicemailUsersList: nobody }), [true, ""])
      const error = yield* Effect.flip(open({}, { mailboxes: ["101@default", "a\nb"] }))
      assert.match(error.message, /`mailboxes\[1\]` of AmiMailboxes must be the name of a mailbox/)
    }))
})
