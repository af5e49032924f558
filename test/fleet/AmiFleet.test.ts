/**
 * Many servers by name: their health, a task on one or on each of them, and servers that come, go and change.
 */
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Layer, Redacted, Scope, Stream, SubscriptionRef } from "effect"
import { Ami, AmiClient, AmiFleet, FleetError } from "effect-ami"
import { TestClock } from "effect/testing"
import { test } from "../client/clientOutput.ts"
import { logs } from "../client/clientOutput.ts"
import { count } from "../client/inboxWords.ts"
import { start } from "../client/scriptedTransport.ts"
import {
  client,
  closedInTime,
  collect,
  fleetOf,
  makeServer,
  makeServers,
  type Server,
  statesOf,
  turn,
  within
} from "./fleets.ts"

describe("a fleet", () => {
  it.effect("connects every server, and says how each is and since when", () =>
    Effect.gen(function*() {
      yield* TestClock.setTime(5000)
      const { fleet } = yield* fleetOf(makeServers("berlin", "paris"))

      const health = yield* fleet.health
      assert.deepStrictEqual([...health.keys()], ["berlin", "paris"])
      const { since, state } = health.get("paris") ?? assert.fail()
      assert.deepStrictEqual([state._tag, since], ["Ready", 5000])
    }))

  it.effect("runs a task on one server, and on each", () =>
    Effect.gen(function*() {
      const servers = makeServers("berlin", "paris")
      const { fleet } = yield* fleetOf(servers)

      yield* within(fleet, Ami.ping.pipe(AmiFleet.on("paris")))
      assert.deepStrictEqual([...servers.values()].map(({ peer }) => count(peer, "Ping")), [0, 1])

      const all = yield* fleet.each(Ami.ping)
      assert.deepStrictEqual([...all].map(([server, exit]) => [server, Exit.isSuccess(exit)]), [
        ["berlin", true],
        ["paris", true]
      ])
    }))

  it.effect("names the servers that there are if one is not known", () =>
    Effect.gen(function*() {
      const { fleet } = yield* fleetOf(makeServers("berlin", "paris"))
      const error = yield* Effect.flip(within(fleet, Ami.ping.pipe(AmiFleet.on("rome"))))
      assert.instanceOf(error, FleetError.FleetError)
      assert.strictEqual(error.message, "There is no server rome in the fleet: it has berlin, paris")
      assert.strictEqual((yield* Effect.flip(fleet.retry("rome"))).reason._tag, "UnknownServer")
    }))

  test("puts the name of the server on errors, marks and log lines", () =>
    Effect.gen(function*() {
      const servers = makeServers("berlin")
      const { fleet } = yield* fleetOf(servers)
      const batches = yield* collect(fleet.inbox)

      const error = yield* Effect.flip(within(fleet, Ami.hangup({ channel: "PJSIP/1-1" }).pipe(AmiFleet.on("berlin"))))
      assert.strictEqual(error.message, "berlin: Hangup failed: No such channel")
      servers.get("berlin")?.peer.end()
      yield* TestClock.adjust("1 second")
      const marks = batches.flatMap(({ items }) => items.map((item) => "client" in item ? item.client : undefined))
      assert.deepStrictEqual(new Set(marks.filter((mark) => mark !== undefined)), new Set(["berlin"]))
      const line = logs.find(({ message }) => message.includes("Logging in again")) ?? assert.fail()
      assert.strictEqual(line.annotations["ami.client"], "berlin")
    }))

  it.effect("leaves a client the name that it was given", () =>
    Effect.gen(function*() {
      const { fleet } = yield* fleetOf(makeServers("berlin"), {
        connect: (_, server) => client(server, { name: "mine" })
      })
      assert.strictEqual((yield* fleet.get("berlin")).status.name, "mine")
    }))

  it.effect("says which option is wrong", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(fleetOf(makeServers(), { maxLogins: 0 }))
      assert.strictEqual(
        error.message,
        "The option `maxLogins` of AmiFleet must be a whole number of 1 or more; it is 0"
      )
    }))

  it.effect("logs in to no more servers at once than its option says, and one that hangs holds up nobody for long", () =>
    Effect.gen(function*() {
      const servers = new Map(["a", "b", "c", "d"].map((name) => [name, makeServer("silent")]))
      yield* fleetOf(servers, { maxLogins: 2 })
      const logins = () => [...servers.values()].map(({ peer }) => peer.opened())
      assert.deepStrictEqual(logins(), [1, 1, 0, 0])
      yield* TestClock.adjust("3 seconds")
      assert.deepStrictEqual(logins(), [1, 1, 1, 1])
    }))
})

