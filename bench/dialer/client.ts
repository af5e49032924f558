/**
 * A campaign in a process of its own, for `bench/dialer.ts`: `client.ts PORT DATABASE CONTACTS CALLS_PER_SECOND SECONDS`.
 *
 * Prints lines of JSON: when the first call was started, and then what so many seconds have cost.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Effect, Layer, Logger, Stream } from "effect"
import { AmiCalls, AmiCampaign, AttemptLog } from "../../src/index.ts"
import { NodeAmi, NodeSqlite } from "../../src/node/index.ts"

const [port = "", filename = "", contacts = "0", callsPerSecond = "0", seconds = "0"] = process.argv.slice(2)

const program = Effect.gen(function*() {
  const connectedAfter = performance.now()
  const { events, figures } = yield* AmiCampaign.run({
    name: "bench",
    contacts: Stream.range(0, Number(contacts) - 1).pipe(
      Stream.map((index) => ({ id: String(index), numbers: [`9${index}`] }))
    ),
    dial: (_, number) => ({ first: `${number}@dialout`, then: { Exten: "500", Context: "agents" } }),
    maxCallsPerSecond: Number(callsPerSecond),
    maxConcurrent: 5000
  })
  let isStarted = false
  yield* events.pipe(
    Stream.runForEach((event) =>
      Effect.sync(() => {
        if (event._tag !== "Started" || isStarted) return
        isStarted = true
        const { system, user } = process.cpuUsage()
        console.log(JSON.stringify({
          connectedAfter,
          startedAfter: performance.now(),
          cpuMillis: (system + user) / 1000
        }))
      })
    ),
    Effect.forkScoped
  )
  if (Number(seconds) === 0) return yield* Effect.never
  yield* Effect.sleep("5 seconds")
  const before = yield* figures
  const cpu = process.cpuUsage()
  const from = performance.now()
  yield* Effect.sleep(`${Number(seconds)} seconds`)
  const { system, user } = process.cpuUsage(cpu)
  const after = yield* figures
  const elapsed = performance.now() - from
  console.log(JSON.stringify({
    perMinute: (after.dialled - before.dialled) / elapsed * 60_000,
    core: (system + user) / 1000 / elapsed,
    cpuMillis: (system + user) / 1000 / (after.dialled - before.dialled),
    live: after.live,
    answerRate: after.answerRate,
    heap: process.memoryUsage().heapUsed
  }))
  process.exit(0)
})

const Log = AttemptLog.layerSql.pipe(Layer.provide(NodeSqlite.layer({ filename })))
const Ami = AmiCalls.layerWith({ trunks: ["PJSIP/101"] }).pipe(
  Layer.provideMerge(NodeAmi.layerUrl(`ami://hello:world@127.0.0.1:${port}`))
)
// The output is for figures.
const Logs = Logger.layer([Logger.make(({ message }) => console.error(message))])

program.pipe(
  Effect.scoped,
  Effect.provide(Layer.mergeAll(Log, Ami).pipe(Layer.provideMerge(Logs))),
  NodeRuntime.runMain
)
