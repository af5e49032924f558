/**
 * Live models of each server, and merged reads that say which server a value is of.
 */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Exit, Layer, SubscriptionRef } from "effect"
import { AmiChannels, AmiClient, AmiFleet } from "effect-ami"
import { TestClock } from "effect/testing"
import { test } from "../client/clientOutput.ts"
import { collect, fleetOf, makeServer, makeServers, turn, until, within } from "./fleets.ts"

const models = () => AmiChannels.layer

const channel = (name: string, id: string) =>
  `Event: Newchannel\nChannel: ${name}\nUniqueid: ${id}\nChannelStateDesc: Up`

const two = () => {
  const servers = makeServers("berlin", "paris")
  servers.get("berlin")?.channels.set("PJSIP/100-1", "1.1")
  servers.get("paris")?.channels.set("PJSIP/200-1", "2.1")
  return servers
}

const namesOf = (values: ReadonlyMap<string, AmiChannels.Channel>) => [...values.values()].map(({ Channel }) => Channel)

describe("live models of a fleet", () => {
  it.effect("are those of each server, although the Layer is one", () =>
    Effect.gen(function*() {
      const servers = two()
      const { fleet } = yield* fleetOf(servers, { models })
      const all = yield* fleet.model(AmiChannels.AmiChannels).get
      assert.deepStrictEqual(
        [...all].map(([server, live]) => [server, live?._tag, live && namesOf(live.value)]),
        [["berlin", "Fresh", ["PJSIP/100-1"]], ["paris", "Fresh", ["PJSIP/200-1"]]]
      )
      assert.deepStrictEqual((yield* fleet.health).get("paris")?.models, { _tag: "Ready" })
    }))

  it.effect("are services of a task that runs on one server, or on each", () =>
    Effect.gen(function*() {
      const { fleet } = yield* fleetOf(two(), { models })
      const names = AmiChannels.AmiChannels.use(({ get }) => Effect.map(get, ({ value }) => namesOf(value)))
      assert.deepStrictEqual(yield* within(fleet, names.pipe(AmiFleet.on("paris", AmiChannels.AmiChannels))), [
        "PJSIP/200-1"
      ])
      const each = yield* fleet.each(names, { services: [AmiChannels.AmiChannels] })
      assert.deepStrictEqual([...each.values()], [Exit.succeed(["PJSIP/100-1"]), Exit.succeed(["PJSIP/200-1"])])
    }))

  it.effect("report changes with their server, of later servers too, and that a server has left", () =>
    Effect.gen(function*() {
      const servers = two()
      const { fleet, wanted } = yield* fleetOf(servers, { models })
      const changes = yield* collect(fleet.model(AmiChannels.AmiChannels).changes)
      const words = () => changes.splice(0).map(({ change, server }) => `${server} ${change._tag}`)
      assert.deepStrictEqual(words(), ["berlin Present", "paris Present"])

      servers.get("paris")?.peer.deliver(channel("PJSIP/201-1", "2.2"))
      yield* turn
      assert.deepStrictEqual(words(), ["paris Upserted"])

      yield* SubscriptionRef.update(wanted, (all) => new Map([...all, ["rome", makeServer()]]))
      yield* until(() => changes.length === 1)
      assert.deepStrictEqual(words(), ["rome Present"])

      yield* SubscriptionRef.set(wanted, new Map([...servers].slice(0, 1)))
      yield* TestClock.adjust("5 seconds")
      yield* until(() => changes.filter(({ change }) => change._tag === "Left").length === 2)
      assert.deepStrictEqual(new Set(words()), new Set(["paris Stale", "rome Stale", "paris Left", "rome Left"]))
    }))

  test("that cannot be made yet take nothing else with them, and are tried again", () =>
    Effect.gen(function*() {
      const servers = two()
      let isBroken = true
      const { fleet } = yield* fleetOf(servers, {
        models: (server: string) => server === "paris" && isBroken ? Layer.effectDiscard(Effect.die("no")) : models()
      })
      const health = (yield* fleet.health).get("paris") ?? assert.fail()
      assert.deepStrictEqual([health.state._tag, health.models?._tag], ["Ready", "Waiting"])
      const error = yield* Effect.flip(fleet.service("paris", AmiChannels.AmiChannels))
      assert.include(error.message, "The server paris has no effect-ami/live/AmiChannels: ")
      assert.include(error.message, "threw no")
      const all = yield* fleet.model(AmiChannels.AmiChannels).get
      assert.deepStrictEqual([...all].map(([server, live]) => [server, live === undefined]), [
        ["berlin", false],
        ["paris", true]
      ])
      isBroken = false
      yield* TestClock.adjust("30 seconds")
      assert.deepStrictEqual((yield* fleet.health).get("paris")?.models, { _tag: "Ready" })
    }))

  it.effect("that were not given are named, and how to give them", () =>
    Effect.gen(function*() {
      const { fleet } = yield* fleetOf(two())
      const error = yield* Effect.flip(fleet.service("paris", AmiChannels.AmiChannels))
      assert.strictEqual(
        error.message,
        "The server paris has no effect-ami/live/AmiChannels: give its Layer to the option `models` of the fleet"
      )
    }))

  it.effect("may be any services, which have the client of their server", () =>
    Effect.gen(function*() {
      class City extends Context.Service<City, { readonly name: string | undefined }>()("test/City") {}
      const city = Layer.effect(City, AmiClient.AmiClient.use(({ status }) => Effect.succeed({ name: status.name })))
      const { fleet } = yield* fleetOf(two(), { models: () => city })
      assert.strictEqual((yield* fleet.service("paris", City)).name, "paris")
    }))
})
