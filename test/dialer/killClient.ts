/** A campaign with SQLite on the disk, for `kills.ts`: `killClient.ts PORT DATABASE CONTACTS`. Prints a line when it has completed. */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Effect, Layer, Logger, Stream } from "effect"
import { AmiCalls, AmiCampaign, AttemptLog } from "../../src/index.ts"
import { NodeAmi, NodeSqlite } from "../../src/node/index.ts"

const [port = "", filename = "", contacts = "0"] = process.argv.slice(2)

const program = Effect.gen(function*() {
  const { completed } = yield* AmiCampaign.run({
    name: "kills",
    contacts: Stream.fromIterable(
      Array.from({ length: Number(contacts) }, (_, index) => ({ id: String(index), numbers: [`9${index}`] }))
    ),
    dial: (_, number) => ({ first: `${number}@dialout`, then: { Exten: "500", Context: "agents" } }),
    maxCallsPerSecond: 20,
    maxConcurrent: 100
  })
  console.log("running")
  yield* completed
  const log = yield* AttemptLog.AttemptLog
  const attempts = yield* log.history("kills")
  console.log(JSON.stringify(attempts.map(({ number, outcome }) => [number, outcome?._tag])))
})

const Log = AttemptLog.layerSql.pipe(Layer.provide(NodeSqlite.layer({ filename })))
const Ami = AmiCalls.layerWith({ trunks: ["PJSIP/101"] }).pipe(
  Layer.provideMerge(NodeAmi.layerUrl(`ami://hello:world@127.0.0.1:${port}`))
)
const Logs = Logger.layer([])

program.pipe(
  Effect.scoped,
  Effect.provide(Layer.mergeAll(Log, Ami).pipe(Layer.provideMerge(Logs))),
  NodeRuntime.runMain
)
