/**
 * One sick server harms no other: a wrong secret, a server that is down or frozen, and code of the user that throws or hangs.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Layer, SubscriptionRef } from "effect"
import { Ami, AmiClient, AmiError, AmiFleet, Events } from "effect-ami"
import { TestClock } from "effect/testing"
import { count, event } from "../client/inboxWords.ts"
import { start } from "../client/scriptedTransport.ts"
import { client, collect, fleetOf, makeServer, makeServers, type Server, statesOf, turn, within } from "./fleets.ts"

/** A fleet of two, of which the Layer of `sick` is this one. */
const besides = Effect.fnUntraced(function*(
  sick: (server: Server) => Layer.Layer<AmiClient.AmiClient, AmiError.AmiError>,
  options: Partial<AmiFleet.Settings> = {}
) {
  const servers = makeServers("sick", "well")
  const { fleet, wanted } = yield* fleetOf(servers, {
    connect: (name, server) => name === "sick" ? sick(server) : client(server),
    ...options
  })
  return { fleet, servers, wanted }
})

const failures: ReadonlyArray<readonly [what: string, layer: () => Layer.Layer<AmiClient.AmiClient>, words: string]> = [
  ["throws", () => {
    throw new Error("no such host")
  }, "threw Error: no such host"],
  ["dies", () => Layer.effect(AmiClient.AmiClient, Effect.die("broken")), "threw broken"],
  ["interrupts itself", () => Layer.effect(AmiClient.AmiClient, Effect.interrupt), "was interrupted"]
]

describe("a sick server", () => {
  it.effect("with a wrong secret is Failed and tried no more, until that is asked for, and the others work", () =>
    Effect.gen(function*() {
      const servers = makeServers("berlin", "paris")
      const paris = servers.get("paris") ?? assert.fail()
      paris.manners = { refuses: "Authentication failed" }
      const { fleet } = yield* fleetOf(servers)
      yield* TestClock.adjust("10 minutes")
      assert.deepStrictEqual(yield* statesOf(fleet), { berlin: "Ready", paris: "Failed" })
      assert.strictEqual(count(paris.peer, "Login"), 1)

      const all = yield* fleet.each(Ami.ping)
      assert.isTrue(Exit.isSuccess(all.get("berlin") ?? assert.fail()))
      const error = yield* Effect.flip(fleet.get("paris"))
      assert.strictEqual(error._tag === "AmiError" && error.reason._tag, "LoginRejected")
      assert.isTrue(error.message.startsWith("paris: "), error.message)

      paris.manners = "open"
      yield* fleet.retry("paris")
      yield* turn
      assert.deepStrictEqual(yield* statesOf(fleet), { berlin: "Ready", paris: "Ready" })
    }))

  it.effect("that is down is tried again, says why meanwhile, and comes back", () =>
    Effect.gen(function*() {
      let isUp = false
      const { fleet } = yield* besides((server) =>
        isUp
          ? client(server)
          : Layer.effect(
            AmiClient.AmiClient,
            Effect.fail(
              new AmiError.AmiError({
                reason: new AmiError.ConnectFailed({ address: "pbx.test:5038", code: "ECONNREFUSED" })
              })
            )
          )
      )
      yield* TestClock.adjust("1 minute")
      const { state } = (yield* fleet.health).get("sick") ?? assert.fail()
      assert.isTrue(state._tag === "Connecting" && state.attempt > 3 && state.cause !== undefined)
      assert.strictEqual(
        (yield* Effect.flip(fleet.get("sick"))).message,
        "sick: No AMI connection to pbx.test:5038: ECONNREFUSED"
      )
      isUp = true
      yield* TestClock.adjust("30 seconds")
      assert.deepStrictEqual(yield* statesOf(fleet), { sick: "Ready", well: "Ready" })
    }))

  it.effect("whose client has ended gets another one", () =>
    Effect.gen(function*() {
      const { fleet, servers } = yield* besides((server) => client(server, { reconnect: false }))
      const batches = yield* collect(fleet.inbox)
      servers.get("sick")?.peer.end()
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* statesOf(fleet), { sick: "Ready", well: "Ready" })
      servers.get("sick")?.peer.deliver(event(7))
      yield* turn
      const tags = batches.filter(({ server }) => server === "sick").flatMap(({ items }) =>
        items.map(({ _tag }) => _tag)
      )
      assert.deepStrictEqual(tags, ["Connected", "Disconnected", "Connected", "Received"])
    }))

  for (const [what, layer, words] of failures) {
    it.effect(`whose Layer ${what} is Failed alone`, () =>
      Effect.gen(function*() {
        const { fleet } = yield* besides(layer)
        assert.deepStrictEqual(yield* statesOf(fleet), { sick: "Failed", well: "Ready" })
        assert.include((yield* Effect.flip(fleet.get("sick"))).message, words)
      }))
  }

  it.effect("whose Layer hangs, and does not let itself be stopped, is given up", () =>
    Effect.gen(function*() {
      const never = Layer.effect(AmiClient.AmiClient, Effect.uninterruptible(Effect.never))
      const { fleet, servers } = yield* besides(() => never, { connectTimeout: "20 seconds" })
      const asking = yield* start(Effect.flip(fleet.get("sick")))
      const all = yield* start(fleet.each(Ami.ping))
      yield* TestClock.adjust("20 seconds")
      assert.strictEqual(
        (yield* Fiber.join(asking)).message,
        "No AMI connection to sick: TIMEOUT (The Layer of the client took longer than 20s (option connectTimeout))"
      )
      assert.deepStrictEqual([...(yield* Fiber.join(all)).values()].map(Exit.isSuccess), [false, true])
      assert.isAbove(count(servers.get("well")?.peer ?? assert.fail(), "Ping"), 0)
    }))

  it.effect("that never closes is given up, and keeps no other from leaving", () =>
    Effect.gen(function*() {
      const hanging = (server: Server) => Layer.tap(client(server), () => Effect.addFinalizer(() => Effect.never))
      const { fleet, servers, wanted } = yield* besides(hanging)
      yield* SubscriptionRef.set(wanted, new Map())
      yield* TestClock.adjust("1 second")
      assert.strictEqual(servers.get("well")?.peer.closed(), 1)
      assert.deepStrictEqual(yield* statesOf(fleet), {})
      // The next of its name waits for it, but not without end.
      const next = makeServer()
      yield* SubscriptionRef.set(wanted, new Map([["sick", next]]))
      yield* TestClock.adjust("15 seconds")
      assert.deepStrictEqual(yield* statesOf(fleet), { sick: "Ready" })
    }))

  it.effect("that freezes is noticed, and what others raise comes meanwhile", () =>
    Effect.gen(function*() {
      const { fleet, servers } = yield* besides((server) =>
        client(server, { pingInterval: "15 seconds", pingTimeout: "10 seconds", reconnect: false })
      )
      const seen = yield* collect(fleet.events(Events.UserEvent))
      const sick = servers.get("sick") ?? assert.fail()
      sick.isFrozen = true
      const asked = yield* start(within(fleet, Ami.ping.pipe(AmiFleet.on("sick"), Effect.exit)))
      for (let second = 0; second < 60; second++) {
        servers.get("well")?.peer.deliver(event(second))
        yield* TestClock.adjust("1 second")
      }
      assert.strictEqual(seen.length, 60)
      assert.isTrue(Exit.isFailure(yield* Fiber.join(asked)))
      assert.strictEqual((yield* statesOf(fleet)).well, "Ready")
    }))
})
