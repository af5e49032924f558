/**
 * A campaign with a progress bar: calls the contacts of a file and connects those who answer with the agents of a queue.
 *
 * `AMI_URL=ami://hello:world@127.0.0.1:5038 node examples/dialer/main.ts contacts.csv sales` takes lines of `id,number,number…`, and
 * goes on where it was when it is started again. Ctrl-C hangs up what rings, and leaves those who talk.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Console, Effect, Layer, Stream } from "effect"
import { AmiCalls, AmiCampaign, AmiQueues, AttemptLog } from "effect-ami"
import { NodeAmi, NodeSqlite } from "effect-ami/node"
import { readFileSync } from "node:fs"
import { bar } from "./bar.ts"

const [file = "contacts.csv", queue = "sales"] = process.argv.slice(2)

const contacts = readFileSync(file, "utf8").split("\n").flatMap((line) => {
  const [id = "", ...numbers] = line.trim().split(",").map((word) => word.trim())
  return id === "" ? [] : [{ id, numbers: numbers.filter((number) => number !== "") }]
})

const Ami = Layer.mergeAll(AmiCalls.layerWith({ trunks: ["PJSIP/provider"] }), AmiQueues.layer).pipe(
  Layer.provideMerge(NodeAmi.layerConfig())
)
const Log = AttemptLog.layerSql.pipe(Layer.provide(NodeSqlite.layer({ filename: `${file}.db` })))

const program = Effect.gen(function*() {
  const campaign = yield* AmiCampaign.run({
    name: file,
    contacts: Stream.fromIterable(contacts),
    dial: (_, number) => ({
      first: number,
      context: process.env["DIAL_CONTEXT"] ?? "from-internal",
      then: { Exten: process.env["AGENTS"] ?? queue, Context: process.env["AGENTS_CONTEXT"] ?? "from-internal" },
      ringFor: "25 seconds"
    }),
    pacing: { _tag: "Predictive", freeAgents: AmiCampaign.freeAgentsOf(queue), maxAbandonRate: 0.03 },
    maxCallsPerSecond: 5,
    maxConcurrent: 100,
    figuresEvery: "1 second"
  })
  yield* campaign.events.pipe(Stream.runForEach((event) => {
    switch (event._tag) {
      case "Figures":
        return Effect.sync(() => process.stdout.write(`\r${bar(event.figures, contacts.length)}`))
      case "Paused":
        return Console.log(`\nNo calls start: ${event.reason}`)
      case "Completed":
        return Console.log(`\r${bar(event.figures, contacts.length)}`)
      default:
        return Effect.void
    }
  }))
})

program.pipe(Effect.scoped, Effect.provide([Log, Ami]), NodeRuntime.runMain)
