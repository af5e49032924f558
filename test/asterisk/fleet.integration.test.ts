/**
 * A fleet of four servers, of which one is killed, one is frozen, and one has another secret than the fleet.
 */
import { assert, it } from "@effect/vitest"
import { Effect, Exit, Redacted, Schedule, Stream } from "effect"
import { Actions, Ami, AmiChannels, AmiClient, AmiFleet, Events } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { freeze, mortalServer, thaw } from "./ends.ts"
import { type AsteriskServer, forEachServer, privateServer } from "./servers.ts"

interface Setting {
  readonly server: AsteriskServer
  readonly secret?: string
}

const connect = (_name: string, { secret, server }: Setting) =>
  NodeAmi.layerUrl(`ami://${server.host}:${server.port}`, {
    username: server.users.hello.username,
    secret: Redacted.make(secret ?? server.users.hello.secret),
    pingInterval: "500 millis",
    pingTimeout: "1 second",
    reconnect: { schedule: Schedule.spaced("100 millis") }
  })

/** Waits until a server is so. */
const untilHealth = (
  fleet: AmiFleet.AmiFleet["Service"],
  name: string,
  isSo: (health: AmiFleet.Health) => boolean
): Effect.Effect<void> =>
  fleet.healthChanges.pipe(
    Stream.takeUntil(({ health, server }) => server === name && health !== undefined && isSo(health)),
    Stream.runDrain
  )

const isReady = ({ state }: AmiFleet.Health) => state._tag === "Ready"

const tagOf = (
  exit: Exit.Exit<unknown, { readonly _tag: string; readonly reason: { readonly _tag: string } }> | undefined
) =>
  exit === undefined
    ? "nothing"
    : Exit.match(exit, {
      onSuccess: () => "Success",
      onFailure: ({ reasons }) =>
        reasons.flatMap((reason) => reason._tag === "Fail" ? [reason.error.reason._tag] : [reason._tag]).join(", ")
    })

forEachServer("a fleet of four", (well) => {
  it.live.skipIf(!well.offers.cli)(
    "lets no sick server harm the others, and has all of them back when they are well",
    () =>
      Effect.gen(function*() {
        const { kill, restart, server: killed } = yield* mortalServer(well.version)
        const frozen = yield* privateServer(well.version)
        const servers: ReadonlyMap<string, Setting> = new Map([
          ["well", { server: well }],
          ["killed", { server: killed }],
          ["frozen", { server: frozen }],
          ["wrong", { server: well, secret: "another" }]
        ])
        const fleet = yield* AmiFleet.make({ servers, connect, models: () => AmiChannels.layer })
        const withFleet = Effect.provideService(AmiFleet.AmiFleet, fleet)
        for (const name of ["well", "killed", "frozen"]) yield* untilHealth(fleet, name, isReady)
        yield* untilHealth(fleet, "wrong", ({ state }) => state._tag === "Failed")
        const seen: Array<string> = []
        yield* fleet.events(Events.UserEvent).pipe(
          Stream.runForEach(({ event, server }) => Effect.sync(() => seen.push(`${server} ${event.UserEvent}`))),
          Effect.forkScoped({ startImmediately: true })
        )

        // All that are well answer, and the one with another secret says why it does not.
        const first = yield* fleet.each(Ami.ping)
        assert.deepStrictEqual([...first].map(([server, exit]) => `${server} ${tagOf(exit)}`), [
          "well Success",
          "killed Success",
          "frozen Success",
          "wrong LoginRejected"
        ])

        yield* kill
        yield* Effect.acquireRelease(freeze(frozen.pid), () => thaw(frozen.pid))
        yield* untilHealth(fleet, "killed", (health) => !isReady(health))

        // What the one that is well raises comes, whatever happens to the others.
        for (let number = 0; number < 100; number++) {
          yield* AmiClient.AmiClient.use((ami) => ami.send(Actions.UserEvent({ UserEvent: `n${number}` }))).pipe(
            AmiFleet.on("well"),
            withFleet
          )
        }
        const ofWell = () => seen.filter((one) => one.startsWith("well n"))
        yield* Effect.repeat(Effect.sync(() => ofWell().length), {
          until: (length) => length === 100,
          schedule: Schedule.spaced("20 millis")
        })
        assert.deepStrictEqual(ofWell(), Array.from({ length: 100 }, (_, number) => `well n${number}`))

        const sick = yield* fleet.each(Ami.ping)
        assert.strictEqual(tagOf(sick.get("well")), "Success")
        assert.strictEqual(tagOf(sick.get("wrong")), "LoginRejected")
        for (const name of ["killed", "frozen"]) assert.notStrictEqual(tagOf(sick.get(name)), "Success", name)

        // An action finds its server, and is sent to no other.
        const channelId = `fleet-${well.version}`
        yield* AmiClient.AmiClient.use((ami) =>
          ami.send(Actions.Originate({
            Channel: "Local/100@from-internal",
            Application: "Wait",
            Data: "60",
            ChannelId: channelId
          }))
        ).pipe(AmiFleet.on("well"), withFleet)
        const located = yield* Effect.repeat(fleet.locate(channelId), {
          until: ({ servers }) => servers.length > 0,
          schedule: Schedule.spaced("50 millis")
        })
        assert.deepStrictEqual(located.servers, ["well"])
        assert.sameMembers([...located.unanswered], ["killed", "frozen", "wrong"])
        yield* withFleet(AmiFleet.send(Actions.Hangup({ Channel: channelId })))
        yield* Effect.repeat(fleet.locate(channelId), {
          until: ({ servers }) => servers.length === 0,
          schedule: Schedule.spaced("50 millis")
        })
        const gone = yield* Effect.flip(withFleet(AmiFleet.send(Actions.Hangup({ Channel: channelId }))))
        assert.strictEqual(gone.reason._tag, "ChannelNotFound")

        // Both come back by themselves, and the other one is left as it is.
        yield* restart
        yield* thaw(frozen.pid)
        for (const name of ["killed", "frozen"]) yield* untilHealth(fleet, name, isReady)
        const last = yield* fleet.each(Ami.ping)
        assert.deepStrictEqual([...last.values()].map(tagOf), ["Success", "Success", "Success", "LoginRejected"])
      }).pipe(Effect.scoped),
    120_000
  )
})
