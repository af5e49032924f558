/**
 * `Agents` for an agent on a call: Asterisk ends one header with a line feed alone (app_agent_pool.c).
 */
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Schedule } from "effect"
import { Actions, Ami, AmiClient, AmiEvent, Events } from "effect-ami"
import { watch } from "../tasks/watching.ts"
import { clientOver, offers, type Way } from "./clients.ts"
import { forEachServer } from "./servers.ts"

const ways: ReadonlyArray<Way> = ["tcp", "http"]

/** The agent as `Agents` lists it, once it has a status. */
const agentThatIs = (status: string) =>
  AmiClient.AmiClient.use((ami) => ami.collect(Actions.Agents())).pipe(
    Effect.map((agents) => agents.find(({ Agent }) => Agent === "1001")),
    Effect.filterOrFail((agent) => agent !== undefined && agent.Status === status),
    Effect.retry({ schedule: Schedule.spaced("100 millis"), times: 300 }),
    Effect.map((agent) => agent ?? assert.fail("there is no agent 1001"))
  )

/** A call to an extension, which ends with its scope. */
const call = (extension: string) =>
  Effect.acquireRelease(
    Ami.originate({ originator: "Local/200@from-internal/n", extension }),
    ({ channelId }) => Effect.ignore(Ami.hangup({ channel: channelId }))
  )

forEachServer("agents", (server) => {
  for (const way of ways) {
    describe.skipIf(!offers(server, way))(`over ${way}`, () => {
      it.live("an agent on a call has the times of its login and of the call", () =>
        Effect.gen(function*() {
          const device = yield* watch(Events.DeviceStateChange)
          yield* call("agent")
          // Asterisk gives a new agent a few seconds before it sends calls there.
          yield* device(
            "agent that accepts calls",
            ({ Device, State }) => Device === "Agent:1001" && State === "NOT_INUSE"
          )
          const idle = yield* agentThatIs("AGENT_IDLE")
          yield* call("foragent")
          const busy = yield* agentThatIs("AGENT_ONCALL")

          assert.isUndefined(idle.CallStarted)
          assert.isDefined(busy.CallStarted)
          assert.isDefined(busy.LoggedInTime)
          assert.deepEqual(busy.LoggedInTime, idle.LoggedInTime)
          assert.isAtLeast(DateTime.toEpochMillis(busy.CallStarted), DateTime.toEpochMillis(busy.LoggedInTime))
          assert.match(busy.TalkingToChan ?? "", /^Local\/200@from-internal-/)
          assert.match(busy.Channel ?? "", /^Local\/200@from-internal-/)
          assert.deepStrictEqual(AmiEvent.faultsOf(busy), [])
        }).pipe(Effect.scoped, Effect.provide(clientOver(way, server))))
    })
  }
})
