import { assert, describe, it } from "@effect/vitest"
import { Effect, Logger, Schema } from "effect"
import { AmiQueues } from "effect-ami"
import { TestClock } from "effect/testing"
import { build, event, follow, serve, type Server } from "./modelServer.ts"
import {
  abandon,
  agent,
  callerWords,
  dialEnd,
  entry,
  hangup,
  hangupRequest,
  join,
  leave,
  lineOf,
  listed,
  member,
  memberWords,
  params
} from "./queueWords.ts"

const alice = "PJSIP/101"
const start = [params("sales"), listed("sales", alice)]

const open = Effect.fnUntraced(function*(items: ReadonlyArray<string>, options?: AmiQueues.Options) {
  const server = yield* serve({ QueueStatus: items })
  const layer = options === undefined ? AmiQueues.layer : AmiQueues.layerWith(options)
  const queues = yield* build(layer, server, AmiQueues.AmiQueues)
  const sales = Effect.map(queues.queue("sales").get, ({ value }) => value)
  return {
    server,
    queues,
    sales,
    line: Effect.map(sales, lineOf),
    one: Effect.map(queues.members.lookup(AmiQueues.memberKey("sales", alice)), ({ value }) => value)
  }
})

/** The lists of one queue that were asked for since the first. */
const asked = ({ peer }: Server) =>
  peer.written.filter(({ name }) => name === "QueueStatus").slice(1)
    .map(({ headers }) =>
      headers.filter(([name]) => name === "Queue" || name === "Member").map(([, value]) => value).join(" ")
    )