describe("servers that come and go", () => {
  it.effect("are connected, logged off and connected once more, and others are left alone", () =>
    Effect.gen(function*() {
      const [berlin, paris, rome, other] = [makeServer(), makeServer(), makeServer(), makeServer()]
      const { fleet, wanted } = yield* fleetOf(new Map([["berlin", berlin], ["paris", paris]]))
      const changes = yield* collect(
        Stream.map(fleet.healthChanges, ({ health, server }) => `${server} ${health?.state._tag ?? "left"}`)
      )
      const connections = () => [berlin, paris, rome, other].map(({ peer }) => `${peer.opened()} ${peer.closed()}`)
      assert.deepStrictEqual(connections(), ["1 0", "1 0", "0 0", "0 0"])

      yield* SubscriptionRef.update(wanted, (all) => new Map([...all, ["rome", rome]]))
      yield* turn
      assert.deepStrictEqual(connections(), ["1 0", "1 0", "1 0", "0 0"])

      yield* SubscriptionRef.set(wanted, new Map([["berlin", berlin], ["rome", rome]]))
      yield* TestClock.adjust("5 seconds")
      assert.deepStrictEqual(connections(), ["1 0", "1 1", "1 0", "0 0"])
      assert.strictEqual((yield* Effect.flip(fleet.get("paris")))._tag, "FleetError")

      yield* SubscriptionRef.set(wanted, new Map([["berlin", other], ["rome", rome]]))
      yield* TestClock.adjust("5 seconds")
      assert.deepStrictEqual(connections(), ["1 1", "1 1", "1 0", "1 0"])
      assert.deepStrictEqual(yield* statesOf(fleet), { rome: "Ready", berlin: "Ready" })
      assert.includeMembers(changes, ["berlin Ready", "paris Ready", "rome Ready", "paris left"])
    }))

  it.effect("are not connected once more by settings that are equal", () =>
    Effect.gen(function*() {
      const server = makeServer()
      const setting = () => ({ url: "ami://pbx.test", secret: Redacted.make("world"), limits: { inFlight: 4 } })
      const wanted = yield* SubscriptionRef.make<ReadonlyMap<string, ReturnType<typeof setting>>>(
        new Map([["berlin", setting()]])
      )
      const fleet = yield* Scope.provide(
        AmiFleet.make({ servers: wanted, connect: () => client(server) }),
        yield* closedInTime
      )
      yield* turn

      yield* SubscriptionRef.set(wanted, new Map([["berlin", setting()]]))
      yield* TestClock.adjust("5 seconds")
      assert.strictEqual(server.peer.opened(), 1)
      yield* SubscriptionRef.set(wanted, new Map([["berlin", { ...setting(), secret: Redacted.make("other") }]]))
      yield* TestClock.adjust("5 seconds")
      assert.strictEqual(server.peer.opened(), 2)
      assert.deepStrictEqual(yield* statesOf(fleet), { berlin: "Ready" })
    }))

  it.effect("log in with another setting when the last session is over, as an account of one login asks for", () =>
    Effect.gen(function*() {
      const [old, next] = [makeServer(), makeServer()]
      const closing = yield* Deferred.make<void>()
      const { wanted } = yield* fleetOf(new Map([["berlin", old]]), {
        connect: (_, server) =>
          server === old
            ? Layer.tap(client(old), () => Effect.addFinalizer(() => Deferred.await(closing)))
            : client(server)
      })
      yield* SubscriptionRef.set(wanted, new Map([["berlin", next]]))
      yield* turn
      assert.strictEqual(next.peer.opened(), 0)
      yield* Deferred.succeed(closing, undefined)
      yield* TestClock.adjust("5 seconds")
      assert.strictEqual(next.peer.opened(), 1)
    }))

  it.effect("are all logged off when the fleet ends, at the same time", () =>
    Effect.gen(function*() {
      const servers = new Map(Array.from({ length: 30 }, (_, index) => [`s${index}`, makeServer()]))
      const { scope } = yield* fleetOf(servers)
      for (const server of servers.values()) server.isFrozen = true
      const closing = yield* start(Scope.close(scope, Exit.void))
      // One that does not answer its logoff has a few seconds, and not each of them after the other.
      yield* TestClock.adjust("10 seconds")
      assert.isDefined(closing.pollUnsafe())
      yield* Fiber.join(closing)
      for (const { peer } of servers.values()) {
        assert.deepStrictEqual([count(peer, "Logoff"), peer.closed()], [1, 1])
      }
    }))

  it.effect("of a plain Map stay, and those of a stream follow it", () =>
    Effect.gen(function*() {
      const servers = makeServers("berlin", "paris")
      const connect = (_: string, server: Server) => client(server)
      const scope = yield* closedInTime
      const fixed = yield* Scope.provide(AmiFleet.make({ servers, connect }), scope)
      const following = AmiFleet.make({ servers: Stream.make(makeServers("berlin"), servers), connect })
      const streamed = yield* Scope.provide(following, scope)
      yield* turn
      for (const fleet of [fixed, streamed]) {
        assert.deepStrictEqual([...(yield* fleet.health).keys()], ["berlin", "paris"])
      }
    }))

  it.effect("can be given as a Layer", () =>
    Effect.gen(function*() {
      const servers = makeServers("berlin")
      const fleet = AmiFleet.layer({ servers, connect: (_, server) => client(server) })
      const name = AmiClient.AmiClient.use(({ status }) => Effect.succeed(status.name)).pipe(AmiFleet.on("berlin"))
      const running = yield* start(Effect.provide(name, fleet))
      yield* TestClock.adjust("5 seconds")
      assert.strictEqual(yield* Fiber.join(running), "berlin")
    }))
})
