/** A fleet whose servers are reached over a cluster, one of whose owners is killed. */
import { assert } from "@effect/vitest"
import { Effect, Exit, Fiber, Layer, Redacted, Schedule, Stream, SubscriptionRef } from "effect"
import { Ami, AmiClient, AmiFleet } from "effect-ami"
import { AmiCluster } from "effect-ami/cluster"
import { changing } from "../transport/waiting.ts"
import { owners, type Place } from "./owners.ts"

/** So many that both nodes own some. */
const servers = Array.from({ length: 12 }, (_, index) => `pbx-${index}`)

const add = (servers: ReadonlyMap<string, string>, name: string) => new Map(servers).set(name, name)
const remove = (servers: ReadonlyMap<string, string>, name: string) =>
  new Map([...servers].filter(([other]) => other !== name))

/** Servers come, go and lose their owner; the others answer all the time, and their connections stay. */
export const fleetAway = Effect.fnUntraced(function*(asterisk: Place) {
  const { cluster, owned } = yield* owners(asterisk, servers)
  const [removed = "", late = "", ...others] = servers
  const wanted = yield* SubscriptionRef.make<ReadonlyMap<string, string>>(
    new Map([removed, ...others].map((name) => [name, name]))
  )
  const fleet = yield* AmiFleet.make({
    servers: wanted,
    connect: (name) =>
      AmiClient.layer({
        name,
        username: "cluster",
        secret: Redacted.make("-"),
        reconnect: { first: true, schedule: Schedule.spaced("200 millis") }
      }).pipe(
        Layer.provide(AmiCluster.transport(name)),
        Layer.provide(Layer.succeedContext(cluster))
      )
  })
  const states = new Map<string, Array<string>>()
  const { changed, until } = changing()
  yield* fleet.healthChanges.pipe(
    Stream.runForEach(({ health, server }) =>
      Effect.sync(() => {
        const seen = states.get(server) ?? []
        const now = health?.state._tag ?? "Removed"
        if (seen.at(-1) !== now) seen.push(now)
        states.set(server, seen)
        changed()
      })
    ),
    Effect.forkScoped({ startImmediately: true })
  )
  const isReady = (server: string) => states.get(server)?.at(-1) === "Ready"
  const consumersOf = (server: string) =>
    Effect.map(owned, (all) => [...all.values()].flat().find((one) => one.server === server)?.consumers)
  yield* until("all servers", () => [removed, ...others].every(isReady))

  yield* SubscriptionRef.update(wanted, (servers) => add(servers, late))
  yield* until("a server that was added", () => isReady(late))
  yield* SubscriptionRef.update(wanted, (servers) => remove(servers, removed))
  yield* until("the end of one that was removed", () => states.get(removed)?.at(-1) === "Removed")
  yield* Effect.repeat(consumersOf(removed), {
    until: (consumers) => consumers === 0,
    schedule: Schedule.spaced("50 millis")
  })

  const [doomed, well] = [...yield* owned]
  const namesOf = (list: ReadonlyArray<AmiCluster.Owned> = []) =>
    list.flatMap(({ server }) => server === removed ? [] : [server])
  const [lost, kept] = [namesOf(doomed?.[1]), namesOf(well?.[1])]
  assert.isAbove(lost.length, 0)
  assert.isAbove(kept.length, 0)
  const seenBefore = new Map([...states].map(([server, seen]) => [server, seen.length]))
  const failed: Array<string> = []
  let asked = 0
  const asking = yield* Effect.forkChild(
    Effect.forEach(
      kept,
      (server) =>
        Effect.map(
          Effect.exit(Effect.provide(Ami.ping, Layer.effect(AmiClient.AmiClient, Effect.orDie(fleet.get(server))))),
          (exit) => {
            asked += 1
            if (Exit.isFailure(exit)) failed.push(`${server}: ${String(exit.cause)}`)
          }
        ),
      { discard: true, concurrency: "unbounded" }
    ).pipe(Effect.repeat(Schedule.spaced("50 millis")))
  )
  doomed?.[0].signal("SIGKILL")
  const after = (server: string) => states.get(server)?.slice(seenBefore.get(server)) ?? []
  yield* until("other owners", () => lost.every((server) => after(server).includes("Ready")), "1 minute")
  yield* Fiber.interrupt(asking)

  assert.deepStrictEqual(failed, [])
  assert.isAbove(asked, kept.length)
  assert.deepStrictEqual(kept.flatMap(after), [])
  for (const server of lost) assert.strictEqual(after(server)[0], "Disconnected")
  const answers = yield* fleet.each(Ami.ping)
  assert.deepStrictEqual([...answers.keys()].toSorted(), [late, ...others].toSorted())
  assert.isTrue([...answers.values()].every(Exit.isSuccess))
})
