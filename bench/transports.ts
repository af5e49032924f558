/**
 * Compares the transports on one server in one run.
 *
 *   npm run figures -- --tcp ami://hello:world@127.0.0.1:5038 --http http://hello:world@127.0.0.1:8088
 *
 * Prints, for each transport: Ping round trips a second with 1 and with 16 in flight; UserEvents a second that a client
 * receives, of 20,000 that another client raises over TCP; and how long an event takes from the answer to the action that
 * raised it. The account needs `read = user` and `write = user`. Figures of different machines are not comparable: compare
 * within a run.
 */
import { NodeRuntime } from "@effect/platform-node"
import { Console, Context, Deferred, Duration, Effect, Fiber, Layer, Stream } from "effect"
import { parseArgs } from "node:util"
import { Actions, Ami, AmiClient } from "../src/index.ts"
import { NodeAmi } from "../src/node/index.ts"

const { values } = parseArgs({
  options: { tcp: { type: "string" }, http: { type: "string" }, events: { type: "string" } }
})
const tcp = values.tcp ?? "ami://hello:world@127.0.0.1:5038"
const http = values.http ?? "http://hello:world@127.0.0.1:8088"
const count = Number(values.events ?? 20_000)

const options: NodeAmi.UrlOptions = { events: ["user"], buffer: { capacity: 1_000_000, overflow: "fail" } }
const overTcp = NodeAmi.layerUrl(tcp, options)
const transports = {
  "TCP": overTcp,
  "HTTP": NodeAmi.layerUrl(http, options),
  "HTTP, digest": NodeAmi.layerUrl(http, { ...options, auth: "digest" })
}

/** A new connection each time. */
const clientOver = <E>(layer: Layer.Layer<AmiClient.AmiClient, E>) =>
  Effect.map(Layer.build(Layer.fresh(layer)), Context.get(AmiClient.AmiClient))

type Client = AmiClient.AmiClient["Service"]

const perSecond = (times: number, took: Duration.Duration) => Math.round(times / Duration.toSeconds(took))

/** Round trips a second. */
const pings = (ami: Client, times: number, concurrency: number) =>
  Effect.forEach(Array.from({ length: times }), () => ami.send(Actions.Ping()), { concurrency, discard: true }).pipe(
    Effect.timed,
    Effect.map(([took]) => perSecond(times, took))
  )

const raise = (ami: Client, mark: string, number: number) =>
  Ami.request({ Action: "UserEvent", UserEvent: mark, Number: number }).pipe(
    Effect.provideService(AmiClient.AmiClient, ami)
  )

/** Numbers of the events with this mark, from here on. */
const numbers = (ami: Client, mark: string) =>
  ami.inbox.pipe(
    Stream.filter((item) => item._tag === "Received"),
    Stream.filter(({ message }) => message.get("UserEvent") === mark),
    Stream.map(({ message }) => Number(message.get("Number")))
  )

/** Events a second, from the first raised to the last received, and how many arrived in order. */
const storm = Effect.fnUntraced(function*(source: Client, ami: Client) {
  const mark = crypto.randomUUID()
  const receiving = yield* numbers(ami, mark).pipe(
    Stream.take(count),
    Stream.runFold(() => 0, (expected, number) => number === expected ? expected + 1 : Number.NaN),
    Effect.forkChild({ startImmediately: true })
  )
  const [took, inOrder] = yield* Effect.timed(Effect.gen(function*() {
    for (let from = 0; from < count; from += 500) {
      yield* Effect.forEach(Array.from({ length: 500 }, (_, index) => from + index), (n) => raise(source, mark, n), {
        concurrency: "unbounded",
        discard: true
      })
    }
    return yield* Effect.timeout(Fiber.join(receiving), "60 seconds")
  }))
  return { rate: perSecond(count, took), inOrder }
})

/** Milliseconds from the answer to an action to the event that it raised, at another client. */
const latency = Effect.fnUntraced(function*(source: Client, ami: Client) {
  const mark = crypto.randomUUID()
  const waiting = new Map<number, Deferred.Deferred<void>>()
  yield* numbers(ami, mark).pipe(
    Stream.runForEach((number) => Deferred.succeed(waiting.get(number) ?? Deferred.makeUnsafe<void>(), undefined)),
    Effect.forkScoped({ startImmediately: true })
  )
  const took: Array<number> = []
  for (let number = 0; number < 200; number++) {
    const seen = Deferred.makeUnsafe<void>()
    waiting.set(number, seen)
    yield* raise(source, mark, number)
    const [duration] = yield* Effect.timed(Deferred.await(seen))
    took.push(Duration.toMillis(duration))
  }
  const sorted = took.toSorted((left, right) => left - right)
  return { median: sorted[100] ?? 0, max: sorted.at(-1) ?? 0 }
})

const main = Effect.gen(function*() {
  yield* Console.log("transport      ping/s, 1   ping/s, 16   events/s   in order   latency median, max (ms)")
  for (const [name, transport] of Object.entries(transports)) {
    yield* Effect.scoped(Effect.gen(function*() {
      const source = yield* clientOver(overTcp)
      const ami = yield* clientOver(transport)
      yield* pings(ami, 200, 1)
      const one = yield* pings(ami, 1000, 1)
      const sixteen = yield* pings(ami, 4000, 16)
      const { max, median } = yield* latency(source, ami)
      const { inOrder, rate } = yield* storm(source, ami)
      const columns = [one, sixteen, rate, inOrder].map((figure) => String(figure).padStart(10)).join(" ")
      yield* Console.log(`${name.padEnd(14)}${columns}   ${median.toFixed(1)}, ${max.toFixed(1)}`)
    }))
  }
})

NodeRuntime.runMain(main)
