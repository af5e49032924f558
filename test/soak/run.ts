/**
 * One client for minutes or hours under a storm of events and every fault of links and servers.
 *
 *   npm run soak -- --minutes 10 [--seed 42] [--version 22]     or --seconds 60 for a short trial
 *
 * A private Asterisk runs behind a link that is cut, frozen, slowed down and split into pieces, and is itself frozen,
 * killed and restarted. A fast and a slow subscriber verify what they get, and an observer on another connection counts
 * which requests ran. Prints a line per minute, then what failed, and exits with status 1 if anything did. The heap
 * figures need `--expose-gc`, which the npm script passes.
 */
import { NodeRuntime } from "@effect/platform-node"
import { Clock, Console, Effect, Exit, Fiber, Redacted, References, Scope, Stream } from "effect"
import { parseArgs } from "node:util"
import { AmiClient } from "../../src/index.ts"
import { NodeAmi } from "../../src/node/index.ts"
import { type Account, disagreements, makeAccount } from "./account.ts"
import { injectFaults, startWires } from "./faultSchedule.ts"
import { makeLink } from "./link.ts"
import { ask, asking, storms } from "./load.ts"
import { chances } from "./random.ts"
import { endpoints, heading, heap, reporter, sockets } from "./report.ts"
import { makeRequests } from "./requests.ts"
import { startServer } from "./server.ts"
import { slopeOf } from "./slope.ts"
import { makeObserver, makeSource } from "./wire.ts"

const { values } = parseArgs({
  options: {
    minutes: { type: "string" },
    seconds: { type: "string" },
    seed: { type: "string" },
    version: { type: "string" }
  }
})
const millis = values.seconds === undefined ? Number(values.minutes ?? 10) * 60_000 : Number(values.seconds) * 1000
const seed = Number(values.seed ?? Date.now() % 1_000_000)
const version = values.version === "16" ? 16 : 22
const lineEvery = millis > 120_000 ? 60_000 : 10_000
/** Until then caches fill and code is compiled; growth after that is a leak. */
const warmUp = Math.min(120_000, millis / 3)
/** The time it takes to tell a leak from noise. */
const slopeNeeds = 300_000
const mostSlope = 50

const clientOver = (port: number) =>
  AmiClient.make({
    username: "hello",
    secret: Redacted.make("world"),
    actionTimeout: "5 seconds",
    pingInterval: "1 second",
    pingTimeout: "2 seconds",
    bootTimeout: "5 seconds",
    reconnect: { first: true }
  }).pipe(Effect.provide(NodeAmi.layerTcp({ port })))

/** Consumes an inbox until it ends. */
const subscribe = (
  ami: AmiClient.AmiClient["Service"],
  account: Account,
  capacity: number,
  pause: Effect.Effect<void>
) =>
  Stream.runForEach(ami.inbox, (item) => Effect.andThen(Effect.sync(() => account.take(item)), pause)).pipe(
    Effect.provideService(AmiClient.Buffer, { capacity, overflow: "dropOldest" }),
    Effect.forkChild({ startImmediately: true })
  )

/** Polls a condition for at most this many seconds; returns whether it held. */
const eventually = (holds: () => boolean, seconds: number) =>
  Effect.repeat(Effect.andThen(Effect.sleep("50 millis"), Effect.sync(holds)), { until: (held) => held }).pipe(
    Effect.timeoutOption(seconds * 1000),
    Effect.map((option) => option._tag === "Some")
  )

