/**
 * One stream of what all servers raise: nothing is lost that is not counted, and one server takes no place of another.
 */
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Random, Stream, SubscriptionRef } from "effect"
import { AmiClient, type AmiFleet, Events } from "effect-ami"
import { TestClock } from "effect/testing"
import { event, logIn } from "../client/inboxWords.ts"
import { start } from "../client/scriptedTransport.ts"
import { scaled, size } from "../size.ts"
import { client, collect, fleetOf, makeServer, makeServers, type Server, turn } from "./fleets.ts"

/** What a reader knows of each server: events that came, those that are counted as missing, and what is out of order. */
class Ledger {
  readonly received = new Map<string, number>()
  readonly missing = new Map<string, number>()
  readonly marks = new Map<string, Array<string>>()
  wrong = 0
  private readonly last = new Map<string, number>()

  take({ items, server }: AmiFleet.Batch): void {
    for (const item of items) {
      if (item._tag === "Received") {
        add(this.received, server, 1)
        const number = Number(item.message.get("Number"))
        const expected = (this.last.get(server) ?? -1) + 1
        if (number < expected) this.wrong += 1
        this.last.set(server, number)
      } else if (item._tag === "Overflow" || item._tag === "Gap") add(this.missing, server, Number(item.dropped))
      else this.marks.set(server, [...this.marks.get(server) ?? [], `${item._tag} ${item.epoch}`])
    }
  }

  /** Received and counted as missing, of one server. */
  total(server: string): number {
    return (this.received.get(server) ?? 0) + (this.missing.get(server) ?? 0)
  }
}

const add = (to: Map<string, number>, server: string, count: number) => to.set(server, (to.get(server) ?? 0) + count)

/** Reads everything, once it is let. */
const reading = Effect.fnUntraced(function*(
  fleet: AmiFleet.AmiFleet["Service"],
  asleep: Effect.Effect<unknown> = Effect.void
) {
  const ledger = new Ledger()
  yield* Effect.forkScoped(
    Stream.runForEach(fleet.inbox, (batch) => Effect.andThen(asleep, Effect.sync(() => ledger.take(batch)))),
    { startImmediately: true }
  )
  yield* turn
  return ledger
})

/** So many events of each server, as if each raised 1,000 a second. */
const raise = Effect.fnUntraced(function*(servers: ReadonlyMap<string, Server>, seconds: number, first = 0) {
  for (let tick = 0; tick < seconds * 20; tick++) {
    for (const { peer } of servers.values()) {
      peer.deliver(...Array.from({ length: 50 }, (_, index) => event(first + tick * 50 + index)))
    }
    yield* TestClock.adjust("50 millis")
  }
})

