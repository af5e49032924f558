/**
 * How long what a server raises is on its way to a reader, in turns: how often all fibers that were woken have run meanwhile.
 * No time passes, so whatever waits for a timer never comes.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { Ami, AmiFleet } from "effect-ami"
import { TestClock } from "effect/testing"
import { event } from "../client/inboxWords.ts"
import { start } from "../client/scriptedTransport.ts"
import { fleetOf, makeServer, makeServers, type Server, statesOf, turn, within } from "./fleets.ts"

const well = Array.from({ length: 20 }, (_, index) => `well-${index}`)
const many = Array.from({ length: 500 }, (_, index) => event(index))

/** A reader that notes which servers it had an event of. */
const readerOf = Effect.fnUntraced(function*(fleet: AmiFleet.AmiFleet["Service"]) {
  const seen = new Set<string>()
  yield* Effect.forkScoped(
    Stream.runForEach(fleet.inbox, ({ items, server }) =>
      Effect.sync(() => {
        if (items.some((item) => item._tag === "Received" && item.message.get("Number") === "999999")) seen.add(server)
      })),
    { startImmediately: true }
  )
  return seen
})

/** The turns until one event of each of the servers, which all come at the same moment, has come. */
const turnsUntilRead = Effect.fnUntraced(function*(servers: ReadonlyMap<string, Server>, seen: Set<string>) {
  for (const server of well) servers.get(server)?.peer.deliver(event(999_999))
  for (let turns = 0; turns < 1000; turns++) {
    if (seen.size === well.length) return turns
    yield* Effect.yieldNow
  }
  return assert.fail(`only ${seen.size} of ${well.length} came`)
})

describe("what well servers raise", () => {
  it.effect("comes in no more turns beside a frozen and a rejected server and a reader asleep", () =>
    Effect.gen(function*() {
      const alone = yield* Effect.scoped(Effect.gen(function*() {
        const servers = makeServers(...well)
        const { fleet } = yield* fleetOf(servers)
        const seen = yield* readerOf(fleet)
        yield* turn
        return yield* turnsUntilRead(servers, seen)
      }))

      const servers = makeServers(...well)
      const frozen = makeServer()
      servers.set("frozen", frozen).set("rejected", makeServer({ refuses: "Authentication failed" }))
      const { fleet } = yield* fleetOf(servers, { buffer: 1 })
      const seen = yield* readerOf(fleet)
      yield* Effect.forkScoped(Stream.runForEach(fleet.inbox, () => Effect.never), { startImmediately: true })
      frozen.isFrozen = true
      yield* start(within(fleet, Effect.exit(Ami.ping.pipe(AmiFleet.on("frozen")))))
      // The share of the reader that sleeps is used up.
      for (let second = 0; second < 5; second++) {
        for (const server of well) servers.get(server)?.peer.deliver(...many)
        yield* TestClock.adjust("1 second")
      }
      const states = yield* statesOf(fleet)
      assert.deepStrictEqual([states["rejected"], states["well-0"]], ["Failed", "Ready"])
      assert.isAtMost(yield* turnsUntilRead(servers, seen), alone)
    }))
})
