/**
 * Members of queues beside lists that were asked for before their events, and that come and go during a call.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { AmiQueues } from "effect-ami"
import { build, serve } from "./modelServer.ts"
import { agent, dialEnd, hangup, join, leave, listed, member, params } from "./queueWords.ts"

const alice = "PJSIP/101"

const open = Effect.gen(function*() {
  const server = yield* serve({ QueueStatus: [params("sales"), listed("sales", alice)] })
  const queues = yield* build(AmiQueues.layer, server, AmiQueues.AmiQueues)
  return {
    server,
    sales: Effect.map(queues.queue("sales").get, ({ value }) => value),
    one: Effect.map(queues.members.lookup(AmiQueues.memberKey("sales", alice)), ({ value }) => value)
  }
})

describe("members of AmiQueues", () => {
  it.effect("takes what an event of an agent does not say from the list that was asked for before", () =>
    Effect.gen(function*() {
      const { one, server } = yield* open
      server.held.add("QueueStatus")
      yield* server.reconnect({ QueueStatus: [params("sales"), listed("sales", alice, { Status: 2, Penalty: 3 })] })
      yield* server.say(agent("Called", "sales", alice, "1.1", "2.1"))
      yield* server.release
      assert.deepInclude(yield* one, { state: "InUse", Penalty: 3, ringingFor: "1.1", status: "Ringing" })
    }))

  for (const when of ["while it rings", "during its call"]) {
    it.effect(`counts the call of a member that is removed ${when}, though it is added once more`, () =>
      Effect.gen(function*() {
        const { one, sales, server } = yield* open
        const removed = member("Removed", "sales", alice, { Status: 6 })
        yield* server.say(join("sales", "1.1", 1, 1), agent("Called", "sales", alice, "1.1", "2.1"))
        if (when === "while it rings") yield* server.say(removed)
        yield* server.say(
          dialEnd("1.1", "2.1", "ANSWER"),
          leave("sales", "1.1", 1, 0),
          agent("Connect", "sales", alice, "1.1", "2.1", { HoldTime: 5 })
        )
        if (when === "during its call") {
          yield* server.say(member("Status", "sales", alice, { Status: 2, InCall: 1 }), removed)
        }
        yield* server.say(
          member("Added", "sales", alice, { Status: 2 }),
          member("Pause", "sales", alice, { Status: 2 }),
          agent("Complete", "sales", alice, "1.1", "2.1", { TalkTime: 60, Reason: "caller" }),
          hangup("1.1"),
          hangup("2.1"),
          member("Status", "sales", alice)
        )
        assert.strictEqual((yield* sales)?.counters.Completed, 1)
        assert.deepInclude(yield* one, { CallsTaken: 0, status: "Ready" })
      }))
  }

  it.effect.each(
    [
      ["neither channel", [], []],
      ["the member's channel only", [], ["DestUniqueid"]],
      ["the caller's channel only", ["Uniqueid"], []]
    ] as const
  )(
    "counts a call once if AgentComplete comes after the end and names %s",
    ([, ofCaller, ofMember]) =>
      Effect.gen(function*() {
        const { sales, server } = yield* open
        const connected = (caller: string, channel: string) => [
          join("sales", caller, 1, 1),
          agent("Called", "sales", alice, caller, channel),
          dialEnd(caller, channel, "ANSWER"),
          leave("sales", caller, 1, 0),
          agent("Connect", "sales", alice, caller, channel, { HoldTime: 5 }),
          member("Status", "sales", alice, { Status: 2, InCall: 1 })
        ]
        const named: ReadonlyArray<string> = [...ofCaller, ...ofMember]
        const completed = (caller: string, channel: string) =>
          agent("Complete", "sales", alice, caller, channel, { TalkTime: 60, Reason: "agent" }).split("\n")
            .filter((line) => !/^(Dest)?Uniqueid: /.test(line) || named.includes(line.split(":")[0] ?? "")).join("\n")
        for (const [caller, channel] of [["1.1", "2.1"], ["1.2", "2.2"]] as const) {
          yield* server.say(...connected(caller, channel))
          yield* server.say(hangup(channel), hangup(caller), completed(caller, channel))
        }
        assert.deepInclude((yield* sales)?.totals, { joined: 2, connected: 2, completed: 2 })
      })
  )
})