describe("the merged stream of a fleet", () => {
  it.effect("has each event of each server, in the order of its server", () =>
    Effect.gen(function*() {
      const [count, seconds] = [size(100, 20), size(5, 1)]
      const servers = makeServers(...Array.from({ length: count }, (_, index) => `pbx-${index}`))
      const { fleet } = yield* fleetOf(servers)
      const ledger = yield* reading(fleet)
      yield* raise(servers, seconds)
      const counts = [...servers.keys()].map((server) => ledger.received.get(server))
      assert.deepStrictEqual(new Set(counts), new Set([1000 * seconds]))
      assert.deepStrictEqual([counts.length, ledger.wrong, ledger.missing.size], [count, 0, 0])
    }))

  it.effect("counts exactly what a reader that sleeps has missed of each server", () =>
    Effect.gen(function*() {
      const servers = makeServers("berlin", "paris", "rome")
      const { fleet } = yield* fleetOf(servers, { buffer: 3 * 2000 })
      const awake = yield* Deferred.make<void>()
      const ledger = yield* reading(fleet, Deferred.await(awake))
      yield* raise(servers, 5)
      yield* Deferred.succeed(awake, undefined)
      // No event that comes later has to bring it.
      yield* TestClock.adjust("1 second")
      for (const server of servers.keys()) {
        assert.strictEqual(ledger.total(server), 5000, server)
        assert.isAtMost(ledger.received.get(server) ?? 0, 2300)
        assert.isAtLeast(ledger.received.get(server) ?? 0, 1900)
      }
      assert.strictEqual(ledger.wrong, 0)
      // From here on it misses nothing.
      yield* raise(servers, 1, 5000)
      for (const server of servers.keys()) assert.strictEqual(ledger.total(server), 6000, server)
    }))

  it.effect("lets a server that storms take no place of one that does not", () =>
    Effect.gen(function*() {
      const servers = makeServers("storms", "calm")
      const { fleet } = yield* fleetOf(servers, { buffer: 1 })
      const awake = yield* Deferred.make<void>()
      const ledger = yield* reading(fleet, Deferred.await(awake))
      yield* raise(new Map([...servers].slice(0, 1)), 10)
      servers.get("calm")?.peer.deliver(...Array.from({ length: 500 }, (_, index) => event(index)))
      yield* turn
      yield* Deferred.succeed(awake, undefined)
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual([ledger.received.get("calm"), ledger.missing.get("calm")], [500, undefined])
      assert.strictEqual(ledger.total("storms"), 10_000)
    }))

  it.effect("keeps the marks of connections that came and went while the reader slept", () =>
    Effect.gen(function*() {
      const servers = makeServers("berlin")
      const { peer } = servers.get("berlin") ?? assert.fail()
      const { fleet } = yield* fleetOf(servers, { buffer: 1 })
      const awake = yield* Deferred.make<void>()
      const ledger = yield* reading(fleet, Deferred.await(awake))
      yield* raise(servers, 3)
      for (let times = 0; times < 3; times++) {
        peer.end()
        yield* TestClock.adjust("1 second")
      }
      yield* Deferred.succeed(awake, undefined)
      yield* TestClock.adjust("1 second")
      assert.strictEqual(ledger.total("berlin"), 3000)
      assert.deepStrictEqual(ledger.marks.get("berlin"), [
        "Connected 1",
        "Disconnected 1",
        "Connected 2",
        "Disconnected 2",
        "Connected 3",
        "Disconnected 3",
        "Connected 4"
      ])
    }))

  it.effect("counts exactly, whatever comes, and whenever the reader reads", () =>
    Effect.gen(function*() {
      for (let run = 0; run < scaled(50); run++) {
        const servers = makeServers("a", "b")
        const { fleet } = yield* fleetOf(servers, { buffer: 1 })
        let awake = yield* Deferred.make<void>()
        const ledger = yield* reading(fleet, Effect.suspend(() => Deferred.await(awake)))
        const sent = new Map<string, number>()
        for (let step = 0; step < 40; step++) {
          const [server, { peer }] = [...servers][yield* Random.nextIntBetween(0, 1)] ?? assert.fail()
          const count = yield* Random.nextIntBetween(1, 900)
          const first = sent.get(server) ?? 0
          peer.deliver(...Array.from({ length: count }, (_, index) => event(first + index)))
          add(sent, server, count)
          yield* turn
          if (yield* Random.nextBoolean) yield* Deferred.succeed(awake, undefined)
          else if (yield* Deferred.isDone(awake)) awake = yield* Deferred.make<void>()
          yield* turn
        }
        yield* Deferred.succeed(awake, undefined)
        yield* TestClock.adjust("1 second")
        for (const [server, count] of sent) assert.strictEqual(ledger.total(server), count, `${server} of run ${run}`)
        assert.strictEqual(ledger.wrong, 0)
      }
    }).pipe(Random.withSeed("counts of a fleet")))

  it.effect("has servers that join later, and goes on when one leaves", () =>
    Effect.gen(function*() {
      const [berlin, paris] = [makeServer(), makeServer()]
      const { fleet, wanted } = yield* fleetOf(new Map([["berlin", berlin]]))
      const ledger = yield* reading(fleet)
      yield* SubscriptionRef.set(wanted, new Map([["berlin", berlin], ["paris", paris]]))
      yield* turn
      paris.peer.deliver(event(0))
      yield* SubscriptionRef.set(wanted, new Map([["paris", paris]]))
      yield* TestClock.adjust("5 seconds")
      paris.peer.deliver(event(1))
      yield* turn
      assert.strictEqual(ledger.received.get("paris"), 2)
      assert.deepStrictEqual(ledger.marks.get("berlin"), ["Connected 1", "Disconnected 1"])
    }))

  it.effect("gives typed events with their server, and with marks if they are wanted", () =>
    Effect.gen(function*() {
      const servers = makeServers("berlin", "paris")
      const { fleet } = yield* fleetOf(servers)
      const events = yield* collect(fleet.events(Events.UserEvent, Events.Hangup))
      const watched = yield* collect(fleet.watch(Events.UserEvent))
      servers.get("paris")?.peer.deliver(event(1), "Event: Newchannel\nChannel: PJSIP/1-1")
      yield* turn
      assert.deepStrictEqual(
        events.map(({ event, server }) => [server, event.Event]),
        [["paris", "UserEvent"]]
      )
      assert.deepStrictEqual(watched.map((item) => [item.server, item._tag]), [
        ["berlin", "Connected"],
        ["paris", "Connected"],
        ["paris", "Event"]
      ])
    }))

  it.effect("has each event once for a reader that begins in the moment in which a server is there", () =>
    Effect.gen(function*() {
      const server = makeServer("silent")
      const { fleet } = yield* fleetOf(new Map([["berlin", server]]))
      const reader = yield* start(Effect.flatMap(fleet.get("berlin"), () => reading(fleet)))
      logIn(server.peer)
      const ledger = yield* Fiber.join(reader)
      server.peer.deliver(event(0), event(1))
      yield* turn
      assert.deepStrictEqual([ledger.received.get("berlin"), ledger.wrong], [2, 0])
      assert.deepStrictEqual(ledger.marks.get("berlin"), ["Connected 1"])
    }))

  it.effect("fails for what is no event", () =>
    Effect.gen(function*() {
      const { fleet } = yield* fleetOf(makeServers("berlin"))
      // A caller may have no types.
      const error = yield* Effect.flip(Stream.runDrain(fleet.events("Hangup" as never)))
      assert.strictEqual(error.reason._tag, "InvalidOption")
    }))

  it.effect("reads no more of a client whose buffer is its own than that has room for", () =>
    Effect.gen(function*() {
      const servers = makeServers("berlin")
      const { fleet } = yield* fleetOf(servers, {
        connect: (_, server) => client(server, { buffer: { capacity: 1, overflow: "fail" } })
      })
      const ledger = yield* reading(fleet)
      yield* raise(servers, 1)
      assert.strictEqual(ledger.total("berlin"), 1000)
      assert.strictEqual((yield* fleet.get("berlin")).status.name, "berlin")
      assert.isUndefined(yield* AmiClient.Buffer)
    }))
})