describe("AmiQueues", () => {
  it.effect("follows a call from joining to the end of the wrap-up time", () =>
    Effect.gen(function*() {
      const { line, one, queues, sales, server } = yield* open([
        params("sales"),
        listed("sales", alice, { Wrapuptime: 10 })
      ])
      const callers = yield* follow(queues.callers, callerWords)
      assert.strictEqual(yield* line, "PJSIP/101 Ready, waiting:, 0/0")

      yield* TestClock.adjust("10 seconds")
      yield* server.say(join("sales", "1.1", 1, 1), agent("Called", "sales", alice, "1.1", "2.1"))
      assert.strictEqual(yield* line, "PJSIP/101 Ringing since 10, waiting: 1.1, 0/0")
      assert.deepInclude((yield* sales)?.callers[0], { joinedAt: 10_000, ringing: [alice], CallerIDNum: "0201234" })
      assert.strictEqual((yield* one)?.ringingFor, "1.1")

      yield* TestClock.adjust("5 seconds")
      yield* server.say(
        dialEnd("1.1", "2.1", "ANSWER"),
        leave("sales", "1.1", 1, 0),
        agent("Connect", "sales", alice, "1.1", "2.1", { HoldTime: 5 }),
        member("Status", "sales", alice, { Status: 2, Wrapuptime: 10 })
      )
      assert.strictEqual(yield* line, "PJSIP/101 InCall since 15, waiting:, 0/0")
      assert.deepInclude((yield* one)?.call, { Uniqueid: "1.1", connectedAt: 15_000, waited: 5000 })
      assert.deepInclude(yield* one, { InCall: true, state: "InUse" })

      yield* TestClock.adjust("60 seconds")
      yield* server.say(
        agent("Complete", "sales", alice, "1.1", "2.1", { TalkTime: 60, Reason: "caller" }),
        hangup("1.1"),
        hangup("2.1"),
        member("Status", "sales", alice, { CallsTaken: 1, LastCall: 75, Wrapuptime: 10 })
      )
      assert.strictEqual(yield* line, "PJSIP/101 WrapUp since 75, waiting:, 1/0")
      assert.deepInclude(yield* one, { CallsTaken: 1, LastCall: 75_000, wrapUpUntil: 85_000, InCall: false })
      yield* TestClock.adjust("10 seconds")
      assert.strictEqual(yield* line, "PJSIP/101 Ready since 85, waiting:, 0/0")

      assert.deepInclude((yield* sales)?.totals, {
        joined: 1,
        connected: 1,
        completed: 1,
        waited: 5000,
        longestWait: 5000,
        talked: 60_000
      })
      assert.deepStrictEqual(callers(), [
        "present",
        "sales 1.1 1 by QueueCallerJoin",
        "sales 1.1 1 by AgentCalled",
        "sales 1.1 1 by DialEnd",
        "gone sales 1.1 Connected PJSIP/101 by QueueCallerLeave"
      ])
    }))

  it.effect("says how each caller left, and moves those after it up in the same step", () =>
    Effect.gen(function*() {
      const { queues, sales, server } = yield* open(start)
      yield* server.say(
        hangup("0.0"),
        ...["1.1", "1.2", "1.3", "1.4", "1.5"].map((id, index) => join("sales", id, index + 1, index + 1))
      )
      const told = yield* follow(queues.callers, callerWords)
      yield* server.say(
        hangupRequest("1.1"),
        abandon("sales", "1.1"),
        leave("sales", "1.1", 1, 4),
        abandon("sales", "1.2"),
        leave("sales", "1.2", 1, 3),
        leave("sales", "1.4", 2, 2),
        abandon("sales", "1.3", { Context: "elsewhere" }),
        leave("sales", "1.3", 1, 1)
      )

      assert.deepStrictEqual(told().slice(1), [
        "gone sales 1.1 Abandoned by QueueCallerLeave and",
        "sales 1.2 1 by QueueCallerLeave and",
        "sales 1.3 2 by QueueCallerLeave and",
        "sales 1.4 3 by QueueCallerLeave and",
        "sales 1.5 4 by QueueCallerLeave",
        "gone sales 1.2 TimedOut by QueueCallerLeave and",
        "sales 1.3 1 by QueueCallerLeave and",
        "sales 1.4 2 by QueueCallerLeave and",
        "sales 1.5 3 by QueueCallerLeave",
        "gone sales 1.4 Left by QueueCallerLeave and",
        "sales 1.5 2 by QueueCallerLeave",
        "gone sales 1.3 Left by QueueCallerLeave and",
        "sales 1.5 1 by QueueCallerLeave"
      ])
      const queue = yield* sales
      assert.deepInclude(queue?.totals, { joined: 5, abandoned: 1, timedOut: 1, left: 2 })
      assert.strictEqual(queue?.counters.Abandoned, 3)
    }))

  it.effect("gives an account without class call no reason that it cannot know", () =>
    Effect.gen(function*() {
      const { queues, sales, server } = yield* open(start)
      yield* server.say(join("sales", "1.1", 1, 1), join("sales", "1.2", 2, 2), join("sales", "1.3", 3, 3))
      const told = yield* follow(queues.callers, callerWords)
      yield* server.say(
        agent("Called", "sales", alice, "1.1", "2.1"),
        leave("sales", "1.1", 1, 2),
        agent("Connect", "sales", alice, "1.1", "2.1"),
        abandon("sales", "1.2"),
        leave("sales", "1.2", 1, 1),
        leave("sales", "1.3", 1, 0)
      )
      assert.deepStrictEqual(told().filter((line) => line.startsWith("gone")), [
        "gone sales 1.1  by QueueCallerLeave and",
        "gone sales 1.2 Abandoned by QueueCallerLeave and",
        "gone sales 1.3  by QueueCallerLeave"
      ])
      assert.deepInclude((yield* sales)?.totals, { connected: 1, abandoned: 1, left: 1 })
    }))

  it.effect("derives the status of a member from the first rule that holds", () =>
    Effect.gen(function*() {
      const { one, server } = yield* open(start)
      const words = Effect.map(
        one,
        (value) => value === undefined ? "none" : memberWords(value).slice(alice.length + 1)
      )
      const say = (more: Parameters<typeof member>[3]) => server.say(member("Status", "sales", alice, more))
      const said: Array<string> = []
      const cases: ReadonlyArray<Parameters<typeof member>[3]> = [
        { Status: 0 },
        { Status: 2 },
        { Status: 3 },
        { Status: 4 },
        { Status: 5 },
        { Status: 6 },
        { Status: 7 },
        { Status: 8 },
        { Status: 2, InCall: 1 },
        { Status: 1, LastCall: 9, Wrapuptime: 30 },
        { Status: 6, LastCall: 9, Wrapuptime: 30 },
        { Status: 1, LastCall: 9, Wrapuptime: 1 },
        { Status: 2, InCall: 1, Paused: 1, PausedReason: "Lunch", LastPause: 10 },
        { Status: 1, PausedReason: "back" }
      ]
      yield* TestClock.adjust("10 seconds")
      for (const more of cases) {
        yield* say(more)
        said.push(yield* words)
        yield* TestClock.adjust("1 seconds")
      }
      assert.deepStrictEqual(said, [
        "Ready",
        "InUse since 11",
        "InUse since 11",
        "Unavailable since 13",
        "Unavailable since 13",
        "Ringing since 15",
        "InUse since 16",
        "InUse since 16",
        "InCall since 18",
        "WrapUp since 9",
        "Ringing since 20",
        "Ready since 21",
        "Paused Lunch since 22",
        "Ready since 23"
      ])
    }))

  it.effect("knows since when a member is paused, from an event or from a list", () =>
    Effect.gen(function*() {
      yield* TestClock.adjust("100 seconds")
      const { one, queues, server } = yield* open([
        params("sales"),
        listed("sales", alice, { Paused: 1, PausedReason: "Tea", LastPause: 40 }),
        listed("sales", "PJSIP/102", { LastPause: 40 })
      ])
      const since = Effect.map(one, (value) => [value?.PausedReason, value?.pausedSince])
      assert.deepStrictEqual(yield* since, ["Tea", 40_000])
      yield* server.say(member("Pause", "sales", alice, { Paused: 1, PausedReason: "Lunch", LastPause: 102 }))
      assert.deepStrictEqual(yield* since, ["Lunch", 100_000])
      // A list says the same pause by the clock of Asterisk.
      server.lists["QueueStatus"] = [
        params("sales"),
        listed("sales", alice, { Paused: 1, PausedReason: "Lunch", LastPause: 102 }),
        listed("sales", "PJSIP/102", { LastPause: 40 })
      ]
      yield* queues.refresh("SALES")
      assert.deepStrictEqual(yield* since, ["Lunch", 100_000])
      yield* server.say(member("Pause", "sales", alice, { PausedReason: "back again", LastPause: 102 }))
      assert.deepStrictEqual(yield* since, [undefined, undefined])
      assert.strictEqual((yield* one)?.LastPause, 102_000)
      assert.isUndefined((yield* queues.members.lookup("sales PJSIP/102")).value?.pausedSince)
    }))

  it.effect("loses a caller whom an action takes out of the queue, of which no Leave comes", () =>
    Effect.gen(function*() {
      const { queues, server } = yield* open([params("sales")])
      yield* server.say(join("sales", "1.1", 1, 1), join("sales", "1.2", 2, 2))
      const told = yield* follow(queues.callers, callerWords)
      yield* server.say(event("BridgeEnter", { Uniqueid: "1.1", BridgeUniqueid: "b-1" }))

      assert.deepStrictEqual(told().slice(1), [
        "gone sales 1.1 Left by BridgeEnter and",
        "sales 1.2 1 by BridgeEnter"
      ])
    }))

  it.effect("shows one person in all queues, and finds names in any case", () =>
    Effect.gen(function*() {
      const { queues, server } = yield* open([
        params("sales"),
        params("After Hours"),
        listed("sales", alice),
        listed("After Hours", alice, { Paused: 1 })
      ])
      const person = Effect.map(
        queues.member("pjsip/101").get,
        ({ value }) => value.map(({ Queue, status }) => `${Queue} ${status}`)
      )
      assert.deepStrictEqual(yield* person, ["After Hours Paused", "sales Ready"])
      yield* server.say(
        member("Status", "sales", alice, { Status: 6 }),
        member("Removed", "after hours", "pjsip/101")
      )
      assert.deepStrictEqual(yield* person, ["sales Ringing"])
      yield* server.say(member("Added", "AFTER HOURS", "Local/7@agents/n", { StateInterface: "hint:7@ext" }))
      const key = AmiQueues.memberKey("after hours", "local/7@AGENTS/n")
      assert.strictEqual((yield* queues.members.watch(key).get).value?.Queue, "After Hours")
      assert.deepStrictEqual([...(yield* queues.members.get).value.keys()], [
        "sales PJSIP/101",
        "After%20Hours Local/7@agents/n"
      ])
      assert.strictEqual((yield* queues.lookup("after HOURS")).value?.Queue, "After Hours")
      assert.isUndefined((yield* queues.lookup("none")).value)
    }))

  it.effect("asks for counters and callers a second after the last call, once a burst", () =>
    Effect.gen(function*() {
      const { line, sales, server } = yield* open(start)
      yield* server.say(join("sales", "1.1", 1, 1), join("sales", "1.2", 2, 2), hangup("0.0"))
      for (const id of ["1.1", "1.2"]) {
        yield* server.say(abandon("sales", id), leave("sales", id, 1, id === "1.1" ? 1 : 0))
        yield* TestClock.adjust("500 millis")
      }
      assert.deepStrictEqual(asked(server), [])
      assert.strictEqual(yield* line, "PJSIP/101 Ready, waiting:, 0/2")
      // Somebody has reset the counters meanwhile, which no event says.
      server.lists["QueueStatus"] = [params("sales", { Abandoned: 1, ServicelevelPerf2: "50.0" })]
      yield* TestClock.adjust("500 millis")
      assert.deepStrictEqual(asked(server), ["sales nobody"])
      assert.strictEqual(yield* line, "PJSIP/101 Ready, waiting:, 0/1")
      assert.deepInclude((yield* sales)?.counters, { ServicelevelPerf2: 50, asOf: 1500 })
    }))

  it.effect("asks at once if there are more or fewer callers than it knows, or one has a priority", () =>
    Effect.gen(function*() {
      const { line, sales, server } = yield* open(start)
      yield* server.say(join("sales", "1.1", 1, 1), join("sales", "1.2", 1, 2))
      assert.isUndefined((yield* sales)?.callers[0]?.Priority)
      server.lists["QueueStatus"] = [
        params("sales"),
        entry("sales", "1.2", 1, { Priority: 7 }),
        entry("sales", "1.1", 2),
        entry("sales", "1.3", 3, { Wait: 30 })
      ]
      yield* TestClock.adjust("1 seconds")
      assert.deepStrictEqual(asked(server), ["sales nobody"])
      assert.strictEqual((yield* sales)?.callers[0]?.Priority, 7)
      assert.strictEqual(yield* line, "PJSIP/101 Ready, waiting: 1.2 1.1 1.3, 0/0")
      assert.strictEqual((yield* sales)?.callers[2]?.joinedAt, -29_000)

      // 1.3 was masqueraded into another channel: its Hangup comes without its Leave.
      server.lists["QueueStatus"] = [
        params("sales"),
        entry("sales", "1.2", 1),
        entry("sales", "1.1", 2),
        entry("sales", "1.4", 3)
      ]
      yield* server.say(hangup("1.3"))
      yield* TestClock.adjust("5 seconds")
      assert.strictEqual(yield* line, "PJSIP/101 Ready, waiting: 1.2 1.1 1.4, 0/0")
    }))

  it.effect("takes all lists again every 5 minutes, for what no event says", () =>
    Effect.gen(function*() {
      const { line, queues, server } = yield* open(start)
      const told = yield* follow(queues.members, memberWords)
      server.lists["QueueStatus"] = [params("sales", { Completed: 7 }), listed("sales", "PJSIP/102"), params("new")]
      yield* TestClock.adjust("6 minutes")
      yield* TestClock.adjust("1 seconds")
      assert.strictEqual(yield* line, "PJSIP/102 Ready, waiting:, 7/0")
      assert.deepStrictEqual([...(yield* queues.get).value.keys()], ["sales", "new"])
      assert.deepStrictEqual(told(), [
        "present, sales PJSIP/101 PJSIP/101 Ready",
        "sales PJSIP/102 PJSIP/102 Ready by Relist",
        "gone sales PJSIP/101 PJSIP/101 Ready by unknown",
        "synced Relist 3"
      ])
    }))

  it.effect("does not go back to what a list says of before the events that came meanwhile", () =>
    Effect.gen(function*() {
      const { line, queues, server } = yield* open([
        params("sales"),
        listed("sales", alice),
        listed("sales", "PJSIP/102"),
        entry("sales", "1.1", 1),
        entry("sales", "1.2", 2)
      ])
      server.held.add("QueueStatus")
      yield* Effect.forkChild(queues.refresh("sales"), { startImmediately: true })
      yield* server.say(
        leave("sales", "1.1", 1, 1),
        join("sales", "1.3", 2, 2),
        member("Pause", "sales", alice, { Paused: 1 }),
        member("Removed", "sales", "PJSIP/102")
      )
      const told = yield* follow(queues.callers, callerWords)
      yield* server.release
      assert.strictEqual(yield* line, "PJSIP/101 Paused since 0, waiting: 1.2 1.3, 0/0")
      assert.deepStrictEqual(told(), ["present, sales 1.2 1, sales 1.3 2"])
    }))

  it.effect("warns of a queue that does not exist", () =>
    Effect.gen(function*() {
      const server = yield* serve({ QueueStatus: [] })
      const printed: Array<string> = []
      const logger = Logger.make(({ message }) => void printed.push(String(message)))
      yield* build(AmiQueues.layerWith({ queues: ["sales"] }), server, AmiQueues.AmiQueues).pipe(
        Effect.provide(Logger.layer([logger]))
      )
      assert.deepStrictEqual(printed, ["Asterisk has no queue \"sales\""])
    }))

  it.effect("takes in what changed while the connection was lost, and counts the gap", () =>
    Effect.gen(function*() {
      const { line, one, sales, server } = yield* open(start)
      yield* server.say(
        join("sales", "1.1", 1, 1),
        join("sales", "1.2", 2, 2),
        agent("Called", "sales", alice, "1.1", "2.1"),
        leave("sales", "1.1", 1, 1),
        agent("Connect", "sales", alice, "1.1", "2.1"),
        member("Status", "sales", alice, { Status: 2, InCall: 1 })
      )
      yield* TestClock.adjust("10 seconds")
      // The call has ended, and another has begun.
      yield* server.reconnect({
        QueueStatus: [
          params("sales", { Completed: 1 }),
          listed("sales", alice, { Status: 2, InCall: 1, CallsTaken: 1, LastCall: 5 }),
          entry("sales", "1.3", 1, { Wait: 2 })
        ]
      })
      yield* TestClock.adjust("1 seconds")
      assert.strictEqual(yield* line, "PJSIP/101 InCall, waiting: 1.3, 1/0")
      assert.isUndefined((yield* one)?.call)
      const [gap, ...others] = (yield* sales)?.totals.gaps ?? []
      assert.isEmpty(others)
      assert.deepInclude(gap, { cause: "Disconnected" })
      assert.isTrue((gap?.to ?? 0) > (gap?.from ?? 0))

      // The same call goes on over a gap.
      yield* server.say(
        agent("Complete", "sales", alice, "9.9", "8.8", { TalkTime: 9 }),
        agent("Connect", "sales", alice, "1.3", "2.3"),
        member("Status", "sales", alice, { Status: 2, InCall: 1, CallsTaken: 2, LastCall: 11 })
      )
      server.lists["QueueStatus"] = [
        params("sales", { Completed: 2 }),
        listed("sales", alice, { Status: 2, InCall: 1, CallsTaken: 2, LastCall: 11 })
      ]
      yield* server.gap
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual((yield* one)?.call?.Uniqueid, "1.3")
      assert.strictEqual((yield* sales)?.totals.gaps.length, 2)
      assert.deepInclude((yield* sales)?.totals, { completed: 1, talked: 9000 })
    }))

  it.effect("follows named queues alone, and asks for each of them by itself", () =>
    Effect.gen(function*() {
      const server = yield* serve({
        QueueStatus: (headers) =>
          headers("Queue") === "sales" ? [params("sales"), listed("sales", alice)] : [params("support")]
      })
      const queues = yield* build(
        AmiQueues.layerWith({ queues: ["sales", "Support"] }),
        server,
        AmiQueues.AmiQueues
      )
      yield* server.say(member("Added", "other", alice), member("Added", "support", alice))
      assert.deepStrictEqual([...(yield* queues.get).value.keys()], ["sales", "support"])
      assert.deepStrictEqual([...(yield* queues.members.get).value.keys()], ["sales PJSIP/101", "support PJSIP/101"])
    }))

  it.effect.each<readonly [unknown, string, string]>([
    [{ queues: [] }, "queues", "must be a list of one name or more: leave it out to follow all queues"],
    [{ queues: "sales" }, "queues", "must be a list of one name or more: leave it out to follow all queues"],
    [{ queues: ["sales", ""] }, "queues[1]", "must be the name of a queue"],
    [{ queues: ["a\r\nb"] }, "queues[0]", "must be the name of a queue"],
    [{ countersAfter: "soon" }, "countersAfter", "must be a duration, such as \"5 seconds\", or 5000 for milliseconds"],
    [{ countersAfter: -1 }, "countersAfter", "must not be negative"],
    [{ queue: ["sales"] }, "queue", "is not known: did you mean `queues`?"]
  ])("rejects the options %j", ([options, option, rule]) =>
    Effect.gen(function*() {
      const server = yield* serve({ QueueStatus: start })
      const layer = AmiQueues.layerWith(options as AmiQueues.Options)
      const { reason } = yield* Effect.flip(build(layer, server, AmiQueues.AmiQueues))
      if (reason._tag !== "InvalidOption") return assert.fail(reason._tag)
      assert.deepStrictEqual([reason.option, reason.rule], [option, rule])
    }))

  it.effect("loses nothing in JSON", () =>
    Effect.gen(function*() {
      const { one, sales, server } = yield* open([params("sales"), listed("sales", alice, { Wrapuptime: 5 })])
      yield* server.say(
        join("sales", "1.1", 1, 1),
        join("sales", "1.2", 2, 2),
        agent("Called", "sales", alice, "1.1", "2.1"),
        leave("sales", "1.1", 1, 1),
        agent("Connect", "sales", alice, "1.1", "2.1", { HoldTime: 3 })
      )
      const queue = yield* sales
      const alone = yield* one
      if (queue === undefined || alone === undefined) return assert.fail("there is no queue")
      const json = Schema.toCodecJson(AmiQueues.Queue)
      const text = JSON.stringify(Schema.encodeSync(json)(queue))
      assert.deepStrictEqual(Schema.decodeUnknownSync(json)(JSON.parse(text)), queue)
      const memberJson = Schema.toCodecJson(AmiQueues.Member)
      assert.deepStrictEqual(
        Schema.decodeUnknownSync(memberJson)(JSON.parse(JSON.stringify(Schema.encodeSync(memberJson)(alone)))),
        alone
      )
    }))
})