const main = Effect.gen(function*() {
  const wrong: Array<string> = []
  const must = (holds: boolean, what: string) => holds || wrong.push(what)
  const socketsBefore = sockets()
  const around = yield* Scope.make()
  const server = yield* Scope.provide(startServer(version), around)
  // The faults of a seed do not depend on how many events there were.
  const [forFaults, forStorms] = [chances(seed), chances(seed + 1)]
  yield* Console.log(`Asterisk ${version}, ${millis / 1000} s, --seed ${seed}`)

  const requests = makeRequests(Math.ceil(millis / 1000 + 120) * 50)
  const seen = { last: -1 }
  const observing = makeObserver(server.port, (id) => {
    seen.last = id
    requests.ran(id)
  })
  const observer = yield* Scope.provide(observing, around)
  const source = yield* Scope.provide(makeSource(server.port), around)
  yield* startWires({ observer, source })
  const link = yield* Scope.provide(makeLink({ port: server.port }, forFaults), around)
  const world = { server, link, observer, source, requests, chances: forFaults }

  const inside = yield* Scope.make()
  const ami = yield* Scope.provide(clientOver(link.port), inside)
  const [quick, slow] = [makeAccount("the quick subscriber"), makeAccount("the slow subscriber")]
  const slowness: { pause: Effect.Effect<void> } = { pause: Effect.sleep("10 millis") }
  const subscribers = [
    yield* subscribe(ami, quick, 100_000, Effect.void),
    yield* subscribe(ami, slow, 1000, Effect.suspend(() => slowness.pause))
  ]
  const load = yield* Scope.make()
  const provided = Effect.provideService(AmiClient.AmiClient, ami)
  yield* Effect.forkIn(storms({ source, chances: forStorms }), load)
  const askingScope = yield* Scope.make()
  const asker = yield* Effect.forkIn(Scope.provide(provided(asking(world)), askingScope), load)

  const started = yield* Clock.currentTimeMillis
  const minutes = Effect.map(Clock.currentTimeMillis, (now) => (now - started) / 60_000)
  const report = yield* Scope.provide(reporter(quick, slow, requests), around)
  const heaps: Array<readonly [number, number]> = []
  const sampling = Effect.gen(function*() {
    yield* Effect.sleep("10 seconds")
    const minute = yield* minutes
    yield* link.forget
    if (minute * 60_000 >= warmUp) heaps.push([minute, heap() / 1000])
  })
  yield* Effect.forkIn(Effect.forever(sampling), load)
  yield* Console.log(heading)
  const line = Effect.flatMap(minutes, (minute) => Console.log(report(minute)))
  yield* Effect.forkIn(Effect.forever(Effect.andThen(Effect.sleep(lineEvery), line)), load)

  const faults = new Map<string, number>()
  yield* injectFaults(world, millis, faults)

  const isReady = yield* ami.status.changes.pipe(
    Stream.takeUntil((state) => state._tag === "Ready"),
    Stream.runDrain,
    Effect.timeoutOption("60 seconds")
  )
  must(isReady._tag === "Some", "the client was not ready within 60 seconds of the last fault")
  yield* Fiber.interrupt(asker)
  must(yield* eventually(() => requests.counts().pending === 0, 10), "requests were not settled")
  yield* Scope.close(load, Exit.void)
  // Once the last request is observed, no earlier one is still on its way to the observer.
  const last = yield* provided(ask(world))
  must(last !== undefined, "the last request did not succeed")
  must(yield* eventually(() => seen.last === last, 10), "the observer did not see the last request")
  must(observer.isOpen(), "the observer was cut off")
  slowness.pause = Effect.void
  yield* Scope.close(inside, Exit.void)
  yield* Fiber.joinAll(subscribers)
  yield* line
  yield* Scope.close(askingScope, Exit.void)
  yield* Scope.close(around, Exit.void)
  const areClosed = yield* eventually(() => sockets() <= socketsBefore, 5)
  must(areClosed, `sockets were left (link ${link.port}, server ${server.port}): ${endpoints().join(", ")}`)

  const slope = slopeOf(heaps)
  const isLong = millis - warmUp >= slopeNeeds
  const least = slope === undefined ? 0 : slope.perMinute - slope.uncertainty
  must(!isLong || least <= mostSlope, `the heap grew by more than ${mostSlope} kB a minute`)
  wrong.push(...requests.lies(), ...quick.wrong, ...slow.wrong, ...disagreements(quick, slow))

  yield* Console.log(`faults: ${[...faults].map(([name, count]) => `${name} ${count}`).join(", ")}`)
  yield* Console.log(
    `${source.raised()} events raised; ${quick.epochs()} epochs; requests: ${JSON.stringify(requests.counts())}, `
      + `${requests.unproven()} in the last moment of a server, without proof`
  )
  yield* Console.log(
    slope === undefined
      ? "too short for a slope of the heap"
      : `heap: ${slope.perMinute.toFixed(1)} ± ${slope.uncertainty.toFixed(1)} kB a minute over ${heaps.length} samples`
  )
  yield* Console.log(wrong.length === 0 ? "everything holds" : `does not hold:\n  ${wrong.slice(0, 50).join("\n  ")}`)
  return wrong.length === 0 ? 0 : 1
})

NodeRuntime.runMain(
  main.pipe(
    Effect.scoped,
    Effect.provideService(References.MinimumLogLevel, "Error"),
    Effect.tap((code) =>
      Effect.sync(() => {
        process.exitCode = code
      })
    )
  )
)
