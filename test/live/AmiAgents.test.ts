import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { AmiAgents } from "effect-ami"
import { TestClock } from "effect/testing"
import { type Answer, build, event, follow, lineFeed, serve } from "./modelServer.ts"

const login = (name: string, Agent: string, id: string) =>
  event(name, { Channel: `PJSIP/${id}`, Uniqueid: id, CallerIDNum: "102", Agent })
const bridge = (name: string, BridgeUniqueid: string, BridgeType: string, id: string, more = {}) =>
  event(name, { BridgeUniqueid, BridgeType, Channel: `PJSIP/${id}`, Uniqueid: id, ...more })
const listed = (Agent: string, Status: string, more = {}) =>
  event("Agents", { Agent, Name: `Name ${Agent}`, Status, ...more })
const hangup = (Uniqueid: string) => event("Hangup", { Uniqueid })

const open = Effect.fnUntraced(function*(lists: Record<string, Answer>) {
  const server = yield* serve(lists)
  const agents = yield* build(AmiAgents.layer, server, AmiAgents.AmiAgents)
  const told = yield* follow(
    agents,
    ({ TalkingToChan, status, statusSince }) =>
      [status, statusSince, TalkingToChan].filter((one) => one !== undefined).join(" ")
  )
  return { agents, server, told }
})

describe("AmiAgents", () => {
  it.effect("follows logins, and derives from bridges who talks with whom", () =>
    Effect.gen(function*() {
      const { agents, server, told } = yield* open({ Agents: [listed("1001", "AGENT_LOGGEDOFF")] })
      yield* TestClock.adjust("1 second")
      yield* server.say(login("AgentLogin", "1001", "a"), bridge("BridgeEnter", "hold", "agent_hold", "a"))
      const { value } = yield* agents.lookup("1001")
      if (value === undefined) return assert.fail("there is no agent")
      assert.deepStrictEqual(value, {
        Agent: "1001",
        Name: "Name 1001",
        status: "Idle",
        statusSince: 1000,
        Channel: "PJSIP/a",
        Uniqueid: "a",
        CallerIDNum: "102",
        loggedInAt: 1000
      })
      const json = Schema.toCodecJson(AmiAgents.Agent)
      assert.deepStrictEqual(Schema.decodeUnknownSync(json)(Schema.encodeSync(json)(value)), value)

      yield* TestClock.adjust("1 second")
      yield* server.say(
        bridge("BridgeEnter", "b1", "basic", "c1"),
        bridge("BridgeLeave", "hold", "agent_hold", "a"),
        bridge("BridgeEnter", "b1", "basic", "a"),
        // The caller is transferred: another channel takes its place.
        bridge("BridgeEnter", "b1", "basic", "c2", { SwapUniqueid: "c1" }),
        bridge("BridgeLeave", "b1", "basic", "c1"),
        hangup("c1")
      )
      yield* TestClock.adjust("1 second")
      yield* server.say(
        bridge("BridgeLeave", "b1", "basic", "c2"),
        bridge("BridgeLeave", "b1", "basic", "a"),
        bridge("BridgeEnter", "hold", "agent_hold", "a"),
        bridge("BridgeEnter", "b2", "basic", "a"),
        bridge("BridgeEnter", "b2", "basic", "c3"),
        event("Rename", { Uniqueid: "a", Channel: "PJSIP/a", Newname: "PJSIP/a<ZOMBIE>" }),
        login("AgentLogoff", "1001", "a"),
        hangup("a"),
        login("AgentLogin", "1002", "d"),
        hangup("d")
      )
      assert.deepStrictEqual(told(), [
        "present, 1001 LoggedOff",
        "1001 Idle 1000 by AgentLogin",
        "1001 OnCall 2000 PJSIP/c1 by BridgeEnter",
        "1001 OnCall 2000 PJSIP/c2 by BridgeEnter",
        "1001 OnCall 2000 by BridgeLeave",
        "1001 Idle 3000 by BridgeLeave",
        "1001 OnCall 3000 by BridgeEnter",
        "1001 OnCall 3000 PJSIP/c3 by BridgeEnter",
        "1001 OnCall 3000 PJSIP/c3 by Rename",
        "1001 LoggedOff 3000 by AgentLogoff",
        "1002 Idle 3000 by AgentLogin",
        "1002 LoggedOff 3000 by Hangup"
      ])
    }))

  it.effect("takes over who is on a call from the list, and follows the rest of the call", () =>
    Effect.gen(function*() {
      const { agents, server, told } = yield* open({ Agents: [] })
      // The line about the call ends with a line feed only.
      const times = { CallStarted: `20${lineFeed}LoggedInTime: 10` }
      server.lists.Agents = [
        listed("1001", "AGENT_ONCALL", { TalkingToChan: "PJSIP/c1", ...times, Channel: "PJSIP/a", Uniqueid: "a" })
      ]
      yield* server.gap
      const { value } = yield* agents.lookup("1001")
      assert.deepInclude(value, {
        loggedInAt: 10_000,
        status: "OnCall",
        statusSince: 20_000,
        TalkingToChan: "PJSIP/c1"
      })
      yield* server.say(bridge("BridgeLeave", "b1", "basic", "a"))
      assert.deepStrictEqual(told(), [
        "present",
        "stale Gap",
        "1001 OnCall 20000 PJSIP/c1 by Gap",
        "synced Gap 1",
        "1001 Idle 0 by BridgeLeave"
      ])
    }))

  it.effect("does not know since when an agent is idle that was on a call before a gap, and ends agents that are no longer configured", () =>
    Effect.gen(function*() {
      const { agents, server, told } = yield* open({
        Agents: [listed("1001", "AGENT_LOGGEDOFF"), listed("1002", "AGENT_LOGGEDOFF")]
      })
      yield* TestClock.adjust("1 second")
      yield* server.say(login("AgentLogin", "1001", "a"), bridge("BridgeEnter", "b1", "basic", "a"))
      told()
      yield* server.reconnect({
        Agents: [listed("1001", "AGENT_IDLE", { Uniqueid: "a", Channel: "PJSIP/a", LoggedInTime: 1 })]
      })
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(told(), [
        "stale Disconnected",
        "1001 Idle by Connected",
        "gone 1002 LoggedOff by unknown",
        "synced Connected 1"
      ])
      assert.strictEqual((yield* agents.lookup("1001")).value?.loggedInAt, 1000)
    }))

  it.effect("is empty and not available without app_agent_pool", () =>
    Effect.gen(function*() {
      const { agents } = yield* open({})
      assert.strictEqual((yield* agents.isAvailable.get).value, false)
      assert.strictEqual((yield* agents.get).value.size, 0)
    }))
})
