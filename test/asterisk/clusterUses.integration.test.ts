/** What is made of clients, over a cluster on a real Asterisk whose owners are processes that are killed. */
import { assert, it } from "@effect/vitest"
import { Context, Effect, Exit, Fiber, Layer, Schedule } from "effect"
import { Actions, Ami, AmiClient } from "effect-ami"
import { dialsAway } from "../cluster/dialsAway.ts"
import { fleetAway } from "../cluster/fleetAway.ts"
import { modelsAway } from "../cluster/modelsAway.ts"
import { direct, type Fault, owners } from "../cluster/owners.ts"
import { forEachServer, privateServer } from "./servers.ts"
import { type Habit, telephone } from "./telephone.ts"

/** What a telephone does, and what may truly be said of a call to it. */
const habits = [["answers", "Answered"], [{ refuses: 486 }, "Busy"], [{ refuses: 603 }, "Rejected"], [
  "rings",
  "NoAnswer"
]] as const satisfies ReadonlyArray<readonly [Habit, string]>

/** Each takes half a minute: unless `AMI_CLUSTER_FAULTS=all`, one version has one of the others. */
const faultsOf = (version: number): ReadonlyArray<Fault> =>
  process.env["AMI_CLUSTER_FAULTS"] === "all"
    ? ["SIGKILL", "SIGTERM", "SIGSTOP"]
    : ["SIGKILL", version === 22 ? "SIGSTOP" : "SIGTERM"]

forEachServer("a cluster whose owner ends", ({ offers, version }) => {
  const server = Effect.map(
    privateServer(version),
    (server) => ({ server, place: { port: server.port, account: server.users.hello } })
  )

  for (const fault of faultsOf(version)) {
    it.live.skipIf(!offers.cli)(
      `has live models that are stale, and then equal to the server again (${fault})`,
      () =>
        Effect.gen(function*() {
          const { place } = yield* server
          yield* modelsAway(place, fault, "200")
        })
    )

    it.live.skipIf(!offers.cli)(
      `dials nobody twice, and says what is true or that it does not know (${fault})`,
      () =>
        Effect.gen(function*() {
          const { place, server: asterisk } = yield* server
          const phone = yield* telephone(asterisk, "tel3")
          const numberOf = (index: number) => `${90_000 + index}`
          const counts = yield* dialsAway(place, fault, {
            dial: (index) => {
              const [habit, truth] = habits[index % habits.length] ?? habits[0]
              phone.habits.set(numberOf(index), habit)
              const options = {
                first: index % 2 === 0 ? "tel3" : "PJSIP/tel3",
                then: { Exten: "500" },
                callerId: `<${numberOf(index)}>`,
                ringFor: "2 seconds",
                blackBox: index % 3 > 0
              } as const
              return { options, truth }
            },
            asked: (index) => Effect.sync(() => phone.calls.filter(({ from }) => from === numberOf(index)).length)
          })
          process.stdout.write(`Asterisk ${version}, ${fault}: ${JSON.stringify(counts)}\n`)
          assert.isAbove(counts["Answered"] ?? 0, 0, JSON.stringify(counts))
        })
    )

    it.live.skipIf(!offers.cli)(`gives whole lists, or says why not (${fault})`, () =>
      Effect.gen(function*() {
        const { place } = yield* server
        const cluster = yield* owners(place)
        const driver = Context.get(yield* Layer.build(direct(place, { events: "off" })), AmiClient.AmiClient)
        const ami = Context.get(yield* Layer.build(cluster.client("berlin")), AmiClient.AmiClient)
        for (let call = 0; call < 60; call++) {
          yield* driver.send(
            Actions.Originate({ Channel: "Local/200@from-internal/n", Application: "Wait", Data: "300", Async: true })
          )
        }
        const present = Effect.map(driver.collect(Actions.CoreShowChannels()), (items) =>
          items.map(({ Uniqueid }) => Uniqueid).toSorted())
        const truth = yield* Effect.repeat(present, {
          until: (ids: ReadonlyArray<string>) =>
            ids.length === 120,
          schedule: Schedule.spaced("50 millis")
        }).pipe(Effect.andThen(present))
        const seen: Array<string> = []
        const listing = yield* Effect.exit(Effect.provideService(Ami.channels, AmiClient.AmiClient, ami)).pipe(
          Effect.map(Exit.match({
            onSuccess: (items) =>
              seen.push(items.map(({ Uniqueid }) => Uniqueid).toSorted().join() === truth.join() ? "whole" : "half"),
            onFailure: ({ reasons }) =>
              seen.push(...reasons.map((reason) => reason._tag === "Fail" ? reason.error.reason._tag : reason._tag))
          })),
          Effect.repeat(Schedule.spaced("5 millis")),
          Effect.forkChild
        )
        const until = (word: string, after: number) =>
          Effect.repeat(Effect.sync(() => seen.includes(word, after)), {
            until: (isThere) => isThere,
            schedule: Schedule.spaced("20 millis")
          })
        yield* until("whole", 10)
        const owner = yield* cluster.ownerOf("berlin")
        const before = seen.length
        owner.signal(fault)
        yield* until("NotSent", before)
        yield* until("whole", seen.length)
        yield* Fiber.interrupt(listing)

        const honest = ["whole", "NotSent", "OutcomeUnknown", "ListIncomplete"]
        assert.deepStrictEqual(seen.filter((word) => !honest.includes(word)), [])
      }))
  }

  it.live.skipIf(!offers.cli)(
    "leaves the other servers of a fleet unharmed",
    () => Effect.flatMap(server, ({ place }) => fleetAway(place))
  )
})
