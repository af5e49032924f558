/**
 * A campaign in a process of its own, for `kills.ts`: `killClient.ts PORT LOG CONTACTS SERVER`.
 *
 * `LOG` is the file of a database of SQLite, or the URL of PostgreSQL; `SERVER` is `simulator` or `asterisk`. Prints a line when
 * it runs, and one with all attempts when it has completed.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { PgClient } from "@effect/sql-pg"
import { Effect, Layer, Logger, Redacted, Stream } from "effect"
import { AmiCalls, AmiCampaign, type AmiDial, AttemptLog } from "../../src/index.ts"
import { NodeAmi, NodeSqlite } from "../../src/node/index.ts"

// It ends with who started it.
process.stdin.on("end", () => process.exit()).resume()

const [port = "", place = "", contacts = "0", server = "simulator"] = process.argv.slice(2)

/** How the numbers of a server are called. */
const dials: Readonly<Record<string, (number: string) => Omit<AmiDial.DialOptions, "id" | "onInterrupt">>> = {
  simulator: (number) => ({ first: `${number}@dialout`, then: { Exten: "500", Context: "agents" } }),
  // The telephone knows the contact by the caller that it sees; half of them have a black box.
  asterisk: (number) => ({
    first: Number(number) % 2 === 0 ? "PJSIP/tel3" : "tel3",
    then: { Exten: "500" },
    callerId: `<${number}>`,
    ringFor: "2 seconds",
    blackBox: Number(number) % 4 < 2
  })
}

const program = Effect.gen(function*() {
  const { completed } = yield* AmiCampaign.run({
    name: "kills",
    contacts: Stream.fromIterable(
      Array.from({ length: Number(contacts) }, (_, index) => ({ id: String(index), numbers: [`9${index}`] }))
    ),
    dial: (_, number) => (dials[server] ?? dials["simulator"])?.(number) ?? { first: number, then: { Exten: "500" } },
    maxCallsPerSecond: 20,
    maxConcurrent: 100,
    retry: { Busy: "never", NoAnswer: "never", Congestion: "never" }
  })
  console.log("running")
  yield* completed
  const log = yield* AttemptLog.AttemptLog
  const attempts = yield* log.history("kills")
  console.log(JSON.stringify(attempts.map(({ number, outcome }) => [number, outcome?._tag])))
})

const Database = place.startsWith("postgres://")
  ? PgClient.layer({ url: Redacted.make(place) })
  : NodeSqlite.layer({ filename: place })
const Log = AttemptLog.layerSql.pipe(Layer.provide(Database))
const Ami = AmiCalls.layerWith({ trunks: ["PJSIP/101", "PJSIP/tel3"] }).pipe(
  Layer.provideMerge(NodeAmi.layerUrl(`ami://hello:world@127.0.0.1:${port}`))
)
const Logs = Logger.layer([])

program.pipe(
  Effect.scoped,
  Effect.provide(Layer.mergeAll(Log, Ami).pipe(Layer.provideMerge(Logs))),
  NodeRuntime.runMain
)
