/**
 * An action goes to the server that has its channel: none is guessed, and a server that does not answer holds up nobody.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { Actions, Ami, AmiChannels, AmiFleet, FleetError } from "effect-ami"
import { TestClock } from "effect/testing"
import { count } from "../client/inboxWords.ts"
import { start } from "../client/scriptedTransport.ts"
import { fleetOf, makeServers, type Server, turn, within } from "./fleets.ts"

const [name, id] = ["PJSIP/100-0000002a", "1795422461.42"]

const having = (...owners: ReadonlyArray<string>) => {
  const servers = makeServers("berlin", "paris", "rome")
  for (const owner of owners) servers.get(owner)?.channels.set(name, id)
  return servers
}

const hangups = (servers: ReadonlyMap<string, Server>) =>
  [...servers].flatMap(([server, { peer }]) => count(peer, "Hangup") > 0 ? [server] : [])

for (const withModels of [false, true]) {
  const models = withModels ? { models: () => AmiChannels.layer } : {}
  describe(`the owner of a channel, ${withModels ? "as live channels know it" : "as the servers say"}`, () => {
    it.effect("is found by name and by Uniqueid", () =>
      Effect.gen(function*() {
        const servers = having("paris")
        const { fleet } = yield* fleetOf(servers, models)
        const asked = () => [...servers.values()].map(({ peer }) => count(peer, "Status"))
        const before = asked()
        for (const channel of [name, id]) {
          assert.deepStrictEqual(yield* fleet.locate(channel), { servers: ["paris"], unanswered: [] })
        }
        assert.deepStrictEqual(asked(), before.map((count) => withModels ? count : count + 2))
        assert.deepStrictEqual(yield* fleet.locate("PJSIP/nobody-1"), { servers: [], unanswered: [] })
      }))

    it.effect("gets the action", () =>
      Effect.gen(function*() {
        const servers = having("paris")
        const { fleet } = yield* fleetOf(servers, models)
        yield* within(fleet, AmiFleet.send(Actions.Hangup({ Channel: name })))
        assert.deepStrictEqual(hangups(servers), ["paris"])
        yield* within(fleet, Ami.hangup({ channel: id }).pipe(AmiFleet.onOwner(id)))
        assert.strictEqual(count(servers.get("paris")?.peer ?? assert.fail(), "Hangup"), 2)
      }))

    it.effect("is not guessed if there is none, or if several have the channel", () =>
      Effect.gen(function*() {
        const servers = having("paris", "rome")
        const { fleet } = yield* fleetOf(servers, models)
        const failing = (channel: string) =>
          Effect.flip(within(fleet, AmiFleet.send(Actions.Hangup({ Channel: channel }))))
        assert.strictEqual(
          (yield* failing(name)).message,
          `paris, rome each have a channel ${name}. Nothing was sent: name the server with \`AmiFleet.on\`, or set `
            + "`systemname` in each asterisk.conf, so that Uniqueids differ"
        )
        assert.strictEqual(
          (yield* failing("PJSIP/9-1")).message,
          "No server has the channel PJSIP/9-1. Nothing was sent"
        )
        assert.deepStrictEqual(hangups(servers), [])
      }))

    it.effect("is found although another server is frozen, and that is said if nobody has the channel", () =>
      Effect.gen(function*() {
        const servers = having("paris")
        const { fleet } = yield* fleetOf(servers, models)
        const rome = servers.get("rome") ?? assert.fail()
        rome.isFrozen = true
        const sending = yield* start(within(fleet, AmiFleet.send(Actions.Hangup({ Channel: name }))))
        const nobody = yield* start(
          Effect.flip(within(fleet, AmiFleet.send(Actions.Hangup({ Channel: "PJSIP/9-1" }))))
        )
        yield* TestClock.adjust("3 seconds")
        yield* Fiber.join(sending)
        assert.deepStrictEqual(hangups(servers), ["paris"])
        const error = yield* Fiber.join(nobody)
        assert.isTrue(FleetError.isFleetError(error))
        assert.strictEqual(
          error.message,
          "No server has the channel PJSIP/9-1, and rome did not answer. Nothing was sent"
        )
      }))
  })
}

describe("an action", () => {
  it.effect("that names no channel that is there goes to no server", () =>
    Effect.gen(function*() {
      const { fleet } = yield* fleetOf(having())
      for (
        const action of [
          Actions.Ping(),
          Actions.Originate({ Channel: name, Exten: "200", Context: "from-internal", Priority: 1 })
        ]
      ) {
        const error = yield* Effect.flip(within(fleet, AmiFleet.send(action)))
        assert.strictEqual(error._tag === "FleetError" && error.reason._tag, "NoChannel")
      }
    }))

  it.effect("that cannot be written says which header is wrong", () =>
    Effect.gen(function*() {
      const { fleet } = yield* fleetOf(having())
      const error = yield* Effect.flip(within(fleet, AmiFleet.send(Actions.Hangup({ Channel: "/PJSIP.*/" }))))
      assert.strictEqual(error._tag === "AmiError" && error.reason._tag, "NotSent")
      assert.include(error.message, "Channel")
    }))

  it.effect("for a channel that came a moment ago finds it, though no event of it has come", () =>
    Effect.gen(function*() {
      const servers = having()
      const { fleet } = yield* fleetOf(servers, { models: () => AmiChannels.layer })
      servers.get("rome")?.channels.set(name, id)
      yield* turn
      assert.deepStrictEqual(yield* fleet.locate(name), { servers: ["rome"], unanswered: [] })
    }))
})
